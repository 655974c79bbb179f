//! Entry → title, never empty, and how we came by it.

use url::Url;

use super::{clause, text};
use crate::model::{Entry, Text, Title, TitleOrigin};

/// Longest standfirst that serves as a title as a whole, in characters. Feeds put whole articles
/// there.
const LONGEST_DEK: usize = 200;

/// Longest title that is taken as it is, in characters. Posts are put there whole; what is longer
/// would fill a feed alone.
const LONGEST_OWN: usize = 10_000;

/// The title of an entry: its own, else its standfirst, else the first clause of its text, else a
/// name of what it points to. `None` when there is nothing at all.
pub(super) fn title(
    entry: &Entry,
    summary: Option<&Text>,
    paragraph: Option<&str>,
    link: Option<&Url>,
) -> Option<Title> {
    let own = entry.title.as_ref().map(text::line).map(|own| match own.chars().nth(LONGEST_OWN) {
        None => own,
        Some(_) => Text::line(&clause::first_clause(&own)),
    });
    let made = |text: String, origin| (Text::line(&text), origin);
    let candidates = [
        own.map(|own| (own, TitleOrigin::TitleLine)),
        summary.map(|summary| made(dek(summary), TitleOrigin::Dek)),
        paragraph.map(|text| made(clause::first_clause(text), TitleOrigin::BodyLead)),
        link.map(|link| made(name_of(link), TitleOrigin::BodyLead)),
        entry.native_id.as_ref().map(|id| made(clause::cut(id), TitleOrigin::BodyLead)),
    ];
    let mut candidates = candidates.into_iter().flatten();
    let (text, origin) = candidates.find(|(text, _)| !text.is_empty())?;
    Some(Title { text, origin })
}

/// A standfirst as a title: without its full stop.
fn dek(summary: &str) -> String {
    match summary.chars().nth(LONGEST_DEK) {
        None => clause::without_full_stop(summary).to_owned(),
        Some(_) => clause::first_clause(summary),
    }
}

/// An address as a title: without its scheme.
fn name_of(link: &Url) -> String {
    let name = link.as_str().split_once("://").map_or(link.as_str(), |(_, rest)| rest);
    clause::cut(name.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Body;

    /// Title, standfirst and lead → `origin: title`.
    #[track_caller]
    fn check(own: &str, summary: &str, lead: &str, want: &str) {
        let entry = Entry {
            title: Some(Body::Html(own.to_owned())),
            native_id: Some("7".to_owned()),
            ..Entry::default()
        };
        let link: Url = "https://a.org/b/".parse().unwrap();
        let got = title(&entry, Some(&Text::line(summary)), Some(lead), Some(&link)).unwrap();
        assert_eq!(format!("{:?}: {}", got.origin, got.text.as_str()), want);
    }

    #[test]
    fn the_best_there_is() {
        check("<b>A</b> &amp; B\n", "C.", "D.", "TitleLine: A & B");
        check("<img src=x> &nbsp;", "C comes.", "D.", "Dek: C comes");
        check("", "C comes...", "D.", "Dek: C comes...");
        check(
            "",
            "",
            "A factory opened in X, as told on May 3, 2026.",
            "BodyLead: A factory opened in X",
        );
        check("", "", "", "BodyLead: a.org/b");
        check(
            &"word ".repeat(2_000),
            "",
            "",
            &format!("TitleLine: {}", "word ".repeat(2_000).trim()),
        );
        let book = format!("A whole book stands in here. {}", "Word ".repeat(2_000));
        check(&book, "", "", "TitleLine: A whole book stands in here");
        let long = format!("This summary is an article, and long: {}", "x ".repeat(200));
        check("", &long, "D.", "Dek: This summary is an article");
    }

    #[test]
    fn nothing_at_all() {
        assert_eq!(title(&Entry::default(), None, None, None), None);
        let entry = Entry { native_id: Some("7".to_owned()), ..Entry::default() };
        assert_eq!(title(&entry, None, None, None).unwrap().text.as_str(), "7");
    }
}
