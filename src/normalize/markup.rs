//! HTML → pieces: text and tags, in order, in linear time.
//!
//! No tree is built and nothing fails, so this may read any bytes. Comments, declarations and
//! elements whose content is no text for readers ([`SWALLOWED`]) are left out with their content.

use std::borrow::Cow;

/// Elements that go with their content: code, other languages inside HTML, parts of forms.
pub(super) const SWALLOWED: [&str; 12] = [
    "button", "iframe", "math", "noembed", "noframes", "script", "select", "style", "svg",
    "template", "textarea", "title",
];

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Characters between tags; entities are not decoded.
    Text(&'h str),
    /// `<name …>`
    Open(Tag<'h>),
    /// `</name>`
    Close(Tag<'h>),
}

/// A tag as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    /// Name in lower case.
    pub name: Cow<'h, str>,
    /// The whole tag from `<` to `>`.
    pub raw: &'h str,
    /// How many attributes it has, at least; some odd ones count twice.
    pub attributes: usize,
}

/// The pieces of `html`.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { rest: html, unclosed: [false; SWALLOWED.len()] }
}

/// See [`pieces`].
pub(super) struct Pieces<'h> {
    rest: &'h str,
    /// Swallowed elements that are known to have no closing tag in `rest`: they are searched once,
    /// so that many of them cost no more than one.
    unclosed: [bool; SWALLOWED.len()],
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let text = text_length(self.rest);
            if text > 0 {
                return Some(Piece::Text(self.take(text)));
            }
            let bytes = self.rest.as_bytes();
            match bytes.get(1) {
                Some(b'a'..=b'z' | b'A'..=b'Z') => {
                    let Some(tag) = self.tag(1) else { continue };
                    match SWALLOWED.iter().position(|name| *name == tag.name) {
                        Some(index) => self.swallow(index),
                        None => return Some(Piece::Open(tag)),
                    }
                }
                Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let Some(tag) = self.tag(2) else { continue };
                    if !SWALLOWED.contains(&tag.name.as_ref()) {
                        return Some(Piece::Close(tag));
                    }
                }
                _ => {
                    let length = comment_length(self.rest);
                    self.take(length);
                }
            }
        }
    }
}

impl<'h> Pieces<'h> {
    fn take(&mut self, length: usize) -> &'h str {
        let (head, tail) = self.rest.split_at(length);
        self.rest = tail;
        head
    }

    /// Takes the tag that `rest` begins with. A tag that never ends goes, as in a browser.
    fn tag(&mut self, name_start: usize) -> Option<Tag<'h>> {
        let Some((length, attributes)) = tag_length(self.rest.as_bytes(), name_start) else {
            self.rest = "";
            return None;
        };
        let raw = self.take(length);
        let name = raw[name_start..].split(|c: char| c.is_ascii_whitespace() || "/>".contains(c));
        let name = name.into_iter().next().unwrap_or_default();
        let name = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
        Some(Tag { name, raw, attributes })
    }

    /// Goes behind the closing tag of a swallowed element. Without one, code swallows the rest and
    /// any other element nothing.
    fn swallow(&mut self, index: usize) {
        let name = SWALLOWED[index];
        let code = matches!(name, "script" | "style");
        let end = if self.unclosed[index] { None } else { find_close(self.rest, name) };
        match end {
            Some(start) => {
                self.take(start);
                // The closing tag itself is left out by `next`.
            }
            None if code => self.rest = "",
            None => self.unclosed[index] = true,
        }
    }
}

/// Bytes of text before the next markup.
fn text_length(html: &str) -> usize {
    let bytes = html.as_bytes();
    let mut from = 0;
    while let Some(found) = html[from..].find('<') {
        let at = from + found;
        let markup = match bytes.get(at + 1) {
            Some(b'!' | b'?') => true,
            // `</>` is nothing, `</` before anything else begins a comment (HTML, tag open state).
            Some(b'/') => bytes.get(at + 2).is_some(),
            Some(byte) => byte.is_ascii_alphabetic(),
            None => false,
        };
        if markup {
            return at;
        }
        from = at + 1;
    }
    html.len()
}

