//! Tables for article text dumps.

use super::*;
use crate::{
    model::{Category, Kind},
    parse::Limits,
};

fn settings() -> Settings {
    Settings {
        kind: Kind::Text,
        separator: "Keep Reading".to_owned(),
        date_label: "Updated".to_owned(),
        credit_marker: "PHOTO:".to_owned(),
        categories: ["Harbour".to_owned()].into(),
        limits: Limits { entries: 3, ..Limits::default() },
        ..Settings::standard(Kind::Text)
    }
}

fn parsed(text: &str) -> (Parsed, usize) {
    let document = Document { name: "a.txt".into(), ..Document::default() };
    let mut notes = Notes::new("a.txt");
    let parsed = read(text, &document, &settings(), &mut notes);
    (parsed, notes.into_problems().len())
}

/// One line an article: `line|categories|title|dek|date|credits|paragraphs`.
fn show(entry: &Entry) -> String {
    let body = |body: &Option<Body>| match body {
        Some(Body::Plain(text)) => text.clone(),
        Some(Body::Paragraphs(paragraphs)) => paragraphs.join("/"),
        other => format!("{other:?}").replace("None", "-"),
    };
    [
        entry.line.map_or("-".to_owned(), |line| line.to_string()),
        entry.categories.iter().map(Category::name).collect::<Vec<_>>().join("/"),
        body(&entry.title),
        body(&entry.summary),
        entry.updated.as_ref().map_or("-".to_owned(), |date| date.text.clone()),
        entry.credits.join("/"),
        body(&entry.content),
    ]
    .join("|")
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    let (parsed, _) = parsed(text);
    assert_eq!(parsed.entries.iter().map(show).collect::<Vec<_>>(), want);
    assert!(parsed.complete);
}

const DATE: &str = "Updated\nMay 2, 2026 9:05 AM\n";

#[test]
fn heads() {
    check(&format!("A\nB\nC\n{DATE}x"), &["1|A|B|C|May 2, 2026 9:05 AM||x"]);
    check(&format!("HARBOUR\nB\n{DATE}x"), &["1|HARBOUR|B|-|May 2, 2026 9:05 AM||x"]);
    check(&format!("A\nB\n{DATE}x"), &["1||A|B|May 2, 2026 9:05 AM||x"]);
    check(&format!("A\n{DATE}x"), &["1||-|A|May 2, 2026 9:05 AM||x"]);
    check(&format!("Harbour\n{DATE}x"), &["1|Harbour|-|-|May 2, 2026 9:05 AM||x"]);
    check(&format!("{DATE}x"), &["1||-|-|May 2, 2026 9:05 AM||x"]);
    check(&format!("Harbour\nB\nC\nD\n{DATE}x"), &["1|Harbour|B|C D|May 2, 2026 9:05 AM||x"]);
    let long = format!("One two three four\nB\nC\nD\n{DATE}x");
    check(&long, &["1||One two three four|B C D|May 2, 2026 9:05 AM||x"]);
}

#[test]
fn layouts_decide_nothing() {
    let want = ["1|A|B|C|May 2, 2026 9:05 AM|ROE|x y/z"];
    let compact = "A\nB\nC\nUpdated\nMay 2, 2026 9:05 AM\nA ship. PHOTO: ROE\nx y\nz";
    check(compact, &want);
    check(&format!("{compact}\n"), &want);
    check(&compact.replace('\n', "\r\n"), &want);
    check(&compact.replace('\n', "\r"), &want);
    check(&compact.replace('\n', " \u{a0}\n\n"), &want);
    check(&format!("\u{FEFF}{compact}").replace("x y", "x \u{a0} y"), &want);
    check(&compact.replace("A ship", ".jpg)\nA ship"), &want);
}

#[test]
fn labels() {
    check("A\nUpdated May 2, 2026 9:05 AM\nx", &["1||-|A|May 2, 2026 9:05 AM||x"]);
    check("A\nUpdated: 2026-05-02\nx", &["1||-|A|2026-05-02||x"]);
    check("A\nUpdated\n2 de mayo de 2026\nx", &["1||-|A|2 de mayo de 2026||x"]);
    check("A\nUpdated\nSet for the year 2026\nx", &["1||-|-|-||A/Updated/Set for the year 2026/x"]);
    check("A\nUpdated\nRead it\nMay 2, 2026\nx", &["1||-|A|May 2, 2026||Read it/x"]);
    check(
        "Updated figures for 2025 came in.\nx",
        &["1||-|-|-||Updated figures for 2025 came in./x"],
    );
    check("A\nUpdated\nThe port grows.\nx", &["1||-|-|-||A/Updated/The port grows./x"]);
    let late = format!("{}Updated\nMay 2, 2026\n", "p\n".repeat(9));
    check(&late, &[&format!("1||-|-|-||{}Updated/May 2, 2026", "p/".repeat(9))]);
}

#[test]
fn dates() {
    for date in [
        "December 30, 2025 1:38 PM",
        "Dec. 30, 2025, 1:38 p.m. EST",
        "Tue, 30 Dec 2025 13:38:00 +0900",
        "30th of December 2025",
        "2025-12-30T13:38:00Z",
        "30/12/2025 13:38",
        "2025年12月30日",
    ] {
        assert!(is_date(date, 0), "{date}");
    }
    for prose in ["In 2025", "The year 2025 was the best for 3 ports", "Read more", "12:30", ""] {
        assert!(!is_date(prose, 0), "{prose}");
    }
}

#[test]
fn captions() {
    let marker = "PHOTO:";
    assert_eq!(credit("A quay. PHOTO: JO ROE", marker), Some("JO ROE"));
    assert_eq!(credit("PHOTO: JO ROE", marker), Some("JO ROE"));
    assert_eq!(credit("TELEPHOTO: lenses", marker), None);
    assert_eq!(credit("PHOTO:", marker), None);
    assert_eq!(credit(&format!("{} PHOTO: X", "word ".repeat(100)), marker), None);
    assert_eq!(credit(&format!("PHOTO: {}", "word ".repeat(30)), marker), None);
    check("A quay. PHOTO: ROE\nx", &["1||-|-|-|ROE|x"]);
}

#[test]
fn several_articles() {
    check(
        "a\nKeep Reading\n\nKeep Reading \nb\nKeep Reading on\n",
        &["1||-|-|-||a", "5||-|-|-||b/Keep Reading on"],
    );
    let (parsed, problems) = parsed(&"a\nKeep Reading\n".repeat(9));
    assert_eq!((parsed.entries.len(), problems), (3, 1));
    check("", &[]);
}
