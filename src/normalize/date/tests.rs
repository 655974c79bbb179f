//! Dates seen in feeds and on pages, and what they mean.

use super::*;
use crate::{
    model::{DateOrigin, Entry, RawDate},
    normalize::tests::settings,
};

mod random;
mod wild;

/// The reading as `RFC 3339, precision`, with `?` behind it where the zone was assumed, `c` where the
/// century and `o` where the order of day and month was.
fn show(text: &str, settings: &Settings) -> String {
    read(text, settings).map_or("none".to_owned(), |reading| {
        let at = reading.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        let zone = if reading.zone_assumed { "?" } else { "" };
        let century = if reading.century_assumed { "c" } else { "" };
        let order = if reading.order_assumed { "o" } else { "" };
        format!("{at} {:?}{zone}{century}{order}", reading.precision)
    })
}

#[track_caller]
fn check(text: &str, want: &str) {
    assert_eq!(show(text, &settings()), want, "{text:?}");
}

/// Many ways to write 2025-12-30T13:38:00Z.
#[track_caller]
fn same(texts: &[&str]) {
    for text in texts {
        assert_eq!(show(text, &settings()), "2025-12-30T13:38:00Z Second", "{text:?}");
    }
}

#[test]
fn rfc_822_and_its_habits() {
    same(&[
        "Tue, 30 Dec 2025 13:38:00 GMT",
        "Mon, 30 Dec 2025 13:38:00 GMT", // wrong weekday
        "30 Dec 2025 13:38:00 GMT",
        "Tue,30 Dec 2025 13:38:00 GMT",
        "tue, 30 december 2025 13:38:00 ut",
        "Tue, 30 Dec 2025 13:38:00 +0000 (UTC)",
        "Tue, 30 Dec 2025 13:38:00 -0000",
        "Tue, 30 Dec 2025 22:38:00 +0900",
        "Tue, 30 Dec 2025 22:38:00 +09:00",
        "Tue, 30 Dec 2025 21:38:00 GMT+8",
        "Tue, 30 Dec 2025 21:38:00 UTC+08:00",
        "Tue, 30 Dec 2025 08:38:00 EST",
        "Tue, 30 Dec 2025 09:38:00 EDT",
        "Tue, 30 Dec 2025 05:38:00 PST",
        "Tue, 30 Dec 2025 14:38:00 CET",
        "Tue, 30 Dec 2025 15:38:00 CEST",
        "Tue, 30 Dec 2025 14:38:00 BST",
        "Tue, 30 Dec 2025 22:38:00 KST",
        "Tue, 30 Dec 2025 19:08:00 IST",
        "Tue, 30 Dec 2025 14:38:00 Europe/Berlin",
        "Tue Dec 30 2025 14:38:00 GMT+0100 (Central European Standard Time)",
        "Tue, 30 Dec 2025 14:38:00 (CET)",
    ]);
    check("Tuesday, 30-Dec-25 13:38:00 GMT", "2025-12-30T13:38:00Z Secondc");
    check("Tue, 30 Dec 25 13:38:00 Z", "2025-12-30T13:38:00Z Secondc");
    check("Sun, 6 Nov 94 08:49 GMT", "1994-11-06T08:49:00Z Minutec");
    check("Tue, 3 Mar 2026 13:38:00", "2026-03-03T13:38:00Z Second?");
    check("Tue, 3 Mar 2026 13:38:00 XYZ", "2026-03-03T13:38:00Z Second?");
    check("31 Dec 2025 23:59:60 GMT", "2025-12-31T23:59:59Z Second");
}

#[test]
fn iso_8601() {
    same(&[
        "2025-12-30T13:38:00Z",
        "2025-12-30 13:38:00Z",
        "2025-12-30t13:38:00z",
        "2025-12-30T22:38:00+09:00",
        "2025-12-30T22:38:00+0900",
        "2025-12-30T22:38:00 +0900",
        "2025-12-30T22:38:00+09",
        "2025-12-30T08:38:00-05:00",
        "2025-12-30 13:38:00 UTC",
        "2025-12-30T22:38:00+09:00[Asia/Seoul]",
        "20251230T133800Z",
        "2025/12/30 13:38:00 GMT",
    ]);
    check("2025-12-30", "2025-12-30T00:00:00Z Day?");
    check("2025-12", "2025-12-01T00:00:00Z Month?");
    check("2025-12-30+09:00", "2025-12-29T15:00:00Z Day");
    check("2025-12-30-05:00", "2025-12-30T05:00:00Z Day");
    check("2025-12-30T13:38", "2025-12-30T13:38:00Z Minute?");
    check("2025-12-30T13:38Z", "2025-12-30T13:38:00Z Minute");
    check("2025-12-30T13:38:00,5Z", "2025-12-30T13:38:00.500Z Second");
    check("2025-12-30T13:38:00.123456789012Z", "2025-12-30T13:38:00.123456789Z Second");
    check("2025-12-30T24:00:00Z", "2025-12-31T00:00:00Z Second");
    check("20251230", "2025-12-30T00:00:00Z Day?");
}

