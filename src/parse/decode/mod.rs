//! Bytes → characters.
//!
//! Declarations lie, so the bytes have the first word. The ladder: a byte order mark; the NULs of
//! UTF-16 and UTF-32, or markup that is EBCDIC; the charset of the HTTP header; the XML declaration
//! or the `meta` of a page; UTF-8, if the bytes are; what they look like; windows-1252. A rung that
//! the bytes contradict is noted and passed by.
//!
//! NULs and control characters stay: `sniff` tells binary data by them, the XML reader takes them
//! for text, and no published text keeps them.

mod charset;
mod controls;
mod declared;
mod escape;
mod guess;
mod jis2004;
mod johab;
mod label;
mod mixed;
mod seven;
mod tables;
#[cfg(test)]
mod tests;
mod wide;

use std::borrow::Cow;

use super::notes::Notes;
use charset::{Charset, Reading};
use declared::Claim;
use mixed::Evidence;

/// `<?xm` where it is not ASCII, and a charset that reads it so: in EBCDIC, where these characters
/// have one place in all code pages, and in Arabic of the Macintosh, which has twins of all signs
/// for the other direction.
const OPENINGS: [([u8; 4], &str); 2] =
    [([0x4C, 0x6F, 0xA7, 0x94], "ibm037"), ([0xBC, b'?', b'x', b'm'], "mac-arabic")];

/// How far into such a document its declaration may end, in bytes.
const DECLARATION_BYTES: usize = 1_024;

/// Bytes behind the leads of different characters that no text of another script yields by chance:
/// there a pair of bytes is UTF-8 in one case of ten, and three bytes in one of seventy.
const FEWEST_BEHIND_LEADS: usize = 4;

/// Characters of several bytes that tell UTF-8 with strays from a text of another script.
const FEWEST_DECISIVE: usize = 8;

/// Characters for each stray from which on a document is UTF-8 with strays, whatever it says.
const CHARACTERS_A_STRAY: usize = 3;

/// Bytes beyond ASCII for each bad character: with so many a declaration is believed at once, and
/// with so few not even for want of anything better.
const BYTES_A_SLIP: usize = 20;
const BYTES_A_FAULT: usize = 4;

/// Makes characters. Never fails; U+FEFF at the start is taken away.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    notes: &mut Notes,
) -> Cow<'a, str> {
    match ladder(bytes, content_type, notes) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{FEFF}')),
        Cow::Owned(text) if text.starts_with('\u{FEFF}') => {
            Cow::Owned(text.trim_start_matches('\u{FEFF}').to_owned())
        }
        owned => owned,
    }
}

fn ladder<'a>(bytes: &'a [u8], content_type: Option<&str>, notes: &mut Notes) -> Cow<'a, str> {
    let (marked, bytes) = match wide::mark(bytes) {
        Some((charset, length)) => (Some(charset), &bytes[length..]),
        None if wide::has_false_mark(bytes) => {
            notes.note(None, "a byte order mark of UTF-16 before other text", "it was left out");
            (None, &bytes[2..])
        }
        None => (None, bytes),
    };
    let unmistakable = marked.filter(|charset| !charset.is_ascii_compatible());
    if let Some(charset) =
        unmistakable.or_else(|| wide::pattern(bytes)).or_else(|| opening(bytes, content_type))
    {
        let reading = charset.decode(bytes);
        let head = reading.text.as_bytes();
        let claims = declared::claims(head, content_type, notes);
        return settle(reading, charset, &claims, notes);
    }
    let mut claims = declared::claims(bytes, content_type, notes);
    if let Some(charset) = marked {
        claims
            .insert(0, Claim { by: "the byte order mark", label: charset.name().into(), charset });
    }
    let read = match std::str::from_utf8(bytes) {
        Ok(text) => valid(text, &claims),
        Err(_) => invalid(bytes, &claims),
    };
    match read {
        Read::As(charset, reading) => settle(reading, charset, &claims, notes),
        Read::Guessed(charset) => {
            let reading = charset.decode(bytes);
            if claims.is_empty() {
                let done = format!("it was read as {}, which it looks like", charset.name());
                notes.note(None, "no known charset is declared", &done);
            }
            settle(reading, charset, &claims, notes)
        }
        Read::Mixed(evidence) => {
            let text = mixed::decode(bytes, &evidence, notes);
            contradict(Charset::Utf8, &text, &claims, notes);
            controls::mend(text, notes)
        }
    }
}

/// What the ladder came to.
enum Read<'a> {
    As(Charset, Reading<'a>),
    Guessed(Charset),
    Mixed(Evidence),
}

/// A document that opens with markup beyond ASCII. The header tells its charset, or else the
/// declaration, which a cousin can read.
fn opening(bytes: &[u8], content_type: Option<&str>) -> Option<Charset> {
    let (opening, cousin) = OPENINGS.iter().find(|(opening, _)| bytes.starts_with(opening))?;
    let cousin = tables::find(cousin).map(Charset::Table)?;
    let head = cousin.decode(&bytes[..bytes.len().min(DECLARATION_BYTES)]);
    let claims = declared::claims(head.text.as_bytes(), content_type, &mut Notes::new(""));
    let named = claims.iter().map(|claim| claim.charset);
    named.chain([cousin]).find(|charset| charset.decode(opening).text == "<?xm")
}

