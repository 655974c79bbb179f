//! HTML → tokens. It cannot fail: what is no markup is text.
//!
//! The tokens borrow from the page; references in them stay as written. Comments, instructions and
//! document types yield nothing. What stands inside `script` and its like is one token. Every search
//! that can fail is remembered, so the time is linear in the page whatever stands in it.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name inside>`; the name is in lower case.
    Open(Cow<'a, str>, &'a str),
    /// `</name>`
    Close(Cow<'a, str>),
    /// Characters; references are not resolved.
    Text(&'a str),
    /// What stands in an element that holds no markup (HTML §13.1.2, raw text).
    Raw(&'a str),
}

/// Elements whose content is no markup.
const RAW: [&str; 8] =
    ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// The tokens of a page.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The raw element that was just opened, by its place in [`RAW`].
    raw: Option<usize>,
    /// Which raw elements have no end tag from here on.
    endless: [bool; RAW.len()],
    /// The next place of `-->`, `"` and `'`: searched from, found at.
    ahead: [Option<(usize, Option<usize>)>; MARKS.len()],
    /// Whether the page ends inside a tag, a comment or a script.
    pub(super) cut: bool,
}

const MARKS: [&str; 3] = ["-->", "\"", "'"];
const COMMENT_END: usize = 0;

impl<'a> Tokens<'a> {
    /// Begins at the beginning.
    pub(super) fn new(text: &'a str) -> Self {
        Tokens { text, at: 0, raw: None, endless: [false; 8], ahead: [None; 3], cut: false }
    }

    /// The text of a raw element, up to its end tag. Without one a script has no end but that of the
    /// page; the title of a page that was never closed ends at the next tag.
    fn raw(&mut self, which: usize) -> &'a str {
        let rest = &self.text[self.at..];
        let end = if self.endless[which] { None } else { find_end_tag(rest, RAW[which]) };
        let length = end.unwrap_or_else(|| {
            self.endless[which] = true;
            match RAW[which] {
                "title" | "textarea" => memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()),
                _ => {
                    self.cut = true;
                    rest.len()
                }
            }
        });
        self.at += length;
        &rest[..length]
    }

    /// Reads what begins with the `<` at `at`; `None` when it yields nothing.
    fn markup(&mut self, at: usize) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        match bytes[at + 1] {
            b'!' if self.text[at..].starts_with("<!--") => {
                // `<!-->` and `<!--->` are whole comments (HTML §13.2.5.43).
                match self.find(at + 2, COMMENT_END) {
                    Some(end) => self.at = end + 3,
                    None => self.skip(at),
                }
                None
            }
            b'!' | b'?' => {
                self.skip(at);
                None
            }
            b'/' => {
                let name_end = at + 2 + name_length(&bytes[at + 2..]);
                let name = lower(&self.text[at + 2..name_end]);
                self.skip(name_end);
                Some(Token::Close(name))
            }
            _ => {
                let name_end = at + 1 + name_length(&bytes[at + 1..]);
                let Some(end) = self.tag_end(name_end) else {
                    self.cut = true;
                    self.at = self.text.len();
                    return None;
                };
                self.at = end + 1;
                let name = lower(&self.text[at + 1..name_end]);
                let inside = &self.text[name_end..end];
                if !inside.ends_with('/') || name == "script" {
                    self.raw = RAW.iter().position(|known| *known == name);
                }
                Some(Token::Open(name, inside))
            }
        }
    }

    /// Goes behind the next `>`.
    fn skip(&mut self, from: usize) {
        match memchr(b'>', &self.text.as_bytes()[from..]) {
            Some(found) => self.at = from + found + 1,
            None => {
                self.cut = true;
                self.at = self.text.len();
            }
        }
    }

    /// Finds the `>` of a tag whose name ends at `from`; in quoted values it is a character.
    fn tag_end(&mut self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        loop {
            at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
            if bytes[at] == b'>' {
                return Some(at);
            }
            let before = bytes[from..at].iter().rposition(|byte| !byte.is_ascii_whitespace());
            if before.is_some_and(|before| bytes[from + before] == b'=')
                && let Some(end) = self.value_end(at)
            {
                at = end;
            }
            at += 1;
        }
    }

    /// The quote that closes the value opened at `open`; `None` for a value that was never closed and
    /// would swallow the markup behind it.
    fn value_end(&mut self, open: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let close = self.find(open + 1, if bytes[open] == b'"' { 1 } else { 2 })?;
        let ends_well = bytes
            .get(close + 1)
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        (ends_well || memchr(b'>', &bytes[open..close]).is_none()).then_some(close)
    }

    /// The next place of a mark. Positions asked for rise, so an answer that lies ahead still holds.
    fn find(&mut self, from: usize, mark: usize) -> Option<usize> {
        match self.ahead[mark] {
            Some((asked, found)) if asked <= from && found.is_none_or(|found| found >= from) => {
                found
            }
            _ => {
                let rest = &self.text.as_bytes()[from..];
                let found = memmem::find(rest, MARKS[mark].as_bytes()).map(|at| from + at);
                self.ahead[mark] = Some((from, found));
                found
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(which) = self.raw.take() {
            return Some(Token::Raw(self.raw(which)));
        }
        loop {
            let from = self.at;
            let mut search = from;
            let at = loop {
                let found = memchr(b'<', &self.text.as_bytes()[search..])
                    .map_or(self.text.len(), |found| search + found);
                if found == self.text.len() || begins_markup(&self.text.as_bytes()[found + 1..]) {
                    break found;
                }
                search = found + 1;
            };
            if at > from {
                self.at = at;
                return Some(Token::Text(&self.text[from..at]));
            }
            if at == self.text.len() {
                return None;
            }
            if let Some(token) = self.markup(at) {
                return Some(token);
            }
        }
    }
}

/// The attributes inside a tag: names in lower case, values with references resolved as HTML does in
/// attributes (`&copy=` stays). Of two with one name the first counts; the caller sees to that.
pub(super) fn attributes(inside: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let blank = |c: char| c.is_ascii_whitespace() || c == '/';
        rest = rest.trim_start_matches(blank);
        if rest.is_empty() {
            return None;
        }
        let ends = |c: char| blank(c) || c == '=';
        // A name may begin with `=` (HTML §13.2.5.32).
        let end = rest.char_indices().skip(1).find(|(_, c)| ends(*c));
        let (name, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((lower(name), Cow::Borrowed("")));
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let closed = quote.and_then(|quote| value[1..].split_once(quote));
        let (value, after) = closed.unwrap_or_else(|| {
            let end = value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len());
            let (value, after) = value.split_at(end);
            (quote.map_or(value, |_| &value[1..]), after)
        });
        rest = after;
        Some((lower(name), resolve(value)))
    })
}

