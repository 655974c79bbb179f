//! Plain text → its first words.

/// Characters counted per word, so that a text without spaces has an end too.
const WORD_CHARS: usize = 12;

/// The smallest part of an excerpt, in percent, that a cut at a sentence may leave.
const NEAR: usize = 60;

/// The first `words` words of plain text on one line.
///
/// The cut is at the end of a sentence where one is near, else after a word and marked by an
/// ellipsis. Text that is short enough stays whole.
pub(super) fn excerpt(text: &str, words: usize) -> String {
    let mut line = String::new();
    let mut chars_left = words.saturating_mul(WORD_CHARS);
    let mut whole = true;
    for (count, word) in text.split_whitespace().enumerate() {
        if count == words || chars_left == 0 {
            whole = false;
            break;
        }
        if count > 0 {
            line.push(' ');
        }
        let cut = word.char_indices().nth(chars_left).map_or(word.len(), |(at, _)| at);
        line.push_str(&word[..cut]);
        chars_left = chars_left.saturating_sub(word[..cut].chars().count() + 1);
        if cut < word.len() {
            whole = false;
            break;
        }
    }
    if whole {
        return line;
    }
    match last_sentence_end(&line) {
        Some(end) if end * 100 >= line.len() * NEAR => line.truncate(end),
        _ => {
            let end =
                line.trim_end_matches([',', ';', ':', '-', '\u{2013}', '\u{2014}', ' ']).len();
            line.truncate(end);
            line.push('\u{2026}');
        }
    }
    line
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
            '\u{3002}' | '\u{FF01}' | '\u{FF1F}' => end = Some(at + c.len_utf8()),
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
    fn text_without_spaces_has_an_end() {
        let text = "\u{534A}".repeat(100);
        assert_eq!(excerpt(&text, 2).chars().count(), 25);
        let text = format!("{}\u{3002}{}", "\u{534A}".repeat(20), "\u{5BFC}".repeat(50));
        assert_eq!(excerpt(&text, 2).chars().count(), 21);
    }

    #[test]
    fn no_words_no_excerpt() {
        check("one two", 0, "\u{2026}");
    }
}
