//! Bytes → characters where a character takes two or four bytes: UTF-16 and UTF-32.
//!
//! A byte order mark tells them, and without one the NULs beside every ASCII character do
//! (XML 1.0, appendix F): a document begins with markup, and markup is ASCII.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::charset::{Charset, Reading};

/// How many bytes show the pattern of NULs.
const PATTERN_BYTES: usize = 64;

/// How many bytes of ASCII no UTF-16 begins with by chance.
const ASCII_BYTES: usize = 16;

/// The order of bytes: for each place of a number, the highest first, the byte that fills it.
pub(super) type Order = [usize; 4];

/// The highest byte comes first.
pub(super) const BIG: Order = [0, 1, 2, 3];

/// The lowest byte comes first.
pub(super) const LITTLE: Order = [3, 2, 1, 0];

/// All orders of UTF-32; the last two were in use on few machines, and appendix F lists them.
const ORDERS: [Order; 4] = [BIG, LITTLE, [1, 0, 3, 2], [2, 3, 0, 1]];

/// What a byte order mark says, and how long it is.
pub(super) fn mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    // UTF-32 first: its little mark begins with that of UTF-16.
    if let Some(unit) = bytes.first_chunk::<4>()
        && let Some(order) = ORDERS.into_iter().find(|&order| number(*unit, order) == 0xFEFF)
    {
        return Some((Charset::Utf32(order), 4));
    }
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((Charset::Utf8, 3)),
        _ if has_false_mark(bytes) => None,
        [0xFE, 0xFF, ..] => Some((Charset::Utf16(BIG), 2)),
        [0xFF, 0xFE, ..] => Some((Charset::Utf16(LITTLE), 2)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((Charset::Web(encoding_rs::GB18030), 4)),
        [b'+', b'/', b'v', b'8' | b'9' | b'+' | b'/', ..] => Some((Charset::Utf7, 0)),
        _ => None,
    }
}

/// Whether a mark of UTF-16 stands before plain ASCII: a tool put it there that wrote bytes
/// afterwards.
pub(super) fn has_false_mark(bytes: &[u8]) -> bool {
    let Some(([0xFE, 0xFF] | [0xFF, 0xFE], after)) = bytes.split_first_chunk::<2>() else {
        return false;
    };
    let head = &after[..after.len().min(ASCII_BYTES)];
    head.len() == ASCII_BYTES && head.iter().all(|byte| byte.is_ascii() && *byte != 0)
}

/// What the NULs at the beginning say.
pub(super) fn pattern(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(PATTERN_BYTES)];
    // Cheap and nearly always enough.
    if !head.contains(&0) {
        return None;
    }
    let units = head.as_chunks::<4>().0;
    let fits = |&order: &Order| {
        let numbers = || units.iter().map(|&unit| number(unit, order));
        let ascii = numbers().filter(|number| (1..0x80).contains(number)).count();
        ascii * 2 >= units.len().max(1) && numbers().all(|number| char::from_u32(number).is_some())
    };
    if let Some(order) = ORDERS.into_iter().find(fits) {
        return Some(Charset::Utf32(order));
    }
    let pairs = head.as_chunks::<2>().0;
    let begins = |high: usize| {
        let opens = |c| matches!(c, b'<' | b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n');
        let first_two = pairs.len() > 1 && pairs[..2].iter().all(|pair| pair[high] == 0);
        first_two
            && opens(pairs[0][1 - high])
            && pairs[1][1 - high].is_ascii()
            && pairs[1][1 - high] != 0
    };
    let count = |high: usize| pairs.iter().filter(|pair| pair[high] == 0).count();
    let (even, odd) = (count(0), count(1));
    if begins(1) || (even == 0 && odd * 2 > pairs.len()) {
        Some(Charset::Utf16(LITTLE))
    } else if begins(0) || (odd == 0 && even * 2 > pairs.len()) {
        Some(Charset::Utf16(BIG))
    } else {
        None
    }
}

/// Reads UTF-16. A document cut inside a character ends before it.
pub(super) fn utf16(bytes: &[u8], order: Order) -> Reading<'_> {
    let encoding = if order == LITTLE { UTF_16LE } else { UTF_16BE };
    let mut whole = bytes.len() & !1;
    let last = bytes[..whole].last_chunk::<2>().copied().unwrap_or_default();
    let high = if order == LITTLE { last[1] } else { last[0] };
    if (0xD8..0xDC).contains(&high) {
        whole -= 2;
    }
    let text = encoding.decode_without_bom_handling(&bytes[..whole]).0;
    Reading::new(text, whole < bytes.len())
}

/// Reads UTF-32. A document cut inside a character ends before it.
pub(super) fn utf32(bytes: &[u8], order: Order) -> Reading<'_> {
    let (units, rest) = bytes.as_chunks::<4>();
    let text: String = units
        .iter()
        .map(|&unit| char::from_u32(number(unit, order)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Reading::new(Cow::Owned(text), !rest.is_empty())
}

fn number(unit: [u8; 4], order: Order) -> u32 {
    u32::from_be_bytes(order.map(|place| unit[place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: Option<Charset>) {
        assert!(pattern(bytes) == want, "{:?} in {bytes:?}", pattern(bytes).map(Charset::name));
    }

    #[test]
    fn patterns() {
        check(b"<\0a\0", Some(Charset::Utf16(LITTLE)));
        check(b"\0<\0?\0x", Some(Charset::Utf16(BIG)));
        check(b"\r\0\n\0<\0", Some(Charset::Utf16(LITTLE)));
        check(b"\0{\0\"\x30\x42\x30\x44\x30\x46\x30\x48", Some(Charset::Utf16(BIG)));
        // U+0100 has a NUL on the other side.
        check(b"<\0a\0>\0\0\x01b\0", Some(Charset::Utf16(LITTLE)));
        check(b"\0\0\0<\0\0\0a", Some(Charset::Utf32(BIG)));
        check(b"<\0\0\0a\0\0\0", Some(Charset::Utf32(LITTLE)));
        check(b"\0\0<\0\0\0a\0", Some(Charset::Utf32([1, 0, 3, 2])));
        check(b"\0<\0\0\0a\0\0", Some(Charset::Utf32([2, 3, 0, 1])));
    }

    #[test]
    fn no_patterns() {
        check(b"", None);
        check(b"\0", None);
        check(b"<a>", None);
        check(b"\0<?xml version='1.0'?>", None);
        check(b"\0\0\0\0\0\0\0\0", None);
        check(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0", None);
    }
}
