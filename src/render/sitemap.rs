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
