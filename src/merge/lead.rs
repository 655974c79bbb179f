//! Texts that begin alike and go on differently.
//!
//! The first words of a text identify an article that has nothing better. Columns, notices and parts of
//! a series begin with the same words every time, so where nothing else speaks for one article, all its
//! words are looked at.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{Judge, revise};
use crate::model::{Item, KeyKind, TitleOrigin, fold, tokens};

/// Whether two entries that stand beside each other, in one visit, are two articles although they share
/// a key of `kind`.
///
/// Nobody has edited one into the other, so all their words have to agree.
pub(super) fn are_two(a: &Item, b: &Item, kind: KeyKind, judge: Judge) -> bool {
    match kind {
        KeyKind::Lead => match judge(a, b) {
            Some(are_one) => !are_one,
            None => goes_on_differently(a, b),
        },
        // A standfirst and a body have few words in common.
        KeyKind::TitleDay => {
            a.content.is_some() && b.content.is_some() && judge(a, b) == Some(false)
        }
        _ => false,
    }
}

/// Whether an entry is another article than a stored item that begins with the same words, and no edit
/// of it.
///
/// An edit may change much, but it comes soon. What takes the place of a notice or a column days later,
/// under the same title and with other words or numbers, is the next one; the last one would be lost.
pub(super) fn is_next(told: &Item, stored: &Item, judge: Judge) -> bool {
    match judge(told, stored) {
        Some(true) => false,
        Some(false) if is_days_later(told, stored) => {
            let (told, stored) = (fold(&told.lead), fold(&stored.lead));
            let [short, long] = by_length(&told, &stored);
            short.len() < NOTICE || are_unlike(&short, &long, KEPT_OF_TEN)
        }
        _ => goes_on_differently(told, stored),
    }
}

/// Whether the publisher dates a telling more than a day and a half after the item.
fn is_days_later(told: &Item, stored: &Item) -> bool {
    let dates = (revise::claim(told), revise::latest(stored));
    matches!(dates, (Some(told), Some(stored)) if told - stored > SOON)
}

/// How soon a short text is corrected.
const SOON: TimeDelta = TimeDelta::hours(36);

/// Whether two items whose texts begin with the same words are different articles.
///
/// They are when the texts go on with other words; and, where the texts end soon, when their titles
/// have little in common, and what each has of its own does not stand in the text.
fn goes_on_differently(a: &Item, b: &Item) -> bool {
    let (title_a, title_b) = (fold(&a.title.text), fold(&b.title.text));
    // A derived title is only the beginning once more, and a standfirst is no title.
    let are_given = a.title.origin == b.title.origin && a.title.origin != TitleOrigin::BodyLead;
    if are_given && title_a == title_b {
        return false;
    }
    let (text_a, text_b) = (fold(&a.lead), fold(&b.lead));
    let [short, long] = by_length(&text_a, &text_b);
    if short.len() >= TELLING {
        return are_unlike(&short, &long, SHARED_OF_TEN);
    }
    let (terms_a, terms_b) = (terms(&title_a), terms(&title_b));
    let shared = terms_a.intersection(&terms_b).count();
    let mut own = terms_a.symmetric_difference(&terms_b);
    are_given
        && long.len() < TELLING
        && shared * 2 < terms_a.len().min(terms_b.len())
        && !own.any(|term| text_a.contains(term) || text_b.contains(term))
}

/// Words that a lead key is made of.
const BEGINNING: usize = 16;

/// Fewest pairs of words behind the beginning that tell one text from another.
const TELLING: usize = 16;

/// Of ten pairs of words of the shorter text, how many must stand in the longer one.
const SHARED_OF_TEN: usize = 3;

/// A text with fewer pairs of words behind the beginning is a notice: any of its words may be news.
const NOTICE: usize = 24;

/// Of ten pairs of words, how many an edit keeps that comes days later.
const KEPT_OF_TEN: usize = 5;

/// Whether fewer than so many of ten pairs of words of one text stand in the other.
fn are_unlike(
    short: &BTreeSet<(&str, &str)>,
    long: &BTreeSet<(&str, &str)>,
    of_ten: usize,
) -> bool {
    short.intersection(long).count() * 10 < short.len() * of_ten
}

/// The pairs of words of two folded texts, the shorter one first.
fn by_length<'t>(a: &'t str, b: &'t str) -> [BTreeSet<(&'t str, &'t str)>; 2] {
    let mut both = [pairs(a), pairs(b)];
    both.sort_by_key(BTreeSet::len);
    both
}

