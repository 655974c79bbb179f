//! The two forms that nearly all dates have, byte by byte: RFC 3339 and RFC 822.
//!
//! Anything else about a text, and it is left to the patient reader.

use chrono::NaiveDate;

use super::{
    stamp::{Clock, Stamp},
    zone::{UTC, Zone, numbered},
};

/// Reads `2026-01-13T10:56:00.5+01:00` and `Tue, 13 Jan 2026 10:56:00 +0100`.
pub(super) fn read(text: &[u8]) -> Option<Stamp> {
    // A date of either kind begins with a digit or, before a comma, with a day of the week.
    match text {
        [y, _, _, _, b'-', ..] if y.is_ascii_digit() => rfc_3339(text),
        [_, _, _, b',', b' ', rest @ ..] if text[..3].iter().all(u8::is_ascii_alphabetic) => {
            rfc_822(rest)
        }
        [d, ..] if d.is_ascii_digit() => rfc_822(text),
        _ => None,
    }
}

fn rfc_3339(text: &[u8]) -> Option<Stamp> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', rest @ ..] = text else {
        return None;
    };
    let year = digits(&[*y1, *y2, *y3, *y4])?;
    let date = day(year, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)?;
    let (mut clock, mut rest) = clock(rest)?;
    if let [b'.', fraction @ ..] = rest {
        let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        clock.nanos = nanos(fraction.get(..length)?)?;
        rest = &fraction[length..];
    }
    let zone = match rest {
        b"Z" | b"z" => UTC,
        [b'+' | b'-', h1, h2, b':', m1, m2] => offset(rest[0], [*h1, *h2, *m1, *m2])?,
        _ => return None,
    };
    Stamp::exact(date, clock, zone)
}

/// RFC 822 behind the day of the week, with the year in four digits as RFC 1123 §5.2.14 asks.
fn rfc_822(text: &[u8]) -> Option<Stamp> {
    let length = if text.get(1)? == &b' ' { 1 } else { 2 };
    let (number, rest) = text.split_at_checked(length)?;
    let [b' ', n1, n2, n3, b' ', y1, y2, y3, y4, b' ', rest @ ..] = rest else { return None };
    const MONTHS: [&[u8; 3]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let name = [*n1, *n2, *n3].map(|byte| byte.to_ascii_lowercase());
    let month = (1..).zip(MONTHS).find(|(_, known)| **known == name)?.0;
    let date = day(digits(&[*y1, *y2, *y3, *y4])?, month, digits(number)?)?;
    let (clock, rest) = clock(rest)?;
    let zone = match rest {
        b" GMT" | b" UTC" | b" Z" | b" UT" => UTC,
        [b' ', sign @ (b'+' | b'-'), h1, h2, m1, m2] => offset(*sign, [*h1, *h2, *m1, *m2])?,
        _ => return None,
    };
    Stamp::exact(date, clock, zone)
}

/// `10:56:00`, and what follows it.
fn clock(text: &[u8]) -> Option<(Clock, &[u8])> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return None };
    let clock = Clock {
        hour: digits(&[*h1, *h2])?,
        minute: Some(digits(&[*m1, *m2])?),
        second: Some(digits(&[*s1, *s2])?),
        nanos: 0,
    };
    Some((clock, rest))
}

fn offset(sign: u8, number: [u8; 4]) -> Option<Zone> {
    numbered(char::from(sign), std::str::from_utf8(&number).ok()?, None)
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
    })
}

/// The digits behind a decimal mark in nanoseconds; what is finer is cut off.
pub(super) fn nanos(fraction: &[u8]) -> Option<u32> {
    let kept = &fraction[..fraction.len().min(9)];
    let value = digits(kept).filter(|_| !kept.is_empty())?;
    Some((kept.len()..9).fold(value, |value, _| value * 10))
}
