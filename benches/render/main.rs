//! What writing feeds costs: `cargo bench --bench render`.
//!
//! Fifty items in each format, beside the writers of the crates that we write with, given the same
//! texts and nothing to decide (`floor`): no excerpts, no attribution, no evidence. Throughput counts
//! the bytes that come out.

#[path = "../think/articles.rs"]
mod articles;

use articles::Articles;
use chrono::{DateTime, Utc};
use divan::{Bencher, black_box, counter::BytesCount};
use feedmill::{
    model::{Feed, FeedItem, Format, Guid, History, Item, Kind, Origin, Person, Site, Source},
    normalize,
    render::{Content, Names, Settings, render},
};
use serde_json::json;

/// Items of a feed, as most of them have.
const ITEMS: usize = 50;

fn main() {
    divan::main();
}

fn feed() -> Feed {
    let mut articles = Articles::new(3, 20);
    let (settings, origin) = (normalize::Settings::standard(), Origin::default());
    let now = DateTime::<Utc>::from_timestamp(1_900_000_000, 0).expect("it is within some years");
    let item = |_| {
        let (number, entry) = articles.next();
        let source = Source {
            id: format!("source-{number}"),
            name: Some(format!("Source {number}")),
            kind: Kind::Feed,
            topics: Vec::new(),
            tags: Vec::new(),
        };
        let item = normalize::normalize(&entry, "bench", &source, &origin, &settings, now);
        let item = item.expect("it has an id");
        FeedItem {
            item,
            verdict: None,
            topics: vec!["all".to_owned()],
            also_at: Vec::new(),
            story: None,
            content: None,
        }
    };
    let mut items: Vec<FeedItem> = (0..ITEMS).map(item).collect();
    items.reverse();
    Feed {
        topic: "all".to_owned(),
        title: "Everything".into(),
        description: "All items".into(),
        guid: Guid::of(&["bench"]),
        updated: Some(items[0].item.updated.at),
        items,
        history: History::Complete,
    }
}

fn settings(formats: &[Format], html: bool) -> Settings {
    Settings {
        site: Site {
            title: "Bench".into(),
            base_url: "https://bench.example/".parse().expect("it is an address"),
            author: Person { name: "Desk".into(), email: None, uri: None },
            language: "en".into(),
            rights: None,
        },
        formats: formats.to_vec(),
        names: Names {
            rss: "{topic}/rss.xml".into(),
            atom: "{topic}/atom.xml".into(),
            json: "{topic}/feed.json".into(),
        },
        html,
        opml: false,
        max_bytes: 512 * 1024,
        content: Content::Full,
        excerpt_words: 80,
        headers: Vec::new(),
        hubs: Vec::new(),
    }
}

fn ours(bencher: Bencher, formats: &[Format], html: bool) {
    let (feeds, settings) = ([feed()], settings(formats, html));
    let written = |files: &[_]| -> usize {
        files.iter().map(|file: &feedmill::model::Artifact| file.bytes.len()).sum()
    };
    let bytes = written(&render(&feeds, &settings));
    bencher.counter(BytesCount::new(bytes)).bench_local(|| render(black_box(&feeds), &settings));
}

fn floor(bencher: Bencher, write: impl Fn(&Feed) -> Vec<u8>) {
    let feed = feed();
    bencher.counter(BytesCount::new(write(&feed).len())).bench_local(|| write(black_box(&feed)));
}

/// Title, address, text.
fn parts(item: &Item) -> (String, Option<String>, Option<String>) {
    let text = item.content.as_ref().or(item.summary.as_ref());
    (item.title.text.to_string(), item.link.clone(), text.map(ToString::to_string))
}

#[divan::bench]
fn rss(bencher: Bencher) {
    ours(bencher, &[Format::Rss], false);
}

#[divan::bench]
fn rss_floor(bencher: Bencher) {
    floor(bencher, |feed| {
        let item = |it: &FeedItem| {
            let (title, link, description) = parts(&it.item);
            let guid = rss::Guid { value: it.item.guid.to_string(), permalink: false };
            let pub_date = Some(it.item.published.at.to_rfc2822());
            let (title, guid) = (Some(title), Some(guid));
            rss::Item { title, link, description, guid, pub_date, ..rss::Item::default() }
        };
        let items = feed.items.iter().map(item).collect();
        let channel =
            rss::Channel { title: feed.title.to_string(), items, ..rss::Channel::default() };
        channel.write_to(Vec::new()).expect("memory can be written to")
    });
}

#[divan::bench]
fn atom(bencher: Bencher) {
    ours(bencher, &[Format::Atom], false);
}

#[divan::bench]
fn atom_floor(bencher: Bencher) {
    floor(bencher, |feed| {
        let entry = |it: &FeedItem| {
            let (title, link, value) = parts(&it.item);
            let link = atom_syndication::Link {
                href: link.unwrap_or_default(),
                ..atom_syndication::Link::default()
            };
            let content = atom_syndication::Content {
                value,
                content_type: Some("html".to_owned()),
                ..atom_syndication::Content::default()
            };
            atom_syndication::Entry {
                title: title.into(),
                id: it.item.guid.to_string(),
                updated: it.item.updated.at.into(),
                published: Some(it.item.published.at.into()),
                links: vec![link],
                content: Some(content),
                ..atom_syndication::Entry::default()
            }
        };
        let entries = feed.items.iter().map(entry).collect();
        let title = feed.title.to_string().into();
        let document =
            atom_syndication::Feed { title, entries, ..atom_syndication::Feed::default() };
        document.write_to(Vec::new()).expect("memory can be written to")
    });
}

#[divan::bench]
fn json_feed(bencher: Bencher) {
    ours(bencher, &[Format::JsonFeed], false);
}

#[divan::bench]
fn json_feed_floor(bencher: Bencher) {
    floor(bencher, |feed| {
        let item = |it: &FeedItem| {
            let (title, url, html) = parts(&it.item);
            json!({
                "id": it.item.guid.to_string(), "url": url, "title": title, "content_html": html,
                "date_published": it.item.published.at.to_rfc3339(),
            })
        };
        let items: Vec<_> = feed.items.iter().map(item).collect();
        let document = json!({"version": "https://jsonfeed.org/version/1.1", "items": items});
        serde_json::to_vec(&document).expect("memory can be written to")
    });
}

/// The pages for people, without any feed: there is no floor, a site needs none.
#[divan::bench]
fn pages(bencher: Bencher) {
    ours(bencher, &[], true);
}
