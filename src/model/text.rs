//! Plain text that every output can carry, and the folding that keys and terms are compared under.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Plain text that holds only characters XML 1.0 allows (§2.2, production `Char`).
///
/// Line ends are LF. Anything else that XML forbids (control characters, U+FFFE, U+FFFF) is dropped
/// on the way in, so a writer cannot make a file ill-formed with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// Keeps what XML 1.0 allows; CRLF and CR become LF.
    pub fn new(raw: &str) -> Self {
        Text(clean(raw).into_owned())
    }

    /// The same on one line: every run of white space is one space, none at the ends.
    ///
    /// This is the form of titles, names, labels and other short fields.
    pub fn line(raw: &str) -> Self {
        let raw = raw.trim();
        if is_line(raw.as_bytes()) {
            return Text(raw.to_owned());
        }
        let text = clean(raw);
        let mut line = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line.shrink_to_fit();
        Text(line)
    }

    /// Whether [`Text::new`] would leave the text as it is.
    pub fn is_clean(raw: &str) -> bool {
        is_clean(raw.as_bytes())
    }

    /// Whether [`Text::line`] would surely leave the text as it is. It leaves others as they are, too.
    pub fn is_line(raw: &str) -> bool {
        is_line(raw.as_bytes())
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the characters away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Text::new(raw)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Raw)
    }
}

/// Takes a string as it comes: a borrowed one is copied once.
struct Raw;

impl Visitor<'_> for Raw {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, raw: &str) -> Result<Text, E> {
        Ok(Text::new(raw))
    }
}

fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(c, '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}')
}

fn clean(raw: &str) -> Cow<'_, str> {
    if is_clean(raw.as_bytes()) {
        return Cow::Borrowed(raw);
    }
    let unix = raw.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(unix.chars().filter(|&c| allowed(c)).collect())
}

/// Whether [`Text::line`] surely leaves the bytes of UTF-8 as they are: single spaces between words that
/// hold only what is allowed.
fn is_line(bytes: &[u8]) -> bool {
    // What begins with the others may be white space, or forbidden.
    let is_fine =
        |b: u8| matches!(b, 0x20..=0x7E | 0x80..=0xC1 | 0xC3..=0xE0 | 0xE4..=0xEE | 0xF0..);
    let is_block = |block: &[u8]| block.iter().fold(true, |all, &b| all & is_fine(b));
    let next = bytes.get(1..).unwrap_or_default();
    let has_gap =
        || bytes.iter().zip(next).fold(false, |any, (&a, &b)| any | (a == b' ' && b == b' '));
    ![bytes.first(), bytes.last()].contains(&Some(&b' '))
        && bytes.chunks(BLOCK).all(is_block)
        && !has_gap()
}

/// Whether all characters of UTF-8 are [`allowed`].
fn is_clean(bytes: &[u8]) -> bool {
    // Bytes that begin nothing that could be forbidden: this settles most text without decoding it.
    // 0xC2 begins the C1 controls, 0xEF the noncharacters U+FFFE and U+FFFF.
    let is_harmless =
        |b: u8| (b >= 0x20 && b != 0x7F && b != 0xC2 && b != 0xEF) || b == b'\n' || b == b'\t';
    // A block is looked at whole: without a way out of the loop the compiler takes many bytes at once.
    let is_block = |block: &[u8]| block.iter().fold(true, |all, &b| all & is_harmless(b));
    let is_allowed = |at: usize| match bytes[at..] {
        [0xC2, 0x85, ..] => true,
        [0xC2, next, ..] => next >= 0xA0,
        [0xEF, 0xBF, last, ..] => last < 0xBE,
        [0xEF, ..] => true,
        [byte, ..] => is_harmless(byte),
        [] => true,
    };
    let blocks = bytes.chunks(BLOCK).enumerate();
    let mut suspicious = blocks.filter(|(_, block)| !is_block(block));
    suspicious.all(|(number, block)| (number * BLOCK..number * BLOCK + block.len()).all(is_allowed))
}

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Folds text for comparing: NFKC, lower case, every dash to `-`, every quote to its ASCII form,
/// white space runs to one space (DESIGN: identity, rule 8).
///
/// Ids that were minted hang on this function: what it returns for a given text never changes.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = fold_case(text);
        folded.make_ascii_lowercase();
        return folded;
    }
    fold_case(text).to_lowercase()
}

