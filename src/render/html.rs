//! What the pages for people share: escaping, head, foot, dates.

use chrono::{DateTime, Utc};

use crate::model::Text;

use super::{
    Settings,
    path::{self, announced_as},
    shown::Shown,
};

pub(super) use super::xml::escape;

/// The style sheet of every page.
pub(super) const STYLE: &str = include_str!("style.css");

/// The search of the pages, which work without it.
pub(super) const SCRIPT: &str = include_str!("search.js");

/// The picture of the site in a list of tabs.
pub(super) const ICON: &str = include_str!("icon.svg");

/// Nothing on a page may run or load but our own files, whatever an article holds.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A page for people.
pub(super) struct Page<'a> {
    /// Its path.
    pub at: &'a str,
    /// Of the window.
    pub title: &'a str,
    pub description: &'a str,
    /// The feeds of its autodiscovery links.
    pub announced: &'a [&'a Shown<'a>],
    /// All feeds: the way to the other topics.
    pub feeds: &'a [Shown<'a>],
    pub settings: &'a Settings,
    /// Whether it has items to be searched.
    pub has_search: bool,
    /// What stands in `main`.
    pub main: &'a str,
}

impl Page<'_> {
    /// The whole document: head, header, `main`, footer.
    pub fn write(&self) -> String {
        let site = &self.settings.site;
        let rights = site.rights.as_deref();
        let rights = rights.map(|rights| format!("<p>{}</p>\n", escape(rights)));
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
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{icon}\">\n\
             <link rel=\"stylesheet\" href=\"{style}\">\n\
             {script}\
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
            language = escape(&site.language),
            version = env!("CARGO_PKG_VERSION"),
            description = escape(self.description),
            title = escape(self.title),
            canonical = escape(&path::absolute(site, self.at)),
            icon = self.to(path::ICON),
            style = self.to(path::STYLE),
            script = if self.has_search {
                format!("<script src=\"{}\" defer></script>\n", self.to(path::SCRIPT))
            } else {
                String::new()
            },
            alternates = self.alternates(),
            header = self.header(),
            main = self.main,
            rights = rights.unwrap_or_default(),
        );
        // Terms and labels come as plain strings.
        Text::new(&page).into_string()
    }

    /// How this page points to a file, escaped.
    fn to(&self, path: &str) -> String {
        escape(&path::relative(self.at, path))
    }

    fn alternates(&self) -> String {
        let mut alternates = String::new();
        for feed in self.announced {
            for format in path::documents(self.settings) {
                let (media_type, name) = announced_as(format);
                let document = path::document(self.settings, format, &feed.topic);
                alternates.push_str(&format!(
                    "<link rel=\"alternate\" type=\"{media_type}\" title=\"{} ({name})\" \
                     href=\"{}\">\n",
                    escape(&feed.title),
                    self.to(&document),
                ));
            }
        }
        alternates
    }

    /// The name of the site and the topics. The first page has them as headings.
    fn header(&self) -> String {
        if self.at == path::INDEX {
            return String::new();
        }
        let mut list = String::new();
        for feed in self.feeds {
            let page = path::page(&feed.topic);
            let current = if page == self.at { " aria-current=\"page\"" } else { "" };
            list.push_str(&format!(
                "<li><a href=\"{}\"{current}>{}</a></li>\n",
                self.to(&page),
                escape(&feed.title),
            ));
        }
        format!(
            "<header>\n<p class=\"site\"><a href=\"{}\">{}</a></p>\n\
             <nav aria-label=\"Topics\">\n<ul>\n{list}</ul>\n</nav>\n</header>\n",
            self.to(path::INDEX),
            escape(&self.settings.site.title),
        )
    }
}

/// Foreign text that keeps its writing direction to itself.
pub(super) fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// A link to the web, or only its text.
pub(super) fn link(href: Option<&str>, text: &str) -> String {
    match href {
        Some(href) => {
            format!("<a href=\"{}\">{}</a>", escape(href), isolated(text))
        }
        None => isolated(text),
    }
}

/// `30 December 2025`.
pub(super) fn day(at: DateTime<Utc>) -> String {
    format!("<time datetime=\"{}\">{}</time>", at.format("%Y-%m-%d"), at.format("%-d %B %Y"))
}

/// The attributes of an element that holds foreign text: its language, and that it has a direction
/// of its own.
pub(super) fn foreign(language: Option<&str>) -> String {
    let tag = |language| format!(" lang=\"{}\"", escape(language));
    language.map_or(String::new(), tag) + " dir=\"auto\""
}

/// A number of things.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
