//! An item as the page of a topic shows it, and what the page of its own shares with that.

use crate::model::{DateOrigin, Precision};

use super::{
    Pages,
    html::{self, count, escape, foreign, isolated, link},
    path,
    shown::{Shown, ShownItem, line},
    why,
};

/// Writes the item for the page `at`.
pub(super) fn write(item: &ShownItem, feeds: &[Shown], pages: &Pages, at: &str) -> String {
    let foreign = foreign(item.language.as_deref());
    let title = match &item.page {
        Some(page) => {
            let href = escape(&path::relative(at, page));
            format!("<a href=\"{href}\">{}</a>", isolated(&item.title))
        }
        None => link(item.link.as_deref(), &item.title),
    };
    let mut lines = format!(
        "<article id=\"item-{}\">\n<h3{foreign}>{title}</h3>\n<p class=\"quiet\">{}</p>\n",
        path::short_hash(&item.id, 6),
        byline(item, true),
    );
    if let Some(summary) = &item.summary {
        lines.push_str(&format!("<p{foreign}>{}</p>\n", escape(summary)));
    }
    lines.push_str(&around(item, feeds, pages, at));
    if let Some(verdict) = &item.from.verdict {
        lines.push_str(&why::write(verdict));
    }
    lines.push_str("</article>\n");
    lines
}

/// Source, authors and date. Below the heading of a day, articles with a time show only that.
pub(super) fn byline(item: &ShownItem, is_below_day: bool) -> String {
    let mut parts = vec![isolated(&item.source)];
    let authors: Vec<String> = item
        .from
        .item
        .authors
        .iter()
        .map(|author| line(&author.name))
        .filter(|name| !name.is_empty() && *name != item.source)
        .take(item.authors.len())
        .map(|name| isolated(&name))
        .collect();
    if !authors.is_empty() {
        parts.push(format!("by {}", authors.join(", ")));
    }
    let date = &item.from.item.published;
    let first = if date.origin == DateOrigin::FirstSeen { "first seen " } else { "" };
    let (at, precision) = (item.published, date.precision);
    let time = match (matches!(precision, Precision::Second | Precision::Minute), is_below_day) {
        (true, true) => format!(
            "<time datetime=\"{}\">{} UTC</time>",
            at.format("%Y-%m-%dT%H:%M:%SZ"),
            at.format("%H:%M"),
        ),
        (true, false) => format!(
            "<time datetime=\"{}\">{} UTC</time>",
            at.format("%Y-%m-%dT%H:%M:%SZ"),
            at.format("%-d %B %Y, %H:%M"),
        ),
        (false, _) => html::day(at),
    };
    parts.push(format!("{first}{time}"));
    if is_below_day && !item.enclosures.is_empty() {
        parts.push(count(item.enclosures.len(), "attachment", "attachments"));
    }
    parts.join(" \u{B7} ")
}

/// Where else the article is, its story, and its topics.
pub(super) fn around(item: &ShownItem, feeds: &[Shown], pages: &Pages, at: &str) -> String {
    let mut lines = String::new();
    if !item.also_at.is_empty() {
        let places: Vec<String> = item
            .also_at
            .iter()
            .map(|place| match place.title == place.source {
                true => link(place.link.as_deref(), &place.source),
                false => {
                    let title = link(place.link.as_deref(), &place.title);
                    format!("{title} ({})", isolated(&place.source))
                }
            })
            .collect();
        lines.push_str(&format!("<p class=\"quiet\">Also at: {}</p>\n", places.join("; ")));
    }
    if let Some(story) = &item.story {
        lines.push_str(&story.on_page(at, pages));
    }
    lines + &topics(item, feeds, at)
}

fn topics(item: &ShownItem, feeds: &[Shown], at: &str) -> String {
    let links: Vec<String> = item
        .from
        .topics
        .iter()
        .map(|topic| match feeds.iter().find(|feed| feed.topic == *topic) {
            Some(feed) => format!(
                "<a href=\"{}\">{}</a>",
                escape(&path::relative(at, &path::page(topic))),
                escape(&feed.title),
            ),
            None => isolated(topic),
        })
        .collect();
    if links.is_empty() {
        return String::new();
    }
    format!("<p class=\"quiet\">Topics: {}</p>\n", links.join(", "))
}
