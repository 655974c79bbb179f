//! Small questions about text that several formats ask.

use std::borrow::Cow;

use crate::model::{Body, Category, Disclosure, Text};

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

/// Adds what an element or a field says that is there to state the part of artificial intelligence.
pub(super) fn add_statement(categories: &mut Vec<Category>, value: Option<String>) {
    if let Some(term) = value.as_deref().and_then(line).map(String::from) {
        let scheme = Some(Disclosure::SCHEME.to_owned());
        add_category(categories, Category { term, scheme, label: None });
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

/// Longest short text, in bytes: names, labels and the title of a feed are copied into every entry.
const MAX_LINE: usize = 4_096;

/// Longest text that a short one is made of, in bytes.
const MAX_RAW_LINE: usize = 16 * MAX_LINE;

/// One line of plain text, for names and titles of feeds: tags go, references are resolved.
pub(super) fn line(text: &str) -> Option<Text> {
    let text = cut(text, MAX_RAW_LINE);
    let line = if text.contains(['<', '&']) {
        Text::line(&unescape(&without_tags(text)))
    } else {
        Text::line(text)
    };
    short(line)
}

/// The line cut to its longest; `None` for an empty one.
fn short(line: Text) -> Option<Text> {
    let line = if line.len() > MAX_LINE { Text::line(cut(&line, MAX_LINE)) } else { line };
    (!line.is_empty()).then_some(line)
}

/// At most `bytes` of the text, cut between characters.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The plain text of a body on one line.
pub(super) fn body_line(body: &Body) -> Option<Text> {
    match body {
        Body::Plain(text) => short(Text::line(cut(text, MAX_RAW_LINE))),
        Body::Html(html) => line(html),
        Body::Paragraphs(paragraphs) => line(&paragraphs.join(" ")),
    }
}

/// Whether a text is a web address: `http` or `https`, and no white space.
pub(super) fn is_web_address(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https")) && !text.contains(char::is_whitespace)
}

/// Elements whose content is code.
const CODE: [&str; 2] = ["script", "style"];

/// How far behind its first `>` a tag may go on in a quoted value, in bytes.
const MAX_TAG: usize = 4_096;

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
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) {
            text.push('<');
            rest = tag;
            continue;
        }
        let Some(end) = tag_end(tag) else {
            // Without any `>` ahead there is no tag ahead either.
            rest = &rest[at..];
            break;
        };
        rest = &tag[end + 1..];
        // Code is no text. Without an end it goes on to the end.
        if let Some(name) = CODE.iter().find(|name| begins_with(tag, name)) {
            let ends = |at: &usize| begins_with(&rest[at + 2..], name);
            let end = rest.match_indices("</").map(|(at, _)| at).find(ends);
            rest = end.map_or("", |at| &rest[at..]);
        }
    }
    text.push_str(rest);
    text
}

/// The `>` that ends a tag. Those in quoted values do not; a quote that is never closed is a
/// character, and so are all behind a `<`, where another tag begins.
fn tag_end(tag: &str) -> Option<usize> {
    let first = tag.find('>')?;
    let Some(value) = tag[..first].find('=') else { return Some(first) };
    let mut quote = None;
    let reach = tag.len().min(first + MAX_TAG);
    for (at, byte) in tag.bytes().enumerate().take(reach).skip(value) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => break,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    Some(first)
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
        check("a<img alt='b>c", "ac");
        check("a<b c=' <i>d</i>", "ad");
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
