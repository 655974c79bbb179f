use super::*;
use crate::route::{Rules, Term};

fn topic() -> Topic {
    let terms = |terms: &[&str]| terms.iter().map(|&term| Term::from(term)).collect();
    Topic {
        id: "quay".to_owned(),
        lists: Lists {
            strong: terms(&["crane"]),
            weak: terms(&["port"]),
            shields: vec!["crane fly".to_owned()],
            ..Lists::default()
        }
        .into(),
        ..Topic::default()
    }
}

fn settings() -> Settings {
    Settings {
        threshold: 5.0,
        share: 0.4,
        category_wins: true,
        topics: Vec::new(),
        rules: Rules::default(),
    }
}

fn sample(item: &str) -> Subject<'_> {
    let (title, text) = item.split_once('|').unwrap_or((item, ""));
    Subject::sample(title, text)
}

/// Items as titles, or as title and text with a `|` between them; `!` begins one that was taught.
fn suggest(inside: &[&str], outside: &[&str]) -> Suggestions {
    let topic = topic();
    let mut study = Study::new(&topic, &settings());
    for item in inside {
        study.inside(&sample(item));
    }
    let mut comparison = study.compare();
    for item in outside {
        let bare = item.strip_prefix('!');
        comparison.outside(&sample(bare.unwrap_or(item)), bare.is_some());
    }
    comparison.suggestions(10)
}

#[track_caller]
fn check_terms(inside: &[&str], outside: &[&str], want: &[(&str, Advice, u32, u32)]) {
    let found = suggest(inside, outside).terms;
    let found: Vec<_> = found
        .iter()
        .map(|term| (term.term.as_str(), term.advice, term.inside, term.outside))
        .collect();
    assert_eq!(found, want);
}

const OTHERS: [&str; 8] = [
    "Bees on the roof",
    "A cat is lost",
    "Bread gets dearer",
    "Rain until noon",
    "A school reopens",
    "Choir seeks voices",
    "Frost in orchards",
    "A bench for the park",
];

#[test]
fn terms_that_others_seldom_have() {
    let inside = ["Mooring lines snap", "A mooring line is new", "Divers check the mooring lines"];
    check_terms(&inside, &OTHERS, &[("mooring line", Advice::Strong, 3, 0)]);
    // What the topic finds already, or shields, is no news.
    check_terms(&["Crane at work", "Crane for sale", "The crane fly"], &OTHERS, &[]);
}

/// The sides of a term by its capitals.
#[test]
fn names_have_capitals_within_clauses() {
    let inside = [
        "One|The yard of Northpier sails, and Northpier is glad",
        "Two|Workers at Northpier strike",
        "Three|A day at Northpier",
    ];
    check_terms(&inside, &OTHERS, &[("Northpier", Advice::Name, 3, 0)]);
    // In a headline of capitals they say nothing.
    let inside = ["All Mooring Lines Checked", "Old Mooring Lines Break", "New Mooring Lines Hold"];
    check_terms(&inside, &OTHERS, &[("mooring lines", Advice::Strong, 3, 0)]);
}

#[test]
fn what_others_have_as_well_is_weak() {
    let inside = ["Tide at dawn", "Tide is high", "Tide tables", "Tide turns", "Low tide", "Ebb"];
    let outside = [&OTHERS[..], &["Tide of the choir"]].concat();
    check_terms(&inside, &outside, &[("tide", Advice::Strong, 5, 1)]);
    let outside = [&OTHERS[..], &["A tide of cats", "The tide of bread"]].concat();
    check_terms(&inside, &outside, &[("tide", Advice::Weak, 5, 2)]);
    let outside = [&OTHERS[..], &["!Tide of the choir"]].concat();
    check_terms(&inside, &outside, &[("tide", Advice::Weak, 5, 1)]);
}

#[test]
fn terms_in_scripts_without_spaces() {
    let inside = ["港口吊车运行", "新港口吊车", "港口吊车检查"];
    check_terms(&inside, &OTHERS, &[("港口吊车", Advice::Strong, 3, 0)]);
}

#[test]
fn phrases_around_terms_in_other_items_are_shields() {
    let inside = ["Crane lifts a hull", "Steel crane arrives"];
    let outside = [
        "A frame crane in the gym",
        "The frame crane for yoga",
        "Frame crane and patience",
        "Steel crane in a museum",
        "!Paper crane folded",
        "!A port wine from the valley",
    ];
    let found = suggest(&inside, &outside).shields;
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.phrase.as_str(), it.around.as_str(), it.outside, it.taught))
        .collect();
    let want = [
        ("port wine", "port", 1, 1),
        ("paper crane", "crane", 1, 1),
        ("crane folded", "crane", 1, 1),
        ("frame crane", "crane", 3, 0),
    ];
    assert_eq!(found, want);
}

#[test]
fn the_order_of_equals_is_that_of_the_alphabet() {
    let inside = ["Zebra quota", "Zebra quota", "Anchor chain", "Anchor chain"];
    let found = suggest(&inside, &OTHERS).terms;
    let found: Vec<_> = found.iter().map(|term| term.term.as_str()).collect();
    assert_eq!(found, ["anchor chain", "zebra quota"]);
}

#[test]
fn nothing_comes_of_nothing() {
    assert_eq!(suggest(&[], &[]), Suggestions::default());
    assert_eq!(suggest(&["\u{1}|\u{0} - "], &["", "!"]).terms, []);
}
