//! Text → bytes, in which some characters of ASCII are spelled otherwise.

/// Bytes of a text that are looked at together.
const BLOCK: usize = 32;

/// Writes a text; `put` writes each byte for which `is_special` holds, which only is one of ASCII.
pub(super) fn spell(
    bytes: &mut Vec<u8>,
    text: &str,
    is_special: impl Fn(u8) -> bool,
    put: impl Fn(&mut Vec<u8>, u8),
) {
    let text = text.as_bytes();
    let mut written = 0;
    for (number, block) in text.chunks(BLOCK).enumerate() {
        // Looked at whole, for the compiler takes many bytes at once.
        if !block.iter().fold(false, |any, &byte| any | is_special(byte)) {
            continue;
        }
        for (place, &byte) in block.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
            let at = number * BLOCK + place;
            bytes.extend_from_slice(&text[written..at]);
            put(bytes, byte);
            written = at + 1;
        }
    }
    bytes.extend_from_slice(&text[written..]);
}
