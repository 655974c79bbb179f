//! A page that announces feeds → the one to read (RSS autodiscovery).

use url::Url;

use super::listed::web;
use crate::model::{Link, LinkRel};

/// The feed to read of those that a page announces: the first of [`feeds`].
pub(super) fn feed(links: &[Link], page: &Url) -> Option<Url> {
    feeds(links, page).into_iter().next()
}

/// The feeds that a page announces, the one to read first: feeds of comments last, those of the
/// page's own host before others, else as they stand. Publishers list the main feed first.
pub(super) fn feeds(links: &[Link], page: &Url) -> Vec<Url> {
    let feeds = links.iter().filter(|link| link.rel == LinkRel::Feed);
    let urls = feeds.filter_map(|link| Some((link, web(&link.url, Some(page))?)));
    let mut others: Vec<_> = urls.filter(|(_, url)| url != page).collect();
    others.sort_by_key(|(link, url)| (is_of_comments(link), url.host() != page.host()));
    others.into_iter().map(|(_, url)| url).collect()
}

/// Names of feeds that programs use when nobody tells them otherwise, the most usual first.
const USUAL: [&str; 7] =
    ["feed", "feed.xml", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json"];

/// How many of them are tried in the folder of a page that is not the home page: blogs below it.
const IN_FOLDER: usize = 3;

/// Where the feed of a page may be that announces none: at most so many guesses as there are names.
pub(super) fn guesses(page: &Url) -> Vec<Url> {
    let mut guesses: Vec<Url> = Vec::new();
    let folder = USUAL[..IN_FOLDER].iter().filter_map(|name| page.join(name).ok());
    let root = USUAL.iter().filter_map(|name| page.join(&format!("/{name}")).ok());
    for url in folder.chain(root) {
        if guesses.len() < USUAL.len() && url != *page && !guesses.contains(&url) {
            guesses.push(url);
        }
    }
    guesses
}

/// WordPress announces the comments of the site beside its articles, and other systems follow.
fn is_of_comments(link: &Link) -> bool {
    let says_so = |text: &str| text.to_lowercase().contains("comment");
    says_so(&link.url) || link.title.as_deref().is_some_and(says_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `links` are addresses, each with a title after a blank.
    #[track_caller]
    fn check(links: &[&str], want: Option<&str>) {
        let link = |text: &&str| {
            let (url, title) = text.split_once(' ').unwrap_or((text, ""));
            Link { title: Some(title.to_owned()), ..Link::new(LinkRel::Feed, url) }
        };
        let links: Vec<Link> = links.iter().map(link).collect();
        let page = "https://blog.example/".parse().unwrap();
        assert_eq!(feed(&links, &page).map(String::from).as_deref(), want, "{links:?}");
    }

    #[test]
    fn the_first_of_the_same_host_without_comments() {
        let want = Some("https://blog.example/feed");
        check(&["/feed", "/feed/atom"], want);
        check(&["/comments/feed", "/feed"], want);
        check(&["/x Blog » Comments Feed", "/feed"], want);
        check(&["https://feeds.example/blog", "/feed"], want);
        check(
            &["/comments/feed", "https://feeds.example/blog"],
            Some("https://feeds.example/blog"),
        );
        check(&["/comments/feed"], Some("https://blog.example/comments/feed"));
    }

    #[track_caller]
    fn check_guesses(page: &str, want: &[&str]) {
        let page = page.parse().unwrap();
        let guesses = guesses(&page).into_iter().map(|url| url.path().to_owned());
        assert_eq!(guesses.collect::<Vec<_>>(), want, "{page}");
    }

    #[test]
    fn guesses_are_few() {
        let home =
            ["/feed", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/rss", "/feed.json"];
        check_guesses("https://blog.example/", &home);
        check_guesses("https://blog.example/about", &home);
        check_guesses(
            "https://x.example/blog/?a=1",
            &[
                "/blog/feed",
                "/blog/feed.xml",
                "/blog/rss.xml",
                "/feed",
                "/feed.xml",
                "/rss.xml",
                "/atom.xml",
            ],
        );
        check_guesses("https://blog.example/feed", &home[1..]);
    }

    #[test]
    fn a_page_is_not_its_own_feed() {
        check(&["/", "#main", "mailto:x@blog.example"], None);
        check(&[], None);
    }
}
