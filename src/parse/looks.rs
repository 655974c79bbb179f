//! Small questions about text that several formats ask.

use std::borrow::Cow;

use crate::model::{Body, Category, Text};

/// Single spaces, none at the ends; a no-break space is a space.
pub(super) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{200B}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Trims; `None` when nothing is left.
pub(super) fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Most labels of one entry.
const MAX_CATEGORIES: usize = 200;

/// Adds a label, once.
pub(super) fn add_category(categories: &mut Vec<Category>, category: Category) {
    if categories.len() < MAX_CATEGORIES && !categories.contains(&category) {
        categories.push(category);
    }
}

/// Adds the labels of a text that holds several, between commas.
pub(super) fn add_labels(categories: &mut Vec<Category>, text: &str) {
    for term in text.split(',').filter_map(line) {
        add_category(categories, Category::new(&term));
    }
}

/// Resolves character references, all HTML names included.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if text.contains('&') { htmlize::unescape(text) } else { Cow::Borrowed(text) }
}

/// Whether a character reference is left in a text.
pub(super) fn has_reference(text: &str) -> bool {
    text.split('&').skip(1).any(|after| {
        let end = after.bytes().position(|b| !(b.is_ascii_alphanumeric() || b == b'#'));
        end.is_some_and(|end| end > 1 && after.as_bytes()[end] == b';')
    })
}

/// Whether a text that nobody called HTML is HTML: it closes an element that makes up text.
pub(super) fn is_html(text: &str) -> bool {
    const CLOSED: [&str; 8] = ["p>", "a>", "div>", "b>", "strong>", "em>", "ul>", "blockquote>"];
    text.split("</").skip(1).any(|after| {
        CLOSED.iter().any(|name| {
            after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        })
    })
}

/// A short text of RSS, once unescaped: where `<` or `&` is left, it was escaped twice and is HTML.
pub(super) fn title_body(text: &str) -> Option<Body> {
    let text = filled(text)?;
    Some(if text.contains(['<', '&']) { Body::Html(text) } else { Body::Plain(text) })
}

/// One line of plain text, for names and titles of feeds: tags go, references are resolved.
pub(super) fn line(text: &str) -> Option<Text> {
    let line = if text.contains(['<', '&']) {
        Text::line(&unescape(&without_tags(text)))
    } else {
        Text::line(text)
    };
    (!line.is_empty()).then_some(line)
}

/// The plain text of a body on one line.
pub(super) fn body_line(body: &Body) -> Option<Text> {
    match body {
        Body::Plain(text) => {
            let line = Text::line(text);
            (!line.is_empty()).then_some(line)
        }
        Body::Html(html) => line(html),
        Body::Paragraphs(paragraphs) => line(&paragraphs.join(" ")),
    }
}

/// Whether a text is a web address: `http` or `https`, and no white space.
pub(super) fn is_web_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https")) && !text.contains(char::is_whitespace)
}

/// The `>` that ends a tag; those in quoted values do not.
fn tag_end(tag: &str) -> Option<usize> {
    let first = tag.find('>')?;
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().skip(first.min(tag.find('=').unwrap_or(first))) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        // A quote that is never closed is a character.
        if at - first.min(at) > MAX_TAG {
            break;
        }
    }
    Some(first)
}

/// Longest tag whose quotes are believed, in bytes.
const MAX_TAG: usize = 4_096;

/// Elements whose content is code.
const CODE: [&str; 2] = ["script", "style"];

fn begins_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag_end(tag) {
            Some(end) if is_tag => {
                rest = &tag[end + 1..];
                // Code is no text. Without an end it goes on to the end.
                if let Some(name) = CODE.iter().find(|name| begins_with(tag, name)) {
                    let ends = |at: &usize| begins_with(&rest[at + 2..], name);
                    rest = rest
                        .match_indices("</")
                        .map(|(at, _)| at)
                        .find(ends)
                        .map_or("", |at| &rest[at..]);
                }
            }
            // Without any `>` ahead there is no tag ahead either.
            None => {
                text.push_str(&rest[at..]);
                return text;
            }
            Some(_) => {
                text.push('<');
                rest = tag;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        #[track_caller]
        fn check(text: &str, want: &str) {
            assert_eq!(line(text).as_deref(), Some(want));
        }
        check("A &amp; B", "A & B");
        check("a < b", "a < b");
        check("a < b > c", "a < b > c");
        check("<b>a</b>\n &eacute;", "a é");
        check("<b", "<b");
        check("a<!-- b > -->c<!-- d", "ac");
        check("a<script>b < c</SCRIPT>d<style>e", "ad");
        check("a<img alt='<br>'>b", "ab");
    }

    #[test]
    fn references_and_markup() {
        for (text, want) in [
            ("&amp;", true),
            ("a &#8217; b", true),
            ("AT&T; x", false),
            ("a & b; c", false),
            ("&;", false),
        ] {
            assert_eq!(has_reference(text), want, "{text}");
        }
        for (text, want) in [("<p>a</P>", true), ("a <b", false), ("</p", false), ("</pre>", false)]
        {
            assert_eq!(is_html(text), want, "{text}");
        }
    }

    #[test]
    fn titles() {
        assert_eq!(title_body("  "), None);
        assert_eq!(title_body(" a > b "), Some(Body::Plain("a > b".into())));
        assert_eq!(title_body("AT&amp;T"), Some(Body::Html("AT&amp;T".into())));
    }

    #[test]
    fn addresses() {
        assert!(is_web_address("HTTP://a.example/x"));
        assert!(!is_web_address("tag:a.example,2026:1"));
        assert!(!is_web_address("http://a.example/x y"));
    }
}
