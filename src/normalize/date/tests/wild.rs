//! Habits of publishers, one line each.

use super::*;

/// All of them are 2025-12-30T13:38:00, to the minute, without a zone.
#[track_caller]
fn minute(texts: &[&str]) {
    for text in texts {
        assert_eq!(show(text, &settings()), "2025-12-30T13:38:00Z Minute?", "{text:?}");
    }
}

/// All of them are the day 2025-12-30, without a zone.
#[track_caller]
fn day(texts: &[&str]) {
    for text in texts {
        assert_eq!(show(text, &settings()), "2025-12-30T00:00:00Z Day?", "{text:?}");
    }
}

#[test]
fn rfc_822_in_bad_repair() {
    same(&[
        "Tue , 30 Dec 2025 13:38:00 GMT",
        "Tue, 30 Dec, 2025, 13:38:00 GMT,",
        "Tue,\n  30 Dec\t2025 13:38:00  GMT",
        "Tues., 30. DEC. 2025 13:38:00 \"GMT\"",
        "Thur 30-Dec 2025 13:38:00 GMT",
        "Dienst, 30 Decem 2025 13:38:00 GMT", // a name cut, a name unknown
        "13:38:00 GMT 30 Dec 2025",
        "2025 Dec 30 13:38:00 GMT",
        "Tue, 30 Dec 2025 13.38.00 GMT",
        "Tue, 30 Dec 2025 13:38:00.000 GMT",
        "Tue, 30 Dec 2025 1:38:0 PM GMT",
        "30/Dec/2025:13:38:00 +0000",
        "Tue, 30 Dec 2025 13:38:00GMT",
        "Tue, 30 Dec 2025 14:38:00 +1",
        "Tue, 30 Dec 2025 19:08:00 +5:30",
        "Tue, 30 Dec 2025 08:38:00 \u{2212}0500",
        "Tue, 30 Dec 2025 08:38:00 --0500",
        "Tue, 30 Dec 2025 08:38:00 EST-0500",
        "Tue, 30 Dec 2025 08:38:00 -0500 (EST)",
        "Tue, 30 Dec 2025 08:38:00 -0500 EST",
        "Tue, 30 Dec 2025 08:38:00 EST5EDT",
        "Tue, 30 Dec 2025 08:38:00 US/Eastern",
        "Tue, 30 Dec 2025 08:38:00 Eastern Standard Time",
        "Tue, 30 Dec 2025 08:38:00 (UTC-05:00)",
        "Tue, 30 Dec 2025 09:38:00 AT",
        "Tue, 30 Dec 2025 13:38:00 Etc/GMT",
        "Tue, 30 Dec 2025 13:38:00 0000", // a plus sign lost to URL decoding
        "Tue, 30 Dec 2025 13:38:00 GMT by A. Writer",
    ]);
    check("Tue, 30 Dec 2025 24:00:00 GMT", "2025-12-31T00:00:00Z Second");
    check("Tue, 30 Dec 2025 24:15 GMT", "2025-12-31T00:15:00Z Minute");
    check("Tue, 30 Dec 2025 13 +0100", "2025-12-30T12:00:00Z Minute");
    check("Tue, 30 Dec 125 13:38:00 GMT", "2025-12-30T13:38:00Z Secondc");
    check("Tue, 30 Dec '25", "2025-12-30T00:00:00Z Day?c");
    check("Tue, 30 Dec 2025 13:38:00 (GMT+\u{e9}0)", "2025-12-30T13:38:00Z Second?");
    // Nobody can tell which sign a letter of RFC 822 had.
    check("Tue, 30 Dec 2025 13:38:00 A", "2025-12-30T13:38:00Z Second?");
}

