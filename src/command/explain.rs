//! `explain`: why an item is what it is, and in which topics.

mod trail;

use std::fmt::Write;

use super::{Context, Exit, Failure, answer, show};
use crate::{
    mill::{Access, Explanation, Mill},
    model::{Date, DateOrigin, EvidencePlace, Ground, TitleOrigin, Verdict},
};

pub(crate) fn explain(context: &Context, options: &show::Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let item = show::find(&mill, options)?;
    let explanation = mill.explain(item)?;
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
    trail::tail(&mut text, explanation);
    text
}

/// One topic: in or out, why, and the words that led to it.
pub(super) fn verdict(text: &mut String, verdict: &Verdict) {
    let sign = if verdict.routed { "in " } else { "out" };
    let _ = writeln!(text, "  {sign} {}: {}", verdict.topic, ground(verdict));
    for evidence in &verdict.evidence {
        let place = match evidence.place {
            EvidencePlace::Title => "title",
            EvidencePlace::Text => "text",
        };
        let strength = if evidence.strong { "strong" } else { "weak" };
        let _ = writeln!(
            text,
            "        {:>4.1}  {:?} in the {place}, by the {strength} term {:?}",
            evidence.weight, evidence.matched, evidence.term
        );
    }
}

fn ground(verdict: &Verdict) -> String {
    let (score, needed) = (verdict.score, verdict.needed);
    match &verdict.ground {
        Ground::Category(label) => format!("the publisher's label {label:?} means this topic"),
        Ground::Source => "the configuration puts all items of this source here".to_owned(),
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
