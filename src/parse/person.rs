//! Names and mail addresses as feeds write them → persons.

use crate::model::{Person, Text};

use super::looks::{line, unescape};

/// Reads an RSS `author`: `mail (Name)`, `Name <mail>`, `Name (mail)`, a mail alone, a name alone.
pub(super) fn person(text: &str) -> Option<Person> {
    let resolved = unescape(text);
    let text = resolved.trim();
    if let Some((before, inside)) = split(text, '(', ')').or_else(|| split(text, '<', '>')) {
        let mail = |text: &str| is_mail(text).then(|| Text::line(strip_scheme(text)));
        if is_mail(before) && !inside.is_empty() {
            return Some(Person { name: line(inside)?, email: mail(before), uri: None });
        }
        if is_mail(inside) {
            let name = line(before).or_else(|| line(inside))?;
            return Some(Person { name, email: mail(inside), uri: None });
        }
    }
    if is_mail(text) {
        let email = Text::line(strip_scheme(text));
        return Some(Person { name: email.clone(), email: Some(email), uri: None });
    }
    Some(Person { name: line(text)?, email: None, uri: None })
}

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

fn split(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once(open)?;
    let (inside, after) = rest.rsplit_once(close)?;
    after.trim().is_empty().then_some((before.trim(), inside.trim()))
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
        check("jo@a.example ()", "jo@a.example ()", None);
        assert_eq!(person(" "), None);
    }
}
