//! Any text is read without panic, and any instant comes back from any format that programs write.

use chrono::{FixedOffset, TimeZone};

use super::*;

/// Numbers that look random and are the same in every run (xorshift, G. Marsaglia).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

#[test]
fn any_text_is_read_without_panic() {
    const PARTS: [&str; 59] = [
        "0",
        "1",
        "12",
        "30",
        "99",
        "012",
        "2025",
        "1767101880",
        "20251230",
        "251230",
        ":",
        "-",
        "+",
        "/",
        ".",
        ",",
        "'",
        "(",
        ")",
        "[",
        "]",
        "_",
        "T",
        "Z",
        "W",
        "h",
        "a",
        "p",
        "m",
        "p.m.",
        "AM",
        "am",
        "st",
        "Dec",
        "mar",
        "Tue",
        "of",
        "GMT",
        "(GMT+",
        "EST5EDT",
        "Europe/",
        "Berlin",
        "Date(",
        "年",
        "月",
        "日",
        "午後",
        "時",
        "令和",
        "元",
        "星期",
        "曜",
        "é",
        "\u{301}",
        "\u{202f}",
        "٠",
        "．",
        " ",
        "\n",
    ];
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let settings = settings();
    for _ in 0..10_000 {
        let length = random.below(12);
        let text: String = (0..length).map(|_| PARTS[random.below(PARTS.len())]).collect();
        for text in [text.clone(), format!("2025-12-30{text}"), format!("30 Dec 2025 13:38{text}")]
        {
            if let Some(reading) = read(&text, &settings) {
                let year = reading.at.format("%Y").to_string();
                assert!(year.len() == 4, "{text:?} is {year}");
            }
        }
    }
}

#[test]
fn instants_come_back_from_all_formats() {
    const FORMATS: [&str; 22] = [
        "%a, %d %b %Y %H:%M:%S %z",
        "%a, %d %b %Y %H:%M:%S GMT%:z",
        "%A, %e %B %Y %H:%M:%S %:z",
        "%d %b %Y %H:%M:%S UTC%z",
        "%Y-%m-%dT%H:%M:%S%:z",
        "%Y-%m-%dt%H:%M:%S.000%:z",
        "%Y-%m-%d %H:%M:%S %z",
        "%Y-%m-%d_%H:%M:%S%z",
        "%Y/%m/%d %H:%M:%S %:z",
        "%Y.%m.%d. %H:%M:%S %:z",
        "%Y%m%dT%H%M%S%z",
        "%G-W%V-%uT%H:%M:%S%:z",
        "%Y-%jT%H%M%S%z",
        "%a %b %e %H:%M:%S %z %Y",
        "%a %b %d %Y %H:%M:%S GMT%z (Some Place Time)",
        "%B %-d, %Y %-I:%M:%S %p %z",
        "%-I:%M:%S %P %z, %-d. %B %Y",
        "%d-%b-%Y %H.%M.%S %z",
        "%d/%b/%Y:%H:%M:%S %z",
        "%Y年%-m月%-d日 %H時%M分%S秒 %:z",
        "%s",
        "%s.0",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..400 {
        // From 1973, when stamps got nine digits, to 2100.
        let seconds = 100_000_000 + i64::try_from(random.below(4_000_000_000)).unwrap();
        let minutes = i32::try_from(random.below(26 * 60)).unwrap() - 12 * 60;
        let zone = FixedOffset::east_opt(minutes * 60).unwrap();
        let at = zone.timestamp_opt(seconds, 0).unwrap();
        for format in FORMATS {
            let text = at.format(format).to_string();
            let reading = read(&text, &settings()).unwrap_or_else(|| panic!("{text:?}"));
            let flags = (reading.zone_assumed, reading.century_assumed, reading.order_assumed);
            assert_eq!((reading.at, flags), (at.to_utc(), (false, false, false)), "{text:?}");
        }
        // Dots put the day first, slashes the month.
        for format in ["%d.%m.%Y %H:%M:%S %z", "%m/%d/%Y %I:%M:%S %p %z"] {
            let text = at.format(format).to_string();
            assert_eq!(
                read(&text, &settings()).map(|reading| reading.at),
                Some(at.to_utc()),
                "{text}"
            );
        }
    }
}