#[test]
fn as_people_write() {
    for text in [
        "December 30, 2025 1:38 PM",
        "Updated December 30, 2025 1:38 PM",
        "Last updated on: December 30, 2025, 1:38 p.m.",
        "December 30, 2025 1:38\u{202f}PM",
        "Dec. 30th, 2025 at 1:38pm",
        "1:38 PM, Tuesday, 30 December 2025",
        "30 December 2025 - 13:38",
        "13:38 - 30 December 2025",
        "Posted 30 Dec 2025 | 13:38",
        "2025年12月30日 13:38",
        "2025年12月30日13時38分",
        "2025년 12월 30일 오후 1:38",
        "2025. 12. 30. 13:38",
    ] {
        check(text, "2025-12-30T13:38:00Z Minute?");
    }
    same(&["Tue Dec 30 13:38:00 GMT 2025", "Tue Dec 30 13:38:00 +0000 2025"]);
    check("Tue Dec 30 13:38:00 2025", "2025-12-30T13:38:00Z Second?");
    check("Dec 30, 2025 8:38 AM ET", "2025-12-30T13:38:00Z Minute");
    check("December 30, 2025 12:05 AM", "2025-12-30T00:05:00Z Minute?");
    check("December 30, 2025 12:05 PM", "2025-12-30T12:05:00Z Minute?");
    check("December 30, 2025 1 PM", "2025-12-30T13:00:00Z Minute?");
    for text in ["30 December 2025", "Dec 30, 2025", "the 30th of December, 2025", "30.12.2025"] {
        check(text, "2025-12-30T00:00:00Z Day?");
    }
    check("December 2025", "2025-12-01T00:00:00Z Month?");
}

#[test]
fn unix_time() {
    for text in ["1767101880", "@1767101880", "1767101880000", "1767101880000000"] {
        check(text, "2025-12-30T13:38:00Z Second");
    }
    check("1767101880000000000", "2025-12-30T13:38:00Z Second");
    check("1767101880.25", "2025-12-30T13:38:00.250Z Second");
    check("1767101880123", "2025-12-30T13:38:00.123Z Second");
    // Twelve digits are milliseconds of the last century, or a calendar date with a clock.
    check("946684799999", "1999-12-31T23:59:59.999Z Second");
    check("202512301338", "2025-12-30T13:38:00Z Minute?");
    check("-157766400", "1965-01-01T00:00:00Z Second");
    check("176710188", "1975-08-08T06:09:48Z Second");
    for text in ["4133980800", "0", "-1", "-1767101880000", "17671018801", "1.5"] {
        check(text, "none");
    }
    // .NET's JSON; the offset is that of the server and changes nothing.
    for text in
        ["/Date(1767101880000)/", r"\/Date(1767101880000-0500)\/", "new Date(1767101880000)"]
    {
        check(text, "2025-12-30T13:38:00Z Second");
    }
    check("/Date(-157766400000+0100)/", "1965-01-01T00:00:00Z Second");
    check("/Date(-62135596800000)/", "none"); // DateTime.MinValue
}

#[test]
fn no_date_rather_than_a_wrong_one() {
    for text in [
        // Nothing like a date, or half of one.
        "",
        "yesterday at noon",
        "5 minutes ago",
        "12",
        "December 30",
        "Updated",
        "n/a",
        "May",
        "13:38",
        "9:38 PM",
        "Tuesday",
        "Dec 94",
        "Q4 2025",
        "Summer 2025",
        "COVID-19, 2025",
        // No such day.
        "2025-13-01",
        "2025-02-30",
        "31 Feb 2026",
        "2026-13-45",
        "2025-000",
        "2025-366",
        "2025-W00",
        "2025-W53-1",
        "2025-W01-8",
        "13/13/2026",
        "Mon, 00 Dec 2025 13:38:00 GMT",
        // What programs write for "none".
        "0000-00-00 00:00:00",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "2101-01-01",
        // No such time, no such zone.
        "2025-12-30T25:00:00Z",
        "2025-12-30T13:60:00Z",
        "2025-12-30 13:38:61",
        "30 Dec 2025 25:61",
        "2025-12-30T13:38:00+99:00",
        "2025-12-30T13:38:00+24:00",
        "2025-12-30T13:38:00+01:60",
        "2025-12-30T13:38:00+",
        "2025-12-30T13:xx:00Z",
        "2025-12-30T13:38:00+00:xx",
        "1:2:3:4 30 Dec 2025",
        "December 30, 2025 13:38 AM",
        "December 30, 2025 PM",
        "December 30, 2025 1:38 AM PM",
        // More than one.
        "30 Dec 2025 31 Dec 2025",
        "Dec 2025 - Jan 2026",
        "2025-2026",
        "2025 2026",
        "5 30 Dec 2025",
        "Dec 5 30 2025",
        // Numbers of other things.
        "version 1.2.2026",
        "v1.2.2026",
        "R8.1.13",
        "1.2.3",
        "192.0.2.26",
        "+1 555 123 4567",
        "555-12-2026-1",
        "978-3-16-148410-0",
        "12345",
        "123456",
        "202512",
        "$20.25",
        "100%",
        "3 of 10",
        "Chapter 12, 2026",
        "The 5 best phones of May 2025",
        "Vol. 12, No. 3, March 2026",
        "https://example.org/2026/01/13/title",
        "99999999999999999999",
    ] {
        check(text, "none");
    }
    check(&"1".repeat(100_000), "none");
}

