//! What `explain` tells of an item.

use super::{COAST, LANE, TEXT, id, mill, write};
use crate::support::DAY_LATER;

/// `explain`, with short names for the ids.
fn explain(mill: &crate::support::Mill, words: &str) -> String {
    let mut told = mill.run(&["explain", words]).ends_with(0).stdout;
    for (name, address) in [
        ("LANE", LANE),
        ("COAST", COAST),
        ("TIDE", "https://lane.example/tide"),
        ("PIER", "https://pier.example/p"),
    ] {
        told = told.replace(&id(mill, address), name);
    }
    told
}

#[test]
fn the_whole_trail() {
    let mill = mill();
    let long = format!("{TEXT} On Sundays it stays in the harbour.");
    write(
        &mill,
        "coast",
        &[("g", 3, "A green ferry", &long), ("t", 4, "Tides for the ferry", "Low.")],
    );
    write(&mill, "lane", &[("green", 9, "Green ferry", TEXT), ("tide", 2, "Ferry tides", "High.")]);
    mill.run_at(DAY_LATER, &["run"]).silent();
    mill.run_at(DAY_LATER, &["state", "merge", LANE, "Ferry pier"]).ends_with(0);
    mill.run_at(DAY_LATER, &["state", "merge", LANE, "Ferry tides"]).ends_with(0);
    mill.run_at(DAY_LATER, &["state", "split", "https://lane.example/tide"]).ends_with(0);
    assert_eq!(explain(&mill, LANE), include_str!("owner.txt"));
    assert_eq!(explain(&mill, COAST), include_str!("telling.txt"));
}
