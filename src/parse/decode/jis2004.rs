//! Bytes → characters of JIS X 0213, the wider Japanese of 2000 and 2004.
//!
//! It has two planes of 94 rows of 94 cells. The first holds JIS X 0208, which EUC-JP reads; what
//! was added is a table, `tables/jisx0213.txt`: plane, row, first cell, and what stands there.

use std::sync::LazyLock;

use encoding_rs::EUC_JP;

/// Rows of a plane, and cells of a row.
const SIDE: usize = 94;

/// The first bytes of EUC: of JIS X 0212 or the second plane, and of half-wide katakana.
const SECOND: u8 = 0x8F;
const KATAKANA: u8 = 0x8E;

/// Rows of the second plane, two for each lead of Shift_JIS from 0xF0.
const SECOND_ROWS: [u8; 26] = [
    1, 8, 3, 4, 5, 12, 13, 14, 15, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93,
    94,
];

/// What was added, by plane, row and cell; nothing where nothing was.
static ADDED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut added = vec![""; 2 * SIDE * SIDE];
    for line in include_str!("tables/jisx0213.txt").lines() {
        let mut fields = line.split(' ');
        let mut number = || fields.next().and_then(|field| field.parse().ok()).unwrap_or(1);
        let (plane, row, cell): (usize, usize, usize) = (number(), number(), number());
        let places = added.iter_mut().skip(place(plane - 1, row - 1, cell - 1));
        places.zip(fields).for_each(|(place, character)| *place = character);
    }
    added
});

fn place(plane: usize, row: usize, cell: usize) -> usize {
    (plane * SIDE + row) * SIDE + cell
}

/// Reads EUC-JIS-2004. A place without a character becomes U+FFFD.
pub(super) fn euc(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    // What EUC-JP reads waits for the next character that it does not know.
    let (mut start, mut at) = (0, 0);
    let flush = |text: &mut String, from, to| {
        text.push_str(&EUC_JP.decode_without_bom_handling(&bytes[from..to]).0);
    };
    while at < bytes.len() {
        let (plane, length) = match &bytes[at..] {
            [0xA1..=0xFE, 0xA1..=0xFE, ..] => (0, 2),
            [SECOND, 0xA1..=0xFE, 0xA1..=0xFE, ..] => (1, 3),
            [KATAKANA, 0xA1..=0xDF, ..] => (2, 2),
            _ => (2, 1),
        };
        let end = at + length;
        if plane < 2 {
            let (row, cell) = (bytes[end - 2] - 0xA1, bytes[end - 1] - 0xA1);
            let added = ADDED[place(plane, row.into(), cell.into())];
            if !added.is_empty() {
                flush(&mut text, start, at);
                text.push_str(added);
                start = end;
            }
        }
        at = end;
    }
    flush(&mut text, start, at);
    text
}

/// Reads Shift_JIS-2004 by writing it as EUC first.
pub(super) fn shifted(bytes: &[u8]) -> String {
    let mut plain = Vec::with_capacity(bytes.len() + bytes.len() / 8);
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        rest = after;
        let half = match lead {
            0x81..=0x9F => lead - 0x81,
            0xE0..=0xFC => lead - 0xC1,
            0xA1..=0xDF => {
                plain.extend([KATAKANA, lead]);
                continue;
            }
            _ => {
                plain.push(lead);
                continue;
            }
        };
        let cell = match after.first() {
            Some(&trail @ 0x40..=0x7E) => trail - 0x40,
            Some(&trail @ 0x80..=0xFC) => trail - 0x41,
            _ => {
                // No character: 0xFF is one in no charset that is read here.
                plain.push(0xFF);
                continue;
            }
        };
        rest = &after[1..];
        let (is_second_row, cell) = (cell >= 94, 0xA1 + cell % 94);
        if lead < 0xF0 {
            plain.extend([0xA1 + half * 2 + u8::from(is_second_row), cell]);
        } else {
            let row = SECOND_ROWS[usize::from(lead - 0xF0) * 2 + usize::from(is_second_row)];
            plain.extend([SECOND, 0xA0 + row, cell]);
        }
    }
    euc(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let table: [(&[u8], &[u8], &str); 6] = [
            (b"a\xA4\xA2b", b"a\x82\xA0b", "aあb"),
            (b"\xA9\xEE", b"\x85\x8E", "ù"),
            (b"\xA4\xF7", b"\x82\xF5", "か\u{309A}"),
            (b"\x8F\xA1\xA1", b"\xF0\x40", "\u{20089}"),
            (b"\x8E\xB1<", b"\xB1<", "ｱ<"),
            (b"\x8F\xFE\xF6", b"\xFC\xF4", "\u{2A6B2}"),
        ];
        for (bytes, shifted_bytes, want) in table {
            assert_eq!(euc(bytes), want, "{bytes:x?}");
            assert_eq!(shifted(shifted_bytes), want, "{shifted_bytes:x?}");
        }
        assert_eq!(euc(b"\xA4"), "\u{FFFD}");
        assert_eq!(shifted(b"\x82<"), "\u{FFFD}<");
        assert_eq!(shifted(b"\x82"), "\u{FFFD}");
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(ADDED.iter().filter(|character| !character.is_empty()).count(), 4_354);
    }
}
