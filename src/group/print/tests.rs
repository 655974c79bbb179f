//! Prints of articles, excerpts and copies.

use super::*;
use crate::{
    group::Settings,
    model::{Text, Title, TitleOrigin},
};

/// An item that says nothing but this.
fn item(title: &str, text: &str) -> Item {
    crate::group::same::tests::test_item(title, text)
}

/// A text of so many words, no three in a row twice; `first` is the number of the first.
fn prose(first: usize, words: usize) -> String {
    (first..first + words).map(|word| format!("w{} ", word * 7_919 % 100_003)).collect()
}

fn of(text: &str) -> Print {
    print(&item("", text))
}

#[test]
fn the_head_whole_and_an_eighth_of_the_rest() {
    assert_eq!(of(&prose(0, 40)).shingles.len(), 38);
    assert_eq!(of(&prose(0, 64)).shingles.len(), 62);
    let long = of(&prose(0, 864)).shingles.len();
    assert!((62 + 70..62 + 130).contains(&long), "{long}");
    assert!(of(&prose(0, 30_000)).shingles.len() <= 256);
}

#[test]
fn few_anchors_whatever_the_length() {
    for words in [8, 20, 64, 300, 1_000, 5_000, 40_000] {
        let print = of(&prose(0, words));
        assert!((1..=Print::MOST_ANCHORS).contains(&print.anchors.len()), "{words}: {print:?}");
        assert!(print.to_bytes().len() <= 1_000, "{words}");
    }
}

/// How much of the shorter text the prints find in the longer one, and whether an anchor leads there.
#[track_caller]
fn check(short: &str, long: &str, least: f64) {
    let (short, long) = (of(short), of(long));
    let found = containment(&short, &long);
    assert!(found >= least, "{found}");
    assert_eq!(found, containment(&long, &short));
    assert!(anchors(&short).any(|anchor| long.anchors.contains(&anchor)), "no anchor");
}

#[test]
fn excerpts_are_found() {
    for words in [65, 300, 2_000] {
        for excerpt in [12, 15, 20, 40, 60] {
            check(&prose(0, excerpt), &prose(0, words), 1.0);
        }
    }
    check(&prose(100, 200), &prose(0, 400), 0.9);
    check(&prose(30, 300), &prose(0, 330), 0.9);
    check(&prose(0, 3_000), &prose(0, 6_000), 0.9);
}

#[test]
fn other_texts_are_not() {
    assert_eq!(containment(&of(&prose(0, 300)), &of(&prose(300, 300))), 0.0);
    assert_eq!(containment(&Print::default(), &of(&prose(0, 300))), 0.0);
    let half = format!("{}{}", prose(0, 150), prose(500, 150));
    assert!(containment(&of(&half), &of(&format!("{}{}", prose(900, 150), prose(0, 150)))) < 0.6);
}

#[test]
fn worth_a_look() {
    let settings = Settings::standard();
    let (article, excerpt) = (of(&prose(0, 300)), of(&prose(0, 30)));
    assert!(may_be_same(&article, &excerpt, &settings));
    assert!(!may_be_same(&article, &of(&prose(500, 30)), &settings));
    let off = Settings { near_duplicate: 0.0, ..settings };
    assert!(!may_be_same(&article, &excerpt, &off));
}

#[test]
fn an_item_without_text_has_its_title() {
    let title = "Ferry to the outer islands runs again";
    let (bare, full) = (print(&item(title, "")), print(&item(title, &prose(0, 50))));
    assert!(bare.shingles.is_empty() && bare.title != 0);
    assert_eq!((bare.title, anchors(&bare).collect()), (full.title, vec![full.title]));
    assert!(may_be_same(&bare, &full, &Settings::standard()));
    // Too short to mean one article, or not the publisher's.
    assert_eq!(print(&item("Weekly notes", "")), Print::default());
    let derived = Title { text: Text::line(title), origin: TitleOrigin::BodyLead };
    assert_eq!(print(&Item { title: derived, ..item("", "") }), Print::default());
}

#[test]
fn the_longest_field_speaks() {
    let text = prose(0, 50);
    let html = Text::new(&format!("<p>{}</p>", text.trim()));
    let only = item("", "");
    let want = of(&text);
    let short = Text::new(&prose(900, 20));
    for item in [
        Item { content: Some(html.clone()), summary: Some(short.clone()), ..only.clone() },
        Item { lead: Text::new(&text), summary: Some(short.clone()), ..only.clone() },
        Item { summary: Some(Text::new(&text)), lead: short, ..only.clone() },
    ] {
        assert_eq!(print(&item), want);
    }
}

/// Golden values: what is stored in every ledger hangs on them.
#[test]
fn prints_never_change() {
    let print =
        print(&item("Ferry to the outer islands runs again", "The ferry runs again from Monday."));
    assert_eq!(print.shingles, [3154162, 6921893, 8911983, 15528447]);
    assert_eq!(print.anchors, [6921893, 14955680]);
    assert_eq!(print.title, 14955680);
}
