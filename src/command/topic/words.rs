//! What would move, in words.

use std::fmt::Write;

use crate::{
    command::{check, explain},
    mill::{MovingItem, TopicMoves, TopicTrial, Trial, Why},
    model::{EvidencePlace, Fate, Verdict},
};

/// Most terms that a line names.
const TERMS: usize = 4;

/// What would move, topic by topic, with the reasons; and the tests that would fail.
pub(in crate::command) fn trial(text: &mut String, trial: &Trial) {
    for topic in &trial.topics {
        let _ = writeln!(
            text,
            "topic \"{}\": {}",
            topic.topic,
            counts(topic.entered, topic.left, "would ")
        );
        items(text, topic);
    }
    if !trial.misses.is_empty() {
        let _ = writeln!(text, "tests that would fail:");
    }
    for miss in &trial.misses {
        check::miss(text, miss);
    }
}

/// The last line: how much was looked at.
pub(super) fn summary(text: &mut String, trial: &Trial, is_since_build: bool) {
    let looked = match trial.items {
        0 => "no items are stored yet: `feedmill run` reads the sources".to_owned(),
        1 => "1 stored item looked at".to_owned(),
        items => format!("{items} stored items looked at"),
    };
    let since = if is_since_build { "; compared with the last build" } else { "" };
    let nothing = if trial.topics.is_empty() { "nothing would move; " } else { "" };
    let _ = match (trial.items, trial.unfiled) {
        (0, _) => writeln!(text, "{looked}"),
        (_, 0) => writeln!(text, "{nothing}{looked}{since}"),
        (_, new) => writeln!(text, "{nothing}{looked}{since}, which has not seen {new} of them"),
    };
}

/// What a build moved: one line per topic, and none where nothing did.
pub(in crate::command) fn moves(text: &mut String, moves: &[TopicMoves], would: &str) {
    for TopicMoves { topic, entered, left } in moves {
        let _ = writeln!(text, "topic \"{topic}\": {}", counts(*entered, *left, would));
    }
}

/// How many enter and leave: `3 items would enter, 1 would leave`.
fn counts(entered: usize, left: usize, would: &str) -> String {
    let verb = |count: usize, verb: &str| match (would, count) {
        ("", 1) => format!("{verb}s"),
        _ => format!("{would}{verb}"),
    };
    let first = |count: usize, word: &str| {
        let items = if count == 1 { "item" } else { "items" };
        format!("{count} {items} {}", verb(count, word))
    };
    match (entered, left) {
        (_, 0) => first(entered, "enter"),
        (0, _) => first(left, "leave"),
        _ => format!("{}, {left} {}", first(entered, "enter"), verb(left, "leave")),
    }
}

fn items(text: &mut String, topic: &TopicTrial) {
    let moving = topic.entering.iter().map(|item| ("+", item));
    for (sign, item) in moving.chain(topic.leaving.iter().map(|item| ("-", item))) {
        let MovingItem { title, published, before, after, .. } = item;
        let _ = writeln!(text, "  {sign} {}  {title}", published.format("%Y-%m-%d"));
        if sign == "-" {
            let _ = writeln!(text, "      was  {}", why(before));
        }
        let _ = writeln!(text, "      now  {}", why(after));
    }
    let more = |all: usize, shown: &[MovingItem]| all - shown.len();
    let (entering, leaving) =
        (more(topic.entered, &topic.entering), more(topic.left, &topic.leaving));
    if entering + leaving > 0 {
        let _ = writeln!(text, "  … and {} more; --most shows them", entering + leaving);
    }
}

/// What decided, on one line.
fn why(why: &Why) -> String {
    let rule = || match &why.rule {
        Some(rule) => format!("by {}: {}", rule.rule, rule.when),
        None => "by a rule".to_owned(),
    };
    match (why.fate, &why.verdict) {
        (Fate::Dropped, _) => format!("dropped {}", rule()),
        (Fate::ArchiveOnly, _) => format!("in no live feed {}", rule()),
        (Fate::Live, Some(verdict)) => format!("{}{}", explain::ground(verdict), terms(verdict)),
        (Fate::Live, None) if why.rule.is_some() => format!("kept {}", rule()),
        (Fate::Live, None) => "shown".to_owned(),
    }
}

/// The heaviest of the terms that spoke for a topic.
fn terms(verdict: &Verdict) -> String {
    let mut terms: Vec<String> = verdict
        .evidence
        .iter()
        .take(TERMS)
        .map(|evidence| {
            let place = match evidence.place {
                EvidencePlace::Title => ", title",
                EvidencePlace::Dek | EvidencePlace::Text => "",
            };
            format!("{:?} ({:.1}{place})", evidence.matched, evidence.weight)
        })
        .collect();
    if let Some(nearest) = verdict.example.as_ref().filter(|nearest| nearest.added != 0.0) {
        terms.push(format!("examples ({:+.1})", nearest.added));
    }
    for shielded in verdict.shields.iter().take(TERMS) {
        terms.push(format!("not {:?}", shielded.matched));
    }
    if terms.is_empty() { String::new() } else { format!(": {}", terms.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entered: usize, left: usize, want: [&str; 2]) {
        assert_eq!([counts(entered, left, ""), counts(entered, left, "would ")], want);
    }

    #[test]
    fn counts_in_words() {
        check(1, 0, ["1 item enters", "1 item would enter"]);
        check(2, 1, ["2 items enter, 1 leaves", "2 items would enter, 1 would leave"]);
        check(0, 1, ["1 item leaves", "1 item would leave"]);
        check(0, 3, ["3 items leave", "3 items would leave"]);
    }
}
