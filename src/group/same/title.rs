//! Titles: what of them is the article's, and whether two say the same.
//!
//! Outlets put their name behind a title, a label before it, and write it in capitals. Half of what is
//! left is enough to know a title that was cut; a derived title says nothing.

use crate::{
    group::print::{shingle, words},
    model::{Title, TitleOrigin},
};

/// How the titles of two articles stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// One of them is no title of a publisher.
    Unknown,
    /// They are equal but for labels and names of sites, or one is the beginning or a part of the other.
    Same,
    /// They are different.
    Other,
}

/// A title, read.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    origin: TitleOrigin,
    words: Vec<u64>,
    /// Those of its core.
    core: Vec<u64>,
    /// What is left of it without what may be the name of a site, behind it or before it.
    parts: Vec<Vec<u64>>,
    /// See [`title_hash`].
    pub hash: Option<u64>,
}

impl Heading {
    /// Reads a title.
    pub fn of(title: &Title) -> Self {
        let text = &*title.text;
        let own = core(text);
        let words = hashes(text);
        let core = if own.len() == text.len() { words.clone() } else { hashes(own) };
        let is_site = |site: &str| super::size(site) <= LONGEST_SITE;
        let marks = MARKS.iter().chain(&[": "]).filter(|_| may_hold_mark(text));
        let parts = marks.flat_map(|mark| {
            let behind = text.rsplit_once(mark).filter(|(_, site)| is_site(site));
            let before = text.split_once(mark).filter(|(site, _)| is_site(site));
            [behind.map(|(part, _)| hashes(part)), before.map(|(_, part)| hashes(part))]
        });
        Heading {
            origin: title.origin,
            words,
            core,
            parts: parts.flatten().collect(),
            hash: title_hash(title),
        }
    }

    /// Whether another title is this one beside the name of a site.
    fn is_framed_by(&self, other: &Heading) -> bool {
        self.words.len() >= 2 && other.parts.contains(&self.words)
    }
}

/// Compares two titles.
pub(super) fn relation(a: &Heading, b: &Heading) -> Relation {
    if a.origin == TitleOrigin::BodyLead || b.origin == TitleOrigin::BodyLead {
        return Relation::Unknown;
    }
    match compare(a, b) {
        // A standfirst is no title.
        Relation::Other if a.origin != b.origin => Relation::Unknown,
        relation => relation,
    }
}

fn compare(a: &Heading, b: &Heading) -> Relation {
    if a.is_framed_by(b) || b.is_framed_by(a) {
        return Relation::Same;
    }
    let (a, b) = (&a.core, &b.core);
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_within = |most_cut: usize| {
        // The last word of a title that was cut may be cut too.
        let short = &short[..short.len() - most_cut];
        short.len() >= FEWEST_WORDS && long.windows(short.len()).any(|part| part == short)
    };
    if short.is_empty() {
        return Relation::Unknown;
    }
    match short == long
        || is_within(0)
        || short.len() > FEWEST_WORDS && is_within(1) && short.len() < long.len()
    {
        true => Relation::Same,
        false => Relation::Other,
    }
}

/// Whether two titles are of one series, apart from the part: "Lesson one" and "Lesson two", "Group A"
/// and "Group B". What is written in digits is compared as a number, elsewhere.
pub(super) fn are_parts(a: &Title, b: &Title) -> bool {
    let parts = |title: &'_ str| -> Vec<String> {
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.take(MOST_COMPARED).map(str::to_lowercase).collect()
    };
    let (a, b) = (parts(core(&a.text)), parts(core(&b.text)));
    let mut differ = a.iter().zip(&b).filter(|(a, b)| a != b);
    let is_part = |word: &str| word.len() == 1 || ORDINALS.contains(&word);
    a.len() == b.len()
        && a.len() > 1
        && matches!(differ.next(), Some((a, b)) if is_part(a) && is_part(b))
        && differ.next().is_none()
}

/// Most words of a title that are compared one by one.
const MOST_COMPARED: usize = 64;

/// What counts the parts of a series in words, besides single letters.
const ORDINALS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "last",
    "ii",
    "iii",
    "iv",
    "vi",
    "vii",
    "viii",
    "ix",
    "xi",
    "xii",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "erster",
    "zweiter",
    "dritter",
    "erste",
    "zweite",
    "dritte",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "sept",
    "huit",
    "neuf",
    "dix",
    "premier",
    "deuxième",
    "troisième",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "primero",
    "segundo",
    "tercero",
];

/// Fewest words of a title that is found within another.
const FEWEST_WORDS: usize = 3;

/// The hash of a title that is long enough to mean one article; labels and names of sites do not
/// count.
pub(in super::super) fn title_hash(title: &Title) -> Option<u64> {
    let core = core(&title.text);
    if title.origin == TitleOrigin::BodyLead || super::size(core) < LONG_TITLE {
        return None;
    }
    let words = words(core).filter(|word| !word.is_number);
    Some(words.fold(0, |hash, word| shingle([hash, word.hash, 0])))
}

