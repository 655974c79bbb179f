//! Authors and labels: cleaned, named, each once.

use std::collections::BTreeSet;

use url::Url;

use super::address;
use crate::model::{Person, Text, fold};

/// Most authors, labels or media files of an item: more of them than any publisher gives, so that an
/// item cannot be all names.
pub(super) const MOST: usize = 256;

/// Longest name or label, in characters. Some feeds put the authors of a paper into one name.
const LONGEST: usize = 2_000;

/// The authors, each name once. One without name and mail address goes.
pub(super) fn people(authors: &[Person], base: Option<&Url>) -> Vec<Person> {
    let mut seen = BTreeSet::new();
    let people = authors.iter().filter_map(|author| person(author, base));
    people.filter(|person| seen.insert(fold(&person.name))).take(MOST).collect()
}

/// Labels on one line each, each once in the order of first sight.
pub(super) fn labels<'l>(labels: impl IntoIterator<Item = &'l str>) -> Vec<Text> {
    let mut seen = BTreeSet::new();
    let labels = labels.into_iter().map(name).filter(|label| !label.is_empty());
    labels.filter(|label| seen.insert(fold(label))).take(MOST).collect()
}

/// A name on one line.
fn name(text: &str) -> Text {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    Text::line(&text[..end])
}

fn person(author: &Person, base: Option<&Url>) -> Option<Person> {
    let mut name = name(&author.name);
    let mut email = author.email.as_ref().and_then(|email| mail_address(email));
    if email.is_none()
        && let Some((address, rest)) = split_mail(&name)
    {
        (name, email) = (rest, Some(address));
    }
    if name.is_empty() {
        let address = email.as_ref()?;
        name = Text::line(address.split('@').next().unwrap_or_default());
    }
    let uri = author.uri.as_deref().and_then(|uri| address::resolve(uri, base)).map(String::from);
    (!name.is_empty()).then_some(Person { name, email, uri })
}

/// RSS wants a mail address where the author stands: `a@b.org (A. Name)`, `A. Name <a@b.org>`.
fn split_mail(text: &str) -> Option<(Text, Text)> {
    let (address, name) = match text.split_once(['(', '<']) {
        Some((before, inside)) => match (mail_address(before), mail_address(inside)) {
            (Some(address), _) => (address, inside),
            (None, Some(address)) => (address, before),
            (None, None) => return None,
        },
        None => (mail_address(text)?, ""),
    };
    Some((address, Text::line(name.trim_matches(['(', ')', '<', '>', '"', ' ']))))
}

/// A mail address without what mail programs put around it.
fn mail_address(text: &str) -> Option<Text> {
    let text = text.trim().trim_end_matches(['>', ')']);
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, host) = text.split_once('@')?;
    let word = |part: &str| {
        !part.is_empty()
            && part.len() <= LONGEST
            && !part.contains(|c: char| c.is_whitespace() || "<>()@,".contains(c))
    };
    (word(local) && word(host)).then(|| Text::line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name and mail address → `name|address`, or nothing.
    #[track_caller]
    fn check(name: &str, email: Option<&str>, want: Option<&str>) {
        let author = Person { name: Text::new(name), email: email.map(Text::new), uri: None };
        let got = people(&[author.clone(), author], None);
        let got: Vec<String> = got
            .iter()
            .map(|p| format!("{}|{}", p.name.as_str(), p.email.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(got, Vec::from_iter(want), "{name:?} {email:?}");
    }

    #[test]
    fn authors() {
        check(" A.\n Name ", None, Some("A. Name|"));
        check("A. Name", Some("a@b.org"), Some("A. Name|a@b.org"));
        check("", Some("mailto:a@b.org"), Some("a|a@b.org"));
        check("a@b.org", None, Some("a|a@b.org"));
        check("a@b.org (A. Name)", None, Some("A. Name|a@b.org"));
        check("\"A. Name\" <a@b.org>", None, Some("A. Name|a@b.org"));
        check("A. Name (Wire)", Some("nobody"), Some("A. Name (Wire)|"));
        check(" ", None, None);
        check("", Some("@"), None);
    }

    #[test]
    fn homes() {
        let author = Person { name: Text::new("A"), email: None, uri: Some("/a".to_owned()) };
        let base: Url = "https://b.org/c".parse().unwrap();
        assert_eq!(people(&[author], Some(&base))[0].uri.as_deref(), Some("https://b.org/a"));
    }

    #[test]
    fn an_item_is_not_all_names() {
        let many: Vec<String> = (0..2 * MOST).map(|n| n.to_string()).collect();
        assert_eq!(labels(many.iter().map(String::as_str)).len(), MOST);
        assert_eq!(labels(["x".repeat(2 * LONGEST).as_str()])[0].len(), LONGEST);
        let authors: Vec<Person> =
            many.iter().map(|n| Person { name: Text::new(n), ..Person::default() }).collect();
        assert_eq!(people(&authors, None).len(), MOST);
        let long = format!("{}@b.org", "x".repeat(2 * LONGEST));
        let author = Person { name: Text::new("A"), email: Some(Text::new(&long)), uri: None };
        assert_eq!(people(&[author], None)[0].email, None);
    }

    #[test]
    fn labels_are_listed_once() {
        let got = labels(["AI", " Chips \n", "", "ai", "chips", "\u{1}"]);
        assert_eq!(got.iter().map(|l| l.as_str()).collect::<Vec<_>>(), ["AI", "Chips"]);
    }
}
