//! Article text dumps → entries (DESIGN: article text dumps).
//!
//! A dump is what a scraper left of article pages: head lines, a label with the date of revision,
//! the tail of a lost picture, a caption, paragraphs; a separator line between two articles. Blank
//! lines decide nothing. Without the label there is no head: every line is text.

use crate::model::{Body, Category, Document, Entry, Parsed, RawDate, Shape, calendar, fold};

use super::{Settings, looks::tidy, notes::Notes};

/// How far below the start of an article its date label may stand, in lines that are not blank.
const HEAD_LINES: usize = 8;

/// How far below the label the date may stand.
const DATE_LINES: usize = 2;

/// Longest line that is still a date, in characters.
const DATE_CHARS: usize = 64;

/// Longest caption and longest credit, in characters: beyond these it is prose about pictures.
const CAPTION_CHARS: usize = 400;
const CREDIT_CHARS: usize = 80;

/// Longest category line that no setting names, in words.
const CATEGORY_WORDS: usize = 3;

/// Tails of picture addresses that scrapers leave behind.
const PICTURE_TAILS: [&str; 7] = [".jpg)", ".jpeg)", ".png)", ".gif)", ".webp)", ".avif)", ".svg)"];

/// Reads all articles of a dump.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let mut parsed = Parsed { shape: Shape::Text, complete: true, ..Parsed::default() };
    let separator = tidy(&settings.separator);
    let known: Vec<String> = settings.categories.iter().map(|name| fold(name)).collect();
    let lines: Vec<Line> = lines(text).collect();
    for segment in lines.split(|line| line.text == separator) {
        let Some(first) = segment.first() else { continue };
        if parsed.entries.len() >= settings.limits.entries {
            let what = format!("more than {} articles", settings.limits.entries);
            notes.note(Some(first.number), &what, "the others were left out");
            break;
        }
        let mut entry = article(segment, settings, &known);
        entry.base.clone_from(&document.url);
        parsed.entries.push(entry);
    }
    if parsed.entries.is_empty() && settings.limits.entries > 0 {
        notes.note(None, "a document without text", "nothing was taken from it");
    }
    parsed
}

struct Line {
    number: u32,
    text: String,
}

/// The lines that hold anything, with single spaces. A lone CR ends a line only where no LF does.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    (1..)
        .zip(text.split(end))
        .map(|(number, line)| Line { number, text: tidy(line) })
        .filter(|line| !line.text.is_empty() && !is_picture_tail(&line.text))
}

fn article(lines: &[Line], settings: &Settings, known: &[String]) -> Entry {
    let mut entry = Entry { line: lines.first().map(|line| line.number), ..Entry::default() };
    let mut body: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    if let Some(label) = find_label(&body, &settings.date_label) {
        entry.updated = RawDate::new(&label.date);
        // A line between label and date is kept as text: nothing is lost to a guess.
        let rest = body[label.line + 1..label.resume]
            .iter()
            .filter(|line| **line != label.date)
            .chain(&body[label.resume..])
            .copied()
            .collect();
        head(&body[..label.line], known, &mut entry);
        body = rest;
    }
    let mut paragraphs = Vec::new();
    for line in body {
        match credit(line, &settings.credit_marker) {
            Some(credit) => {
                if !entry.credits.iter().any(|known| known == credit) {
                    entry.credits.push(credit.to_owned());
                }
            }
            None => paragraphs.push(line.to_owned()),
        }
    }
    entry.content = (!paragraphs.is_empty()).then_some(Body::Paragraphs(paragraphs));
    entry
}

/// Three lines are category, title, dek; two are category and title if the first is a known
/// category, else title and dek; one is the dek. What a longer head has more joins the dek.
fn head(lines: &[&str], known: &[String], entry: &mut Entry) {
    let is_known = |line: &str| known.contains(&fold(line));
    let short = |line: &str| line.split(' ').count() <= CATEGORY_WORDS;
    let (category, rest) = match lines {
        [first, rest @ ..] if is_known(first) => (Some(first), rest),
        [first, rest @ ..] if rest.len() == 2 || (rest.len() > 2 && short(first)) => {
            (Some(first), rest)
        }
        rest => (None, rest),
    };
    let (title, dek) = match (category, rest) {
        (_, []) => (None, rest),
        (None, [_]) => (None, rest),
        (_, [title, dek @ ..]) => (Some(title), dek),
    };
    entry.categories.extend(category.map(|line| Category::new(line)));
    entry.title = title.map(|line| Body::Plain((*line).to_owned()));
    entry.summary = (!dek.is_empty()).then(|| Body::Plain(dek.join(" ")));
}

