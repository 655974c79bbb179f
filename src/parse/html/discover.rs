//! A page → the feeds that it names (autodiscovery).
//!
//! `<link rel="alternate">` with the media type of a feed is what publishers agreed on; `rel="feed"`
//! was HTML 5's word for a while. Feeds of comments come last. Where no `<link>` names a feed, links
//! of the text that look like one are better than nothing.

use crate::model::{Link, LinkRel, Text};

use super::{
    dom::{self, Step},
    page::Page,
};

/// Most feeds of one page.
const MAX_FEEDS: usize = 100;

/// Media types that only feeds have.
const SURE: [&str; 9] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/x-rss+xml",
    "application/x-atom+xml",
    "application/rss",
    "application/atom",
    "text/rss+xml",
];

/// Media types that feeds have now and then; the address or title must say so too.
const UNSURE: [&str; 7] = [
    "text/xml",
    "application/xml",
    "application/json",
    "text/rss",
    "text/atom",
    "application/rdf",
    "application/octet-stream",
];

/// The feeds of a page, the most likely first.
pub(super) fn feeds(page: &Page) -> Vec<Link> {
    let mut named = Vec::new();
    let mut linked = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| {
        if let Step::Open(node) = step {
            match &*dom::name(&node) {
                "link" => named.extend(named_feed(page, &node)),
                "a" | "area" => linked.extend(linked_feed(page, &node)),
                _ => {}
            }
        }
        true
    });
    let mut feeds = Vec::new();
    let found = if named.is_empty() { linked } else { named };
    let (comments, articles): (Vec<Link>, _) = found.into_iter().partition(is_of_comments);
    for link in articles.into_iter().chain(comments) {
        if feeds.len() < MAX_FEEDS && !feeds.iter().any(|known: &Link| known.url == link.url) {
            feeds.push(link);
        }
    }
    feeds
}

fn named_feed(page: &Page, node: &dom_query::NodeRef) -> Option<Link> {
    let says_feed = dom::has_word(node, "rel", "feed");
    if !says_feed && !dom::has_word(node, "rel", "alternate") {
        return None;
    }
    let href = dom::attribute(node, "href")?;
    let title = dom::attribute(node, "title");
    let kind = dom::attribute(node, "type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let looks = looks_like_feed(&href) || title.as_deref().is_some_and(names_feed);
    let is_feed = match kind {
        // A page in another language is an alternate, too.
        "" => says_feed || (looks && !node.has_attr("hreflang")),
        kind if SURE.contains(&kind) => true,
        kind if UNSURE.contains(&kind) => (says_feed || looks) && !is_interface(&href),
        _ => says_feed && !kind.starts_with("text/html"),
    };
    if !is_feed {
        return None;
    }
    link(page, &href, title)
}

fn linked_feed(page: &Page, node: &dom_query::NodeRef) -> Option<Link> {
    let href = dom::attribute(node, "href")?;
    if !looks_like_feed(&href) || leads_elsewhere(&href) {
        return None;
    }
    let title = dom::attribute(node, "title").or_else(|| Some(dom::text(node)));
    link(page, &href, title)
}

fn link(page: &Page, href: &str, title: Option<String>) -> Option<Link> {
    // `feed:https://…` and `feed://…` were meant to open a reader.
    let href = match href.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("feed:") => {
            match href[5..].strip_prefix("//") {
                Some(rest) => format!("https://{rest}"),
                None => href[5..].to_owned(),
            }
        }
        _ => href.to_owned(),
    };
    let mut link = Link::new(LinkRel::Feed, &dom::address(page.base.as_ref(), &href)?);
    link.title = title.map(|title| Text::line(&title).into_string()).filter(|t| !t.is_empty());
    Some(link)
}

/// Whether an address looks like that of a feed: its last part says so, or a parameter does.
fn looks_like_feed(href: &str) -> bool {
    let folded = href.to_ascii_lowercase();
    let (path, query) = folded.split_once('?').unwrap_or((&folded, ""));
    let path = path.split('#').next().unwrap_or(path).trim_end_matches('/');
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or("");
    let before = parts.next().unwrap_or("");
    let is_word = |part: &str| {
        matches!(part, "feed" | "feeds" | "rss" | "rss2" | "atom" | "rdf" | "feed1" | "rss1")
    };
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let names = |stem: &str| {
        stem.split(['-', '_', '.']).any(|word| is_word(word) || word == "index") || is_word(before)
    };
    matches!(ending, "rss" | "atom" | "rdf")
        || (matches!(ending, "xml" | "json") && names(stem))
        || (matches!(ending, "" | "php" | "aspx" | "cgi") && is_word(stem))
        || (is_word(before) && matches!(stem, "rss" | "atom" | "rdf" | "rss2" | "all" | "default"))
        || folded.starts_with("feed:")
        || query.split('&').any(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            name == "feed" || (matches!(name, "format" | "type" | "output") && is_word(value))
        })
}

fn names_feed(title: &str) -> bool {
    let folded = title.to_lowercase();
    ["rss", "atom", "feed"].iter().any(|word| folded.contains(word))
}

/// The interfaces of WordPress are alternates of type `application/json` and no feeds.
fn is_interface(href: &str) -> bool {
    let folded = href.to_ascii_lowercase();
    ["/wp-json/", "oembed", "rest_route="].iter().any(|part| folded.contains(part))
}

/// Buttons that add the page to somebody's reader.
fn leads_elsewhere(href: &str) -> bool {
    let folded = href.to_ascii_lowercase();
    let hosts = ["feedly.com", "inoreader.com", "netvibes.com", "add.my.yahoo.com", "reddit.com/"];
    hosts.iter().any(|host| folded.contains(host)) || folded.contains("://www.google.")
}

fn is_of_comments(link: &Link) -> bool {
    let title = link.title.as_deref().unwrap_or_default().to_lowercase();
    let url = link.url.to_ascii_lowercase();
    // English, German, French and Spanish, Italian and Portuguese, Dutch, Polish, Russian.
    ["comment", "kommentar", "comentari", "coment", "reactie", "komentarz", "коммент"]
        .iter()
        .any(|word| title.contains(word))
        || url.contains("/comments/")
        || url.contains("=comments")
}
