//! A page → what tells walls, errors and empty shells from pages that people read.
//!
//! No tree is built: one pass over the tokens, and all text folded, so that marks compare as they are.

use crate::model::fold;

use super::{
    dom,
    token::{Token, Tokens, attributes},
};
use crate::parse::looks::unescape;

/// What a page is made of. All text is folded.
#[derive(Clone, Debug, Default)]
pub(in crate::parse) struct Survey {
    /// The page's `<title>`.
    pub(in crate::parse) title: String,
    /// Its first heading with text.
    pub(in crate::parse) heading: String,
    /// What a person sees.
    pub(in crate::parse) text: String,
    /// What a person sees without JavaScript.
    pub(in crate::parse) fallback: String,
    /// The whole markup in lower case, scripts and comments included.
    pub(in crate::parse) markup: String,
    /// Fields for passwords.
    pub(in crate::parse) passwords: usize,
    /// Links with an address.
    pub(in crate::parse) links: usize,
    /// Scripts with an address.
    pub(in crate::parse) scripts: usize,
    /// Whether there is an `article` element.
    pub(in crate::parse) has_article: bool,
    /// Whether there is an element that programs in the browser fill.
    pub(in crate::parse) has_mount: bool,
    /// Whether a `<link>` names an alternate of the page: most often its feed.
    pub(in crate::parse) announces: bool,
    /// Where `meta http-equiv="refresh"` leads, in lower case.
    pub(in crate::parse) refresh: Option<String>,
}

/// What the frameworks call the element that they fill.
const MOUNTS: [&str; 10] = [
    "root",
    "app",
    "__next",
    "__nuxt",
    "___gatsby",
    "svelte",
    "app-root",
    "main-app",
    "react-root",
    "q-app",
];

/// Looks at a page.
pub(in crate::parse) fn survey(page: &str) -> Survey {
    let mut survey = Survey { markup: page.to_lowercase(), ..Survey::default() };
    let (mut title, mut heading) = (String::new(), String::new());
    let (mut text, mut fallback) = (String::new(), String::new());
    let (mut raw_title, mut in_heading, mut unseen) = (false, false, false);
    for token in Tokens::new(page) {
        match token {
            Token::Open(name, inside) => {
                raw_title = name == "title";
                text.push_str(gap(&name));
                match &*name {
                    "noscript" => unseen = true,
                    // The text of a page that has no other begins with its heading.
                    "h1" | "h2" => in_heading = heading.trim().is_empty(),
                    "article" => survey.has_article = true,
                    "app-root" => survey.has_mount = true,
                    "a" | "area" | "link" | "meta" | "input" | "script" | "div" | "main" => {
                        survey.element(&name, inside);
                    }
                    _ => {}
                }
            }
            Token::Close(name) => {
                text.push_str(gap(&name));
                match &*name {
                    "noscript" => unseen = false,
                    "h1" | "h2" => in_heading = false,
                    _ => {}
                }
            }
            Token::Text(run) if unseen => fallback.push_str(run),
            Token::Text(run) => {
                text.push_str(run);
                if in_heading {
                    heading.push_str(run);
                }
            }
            Token::Raw(run) if raw_title && title.is_empty() => title.push_str(run),
            Token::Raw(_) => {}
        }
    }
    let plain = |text: &str| fold(&unescape(text)).trim().to_owned();
    survey.title = plain(&title);
    survey.heading = plain(&heading);
    survey.text = plain(&text);
    survey.fallback = plain(&fallback);
    survey
}

impl Survey {
    fn element(&mut self, name: &str, inside: &str) {
        let (mut rel, mut kind, mut href) = (String::new(), String::new(), false);
        let (mut is_refresh, mut content) = (false, String::new());
        for (attribute, value) in attributes(inside) {
            let folded = || value.trim().to_lowercase();
            match &*attribute {
                "rel" => rel = folded(),
                "type" => kind = folded(),
                "href" | "src" => href = true,
                "http-equiv" => is_refresh = folded() == "refresh",
                "content" => content = folded(),
                "id" => self.has_mount |= MOUNTS.contains(&&*folded()),
                _ => {}
            }
        }
        match name {
            "a" | "area" => self.links += usize::from(href),
            "script" => self.scripts += usize::from(href),
            "input" => self.passwords += usize::from(kind == "password"),
            "link" => {
                let is_feed = rel.split_whitespace().any(|word| word == "feed");
                self.announces |=
                    href && (is_feed || rel.split_whitespace().any(|word| word == "alternate"));
            }
            "meta" if is_refresh => {
                let url = content.split_once("url").map(|(_, rest)| rest);
                let url = url.map(|url| url.trim_start_matches([' ', '=', '"', '\'']));
                self.refresh = self.refresh.take().or(url.map(str::to_owned));
            }
            _ => {}
        }
    }
}

/// What stands between words at the tag of an element.
fn gap(name: &str) -> &'static str {
    if dom::parts_words(name) { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_is_made_of() {
        let page = survey(
            "<!DOCTYPE html><html><head><title>A &amp;\nB</title><meta http-equiv=Refresh \
             content=\"0; URL='/next'\"><link rel='alternate' href=/feed><script src=x.js></script>\
             <script>var secret = 1</script></head><body><h1></h1><h2>Head – <b>line</b></h2>\
             <noscript>Turn it on</noscript><p>One<p>Two <a href=/>three</a><div id=root></div>\
             <input type=Password><!-- note --></body></html>",
        );
        assert_eq!((&*page.title, &*page.heading), ("a & b", "head - line"));
        assert_eq!(page.text, "head - line one two three");
        assert_eq!((&*page.fallback, page.refresh.as_deref()), ("turn it on", Some("/next'")));
        assert_eq!((page.links, page.scripts, page.passwords), (1, 1, 1));
        assert!(page.has_mount && page.announces && !page.has_article);
        assert!(page.markup.contains("<!-- note -->") && page.markup.contains("secret"));
    }

    #[test]
    fn any_text_is_a_page() {
        for text in
            ["", "<", "<title>", "<meta http-equiv=refresh content=url>", "<h1>a", "é&eacute;"]
        {
            survey(text);
        }
        assert_eq!(survey("<title>a").title, "a");
    }
}
