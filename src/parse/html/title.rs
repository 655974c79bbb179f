//! The title of a page → the title of its article, without the name of the site.

use crate::model::fold;

/// What publishers put between the title and the name of the site.
const SEPARATORS: [&str; 14] = [
    " | ", " - ", " -- ", "：", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", " ‹ ",
    "｜",
];

/// Takes the name of the site off a title, at either end. `names` are those that the site is known
/// by; `host` is where the page was read.
pub(super) fn without_site(title: &str, names: &[&str], host: Option<&str>) -> String {
    let mut title = title.trim();
    // A section may stand between the two, so this may go twice.
    for _ in 0..2 {
        let Some(shorter) = shorter(title, names, host) else { break };
        title = shorter;
    }
    title.to_owned()
}

fn shorter<'t>(title: &'t str, names: &[&str], host: Option<&str>) -> Option<&'t str> {
    let last = SEPARATORS
        .iter()
        .filter_map(|mark| title.rfind(mark).map(|at| (at, at + mark.len())))
        .max()
        .filter(|(_, after)| is_site(&title[*after..], names, host))
        .map(|(at, _)| title[..at].trim());
    let first = || {
        SEPARATORS
            .iter()
            .filter_map(|mark| title.find(mark).map(|at| (at, at + mark.len())))
            .min()
            .filter(|(at, _)| is_site(&title[..*at], names, host))
            .map(|(_, after)| title[after..].trim())
    };
    last.or_else(first).filter(|rest| !rest.is_empty())
}

fn is_site(part: &str, names: &[&str], host: Option<&str>) -> bool {
    let bare = |text: &str| fold(text).replace(|c: char| !c.is_alphanumeric(), "");
    let part = bare(part);
    if part.is_empty() {
        return false;
    }
    let host = host.map(|host| host.trim_start_matches("www."));
    // The full name may be longer: the site of a company, a paper of a town.
    let is_short_for = |name: &str| name.starts_with(&part) && part.chars().count() >= 4;
    names.iter().map(|name| bare(name)).any(|name| name == part || is_short_for(&name))
        || host.is_some_and(|host| {
            // `The Harbour Post` lives at `harbourpost.example`.
            let label = bare(host.split('.').next().unwrap_or(host));
            let short = part.strip_prefix("the").filter(|short| short.len() > 2).unwrap_or(&part);
            bare(host) == part || (label.len() > 2 && (label == part || label == short))
        })
}

/// The title by the `<title>` of a page and its heading: where the one begins or ends with the other,
/// the rest is the site's.
pub(super) fn of_page(title: Option<&str>, heading: Option<&str>) -> Option<String> {
    let (Some(title), Some(heading)) = (title, heading) else {
        return heading.or(title).map(str::to_owned);
    };
    let (folded, short) = (fold(title), fold(heading));
    let is_part = (short.chars().count() >= 3 && folded.contains(&short))
        || SEPARATORS.iter().any(|mark| folded.split(mark).any(|part| part.trim() == short));
    // A heading that the title knows nothing of may be a logo; but a title without any separator is
    // no better.
    let parted = SEPARATORS.iter().any(|mark| title.contains(mark));
    Some(if is_part || !parted { heading } else { title }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, want: &str) {
        assert_eq!(without_site(title, &["Daily News"], Some("www.harbourpost.example")), want);
    }

    #[test]
    fn names_of_sites() {
        check("A – B | Daily News", "A – B");
        check("Daily News: A", "Daily News: A");
        check("DAILY NEWS - A - B", "A - B");
        check("A | World | Daily News", "A | World");
        check("A » The Harbour Post", "A");
        check("A - harbourpost.example", "A");
        check("Daily News", "Daily News");
        check(" | Daily News", "| Daily News");
        check("A - B", "A - B");
        check("A -- Daily", "A");
    }

    #[test]
    fn headings() {
        #[track_caller]
        fn check(title: Option<&str>, heading: Option<&str>, want: Option<&str>) {
            assert_eq!(of_page(title, heading).as_deref(), want);
        }
        check(Some("Boats are back | X"), Some("Boats Are Back"), Some("Boats Are Back"));
        check(Some("Boats are back | X"), Some("Menu"), Some("Boats are back | X"));
        check(Some("Up | X"), Some("Up"), Some("Up"));
        check(Some("x.html"), Some("Boats"), Some("Boats"));
        check(Some("Boats"), None, Some("Boats"));
        check(None, Some("Boats"), Some("Boats"));
        check(None, None, None);
    }
}
