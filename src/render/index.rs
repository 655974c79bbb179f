//! The feeds → `index.html`: which topics there are, and how to subscribe.

use super::{
    Glance, Part, Settings,
    html::{self, Page, count, escape},
    path::{self, announced_as},
    shown::Shown,
};

/// Writes the page.
pub(super) fn write(
    feeds: &[Shown],
    parts: &[Part],
    sources: &[Shown],
    settings: &Settings,
) -> String {
    let title = &*settings.site.title;
    let mut main = format!("<h1>{}</h1>\n", escape(title));
    main.push_str(
        "<p>Pick a topic to read it here, or copy the address of its feed into your feed reader: \
         new items then come to you.</p>\n",
    );
    for (feed, part) in feeds.iter().zip(parts) {
        let (Part::Anew(glance) | Part::Left(glance)) = part;
        main.push_str(&section(feed, glance, settings));
    }
    main.push_str(&single_sources(sources));
    if settings.opml && !feeds.is_empty() {
        main.push_str(&format!(
            "<p>All feeds in one file for your reader: <a href=\"{}\">OPML</a>.</p>\n",
            escape(&path::relative(path::INDEX, path::OPML)),
        ));
    }
    let announced: Vec<&Shown> = feeds.iter().collect();
    let description = format!("Feeds of {title}");
    let page = Page {
        at: path::INDEX,
        title,
        description: &description,
        announced: &announced,
        feeds,
        settings,
        has_search: false,
        main: &main,
    };
    page.write()
}

/// The way to the feeds of single sources.
fn single_sources(sources: &[Shown]) -> String {
    if sources.is_empty() {
        return String::new();
    }
    let mut list = String::new();
    for source in sources {
        let page = path::relative(path::INDEX, &path::page(&source.topic));
        list.push_str(&format!("<li>{}</li>\n", html::link(Some(&page), &source.title)));
    }
    format!("<section>\n<h2>Single sources</h2>\n<ul>\n{list}</ul>\n</section>\n")
}

fn section(feed: &Shown, glance: &Glance, settings: &Settings) -> String {
    let page = path::relative(path::INDEX, &path::page(&feed.topic));
    let newest = glance.newest.map_or(String::new(), |at| format!(", newest of {}", html::day(at)));
    let links: Vec<String> = path::documents(settings)
        .into_iter()
        .map(|format| {
            let (media_type, name) = announced_as(format);
            let document = path::document(settings, format, &feed.topic);
            format!(
                "<a type=\"{media_type}\" href=\"{}\">{name}<span class=\"unseen\"> feed of \
                 {}</span></a>",
                escape(&path::relative(path::INDEX, &document)),
                escape(&feed.title),
            )
        })
        .collect();
    format!(
        "<section>\n<h2><a href=\"{}\">{}</a></h2>\n<p>{}</p>\n\
         <p class=\"quiet\">{}{newest}</p>\n<p>Feeds: {}</p>\n</section>\n",
        escape(&page),
        escape(&feed.title),
        escape(&feed.description),
        count(glance.items, "item", "items"),
        links.join(", "),
    )
}
