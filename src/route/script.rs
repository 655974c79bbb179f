//! Where words may begin and end, by script.

/// How a script sets its words apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// No letter and no digit.
    Gap,
    /// Words stand between spaces: Latin, Greek, Cyrillic … and all digits.
    Spaced,
    /// Words follow each other without a sign: Han, Kana, Thai, Lao, Khmer, Myanmar.
    Unspaced,
    /// Words stand between spaces, but particles follow a noun without one (반도체가, 반도체의).
    Hangul,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        if c.is_ascii() {
            return if c.is_ascii_alphanumeric() { Class::Spaced } else { Class::Gap };
        }
        match c {
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7FF}' => {
                Class::Hangul
            }
            // The katakana middle dot parts the words of a foreign name.
            '\u{30FB}' => Class::Gap,
            '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' => Class::Unspaced,
            _ if c.is_alphanumeric() => Class::Spaced,
            _ => Class::Gap,
        }
    }

    /// That of a neighbour; the end of a text is a gap.
    pub(super) fn of_neighbour(c: Option<char>) -> Self {
        c.map_or(Class::Gap, Class::of)
    }

    /// Whether a word may end, or begin, between two neighbours. A border of two scripts is such a
    /// place: `AI芯片`, `AIの`, `5nm芯片`.
    pub(super) fn may_part(left: Class, right: Class) -> bool {
        left != right || left != Class::Spaced && left != Class::Hangul
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pair: &str, want: bool) {
        let mut chars = pair.chars();
        let left = Class::of_neighbour(chars.next());
        assert_eq!(Class::may_part(left, Class::of_neighbour(chars.next())), want, "{pair:?}");
    }

    #[test]
    fn scripts_with_spaces_part_words_at_signs() {
        for pair in ["a ", "a-", "a'", " a", "a", "é.", "ж,", "_a"] {
            check(pair, true);
        }
        for pair in ["ab", "a1", "1a", "éa", "жа", "체가"] {
            check(pair, false);
        }
    }

    #[test]
    fn scripts_without_them_part_anywhere() {
        for pair in ["芯片", "チッ", "生あ", "กข", "ー・"] {
            check(pair, true);
        }
    }

    #[test]
    fn a_border_of_scripts_parts() {
        for pair in ["I芯", "Iの", "体가", "片5", "I칩", "칩I"] {
            check(pair, true);
        }
    }
}
