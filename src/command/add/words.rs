//! What was found, in words.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use crate::{
    command::{Exit, Failure},
    mill::{Addresses, Candidate, Survey},
    model::Kind,
};

/// The feeds with their numbers, and what was announced but is none.
pub(super) fn list(survey: &Survey, known: &Addresses, now: DateTime<Utc>) -> String {
    let mut text = String::new();
    for (number, candidate) in (1..).zip(&survey.found) {
        let owner = known.owner(&candidate.url);
        let owner = owner.map_or(String::new(), |id| format!(" (source \"{id}\" already)"));
        let _ = writeln!(text, "{number:>3}  {}{owner}", candidate.url);
        let _ = writeln!(text, "     {}", about(candidate, now));
    }
    for failure in &survey.failed {
        let _ = writeln!(text, "  -  {failure}");
    }
    if survey.more > 0 {
        let _ = writeln!(text, "     and {} more that were not looked at", survey.more);
    }
    text
}

/// Title, format, size and freshness on one line.
pub(super) fn about(candidate: &Candidate, now: DateTime<Utc>) -> String {
    let title = candidate.title.as_deref().unwrap_or("without a title");
    let mut text = format!("{title}, {}", candidate.format);
    let things = if candidate.kind == Kind::Opml { "feed" } else { "item" };
    let plural = if candidate.items == 1 { "" } else { "s" };
    let _ = write!(text, ", {} {things}{plural}", candidate.items);
    if let Some(newest) = candidate.newest {
        let _ = write!(text, ", newest {}", ago(now - newest));
    }
    if let Some(pace) = candidate.pace {
        let _ = write!(text, ", about {}", often(pace));
    }
    text
}

/// How long ago, in the largest unit that fits.
fn ago(time: TimeDelta) -> String {
    const UNITS: [(i64, &str); 5] = [
        (365 * 86_400, "year"),
        (30 * 86_400, "month"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    let seconds = time.num_seconds();
    match UNITS.iter().find(|(unit, _)| seconds >= *unit) {
        Some((unit, name)) => {
            let count = seconds / unit;
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {name}{plural} ago")
        }
        None => "just now".to_owned(),
    }
}

/// How often, for this time between two items.
fn often(pace: TimeDelta) -> String {
    const SPANS: [(i64, &str); 3] = [(86_400, "day"), (7 * 86_400, "week"), (30 * 86_400, "month")];
    let pace = pace.num_seconds().max(60);
    match SPANS.iter().find(|(span, _)| pace <= *span) {
        Some((span, name)) => format!("{} a {name}", (span + pace / 2) / pace),
        None => format!("{} a year", ((365 * 86_400 + pace / 2) / pace).max(1)),
    }
}

/// The address leads to no feed: what it is, and what can be written instead.
pub(super) fn nothing(url: &Url, survey: &Survey) -> Failure {
    let what = format!("{url} is {}", survey.what);
    let help = match survey.kind {
        Some(Kind::Sitemap) => format!(
            "to read the pages that it lists, write\n    [[source]]\n    id        = \"…\"\n    \
             kind      = \"sitemap\"\n    url       = \"{url}\"\n    include   = \"/news/**\"\n    \
             full_text = true"
        ),
        Some(Kind::Page) => {
            let tried = match survey.failed.as_slice() {
                [] => "it announces no feed, and none has a usual name".to_owned(),
                failed => format!("what it announces is no feed:\n    {}", failed.join("\n    ")),
            };
            format!(
                "{tried}; to read the page itself, write\n    [[source]]\n    id     = \"…\"\n    \
                 kind   = \"page\"\n    url    = \"{url}\"\n    \
                 select = {{ item = \"article\", title = \"h2\", date = \"time@datetime\" }}"
            )
        }
        _ => "give the address of a feed, or of a page that announces one".to_owned(),
    };
    Failure::text(Exit::Failed, what, help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let check = |seconds, want: &str| assert_eq!(ago(TimeDelta::seconds(seconds)), want);
        check(-5, "just now");
        check(59, "just now");
        check(60, "1 minute ago");
        check(7_300, "2 hours ago");
        check(86_400, "1 day ago");
        check(40 * 86_400, "1 month ago");
        check(800 * 86_400, "2 years ago");
    }

    #[test]
    fn paces() {
        let check = |hours, want: &str| assert_eq!(often(TimeDelta::hours(hours)), want);
        check(0, "1440 a day");
        check(8, "3 a day");
        check(24, "1 a day");
        check(36, "5 a week");
        check(7 * 24, "1 a week");
        check(10 * 24, "3 a month");
        check(90 * 24, "4 a year");
        check(9_000 * 24, "1 a year");
    }
}