struct Label {
    /// Index of the label's line.
    line: usize,
    /// The date as written.
    date: String,
    /// Index of the first line after the date.
    resume: usize,
}

/// The date label near the top: alone with a date below it, or with the date on its line. Prose
/// that begins with the word has no date there.
fn find_label(lines: &[&str], label: &str) -> Option<Label> {
    let label = tidy(label);
    if label.is_empty() {
        return None;
    }
    for (line, text) in lines.iter().enumerate().take(HEAD_LINES) {
        let Some(rest) = text.strip_prefix(label.as_str()) else { continue };
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        if rest.is_empty() {
            let below = lines.iter().enumerate().skip(line + 1).take(DATE_LINES);
            if let Some((at, date)) = below.into_iter().find(|(_, text)| is_date(text, 2)) {
                return Some(Label { line, date: (*date).to_owned(), resume: at + 1 });
            }
        } else if rest.starts_with(' ') && is_date(rest, 0) {
            return Some(Label { line, date: rest.trim().to_owned(), resume: line + 1 });
        }
    }
    None
}

/// Whether a line looks like a date: a year, another number or a month, and at most `strange` words
/// that have nothing to do with dates. `normalize` reads it.
fn is_date(line: &str, strange: usize) -> bool {
    if line.chars().count() > DATE_CHARS {
        return false;
    }
    let (mut years, mut others, mut unknown) = (0, 0, 0);
    let pieces = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')'));
    let words: Vec<&str> = pieces.filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    for (at, word) in words.iter().enumerate() {
        let parts = || word.split(['-', '/', '.', '年', '月', 'T']);
        let is_year = |part: &str| {
            part.len() == 4 && part.parse::<u16>().is_ok_and(|year| (1900..2200).contains(&year))
        };
        // "set" and "out" are months in Italian and Portuguese: beside a number, not in prose.
        let beside = &words[at.saturating_sub(1)..words.len().min(at + 2)];
        let in_date = || beside.iter().any(|word| is_number(word) || *word == "de");
        if is_number(word) {
            let year = parts().any(is_year);
            years += usize::from(year);
            others += usize::from(!year || parts().count() > 2);
        } else if is_month(word) && in_date() {
            others += 1;
        } else if !is_date_word(word) {
            unknown += 1;
        }
    }
    years == 1 && others > 0 && unknown <= strange
}

fn is_month(word: &str) -> bool {
    calendar::month(word.trim_end_matches('.')).is_some()
}

fn is_date_word(word: &str) -> bool {
    const WORDS: [&str; 7] = ["am", "pm", "at", "on", "of", "the", "o'clock"];
    let is_zone = (2..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    let plain = word.replace('.', "").to_lowercase();
    let is_sign = !word.chars().any(char::is_alphanumeric);
    is_zone
        || is_sign
        || word.starts_with(['+', '-'])
        || WORDS.contains(&&*plain)
        || (plain.len() >= 3 && calendar::weekday(&plain).is_some())
}

/// Whether a line is what a scraper left of a picture, such as `.jpg)`.
fn is_picture_tail(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    !line.contains(' ')
        && PICTURE_TAILS.iter().any(|tail| line.ends_with(tail) || line == tail[1..])
}

/// The credit of a caption line; `None` for a line that is none.
fn credit<'l>(line: &'l str, marker: &str) -> Option<&'l str> {
    let marker = marker.trim();
    if marker.is_empty() || line.chars().count() > CAPTION_CHARS {
        return None;
    }
    let at = line.rfind(marker)?;
    let begins_a_word = !line[..at].ends_with(char::is_alphanumeric);
    let credit = line[at + marker.len()..].trim();
    let fits = !credit.is_empty() && credit.chars().count() <= CREDIT_CHARS;
    (begins_a_word && fits).then_some(credit)
}

#[cfg(test)]
mod tests;