/// How long a title is that means one article, in words: about eight characters of Chinese.
const LONG_TITLE: usize = 5;

/// The hashes of words. Numbers are compared by value, elsewhere.
fn hashes(text: &str) -> Vec<u64> {
    words(text).filter(|word| !word.is_number).map(|word| word.hash).collect()
}

/// A title without the labels before it and the names of sites behind it.
pub(super) fn core(title: &str) -> &str {
    let mut core = title.trim();
    for _ in 0..MOST_PARTS {
        core = without_label(core);
    }
    for _ in 0..MOST_PARTS {
        core = without_site(core);
    }
    core.trim_end_matches("...").trim_end_matches(['…', ' '])
}

/// A title without the labels before it: what its numbers are read from.
pub(super) fn without_labels(title: &str) -> &str {
    (0..MOST_PARTS).fold(title.trim(), |title, _| without_label(title))
}

/// Most labels before, and most names behind a title.
const MOST_PARTS: usize = 2;

/// Labels, in lower case; a number may follow ("UPDATE 2").
const LABELS: &[&str] = &[
    "breaking",
    "breaking news",
    "update",
    "updated",
    "exclusive",
    "live",
    "live updates",
    "watch",
    "video",
    "just in",
    "alert",
    "correction",
    "corrected",
    "refile",
    "wrapup",
    "flash",
    "urgent",
    "news",
    "developing",
    "eilmeldung",
    "eil",
    "liveticker",
    "exklusiv",
    "urgente",
    "快讯",
    "突发",
    "独家",
    "更新",
    "速報",
    "独自",
    "快訊",
    "视频",
    "動画",
    "속보",
    "단독",
];

/// What stands between a label without brackets and a title.
const AFTER_LABELS: &[&str] = &[":", "：", " - ", "- ", "-", " – ", " — ", " | ", "丨", "｜"];

fn without_label(title: &str) -> &str {
    let (label, rest) = match title.chars().next() {
        Some(open @ ('[' | '(' | '【' | '（' | '［')) => {
            let Some((label, rest)) =
                title[open.len_utf8()..].split_once([']', ')', '】', '）', '］'])
            else {
                return title;
            };
            (label, rest)
        }
        _ if !may_hold_mark(title) => return title,
        _ => {
            let found = AFTER_LABELS.iter().filter_map(|mark| title.split_once(mark));
            let Some(parts) = found.min_by_key(|(label, _)| label.len()) else { return title };
            parts
        }
    };
    let label = label.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    match label.len() <= LONGEST_LABEL && LABELS.contains(&&*label.to_lowercase()) {
        true => rest.trim_start_matches([':', '-', '–', '—', ' ']),
        false => title,
    }
}

/// More bytes than any label has, in capitals or not.
const LONGEST_LABEL: usize = 48;

/// Whether a title can hold anything that stands behind a label or before the name of a site: most hold
/// nothing of it, and need no search.
fn may_hold_mark(title: &str) -> bool {
    title.bytes().any(|byte| matches!(byte, b':' | b'-' | b'_' | b'|' | b'/') || !byte.is_ascii())
}

/// What stands between a title and the name of a site.
const MARKS: &[&str] = &[
    " - ", " – ", " — ", " -- ", " | ", " · ", " • ", " :: ", " » ", " « ", "_", "｜", "丨", " / ",
    "-", "—",
];

fn without_site(title: &str) -> &str {
    if !may_hold_mark(title) {
        return title;
    }
    let parts = MARKS.iter().filter_map(|mark| {
        let (core, site) = title.rsplit_once(mark)?;
        // Without spaces a hyphen stands within words, but not in Chinese.
        let is_between = mark.len() > 1 && *mark != "—" || *mark == "_" || {
            let ideograph = |c: char| crate::group::print::is_character(c);
            core.chars().next_back().is_some_and(ideograph)
                && site.chars().next().is_some_and(ideograph)
        };
        is_between.then_some((core, site))
    });
    let Some((core, site)) = parts.min_by_key(|(_, site)| site.len()) else { return title };
    let is_site =
        super::size(site) <= LONGEST_SITE && super::size(core) >= super::size(site).max(3);
    if is_site { core.trim_end() } else { title }
}

/// Longest name of a site, in words.
const LONGEST_SITE: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_short_enough_to_be_looked_up() {
        for label in LABELS {
            assert_eq!(label.to_lowercase(), *label);
            assert!(label.len() < LONGEST_LABEL, "{label}");
            assert!(label.to_uppercase().len() < LONGEST_LABEL, "{label}");
        }
    }

    #[test]
    fn every_mark_is_one_that_titles_are_searched_for() {
        for mark in MARKS.iter().chain(AFTER_LABELS) {
            assert!(may_hold_mark(mark), "{mark:?}");
        }
    }
}
