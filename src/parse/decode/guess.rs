//! Bytes that nothing explains → the charset that they look like.
//!
//! A guess replaces a declaration only where that is plainly wrong, and windows-1252 only where the
//! bytes stand as no Latin text has them: its letters beyond ASCII stand alone between others.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::WINDOWS_1252;

use super::charset::Charset;

/// How many bytes are looked at, from the first beyond ASCII.
const LOOKED_AT: usize = 64 * 1_024;

/// Fewest bytes beyond ASCII that tell two-byte scripts.
const FEWEST_PAIRED: usize = 4;

/// Fewest bytes beyond ASCII that tell other scripts of one byte.
const FEWEST_SINGLE: usize = 8;

/// Fewest bytes beyond ASCII that tell one Latin script from another.
const FEWEST_LATIN: usize = 16;

/// Whether bytes beyond ASCII stand together as in no Latin text.
pub(super) fn is_foreign(bytes: &[u8]) -> bool {
    let (high, together) = crowd(window(bytes));
    high >= FEWEST_SINGLE && together * 10 >= high * 6
}

/// The charset that the bytes look like, when there is evidence enough.
pub(super) fn guess(bytes: &[u8]) -> Option<Charset> {
    let window = window(bytes);
    let (high, together) = crowd(window);
    if high < FEWEST_PAIRED {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, window.len() < LOOKED_AT);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let charset = Charset::Web(encoding);
    let is_likely = if charset.is_latin() {
        encoding != WINDOWS_1252 && high >= FEWEST_LATIN
    } else if encoding.is_single_byte() {
        high >= FEWEST_SINGLE && together * 10 >= high * 8
    } else {
        together * 10 >= high * 6
    };
    (is_likely && charset.decode(window).bad() * 50 <= high).then_some(charset)
}

fn window(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(bytes.len());
    // The detector looks at the character before.
    let bytes = &bytes[start.saturating_sub(1)..];
    &bytes[..bytes.len().min(LOOKED_AT)]
}

/// How many bytes are beyond ASCII, and how many of them have such a neighbour.
fn crowd(bytes: &[u8]) -> (usize, usize) {
    let is_high = |at: usize| bytes.get(at).is_some_and(|byte| !byte.is_ascii());
    let mut counts = (0, 0);
    for at in (0..bytes.len()).filter(|&at| is_high(at)) {
        counts.0 += 1;
        counts.1 += usize::from(is_high(at + 1) || at > 0 && is_high(at - 1));
    }
    counts
}
