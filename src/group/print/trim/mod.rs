//! Takes away what stands around articles: date lines, bylines, agencies, "Read more", invitations.
//!
//! The same text loses the same parts wherever it stands, so nothing is lost by taking too much; what
//! is left would keep an excerpt with an invitation apart from its article.

mod cues;

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use cues::{CUES, DATE_LABELS, DATE_WORDS};

/// The text without what stands around articles; the text itself where nothing else is left.
pub(super) fn trim(text: &str) -> &str {
    let mut kept = text.trim();
    for _ in 0..MOST_TAKEN {
        let shorter = tail(head(kept));
        if shorter.len() == kept.len() {
            break;
        }
        kept = shorter;
    }
    match super::words(kept).nth(FEWEST_LEFT - 1) {
        Some(_) => kept,
        None => text.trim(),
    }
}

/// Most parts that are taken from either end.
const MOST_TAKEN: usize = 8;

/// Fewest words that must be left: a text of nothing but invitations stays as it is.
const FEWEST_LEFT: usize = 6;

/// Longest part that is looked at, in bytes: sentences of invitations are short.
const LONGEST_PART: usize = 400;

/// Longest line before an article that names a day or a writer, in bytes.
const LONGEST_LINE: usize = 90;

fn head(text: &str) -> &str {
    let text = text.trim_start();
    let text = dated(text).or_else(|| signed(text)).or_else(|| dateline(text)).unwrap_or(text);
    let text = text.trim_start();
    let first = &text[..first_end(text)];
    match is_cue(first) {
        true => text[first.len()..].trim_start(),
        false => text,
    }
}

/// What follows "Updated" and a date.
fn dated(text: &str) -> Option<&str> {
    let line = prefix(text, LONGEST_LINE).to_lowercase();
    let label =
        DATE_LABELS.iter().filter(|label| line.starts_with(**label)).max_by_key(|l| l.len())?;
    // Lower case can be of another length: the label is passed over by characters.
    let mut rest = text;
    label.chars().try_for_each(|_| {
        rest = rest.get(rest.chars().next()?.len_utf8()..)?;
        Some(())
    })?;
    let mut rest = rest.trim_start_matches([':', '：', ' ', '\n', '\u{a0}', '|']);
    let mut numbers = 0;
    for _ in 0..MOST_DATE_WORDS {
        rest = rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let word = rest[..end].trim_matches([',', '.', '(', ')', ';', ':']).to_lowercase();
        let is_number =
            word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= LONGEST_DATE;
        let start: String = word.chars().take(3).collect();
        let is_part = is_number
            || DATE_WORDS.contains(&word.as_str())
            || DATE_WORDS.contains(&start.as_str()) && word.chars().all(char::is_alphabetic);
        if !is_part || end == 0 {
            break;
        }
        numbers += usize::from(is_number);
        rest = &rest[end..];
    }
    (numbers > 0).then_some(rest)
}

/// Most words of a date: "Tue , March 3 , 2026 at 8:15 AM GMT | 3 h ago".
const MOST_DATE_WORDS: usize = 16;

/// Longest number of a date, in bytes, separators and units of Chinese included.
const LONGEST_DATE: usize = 32;

/// What follows a line with the name of the writer.
fn signed(text: &str) -> Option<&str> {
    let end = text.find('\n').filter(|end| *end <= LONGEST_LINE)?;
    let line = &text[..end];
    let is_name =
        ["By ", "BY ", "Von ", "Par ", "Por ", "文/", "文／", "作者", "记者", "文：", "撰文"]
            .iter()
            .any(|mark| line.starts_with(mark));
    let is_photo = ["photo:", "image:", "foto:", "图片", "写真"]
        .iter()
        .any(|mark| prefix(line, 12).to_lowercase().contains(mark));
    let is_sentence = line.trim_end().ends_with(['.', '。', '!', '?']);
    ((is_name || is_photo) && !is_sentence).then(|| &text[end..])
}

/// What follows the place and the agency: "LONDON, March 3 (Reuters) - ", "新华社北京3月3日电（记者甲）",
/// "【東京】".
fn dateline(text: &str) -> Option<&str> {
    let start = prefix(text, LONGEST_LINE);
    if start.starts_with('【') {
        return start.find('】').map(|end| &text[end + '】'.len_utf8()..]);
    }
    let marks = [("电", "社"), ("電", "社"), ("讯", "报"), ("讯", "网"), ("讯", "社")];
    for (mark, agency) in marks.into_iter().filter(|_| !start.is_ascii()) {
        let found = start.split_once(mark).filter(|(before, _)| {
            before.chars().count() <= 20
                && before.contains(agency)
                && !before.contains(['，', '。'])
        });
        if let Some((before, _)) = found {
            let rest = &text[before.len() + mark.len()..];
            let rest = rest.trim_start();
            let note = rest.starts_with(['（', '(']).then(|| rest.find(['）', ')'])).flatten();
            return Some(note.map_or(rest, |end| rest[end..].trim_start_matches(['）', ')'])));
        }
    }
    if !start.contains(['-', '–', '—']) {
        return None;
    }
    let (before, _) = [" - ", " – ", " — ", " -- ", ")- ", ")— "]
        .iter()
        .filter_map(|dash| start.split_once(dash))
        .min_by_key(|(before, _)| before.len())?;
    let first = before.split([' ', ',', '(']).next().unwrap_or_default();
    let is_place = first.chars().filter(|c| c.is_uppercase()).count() >= 3
        && !first.contains(char::is_lowercase);
    let has_agency = before.contains('(') && before.trim_end().ends_with(')');
    if !is_place && !has_agency || before.contains(['\n', '"', '“', ':']) {
        return None;
    }
    Some(text[before.len()..].trim_start_matches([' ', '-', '–', '—', ')']))
}

