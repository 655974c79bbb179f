//! Identity: what subscribers would notice if it broke. One visit after another goes through `merge`
//! and `group`.

mod dumps;
mod golden;
mod ledger;
mod moves;
mod properties;
mod runs;
mod sources;

use feedmill::model::{Bound, Field, KeyKind};

use ledger::{ENTRY, Ledger, Told, at, touches_output};

const LONG: &str = "one two three four five six seven eight nine ten eleven twelve thirteen \
                    fourteen fifteen sixteen seventeen and then some more of it";
const OTHER: &str = "this text is quite another one and it has nothing at all to do with the first \
                     of the two";

fn article() -> Told<'static> {
    Told {
        native: "http://blog.example/?p=7",
        link: "http://blog.example/seven",
        title: "Seven",
        body: LONG,
        ..ENTRY
    }
}

/// Visits twice and tells whether the second visit found the same article.
#[track_caller]
fn check_same(first: Told<'_>, second: Told<'_>) {
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[first]);
    let guid = ledger.items[0].guid.clone();
    let changes = ledger.visit("blog", "2026-01-12", &[second]);
    assert!(changes.new.is_empty(), "made a second item: {:#?}", changes.new);
    assert_eq!(ledger.items[0].guid, guid);
    // And it stays so.
    let again = ledger.visit("blog", "2026-01-13", &[second]);
    assert!(again.new.is_empty() && !touches_output(&again), "{again:#?}");
}

#[track_caller]
fn check_different(first: Told<'_>, second: Told<'_>) {
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[first]);
    ledger.visit("blog", "2026-01-12", &[second]);
    assert_eq!(ledger.items.len(), 2, "an item was lost: {:#?}", ledger.items);
}

#[test]
fn an_id_outlives_every_edit() {
    let was = article();
    check_same(was, Told { title: "Seven, corrected", ..was });
    check_same(was, Told { body: OTHER, ..was });
    check_same(was, Told { link: "https://blog.example/2026/seven", ..was });
    check_same(was, Told { date: "2026-02-01", ..was });
    // A move to https that also changes the publisher's ids.
    check_same(was, Told { native: "https://www.blog.example/?p=7", ..was });
    // Another id at the same address, with the same title or the same text.
    check_same(was, Told { native: "8e5c", ..was });
    check_same(was, Told { native: "8e5c", title: "Siebte", ..was });
    // Another platform: other id, other address, same title, text and day.
    check_same(
        was,
        Told { native: "tag:new.example,2026:7", link: "https://new.example/7", ..was },
    );
}

#[test]
fn articles_without_ids_are_known_by_address_text_or_title() {
    let was = Told { native: "", ..article() };
    check_same(was, Told { title: "Eight", body: OTHER, ..was });
    let was = Told { link: "", ..was };
    check_same(was, Told { title: "Eight", date: "2026-03-01", ..was });
    check_same(was, Told { body: OTHER, ..was });
}

#[test]
fn what_only_looks_alike_stays_apart() {
    let was = article();
    // A page that all items link to.
    check_different(was, Told { native: "8", title: "Eight", body: OTHER, ..was });
    // A column that begins with the same words every week.
    let body = format!("{LONG}, but it goes on in a way that is quite its own: {OTHER}");
    check_different(
        was,
        Told { native: "8", link: "http://blog.example/8", date: "2026-01-17", body: &body, ..was },
    );
    // Another blog of the same platform, in a feed of feeds.
    check_different(
        was,
        Told {
            native: "http://other.example/?p=7",
            link: "http://other.example/7",
            title: "X",
            body: OTHER,
            ..was
        },
    );
}

#[test]
fn two_notes_of_one_day_with_one_title_are_two() {
    let a = Told { title: "Note", body: LONG, ..ENTRY };
    let b = Told { body: OTHER, ..a };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[a, b]);
    assert_eq!(ledger.items.len(), 2);
    let again = ledger.visit("blog", "2026-01-12", &[b, a]);
    assert_eq!((again.new.len(), again.same), (0, 2));
}

