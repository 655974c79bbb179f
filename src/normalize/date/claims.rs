//! Entry → its dates: who claims what, and what we make of it.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{Reading, lead, read, stamp::YEARS};
use crate::model::{Date, DateOrigin, Entry, Precision, RawDate};
use crate::normalize::{Future, Settings, clause::first_sentence};

/// The dates of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::normalize) struct Dates {
    /// See [`crate::model::Item::published`].
    pub published: Date,
    /// See [`crate::model::Item::updated`].
    pub updated: Date,
    /// See [`crate::model::Item::claimed_updated`]. Not clamped: it is a claim.
    pub claimed_updated: Option<DateTime<Utc>>,
}

/// The dates of an entry whose text begins with `paragraph`.
///
/// Published is the earliest claim. Without one it is the date in the lead sentence, if the settings
/// allow that, else `now`.
pub(in crate::normalize) fn dates(
    entry: &Entry,
    paragraph: Option<&str>,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Dates {
    let stated = |raw: &Option<RawDate>, origin| {
        let raw = raw.as_ref()?;
        // Programs write the year 1 or 9999 for "never" and "unknown".
        let reading = read(&raw.text, settings);
        let reading = reading.filter(|reading| YEARS.contains(&reading.at.year()))?;
        Some(date(&raw.text, reading, origin))
    };
    let published = stated(&entry.published, DateOrigin::Published);
    let updated = stated(&entry.updated, DateOrigin::EarliestUpdated);
    let claimed_updated = updated.as_ref().map(|date| date.at);
    let (published, updated) = match (published, updated) {
        (Some(published), Some(updated)) if is_earlier(&updated, &published) => {
            (updated.clone(), updated)
        }
        (Some(published), Some(updated)) if updated.at >= published.at => (published, updated),
        (Some(published), _) => (published.clone(), published),
        (None, Some(updated)) => (updated.clone(), updated),
        (None, None) => {
            let date = from_lead(paragraph, settings, now).unwrap_or_else(|| first_seen(now));
            (date.clone(), date)
        }
    };
    let settle = |date: Date| match settings.future {
        Future::Clamp if date.at > now => Date { at: now, clamped: true, ..date },
        Future::Clamp | Future::Keep => date,
    };
    Dates { published: settle(published), updated: settle(updated), claimed_updated }
}

fn date(raw: &str, reading: Reading, origin: DateOrigin) -> Date {
    Date {
        at: reading.at,
        raw: Some(crate::model::Text::line(raw).into_string()),
        origin,
        precision: reading.precision,
        zone_assumed: reading.zone_assumed,
        day_assumed: reading.century_assumed || reading.order_assumed,
        clamped: false,
    }
}

/// Whether `a` is before `b` for certain: a day is not before a moment within it.
fn is_earlier(a: &Date, b: &Date) -> bool {
    let length = match a.precision {
        Precision::Second => TimeDelta::zero(),
        Precision::Minute => TimeDelta::seconds(59),
        Precision::Day => TimeDelta::hours(24),
        Precision::Month => TimeDelta::days(31),
        Precision::Year => TimeDelta::days(366),
    };
    a.at < b.at && a.at.checked_add_signed(length).is_none_or(|end| end <= b.at)
}

/// A date in the lead sentence. One in the future is something announced, not the article's.
fn from_lead(paragraph: Option<&str>, settings: &Settings, now: DateTime<Utc>) -> Option<Date> {
    if !settings.date_from_text {
        return None;
    }
    let (raw, reading) = lead::find(first_sentence(paragraph?), settings)?;
    (reading.at <= now).then(|| date(&raw, reading, DateOrigin::BodyLead))
}

fn first_seen(now: DateTime<Utc>) -> Date {
    Date {
        at: now,
        raw: None,
        origin: DateOrigin::FirstSeen,
        precision: Precision::Second,
        zone_assumed: false,
        day_assumed: false,
        clamped: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::tests::settings;

    /// Published and updated as written and the lead → `published origin, updated`.
    #[track_caller]
    fn check(published: &str, updated: &str, lead: &str, want: &str) {
        let now: DateTime<Utc> = "2026-06-01T00:00:00Z".parse().unwrap();
        let entry = Entry {
            published: RawDate::new(published),
            updated: RawDate::new(updated),
            ..Entry::default()
        };
        let got = dates(&entry, Some(lead), &settings(), now);
        let show = |date: &Date| {
            let clamped = if date.clamped { "!" } else { "" };
            format!("{}{clamped}", date.at.format("%m-%dT%H"))
        };
        let (published, updated) = (&got.published, &got.updated);
        let text = format!("{} {:?}, {}", show(published), published.origin, show(updated));
        assert_eq!(text, want, "{published:?} {updated:?} {lead:?}");
        assert_eq!(got.claimed_updated.is_some(), entry.updated.is_some_and(|d| d.text != "?"));
    }

    #[test]
    fn stated_dates() {
        check("2026-01-02T03:00Z", "", "", "01-02T03 Published, 01-02T03");
        check("2026-01-02T03:00Z", "2026-01-04T03:00Z", "", "01-02T03 Published, 01-04T03");
        check("", "2026-01-04T03:00Z", "", "01-04T03 EarliestUpdated, 01-04T03");
        check("2026-01-02T03:00Z", "?", "", "01-02T03 Published, 01-02T03");
        check("2026-01-02T03:00Z", "2026-01-01T03:00Z", "", "01-01T03 EarliestUpdated, 01-01T03");
        // The day of the revision holds the moment of publication.
        check("2026-01-02T03:00Z", "2026-01-02", "", "01-02T03 Published, 01-02T03");
    }

    #[test]
    fn what_was_assumed_is_told() {
        for (text, want) in [
            ("2026-01-02T03:00Z", (false, false)),
            ("2026-01-02 03:00", (true, false)),
            ("01/02/2026 03:00 GMT", (false, true)),
            ("2 Jan 26 03:00 GMT", (false, true)),
        ] {
            let entry = Entry { published: RawDate::new(text), ..Entry::default() };
            let now = "2026-06-01T00:00:00Z".parse().unwrap();
            let date = dates(&entry, None, &settings(), now).published;
            assert_eq!((date.zone_assumed, date.day_assumed), want, "{text:?}");
        }
    }

    #[test]
    fn future_dates_are_clamped() {
        check("2027-01-01", "", "", "06-01T00! Published, 06-01T00!");
        check("2026-01-01", "2027-01-01", "", "01-01T00 Published, 06-01T00!");
    }

    #[test]
    fn dates_in_the_lead() {
        for (lead, want) in [
            ("X told Y on March 3, 2026, as Z. On May 4, 2026 W.", "03-03T00 BodyLead, 03-03T00"),
            ("On the 3rd of March 2026 X told", "03-03T00 BodyLead, 03-03T00"),
            ("On 3 Mar. 2026 X told", "03-03T00 BodyLead, 03-03T00"),
            ("On 2026-03-03, X told", "03-03T00 BodyLead, 03-03T00"),
            ("On Mar. 3, 2026 X told", "03-03T00 BodyLead, 03-03T00"),
            ("X told it. On March 3, 2026 Z.", "06-01T00 FirstSeen, 06-01T00"),
            ("X will tell on March 3, 2027", "06-01T00 FirstSeen, 06-01T00"),
            ("X told in March 2026, in 2023, on 03/04/2026", "06-01T00 FirstSeen, 06-01T00"),
            ("X told on February 30, 2026", "06-01T00 FirstSeen, 06-01T00"),
        ] {
            check("", "", lead, want);
        }
        check("2026-01-02", "", "On March 3, 2026", "01-02T00 Published, 01-02T00");
    }
}