fn resolve(value: &str) -> Cow<'_, str> {
    if value.contains('&') { htmlize::unescape_attribute(value) } else { Cow::Borrowed(value) }
}

/// Whether the bytes behind a `<` make it markup.
fn begins_markup(rest: &[u8]) -> bool {
    match rest {
        [b'/', byte, ..] => byte.is_ascii_alphabetic(),
        [byte, ..] => byte.is_ascii_alphabetic() || matches!(byte, b'!' | b'?'),
        [] => false,
    }
}

fn name_length(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<');
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The place of `</name` in a text.
fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, b"</").find(|&at| {
        let end = at + 2 + name.len();
        bytes.get(at + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let shown: Vec<String> = Tokens::new(text)
            .map(|token| match token {
                Token::Open(name, inside) => format!("<{name}{inside}>"),
                Token::Close(name) => format!("</{name}>"),
                Token::Text(text) => format!("{text:?}"),
                Token::Raw(text) => format!("raw {text:?}"),
            })
            .collect();
        assert_eq!(shown.join(" "), want, "{text:?}");
    }

    #[test]
    fn markup_and_text() {
        check("<!DOCTYPE html><P CLASS=a>b</P >c", "<p CLASS=a> \"b\" </p> \"c\"");
        check("a < b <3 </ c", "\"a < b <3 </ c\"");
        check("a<!-- <b> -->c<!-->d<?php e ?>", "\"a\" \"c\" \"d\"");
        check("<a title='x > y' b>c", "<a title='x > y' b> \"c\"");
        check("<a href=it's>c</a>'", "<a href=it's> \"c\" </a> \"'\"");
        check("<a b=\"c>d<e f=\"g\">", "<a b=\"c> \"d\" <e f=\"g\">");
        check("<br/><x-y>", "<br/> <x-y>");
    }

    #[test]
    fn scripts_hold_no_markup() {
        check("<script>a</b></script>c", "<script> raw \"a</b>\" </script> \"c\"");
        check("<Style></scr</STYLE >", "<style> raw \"</scr\" </style>");
        check("<title>a &lt; b</title>", "<title> raw \"a &lt; b\" </title>");
        check("<title>a<p>b", "<title> raw \"a\" <p> \"b\"");
        check("<script>a<p>b", "<script> raw \"a<p>b\"");
        check("<iframe/>a<b>", "<iframe/> \"a\" <b>");
    }

    #[test]
    fn a_cut_page_is_noticed() {
        for (text, want) in [("a<b", true), ("<p>a", false), ("<!-- a", true), ("<script>", true)] {
            let mut tokens = Tokens::new(text);
            while tokens.next().is_some() {}
            assert_eq!(tokens.cut, want, "{text}");
        }
    }

    #[test]
    fn attributes_in_all_forms() {
        #[track_caller]
        fn check(inside: &str, want: &str) {
            let shown: Vec<String> =
                attributes(inside).map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(shown.join("|"), want, "{inside}");
        }
        check(" A='b' c=\"d\" e", "a=b|c=d|e=");
        check(" href=/a/b/ x", "href=/a/b/|x=");
        check(" href = 'a?b&amp;c=1&copy=2'", "href=a?b&c=1&copy=2");
        check(" a='b'c=d/", "a=b|c=d/");
        check(" a='b", "a=b");
        check(" =a b='' /", "=a=|b=");
        check("", "");
    }
}
