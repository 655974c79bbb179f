//! Bytes → characters of Johab (KS X 1001, annex 3), the Korean of DOS.
//!
//! A syllable is three numbers of five bits: initial, vowel, final. Everything else stands at
//! places that are counted from those of EUC-KR.

use encoding_rs::EUC_KR;

/// Numbers of the 19 initials, which fill 2 to 20; 1 is none.
const INITIALS: [u8; 19] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

/// Numbers of the 21 vowels; 2 is none.
const VOWELS: [u8; 21] =
    [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 26, 27, 28, 29];

/// Numbers of no final, which is 1, and the 27 finals.
const FINALS: [u8; 28] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27,
    28, 29,
];

/// The letters of the initials alone.
const INITIAL_LETTERS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

/// The letters of the finals alone.
const FINAL_LETTERS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The first vowel alone; the others follow it.
const FIRST_VOWEL: u32 = 0x314F;

/// The first syllable; the others follow it, by initial, vowel and final.
const FIRST_SYLLABLE: u32 = 0xAC00;

/// Reads Johab. What is none becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        rest = after;
        if lead.is_ascii() {
            text.push(char::from(lead));
            continue;
        }
        let read = after.first().and_then(|&trail| hangul(lead, trail).or(other(lead, trail)));
        text.push(read.unwrap_or(char::REPLACEMENT_CHARACTER));
        if read.is_some() {
            rest = &after[1..];
        }
    }
    text
}

fn hangul(lead: u8, trail: u8) -> Option<char> {
    if !(0x84..=0xD3).contains(&lead) {
        return None;
    }
    let bits = u16::from_be_bytes([lead, trail]);
    let part = |shift: u16| (bits >> shift) as u8 & 0x1F;
    let place = |numbers: &[u8], part: u8| {
        numbers.iter().position(|&number| number == part).and_then(|n| u32::try_from(n).ok())
    };
    let (initial, vowel) = (place(&INITIALS, part(10)), place(&VOWELS, part(5)));
    let last = place(&FINALS, part(0))?;
    match (initial, vowel, last) {
        (Some(initial), Some(vowel), last) => {
            char::from_u32(FIRST_SYLLABLE + (initial * 21 + vowel) * 28 + last)
        }
        (Some(initial), None, 0) if part(5) == 2 => INITIAL_LETTERS.chars().nth(initial as usize),
        (None, Some(vowel), 0) if part(10) == 1 => char::from_u32(FIRST_VOWEL + vowel),
        (None, None, 1..) if part(10) == 1 && part(5) == 2 => {
            FINAL_LETTERS.chars().nth(last as usize - 1)
        }
        _ => None,
    }
}

/// Signs and Chinese characters: one lead byte holds two rows of EUC-KR.
fn other(lead: u8, trail: u8) -> Option<char> {
    let first_row = match lead {
        0xD9..=0xDE => 0xA1 + (lead - 0xD9) * 2,
        0xE0..=0xF9 => 0xCA + (lead - 0xE0) * 2,
        _ => return None,
    };
    let place = match trail {
        0x31..=0x7E => trail - 0x31,
        0x91..=0xFE => trail - 0x91 + 78,
        _ => return None,
    };
    let bytes = [first_row + place / 94, 0xA1 + place % 94];
    let text = EUC_KR.decode_without_bom_handling_and_without_replacement(&bytes)?;
    text.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn johab() {
        let table: [(&[u8], &str); 6] = [
            (b"\x88\x61", "가"),
            (b"a\xD0\x65\x8B\x69b", "a한글b"),
            (b"\x88\x41", "ㄱ"),
            (b"\xE0\x31", "伽"),
            (b"\xD9\x32", "、"),
            (b"\x88", "\u{FFFD}"),
        ];
        for (bytes, want) in table {
            assert_eq!(decode(bytes), want, "{bytes:x?}");
        }
    }
}
