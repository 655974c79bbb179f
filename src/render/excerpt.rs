//! Plain text → its first words.

use crate::model::Item;

/// What a word counts. Writing without spaces is counted by characters, each a part of a word.
const WORD: usize = 40;

/// What a character of Chinese or Japanese counts: two are about a word.
const HAN: usize = WORD / 2;

/// What a character of Thai, Lao, Khmer or Burmese counts: five are about a word.
const SPACELESS: usize = WORD / 5;

/// Characters of one word that are no more than a word, so that a text without spaces has an end too.
const LONGEST_WORD: usize = 40;

/// White space that the end of a lead may have lost, in characters.
const TRIMMED: usize = 8;

/// The smallest part of an excerpt, in percent, that a cut at a sentence may leave.
const NEAR: usize = 60;

/// The first words of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub text: String,
    /// Whether there is more.
    pub is_cut: bool,
}

/// The first `words` words of plain text on one line.
///
/// The cut is at the end of a sentence where one is near, else after a word and marked by an
/// ellipsis. Text that is short enough stays whole.
pub(super) fn excerpt(text: &str, words: usize) -> String {
    first_words(text, words).text
}

/// The same, with the word whether there is more.
fn first_words(text: &str, words: usize) -> Excerpt {
    let mut line = String::new();
    let mut left = words.saturating_mul(WORD);
    // Characters of the word so far; none between words.
    let mut word = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            word = 0;
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
            continue;
        }
        let counts = match script(c) {
            Some(part) => {
                word = 0;
                part
            }
            None if !c.is_alphanumeric() && word == 0 => 1,
            None => {
                word += 1;
                if word % LONGEST_WORD == 1 { WORD } else { 0 }
            }
        };
        let Some(rest) = left.checked_sub(counts) else { return cut(line) };
        left = rest;
        line.push(c);
    }
    line.truncate(line.trim_end().len());
    Excerpt { text: line, is_cut: false }
}

/// The first words of the text whose beginning is `lead`: one that fills it goes on.
pub(super) fn of_lead(lead: &str, words: usize) -> Excerpt {
    let excerpt = first_words(lead, words);
    let is_full = lead.chars().count() + TRIMMED >= Item::LEAD_CHARS;
    if is_full && !excerpt.is_cut { cut(excerpt.text) } else { excerpt }
}

/// Ends a line that goes on elsewhere.
fn cut(mut line: String) -> Excerpt {
    line.truncate(line.trim_end().len());
    match last_sentence_end(&line) {
        Some(end) if end * 100 >= line.len() * NEAR => line.truncate(end),
        _ => {
            // A bracket or a quotation that begins at the cut goes with what it holds.
            let loose = |c: char| ",;:-\u{2013}\u{2014}\u{3001}([{\u{201C}\u{300C} ".contains(c);
            line.truncate(line.trim_end_matches(loose).len());
            line.push('\u{2026}');
        }
    }
    Excerpt { text: line, is_cut: true }
}

/// What a character counts in writing that has no spaces between words. Korean has them.
fn script(c: char) -> Option<usize> {
    match c {
        '\u{3040}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}' => Some(HAN),
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => {
            Some(SPACELESS)
        }
        _ => None,
    }
}

/// Where the last whole sentence of a line ends.
///
/// A full stop after fewer than three letters is taken for an abbreviation.
fn last_sentence_end(line: &str) -> Option<usize> {
    let mut end = None;
    let mut letters = 0;
    let mut open = None;
    for (at, c) in line.char_indices() {
        match c {
            // Without a space after it: Chinese and Japanese; Urdu and Hindi.
            '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{6D4}' | '\u{964}' => {
                end = Some(at + c.len_utf8());
            }
            '\u{300D}' | '\u{300F}' if end == Some(at) => end = Some(at + c.len_utf8()),
            '\u{61F}' => open = Some(at + c.len_utf8()),
            '!' | '?' => open = Some(at + 1),
            '.' if letters >= 3 => open = Some(at + 1),
            // Closing quotes and brackets belong to the sentence.
            '"' | '\'' | ')' | ']' | '\u{2019}' | '\u{201D}' | '\u{BB}' => {
                open = open.map(|_| at + c.len_utf8());
            }
            ' ' => end = open.take().or(end),
            _ => open = None,
        }
        letters = if c.is_alphanumeric() { letters + 1 } else { 0 };
    }
    open.or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: usize, want: &str) {
        assert_eq!(excerpt(text, words), want, "{text:?} {words}");
    }

    #[test]
    fn short_text_stays_whole() {
        check("", 5, "");
        check("  One\n two ", 5, "One two");
        check("one two three", 3, "one two three");
    }

    #[test]
    fn a_sentence_that_ends_near_is_kept_whole() {
        check("Alpha beta gamma. Delta epsilon", 4, "Alpha beta gamma.");
        check(
            "He said \u{201C}stop now.\u{201D} Then more words",
            5,
            "He said \u{201C}stop now.\u{201D}",
        );
        check("Stop. Alpha beta gamma delta", 4, "Stop. Alpha beta gamma\u{2026}");
        check("They met Mr. Smith, who left", 4, "They met Mr. Smith\u{2026}");
    }

    #[test]
    fn text_without_spaces_is_counted_by_characters() {
        let han = "\u{534A}";
        check(&han.repeat(100), 2, &format!("{}\u{2026}", han.repeat(4)));
        check(&han.repeat(4), 2, &han.repeat(4));
        let sentence = format!("{}\u{3002}", han.repeat(7));
        check(&format!("{sentence}{}", "\u{5BFC}".repeat(50)), 5, &sentence);
        let said = format!("{}\u{3002}\u{300D}", han.repeat(7));
        check(&format!("\u{300C}{said}{}", han.repeat(9)), 5, &format!("\u{300C}{said}"));
        check("AI\u{534A}\u{5BFC}chip \u{534A}", 3, "AI\u{534A}\u{5BFC}chip\u{2026}");
        let thai = "\u{E01}".repeat(30);
        check(&thai, 2, &format!("{}\u{2026}", &thai[..30]));
        check(
            "\u{D55C}\u{AD6D}\u{C5B4} \u{AE30}\u{C0AC} \u{B05D}",
            2,
            "\u{D55C}\u{AD6D}\u{C5B4} \u{AE30}\u{C0AC}\u{2026}",
        );
        check(&"x".repeat(100), 2, &format!("{}\u{2026}", "x".repeat(80)));
        check(&"!".repeat(100), 2, &"!".repeat(80));
    }

    #[test]
    fn a_cut_leaves_nothing_open() {
        check("one two (three four)", 2, "one two\u{2026}");
        check("one two \u{2014} three", 2, "one two\u{2026}");
        assert!(first_words("one two three", 2).is_cut);
        assert!(!first_words("one two three", 3).is_cut);
    }

    #[test]
    fn no_words_no_excerpt() {
        check("one two", 0, "\u{2026}");
        check("", 0, "");
    }
}