#[test]
fn an_article_whose_id_is_taken_gets_one_of_its_own() {
    // An article known by its text alone gets an id of the publisher and another beginning; the old
    // beginning now belongs to another article.
    let bare = Told { title: "Seven", body: LONG, ..ENTRY };
    let named = Told { native: "7", body: OTHER, ..bare };
    let other = Told { title: "Eight", date: "2026-01-12", ..bare };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[bare]);
    ledger.visit("blog", "2026-01-12", &[Told { native: "7", ..bare }]);
    ledger.visit("blog", "2026-01-13", &[named, other]);
    let titles = |ledger: &Ledger| -> Vec<String> {
        ledger.items.iter().map(|item| item.title.text.to_string()).collect()
    };
    assert_eq!(titles(&ledger), ["Seven", "Eight"]);
    let again = ledger.visit("blog", "2026-01-14", &[other, named]);
    assert!(!touches_output(&again), "{again:#?}");
    // Nor does it take the other's place when that one scrolls off.
    ledger.visit("blog", "2026-01-15", &[other]);
    assert_eq!(titles(&ledger), ["Seven", "Eight"]);
}

#[test]
fn repeated_ids_identify_nothing_and_position_moves_nothing() {
    let a = Told { native: "same", link: "http://a.example/a", title: "A", body: LONG, ..ENTRY };
    let b = Told { native: "same", link: "http://a.example/b", title: "B", body: OTHER, ..ENTRY };
    let mut ledger = Ledger::default();
    let changes = ledger.visit("blog", "2026-01-11", &[a, b]);
    assert_eq!(changes.new.len(), 2);
    let mut turned = Ledger::default();
    turned.visit("blog", "2026-01-11", &[b, a]);
    let ids = |ledger: &Ledger| {
        let mut ids: Vec<_> = ledger.items.iter().map(|item| item.guid.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&ledger), ids(&turned));
    let again = ledger.visit("blog", "2026-01-12", &[b, a]);
    assert_eq!((again.new.len(), again.same), (0, 2));
}

#[test]
fn one_article_in_several_documents_is_one_item() {
    let copies: Vec<Told<'_>> = ["2026-01-10", "2026-01-24", "2026-01-10"]
        .into_iter()
        .enumerate()
        .map(|(document, date)| Told { native: "", link: "", date, document, ..article() })
        .collect();
    let mut ledger = Ledger::default();
    let changes = ledger.visit("blog", "2026-02-01", &copies);
    assert_eq!(changes.new.len(), 1);
    assert_eq!(changes.tellings.len(), 3);
    let item = &ledger.items[0];
    assert_eq!(item.published.at, at("2026-01-10"));
    assert_eq!(item.updated.at, at("2026-01-10"), "a new date alone is no update");
}

#[test]
fn a_change_of_text_moves_updated_and_nothing_else_does() {
    let was = Told { native: "7", ..article() };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[was]);
    let redated = ledger.visit("blog", "2026-01-12", &[Told { date: "2026-01-12", ..was }]);
    assert!(!touches_output(&redated), "{redated:#?}");
    let moved =
        ledger.visit("blog", "2026-01-13", &[Told { link: "https://blog.example/seven", ..was }]);
    assert_eq!(moved.revised[0].fields, [Field::Link]);
    assert_eq!(ledger.items[0].updated.at, at("2026-01-10"));
    let edited = ledger.visit("blog", "2026-01-14", &[Told { body: OTHER, ..was }]);
    assert!(edited.revised[0].fields.contains(&Field::Content));
    assert_eq!(ledger.items[0].updated.at, at("2026-01-14"));
    assert_eq!(ledger.items[0].published.at, at("2026-01-10"));
}

#[test]
fn an_edit_in_an_old_copy_is_told_but_replaces_nothing() {
    let old = Told { native: "", link: "", date: "2026-01-10", document: 0, ..article() };
    let new = Told { date: "2026-01-24", document: 1, ..old };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-02-01", &[old, new]);
    let body = format!("{LONG} and one word less");
    let changes = ledger.visit("blog", "2026-02-02", &[Told { body: &body, ..old }, new]);
    assert!(!touches_output(&changes), "{changes:#?}");
    assert!(changes.tellings.iter().any(|telling| telling.changed.contains(&Field::Content)));
}

