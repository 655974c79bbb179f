//! Tables for the whole pass: what joins, what does not, and what must not matter.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::model::StoredStory;

/// An item of a table.
#[derive(Clone, Debug)]
struct Sample {
    guid: Guid,
    published: DateTime<Utc>,
    publisher: &'static str,
    title: &'static str,
    text: &'static str,
}

fn settings() -> Settings {
    Settings {
        enabled: true,
        window: Duration::from_secs(72 * 3_600),
        show: Show::All,
        show_in: BTreeMap::new(),
    }
}

/// An item so many hours after the beginning of all tables.
fn sample(
    id: &str,
    hours: i64,
    publisher: &'static str,
    title: &'static str,
    text: &'static str,
) -> Sample {
    let begin: DateTime<Utc> = "2026-02-02T08:00:00Z".parse().unwrap();
    let published = begin + TimeDelta::hours(hours);
    Sample { guid: Guid(id.to_owned()), published, publisher, title, text }
}

/// What the ledger would hold.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ledger {
    stories: BTreeMap<Guid, StoredStory>,
    members: BTreeMap<Guid, Guid>,
    aliases: BTreeMap<Guid, Guid>,
    counts: Counts,
}

impl Ledger {
    /// Places items as a run does: in their order, with the stories that can bear on them.
    fn pass(&mut self, samples: &[Sample]) {
        let mut samples: Vec<&Sample> = samples.iter().collect();
        samples.sort_by_key(|sample| (sample.published, &sample.guid));
        let Some((first, last)) = samples.first().zip(samples.last()) else { return };
        let (from, to) = settings().reach(first.published, last.published);
        let open: Vec<StoredStory> =
            self.stories.values().filter(|s| s.last >= from && s.first <= to).cloned().collect();
        let mut window = Window::new(&settings(), self.counts.clone(), &open);
        for sample in samples {
            let article = Article {
                guid: &sample.guid,
                published: sample.published,
                source: sample.publisher,
                publisher: sample.publisher,
                title: sample.title,
                text: sample.text,
            };
            let story = match window.place(&article) {
                Placement::New(story)
                | Placement::Joined { story, .. }
                | Placement::Merged { story, .. } => story,
            };
            self.members.insert(sample.guid.clone(), story);
        }
        let outcome = window.finish();
        self.counts = Counts::from_bytes(&outcome.counts.to_bytes()).expect("own bytes");
        for (gone, story) in outcome.aliases {
            self.stories.remove(&gone);
            self.members.values_mut().filter(|id| **id == gone).for_each(|id| *id = story.clone());
            self.aliases.insert(gone, story);
        }
        self.stories.extend(outcome.stories.into_iter().map(|row| (row.guid.clone(), row)));
    }

    fn of(samples: &[Sample]) -> Self {
        let mut ledger = Ledger::default();
        ledger.pass(samples);
        ledger
    }
}

/// Whether two items are one story.
#[track_caller]
fn check(one: Sample, other: Sample, want: bool) {
    let ledger = Ledger::of(&[one.clone(), other.clone()]);
    let is_one = ledger.members[&one.guid] == ledger.members[&other.guid];
    assert_eq!(is_one, want, "{} / {}", one.title, other.title);
}

/// The same for two headlines of two publishers an hour apart.
#[track_caller]
fn check_titles(one: &'static str, other: &'static str, want: bool) {
    check(sample("1", 0, "a.com", one, ""), sample("2", 1, "b.com", other, ""), want);
}

#[test]
fn the_same_news_in_other_words() {
    check_titles(
        "Northbay unveils 500B-parameter model",
        "Northbay shows half-trillion model",
        true,
    );
    check_titles("Fed holds rates steady", "Federal Reserve leaves rates unchanged", true);
    check_titles("Quake of 7.1 hits Peru", "Peru earthquake: houses collapse", true);
    check_titles("晨星半导体投资先进封装", "晨星半导体扩产先进封装产能", true);
    check_titles("Bahn erhöht Preise im Fernverkehr", "Fernverkehr: Preise der Bahn steigen", true);
    check_titles("Orlin opens plant in Texas", "Velora sued over fake handbags", false);
    check_titles(
        "Kestrel misses estimates as carmakers cut orders",
        "Marlow's misses estimates as shoppers stay away",
        false,
    );
    check_titles("", "", false);
}

#[test]
fn background_that_all_share_makes_no_story() {
    let text = "The market for artificial intelligence has grown faster than most analysts predicted. \
                Data centers consume as much electricity as small cities. Lawmakers in several \
                countries debate how to regulate the technology.";
    check(
        sample("1", 0, "a.com", "Helio raises $400 million for humanoids", text),
        sample("2", 1, "b.com", "Quillon chatbot down for hours", text),
        false,
    );
}

