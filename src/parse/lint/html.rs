//! HTML inside of feeds: what readers remove, what leads nowhere, what does not match.

use std::borrow::Cow;

use super::{
    super::xml::{Token, Tokens, attributes},
    addresses,
    findings::quote,
    table::*,
    tree::Element,
};

/// Elements that readers remove for safety.
const RISKY: [&str; 12] = [
    "script", "iframe", "object", "embed", "applet", "meta", "link", "style", "base", "frame",
    "frameset", "noembed",
];

/// Attributes that hold an address.
const ADDRESSES: [&str; 7] = ["href", "src", "cite", "poster", "longdesc", "background", "action"];

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose end tag may be left out (HTML §13.1.2.4).
const OPTIONAL_END: [&str; 17] = [
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "caption", "rt", "rp", "body",
];

/// Tags whose appearance makes a text markup.
const TAGS: [&str; 26] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "ul",
];

/// How far up an end tag looks for its element: what bounds time.
const REACH: usize = 64;

/// Breaches of one text with the details; each rule once or a few times.
pub(super) fn check(html: &str, has_base: bool) -> Vec<(&'static Rule, String)> {
    let mut breaches = Breaches::default();
    let mut open: Vec<String> = Vec::new();
    let mut tokens = Tokens::new(html, 0);
    while let Some((_, token)) = tokens.next(None) {
        match token {
            Token::Start { name, attributes: raw, empty } => {
                let name = name.to_ascii_lowercase();
                let pairs = attributes(raw).map(|(name, value)| (name, htmlize::unescape(value)));
                breaches.element(&name, pairs, has_base);
                if !empty && !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::End(name) => close(&mut open, &name.to_ascii_lowercase(), &mut breaches),
            _ => {}
        }
    }
    if let Some(left) = open.iter().find(|name| !has_optional_end(name)) {
        breaches.add(HTML_BALANCE, format!("<{left}> is never closed"));
    }
    breaches.found
}

/// Breaches of markup that stands in the feed itself.
pub(super) fn check_elements(root: Element, has_base: bool) -> Vec<(&'static Rule, String)> {
    let mut breaches = Breaches::default();
    for element in root.below() {
        let pairs = element.attributes().iter();
        let pairs =
            pairs.map(|attribute| (attribute.name, Cow::Borrowed(attribute.value.as_ref())));
        breaches.element(&element.local().to_ascii_lowercase(), pairs, has_base);
    }
    breaches.found
}

/// Whether plain text holds tags or references of HTML.
pub(super) fn looks_like_html(text: &str) -> bool {
    let has_tag = memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let ends =
            rest[end..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace());
        // Longer ones are no tags of HTML.
        ends && end <= 10 && TAGS.contains(&rest[..end].to_ascii_lowercase().as_str())
    });
    has_tag || {
        memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
            let rest = &text.as_bytes()[at + 1..];
            let length = rest.iter().take(10).position(|&byte| byte == b';');
            length.is_some_and(|length| {
                let name = &text[at..at + length + 2];
                name.is_ascii() && htmlize::unescape(name) != name
            })
        })
    }
}

fn has_optional_end(name: &str) -> bool {
    OPTIONAL_END.contains(&name)
}

fn close(open: &mut Vec<String>, name: &str, breaches: &mut Breaches) {
    match open.iter().rev().take(REACH).position(|known| known == name) {
        Some(depth) => {
            let keep = open.len() - depth - 1;
            if let Some(left) = open[keep + 1..].iter().find(|left| !has_optional_end(left)) {
                breaches.add(HTML_BALANCE, format!("</{name}> while <{left}> is open"));
            }
            open.truncate(keep);
        }
        // `</p>` and `</br>` make elements of their own.
        None if matches!(name, "p" | "br") => {}
        None => breaches.add(HTML_BALANCE, format!("</{name}> closes nothing")),
    }
}

/// Most breaches that are told of one text.
const MOST: usize = 20;

#[derive(Default)]
struct Breaches {
    found: Vec<(&'static Rule, String)>,
}

impl Breaches {
    fn add(&mut self, rule: &'static Rule, detail: String) {
        if self.found.len() < MOST {
            self.found.push((rule, detail));
        }
    }

    fn element<'v>(
        &mut self,
        name: &str,
        attributes: impl Iterator<Item = (&'v str, Cow<'v, str>)>,
        has_base: bool,
    ) {
        if RISKY.contains(&name) {
            self.add(HTML_SCRIPT, format!("<{name}>"));
        }
        for (attribute, value) in attributes {
            let attribute = attribute.to_ascii_lowercase();
            if attribute.starts_with("on") && attribute.len() > 3 {
                self.add(HTML_SCRIPT, format!("{attribute} of <{name}>"));
            } else if attribute == "style" {
                self.add(HTML_STYLE, format!("<{name} style={}>", quote(&value)));
            } else if ADDRESSES.contains(&attribute.as_str()) {
                self.address(name, &attribute, &value, has_base);
            } else if attribute == "srcset" {
                let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
                for part in parts.take(MOST) {
                    let address = part.split_ascii_whitespace().next().unwrap_or_default();
                    self.address(name, &attribute, address, has_base);
                }
            }
        }
    }

    fn address(&mut self, element: &str, attribute: &str, value: &str, has_base: bool) {
        let value = value.trim();
        match addresses::scheme(value).map(str::to_ascii_lowercase).as_deref() {
            Some("javascript" | "vbscript") => {
                self.add(HTML_SCRIPT, format!("{attribute} of <{element}>: {}", quote(value)));
            }
            // A place in the same text.
            None if !has_base && !value.starts_with('#') => {
                self.add(HTML_RELATIVE, format!("{attribute} of <{element}>: {}", quote(value)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn rules(html: &str, want: &[&str]) {
        let found: Vec<_> = check(html, false).into_iter().map(|(rule, _)| rule.id).collect();
        assert_eq!(found, want, "{html}");
    }

    #[test]
    fn table() {
        rules("<p>a <a href=\"https://a.example/\">b</a><br><img src='http://a.example/x'>", &[]);
        rules("<ul><li>a<li>b</ul><p>c<p>d</p>", &[]);
        rules("a < b && c", &[]);
        rules("<a href=\"#note\">1</a>", &[]);
        rules("<script>x</script>", &["html-script"]);
        rules("<a href=' JavaScript:x()'>a</a>", &["html-script"]);
        rules("<a href='jav&#x61;script:x()'>a</a>", &["html-script"]);
        rules("<p onclick=x>a</p>", &["html-script"]);
        rules("<p style='color:red'>a</p>", &["html-style"]);
        rules("<a href=/x>a</a>", &["html-relative"]);
        rules("<img srcset='https://a.example/1 1x, /2 2x'>", &["html-relative"]);
        rules("<b><i>a</b></i>", &["html-balance", "html-balance"]);
        rules("<div>a", &["html-balance"]);
        rules("a</div>", &["html-balance"]);
        assert!(check("<a href=/x>a</a>", true).is_empty());
    }

    #[test]
    fn markup_in_titles() {
        for text in ["a <b>c</b>", "<br/>", "AT&amp;T", "it&#39;s", "</p>"] {
            assert!(looks_like_html(text), "{text}");
        }
        for text in ["a < b > c", "x<y", "<title>", "AT&T", "R&D; x", "<b", "&é;"] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
