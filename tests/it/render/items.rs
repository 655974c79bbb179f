//! Pages of items that have no address of their own.

use super::*;

/// An item without an address, and all the texts and files of one.
fn bare(number: usize, title: &str) -> FeedItem {
    let mut bare = item(number, title);
    bare.item.link = None;
    bare
}

/// The one page of an item among the artifacts.
#[track_caller]
fn page_of<'a>(artifacts: &'a [Artifact], item: &FeedItem) -> &'a Artifact {
    let is_page = |a: &&Artifact| a.format == Format::Html && a.guids == [item.item.guid.clone()];
    let pages: Vec<&Artifact> = artifacts.iter().filter(is_page).collect();
    assert_eq!(pages.len(), 1);
    pages[0]
}

#[track_caller]
fn holds(text: &str, part: &str) {
    assert!(text.contains(part), "{part}\n is not in\n{text}");
}

#[test]
fn feeds_and_pages_link_to_it() {
    let bare = bare(0, "A <b>tide</b> & more");
    let artifacts = render(&[feed(vec![bare.clone(), item(1, "Linked")])], &settings());
    let page = page_of(&artifacts, &bare);
    assert!(page.path.starts_with("item/") && page.path.ends_with(".html"), "{}", page.path);
    let address = format!("https://feeds.example.org/base/{}", page.path);
    let channel = rss::Channel::read_from(&find(&artifacts, "ai/rss.xml").bytes[..]).unwrap();
    assert_eq!(channel.items[0].link.as_deref(), Some(&*address));
    assert!(!channel.items[0].guid.as_ref().unwrap().permalink);
    let atom =
        atom_syndication::Feed::read_from(&find(&artifacts, "ai/atom.xml").bytes[..]).unwrap();
    assert_eq!(
        (atom.entries[0].links[0].rel.as_str(), &atom.entries[0].links[0].href),
        ("alternate", &address)
    );
    let json: serde_json::Value =
        serde_json::from_slice(&find(&artifacts, "ai/feed.json").bytes).unwrap();
    assert_eq!(json["items"][0]["url"], *address);
    let list = text(find(&artifacts, "ai/index.html"));
    holds(list, &format!("<a href=\"../{}\">A &lt;b&gt;tide", page.path));
    let page = text(page);
    holds(page, &format!("<link rel=\"canonical\" href=\"{address}\">"));
    holds(page, "<h1 lang=\"de\" dir=\"auto\">A &lt;b&gt;tide&lt;/b&gt; &amp; more</h1>");
    holds(page, "<time datetime=\"2026-01-02T03:04:05Z\">2 January 2026, 03:04 UTC</time>");
    holds(page, "<p>Body &amp; ]]&gt; more</p>");
    holds(page, "title=\"AI &amp; &lt;ML&gt; (JSON Feed)\" href=\"../ai/feed.json\"");
    holds(page, "<a href=\"https://news.example.org/a.mp3?x=1&amp;y=%222%22\"");
    assert!(!page.contains("<script"));
}

#[test]
fn it_is_written_once_for_all_topics() {
    let bare = bare(0, "Tide");
    let other = Feed { topic: "all".into(), ..feed(vec![bare.clone()]) };
    let feeds = [feed(vec![bare.clone()]), other];
    let artifacts = render(&feeds, &settings());
    let both = page_of(&artifacts, &bare).bytes.clone();
    // Another id, another page; the same id, the same page in whichever feed it stands.
    let alone = render(&feeds[1..], &settings());
    assert_eq!(page_of(&alone, &bare).path, page_of(&artifacts, &bare).path);
    assert_eq!(page_of(&render(&feeds, &settings()), &bare).bytes, both);
    let page = String::from_utf8(both).unwrap();
    holds(&page, "href=\"../ai/atom.xml\"");
    holds(&page, "href=\"../all/atom.xml\"");
}

#[test]
fn what_no_feed_shows_has_no_page() {
    let items = (0..40).map(|number| bare(number, "A title")).collect();
    let all = feed(items);
    let whole = render(std::slice::from_ref(&all), &settings());
    let max_bytes = find(&whole, "ai/atom.xml").bytes.len() / 2;
    let artifacts = render(&[all], &Settings { max_bytes, ..settings() });
    let pages = artifacts.iter().filter(|a| a.path.starts_with("item/")).count();
    assert_eq!(pages, find(&artifacts, "ai/rss.xml").guids.len());
    assert!(pages < 40);
}

#[test]
fn without_pages_an_item_has_no_address() {
    let settings = Settings { html: false, ..settings() };
    let artifacts = render(&[feed(vec![bare(0, "Tide")])], &settings);
    let channel = rss::Channel::read_from(&find(&artifacts, "ai/rss.xml").bytes[..]).unwrap();
    assert_eq!(channel.items[0].link, None);
    // Then the text has to stand in the entry (RFC 4287 §4.1.1.1).
    let mut short = bare(1, "Title");
    short.item.content = None;
    let artifacts = render(&[feed(vec![short])], &settings);
    let atom = text(find(&artifacts, "ai/atom.xml"));
    holds(atom, ">Title</content>");
}

#[test]
fn a_story_links_to_the_pages_of_its_items() {
    use feedmill::model::{FeedStory, Related};
    let (one, mut two) = (bare(0, "One"), item(1, "Two"));
    let related = |item: &Item| Related {
        guid: item.guid.clone(),
        title: item.title.text.clone(),
        link: item.link.clone(),
        source: "Paper".into(),
        published: item.published.at,
    };
    let gone = Related { guid: Guid::of(&["gone"]), ..related(&one.item) };
    two.story = Some(FeedStory {
        guid: Guid::of(&["story"]),
        covered_by: 2,
        others: vec![related(&one.item).into(), gone.into()],
        more: 0,
        digest: None,
    });
    let artifacts = render(&[feed(vec![one.clone(), two])], &settings());
    let list = text(find(&artifacts, "ai/index.html"));
    let path = &page_of(&artifacts, &one).path;
    holds(list, &format!("<li><a href=\"../{path}\"><bdi>One</bdi></a>"));
    holds(list, "<li><bdi>One</bdi> (<bdi>Paper</bdi>");
}
