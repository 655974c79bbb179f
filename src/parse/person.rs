//! Names and mail addresses as feeds write them → persons.

use crate::model::{Person, Text};

use super::looks::{line, unescape};

/// Reads an RSS `author`: `mail (Name)`, `Name <mail>`, `Name [mail]`, `(mail) Name`, a mail alone,
/// a name alone.
pub(super) fn person(text: &str) -> Option<Person> {
    let resolved = unescape(text);
    let text = resolved.trim();
    let Some((start, mail)) = mail_in(text) else {
        let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        return Some(Person { name: line(inside.unwrap_or(text))?, email: None, uri: None });
    };
    let email = Text::line(strip_scheme(mail));
    let (before, after) = (&text[..start], &text[start + mail.len()..]);
    let rest = format!("{} {}", bare(before), bare(after));
    let name = line(&rest).unwrap_or_else(|| email.clone());
    Some(Person { name, email: Some(email), uri: None })
}

/// A part of the text around a mail address, without the brackets and commas between them.
fn bare(text: &str) -> &str {
    let edge = |c: char| c.is_whitespace() || "()<>[]\",;:".contains(c);
    text.trim_matches(edge)
}

/// The first word that is a mail address, and its place.
fn mail_in(text: &str) -> Option<(usize, &str)> {
    let ends = |c: char| c.is_whitespace() || "()<>[],;\"".contains(c);
    let mut start = 0;
    for word in text.split(ends).take(MAX_WORDS) {
        if is_mail(word) {
            return Some((start, word));
        }
        start += word.len() + text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// Most words that are looked at: a longer text names nobody.
const MAX_WORDS: usize = 40;

/// Adds a person unless the same name is there already; a known name may learn its mail and page.
pub(super) fn add(people: &mut Vec<Person>, person: Option<Person>) {
    let Some(person) = person else { return };
    if let Some(known) = people.iter_mut().find(|known| known.name == person.name) {
        known.email = known.email.take().or(person.email);
        known.uri = known.uri.take().or(person.uri);
    } else if people.len() < MAX_PEOPLE {
        people.push(person);
    }
}

/// Most authors of one entry.
const MAX_PEOPLE: usize = 100;

/// Most authors of a feed, and most bytes of them, that every entry without its own takes a copy of.
const MAX_INHERITED: usize = 20;
const MAX_INHERITED_BYTES: usize = 1_024;

/// The authors of a feed, as its entries inherit them.
pub(super) fn inherited(people: &[Person]) -> &[Person] {
    let mut bytes = 0;
    let size = |person: &Person| {
        person.name.len()
            + person.email.as_ref().map_or(0, |email| email.len())
            + person.uri.as_ref().map_or(0, String::len)
    };
    let fits = |person: &&Person| {
        bytes += size(person);
        bytes <= MAX_INHERITED_BYTES
    };
    &people[..people.iter().take(MAX_INHERITED).take_while(fits).count()]
}

fn strip_scheme(text: &str) -> &str {
    text.strip_prefix("mailto:").unwrap_or(text)
}

fn is_mail(text: &str) -> bool {
    let text = strip_scheme(text);
    let Some((user, host)) = text.split_once('@') else { return false };
    let legal = |c: char| !c.is_whitespace() && !"()<>@,;:\"".contains(c);
    !user.is_empty()
        && host.contains('.')
        && text.len() < 255
        && (user.chars().all(legal) && host.chars().all(legal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, email: Option<&str>) {
        let person = person(text).unwrap();
        assert_eq!((&*person.name, person.email.as_deref()), (name, email));
    }

    #[test]
    fn forms() {
        check("jo@a.example (Jo Doe)", "Jo Doe", Some("jo@a.example"));
        check("Jo Doe <jo@a.example>", "Jo Doe", Some("jo@a.example"));
        check("Jo Doe &lt;jo@a.example&gt;", "Jo Doe", Some("jo@a.example"));
        check("Jo Doe (jo@a.example)", "Jo Doe", Some("jo@a.example"));
        check("jo@a.example", "jo@a.example", Some("jo@a.example"));
        check(" Jo \n Doe ", "Jo Doe", None);
        check("Jo (staff)", "Jo (staff)", None);
        check("jo@a.example ()", "jo@a.example", Some("jo@a.example"));
        check("Jo Doe [jo@a.example]", "Jo Doe", Some("jo@a.example"));
        check("(jo@a.example) Jo Doe", "Jo Doe", Some("jo@a.example"));
        check("mailto:jo@a.example, Jo Doe", "Jo Doe", Some("jo@a.example"));
        check("(Jo Doe)", "Jo Doe", None);
        assert_eq!(person(" "), None);
    }
}
