//! What leads from one article to others is the same, whether it is looked up or read as a whole.

use feedmill::{
    group,
    model::{Numbers, Print},
    store::{Mode, Settings, Store},
};

use crate::support::{Mill, news, rss};

#[test]
fn the_index_in_memory_says_what_the_ledger_says() {
    let source =
        |id: &str| format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\npaths = [\"{id}.xml\"]\n");
    let mill = Mill::new(&(news(&[]) + &source("lane") + &source("mirror")));
    let shared = "All stations on the line report the same depth of snow this morning again.";
    let texts: Vec<(String, String)> = (0..80)
        .map(|day| {
            let own = format!("On day {day} the plough number {} came first.", day * 37 % 101);
            let more = if day % 9 == 0 {
                " The pass is closed to lorries until further notice."
            } else {
                ""
            };
            (format!("Snow report of day {day}"), format!("{shared}{more} {own}"))
        })
        .collect();
    let ids: Vec<String> = (0..80).map(|day| format!("day-{day}")).collect();
    let items: Vec<(&str, u32, &str, &str)> = texts
        .iter()
        .zip(&ids)
        .map(|((title, text), id)| (id.as_str(), 1, title.as_str(), text.as_str()))
        .collect();
    mill.write("lane.xml", rss(&items));
    // Other ids and other words under some of the addresses.
    let mirror =
        rss(&items[..9]).replace("<guid isPermaLink=\"false\">", "<guid isPermaLink=\"false\">m");
    mill.write("mirror.xml", mirror.replace("plough", "lorry").replace("Snow report", "Walk"));
    mill.run(&["run"]).ends_with(0);

    let path = mill.path("feeds/state.db");
    let store = Store::open(&Settings { path }, Mode::Look).unwrap();
    let all = store.shared(usize::MAX).unwrap().unwrap();
    assert!(store.shared(9).unwrap().is_none(), "few items are looked up one by one");
    let (mut some, mut crowds) = (0, 0);
    let mut by_key = 0;
    let items = (1..).map_while(|number| Some((number, store.whole(number).ok()?)));
    for (number, known) in items {
        assert_eq!(known.print, group::print(&known.item));
        let pending = Numbers::from_iter([number]);
        let looked_up = store.sharing_keys(&known, &pending, None).unwrap();
        assert_eq!(store.sharing_keys(&known, &pending, Some(&all)).unwrap(), looked_up);
        by_key += looked_up.len();
        for &anchor in &known.print.anchors {
            let mut items = store.at_anchors([anchor]).unwrap().remove(&anchor).unwrap();
            items.sort_unstable();
            let items: Vec<u32> = items.iter().map(|&item| item.try_into().unwrap()).collect();
            if (2..=Print::MOST_OF_AN_ANCHOR).contains(&items.len()) {
                assert_eq!(all.by_anchor(anchor), items);
                some += 1;
            } else {
                assert!(all.by_anchor(anchor).is_empty(), "{items:?}");
                crowds += usize::from(items.len() > 1);
            }
        }
    }
    assert!(some > 0 && crowds > 0, "{some} {crowds}");
    assert_eq!(by_key, 18, "nine of each source have an address of the other");
}