fn tail(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || "[]()（）…→»›>".contains(c));
    // Three full stops are an ellipsis, one is the end of a sentence.
    let text = text.strip_suffix("...").unwrap_or(text);
    let last = &text[last_start(text)..];
    match is_cue(last) {
        true => &text[..text.len() - last.len()],
        false => text,
    }
}

/// All cues at once; capitals of other alphabets do not occur in them.
static CUE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).build(CUES);
    builder.expect("a hundred short words make no large automaton")
});

fn is_cue(part: &str) -> bool {
    if part.is_empty() || part.len() > LONGEST_PART {
        return false;
    }
    CUE.is_match(part)
}

/// Where the first sentence or line ends.
fn first_end(text: &str) -> usize {
    let start = prefix(text, LONGEST_PART + 4);
    let ends = start.char_indices().find_map(|(at, c)| {
        let end = at + c.len_utf8();
        let is_end = match c {
            '\n' | '。' | '！' | '？' => true,
            '.' | '!' | '?' => start[end..].starts_with([' ', '\n']),
            _ => false,
        };
        is_end.then_some(end)
    });
    ends.unwrap_or(text.len())
}

/// Where the last sentence or line starts.
fn last_start(text: &str) -> usize {
    let trimmed = text.trim_end_matches(['.', '!', '?', '。', '！', '？']);
    let from = trimmed.ceil_char_boundary(trimmed.len().saturating_sub(LONGEST_PART + 4));
    let mut next = ' ';
    for (at, c) in trimmed[from..].char_indices().rev() {
        let end = from + at + c.len_utf8();
        match c {
            '\n' | '。' | '！' | '？' => return end,
            '.' | '!' | '?' | '…' | ']' if next == ' ' && end < trimmed.len() => return end,
            _ => next = c,
        }
    }
    // Further back than any invitation is long, or the whole text.
    0
}

/// The first `most` bytes, or one to three less.
fn prefix(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(trim(text), want, "{text:?}");
    }

    const BODY: &str =
        "The ferry runs again from Monday, the port said. Tickets cost as much as before.";

    #[test]
    fn before_the_article() {
        for before in [
            "Updated\n\nMarch 3, 2026 8:15 AM\n\n",
            "Updated March 3, 2026 8:15 AM ",
            "Published: Tue, 3 Mar 2026 at 08:15 GMT | ",
            "Veröffentlicht am 3. März 2026 um 8:15 Uhr ",
            "更新时间：2026-03-03 08:15 ",
            "By Ada Example\n",
            "PORTVIEW, March 3 (Wire) - ",
            "PORTVIEW — ",
            "Portview (Wire) – ",
            "新华社北京3月3日电（记者甲乙）",
            "【東京】",
            "By Ada Example\nUpdated 3 March 2026\nPORTVIEW -- ",
            "Sign up for our newsletter here. ",
        ] {
            check(&format!("{before}{BODY}"), BODY);
        }
    }

    #[test]
    fn behind_the_article() {
        for after in [
            " Read more…",
            " […]",
            " [...]",
            "\n\nThe post Ferry runs again appeared first on Coast Daily.",
            "\nRelated: Port grows\n© 2026 Coast Daily. All rights reserved.",
            " Subscribe to our newsletter! You can unsubscribe at any time.",
            " (Reporting by A; editing by B)",
        ] {
            let trimmed = trim(&format!("{BODY}{after}")).to_owned();
            assert_eq!(trimmed.trim_end_matches('.'), BODY.trim_end_matches('.'), "{after:?}");
        }
    }

    #[test]
    fn what_is_no_frame_stays() {
        for text in [
            BODY,
            "Updated rules for ferries come into force on 3 March, the port said on Monday.",
            "Ada - and her sister - bought the last two tickets of the day at noon.",
            "By noon the ferry was full.\nMany had to wait until the evening for the next.",
            "Read more",
            "Subscribe to our newsletter",
            "",
            "\n",
        ] {
            check(text, text.trim());
        }
    }
}
