//! What the pages for people share: escaping, head, foot, dates.

use chrono::{DateTime, Utc};

use crate::model::Text;

use super::{
    Settings,
    path::{self, announced_as},
    shown::Shown,
};

/// The style sheet of every page.
pub(super) const STYLE: &str = include_str!("style.css");

/// Nothing on a page may run or load from anywhere, whatever an article holds.
const POLICY: &str = "script-src 'none'; img-src 'none'; media-src 'none'; object-src 'none'; \
                      frame-src 'none'; font-src 'none'; connect-src 'none'; form-action 'none'";

/// Makes plain text safe in HTML and XML, in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// A whole page: head, header, `main`, footer. `announced` are the feeds of its autodiscovery links.
pub(super) fn page(
    at: &str,
    title: &str,
    description: &str,
    announced: &[&Shown],
    settings: &Settings,
    main: &str,
) -> String {
    let site = escape(&settings.site.title);
    let home = path::relative(at, path::INDEX);
    let mut alternates = String::new();
    for feed in announced {
        for format in path::documents(settings) {
            let (media_type, name) = announced_as(format);
            let document = path::document(settings, format, &feed.topic);
            alternates.push_str(&format!(
                "<link rel=\"alternate\" type=\"{media_type}\" title=\"{} ({name})\" href=\"{}\">\n",
                escape(&feed.title),
                escape(&path::relative(at, &document)),
            ));
        }
    }
    // The first page has the name as its heading.
    let header = match at {
        path::INDEX => String::new(),
        _ => format!(
            "<header><p class=\"site\"><a href=\"{}\">{site}</a></p></header>\n",
            escape(&home)
        ),
    };
    let rights =
        settings.site.rights.as_deref().map(|rights| format!("<p>{}</p>\n", escape(rights)));
    let page = format!(
        "<!DOCTYPE html>\n\
         <html lang=\"{language}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"feedmill {version}\">\n\
         <meta name=\"description\" content=\"{description}\">\n\
         <title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n\
         {alternates}\
         </head>\n\
         <body>\n\
         <a class=\"skip\" href=\"#main\">Skip to content</a>\n\
         {header}\
         <main id=\"main\">\n\
         {main}\
         </main>\n\
         <footer>\n\
         {rights}\
         <p>All times are UTC. Made by feedmill.</p>\n\
         </footer>\n\
         </body>\n\
         </html>\n",
        language = escape(&settings.site.language),
        version = env!("CARGO_PKG_VERSION"),
        description = escape(description),
        title = escape(title),
        canonical = escape(&path::absolute(&settings.site, at)),
        style = escape(&path::relative(at, path::STYLE)),
        rights = rights.unwrap_or_default(),
    );
    // Terms and labels come as plain strings.
    Text::new(&page).into_string()
}

/// Foreign text that keeps its writing direction to itself.
pub(super) fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// A link to the web, or only its text.
pub(super) fn link(href: Option<&str>, text: &str) -> String {
    match href {
        Some(href) => {
            format!("<a href=\"{}\" rel=\"noopener\">{}</a>", escape(href), isolated(text))
        }
        None => isolated(text),
    }
}

/// `30 December 2025`.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%-d %B %Y").to_string()
}

/// A number of things.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
