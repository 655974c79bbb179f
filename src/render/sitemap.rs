//! Our pages → `sitemap.xml` (sitemaps.org), for search engines.
//!
//! A sitemap has at most 50,000 addresses and 50 MB. A larger site gets several, and `sitemap.xml` is
//! their index. When a page changed is told by its content, never by the run.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::model::{Artifact, Format};

use super::{Settings, html::escape, path, plain};

/// Most addresses of one sitemap.
const MOST: usize = 50_000;

/// Most bytes of one sitemap, with room for its frame.
const MOST_BYTES: usize = 50_000_000 - 1_000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// A page, and when what it shows last changed.
pub(super) type Page = (String, Option<DateTime<Utc>>);

/// Writes the sitemap, or the index and its sitemaps.
pub(super) fn write(pages: &[Page], settings: &Settings) -> Vec<Artifact> {
    split(pages, settings, MOST, MOST_BYTES)
}

fn split(pages: &[Page], settings: &Settings, most: usize, most_bytes: usize) -> Vec<Artifact> {
    // Rows of each part, with their number and the newest date.
    let mut parts: Vec<(String, usize, Option<DateTime<Utc>>)> = vec![Default::default()];
    for (page, changed) in pages {
        let row = row("url", page, *changed, settings);
        if let Some((rows, number, _)) = parts.last()
            && (*number == most || *number > 0 && rows.len() + row.len() > most_bytes)
        {
            parts.push(Default::default());
        }
        if let Some((rows, number, newest)) = parts.last_mut() {
            rows.push_str(&row);
            *number += 1;
            *newest = (*newest).max(*changed);
        }
    }
    if let [(rows, ..)] = parts.as_slice() {
        return vec![file(path::SITEMAP.to_owned(), "urlset", rows)];
    }
    let mut index = String::new();
    let mut files = Vec::with_capacity(parts.len() + 1);
    for (number, (rows, _, newest)) in (1..).zip(&parts) {
        let name = format!("sitemap-{number}.xml");
        index.push_str(&row("sitemap", &name, *newest, settings));
        files.push(file(name, "urlset", rows));
    }
    files.push(file(path::SITEMAP.to_owned(), "sitemapindex", &index));
    files
}

fn row(element: &str, page: &str, changed: Option<DateTime<Utc>>, settings: &Settings) -> String {
    let address = escape(&path::absolute(&settings.site, page));
    let changed = changed.map_or(String::new(), |at| {
        format!("<lastmod>{}</lastmod>", at.to_rfc3339_opts(SecondsFormat::Secs, true))
    });
    format!("<{element}><loc>{address}</loc>{changed}</{element}>\n")
}

fn file(name: String, root: &str, rows: &str) -> Artifact {
    let text = format!("{HEAD}<{root} {NAMESPACE}>\n{rows}</{root}>\n");
    plain(name, Format::Sitemap, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Names, Person, Site},
        render::{Content, check},
    };

    fn settings() -> Settings {
        Settings {
            site: Site {
                title: "Wire".into(),
                base_url: "https://feeds.example.org/a&b/".parse().unwrap(),
                author: Person::default(),
                language: "en".into(),
                rights: None,
            },
            formats: Vec::new(),
            names: Names::default(),
            html: true,
            opml: true,
            max_bytes: 1 << 19,
            content: Content::Full,
            excerpt_words: 80,
            headers: Vec::new(),
            hubs: Vec::new(),
        }
    }

    /// Names of the files and how many addresses each holds.
    #[track_caller]
    fn parts(number: usize, most: usize, most_bytes: usize, want: &[(&str, usize)]) {
        let at = |number: usize| DateTime::from_timestamp(1_767_225_600 + number as i64, 0);
        let pages: Vec<Page> = (0..number).map(|n| (format!("{n}/index.html"), at(n))).collect();
        let files = split(&pages, &settings(), most, most_bytes);
        let shown: Vec<(&str, usize)> = files
            .iter()
            .map(|file| {
                check(file, &file.bytes).unwrap();
                let text = std::str::from_utf8(&file.bytes).unwrap();
                (file.path.as_str(), text.matches("<loc>").count())
            })
            .collect();
        assert_eq!(shown, want);
    }

    #[test]
    fn a_large_site_has_several() {
        parts(0, 3, 9_999, &[("sitemap.xml", 0)]);
        parts(3, 3, 9_999, &[("sitemap.xml", 3)]);
        parts(4, 3, 9_999, &[("sitemap-1.xml", 3), ("sitemap-2.xml", 1), ("sitemap.xml", 2)]);
        // Two rows of a little over a hundred bytes.
        parts(3, 9, 250, &[("sitemap-1.xml", 2), ("sitemap-2.xml", 1), ("sitemap.xml", 2)]);
        parts(2, 9, 1, &[("sitemap-1.xml", 1), ("sitemap-2.xml", 1), ("sitemap.xml", 2)]);
    }

    #[test]
    fn rows() {
        let at = "2026-01-02T03:04:05Z".parse().ok();
        let pages = [("ai/index.html".to_owned(), at), ("x y.html".to_owned(), None)];
        let [file] = write(&pages, &settings()).try_into().unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        let rows: Vec<&str> = text.lines().skip(2).collect();
        let base = "https://feeds.example.org/a&amp;b";
        let want = [
            format!(
                "<url><loc>{base}/ai/index.html</loc><lastmod>2026-01-02T03:04:05Z</lastmod></url>"
            ),
            format!("<url><loc>{base}/x%20y.html</loc></url>"),
            "</urlset>".to_owned(),
        ];
        assert_eq!(rows, want);
    }
}
