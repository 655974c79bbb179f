//! Bytes → characters where most is UTF-8: planets paste what they are given into one file.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::super::notes::{Lines, Notes};

/// How bytes that are not UTF-8 as a whole keep to it.
pub(super) struct Evidence {
    /// Characters of two and more bytes.
    pub(super) characters: usize,
    /// Places that are not UTF-8.
    pub(super) strays: usize,
    /// Bytes of a character that the end cuts.
    pub(super) cut: usize,
}

/// Weighs the bytes. A character that the end cuts is no stray.
pub(super) fn weigh(bytes: &[u8]) -> Evidence {
    let cut = cut_tail(bytes);
    let mut evidence = Evidence { characters: 0, strays: 0, cut };
    for chunk in bytes[..bytes.len() - cut].utf8_chunks() {
        let leads = chunk.valid().bytes().filter(|&byte| byte >= 0xC0);
        evidence.characters += leads.count();
        evidence.strays += usize::from(!chunk.invalid().is_empty());
    }
    evidence
}

/// Length of the incomplete character at the end.
fn cut_tail(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    (1..=tail.len())
        .find(|&length| {
            let tail = &tail[tail.len() - length..];
            std::str::from_utf8(tail)
                .is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none())
        })
        .unwrap_or(0)
}

/// Reads UTF-8, and every byte of a stray as windows-1252. A character that the end cuts is left
/// out: a lead byte alone is one where the text is UTF-8 otherwise, or else a letter of windows-1252.
pub(super) fn decode<'a>(bytes: &'a [u8], evidence: &Evidence, notes: &mut Notes) -> Cow<'a, str> {
    let mut bytes = bytes;
    if evidence.cut > 1 || evidence.cut == 1 && evidence.characters > 0 && evidence.strays == 0 {
        notes.note(None, "the document ends inside a character", "its bytes were left out");
        bytes = &bytes[..bytes.len() - evidence.cut];
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut first_stray = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            first_stray.get_or_insert(text.len());
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    let line = first_stray.map(|position| Lines::new(&text).at(position));
    notes.note(line, "bytes that are not UTF-8", "each was read as windows-1252");
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails() {
        let table: [(&[u8], usize); 7] = [
            (b"", 0),
            (b"a", 0),
            (b"\xC3\xA9", 0),
            (b"a\xC3", 1),
            (b"a\xE2\x82", 2),
            (b"\xF0\x9F\x98", 3),
            (b"\xE9a", 0),
        ];
        for (bytes, want) in table {
            assert_eq!(cut_tail(bytes), want, "{bytes:x?}");
        }
    }
}