/// Length of the tag that `bytes` begin with, and how many attributes it has. `None` without an end.
fn tag_length(bytes: &[u8], name_start: usize) -> Option<(usize, usize)> {
    #[derive(Clone, Copy)]
    enum State {
        Name,
        Before,
        Attribute,
        BeforeValue,
        Value,
        Quoted(u8),
    }
    let mut state = State::Name;
    let mut attributes = 0;
    for (index, &byte) in bytes.iter().enumerate().skip(name_start) {
        if byte == b'>' && !matches!(state, State::Quoted(_)) {
            return Some((index + 1, attributes));
        }
        let space = byte.is_ascii_whitespace();
        state = match state {
            State::Name if space || byte == b'/' => State::Before,
            State::Before if space || byte == b'/' => State::Before,
            State::Before => {
                attributes += 1;
                State::Attribute
            }
            State::Attribute if byte == b'=' => State::BeforeValue,
            // `a = b` is one attribute.
            State::Attribute if space => match next_solid(bytes, index) {
                Some(b'=') => State::Attribute,
                _ => State::Before,
            },
            State::Attribute if byte == b'/' => State::Before,
            State::BeforeValue if space => State::BeforeValue,
            State::BeforeValue if byte == b'"' || byte == b'\'' => State::Quoted(byte),
            State::BeforeValue => State::Value,
            State::Value if space => State::Before,
            State::Quoted(quote) if byte == quote => State::Before,
            same => same,
        };
    }
    None
}

/// The first byte at or after `from` that is no white space. It looks ahead a little only: more
/// white space than that would cost quadratic time.
fn next_solid(bytes: &[u8], from: usize) -> Option<u8> {
    bytes[from..].iter().take(32).copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Length of the comment, declaration or processing instruction that `html` begins with.
fn comment_length(html: &str) -> usize {
    let end = if html.starts_with("<!-->") || html.starts_with("<!--->") {
        html.find('>').map(|at| at + 1)
    } else if let Some(comment) = html.strip_prefix("<!--") {
        comment.find("-->").map(|at| at + 7)
    } else {
        html.find('>').map(|at| at + 1)
    };
    end.unwrap_or(html.len())
}

/// Where `</name` next stands, in any case.
fn find_close(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    html.match_indices("</").map(|(at, _)| at).find(|at| {
        let after = at + 2 + name.len();
        bytes.get(at + 2..after).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(after).is_none_or(|byte| !byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, want: &[&str]) {
        let got: Vec<String> = pieces(html)
            .map(|piece| match piece {
                Piece::Text(text) => format!("'{text}'"),
                Piece::Open(tag) => format!("<{}>{}", tag.name, tag.attributes),
                Piece::Close(tag) => format!("</{}>", tag.name),
            })
            .collect();
        assert_eq!(got, want, "{html:?}");
    }

    #[test]
    fn text_and_tags() {
        check("a<B>c</B >d", &["'a'", "<b>0", "'c'", "</b>", "'d'"]);
        check("1 < 2 && 3 > 2 <", &["'1 < 2 && 3 > 2 <'"]);
        check("<br/><img src=a>", &["<br>0", "<img>1"]);
    }

    #[test]
    fn attributes() {
        check("<a title='x > y' href=b>t", &["<a>2", "'t'"]);
        check("<a title = \"x > y\">t", &["<a>1", "'t'"]);
        check("<a b\"c>t", &["<a>1", "'t'"]);
        check("<a/b/c>t", &["<a>2", "'t'"]);
    }

    #[test]
    fn comments_go() {
        check("a<!-- <b> -->c<!DOCTYPE x>d<?php y ?>e</ z>f", &["'a'", "'c'", "'d'", "'e'", "'f'"]);
        check("a<!-->b<!--->c", &["'a'", "'b'", "'c'"]);
        check("a<!-- b", &["'a'"]);
    }

    #[test]
    fn code_goes_with_its_content() {
        check("a<script>if (b<c) '</b>'</script >d", &["'a'", "'d'"]);
        check("a<style>b", &["'a'"]);
        check("a<svg><path d=1></svg>b", &["'a'", "'b'"]);
        check("a<svg/onload=x>b", &["'a'", "'b'"]);
        check("a</script>b", &["'a'", "'b'"]);
    }

    #[test]
    fn cut_tags_go() {
        check("a<a href=\"b", &["'a'"]);
        check("a<", &["'a<'"]);
        check("a</", &["'a</'"]);
    }
}
