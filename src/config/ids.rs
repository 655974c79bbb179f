//! Titles and hosts → ids for new sources.
//!
//! An id is part of item ids and stays for good, so it is made of what a person would call the source.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::check::is_id;

/// Longest id that is made, in letters; longer ones are allowed, but nobody likes to type them.
const LONGEST: usize = 40;

/// Letters that do not come apart into an ASCII letter and a mark.
const LETTERS: [(char, &str); 9] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ı', "i"),
];

/// The ids that are taken.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    taken: BTreeSet<String>,
    /// The next number to try for an id that was wanted before: many sources of one name stay cheap.
    numbers: BTreeMap<String, usize>,
}

impl Ids {
    /// These are taken.
    pub fn of<'i>(taken: impl IntoIterator<Item = &'i str>) -> Self {
        Ids { taken: taken.into_iter().map(str::to_owned).collect(), numbers: BTreeMap::new() }
    }

    /// Takes an id as it is.
    ///
    /// # Errors
    ///
    /// It is taken, or it cannot be an id.
    pub fn take(&mut self, id: &str) -> Result<(), &'static str> {
        if !is_id(id) {
            return Err("lower-case letters, digits, `-` and `_` make an id");
        }
        if self.taken.insert(id.to_owned()) { Ok(()) } else { Err("another source has it") }
    }

    /// Takes an id that is free, made of the first of `names` that has enough letters of ASCII.
    pub fn fresh<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> String {
        let stem = names.into_iter().find_map(stem).unwrap_or_else(|| "source".to_owned());
        let number = self.numbers.entry(stem.clone()).or_insert(1);
        loop {
            let id = if *number == 1 { stem.clone() } else { format!("{stem}-{number}") };
            *number += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// The name as an id; `None` when most of it would be lost.
fn stem(name: &str) -> Option<String> {
    let mut words: Vec<String> = vec![String::new()];
    let (mut kept, mut lost) = (0, 0);
    let letters = name.nfkd().flat_map(char::to_lowercase);
    for letter in letters.filter(|letter| !is_combining_mark(*letter)) {
        let other = LETTERS.iter().find(|(known, _)| *known == letter).map(|(_, ascii)| *ascii);
        let mut own = [0; 4];
        let ascii = other.unwrap_or_else(|| letter.encode_utf8(&mut own));
        if ascii.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            kept += 1;
            words.last_mut()?.push_str(ascii);
        } else if letter.is_alphanumeric() {
            lost += 1;
        } else if !matches!(letter, '\'' | '’') && words.last().is_some_and(|word| !word.is_empty())
        {
            words.push(String::new());
        }
    }
    let mut stem = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        if stem.is_empty() {
            stem = word.chars().take(LONGEST).collect();
        } else if stem.len() + 1 + word.len() <= LONGEST {
            stem = format!("{stem}-{word}");
        } else {
            break;
        }
    }
    (kept > lost && !stem.is_empty()).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], want: &str) {
        let id = Ids::default().fresh(names.iter().copied());
        assert_eq!(id, want, "{names:?}");
        assert!(is_id(&id), "{id:?}");
    }

    #[test]
    fn names_become_ids() {
        check(&["Pier News"], "pier-news");
        check(&["  Lane’s “Daily” » Feed (RSS) "], "lanes-daily-feed-rss");
        check(&["Æther & Über Straße Łódź №1"], "aether-uber-strasse-lodz-no1");
        check(&["blog.example.com"], "blog-example-com");
        check(&["Ｆｕｌｌ　ｗｉｄｔｈ"], "full-width");
        check(
            &["MIT Technology Review: Artificial intelligence and more"],
            "mit-technology-review-artificial",
        );
        check(&[&"x".repeat(99)], &"x".repeat(40));
    }

    #[test]
    fn a_name_in_another_script_gives_way_to_the_host() {
        check(&["항구 소식 RSS", "port.example"], "port-example");
        check(&["…", "", "blog.example"], "blog-example");
        check(&["港", "🚢"], "source");
    }

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::of(["pier", "pier-2"]);
        let fresh: Vec<_> = (0..3).map(|_| ids.fresh(["Pier"])).collect();
        assert_eq!(fresh, ["pier-3", "pier-4", "pier-5"]);
        assert_eq!(ids.take("pier-4"), Err("another source has it"));
        assert_eq!(ids.take("quay"), Ok(()));
        assert!(ids.take("Quay").is_err());
    }
}
