//! Plain text that every output can carry, and the folding that keys and terms are compared under.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize};
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
        let raw = <Cow<'de, str>>::deserialize(deserializer)?;
        Ok(Text::new(&raw))
    }
}

fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
        && !matches!(c, '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}')
}

fn clean(raw: &str) -> Cow<'_, str> {
    // Bytes that begin nothing that could be forbidden: this settles most text without decoding it.
    // 0xC2 begins the C1 controls, 0xEF the noncharacters U+FFFE and U+FFFF.
    let is_harmless =
        |b: u8| (b >= 0x20 && b != 0x7F && b != 0xC2 && b != 0xEF) || b == b'\n' || b == b'\t';
    // A block is looked at whole: without a way out of the loop the compiler takes many bytes at once.
    let is_block = |block: &[u8]| block.iter().fold(true, |all, &b| all & is_harmless(b));
    if raw.as_bytes().chunks(64).all(is_block) || raw.chars().all(allowed) {
        return Cow::Borrowed(raw);
    }
    let unix = raw.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(unix.chars().filter(|&c| allowed(c)).collect())
}

/// Folds text for comparing: NFKC, lower case, every dash to `-`, every quote to its ASCII form,
/// white space runs to one space (DESIGN: identity, rule 8).
///
/// Ids that were minted hang on this function: what it returns for a given text never changes.
pub fn fold(text: &str) -> String {
    fold_case(text).to_lowercase()
}

/// [`fold`] that leaves capitals as they are, for terms that are written in capitals.
pub fn fold_case(text: &str) -> String {
    // Most text is in NFKC already, and asking is far cheaper than making it so.
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => fold_chars(text.chars(), text.len()),
        _ => fold_chars(text.nfkc(), text.len()),
    }
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
    fn a_line_has_single_spaces() {
        assert_eq!(Text::line("  A\u{a0}\n\tB  ").as_str(), "A B");
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
