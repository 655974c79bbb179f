//! The beginning of a text, cut where a reader would stop.

use super::script::{Script, script};

/// The first sentences of a text, at most `most` words; two characters of a script without spaces
/// count as one word. A first sentence that is longer is cut between words and gets an ellipsis.
pub(super) fn lead(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (mut halves, mut in_word) = (0, false);
    // Where the last whole sentence and the last whole word within bounds end.
    let (mut sentence, mut word) = (0, 0);
    for (at, c) in line.char_indices() {
        let begins = match script(c) {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul => 1,
            _ if c != ' ' && !in_word => 2,
            _ => 0,
        };
        if halves + begins > 2 * most {
            let (end, mark) = if sentence > 0 { (sentence, "") } else { (word, "…") };
            return format!("{}{mark}", line[..end].trim_end_matches([' ', ',', ';', ':', '-']));
        }
        halves += begins;
        in_word = c != ' ' && begins != 1;
        let end = at + c.len_utf8();
        if !in_word || begins == 1 {
            word = end;
        }
        if is_end(&line, at, c) {
            sentence = end + closing(&line[end..]);
        }
    }
    line
}

/// Whether a sentence ends with the character `c` at `at`.
fn is_end(line: &str, at: usize, c: char) -> bool {
    let before = &line[..at];
    let after = line[at + c.len_utf8()..].trim_start_matches(['"', '\'', '”', '’', '»', ')']);
    match c {
        '。' | '！' | '？' => true,
        '!' | '?' => after.is_empty() || after.starts_with(' '),
        '.' => {
            let word = before.rsplit([' ', '(']).next().unwrap_or_default();
            let next = after.strip_prefix(' ').map(|next| next.chars().next());
            let is_break = match next {
                None => after.is_empty(),
                Some(first) => first.is_none_or(|first| !first.is_lowercase()),
            };
            is_break && !is_abbreviation(word)
        }
        _ => false,
    }
}

/// Length of quotes and brackets that close after the end of a sentence.
fn closing(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches(['"', '\'', '”', '’', '»', ')', '」', '』']).len()
}

/// Whether a word with a full stop is mostly an abbreviation: `Mr.`, `U.S.`, `J.`, `Inc.`
fn is_abbreviation(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "gen", "sen", "rep", "gov", "lt", "col",
        "vs", "no", "inc", "corp", "ltd", "co", "approx", "est", "fig", "jan", "feb", "mar", "apr",
        "aug", "sept", "sep", "oct", "nov", "dec", "bzw", "ca", "etwa", "nr", "mio", "mrd",
    ];
    let is_initials = word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    });
    is_initials || WORDS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, most: usize, want: &str) {
        assert_eq!(lead(text, most), want, "{text}");
    }

    #[test]
    fn whole_sentences_within_bounds() {
        check("One two.  Three\nfour. Five six.", 99, "One two. Three four. Five six.");
        check("One two. Three four. Five six.", 5, "One two. Three four.");
        check("One two. Three four. Five six.", 4, "One two. Three four.");
        check("\"One two.\" Three four five.", 3, "\"One two.\"");
        check("Is it? Yes it is so.", 3, "Is it?");
        check("", 9, "");
    }

    #[test]
    fn a_full_stop_may_end_nothing() {
        check(
            "Mr. Wu of the U.S. firm Orlin Inc. paid 1.5 million. More follows.",
            11,
            "Mr. Wu of the U.S. firm Orlin Inc. paid 1.5 million.",
        );
        check("See example.org for all. More follows here.", 5, "See example.org for all.");
        check("By J. Doe today. More follows here.", 5, "By J. Doe today.");
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        check("One two three, four five", 3, "One two three…");
        check("一二三四五六", 2, "一二三四…");
    }

    #[test]
    fn scripts_without_spaces() {
        check("一二三四。五六七八。", 3, "一二三四。");
    }
}
