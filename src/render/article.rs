//! An item as the page of a topic shows it, and what the page of its own shares with that.

use crate::model::{DateOrigin, Precision};

use super::{
    Pages,
    excerpt::excerpt,
    html::{self, count, escape, foreign, isolated, link},
    path,
    shown::{Shown, ShownItem, line},
    topic::Room,
    why,
};

/// Writes the item for the page `at`.
pub(super) fn write(
    item: &ShownItem,
    feeds: &[Shown],
    pages: &Pages,
    at: &str,
    room: &Room,
) -> String {
    let foreign = foreign(item.language.as_deref());
    let own = item.page.as_deref().map(|page| path::relative(at, page));
    let title = match own.as_deref().or(item.link.as_deref()) {
        Some(href) => format!("<a href=\"{}\">{}</a>", escape(href), escape(&item.title)),
        None => escape(&item.title),
    };
    let mut lines =
        format!("<article>\n<h3{foreign}>{title}</h3>\n<p>{}</p>\n", byline(item, feeds, at, true));
    if let Some(summary) = &item.summary {
        lines.push_str(&format!("<p{foreign}>{}</p>\n", escape(&excerpt(summary, room.words))));
    }
    lines.push_str(&around(item, pages, at, room.others));
    if let Some(verdict) = &item.from.verdict {
        lines.push_str(&why::write(verdict, room.reasons));
    }
    lines.push_str("</article>\n");
    lines
}

/// Source, authors, date and further topics. Below the heading of a day, articles with a time show
/// only that.
pub(super) fn byline(item: &ShownItem, feeds: &[Shown], at: &str, is_below_day: bool) -> String {
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
    let (published, precision) = (item.published, date.precision);
    let time = match (matches!(precision, Precision::Second | Precision::Minute), is_below_day) {
        (true, true) => format!(
            "<time datetime=\"{}\">{}</time>",
            published.format("%Y-%m-%dT%H:%M:%SZ"),
            published.format("%H:%M"),
        ),
        (true, false) => format!(
            "<time datetime=\"{}\">{} UTC</time>",
            published.format("%Y-%m-%dT%H:%M:%SZ"),
            published.format("%-d %B %Y, %H:%M"),
        ),
        (false, _) => html::day(published),
    };
    parts.push(format!("{first}{time}"));
    if is_below_day && !item.enclosures.is_empty() {
        parts.push(count(item.enclosures.len(), "attachment", "attachments"));
    }
    if let Some(stated) = item.from.item.disclosure {
        parts.push(stated.words().to_owned());
    }
    let topics = topics(item, feeds, at);
    if !topics.is_empty() {
        parts.push(format!("in {}", topics.join(", ")));
    }
    parts.join(" \u{B7} ")
}

/// Where else the article is, and its story with so many other items.
pub(super) fn around(item: &ShownItem, pages: &Pages, at: &str, most: usize) -> String {
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
        lines.push_str(&story.on_page(at, pages, most));
    }
    lines
}

/// The topics but that of the page.
fn topics(item: &ShownItem, feeds: &[Shown], at: &str) -> Vec<String> {
    let others = item.from.topics.iter().filter(|topic| path::page(topic) != at);
    let link = |topic: &String| match feeds.iter().find(|feed| feed.topic == *topic) {
        Some(feed) => format!(
            "<a href=\"{}\">{}</a>",
            escape(&path::relative(at, &path::page(topic))),
            escape(&feed.title),
        ),
        None => isolated(topic),
    };
    others.map(link).collect()
}
