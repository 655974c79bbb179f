//! One feed → its page for people: how to subscribe, and the items by day.

use sha2::{Digest, Sha256};

use crate::model::{DateOrigin, Precision};

use super::{
    html::{self, count, escape, isolated, link},
    path::{self, announced_as},
    shown::{Shown, ShownItem},
    story::ShownStory,
    why,
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

/// Writes the page. `feeds` are all feeds, for the way to the other topics.
pub(super) fn write(feed: &Shown, feeds: &[Shown]) -> String {
    let at = path::page(&feed.topic);
    let mut main =
        format!("<h1>{}</h1>\n<p>{}</p>\n", escape(&feed.title), escape(&feed.description),);
    main.push_str(&subscribe(feed, &at));
    main.push_str(&other_topics(feed, feeds, &at));
    if feed.items.is_empty() {
        main.push_str("<p>No items yet.</p>\n");
    }
    let mut rest = &feed.items[..];
    while let Some(first) = rest.first() {
        let day = first.published.date_naive();
        let same = rest.iter().take_while(|item| item.published.date_naive() == day).count();
        main.push_str(&format!(
            "<section>\n<h2><time datetime=\"{day}\">{}, {}</time></h2>\n",
            day.format("%A"),
            html::day(first.published),
        ));
        for item in &rest[..same] {
            main.push_str(&article(item, feeds, &at));
        }
        main.push_str("</section>\n");
        rest = &rest[same..];
    }
    let title = feed.full_title();
    html::page(&at, &title, &feed.description, &[feed], feed.settings, &main)
}

fn subscribe(feed: &Shown, at: &str) -> String {
    let mut list = String::new();
    for format in path::documents(feed.settings) {
        let (media_type, name) = announced_as(format);
        let document = path::document(feed.settings, format, &feed.topic);
        list.push_str(&format!(
            "<li>{name}: <a type=\"{media_type}\" href=\"{}\">{}</a></li>\n",
            escape(&path::relative(at, &document)),
            escape(&feed.address(format)),
        ));
    }
    format!(
        "<section class=\"subscribe\">\n<h2>Subscribe</h2>\n\
         <p>Copy one of these addresses into your feed reader; Atom if it takes it.</p>\n\
         <ul>\n{list}</ul>\n</section>\n"
    )
}

fn other_topics(feed: &Shown, feeds: &[Shown], at: &str) -> String {
    let mut list = format!("<li><a href=\"{}\">Start</a></li>\n", path::relative(at, path::INDEX));
    for other in feeds.iter().filter(|other| other.topic != feed.topic) {
        list.push_str(&format!(
            "<li><a href=\"{}\">{}</a></li>\n",
            escape(&path::relative(at, &path::page(&other.topic))),
            escape(&other.title),
        ));
    }
    format!("<nav aria-label=\"Topics\">\n<ul>\n{list}</ul>\n</nav>\n")
}

fn article(item: &ShownItem, feeds: &[Shown], at: &str) -> String {
    let language = item
        .language
        .as_deref()
        .map_or(String::new(), |language| format!(" lang=\"{}\"", escape(language)));
    let anchor = anchor(&item.id);
    let title = match &item.link {
        Some(href) => link(Some(href), &item.title),
        None => format!("<a href=\"#{anchor}\">{}</a>", isolated(&item.title)),
    };
    let mut lines = format!(
        "<article id=\"{anchor}\"{language}>\n<h3>{title}</h3>\n<p class=\"quiet\">{}</p>\n",
        byline(item),
    );
    if let Some(summary) = &item.summary {
        lines.push_str(&format!("<p dir=\"auto\">{}</p>\n", escape(summary)));
    }
    let story = item.story.as_ref();
    if let (None, Some(content)) = (&item.link, &item.content)
        && !story.is_some_and(ShownStory::is_digest)
    {
        lines.push_str(&format!(
            "<details>\n<summary>Full text</summary>\n<div class=\"content\" \
             dir=\"auto\">\n{}\n</div>\n</details>\n",
            body(content),
        ));
    }
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
    lines.push_str(&story.map_or(String::new(), ShownStory::on_page));
    lines.push_str(&topics(item, feeds, at));
    if let Some(verdict) = &item.from.verdict {
        lines.push_str(&why::write(verdict));
    }
    lines.push_str("</article>\n");
    lines
}

/// Source, authors and time of day; articles that only know their day say no time.
fn byline(item: &ShownItem) -> String {
    let mut parts = vec![isolated(&item.source)];
    let authors: Vec<String> = item
        .authors
        .iter()
        .filter(|author| author.name != item.source)
        .map(|author| isolated(&author.name))
        .collect();
    if !authors.is_empty() {
        parts.push(format!("by {}", authors.join(", ")));
    }
    let date = &item.from.item.published;
    if matches!(date.precision, Precision::Second | Precision::Minute) {
        let first = if date.origin == DateOrigin::FirstSeen { "first seen " } else { "" };
        parts.push(format!(
            "{first}<time datetime=\"{}\">{} UTC</time>",
            item.published.format("%Y-%m-%dT%H:%M:%SZ"),
            item.published.format("%H:%M"),
        ));
    }
    if !item.enclosures.is_empty() {
        parts.push(count(item.enclosures.len(), "attachment", "attachments"));
    }
    if let Some(stated) = item.from.item.disclosure {
        parts.push(stated.words().to_owned());
    }
    parts.join(" \u{B7} ")
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

/// The name of an item's place on the page: short, and as lasting as its id.
fn anchor(id: &str) -> String {
    let hash = Sha256::digest(id.as_bytes());
    hash.iter().take(6).fold("item-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// An article's body as a part of the page: nothing that loads, headings below that of the item.
fn body(content: &str) -> String {
    let mut html =
        ammonia::Builder::default().rm_tags(NOT_ON_PAGES).link_rel(None).clean(content).to_string();
    for level in ["1", "2", "3"] {
        html = html
            .replace(&format!("<h{level}>"), "<h4>")
            .replace(&format!("</h{level}>"), "</h4>")
            .replace(&format!("<h{level} "), "<h4 ");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, want: &str) {
        assert_eq!(body(content), want, "{content}");
    }

    #[test]
    fn a_body_loads_nothing_and_keeps_the_outline() {
        check("<p>a<img src=\"https://x.example/i.png\" alt=\"b\"></p>", "<p>a</p>");
        check("<h1>a</h1><h5 lang=\"de\">b</h5>", "<h4>a</h4><h5 lang=\"de\">b</h5>");
        check("<p>open <b>bold", "<p>open <b>bold</b></p>");
        check("<script>x</script></div></details>y", "y");
    }
}