#[test]
fn zones_by_name() {
    for (zone, want) in [
        ("CST", "19:38"),
        ("MDT", "19:38"),
        ("PDT", "20:38"),
        ("AKST", "22:38"),
        ("HST", "23:38"),
        ("NST", "17:08"),
        ("BRT", "16:38"),
        ("WET", "13:38"),
        ("MEZ", "12:38"),
        ("EET", "11:38"),
        ("MSK", "10:38"),
        ("GST", "09:38"),
        ("PKT", "08:38"),
        ("NPT", "07:53"),
        ("WIB", "06:38"),
        ("SGT", "05:38"),
        ("JST", "04:38"),
        ("ACDT", "03:08"),
        ("AEDT", "02:38"),
        ("NZDT", "00:38"),
        ("utc", "13:38"),
        ("Asia/Kolkata", "08:08"),
        ("PT", "21:38"),
    ] {
        let text = format!("30 Dec 2025 13:38:00 {zone}");
        check(&text, &format!("2025-12-30T{want}:00Z Second"));
    }
    check("30 Jun 2025 13:38:00 PT", "2025-06-30T20:38:00Z Second");
}

#[test]
fn iso_8601_in_bad_repair() {
    same(&[
        "2025-12-30T13:38:00 Z",
        "2025-12-30_13:38:00Z",
        "2025-12-30-13:38:00Z",
        "2025-12-30T13-38-00Z",
        "2025-12-30T13:38:00.Z",
        "2025-12-30T13.38.00Z",
        "2025-12-30T133800Z",
        "2025-12-30T13:38:00:00Z",
        "2025-12-30T14:38:00:+0100",
        "2025-12-30T14:38:00+1",
        "2025-12-30T14:38:00+01:00:00",
        "2025-12-30T08:38:00-05:00Z",
        "2025-12-30T08:38:00EST",
        "2025-12-30 14:38:00 +0100 +01", // Go's String()
        "2025-12-30 14:38:00 +0100 CET m=+0.000000001",
        "2025-12-30 00:00:00.0 13:38:00.0 +0000",
        "2025-012-30T13:38:00Z",
        "2025-364T13:38:00Z",
        "2025364T133800Z",
        "2026-W01-2T13:38:00Z",
        "2026W012T133800Z",
        "２０２５-１２-３０T１３:３８:００Z",
    ]);
    check("2025-12-30T13Z", "2025-12-30T13:00:00Z Minute");
    check("2025-12-30T24", "2025-12-31T00:00:00Z Minute?");
    check("2025", "2025-01-01T00:00:00Z Year?");
    check("2025年", "2025-01-01T00:00:00Z Year?");
    check("12/2025", "2025-12-01T00:00:00Z Month?");
    check("Dezember 2025", "2025-12-01T00:00:00Z Month?");
    check("2026-W01", "2025-12-29T00:00:00Z Day?");
    check("1965-01-01", "1965-01-01T00:00:00Z Day?");
    // The drafts of ISO 8601 and W3CDTF let the century go.
    check("-2512", "2025-12-01T00:00:00Z Month?c");
    check("-25-12", "2025-12-01T00:00:00Z Month?c");
    check("051230", "2005-12-30T00:00:00Z Day?c");
    check("05364", "2005-12-30T00:00:00Z Day?c");
    check("20251230 133800", "2025-12-30T13:38:00Z Second?");
    check("20251230-133800", "2025-12-30T13:38:00Z Second?");
}

#[test]
fn clocks_of_twelve_hours() {
    minute(&[
        "Dec 30, 2025 1:38PM",
        "Dec 30, 2025 1.38 pm",
        "Dec 30, 2025, 1:38 p. m.",
        "Dec 30, 2025 1:38p",
        "1:38 PM · Dec 30, 2025",
        "2025/12/30 PM 1:38",
        "30 Δεκ 2025 1:38 μ.μ.",
        "30/12/2025 1:38 م",
    ]);
    check("30 Dec 2025 12 noon", "2025-12-30T12:00:00Z Minute?");
    check("30 Dec 2025 at midnight", "2025-12-30T00:00:00Z Minute?");
    check("12:30 a.m., 30 Dec 2025", "2025-12-30T00:30:00Z Minute?");
    check("0:30 PM, 30 Dec 2025", "2025-12-30T12:30:00Z Minute?");
    check("2025年12月30日 凌晨12:30", "2025-12-30T00:30:00Z Minute?");
    check("2025年12月30日 中午12:30", "2025-12-30T12:30:00Z Minute?");
}

