//! A page that announces feeds → the one to read (RSS autodiscovery).

use url::Url;

use super::listed::web;
use crate::model::{Link, LinkRel};

/// The feed to read of those that a page announces: feeds of comments last, those of the page's own
/// host before others, else the first. Publishers list the main feed first.
pub(super) fn feed(links: &[Link], page: &Url) -> Option<Url> {
    let feeds = links.iter().filter(|link| link.rel == LinkRel::Feed);
    let urls = feeds.filter_map(|link| Some((link, web(&link.url, Some(page))?)));
    let others = urls.filter(|(_, url)| url != page);
    others
        .min_by_key(|(link, url)| (is_of_comments(link), url.host() != page.host()))
        .map(|(_, url)| url)
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

    #[test]
    fn a_page_is_not_its_own_feed() {
        check(&["/", "#main", "mailto:x@blog.example"], None);
        check(&[], None);
    }
}
