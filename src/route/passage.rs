//! A title or text → two forms of equal places: one with its capitals, one that terms are looked
//! for in.

use unicode_normalization::char::decompose_canonical;

use crate::model::fold_case;

/// A part of an item, made ready to be searched.
pub(super) struct Passage {
    /// Folded, with its capitals.
    cased: String,
    /// The same in lower case, without accents, each hyphen a space, addresses blanked out. It has
    /// as many characters as `cased`.
    pub lower: String,
    /// Whether each character takes as many bytes in both.
    aligned: bool,
}

impl Passage {
    /// Takes the first `most` characters.
    pub(super) fn new(text: &str, most: usize) -> Self {
        // A text of so few bytes has no more characters.
        let cut = if text.len() <= most { None } else { text.char_indices().nth(most) };
        let cased = fold_case(cut.map_or(text, |(end, _)| &text[..end]));
        let (mut lower, aligned) = if cased.is_ascii() {
            (simple_text(&cased), true)
        } else {
            let mut aligned = true;
            let mut lower = String::with_capacity(cased.len());
            for c in cased.chars() {
                let simple = simple(c);
                aligned &= simple.len_utf8() == c.len_utf8();
                lower.push(simple);
            }
            (lower, aligned)
        };
        if cased.contains("://") || lower.contains("www.") {
            lower = without_addresses(&cased, &lower);
        }
        // Blanks are as long as letters of ASCII only.
        let aligned = aligned && lower.len() == cased.len();
        Passage { cased, lower, aligned }
    }

    /// The words between two places of `lower`, with their capitals.
    pub(super) fn cased(&self, start: usize, end: usize) -> &str {
        if self.aligned {
            return &self.cased[start..end];
        }
        let before = self.lower[..start].chars().count();
        let within = self.lower[start..end].chars().count();
        let mut places = self.cased.char_indices().map(|(at, _)| at).chain([self.cased.len()]);
        let from = places.nth(before).unwrap_or(self.cased.len());
        let to =
            if within == 0 { from } else { places.nth(within - 1).unwrap_or(self.cased.len()) };
        &self.cased[from..to]
    }

    /// Whether any letter is a capital; without one, capitals say nothing.
    pub(super) fn has_capitals(&self) -> bool {
        self.cased.chars().any(char::is_uppercase)
    }
}

/// The form that terms are compared in, of an already folded text.
pub(super) fn simple_text(folded: &str) -> String {
    if !folded.is_ascii() {
        return folded.chars().map(simple).collect();
    }
    let mut lower = folded.to_ascii_lowercase().into_bytes();
    // Without a branch, so that the compiler takes many bytes at once.
    lower.iter_mut().for_each(|byte| *byte = if *byte == b'-' { b' ' } else { *byte });
    String::from_utf8(lower).expect("bytes of ASCII took the place of others")
}

fn simple(c: char) -> char {
    if c.is_ascii() {
        return simple_ascii(c);
    }
    // Only `İ` has a second part, a dot.
    let c = c.to_lowercase().next().unwrap_or(c);
    match c {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            let mut base = None;
            decompose_canonical(c, |part| base = base.or(Some(part)));
            base.filter(char::is_ascii_alphabetic).unwrap_or(c)
        }
        _ => c,
    }
}

fn simple_ascii(c: char) -> char {
    if c == '-' { ' ' } else { c.to_ascii_lowercase() }
}

/// Blanks addresses out: their words are names of hosts and parameters, not what an item is about.
fn without_addresses(cased: &str, lower: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || "()<>[]\"".contains(c);
    let is_address = |word: &[char]| {
        let has =
            |part: &str| word.windows(part.len()).any(|at| at.iter().copied().eq(part.chars()));
        has("://") || word.starts_with(&['w', 'w', 'w', '.'])
    };
    let cased: Vec<char> = cased.chars().collect();
    let mut simple = lower.chars();
    let mut text = String::with_capacity(lower.len());
    // Each piece is one word and the sign behind it.
    for piece in cased.split_inclusive(|&c| is_end(c)) {
        let word = piece.split_last().filter(|(c, _)| is_end(**c)).map_or(piece, |(_, word)| word);
        let length = if is_address(word) { word.len() } else { 0 };
        text.extend(simple.by_ref().take(length).map(|_| '\u{1}'));
        text.extend(simple.by_ref().take(piece.len() - length));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let passage = Passage::new(text, 100);
        assert_eq!(passage.lower, want, "{text:?}");
        assert_eq!(passage.cased.chars().count(), want.chars().count(), "{text:?}");
    }

    #[test]
    fn letters_become_simple() {
        check("  Deep\u{2011}Learning\u{a0}in  Ⅷ ﬁelds ", "deep learning in viii fields");
        check("Società Générale, Łódź, Ørsted, İş", "societa generale, lodz, orsted, is");
        check("ＡＩ芯片 Straße", "ai芯片 straße");
    }

    #[test]
    fn addresses_are_blanked_out() {
        let blank = "\u{1}";
        check("a http://b-c.d/é e", &format!("a {} e", blank.repeat(14)));
        check("(www.a.b) c", &format!("({}) c", blank.repeat(7)));
    }

    #[track_caller]
    fn check_place(text: &str, word: &str, want: &str) {
        let passage = Passage::new(text, 100);
        let start = passage.lower.find(word).unwrap();
        assert_eq!(passage.cased(start, start + word.len()), want, "{text:?}");
    }

    #[test]
    fn places_lead_back_to_capitals() {
        check_place("Big AI", "ai", "AI");
        check_place("Été: GPU-Test", "gpu test", "GPU-Test");
        check_place("ΑΒ Über AI", "ai", "AI");
        check_place("Über", "uber", "Über");
    }

    #[test]
    fn only_so_many_characters_are_taken() {
        assert_eq!(Passage::new("芯片芯片", 3).lower, "芯片芯");
        assert_eq!(Passage::new("abc", 3).lower, "abc");
    }
}
