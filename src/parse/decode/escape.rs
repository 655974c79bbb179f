//! Bytes → characters of the ISO-2022 family (RFC 1468, 1554, 1557, 1922).
//!
//! Escape sequences call a set of characters to two places: G0, which is in force, and G1, which a
//! Shift Out puts in force until the Shift In. Every set is a part of some charset of eight bits,
//! so a run is read by that one with the high bits set.

use encoding_rs::{EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_7, WINDOWS_1252};

use super::jis2004;

const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// A set of characters.
#[derive(Clone, Copy, PartialEq)]
enum Set {
    Ascii,
    /// Half-wide katakana, one byte each.
    Katakana,
    /// JIS X 0212, two bytes.
    Supplement,
    /// The first plane of JIS X 0213: two bytes.
    Wider,
    /// The second plane of JIS X 0213: two bytes.
    SecondPlane,
    /// Two bytes of that charset.
    Double(&'static Encoding),
    /// Two bytes of a set that has no table here.
    Unknown,
}

/// Whether the bytes hold an escape sequence that calls a set of two bytes.
pub(super) fn has_escapes(bytes: &[u8]) -> bool {
    bytes.contains(&ESCAPE) && bytes.windows(2).any(|pair| pair == b"\x1B$")
}

/// Reads all of the family alike: no sequence means two things in it.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut reader = Reader { text: String::with_capacity(bytes.len()), run: Vec::new() };
    let (mut g0, mut g1, mut g2) = (Set::Ascii, Set::Ascii, WINDOWS_1252);
    let mut is_out = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let set = if is_out { g1 } else { g0 };
        rest = after;
        match byte {
            ESCAPE => {
                reader.flush(set);
                match designation(after) {
                    Some((Call::G0(set), length)) => (g0, rest) = (set, &after[length..]),
                    Some((Call::G1(set), length)) => (g1, rest) = (set, &after[length..]),
                    Some((Call::G2(set), length)) => (g2, rest) = (set, &after[length..]),
                    // One character from G2.
                    None if after.first() == Some(&b'N') && after.len() > 1 => {
                        let high = [after[1] | 0x80];
                        reader.text.push_str(&g2.decode_without_bom_handling(&high).0);
                        rest = &after[2..];
                    }
                    None => reader.text.push(char::from(byte)),
                }
            }
            SHIFT_OUT | SHIFT_IN => {
                reader.flush(set);
                is_out = byte == SHIFT_OUT;
            }
            0x21..0x7F if set != Set::Ascii => reader.run.push(byte),
            _ => {
                reader.flush(set);
                // A line ends every shift; a designation of G0 that was left open stays open.
                is_out &= byte != b'\n';
                reader.text.push(match byte.is_ascii() {
                    true => char::from(byte),
                    false => char::REPLACEMENT_CHARACTER,
                });
            }
        }
    }
    reader.flush(if is_out { g1 } else { g0 });
    reader.text
}

enum Call {
    G0(Set),
    G1(Set),
    G2(&'static Encoding),
}

/// What the bytes after an ESC call, and how many they are.
fn designation(after: &[u8]) -> Option<(Call, usize)> {
    Some(match after {
        [b'(', b'B' | b'J' | b'H', ..] => (Call::G0(Set::Ascii), 2),
        [b'(', b'I', ..] => (Call::G0(Set::Katakana), 2),
        [b'.', b'A', ..] => (Call::G2(WINDOWS_1252), 2),
        [b'.', b'F', ..] => (Call::G2(ISO_8859_7), 2),
        [b'$', last @ (b'@' | b'A' | b'B'), ..] => (Call::G0(double(*last)), 2),
        [b'$', b'(', last, ..] => (Call::G0(double(*last)), 3),
        [b'$', b')', last, ..] => (Call::G1(double(*last)), 3),
        _ => return None,
    })
}

/// The set of two bytes that a final byte names in the registry of ISO.
fn double(last: u8) -> Set {
    match last {
        b'@' | b'B' => Set::Double(EUC_JP),
        b'O' | b'Q' => Set::Wider,
        b'A' => Set::Double(GBK),
        b'C' => Set::Double(EUC_KR),
        b'D' => Set::Supplement,
        b'P' => Set::SecondPlane,
        _ => Set::Unknown,
    }
}

struct Reader {
    text: String,
    /// The bytes of the set in force that were not read yet.
    run: Vec<u8>,
}

impl Reader {
    fn flush(&mut self, set: Set) {
        let run = std::mem::take(&mut self.run);
        if run.is_empty() {
            return;
        }
        let high = run.iter().map(|byte| byte | 0x80);
        let (encoding, bytes): (_, Vec<u8>) = match set {
            Set::Double(encoding) => (encoding, high.collect()),
            Set::Katakana => (EUC_JP, high.flat_map(|byte| [0x8E, byte]).collect()),
            Set::Supplement => {
                let pairs = run.chunks(2);
                (EUC_JP, pairs.flat_map(with_lead).collect())
            }
            Set::Wider => {
                self.text.push_str(&jis2004::euc(&high.collect::<Vec<_>>()));
                return;
            }
            Set::SecondPlane => {
                let bytes: Vec<u8> = run.chunks(2).flat_map(with_lead).collect();
                self.text.push_str(&jis2004::euc(&bytes));
                return;
            }
            Set::Unknown => {
                self.text.extend(run.chunks(2).map(|_| char::REPLACEMENT_CHARACTER));
                return;
            }
            Set::Ascii => (EUC_JP, run),
        };
        self.text.push_str(&encoding.decode_without_bom_handling(&bytes).0);
    }
}

/// JIS X 0212 in EUC-JP.
fn with_lead(pair: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::once(0x8F).chain(pair.iter().map(|byte| byte | 0x80))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], want: &str) {
        assert_eq!(decode(bytes), want, "{bytes:x?}");
    }

    #[test]
    fn japanese() {
        check(b"a\x1B$B$\"\x1B(Bb", "aあb");
        check(b"\x1B$@$\"$$\x1B(J<", "あい<");
        check(b"\x1B(I1\x1B(B.", "ｱ.");
        check(b"\x1B$(D0!\x1B(B", "丂");
        check(b"\x1B.A\x1BNi", "é");
        check(b"\x1B$(Q)n\x1B$(P!!\x1B(B", "ù\u{20089}");
        check(b"\x1B$A0!\x1B$(C0!\x1B(B", "啊가");
        check(b"\x1B$B$\"\n$$", "あ\nい");
    }

    #[test]
    fn korean() {
        check(b"\x1B$)C<\x0E0!\x0F>\x0E0!\na", "<가>가\na");
    }

    #[test]
    fn rubbish() {
        check(b"\x1B", "\x1B");
        check(b"\x1B$", "\x1B$");
        check(b"\x1BN", "\x1BN");
        check(b"\x1B$B$", "\u{FFFD}");
        check(b"\xE9\x1B$(X01\x1B(B", "\u{FFFD}\u{FFFD}");
    }
}
