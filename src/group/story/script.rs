//! What kind of character: which of them make words, and how.

/// How a character takes part in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// ASCII digits; NFKC has made the others so.
    Digit,
    /// Letters of scripts that put spaces between words.
    Word,
    Han,
    Hiragana,
    Katakana,
    Hangul,
    /// Everything else.
    None,
}

/// The kind of a character of folded text.
pub(super) fn script(c: char) -> Script {
    match c {
        '0'..='9' => Script::Digit,
        'a'..='z' | 'A'..='Z' => Script::Word,
        '\0'..='\u{7F}' => Script::None,
        '\u{3041}'..='\u{309F}' => Script::Hiragana,
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' => Script::Katakana,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' => {
            Script::Han
        }
        '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        c if c.is_alphanumeric() || is_mark(c) => Script::Word,
        _ => Script::None,
    }
}

/// Marks that NFKC leaves apart from their letters: of Latin, Devanagari and Thai.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{903}' | '\u{93A}'..='\u{94F}')
        || matches!(c, '\u{E31}' | '\u{E34}'..='\u{E4E}')
}

/// Whether two neighbours may be a part of a word: not across a character that joins Chinese words, and
/// not two hiragana, which are endings.
pub(super) fn is_pair(one: char, other: char) -> bool {
    let joins = |c| "的了是在和与就也都而及或但被把将对于以从等这那其并已为之至由向".contains(c);
    let is_ending = script(one) == Script::Hiragana && script(other) == Script::Hiragana;
    !is_ending && !joins(one) && !joins(other)
}
