//! A verdict → "why it is here", for people.

use crate::model::{Evidence, Ground, Verdict};

use super::html::{escape, isolated};

/// Writes what put an item into the topic: the label, the source, or each term with its weight, and
/// what else bears on the score; at most so many reasons.
pub(super) fn write(verdict: &Verdict, most: usize) -> String {
    let mut lines: Vec<String> = verdict.evidence.iter().map(term).collect();
    if verdict.prior != 0.0 {
        lines.push(format!("Its source: {}", number(verdict.prior)));
    }
    if let Some(nearest) = &verdict.example {
        let side = if nearest.belongs { "for" } else { "against" };
        lines.push(format!(
            "Examples: {}; the most similar one, {side} the topic: {}",
            number(nearest.added),
            quoted(&nearest.example),
        ));
    }
    lines.extend(verdict.shields.iter().map(|shield| {
        let terms: Vec<_> = shield.swallowed.iter().map(|term| isolated(term)).collect();
        format!("{} counts nothing: not {}", quoted(&shield.matched), terms.join(", "))
    }));
    if lines.len() > most {
        let more = lines.len() - most;
        lines.truncate(most);
        lines.push(format!("and {more} more"));
    }
    let mut text = ground(verdict);
    if !lines.is_empty() {
        let lines: String = lines.iter().map(|line| format!("\n<li>{line}")).collect();
        text.push_str(&format!("\n<ul>{lines}\n</ul>"));
    }
    format!("<details class=\"why\">\n<summary>Why it is here</summary>\n{text}\n</details>\n")
}

fn term(evidence: &Evidence) -> String {
    let matched = if evidence.matched == evidence.term {
        String::new()
    } else {
        format!(" as {}", quoted(&evidence.matched))
    };
    let (term, place) = (isolated(&evidence.term), evidence.place.as_str());
    format!("{term}{matched} in the {place}: {}", number(evidence.weight))
}

fn ground(verdict: &Verdict) -> String {
    let score = format!("score {} of {} needed", number(verdict.score), number(verdict.needed));
    match &verdict.ground {
        Ground::Category(label) => format!("The publisher files it under {}.", quoted(label)),
        Ground::Rule(rule) => format!("A rule of the site puts it here: {}.", isolated(rule)),
        Ground::Source => "Everything from this source is in this topic.".to_owned(),
        Ground::Example => format!("It is like what was taught: {score}."),
        Ground::Score => format!("Its words: {score}."),
        Ground::Excluded(words) => format!("{} keeps it out.", quoted(words)),
        Ground::NoTerm => "None of the topic's terms was found.".to_owned(),
        Ground::BelowThreshold | Ground::BelowShare | Ground::TooFewStrong => {
            format!("Its words are not enough: {score}.")
        }
    }
}

fn quoted(words: &str) -> String {
    format!("\u{201C}{}\u{201D}", isolated(words))
}

/// At most two decimals, none where they are zero.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    escape(if text == "-0" { "0" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let all = [3.0, 2.5, 0.125, 10.0, -0.001].map(number);
        assert_eq!(all, ["3", "2.5", "0.12", "10", "0"]);
    }
}
