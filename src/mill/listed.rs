//! A list of feeds → sources, kept in step with the list at each run.
//!
//! A list names addresses and nothing else: it cannot name local files, send header fields to another
//! host, or reach a private address that the config does not allow. A source that the config names
//! itself is never taken from a list, also when it is switched off.

use std::{collections::BTreeSet, sync::Arc};

use sha2::{Digest, Sha256};
use url::Url;

use crate::{
    config::Source,
    fetch::Wants,
    model::{self, Kind, Link, LinkRel, Problem, fold, hexadecimal},
    normalize, parse, route,
};

/// Letters of the hash in an id.
const HASH_LETTERS: usize = 10;

/// The sources of a list. `taken` holds what the addresses of other sources are compared by, and gets
/// those of these.
pub(super) fn sources(
    list: &Source,
    links: &[Link],
    topics: &[route::Topic],
    taken: &mut BTreeSet<String>,
) -> Vec<Source> {
    let parse = parse::Settings { kind: Kind::Feed, ..(*list.parse).clone() };
    let list = &Source { parse: Arc::new(parse), ..list.clone() };
    let mut sources = Vec::new();
    for link in links.iter().filter(|link| link.rel == LinkRel::Feed) {
        if sources.len() == list.most_sources {
            break;
        }
        let Some(url) = web(&link.url, None) else { continue };
        let same = normalize::canonical(&url);
        if taken.insert(same.clone()) {
            sources.push(source(list, link, url, &same, topics));
        }
    }
    sources
}

/// The feeds of a list, as they are remembered. Which of them become sources is decided at each run,
/// because the config decides with them; that there are too many is told once.
pub(super) fn feeds(list: &Source, links: Vec<Link>, problems: &mut Vec<Problem>) -> Vec<Link> {
    let mut feeds: Vec<Link> = links.into_iter().filter(|link| link.rel == LinkRel::Feed).collect();
    for link in feeds.iter_mut().filter(|link| link.url.contains('@')) {
        // The ledger keeps no password.
        if let Some(url) = web(&link.url, None) {
            link.url = url.into();
        }
    }
    let most = list.most_sources;
    if feeds.len() > most {
        problems.push(Problem {
            place: list.place.address(),
            line: None,
            what: format!(
                "there are {} feeds in the list, and `max_sources` is {most}",
                feeds.len()
            ),
            done: "took the first".to_owned(),
        });
    }
    feeds
}

/// An address of the web, without a fragment and without the user name and password that a stranger
/// may have put into it.
pub(super) fn web(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    let mut url = match base {
        Some(base) => base.join(text).ok()?,
        None => Url::parse(text).ok()?,
    };
    url.set_fragment(None);
    // Both fail only for addresses that cannot have them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn source(list: &Source, link: &Link, url: Url, same: &str, topics: &[route::Topic]) -> Source {
    let mut tags = list.source.tags.clone();
    let mut given = list.source.topics.clone();
    for folder in &link.folders {
        if !tags.contains(folder) {
            tags.push(folder.clone());
        }
        if list.topics_from_folders
            && let Some(topic) = topic_of(folder, topics)
            && !given.contains(topic)
        {
            given.push(topic.clone());
        }
    }
    Source {
        source: model::Source {
            id: id(&url, same),
            name: link.title.clone().filter(|title| !title.trim().is_empty()),
            kind: Kind::Feed,
            topics: given,
            tags,
        },
        home: link.home.clone(),
        description: None,
        place: list.place.found(url, Wants::Feed),
        schedule: list.feeds.clone(),
        ..list.clone()
    }
}

/// Whether the source with this id stands in a list, not in the config.
pub(super) fn is_listed(id: &str) -> bool {
    id.contains('.')
}

/// The topic that a folder is called like, by id or title.
pub(super) fn topic_of<'t>(folder: &str, topics: &'t [route::Topic]) -> Option<&'t String> {
    let folder = fold(folder);
    let is_it = |topic: &&route::Topic| folder == fold(&topic.id) || folder == fold(&topic.title);
    topics.iter().find(is_it).map(|topic| &topic.id)
}

/// Host and hash of the address: the same in every list and on every machine. The dot between them
/// keeps it apart from the ids of the config, which have none.
fn id(url: &Url, same: &str) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let hash = hexadecimal(&Sha256::digest(same.as_bytes()));
    format!("{host}.{}", &hash[..HASH_LETTERS])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_id(url: &str, want: &str) {
        let url = url.parse().unwrap();
        assert_eq!(id(&url, &normalize::canonical(&url)), want, "{url}");
    }

    /// Golden values: ids of items hang on them.
    #[test]
    fn ids_never_change() {
        let blog = "blog.example.06d1eeb582";
        for url in [
            "https://blog.example/feed",
            "http://blog.example/feed/",
            "https://www.blog.example:443/feed",
        ] {
            check_id(url, blog);
        }
        check_id("https://blog.example/feed?page=2", "blog.example.c55f04da7b");
        check_id("http://[::1]:8080/feed", "[::1].7ccef21eb2");
    }

    #[track_caller]
    fn check_web(text: &str, want: Option<&str>) {
        let base = "https://blog.example/a/b".parse().unwrap();
        assert_eq!(web(text, Some(&base)).map(String::from).as_deref(), want, "{text:?}");
    }

    #[test]
    fn only_the_web_can_be_named() {
        check_web(" ../feed#top ", Some("https://blog.example/feed"));
        check_web("//other.example/feed", Some("https://other.example/feed"));
        check_web("http://ali:sesame@a.example/feed", Some("http://a.example/feed"));
        for text in
            ["file:///etc/passwd", "ftp://a.example/", "data:text/xml,x", "feed:x", "http://"]
        {
            check_web(text, None);
        }
        assert_eq!(web("feeds/local.xml", None), None);
    }
}