#[test]
fn languages_of_europe() {
    minute(&[
        "Veröffentlicht am Dienstag, den 30. Dezember 2025 um 13:38 Uhr",
        "Di, 30 Dez 2025 13.38 Uhr",
        "Stand: 30.12.2025, 13:38 Uhr",
        "Publié le mardi 30 décembre 2025 à 13h38",
        "mar. 30 déc. 2025 à 13 h 38",
        "Mis à jour le 30 DÉCEMBRE 2025 - 13:38",
        "Publicado el martes, 30 de diciembre de 2025 a las 13:38",
        "mar, 30 dic 2025 1:38 p. m.",
        "Pubblicato: martedì 30 dicembre 2025 alle ore 13:38",
        "Publicado em terça-feira, 30 de dezembro de 2025 às 13h38",
        "Gepubliceerd op dinsdag 30 december 2025 om 13:38 uur",
        "wtorek, 30 grudnia 2025 r., godz. 13:38",
        "Опубликовано: 30 декабря 2025 г. в 13:38",
        "Вт, 30 дек 2025 13:38",
        "30 Aralık 2025 Salı, saat 13:38",
        "Τρι, 30 Δεκεμβρίου 2025 13:38",
        "2025. december 30., kedd 13:38",
        "2025-december-30T13:38",
    ]);
    day(&["30-dic-2025", "30/déc/2025"]);
    for (text, want) in [
        ("1er mars 2026", "2026-03-01"),
        ("1º de março de 2026", "2026-03-01"),
        ("3. März 2026", "2026-03-03"),
        ("pt, 6 mar 2026", "2026-03-06"),
        ("6 мая 2026", "2026-05-06"),
        ("6 Mayıs 2026", "2026-05-06"),
        ("6 Şub 2026", "2026-02-06"),
        ("6 août 2026", "2026-08-06"),
        ("6 października 2026", "2026-10-06"),
        ("6 mei 2026", "2026-05-06"),
        ("6 ott 2026", "2026-10-06"),
    ] {
        check(text, &format!("{want}T00:00:00Z Day?"));
    }
}

#[test]
fn languages_of_east_asia() {
    minute(&[
        "2025年12月30日 星期二 下午1:38",
        "2025年12月30日下午1点38分",
        "发布时间：2025-12-30 13:38",
        "２０２５年１２月３０日　１３時３８分",
        "2025年12月30日(火) 午後1時38分",
        "2025/12/30 (火) 13:38",
        "令和7年12月30日 13時38分",
        "更新日時：2025/12/30 13:38",
        "2025년 12월 30일 화요일 오후 1시 38분",
        "2025.12.30. 오후 1:38",
        "입력 2025-12-30 13:38",
    ]);
    day(&["発行日:2025年12月30日", "民國114年12月30日", "十二月 30, 2025", "12 月 30, 2025"]);
    check("令和元年5月1日", "2019-05-01T00:00:00Z Day?");
    check("2025年12月30日 13時38分20秒", "2025-12-30T13:38:20Z Second?");
}

#[test]
fn labels_and_other_words() {
    minute(&[
        "Posted on December 30th, 2025 at 1:38 pm",
        "Last Updated: 30/12/2025 13:38",
        "First published on Tue 30 Dec 2025 13.38",
        "Published December 30, 2025 | 1:38 p.m.",
        "\u{200e}12/30/2025\u{200e} 1:38\u{202f}PM", // with marks of direction
        "[30 Dec 2025 13:38]",
        "١٣:٣٨ ٣٠ Dec ٢٠٢٥",
    ]);
    day(&["By Jane Doe, December 30, 2025", "December 30, 2025 by A. Writer"]);
    check("December 30, 2025 is the day when it all began", "none");
}
