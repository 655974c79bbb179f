//! An address that somebody found → the feeds that it means, and how alive each of them is: what
//! `feedmill add` chooses from.
//!
//! The visits are those of a stranger, with the manners and walls of the config. A page is asked for
//! the feeds that it announces; one that announces none is asked for a few usual names. Nothing is
//! remembered.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Serialize, Serializer};
use url::Url;

use super::{discover, has_credentials, is_same_address, judge};
use crate::{
    fetch::{self, Fetcher, Network, Past, Place, Wants},
    model::{Document, Kind, LinkRel, Parsed, Shape, Text},
    normalize::{self, date},
    parse,
    report::chain,
};

/// Most feeds of a page that are looked at.
const MOST_VISITED: usize = 6;

/// Newest items that say how often a feed publishes.
const RECENT: usize = 20;

/// What an address leads to.
#[derive(Debug, Serialize)]
pub struct Survey {
    /// What is there, in words that follow “is”: `an HTML page, not a feed: "Pier"`.
    pub what: String,
    /// How it would be read as it is; `None` for what feedmill does not read at all.
    pub kind: Option<Kind>,
    /// The feeds, the best first; a list of feeds is one.
    pub found: Vec<Candidate>,
    /// Feeds that were announced and are none, each with the reason.
    pub failed: Vec<String>,
    /// How many more the page announces.
    pub more: usize,
}

/// A feed, or a list of feeds, that could become a source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// Its address.
    pub url: Url,
    /// How it is read.
    pub kind: Kind,
    /// What it calls itself.
    pub title: Option<Text>,
    /// As people call it: `RSS`.
    pub format: &'static str,
    /// How many items are in it; feeds, for a list.
    pub items: usize,
    /// Date of the newest item that is not dated in the future.
    pub newest: Option<DateTime<Utc>>,
    /// The usual time between two items.
    #[serde(rename = "pace_seconds", serialize_with = "seconds")]
    pub pace: Option<TimeDelta>,
}

fn seconds<S: Serializer>(pace: &Option<TimeDelta>, serializer: S) -> Result<S::Ok, S::Error> {
    pace.map(|pace| pace.num_seconds()).serialize(serializer)
}

/// Looks at an address. `allowed` are networks that may be asked besides those of the settings.
///
/// # Errors
///
/// The address itself cannot be read.
pub async fn survey(
    url: &Url,
    settings: &fetch::Settings,
    allowed: &[Network],
    now: DateTime<Utc>,
) -> Result<Survey, fetch::Error> {
    let mut settings = settings.clone();
    settings.allow_addresses.extend_from_slice(allowed);
    let visitor = Visitor { fetcher: Fetcher::new(&settings, &Past::default(), now)?, now };
    let place = judge::place(url);
    let document = judge::ask(&visitor.fetcher, &place, now).await?;
    let parsed = read(&document, Kind::Feed);
    let mut survey = Survey {
        what: "a feed".to_owned(),
        kind: Some(Kind::Feed),
        found: Vec::new(),
        failed: Vec::new(),
        more: 0,
    };
    if let Some(candidate) = candidate(url, &document, &parsed, now) {
        survey.kind = Some(candidate.kind);
        survey.found.push(candidate);
        return Ok(survey);
    }
    survey.what = parsed.problems.last().map_or("nothing to read", |last| &last.what).to_owned();
    survey.kind = match parsed.shape {
        Shape::Sitemap => Some(Kind::Sitemap),
        Shape::Html => Some(Kind::Page),
        _ => None,
    };
    if parsed.shape == Shape::Html {
        let page = document.url.as_ref().unwrap_or(url);
        visitor.announced(&place, page, &parsed, &mut survey).await;
        if survey.found.is_empty() {
            visitor.guess(&place, page, &mut survey).await;
        }
    }
    Ok(survey)
}

/// Asks one address after the other.
struct Visitor {
    fetcher: Fetcher,
    now: DateTime<Utc>,
}

impl Visitor {
    /// Looks at the feeds that a page announces.
    async fn announced(&self, place: &Place, page: &Url, parsed: &Parsed, survey: &mut Survey) {
        let mut feeds: Vec<Url> = Vec::new();
        for url in discover::feeds(&parsed.links, page) {
            if !has_credentials(&url) && !feeds.iter().any(|known| is_same_address(known, &url)) {
                feeds.push(url);
            }
        }
        survey.more = feeds.len().saturating_sub(MOST_VISITED);
        for url in feeds.into_iter().take(MOST_VISITED) {
            match self.visit(place, &url).await {
                Ok(document) => {
                    let parsed = read(&document, Kind::Feed);
                    match candidate(&url, &document, &parsed, self.now) {
                        Some(candidate) if candidate.kind == Kind::Feed => {
                            survey.found.push(candidate);
                        }
                        _ => {
                            let what = parsed.problems.last().map(|last| &*last.what);
                            let what = what.unwrap_or("not a feed");
                            survey.failed.push(format!("{url} is {what}"));
                        }
                    }
                }
                Err(error) => survey.failed.push(chain(&error).join(": ")),
            }
        }
    }