/// Bytes that are UTF-8. That may be chance, when they are few and a charset of another script is
/// declared; and seven bits may carry more than ASCII.
fn valid<'a>(text: &'a str, claims: &[Claim]) -> Read<'a> {
    let bytes = text.as_bytes();
    let plain = || Read::As(Charset::Utf8, Reading::new(Cow::Borrowed(text), false));
    let first = claims.first().map(|claim| claim.charset);
    let has_runs = match first {
        Some(Charset::Utf7) => seven::has_utf7(bytes),
        Some(Charset::Hz) => seven::has_hz(bytes),
        // ESC is in no document that may be read otherwise.
        _ => escape::has_escapes(bytes),
    };
    if has_runs && text.is_ascii() {
        return match first.filter(|first| first.is_seven_bit()) {
            Some(charset) => Read::As(charset, charset.decode(bytes)),
            None => Read::Guessed(Charset::Escapes),
        };
    }
    let Some(charset) = first else { return plain() };
    let is_certain = claims.iter().any(|claim| claim.charset == Charset::Utf8);
    if is_certain || charset.is_latin() || !charset.is_ascii_compatible() || text.is_ascii() {
        return plain();
    }
    let mut seen = Vec::new();
    for c in text.chars().filter(|c| !c.is_ascii()) {
        if !seen.contains(&c) {
            seen.push(c);
        }
        let bytes_behind_leads: usize = seen.iter().map(|c| c.len_utf8() - 1).sum();
        if bytes_behind_leads >= FEWEST_BEHIND_LEADS {
            return plain();
        }
    }
    let reading = charset.decode(bytes);
    let is_text = reading.text.chars().all(|c| c.is_ascii() || c.is_alphabetic());
    if is_text { Read::As(charset, reading) } else { plain() }
}

/// Bytes that are not UTF-8 from end to end: the first claim that they fit without a slip; UTF-8
/// with strays; the best claim, the best guess, and in the end a Latin claim or windows-1252.
fn invalid<'a>(bytes: &'a [u8], claims: &[Claim]) -> Read<'a> {
    let evidence = mixed::weigh(bytes);
    let is_utf8 = evidence.characters > 0 && evidence.characters >= evidence.strays;
    let is_mostly_utf8 = evidence.characters > evidence.strays * CHARACTERS_A_STRAY;
    let is_foreign = guess::is_foreign(bytes);
    let mut best: Option<(usize, Charset, Reading)> = None;
    for claim in claims {
        let charset = claim.charset;
        if charset == Charset::Utf8 {
            if is_utf8 || claims.len() == 1 && evidence.strays == 0 {
                return Read::Mixed(evidence);
            }
            continue;
        }
        let is_possible = match charset {
            Charset::Utf16(_) | Charset::Utf32(_) => bytes.contains(&0) && !bytes.starts_with(b"<"),
            Charset::Table(table) if !table.is_ascii_compatible() => {
                bytes.iter().filter(|byte| !byte.is_ascii()).count() * 2 > bytes.len()
            }
            _ if charset.is_latin() => !is_mostly_utf8 && !is_foreign,
            _ => !is_mostly_utf8 || evidence.characters < FEWEST_DECISIVE,
        };
        if !is_possible {
            continue;
        }
        let reading = charset.decode(bytes);
        let bad = reading.bad();
        if bad == 0 {
            return Read::As(charset, reading);
        }
        if best.as_ref().is_none_or(|(fewest, ..)| bad < *fewest) {
            best = Some((bad, charset, reading));
        }
    }
    if is_utf8 && (best.is_none() || is_mostly_utf8) {
        return Read::Mixed(evidence);
    }
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let is_good = |bad: usize, charset: Charset| bad * BYTES_A_SLIP <= high && !charset.is_latin();
    if let Some((_, charset, reading)) = best.take_if(|(bad, charset, _)| is_good(*bad, *charset)) {
        return Read::As(charset, reading);
    }
    let latin = claims.iter().map(|claim| claim.charset).find(|charset| charset.is_latin());
    match (guess::guess(bytes), best, latin) {
        // One Latin script is not told from another against a declaration.
        (Some(guess), ..) if latin.is_none() || !guess.is_latin() => Read::Guessed(guess),
        (_, Some((bad, charset, reading)), _) if bad * BYTES_A_FAULT <= high => {
            Read::As(charset, reading)
        }
        (_, _, Some(latin)) if !is_utf8 => Read::As(latin, latin.decode(bytes)),
        _ => Read::Mixed(evidence),
    }
}

/// Hands a reading out, and notes what was wrong with it or with the word of others.
fn settle<'a>(
    reading: Reading<'a>,
    charset: Charset,
    claims: &[Claim],
    notes: &mut Notes,
) -> Cow<'a, str> {
    contradict(charset, &reading.text, claims, notes);
    if reading.is_cut {
        notes.note(None, "the document ends inside a character", "its bytes were left out");
    }
    if charset != Charset::Utf8 && reading.text.contains('\u{FFFD}') {
        let what = format!("bytes that are not {}", charset.name());
        notes.note(None, &what, "each was read as U+FFFD");
    }
    match charset {
        Charset::Utf8 | Charset::Utf16(_) | Charset::Utf32(_) => {
            controls::mend(reading.text, notes)
        }
        _ => reading.text,
    }
}

/// Notes every word for another charset than the one that was read.
fn contradict(charset: Charset, text: &str, claims: &[Claim], notes: &mut Notes) {
    for claim in claims.iter().filter(|claim| claim.charset.name() != charset.name()) {
        // ASCII is ASCII under most names.
        if charset == Charset::Utf8 && claim.charset.is_ascii_compatible() && text.is_ascii() {
            continue;
        }
        let Claim { by, label, .. } = claim;
        let what = format!("{by} says \"{label}\", but the document is {}", charset.name());
        notes.note(None, &what, &format!("it was read as {}", charset.name()));
    }
}