#[test]
fn other_numbers_in_one_form_are_other_news() {
    for (one, other, want) in [
        ("Index closes up 1.2%", "Index closes up 0.9%", false),
        ("Index closes up 1.2%", "Index closes up 1.2%", true),
        ("Index closes up 1.2 percent", "Index closes up 1%", true),
        ("Kernel 6.20 released", "Kernel 6.21 released", false),
        ("Rovers beat City 3-1", "Rovers beat City 2-0", false),
        ("Orlin to invest $10bn in Texas", "Orlin to invest 10 billion in Texas", true),
        ("Orlin to invest $10bn in Texas", "Orlin to invest $12bn in Texas", false),
        ("Northbay shows 500B model", "Northbay shows five hundred billion model", true),
    ] {
        check_titles(one, other, want);
    }
    let texts = ["Banks led the gains.", "Banks led the gains again."];
    check(
        sample("1", 0, "a.com", "Index closes up 1.2%", texts[0]),
        sample("2", 24, "a.com", "Index closes up 0.4%", texts[1]),
        false,
    );
}

#[test]
fn a_column_is_no_story() {
    let title = "Morning briefing: what you need to know";
    let day = |id, hours, publisher| sample(id, hours, publisher, title, "");
    check(day("1", 0, "a.com"), day("2", 24, "a.com"), false);
    check(day("1", 0, "a.com"), day("2", 24, "b.com"), true);
}

#[test]
fn a_publisher_writes_about_one_thing_at_a_time() {
    let titles =
        ["Orlin to spend $10bn on packaging plants", "Orlin hires a packaging expert from Kestrel"];
    let of = |publisher| sample("2", 1, publisher, titles[1], "");
    check(sample("1", 0, "a.com", titles[0], ""), of("b.com"), true);
    check(sample("1", 0, "a.com", titles[0], ""), of("a.com"), false);
}

#[test]
fn the_window_ends() {
    let title = "Hokuto halts memory lines after fire in Akita";
    for (hours, want) in [(0, true), (71, true), (72, true), (73, false), (1_000, false)] {
        let one = sample("1", 0, "a.com", title, "");
        let other = sample("2", hours, "b.com", title, "");
        check(one.clone(), other.clone(), want);
        // A late arrival reaches back as far.
        let mut ledger = Ledger::default();
        ledger.pass(&[other]);
        ledger.pass(&[one]);
        assert_eq!(ledger.stories.len() == 1, want, "{hours} hours, late");
    }
    // The window follows the story.
    let chain = [0, 60, 120, 180].map(|hours| {
        let publisher = ["a.com", "b.com", "c.com", "d.com"][hours as usize / 60];
        sample(&hours.to_string(), hours, publisher, title, "")
    });
    let ledger = Ledger::of(&chain);
    assert_eq!(ledger.stories.len(), 1);
    let story = ledger.stories.values().next().unwrap();
    assert_eq!((story.size, story.first, story.last), (4, chain[0].published, chain[3].published));
}

/// Two beginnings of one story, and an item that has both.
fn bridge() -> [Sample; 3] {
    [
        sample(
            "1",
            0,
            "a.com",
            "Hokuto halts Akita lines",
            "Smoke over the Akita works of Hokuto.",
        ),
        sample(
            "2",
            1,
            "b.com",
            "Flash memory supply at risk",
            "Buyers fear a flash memory squeeze.",
        ),
        sample(
            "3",
            2,
            "c.com",
            "Hokuto halts Akita lines, flash memory supply at risk",
            "Smoke over the Akita works of Hokuto; buyers fear a flash memory squeeze.",
        ),
    ]
}

#[test]
fn a_merge_keeps_the_older_and_leaves_an_alias() {
    let ledger = Ledger::of(&bridge());
    let id = |item: &str| Guid::of(&["story", item]);
    assert_eq!(ledger.aliases, BTreeMap::from([(id("2"), id("1"))]));
    assert_eq!(ledger.stories.keys().collect::<Vec<_>>(), [&id("1")]);
    assert!(ledger.members.values().all(|story| *story == id("1")));
    assert_eq!(ledger.stories[&id("1")].size, 3);
    assert_eq!(Ledger::of(&bridge()[..2]).stories.len(), 2);
}

/// A week of news: four events, told by three publishers each, and a column.
fn week() -> Vec<Sample> {
    let mut samples = bridge().to_vec();
    type Telling = (&'static str, &'static str);
    let events: [(&str, i64, [Telling; 3]); 3] = [
        (
            "orlin",
            0,
            [
                (
                    "Orlin to spend $10bn on packaging plants",
                    "The designer will expand with three partners.",
                ),
                (
                    "Orlin's $10 billion bet on packaging",
                    "Orlin needs more packaging than the island has.",
                ),
                (
                    "Packaging: Orlin expands in Texas and Portugal",
                    "Orlin builds plants for ten billion dollars.",
                ),
            ],
        ),
        (
            "peru",
            30,
            [
                (
                    "Strong earthquake shakes Peru",
                    "Houses fell in Camana; a tsunami alert was lifted.",
                ),
                (
                    "Peru quake: nine dead in Camana",
                    "Rescuers search ruins in Camana after the quake.",
                ),
                ("Camana after the earthquake", "Peru mourns nine dead; Camana lies in ruins."),
            ],
        ),
        (
            "velora",
            30,
            [
                ("Velora soars in debut", "Shares of the fashion platform Velora rose 40 percent."),
                ("Velora debut: shares up 40%", "The fashion platform is worth seven billion."),
                (
                    "Fashion platform Velora starts on Wall Street",
                    "Velora rose by 40 percent on its first day.",
                ),
            ],
        ),
    ];
    let publishers = ["a.com", "b.com", "c.com"];
    for (id, begin, tellings) in events {
        for (at, (title, text)) in tellings.into_iter().enumerate() {
            // Two of three at one instant: the guid decides.
            let hours = begin + 9 * (at as i64 / 2);
            samples.push(sample(&format!("{id}-{at}"), hours, publishers[at], title, text));
        }
    }
    for day in 0..4 {
        let id = format!("column-{day}");
        samples.push(sample(&id, 24 * day, "a.com", "Morning briefing", "What matters today."));
    }
    samples
}

