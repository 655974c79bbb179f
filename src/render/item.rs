//! An item without an address → a page of its own, which feeds link to.

use crate::model::{ALL, FeedStory};

use super::{
    Pages, Settings, article,
    html::{self, Page, escape, foreign, link},
    shown::{Shown, ShownItem},
    story::ShownStory,
};

/// Elements that a page does not take over from an article: what loads from other hosts, and what
/// would change the outline of the page.
const NOT_ON_PAGES: [&str; 14] = [
    "img",
    "map",
    "area",
    "figure",
    "figcaption",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "hgroup",
    "details",
    "summary",
    "center",
];

/// Longest description of a page, in characters.
const DESCRIPTION: usize = 200;

/// Writes the page `at`. Feeds of the item's topics are announced, and that of everything.
pub(super) fn write(
    item: &ShownItem,
    at: &str,
    feeds: &[Shown],
    pages: &Pages,
    settings: &Settings,
) -> String {
    let is_announced = |feed: &&Shown| feed.topic == ALL || item.from.topics.contains(&feed.topic);
    let announced: Vec<&Shown> = feeds.iter().filter(is_announced).collect();
    let summary = item.summary.as_deref().unwrap_or(&item.title);
    let page = Page {
        at,
        title: &format!("{} \u{2013} {}", item.title, &*settings.site.title),
        description: &super::shown::short(summary, DESCRIPTION),
        announced: &announced,
        feeds,
        settings,
        has_search: false,
        main: &main(item, at, feeds, pages),
    };
    page.write()
}

fn main(item: &ShownItem, at: &str, feeds: &[Shown], pages: &Pages) -> String {
    let foreign = foreign(item.language.as_deref());
    let updated = match item.updated == item.published {
        true => String::new(),
        false => format!(" \u{B7} updated {}", html::day(item.updated)),
    };
    let mut main = format!(
        "<article>\n<h1{foreign}>{}</h1>\n<p class=\"quiet\">{}{updated}</p>\n",
        escape(&item.title),
        article::byline(item, feeds, at, false),
    );
    let is_digest = item.story.as_ref().is_some_and(ShownStory::is_digest);
    let content = item.content.as_deref().filter(|_| !is_digest);
    // A summary that was made from the body would say its beginning twice.
    let summary = item.summary.as_deref();
    if let Some(summary) = summary.filter(|_| content.is_none() || item.from.item.summary.is_some())
    {
        main.push_str(&format!("<p class=\"lead\"{foreign}>{}</p>\n", escape(summary)));
    }
    if let Some(content) = content {
        main.push_str(&format!("<div class=\"content\"{foreign}>\n{}\n</div>\n", body(content)));
    }
    let files: Vec<String> = item
        .enclosures
        .iter()
        .map(|media| media.url.as_str())
        .chain(item.image.as_deref())
        .map(|url| format!("<li>{}</li>\n", link(Some(url), url)))
        .collect();
    if !files.is_empty() {
        main.push_str(&format!("<h2>Attachments</h2>\n<ul>\n{}</ul>\n", files.concat()));
    }
    main.push_str(&article::around(item, pages, at, FeedStory::MOST));
    if let Some(rights) = &item.rights {
        main.push_str(&format!("<p class=\"quiet\"{foreign}>{}</p>\n", escape(rights)));
    }
    main + "</article>\n"
}

/// An article's body as a part of the page: nothing that loads, headings below the title and none
/// left out between them.
fn body(content: &str) -> String {
    let html =
        ammonia::Builder::default().rm_tags(NOT_ON_PAGES).link_rel(None).clean(content).to_string();
    let mut text = String::with_capacity(html.len());
    // Levels of the headings that the next one may stand below, as written and as shown.
    let mut above: Vec<(u8, u8)> = Vec::new();
    let mut rest = html.as_str();
    while let Some(start) = rest.find("<h") {
        let (before, tag) = rest.split_at(start);
        text.push_str(before);
        rest = tag;
        let level = tag.as_bytes().get(2).copied().filter(|level| (b'1'..=b'6').contains(level));
        let Some(level) = level else {
            text.push_str(&rest[..2]);
            rest = &rest[2..];
            continue;
        };
        above.retain(|(written, _)| *written < level);
        let shown = above.last().map_or(b'2', |(_, shown)| (shown + 1).min(b'6'));
        above.push((level, shown));
        let end = format!("</h{}>", char::from(level));
        let inner = rest.find(&end).unwrap_or(rest.len());
        text.push_str("<h");
        text.push(char::from(shown));
        text.push_str(&rest[3..inner]);
        rest = &rest[inner..];
        if let Some(after) = rest.strip_prefix(&*end) {
            text.push_str(&format!("</h{}>", char::from(shown)));
            rest = after;
        }
    }
    text.push_str(rest);
    // What scrolls can be reached by keyboard. No quotes: an attribute may hold the same characters.
    text.replace("<pre", "<pre tabindex=0").replace("<table", "<table tabindex=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, want: &str) {
        assert_eq!(body(content), want, "{content}");
    }

    #[test]
    fn a_body_loads_nothing() {
        check("<p>a<img src=\"https://x.example/i.png\" alt=\"b\"></p>", "<p>a</p>");
        check("<p>open <b>bold", "<p>open <b>bold</b></p>");
        check("<script>x</script></div></details>y", "y");
    }

    #[test]
    fn a_body_keeps_the_outline() {
        check("<h1>a</h1><h5 lang=\"de\">b</h5>", "<h2>a</h2><h3 lang=\"de\">b</h3>");
        check(
            "<h3>a</h3><h4>b</h4><h3>c</h3><h2>d</h2>",
            "<h2>a</h2><h3>b</h3><h2>c</h2><h2>d</h2>",
        );
        check("<hr><h6>a <b>b</b></h6><h", "<hr><h2>a <b>b</b></h2>");
        check("<h2>a<h3>b", "<h2>a</h2><h3>b</h3>");
    }
}
