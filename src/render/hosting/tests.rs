use crate::model::{Names, Person, Site};

use super::*;
use crate::render::Content;

fn settings(base_url: &str) -> Settings {
    Settings {
        site: Site {
            title: "Wire".into(),
            base_url: base_url.parse().unwrap(),
            author: Person { name: "Desk".into(), email: None, uri: None },
            language: "en".into(),
            rights: None,
        },
        formats: vec![Format::Rss, Format::Atom, Format::JsonFeed],
        names: Names::default(),
        html: true,
        opml: true,
        max_bytes: 1 << 19,
        content: Content::Full,
        excerpt_words: 80,
        hubs: Vec::new(),
        headers: vec![Host::Netlify, Host::Apache, Host::Netlify],
    }
}

/// The blocks of `_headers`: a path and its fields.
fn blocks(settings: &Settings) -> Vec<(String, Vec<String>)> {
    let text = hosting(Host::Netlify, "", &["ai", "all"], settings);
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            Some(field) => blocks.last_mut().unwrap().1.push(field.to_owned()),
            None => blocks.push((line.to_owned(), Vec::new())),
        }
    }
    blocks
}

#[test]
fn netlify_joins_no_field() {
    let blocks = blocks(&settings("https://feeds.example.org/"));
    let paths: Vec<&str> = blocks.iter().map(|(path, _)| path.as_str()).collect();
    let feeds = ["/:topic/atom.xml", "/:topic/rss.xml", "/:topic/feed.json", "/feeds.opml"];
    assert_eq!(paths, [&["/*"][..], &feeds, &["/:topic/archive/*"]].concat());
    let name = |field: &String| field.split(':').next().unwrap().to_owned();
    let everywhere: Vec<String> = blocks[0].1.iter().map(name).collect();
    for (path, fields) in &blocks[1..] {
        assert!(fields.iter().all(|field| !everywhere.contains(&name(field))), "{path}");
    }
    assert_eq!(blocks[1].1[0], "Content-Type: application/atom+xml; charset=utf-8");
    assert_eq!(blocks[3].1[0], "Content-Type: application/feed+json");
}

#[test]
fn names_within_a_part_are_listed_one_by_one() {
    let mut settings = settings("https://example.org/feeds/");
    settings.names.rss = "{topic}.rss".into();
    settings.formats = vec![Format::Rss];
    settings.opml = false;
    let paths: Vec<String> = blocks(&settings).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["/feeds/*", "/feeds/ai.rss", "/feeds/all.rss", "/feeds/archive/*"]);
}

#[test]
fn hosts_find_their_files_once() {
    let files = files(&["ai"], &settings("https://feeds.example.org/"));
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["_headers", ".htaccess"]);
    for file in &files {
        crate::render::check(file, &file.bytes).unwrap();
    }
}

#[test]
fn robots_are_told_at_the_root_only() {
    let file = robots(&settings("https://feeds.example.org/")).unwrap();
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.ends_with("\nSitemap: https://feeds.example.org/sitemap.xml\n"), "{text}");
    assert!(robots(&settings("https://example.org/feeds/")).is_none());
}

/// Patterns meet exactly the paths whose type the table says.
#[test]
fn patterns_agree_with_the_table() {
    let mut settings = settings("https://example.org/my.feeds/");
    let paths = [
        "ai/rss.xml",
        "ai/atom.xml",
        "ai/feed.json",
        "archive/rss.xml",
        "ai/archive/atom-1.xml",
        "ai/archive/rss.xml",
        "archive/ai-12.rss",
        "x/archive/ai-atom-1.xml",
        "ai/archive/feed-1.json",
        "ai/archive/index.html",
        "ai/deep/rss.xml",
        "rss.xml",
        "rssxxml",
        "ai.rss",
        "x/ai-atom.xml",
        "style.css",
    ];
    for round in 0..2 {
        if round == 1 {
            settings.names.rss = "{topic}.rss".into();
            settings.names.atom = "x/{topic}-atom.xml".into();
        }
        let regex = |pattern: &str| regex::Regex::new(pattern).unwrap();
        let feeds = pattern::feeds(&settings);
        let archives = regex(&pattern::archives(&settings));
        for path in paths {
            let address = format!("/my.feeds/{path}");
            let media = feeds.iter().find(|(pattern, _)| regex(pattern).is_match(&address));
            let table = settings.names.media(path);
            match media {
                Some((_, media)) => assert_eq!(*media, table, "{path}"),
                // The extensions of the table say it.
                None => {
                    let extension = path.rsplit('.').next().unwrap();
                    let known = EXTENSIONS.iter().find(|(known, _)| *known == extension);
                    assert_eq!(
                        known.map_or(crate::model::Media::UNKNOWN, |k| k.1),
                        table,
                        "{path}"
                    );
                }
            }
            let is_forever = archives.is_match(&address);
            assert_eq!(is_forever, settings.names.caching(path) == Caching::Forever, "{path}");
            assert!(!feeds.iter().any(|(pattern, _)| regex(pattern).is_match(path)), "{path}");
        }
    }
}