    /// Tries usual names until one is a feed of the same host, or the server has had enough.
    async fn guess(&self, place: &Place, page: &Url, survey: &mut Survey) {
        for url in discover::guesses(page) {
            match self.visit(place, &url).await {
                Ok(document) => {
                    let is_here = document.url.as_ref().is_none_or(|end| end.host() == page.host());
                    let parsed = read(&document, Kind::Feed);
                    let found = candidate(&url, &document, &parsed, self.now);
                    survey.found.extend(found.filter(|found| is_here && found.kind == Kind::Feed));
                    if !survey.found.is_empty() {
                        return;
                    }
                }
                Err(error) if error.is_lasting() => {}
                Err(_) => return,
            }
        }
    }

    async fn visit(&self, place: &Place, url: &Url) -> Result<Document, fetch::Error> {
        judge::ask(&self.fetcher, &place.found(url.clone(), Wants::Feed), self.now).await
    }
}

fn read(document: &Document, kind: Kind) -> Parsed {
    parse::parse(document, &parse::Settings::standard(kind))
}

/// The document as a source; `None` when it is neither a feed nor a list of feeds.
fn candidate(
    asked: &Url,
    document: &Document,
    parsed: &Parsed,
    now: DateTime<Utc>,
) -> Option<Candidate> {
    let format = match parsed.shape {
        Shape::Rss => "RSS",
        Shape::Atom => "Atom",
        Shape::JsonFeed => "JSON Feed",
        Shape::Opml => "OPML",
        _ => return None,
    };
    let url = settled(asked, document.url.as_ref());
    if parsed.shape == Shape::Opml {
        let list = read(document, Kind::Opml);
        let items = list.links.iter().filter(|link| link.rel == LinkRel::Feed).count();
        let (kind, title) = (Kind::Opml, list.origin.title);
        return Some(Candidate { url, kind, title, format, items, newest: None, pace: None });
    }
    let settings = normalize::Settings::standard();
    let dates = parsed.entries.iter().filter_map(|entry| {
        let raw = entry.published.as_ref().or(entry.updated.as_ref())?;
        Some(date::read(&raw.text, &settings)?.at)
    });
    let mut dates: Vec<_> = dates.filter(|at| *at <= now).collect();
    dates.sort_unstable_by(|one, other| other.cmp(one));
    Some(Candidate {
        url,
        kind: Kind::Feed,
        title: parsed.origin.title.clone(),
        format,
        items: parsed.entries.len(),
        newest: dates.first().copied(),
        pace: pace(&dates),
    })
}

/// Where the document came from, if that is the same place in a better spelling: each visit is spared
/// a redirect. A redirect to another place may be of the moment only.
fn settled(asked: &Url, end: Option<&Url>) -> Url {
    let end = end.filter(|end| is_same_address(asked, end) && !has_credentials(end));
    let mut url = end.unwrap_or(asked).clone();
    url.set_fragment(None);
    url
}

/// The median time between neighbours, newest first: a pause of a year is no habit.
fn pace(dates: &[DateTime<Utc>]) -> Option<TimeDelta> {
    let recent = &dates[..dates.len().min(RECENT)];
    let mut gaps: Vec<_> = recent.windows(2).map(|pair| pair[0] - pair[1]).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days of items and the pace in hours.
    #[track_caller]
    fn check_pace(days: &[u32], want: Option<i64>) {
        let day = |day: &u32| format!("2026-05-{day:02}T00:00:00Z").parse().unwrap();
        let dates: Vec<DateTime<Utc>> = days.iter().map(day).collect();
        assert_eq!(pace(&dates).map(|pace| pace.num_hours()), want, "{days:?}");
    }

    #[test]
    fn the_usual_time_between_items() {
        check_pace(&[], None);
        check_pace(&[3], None);
        check_pace(&[3, 1], Some(48));
        check_pace(&[30, 29, 28, 1], Some(24));
        check_pace(&[30, 30, 30], Some(0));
    }

    #[track_caller]
    fn check_settled(end: &str, want: &str) {
        let asked = "http://blog.example/feed#x".parse().unwrap();
        let end: Url = end.parse().unwrap();
        assert_eq!(settled(&asked, Some(&end)).as_str(), want, "{end}");
    }

    #[test]
    fn a_better_spelling_is_taken() {
        check_settled("https://www.blog.example/feed/", "https://www.blog.example/feed/");
        for elsewhere in ["https://blog.example/", "https://cdn.example/feed"] {
            check_settled(elsewhere, "http://blog.example/feed");
        }
        check_settled("https://a:b@blog.example/feed", "http://blog.example/feed");
    }
}