#[test]
fn order_of_day_and_month() {
    // One way only, or both the same.
    for text in ["13/01/2026", "01/13/2026", "13.01.2026", "01-13-2026", "13 01 2026"] {
        check(text, "2026-01-13T00:00:00Z Day?");
    }
    check("03.03.2026", "2026-03-03T00:00:00Z Day?");
    // The day of the week decides: 2026-02-01 was a Sunday, 2026-01-02 a Friday.
    check("Sunday, 01/02/2026", "2026-02-01T00:00:00Z Day?");
    check("Fri 01/02/2026 10:00 AM", "2026-01-02T10:00:00Z Minute?");
    check("Sun, 01 02 2026 09:05 +0100", "2026-02-01T08:05:00Z Minute");
    // The habit of the separator.
    check("01/02/2026", "2026-01-02T00:00:00Z Day?o");
    check("01/02/2026 3:04:05 PM", "2026-01-02T15:04:05Z Second?o");
    check("01.02.2026", "2026-02-01T00:00:00Z Day?o");
    check("01-02-2026", "2026-02-01T00:00:00Z Day?o");
    check("01 02 2026", "none");
    // Two digits of the year.
    check("30.12.25", "2025-12-30T00:00:00Z Day?co");
    check("31.12.99", "1999-12-31T00:00:00Z Day?c");
    check("12/30/99", "1999-12-30T00:00:00Z Day?c");
    check("99-12-30", "1999-12-30T00:00:00Z Day?c");
    check("25-12-30", "2025-12-30T00:00:00Z Day?co");
    check("25/1/2 13:38", "2025-01-02T13:38:00Z Minute?c");
    for (language, slash, short) in [
        ("en-US", "2026-01-02", "2003-01-02"),
        ("en-GB", "2026-02-01", "2003-02-01"),
        ("de", "2026-02-01", "2003-02-01"),
        ("ja", "2026-01-02", "2001-02-03"),
    ] {
        let settings = Settings { language: Some(language.to_owned()), ..settings() };
        let day = |text| show(text, &settings)[..10].to_owned();
        assert_eq!(day("01/02/2026"), slash, "{language}");
        assert_eq!(day("01/02/03"), short, "{language}");
    }
}

#[test]
fn formats_of_the_settings_come_first() {
    let formats = ["%d/%m/%Y", "%d/%m/%Y %H:%M:%S %z", "%B %-d, %Y %-I:%M %p", "%", "%m.%Y"];
    let settings = Settings { date_formats: formats.map(str::to_owned).to_vec(), ..settings() };
    for (text, want) in [
        ("01/02/2026", "2026-02-01T00:00:00Z Day?"),
        ("Posted: 01/02/2026", "2026-02-01T00:00:00Z Day?"),
        ("01/02/2026 10:00:00 +0100", "2026-02-01T09:00:00Z Second"),
        ("December 30, 2025 1:38 PM", "2025-12-30T13:38:00Z Minute?"),
        ("02.2026", "2026-02-01T00:00:00Z Month?"),
        ("2025-12-30T13:38Z", "2025-12-30T13:38:00Z Minute"),
    ] {
        assert_eq!(show(text, &settings), want, "{text:?}");
    }
}

#[test]
fn zones_of_the_settings() {
    let settings = Settings { timezone: chrono_tz::America::New_York, ..settings() };
    for (text, want) in [
        ("2026-01-02 08:00", "2026-01-02T13:00:00Z Minute?"),
        ("2026-07-02", "2026-07-02T04:00:00Z Day?"),
        ("2026-11-01 01:30", "2026-11-01T05:30:00Z Minute?"), // twice: the earlier
        ("2026-03-08 02:30", "2026-03-08T07:30:00Z Minute?"), // never: moved on
        ("2026-01-02 08:00 CET", "2026-01-02T07:00:00Z Minute"),
    ] {
        assert_eq!(show(text, &settings), want, "{text:?}");
    }
    let samoa = Settings { timezone: chrono_tz::Pacific::Apia, ..settings };
    assert_eq!(show("2011-12-30 12:00", &samoa), "2011-12-30T22:00:00Z Minute?");
}

/// What is written in full is read as it stands, but it dates nothing.
#[test]
fn years_that_stand_for_never() {
    check("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z Second");
    check("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z Second");
    for text in ["0001-01-01T00:00:00Z", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let entry = Entry { published: RawDate::new(text), ..Entry::default() };
        let now = "2026-05-01T00:00:00Z".parse().unwrap();
        let dates = dates(&entry, None, &settings(), now);
        assert_eq!((dates.published.at, dates.published.origin), (now, DateOrigin::FirstSeen));
    }
}
