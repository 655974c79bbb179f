//! One feed → its page for people: how to subscribe, and the items by day.

use super::{
    Pages, article,
    html::{self, Page, escape},
    path::{self, announced_as},
    shown::Shown,
};

/// How much a page says of each item.
pub(super) struct Room {
    /// Most words of a summary.
    pub words: usize,
    /// Most other items of its story.
    pub others: usize,
    /// Most reasons why it is here.
    pub reasons: usize,
}

/// Pages up to this size are quick on a slow line; feeds and pages of items say everything.
const LARGEST: usize = 100 * 1024;

/// From much to little.
const ROOMS: [Room; 3] = [
    Room { words: usize::MAX, others: 5, reasons: usize::MAX },
    Room { words: 40, others: 3, reasons: 3 },
    Room { words: 20, others: 1, reasons: 1 },
];

/// Writes the page, with less of each item where it would be too large. `feeds` are all feeds, for
/// the way to the other topics.
pub(super) fn write(feed: &Shown, feeds: &[Shown], pages: &Pages) -> String {
    let mut page = String::new();
    for room in &ROOMS {
        page = within(room, feed, feeds, pages);
        if page.len() <= LARGEST {
            break;
        }
    }
    page
}

fn within(room: &Room, feed: &Shown, feeds: &[Shown], pages: &Pages) -> String {
    let at = path::page(&feed.topic);
    let mut main =
        format!("<h1>{}</h1>\n<p>{}</p>\n", escape(&feed.title), escape(&feed.description));
    main.push_str(&subscribe(feed, &at));
    main.push_str(if feed.items.is_empty() { "<p>No items yet.</p>\n" } else { SEARCH });
    let mut rest = &feed.items[..];
    while let Some(first) = rest.first() {
        let day = first.published.date_naive();
        let same = rest.iter().take_while(|item| item.published.date_naive() == day).count();
        main.push_str(&format!(
            "<section class=\"day\">\n<h2>{}, {}</h2>\n",
            day.format("%A"),
            html::day(first.published),
        ));
        for item in &rest[..same] {
            main.push_str(&article::write(item, feeds, pages, &at, room));
        }
        main.push_str("</section>\n");
        rest = &rest[same..];
    }
    let page = Page {
        at: &at,
        title: &feed.full_title(),
        description: &feed.description,
        announced: &[feed],
        feeds,
        settings: feed.settings,
        has_search: !feed.items.is_empty(),
        main: &main,
    };
    page.write()
}

/// A form that the script shows.
const SEARCH: &str = "<form class=\"search\" role=\"search\" hidden>\n\
    <label for=\"search\">Search this page</label>\n\
    <input id=\"search\" type=\"search\" autocomplete=\"off\">\n\
    <output for=\"search\"></output>\n</form>\n";

fn subscribe(feed: &Shown, at: &str) -> String {
    let mut list = String::new();
    for format in path::documents(feed.settings) {
        let (media_type, name) = announced_as(format);
        let document = path::document(feed.settings, format, &feed.topic);
        list.push_str(&format!(
            "<li><a type=\"{media_type}\" href=\"{}\">{name}</a> <code>{}</code></li>\n",
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
