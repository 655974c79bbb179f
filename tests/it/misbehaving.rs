//! Servers that misbehave in more than a hundred named ways, each between two healthy neighbours.
//!
//! A row is one way; its table says what must come of it. All rows of a group are sources of one mill,
//! and every group is visited at least twice: a server that is well again must be read, whatever it
//! said while it was not. The neighbours must be delivered at every visit. Times that rows wait for
//! are limits that are always reached; none of them has to be fast.

mod bombs;
mod codings;
mod content;
mod framing;
mod packed;
mod pages;
mod redirects;
mod rows;
mod slow;
mod stage;
mod status;
mod validators;
mod walls;

use std::collections::BTreeSet;

use rows::Row;
use stage::{IMPATIENT, PATIENT, perform};
use walls::Canary;

#[test]
fn framing() {
    perform(framing::rows(), PATIENT);
}

#[test]
fn statuses() {
    perform(status::rows(), PATIENT);
}

#[test]
fn redirects() {
    perform(redirects::rows(), PATIENT);
}

#[test]
fn walls() {
    let canary = Canary::start();
    perform(walls::rows(canary.port()), PATIENT);
    assert_eq!(canary.connections(), 0, "somebody got through to a private address");
}

#[test]
fn codings() {
    perform(codings::rows(), PATIENT);
}

#[test]
fn bombs() {
    perform(bombs::rows(), PATIENT);
}

#[test]
fn swollen_documents() {
    perform(bombs::swollen(), PATIENT);
}

#[test]
fn long_fields() {
    perform(bombs::long_fields(), PATIENT);
}

#[test]
fn slow_ones() {
    perform(slow::rows(), IMPATIENT);
}

#[test]
fn documents() {
    let canary = Canary::start();
    perform(content::rows(canary.port()), PATIENT);
    assert_eq!(canary.connections(), 0, "a document made us ask for another one");
}

#[test]
fn pages_instead_of_feeds() {
    perform(pages::rows(), PATIENT);
}

#[test]
fn validators() {
    perform(validators::rows(), PATIENT);
}

#[test]
fn there_are_many_ways_with_a_name_each() {
    let rows: Vec<Row> = [
        framing::rows(),
        status::rows(),
        redirects::rows(),
        walls::rows(1),
        codings::rows(),
        bombs::rows(),
        bombs::swollen(),
        bombs::long_fields(),
        slow::rows(),
        content::rows(1),
        pages::rows(),
        validators::rows(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), rows.len(), "two rows have the same name");
    assert!(names.len() >= 110, "only {} ways", names.len());
}
