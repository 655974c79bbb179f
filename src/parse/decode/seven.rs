//! Bytes → characters where ASCII carries everything: UTF-7 (RFC 2152) and HZ (RFC 1843).

use std::borrow::Cow;

use encoding_rs::GBK;

/// Whether the bytes hold what begins a run of UTF-7: a plus sign and a letter of base64.
pub(super) fn has_utf7(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair[0] == b'+' && sextet(pair[1]).is_some())
}

/// Whether the bytes hold what begins a run of HZ.
pub(super) fn has_hz(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"~{")
}

/// Reads UTF-7. A byte beyond ASCII and half a pair of surrogates become U+FFFD.
pub(super) fn utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'+' {
            text.push(ascii(byte));
            continue;
        }
        let end = rest.iter().position(|&byte| sextet(byte).is_none()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        let closed = after.first() == Some(&b'-');
        rest = if closed { &after[1..] } else { after };
        match (run.is_empty(), closed) {
            (true, _) => text.push('+'),
            (false, _) => text.extend(
                char::decode_utf16(units(run)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
            ),
        }
    }
    text
}

/// The UTF-16 units of a run of base64. Bits that fill no unit are padding.
fn units(run: &[u8]) -> impl Iterator<Item = u16> {
    let (mut bits, mut count) = (0_u32, 0);
    run.iter().filter_map(move |&byte| {
        bits = (bits << 6) | sextet(byte)?;
        count += 6;
        if count < 16 {
            return None;
        }
        count -= 16;
        let unit = bits >> count;
        bits &= (1 << count) - 1;
        u16::try_from(unit).ok()
    })
}

fn sextet(byte: u8) -> Option<u32> {
    Some(match byte {
        b'A'..=b'Z' => u32::from(byte - b'A'),
        b'a'..=b'z' => u32::from(byte - b'a') + 26,
        b'0'..=b'9' => u32::from(byte - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Reads HZ by writing it as GBK first: inside `~{ … ~}` every byte wants its high bit. A line end
/// closes a run that was left open.
pub(super) fn hz(bytes: &[u8]) -> Cow<'static, str> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut is_chinese = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.first()) {
            (b'~', Some(b'{')) => (is_chinese, rest) = (true, &after[1..]),
            (b'~', Some(b'}')) => (is_chinese, rest) = (false, &after[1..]),
            (b'~', Some(b'~')) if !is_chinese => {
                plain.push(b'~');
                rest = &after[1..];
            }
            (b'~', Some(b'\n')) if !is_chinese => rest = &after[1..],
            (b'\n', _) => {
                is_chinese = false;
                plain.push(byte);
            }
            (0x21..0x7F, Some(&second @ 0x21..0x7F)) if is_chinese => {
                plain.extend([byte | 0x80, second | 0x80]);
                rest = &after[1..];
            }
            _ => plain.push(byte),
        }
    }
    Cow::Owned(GBK.decode_without_bom_handling(&plain).0.into_owned())
}

fn ascii(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { char::REPLACEMENT_CHARACTER }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf7_runs() {
        let table = [
            ("a+AOk-b", "aéb"),
            ("+AOk b", "é b"),
            ("1 +- 1", "1 + 1"),
            ("1 + 1", "1 + 1"),
            ("+2D3eAA-", "\u{1F600}"),
            ("+2D0-", "\u{FFFD}"),
            ("+ADw-rss+AD4", "<rss>"),
            ("+MEIwRA-x", "あいx"),
            ("+", "+"),
        ];
        for (bytes, want) in table {
            assert_eq!(utf7(bytes.as_bytes()), want, "{bytes}");
        }
        assert_eq!(utf7(b"\xE9"), "\u{FFFD}");
    }

    #[test]
    fn hz_runs() {
        let table = [
            ("a~{VPND~}b", "a中文b"),
            ("~~ ~\nx", "~ x"),
            ("~{VP\nND", "中\nND"),
            ("~{VP", "中"),
            ("~", "~"),
        ];
        for (bytes, want) in table {
            assert_eq!(hz(bytes.as_bytes()), want, "{bytes}");
        }
    }
}
