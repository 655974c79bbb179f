//! Controls that were meant as windows-1252 → the characters meant.
//!
//! A tool that takes windows-1252 for ISO-8859-1 turns its quotes and dashes into U+0080 to U+009F,
//! and writes those in good UTF-8. No text wants these controls; HTML reads `&#146;` likewise.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::super::notes::{Lines, Notes};

/// How many bytes are searched at a time: few enough to stop early, enough for wide registers.
const BLOCK_BYTES: usize = 4_096;

/// Replaces the controls. A text without them is not copied.
pub(super) fn mend<'a>(text: Cow<'a, str>, notes: &mut Notes) -> Cow<'a, str> {
    let Some(first) = first(text.as_bytes()) else { return text };
    let mut is_mended = false;
    let (good, rest) = text.split_at(first);
    let mut mended = String::with_capacity(text.len() + text.len() / 8);
    mended.push_str(good);
    mended.extend(rest.chars().map(|c| {
        let meant = meant(c);
        is_mended |= meant != c;
        meant
    }));
    if !is_mended {
        return text;
    }
    let line = Lines::new(&text).at(first);
    notes.note(Some(line), "controls of U+0080 to U+009F", "each was read as windows-1252");
    Cow::Owned(mended)
}

/// Position of the first control.
fn first(bytes: &[u8]) -> Option<usize> {
    let is_control = |at: usize| bytes[at] == 0xC2 && bytes[at + 1] < 0xA0;
    let last = bytes.len().checked_sub(1)?;
    (0..last).step_by(BLOCK_BYTES).find_map(|start| {
        let end = last.min(start + BLOCK_BYTES);
        // Without a way out of the loop it runs on wide registers.
        let pairs = bytes[start..end].iter().zip(&bytes[start + 1..=end]);
        let any = pairs.fold(false, |any, (&a, &b)| any | ((a == 0xC2) & (b < 0xA0)));
        if any { (start..end).find(|&at| is_control(at)) } else { None }
    })
}

/// The character of windows-1252 at that place. Five places have none and stay controls.
fn meant(c: char) -> char {
    match c {
        '\u{80}'..='\u{9F}' => {
            let byte = [c as u8];
            WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str, line: Option<u32>) {
        let mut notes = Notes::new("test");
        assert_eq!(mend(Cow::Borrowed(text), &mut notes), want);
        let problems = notes.into_problems();
        assert_eq!(problems.first().and_then(|problem| problem.line), line, "{text:?}");
    }

    #[test]
    fn controls() {
        check("don\u{92}t \u{85}é", "don’t …é", Some(1));
        check("a\nb\u{80}", "a\nb€", Some(2));
        check("", "", None);
        check("é\u{A0}«", "é\u{A0}«", None);
        check("\u{81}", "\u{81}", None);
        let far = "x".repeat(BLOCK_BYTES - 1);
        check(&format!("{far}\u{96}"), &format!("{far}–"), Some(1));
    }
}