#[test]
fn markup_that_changes_at_every_visit_is_no_update() {
    let was = Told { native: "7", body: "<p>One <b>two</b> <img src=\"a?1\"></p>", ..article() };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[was]);
    let body = "<p title='>'>One <i>two</i> <img src=\"a?2\"></p>";
    let changes = ledger.visit("blog", "2026-01-12", &[Told { body, ..was }]);
    assert_eq!(changes.revised[0].fields, [Field::Markup]);
    assert_eq!(ledger.items[0].updated.at, at("2026-01-10"));
    let changes = ledger.visit("blog", "2026-01-13", &[Told { body, title: "SEVEN", ..was }]);
    assert_eq!(changes.revised[0].fields, [Field::Markup]);
    let body = "<p>One <b>three</b></p>";
    let changes = ledger.visit("blog", "2026-01-14", &[Told { body, ..was }]);
    assert!(changes.revised[0].fields.contains(&Field::Content));
    assert_eq!(ledger.items[0].updated.at, at("2026-01-14"));
}

#[test]
fn a_real_title_repairs_a_derived_one_and_is_no_news() {
    let bare = Told { native: "", link: "", title: "", ..article() };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[bare]);
    let guid = ledger.items[0].guid.clone();
    let changes = ledger.visit("blog", "2026-01-12", &[Told { title: "Seven", ..bare }]);
    assert_eq!(changes.revised[0].fields, [Field::TitleRepaired]);
    let item = &ledger.items[0];
    assert_eq!((&item.guid, item.title.text.as_str()), (&guid, "Seven"));
    assert_eq!(item.updated.at, at("2026-01-10"));
    // The derived one never comes back.
    let back = ledger.visit("blog", "2026-01-13", &[bare]);
    assert!(!touches_output(&back), "{back:#?}");
}

#[test]
fn nobody_hijacks_an_id() {
    let ours = article();
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[ours]);
    let theirs = Told { title: "Buy this", body: OTHER, ..ours };
    let changes = ledger.visit("spam", "2026-01-12", &[theirs]);
    assert!(changes.revised.is_empty());
    assert_eq!(ledger.folded[0].2, Bound::Key(KeyKind::NativeId));
    assert_eq!(ledger.standing()[0].title.text.as_str(), "Seven");
    assert_eq!(ledger.standing().len(), 1);
    // Neither later, when the owner has edited and only the thief's keys match.
    ledger.visit("blog", "2026-01-13", &[Told { title: "Seven!", body: OTHER, ..ours }]);
    let again =
        ledger.visit("spam", "2026-01-14", &[Told { link: "http://spam.example/", ..theirs }]);
    assert!(again.new.is_empty(), "{again:#?}");
    let standing = ledger.standing();
    assert_eq!((standing.len(), standing[0].title.text.as_str()), (1, "Seven!"));
}

#[test]
fn a_comment_on_an_article_is_an_article_of_its_own() {
    let article = article();
    let comment =
        Told { native: "https://links.example/1", title: "Worth reading", body: OTHER, ..article };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[article]);
    ledger.visit("links", "2026-01-12", &[comment]);
    assert_eq!(ledger.standing().len(), 2);
    // So is one that only begins and is called alike.
    let notes = Told { native: "1", link: "", title: "Weekly notes", body: "Read more", ..article };
    ledger.visit("blog", "2026-01-12", &[notes]);
    ledger.visit("links", "2026-01-12", &[comment, notes]);
    assert_eq!(ledger.standing().len(), 4);
    // A mere repetition is not.
    let copy = Told { native: "https://mirror.example/1", ..article };
    ledger.visit("mirror", "2026-01-12", &[copy]);
    assert_eq!(ledger.standing().len(), 4);
}