/// [`fold`] that leaves capitals as they are, for terms that are written in capitals.
pub fn fold_case(text: &str) -> String {
    // Most text is in NFKC already, and asking is far cheaper than making it so. Most of it does not
    // even need to be asked.
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let is_folded =
        text.chars().all(is_composed) || is_nfkc_quick(text.chars()) == IsNormalized::Yes;
    match is_folded {
        true => fold_chars(text.chars(), text.len()),
        false => fold_chars(text.nfkc(), text.len()),
    }
}

/// Whether a character is known to stay what it is in NFKC, whatever stands around it. Others may.
fn is_composed(c: char) -> bool {
    matches!(c,
        '\0'..='\u{9F}'
        // Latin letters with accents, up to the ligature of I and J.
        | '\u{C0}'..='\u{131}'
        // Dashes and quotes.
        | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201F}'
        // Cyrillic, kana, Chinese, Korean.
        | '\u{400}'..='\u{481}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// What [`fold_chars`] makes of ASCII, a run of other characters at a time.
fn fold_ascii(text: &str) -> String {
    if is_line(text.as_bytes()) && !text.contains('`') {
        return text.to_owned();
    }
    // What `char::is_whitespace` knows of ASCII.
    let is_gap = |c: char| matches!(c, ' ' | '\t'..='\r');
    let mut folded = String::with_capacity(text.len());
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        match word.contains('`') {
            true => folded.extend(word.chars().map(plain)),
            false => folded.push_str(word),
        }
    }
    folded
}

fn fold_chars(chars: impl Iterator<Item = char>, size: usize) -> String {
    let mut folded = String::with_capacity(size);
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !folded.is_empty();
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(plain(c));
    }
    folded
}

/// The runs of letters and digits in already folded text.
pub fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty())
}

fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{00B4}' | '\u{02BC}' | '`' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' => '"',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_holds_only_what_xml_allows() {
        let text = Text::new("a\u{0}b\u{8}c\u{B}d\u{1B}e\u{FFFE}f\r\ng\rh\ti\u{85}");
        assert_eq!(text.as_str(), "abcdef\ng\nh\ti\u{85}");
    }

    #[test]
    fn clean_is_what_stays_as_it_is() {
        let around = "x".repeat(BLOCK - 2);
        for c in (0..0x3000).chain(0xD7F0..0x1_0010).chain([0x1_FFFF, 0x10_FFFF]) {
            let Some(c) = char::from_u32(c) else { continue };
            // Within a block, and across the end of one.
            for text in [format!("{around}{c}{c}x"), format!("a{c}")] {
                assert_eq!(Text::is_clean(&text), *Text::new(&text) == *text, "{c:?}");
                assert_eq!(Text::is_clean(&text), allowed(c), "{c:?}");
            }
        }
    }

    #[test]
    fn a_line_has_single_spaces() {
        assert_eq!(Text::line("  A\u{a0}\n\tB  ").as_str(), "A B");
    }

    #[test]
    fn what_is_a_line_stays_one() {
        for text in
            ["", " ", "a", " a", "a ", "a  b", "a b", "a\tb", "a\u{3000}b", "\u{201C}a\u{201D} b"]
        {
            let slow = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(*Text::line(text), *slow, "{text:?}");
        }
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            if is_line(text.as_bytes()) {
                let is_of_word = c == ' ' || !c.is_whitespace();
                assert!(allowed(c) && is_of_word, "{c:?}");
            }
        }
    }

    #[test]
    fn what_is_composed_stays_in_its_normal_form() {
        use unicode_normalization::char::canonical_combining_class;
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfkc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
        }
    }

    #[test]
    fn folding_is_the_same_in_ascii() {
        let all: String = (0..128_u8).map(char::from).collect();
        for text in [all.as_str(), " A  b`C\u{b}\u{c} d ", ""] {
            let beyond = fold(&format!("\u{E9} {text}"));
            assert_eq!(beyond.trim_start_matches('\u{E9}').trim_start(), fold(text).trim_start());
        }
    }

    #[test]
    fn folding_removes_typography() {
        let fancy = "\u{201C}A\u{2011}DoT\u{201D} \u{2018}x\u{2019}\u{a0}\u{2014} Ｙ";
        assert_eq!(fold(fancy), "\"a-dot\" 'x' - y");
        assert_eq!(fold_case(fancy), "\"A-DoT\" 'x' - Y");
    }

    #[test]
    fn tokens_are_letters_and_digits() {
        let folded = fold("Hong Kong\u{2019}s A.X K1 \u{2014} 500B\u{2011}scale");
        assert_eq!(
            tokens(&folded).collect::<Vec<_>>(),
            ["hong", "kong", "s", "a", "x", "k1", "500b", "scale"]
        );
    }
}