#[test]
fn events_become_stories() {
    let ledger = Ledger::of(&week());
    assert_eq!(ledger.stories.len(), 8, "{:#?}", ledger.members);
    for event in ["orlin", "peru", "velora"] {
        let story = |at: usize| &ledger.members[&Guid(format!("{event}-{at}"))];
        assert!(story(0) == story(1) && story(1) == story(2), "{event}: {:#?}", ledger.members);
    }
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let samples = week();
    let want = Ledger::of(&samples);
    let mut mixed = samples.clone();
    let mut state = 7_u64;
    for _ in 0..20 {
        for at in (1..mixed.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            mixed.swap(at, (state >> 33) as usize % (at + 1));
        }
        assert_eq!(Ledger::of(&mixed), want);
    }
}

#[test]
fn several_passes_give_what_one_gives() {
    let mut samples = week();
    samples.sort_by_key(|sample| (sample.published, sample.guid.clone()));
    let want = Ledger::of(&samples);
    for at in 1..samples.len() {
        let mut ledger = Ledger::default();
        ledger.pass(&samples[..at]);
        ledger.pass(&samples[at..]);
        assert_eq!(ledger, want, "split at {at}");
    }
    let mut ledger = Ledger::default();
    samples.iter().for_each(|sample| ledger.pass(std::slice::from_ref(sample)));
    assert_eq!(ledger, want, "one by one");
}

#[test]
fn rows_are_small_and_broken_ones_are_left_out() {
    let text: String = (0..400).map(|n| format!("word{n} ")).collect();
    let article = Article {
        guid: &Guid("1".to_owned()),
        published: DateTime::UNIX_EPOCH,
        source: "a",
        publisher: "a.com",
        title: "A title of many words that goes on 12 and 13 and 14 and on for ever",
        text: &text,
    };
    let mut window = Window::new(&settings(), Counts::default(), &[]);
    window.place(&article);
    let mut rows = window.finish().stories;
    assert!(rows[0].words.len() < 700, "{}", rows[0].words.len());
    rows[0].words.pop();
    let mut window = Window::new(&settings(), Counts::default(), &rows);
    assert!(matches!(window.place(&article), Placement::New(_)));
}

#[test]
fn any_text_can_be_placed() {
    let texts = [
        "",
        " ",
        "%",
        "1.2.3.4",
        "9".repeat(400).leak(),
        "a".repeat(9_000).leak(),
        "。。",
        "\u{301}\u{301}",
    ];
    let mut samples = Vec::new();
    for (at, title) in texts.into_iter().enumerate() {
        for (other, text) in texts.into_iter().enumerate() {
            samples.push(sample(&format!("{at}-{other}"), 1, "a.com", title, text));
        }
    }
    let ledger = Ledger::of(&samples);
    assert_eq!(ledger.members.len(), texts.len() * texts.len());
}

#[test]
fn a_digest_is_the_lead_of_the_medoid() {
    let texts = [
        ("1", "Northbay opens model", "Ships and harbours, and something else entirely."),
        ("2", "Northbay model", "Northbay opens its model to universities. Tests begin in March."),
        ("3", "Northbay opens its model", ""),
        ("4", "Northbay in March", "Ministers praise the tests in schools."),
    ];
    let guids: Vec<Guid> = texts.iter().map(|(id, ..)| Guid((*id).to_owned())).collect();
    let mut members: Vec<Article<'_>> = texts
        .iter()
        .zip(&guids)
        .map(|(&(id, title, text), guid)| Article {
            guid,
            published: DateTime::UNIX_EPOCH,
            source: id,
            publisher: if id == "4" { "b.com" } else { "a.com" },
            title,
            text,
        })
        .collect();
    let got = digest(&members).expect("members");
    assert_eq!((got.item.as_str(), got.source.as_str()), ("2", "2"));
    assert_eq!(got.text, texts[1].2);
    assert_eq!(got.covered_by, 2);
    members.reverse();
    assert_eq!(digest(&members), Some(got));
    assert_eq!(digest(&members[1..2]).expect("a member").text, texts[2].1);
    assert_eq!(digest(&[]), None);
}
