//! Text → its first sentence, its first clause: titles for articles that have none.

/// Longest title that is made from other text, in characters.
pub(super) const LONGEST_TITLE: usize = 80;

/// Shortest clause that can stand as a title, in characters; a shorter one runs on.
const SHORTEST_CLAUSE: usize = 20;

/// Words that end with a full stop within a sentence, in lower case and without it.
const ABBREVIATIONS: [&str; 38] = [
    "apr", "approx", "aug", "bros", "ca", "capt", "co", "corp", "dec", "dr", "feb", "fig", "gen",
    "gov", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "mar", "mr", "mrs", "ms", "mt", "no",
    "nov", "oct", "prof", "rep", "rev", "sen", "sep", "sept", "sr", "st", "vs",
];

/// The first sentence of a paragraph.
pub(super) fn first_sentence(text: &str) -> &str {
    let end = text.char_indices().find_map(|(at, c)| sentence_end(text, at, c));
    &text[..end.unwrap_or(text.len())]
}

/// The first clause of a paragraph, at most [`LONGEST_TITLE`] characters.
///
/// A clause ends with its sentence, at a semicolon or colon, at a comma before a word in lower case
/// (so not within "December 28, 2025"), or at a dash between spaces.
pub(super) fn first_clause(text: &str) -> String {
    let text = text.trim();
    for (count, (at, c)) in text.char_indices().take(LONGEST_TITLE + 1).enumerate() {
        if count < SHORTEST_CLAUSE {
            continue;
        }
        let end = match c {
            ',' | ';' | ':' | ' ' if clause_end(text, at, c) => Some(at),
            _ => sentence_end(text, at, c),
        };
        if let Some(end) = end {
            return cut(without_full_stop(&text[..end]));
        }
    }
    cut(without_full_stop(text))
}

/// The text without one full stop at its end. An ellipsis stays.
pub(super) fn without_full_stop(text: &str) -> &str {
    match text.strip_suffix(['.', '。']) {
        Some(shorter) if !shorter.ends_with('.') => shorter.trim_end(),
        _ => text,
    }
}

/// The text, or its first words and an ellipsis: at most [`LONGEST_TITLE`] characters.
pub(super) fn cut(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(LONGEST_TITLE - 1) else {
        return text.to_owned();
    };
    if text.char_indices().nth(LONGEST_TITLE).is_none() {
        return text.to_owned();
    }
    let head = &text[..end];
    // A space right behind the cut means that the last word is whole. Scripts without spaces, and
    // words of half a title, are cut within.
    let at_word = match text[end..].starts_with(char::is_whitespace) {
        true => Some(end),
        false => head.rfind(char::is_whitespace).filter(|at| *at * 2 >= end),
    };
    let head = &head[..at_word.unwrap_or(end)];
    let head = head.trim_end_matches(|c: char| c.is_whitespace() || ",;:.-–—".contains(c));
    format!("{head}…")
}

/// Whether a clause ends at the mark `c` that stands `at` a place in `text`.
fn clause_end(text: &str, at: usize, c: char) -> bool {
    let after = &text[at + c.len_utf8()..];
    if c == ' ' {
        let dash = after.strip_prefix(['-', '–', '—', '―']);
        return dash.is_some_and(|rest| rest.starts_with(char::is_whitespace));
    }
    let Some(next) = after.strip_prefix(char::is_whitespace) else { return after.is_empty() };
    c != ',' || next.starts_with(char::is_lowercase)
}

/// Where a sentence ends (behind closing quotes) if it does so with the mark `c` that stands `at` a
/// place in `text`.
fn sentence_end(text: &str, at: usize, c: char) -> Option<usize> {
    if !matches!(c, '.' | '!' | '?' | '。' | '！' | '？') {
        return None;
    }
    let after = &text[at + c.len_utf8()..];
    let rest = after.trim_start_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』']);
    let end = text.len() - rest.len();
    if !c.is_ascii() || rest.is_empty() {
        return Some(end);
    }
    // A small letter goes on: "the U.S. economy", "Yahoo! says".
    let next = rest.trim_start();
    if next.len() == rest.len() || next.starts_with(char::is_lowercase) {
        return None;
    }
    (c != '.' || !is_abbreviation(&text[..at])).then_some(end)
}

/// Whether the last word of `before` is one that a full stop follows within a sentence.
fn is_abbreviation(before: &str) -> bool {
    /// Longest word looked at, in bytes: a bound, so that text without spaces costs no more.
    const LONGEST: usize = 12;
    let tail: Vec<char> = before.chars().rev().take(LONGEST).collect();
    let word: Vec<char> =
        tail.into_iter().take_while(|c| !c.is_whitespace() && !"(\"'“‘[".contains(*c)).collect();
    let word: String = word.into_iter().rev().collect();
    let letters = word.chars().count();
    (letters == 1 && word.chars().all(char::is_uppercase))
        || (word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1))
        || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn clause(text: &str, want: &str) {
        assert_eq!(first_clause(text), want, "{text:?}");
    }

    #[test]
    fn clauses() {
        clause(
            "X Corp announced its Y.Z model on March 3, 2026, describing it as large.",
            "X Corp announced its Y.Z model on March 3, 2026",
        );
        clause("The factory opened on Monday. It is big.", "The factory opened on Monday");
        clause("Is the factory really open? Nobody knows.", "Is the factory really open?");
        clause("The factory — the third — opened on Monday — late", "The factory — the third");
        clause("What we know so far: not much", "What we know so far: not much");
        clause("What we really know so far: not much", "What we really know so far");
        clause(
            "Short. Still short. Now it is long enough. And on.",
            "Short. Still short. Now it is long enough",
        );
        clause("The U.S. and the E.U. agreed, at last", "The U.S. and the E.U. agreed");
        clause("The well-known Dr. Who came, and went", "The well-known Dr. Who came");
        clause("He said it so: \"It works.\" Then he left.", "He said it so: \"It works.\"");
        clause(
            "Everyone there said \"it works.\" Then they left.",
            "Everyone there said \"it works.\"",
        );
        clause("Nothing to see here...", "Nothing to see here...");
        clause("", "");
    }

    #[test]
    fn titles_are_cut_at_a_word() {
        let long = "word ".repeat(40);
        let title = first_clause(&long);
        assert_eq!(title.chars().count(), 80);
        assert!(title.ends_with("word…"), "{title}");
        assert_eq!(first_clause(&"字".repeat(100)).chars().count(), 80);
        let exact = "x".repeat(80);
        assert_eq!(cut(&exact), exact);
    }

    #[test]
    fn sentences() {
        for (text, want) in [
            ("One on Dec. 3, 2025 here. Two.", "One on Dec. 3, 2025 here."),
            ("No mark at all", "No mark at all"),
            ("今日は。明日は。", "今日は。"),
            ("A.X K1 is here! Yes.", "A.X K1 is here!"),
        ] {
            assert_eq!(first_sentence(text), want);
        }
    }

    #[test]
    fn full_stops() {
        for (text, want) in [("a.", "a"), ("a...", "a..."), ("a", "a"), (".", ""), ("a。", "a")] {
            assert_eq!(without_full_stop(text), want);
        }
    }
}
