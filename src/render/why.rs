//! A verdict → "why it is here", for people.

use crate::model::{EvidencePlace, Ground, Verdict};

use super::html::{escape, isolated};

/// Writes what put an item into the topic: the label, the source, or each term with its weight.
pub(super) fn write(verdict: &Verdict) -> String {
    let mut lines = format!("<p>{}</p>\n", ground(verdict));
    if !verdict.evidence.is_empty() {
        lines.push_str("<ul>\n");
        for evidence in &verdict.evidence {
            let matched = if evidence.matched == evidence.term {
                String::new()
            } else {
                format!(" as \u{201C}{}\u{201D}", isolated(&evidence.matched))
            };
            let place = match evidence.place {
                EvidencePlace::Title => "title",
                EvidencePlace::Text => "text",
            };
            lines.push_str(&format!(
                "<li>{}{matched} in the {place}: {}</li>\n",
                isolated(&evidence.term),
                number(evidence.weight),
            ));
        }
        lines.push_str("</ul>\n");
    }
    format!("<details>\n<summary>Why it is here</summary>\n{lines}</details>\n")
}

fn ground(verdict: &Verdict) -> String {
    let score = format!("score {} of {} needed", number(verdict.score), number(verdict.needed));
    match &verdict.ground {
        Ground::Category(label) => {
            format!("The publisher files it under \u{201C}{}\u{201D}.", isolated(label))
        }
        Ground::Source => "Everything from this source is in this topic.".to_owned(),
        Ground::Score => format!("Its words speak for it: {score}."),
        Ground::NoTerm => "None of the topic's terms was found.".to_owned(),
        Ground::BelowThreshold | Ground::BelowShare | Ground::TooFewStrong => {
            format!("Its words are not enough: {score}.")
        }
    }
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