/// The pairs of neighbouring words behind the beginning of a folded text.
fn pairs(text: &str) -> BTreeSet<(&str, &str)> {
    let words: Vec<&str> = tokens(text).skip(BEGINNING).collect();
    words.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// What a folded title speaks of: its longer words, and in scripts without spaces two characters.
fn terms(title: &str) -> BTreeSet<&str> {
    let of_word = |word: &str| word.is_ascii() && word.len() >= 4;
    let mut terms: BTreeSet<&str> = tokens(title).filter(|word| of_word(word)).collect();
    for word in tokens(title).filter(|word| !word.is_ascii()) {
        let mut starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        starts.push(word.len());
        terms.extend(starts.windows(3).map(|window| &word[window[0]..window[2]]));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, DateOrigin, Guid, Origin, Precision, Text, Title};

    fn item(title: &str, lead: &str) -> Item {
        let date = Date {
            at: "2026-01-01T00:00:00Z".parse().unwrap(),
            raw: None,
            origin: DateOrigin::Published,
            precision: Precision::Second,
            zone_assumed: false,
            day_assumed: false,
            clamped: false,
        };
        let origin = if title.is_empty() { TitleOrigin::BodyLead } else { TitleOrigin::TitleLine };
        Item {
            guid: Guid("urn:x:1".to_owned()),
            source: "notes".to_owned(),
            keys: Vec::new(),
            title: Title { text: Text::line(title), origin },
            link: None,
            summary: None,
            content: None,
            lead: Text::new(lead),
            first_seen: date.at,
            updated: date.clone(),
            published: date,
            claimed_updated: None,
            authors: Vec::new(),
            categories: Vec::new(),
            enclosures: Vec::new(),
            image: None,
            credits: Vec::new(),
            citations: Vec::new(),
            comments: None,
            language: None,
            rights: None,
            disclosure: None,
            origin: Origin::default(),
        }
    }

    #[track_caller]
    fn check(a: (&str, &str), b: (&str, &str), want: bool) {
        let (a, b) = (item(a.0, a.1), item(b.0, b.1));
        assert_eq!(goes_on_differently(&a, &b), want);
        assert_eq!(goes_on_differently(&b, &a), want, "the other way round");
    }

    const OPENING: &str = "Every week the gardeners of the hill answer what readers ask about soil and \
                           seeds and stubborn weeds.";
    const SOIL: &str = "The first letter is about clay: dig in sand, wait for frost, and do not walk on it \
                        while it is wet, for it will set like brick by June.";
    const ROSES: &str = "A reader in the valley cuts roses too late; shorten them to three buds before the \
                         leaves open, and burn whatever carries black spots.";

    #[test]
    fn a_column_begins_alike_and_goes_on_differently() {
        let (soil, roses) = (format!("{OPENING} {SOIL}"), format!("{OPENING} {ROSES}"));
        check(("On clay", &soil), ("On roses", &roses), true);
        check(("", &soil), ("", &roses), true);
        check(("On clay", &soil), ("On clay", &roses), false);
    }

    #[test]
    fn an_edit_and_an_excerpt_are_the_same() {
        let soil = format!("{OPENING} {SOIL}");
        let edited = soil.replace("by June", "by midsummer");
        check(("On clay", &soil), ("Heavy ground", &edited), false);
        check(("On clay", &soil), ("Heavy ground", OPENING), false);
    }

    #[test]
    fn a_notice_under_other_titles_is_another_each_time() {
        check(("Copper looks cheap", OPENING), ("Stay away from Willow", OPENING), true);
        check(("Readers ask", OPENING), ("Stay away from Willow", OPENING), false);
        check(("Copper looks cheap", OPENING), ("Copper is dear", OPENING), false);
        let calls = ("Quick calls: copper looks cheap", "Quick calls: stay away from Willow");
        check((calls.0, OPENING), (calls.1, OPENING), true);
        check(("Copper looks cheap", OPENING), ("", OPENING), false);
        check(
            ("铜价走低", "本周节目逐一回答观众提问"),
            ("远离柳树", "本周节目逐一回答观众提问"),
            true,
        );
        check(
            ("观众提问", "本周节目逐一回答观众提问"),
            ("远离柳树", "本周节目逐一回答观众提问"),
            false,
        );
    }
}
