//! Identity: what subscribers would notice if it broke. One visit after another goes through `merge`
//! and `group`, with a ledger that is a plain list.

use chrono::{DateTime, Utc};
use feedmill::{
    group,
    merge::{Seen, merge},
    model::{
        Bound, Changes, Date, DateOrigin, Field, Guid, Ids, Item, Key, KeyKind, Known, Origin,
        Precision, Text, Title, TitleOrigin,
    },
};

/// An entry in few words.
#[derive(Clone, Copy)]
struct Told<'a> {
    native: &'a str,
    link: &'a str,
    title: &'a str,
    body: &'a str,
    date: &'a str,
    document: usize,
}

const ENTRY: Told<'_> =
    Told { native: "", link: "", title: "", body: "", date: "2026-01-10", document: 0 };

fn at(text: &str) -> DateTime<Utc> {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    text.parse().unwrap()
}

fn seen(source: &str, told: Told<'_>, now: &str) -> Seen {
    let mut keys = Vec::new();
    let mut key = |kind, value: String| keys.push(Key { kind, value });
    if !told.native.is_empty() {
        key(KeyKind::NativeId, told.native.to_owned());
        if let Some((_, rest)) = told.native.split_once("//") {
            key(KeyKind::BareNativeId, rest.split_once('/').unwrap_or_default().1.to_owned());
        }
    }
    if let Some((_, address)) = told.link.split_once("//") {
        key(KeyKind::Address, address.to_owned());
    }
    if !told.body.is_empty() {
        key(KeyKind::Lead, told.body.split(' ').take(16).collect::<Vec<_>>().join(" "));
    }
    if !told.title.is_empty() {
        key(KeyKind::TitleDay, format!("{}|{}", told.title.to_lowercase(), told.date));
    }
    let date = Date {
        at: at(told.date),
        raw: None,
        origin: DateOrigin::Published,
        precision: Precision::Day,
        zone_assumed: false,
        clamped: false,
    };
    let title = match told.title {
        "" => Title { text: Text::line(told.body), origin: TitleOrigin::BodyLead },
        title => Title { text: Text::line(title), origin: TitleOrigin::TitleLine },
    };
    let item = Item {
        guid: Guid::mint(source, &keys, Ids::Upstream).unwrap(),
        source: source.to_owned(),
        keys,
        title,
        link: (!told.link.is_empty()).then(|| told.link.to_owned()),
        summary: None,
        content: (!told.body.is_empty()).then(|| Text::new(told.body)),
        lead: Text::new(told.body),
        published: date.clone(),
        updated: date,
        claimed_updated: None,
        first_seen: at(now),
        authors: Vec::new(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        credits: Vec::new(),
        citations: Vec::new(),
        comments: None,
        language: None,
        rights: None,
        origin: Origin::default(),
    };
    Seen { item, document: told.document, place: format!("document {}", told.document) }
}

/// A ledger without a database.
#[derive(Default)]
struct Ledger {
    items: Vec<Item>,
    /// By which keys a source knows an item.
    keys: Vec<(String, Guid, Key)>,
}

impl Ledger {
    fn known(&self, known_by: impl Fn(&Item) -> String) -> Vec<Known> {
        let known = |item: &Item| {
            let source = known_by(item);
            let mine = self.keys.iter().filter(|(by, guid, _)| *by == source && *guid == item.guid);
            let mut keys: Vec<Key> = mine.map(|(_, _, key)| key.clone()).collect();
            keys.sort();
            Known { item: item.clone(), keys }
        };
        self.items.iter().map(known).filter(|known| !known.keys.is_empty()).collect()
    }

    fn visit(&mut self, source: &str, now: &str, told: &[Told<'_>]) -> Changes {
        let batch = told.iter().map(|told| seen(source, *told, now)).collect();
        let known = self.known(|_| source.to_owned());
        let changes = merge(source, batch, known, Ids::Upstream, at(now)).changes;
        let elsewhere = self.known(|item| item.source.clone());
        let elsewhere: Vec<Known> =
            elsewhere.into_iter().filter(|known| known.item.source != source).collect();
        let changes = group::settle(changes, &elsewhere);
        for item in &changes.new {
            let keys =
                item.keys.iter().map(|key| (source.to_owned(), item.guid.clone(), key.clone()));
            self.keys.extend(keys);
            self.items.push(item.clone());
        }
        for revision in &changes.revised {
            let stored = self.items.iter_mut().find(|item| item.guid == revision.item.guid);
            *stored.unwrap() = revision.item.clone();
        }
        let keys =
            changes.keys.iter().map(|(guid, key)| (source.to_owned(), guid.clone(), key.clone()));
        self.keys.extend(keys);
        changes
    }
}

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
    assert!(again.new.is_empty() && !again.touches_output(), "{again:#?}");
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
    check_different(
        was,
        Told { native: "8", link: "http://blog.example/8", date: "2026-01-17", ..was },
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
    assert!(!redated.touches_output(), "{redated:#?}");
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
    assert!(!back.touches_output(), "{back:#?}");
}

#[test]
fn nobody_hijacks_an_id() {
    let ours = article();
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[ours]);
    let theirs = Told { title: "Buy this", body: OTHER, ..ours };
    let changes = ledger.visit("spam", "2026-01-12", &[theirs]);
    assert!(changes.new.is_empty() && changes.revised.is_empty());
    assert_eq!(changes.tellings[0].bound, Bound::Elsewhere(KeyKind::NativeId));
    assert_eq!(ledger.items[0].title.text.as_str(), "Seven");
    // Neither later, when the owner has edited and only the thief's keys match.
    ledger.visit("blog", "2026-01-13", &[Told { title: "Seven!", body: OTHER, ..ours }]);
    let again =
        ledger.visit("spam", "2026-01-14", &[Told { link: "http://spam.example/", ..theirs }]);
    assert!(again.new.is_empty() && again.revised.is_empty(), "{again:#?}");
}

#[test]
fn a_comment_on_an_article_is_an_article_of_its_own() {
    let article = article();
    let comment =
        Told { native: "https://links.example/1", title: "Worth reading", body: OTHER, ..article };
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-01-11", &[article]);
    ledger.visit("links", "2026-01-12", &[comment]);
    assert_eq!(ledger.items.len(), 2);
    // A mere repetition is not.
    let copy = Told { native: "https://mirror.example/1", ..article };
    ledger.visit("mirror", "2026-01-12", &[copy]);
    assert_eq!(ledger.items.len(), 2);
}
