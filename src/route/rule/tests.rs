//! Which rule fires, and for how long.

use std::time::Duration;

use chrono::TimeDelta;

use super::*;
use crate::model::{Person, Text};

mod faults;

const PUBLISHED: &str = "2026-01-01T00:00:00Z";

/// An item for all tables here.
struct Sample {
    categories: Vec<Text>,
    authors: Vec<Person>,
    topics: Vec<String>,
}

impl Sample {
    fn new() -> Self {
        let person = |name: &str| Person { name: name.into(), ..Person::default() };
        Sample {
            categories: ["Chips", "Partner\u{2011}Content"].map(Text::new).to_vec(),
            authors: ["Ada Löw", "Bo"].map(person).to_vec(),
            topics: ["ai", "finance"].map(str::to_owned).to_vec(),
        }
    }

    fn subject(&self) -> RuleSubject<'_> {
        RuleSubject {
            source: "harbour-news",
            title: "Ölpreis am Hafen \u{2013} Sponsored",
            text: ["A pier burns.", "Smoke over 台北港 all day."],
            categories: &self.categories,
            authors: &self.authors,
            language: Some("en-GB"),
            link: Some("https://News.Harbour.example/a/1?x=Y"),
            published: PUBLISHED.parse().unwrap(),
            topics: &self.topics,
        }
    }
}

/// `90d`, `36h`, `5m`, `7s`.
fn duration(text: &str) -> Result<Duration, Fault> {
    let (number, unit) = text.split_at(text.floor_char_boundary(text.len().saturating_sub(1)));
    let unit = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)].iter().find(|(u, _)| *u == unit);
    match (number.parse::<u64>(), unit) {
        (Ok(number), Some((_, seconds))) => Ok(Duration::from_secs(number * seconds)),
        _ => Err(Fault::new(0..number.len(), "is no duration")),
    }
}

fn rule(when: &str, does: Does) -> Rule {
    let (when, _) = parse(when, duration).unwrap_or_else(|fault| panic!("{when}: {fault:?}"));
    Rule { name: None, when, does }
}

/// What an expression says of a subject that is so old, and from which age it may say another
/// thing.
#[track_caller]
fn check_of(
    subject: &RuleSubject<'_>,
    when: &str,
    age: TimeDelta,
    want: (bool, Option<TimeDelta>),
) {
    let rules = Rules(vec![rule(when, Does::Drop)]);
    let Decision { fired, until } = rules.decide(subject, subject.published + age);
    let until = until.map(|until| until - subject.published);
    assert_eq!((fired.is_some(), until), want, "{when}");
}

/// What an expression says of the sample; time plays no part.
#[track_caller]
fn check(when: &str, want: bool) {
    check_of(&Sample::new().subject(), when, TimeDelta::zero(), (want, None));
}

/// What an expression says of the sample at an age in milliseconds, and until which.
#[track_caller]
fn check_aged(when: &str, age: i64, holds: bool, until: Option<i64>) {
    let want = (holds, until.map(TimeDelta::milliseconds));
    check_of(&Sample::new().subject(), when, TimeDelta::milliseconds(age), want);
}

/// Both an expression and its contrary.
#[track_caller]
fn check_pair(when: &str, contrary: &str, want: bool) {
    check(when, want);
    check(contrary, !want);
    check(&format!("not ({contrary})"), want);
}

#[test]
fn equality() {
    let check = |field: &str, value: &str, want| {
        check_pair(&format!("{field} == {value}"), &format!("{field} != {value}"), want);
        let [with, without] =
            ["in", "not in"].map(|sign| format!("{field} {sign} ['zz', {value}]"));
        check_pair(&with, &without, want);
    };
    check("source", "'harbour-news'", true);
    check("source", "'Harbour-News'", false);
    check("source", "'harbour'", false);
    // Capitals and typography are the publisher's whim.
    check("title", "'ölpreis am hafen - SPONSORED'", true);
    check("title", "'Ölpreis'", false);
    check("category", "'chips'", true);
    check("category", "'partner-content'", true);
    check("category", "'partner'", false);
    check("author", "'ADA LÖW'", true);
    check("author", "'Bo'", true);
    check("author", "'Ada'", false);
    check("topic", "'finance'", true);
    check("topic", "'Finance'", false);
    // A language takes its regions along, a region not its language.
    check("language", "'en'", true);
    check("language", "'EN-gb'", true);
    check("language", "'en-US'", false);
    check("language", "'e'", false);
    check("language", "'en-GB-oxendict'", false);
    check("link", "'https://News.Harbour.example/a/1?x=Y'", true);
    check("link", "'https://news.harbour.example/a/1?x=Y'", false);
    check("link.host", "'News.harbour.EXAMPLE'", true);
    check("link.host", "'harbour.example'", false);
}

