//! `explain`: why an item is what it is, and in which topics.

mod trail;

use std::fmt::Write;

use super::{Context, Exit, Failure, answer, show};
use crate::{
    mill::{Access, Explanation, Mill},
    model::{Date, DateOrigin, Ground, TitleOrigin, Verdict},
};

pub(crate) fn explain(context: &Context, options: &show::Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let item = show::find(&mill, options)?;
    let explanation = mill.explain(item, context.now())?;
    if context.json() {
        answer::json(&explanation);
    } else {
        answer::text(&words_of(&explanation));
    }
    Ok(Exit::Done)
}

fn words_of(explanation: &Explanation) -> String {
    let item = &explanation.item;
    let mut text = String::new();
    let _ = writeln!(text, "{}", item.title.text);
    let _ = writeln!(text, "  id         {}", item.guid);
    let _ = writeln!(text, "  source     {}", item.source);
    let _ = writeln!(text, "  link       {}", item.link.as_deref().unwrap_or("none"));
    let _ = writeln!(text, "  title      {}", title(item.title.origin));
    let _ = writeln!(text, "  published  {}", date(&item.published));
    let _ = writeln!(text, "  updated    {}", date(&item.updated));
    let _ = writeln!(text, "  first seen {}", item.first_seen.format("%Y-%m-%d %H:%M:%S UTC"));
    trail::head(&mut text, explanation);
    if !explanation.verdicts.is_empty() {
        let _ = writeln!(text, "\nTopics");
    }
    for verdict_of_topic in &explanation.verdicts {
        verdict(&mut text, verdict_of_topic);
    }
    if let Some(rule) = &explanation.rule {
        let _ = writeln!(text, "\nRule\n  {}: {} does {:?}", rule.rule, rule.when, rule.does);
    }
    if let Some(story) = explanation.story.as_ref().filter(|story| !story.others.is_empty()) {
        let noun = if story.covered_by == 1 { "source" } else { "sources" };
        let _ = writeln!(text, "\nStory {}, covered by {} {noun}", story.guid, story.covered_by);
        for other in &story.others {
            let day = other.published.format("%Y-%m-%d");
            let _ = writeln!(text, "  {day}  {}: {}", other.source, other.title);
        }
    }
    trail::tail(&mut text, explanation);
    text
}

/// One topic: in or out, why, and all that led to it.
pub(super) fn verdict(text: &mut String, verdict: &Verdict) {
    let sign = if verdict.routed { "in " } else { "out" };
    let _ = writeln!(text, "  {sign} {}: {}", verdict.topic, ground(verdict));
    for evidence in &verdict.evidence {
        let _ = writeln!(
            text,
            "       {:>5.1}  {:?} in the {}, by the {} {:?}",
            evidence.weight,
            evidence.matched,
            evidence.place.as_str(),
            evidence.kind.as_str(),
            evidence.term
        );
    }
    if verdict.prior != 0.0 {
        let _ = writeln!(text, "       {:>5.1}  for its source", verdict.prior);
    }
    if let Some(nearest) = &verdict.example {
        let percent = nearest.similarity * 100.0;
        let side = if nearest.belongs { "in" } else { "out" };
        let _ = writeln!(
            text,
            "       {:>5.1}  by examples; {percent:.0} % like the one that is {side}, {:?}",
            nearest.added, nearest.example
        );
    }
    for shield in &verdict.shields {
        let terms: Vec<_> = shield.swallowed.iter().map(|term| format!("{term:?}")).collect();
        let _ = writeln!(
            text,
            "           -  {:?} counts nothing, by the shield {:?}: not {}",
            shield.matched,
            shield.shield,
            terms.join(", ")
        );
    }
}

/// What decided, in a clause.
pub(super) fn ground(verdict: &Verdict) -> String {
    let (score, needed) = (verdict.score, verdict.needed);
    match &verdict.ground {
        Ground::Rule(rule) => format!("{rule} puts it here"),
        Ground::Source => "the configuration puts all items of this source here".to_owned(),
        Ground::Excluded(words) => format!("{words:?} keeps an item out of this topic"),
        Ground::Category(label) => format!("the publisher's label {label:?} means this topic"),
        Ground::Example => format!("as its examples say; score {score:.1}, needed {needed:.1}"),
        Ground::Score => format!("score {score:.1}, needed {needed:.1}"),
        Ground::NoTerm => "none of its terms occurs".to_owned(),
        Ground::BelowThreshold => format!("score {score:.1} is below {needed:.1}"),
        Ground::BelowShare => {
            format!("score {score:.1} is small beside the best topic's; needed {needed:.1}")
        }
        Ground::TooFewStrong => {
            format!("score {score:.1}, but no strong term in the title and not two in the text")
        }
    }
}

fn title(origin: TitleOrigin) -> &'static str {
    match origin {
        TitleOrigin::TitleLine => "given by the publisher",
        TitleOrigin::Dek => "made from the standfirst, for there was none",
        TitleOrigin::BodyLead => "made from the first clause of the text, for there was none",
    }
}

fn date(date: &Date) -> String {
    let origin = match date.origin {
        DateOrigin::Published => "stated",
        DateOrigin::EarliestUpdated => "from a date of revision",
        DateOrigin::BodyLead => "inferred from the first sentence",
        DateOrigin::FirstSeen => "first seen",
    };
    let mut text = format!("{} ({origin}", date.at.format("%Y-%m-%d %H:%M:%S UTC"));
    if let Some(raw) = &date.raw {
        let _ = write!(text, ", {raw:?}");
    }
    if date.zone_assumed {
        text.push_str(", zone assumed");
    }
    if date.day_assumed {
        text.push_str(", order of day and month or century assumed");
    }
    if date.clamped {
        text.push_str(", moved back from the future");
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Evidence, EvidenceKind, EvidencePlace, Nearest, Shielded};

    #[test]
    fn a_verdict_names_all_that_led_to_it() {
        let shown = Verdict {
            topic: "bees".to_owned(),
            routed: true,
            ground: Ground::Score,
            score: 9.5,
            needed: 5.0,
            evidence: vec![Evidence {
                term: "hive*".to_owned(),
                matched: "Hives".to_owned(),
                place: EvidencePlace::Dek,
                kind: EvidenceKind::Name,
                weight: 2.5,
            }],
            prior: -1.0,
            example: Some(Nearest {
                example: "Honey".to_owned(),
                belongs: true,
                similarity: 0.25,
                added: 1.5,
            }),
            shields: vec![Shielded {
                shield: "bee line".to_owned(),
                matched: "bee-line".to_owned(),
                swallowed: vec!["bee".to_owned()],
            }],
        };
        let mut text = String::new();
        verdict(&mut text, &shown);
        let want = [
            "  in  bees: score 9.5, needed 5.0",
            "         2.5  \"Hives\" in the standfirst, by the name \"hive*\"",
            "        -1.0  for its source",
            "         1.5  by examples; 25 % like the one that is in, \"Honey\"",
            "           -  \"bee-line\" counts nothing, by the shield \"bee line\": not \"bee\"",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), want);
    }
}