#[test]
fn patterns() {
    let check = |field: &str, pattern: &str, want| {
        check_pair(&format!("{field} ~ {pattern}"), &format!("{field} !~ {pattern}"), want);
    };
    check("source", "'^harbour'", true);
    check("title", "'sponsored'", false);
    check("title", "'(?i)SPONSORED$'", true);
    check("title", r"'(?i)\bÖLPREIS\b'", true);
    // Each part of the text stands for itself.
    check("text", "'^A pier'", true);
    check("text", "'^Smoke'", true);
    check("text", r"'\p{Han}{3}'", true);
    check("text", "'burns.*Smoke'", false);
    check("text", "'Sponsored'", false);
    check("category", "'Partner.Content'", true);
    check("category", "'^Content'", false);
    check("author", "'Löw$'", true);
    check("topic", "'^fin'", true);
    check("language", "'^en-'", true);
    check("link", r"'/a/\d+\?'", true);
    check("link.host", r"'(^|\.)harbour\.example$'", true);
}

#[test]
fn texts_in_quotes() {
    check(r#"category == "chips""#, true);
    check(r"author ~ 'Bo\b'", true);
    check(r#"title ~ "\"" or author == 'Bo'"#, true);
    let sample = Sample::new();
    let quotes = RuleSubject { title: r#"He said "no" \ 'yes'"#, ..sample.subject() };
    let check = |when, want| check_of(&quotes, when, TimeDelta::zero(), (want, None));
    check(r#"title == "He said \"no\" \\ 'yes'""#, true);
    check(r#"title == 'He said "no" \\ \'yes\''"#, true);
    check(r#"title ~ "\"no\" \\ 'yes'""#, true);
    check(r#"title ~ '"no" \\ \'yes\''"#, true);
    check(r#"title ~ "\"yes""#, false);
}

#[test]
fn nothing_is_equal_to_nothing() {
    let bare = RuleSubject {
        source: "a",
        title: "b",
        text: ["", ""],
        categories: &[],
        authors: &[],
        language: None,
        link: None,
        published: PUBLISHED.parse().unwrap(),
        topics: &[],
    };
    for field in ["category", "author", "topic", "language", "link", "link.host"] {
        let check = |when: String, want| check_of(&bare, &when, TimeDelta::zero(), (want, None));
        check(format!("{field} == 'example'"), false);
        check(format!("{field} != 'example'"), true);
        check(format!("{field} ~ ''"), false);
        check(format!("{field} !~ ''"), true);
    }
    check_of(&bare, "text ~ ''", TimeDelta::zero(), (false, None));
    let odd = RuleSubject { link: Some("no address"), ..bare };
    check_of(&odd, "link.host ~ ''", TimeDelta::zero(), (false, None));
    check_of(&odd, "link ~ '^no'", TimeDelta::zero(), (true, None));
}

#[test]
fn precedence() {
    // Each of these reads otherwise when `or` binds tighter than `and`, or `not` looser than
    // either.
    let [yes, no] = ["topic == 'ai'", "topic == 'other'"];
    check(&format!("{yes} or {no} and {no}"), true);
    check(&format!("({yes} or {no}) and {no}"), false);
    check(&format!("{no} and {no} or {yes}"), true);
    check(&format!("{no} and ({no} or {yes})"), false);
    check(&format!("not {no} and {no}"), false);
    check(&format!("not ({no} and {no})"), true);
    check(&format!("not {yes} or {yes}"), true);
    check(&format!("not ({yes} or {yes})"), false);
    check(&format!("not not {yes}"), true);
    check(&format!("{yes}\n  and\t{yes}and {yes}"), true);
    check("topic in ['a', 'ai',]", true);
}

#[test]
fn ages() {
    let (at, after) = (7_000, 7_001);
    check_aged("age >= '7s'", at - 1, false, Some(at));
    check_aged("age >= '7s'", at, true, None);
    check_aged("age < '7s'", at - 1, true, Some(at));
    check_aged("age < '7s'", at, false, None);
    check_aged("age > '7s'", at, false, Some(after));
    check_aged("age > '7s'", after, true, None);
    check_aged("age <= '7s'", at, true, Some(after));
    check_aged("age <= '7s'", after, false, None);
    // What is dated ahead is younger than anything.
    check_aged("age >= '0s'", -60_000, false, Some(0));
    check_aged("age < '0s'", -60_000, true, Some(0));
}

#[test]
fn an_answer_holds_as_long_as_age_can_change_it() {
    check_aged("age > '1h' and topic == 'other'", 0, false, None);
    check_aged("topic == 'other' and age > '1h'", 0, false, None);
    check_aged("age > '1h' or topic == 'ai'", 0, true, None);
    check_aged("age >= '1s' and age >= '3s'", 0, false, Some(3_000));
    check_aged("age >= '1s' or age >= '3s'", 0, false, Some(1_000));
    check_aged("age < '1s' and age < '3s'", 0, true, Some(1_000));
    check_aged("age < '1s' or age < '3s'", 0, true, Some(3_000));
    check_aged("not (age < '1s' or age < '3s')", 0, false, Some(3_000));
    check_aged("age >= '1s' and age < '3s'", 0, false, Some(1_000));
    check_aged("age >= '1s' and age < '3s'", 1_000, true, Some(3_000));
    check_aged("age >= '1s' and age < '3s'", 3_000, false, None);
}

#[test]
fn no_answer_changes_before_its_time() {
    let ages = ["age < '2s'", "age >= '3s'", "age > '4s'", "age <= '5s'"];
    let mut expressions: Vec<String> = ages.map(str::to_owned).to_vec();
    for a in ages {
        for b in ages {
            for c in ages {
                expressions.push(format!("{a} and ({b} or not {c})"));
                expressions.push(format!("not ({a} or {b} and topic == 'ai') or {c}"));
            }
        }
    }
    let sample = Sample::new();
    let subject = sample.subject();
    for pair in expressions.windows(2) {
        let rules = Rules(vec![rule(&pair[0], Does::Drop), rule(&pair[1], Does::Keep)]);
        let at = |step: i64| subject.published + TimeDelta::milliseconds(step);
        let steps: Vec<i64> = (0..=7).flat_map(|s| [-1, 0, 1].map(|off| s * 1_000 + off)).collect();
        for (number, &step) in steps.iter().enumerate() {
            let Decision { fired, until } = rules.decide(&subject, at(step));
            assert!(until.is_none_or(|until| until > at(step)), "{pair:?} {step}");
            for &later in &steps[number..] {
                if until.is_none_or(|until| at(later) < until) {
                    assert_eq!(rules.decide(&subject, at(later)).fired, fired, "{pair:?} {step}");
                }
            }
        }
    }
}

#[test]
fn the_ends_of_the_calendar_are_no_end() {
    let sample = Sample::new();
    for published in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let subject = RuleSubject { published, ..sample.subject() };
        let rules = Rules(vec![rule("age > '36500d'", Does::Drop)]);
        let decision = rules.decide(&subject, PUBLISHED.parse().unwrap());
        let is_old = published == DateTime::<Utc>::MIN_UTC;
        assert_eq!((decision.fired.is_some(), decision.until), (is_old, None));
    }
}

#[test]
fn the_first_rule_that_fits_wins() {
    let sample = Sample::new();
    let subject = sample.subject();
    let mut rules = Rules(vec![
        rule("topic == 'other'", Does::Drop),
        rule("age < '1h' and topic == 'ai'", Does::Keep),
        rule("topic == 'ai'", Does::Topic("press".to_owned())),
        rule("source ~ ''", Does::Drop),
    ]);
    rules.0[2].name = Some("to the press".to_owned());
    let decide = |age| rules.decide(&subject, subject.published + TimeDelta::minutes(age));
    let Decision { fired, until } = decide(59);
    let fired = fired.unwrap();
    assert_eq!((fired.index, &fired.does, fired.to_string()), (1, &Does::Keep, "rule 2".into()));
    assert_eq!(until, Some(subject.published + TimeDelta::hours(1)));
    let Decision { fired, until } = decide(60);
    let fired = fired.unwrap();
    assert_eq!((fired.index, fired.does.to_string()), (2, "topic press".to_owned()));
    assert_eq!((fired.to_string(), until), ("rule 3 (to the press)".to_owned(), None));
    let json = serde_json::to_value(&fired).unwrap();
    let want = serde_json::json!({
        "index": 2, "name": "to the press", "does": { "topic": "press" }
    });
    assert_eq!(json, want);
    assert_eq!(Rules::default().decide(&subject, subject.published), Decision::default());
}

#[test]
fn a_later_rule_shortens_no_answer() {
    let sample = Sample::new();
    let subject = sample.subject();
    let rules = |first: &str| Rules(vec![rule(first, Does::Keep), rule("age > '1s'", Does::Drop)]);
    assert_eq!(rules("topic == 'ai'").decide(&subject, subject.published).until, None);
    let until = rules("topic == 'other'").decide(&subject, subject.published).until;
    assert_eq!(until, Some(subject.published + TimeDelta::milliseconds(1_001)));
}

#[test]
fn rules_are_named_by_their_text() {
    let rules = |when| Rules(vec![rule(when, Does::ArchiveOnly)]);
    let title = || rules("title ~ '(?i)x' and age > '90d'");
    assert_eq!(
        format!("{:?}", title()),
        "Rules([Rule { name: None, when: Expression(\"title ~ '(?i)x' and age > '90d'\"), \
         does: ArchiveOnly }])"
    );
    assert_eq!(title(), title());
    assert_ne!(title(), rules("title ~ '(?i)y' and age > '90d'"));
}
