//! HTML → pieces: text and tags, in order, in linear time.
//!
//! No tree is built and nothing fails, so this may read any bytes. Comments, declarations and
//! elements whose content is no text for readers ([`SWALLOWED`]) are left out with their content.

use std::borrow::Cow;

use super::attributes::{Attributes, Step, lower, step};

/// Elements that go with their content: code, other languages inside HTML, parts of forms.
const SWALLOWED: [&str; 13] = [
    "annotation",
    "annotation-xml",
    "button",
    "iframe",
    "noembed",
    "noframes",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
];

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Piece<'h> {
    /// Characters between tags; entities are not decoded.
    Text(&'h str),
    /// `<name …>`
    Open(Tag<'h>),
    /// `</name>`
    Close(Tag<'h>),
}

/// A tag as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Tag<'h> {
    /// Name in lower case.
    pub name: Cow<'h, str>,
    /// The whole tag from `<` to `>`.
    raw: &'h str,
    /// Where in it the name ends.
    name_end: usize,
}

impl<'h> Tag<'h> {
    /// Its attributes.
    pub(super) fn attributes(&self) -> Attributes<'h> {
        Attributes::new(self.raw, self.name_end)
    }
}

/// The text without the marks of CDATA sections, which mean nothing in HTML: a browser takes all up
/// to the next `>` for a comment. Publishers who wrap their text twice lose it so.
pub(in super::super) fn without_cdata(html: &str) -> Cow<'_, str> {
    match html.contains("<![CDATA[") {
        true => Cow::Owned(html.replace("<![CDATA[", "").replace("]]>", "")),
        false => Cow::Borrowed(html),
    }
}

/// The pieces of `html`.
pub(in super::super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { rest: html, unclosed: [false; SWALLOWED.len()], has_open_comment: false }
}

/// See [`pieces`].
pub(in super::super) struct Pieces<'h> {
    rest: &'h str,
    /// Swallowed elements that are known to have no closing tag in `rest`: they are searched once,
    /// so that many of them cost no more than one.
    unclosed: [bool; SWALLOWED.len()],
    /// Whether a comment is known to have no end in `rest`; the same holds for all behind it.
    has_open_comment: bool,
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
                        // XML writes empty elements so, and much HTML was XML once.
                        Some(_) if tag.raw.ends_with("/>") => {}
                        Some(index) => self.swallow(index),
                        None => return Some(Piece::Open(tag)),
                    }
                    // A frame may show a film.
                    if tag.name == "iframe" {
                        return Some(Piece::Open(tag));
                    }
                }
                Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let Some(tag) = self.tag(2) else { continue };
                    if !SWALLOWED.contains(&tag.name.as_ref()) {
                        return Some(Piece::Close(tag));
                    }
                }
                _ => {
                    let length = self.comment_length();
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
        let ends_name = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
        let Some(name_length) = self.rest[name_start..].find(ends_name) else {
            self.rest = "";
            return None;
        };
        let name_end = name_start + name_length;
        let Some(length) = tag_length(self.rest.as_bytes(), name_end) else {
            self.rest = "";
            return None;
        };
        let raw = self.take(length);
        Some(Tag { name: lower(&raw[name_start..name_end]), raw, name_end })
    }

    /// Length of the comment, declaration or processing instruction that `rest` begins with.
    ///
    /// A comment without an end hides all text in a browser. Here it ends at the next `>`, but for
    /// those of office programs, which hold their own settings.
    fn comment_length(&mut self) -> usize {
        let html = self.rest;
        let is_empty = html.starts_with("<!-->") || html.starts_with("<!--->");
        if let Some(comment) = html.strip_prefix("<!--").filter(|_| !is_empty) {
            let end = if self.has_open_comment { None } else { comment_end(comment) };
            if let Some(end) = end {
                return end + 4;
            }
            self.has_open_comment = true;
            if comment.starts_with("[if") {
                return html.len();
            }
        }
        html.find('>').map_or(html.len(), |at| at + 1)
    }

    /// Goes behind the closing tag of a swallowed element. Without one, code swallows the rest and
    /// any other element nothing.
    fn swallow(&mut self, index: usize) {
        let name = SWALLOWED[index];
        let code = matches!(name, "script" | "style");
        let end = if self.unclosed[index] { None } else { find_close(self.rest, name) };
        match end {
            // Text in a frame is for browsers without frames. What does not say so is told, because
            // some publishers never close a frame before their text ends.
            Some(start) if name == "iframe" && !is_notice(&self.rest[..start]) => {}
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

/// Length of the tag that `bytes` begin with. `None` without an end.
///
/// A quote that nothing closes would hide all text behind it: such a tag ends at the next `>`. Of
/// each quote there can be one such tag, because no quote of its kind follows.
fn tag_length(bytes: &[u8], name_end: usize) -> Option<usize> {
    let mut at = name_end;
    loop {
        match step(bytes, at) {
            Step::Attribute { next, .. } => at = next,
            Step::End(length) => return Some(length),
            Step::Cut => return None,
            Step::Unclosed(from) => {
                let end = bytes[from..].iter().position(|byte| *byte == b'>')?;
                return Some(from + end + 1);
            }
        }
    }
}

/// Where a comment (behind `<!--`) ends: behind `-->` or `--!>`.
fn comment_end(comment: &str) -> Option<usize> {
    let mut ends = comment.match_indices('>').map(|(at, _)| at);
    let at = ends.find(|at| {
        let content = &comment[..*at];
        content.ends_with("--") || content.ends_with("--!")
    })?;
    Some(at + 1)
}

/// Whether what stands in a frame is about frames. A frame in it counts as such, so that frames in
/// frames are read once.
fn is_notice(content: &str) -> bool {
    let content = content.to_ascii_lowercase();
    content.contains("frame") || content.contains("browser")
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
                Piece::Open(tag) => format!("<{}>", tag.name),
                Piece::Close(tag) => format!("</{}>", tag.name),
            })
            .collect();
        assert_eq!(got, want, "{html:?}");
    }

    #[test]
    fn text_and_tags() {
        check("a<B>c</B >d", &["'a'", "<b>", "'c'", "</b>", "'d'"]);
        check("1 < 2 && 3 > 2 <", &["'1 < 2 && 3 > 2 <'"]);
        check("<br/><img src=a>", &["<br>", "<img>"]);
    }

    #[test]
    fn attributes() {
        check("<a title='x > y' href=b>t", &["<a>", "'t'"]);
        check("<a title = \"x > y\">t", &["<a>", "'t'"]);
        check("<a b\"c>t", &["<a>", "'t'"]);
        check("<a/b/c>t", &["<a>", "'t'"]);
    }

    #[test]
    fn comments_go() {
        check("a<!-- <b> -->c<!DOCTYPE x>d<?php y ?>e</ z>f", &["'a'", "'c'", "'d'", "'e'", "'f'"]);
        check("a<!-->b<!--->c", &["'a'", "'b'", "'c'"]);
        check("a<!-- b", &["'a'"]);
        check("a<!-- b>c<!-- d>e", &["'a'", "'c'", "'e'"]);
        check("a<!--[if x]>b", &["'a'"]);
        check("a<!-- b --!>c<!------>d", &["'a'", "'c'", "'d'"]);
    }

    #[test]
    fn code_goes_with_its_content() {
        check("a<script>if (b<c) '</b>'</script >d", &["'a'", "'d'"]);
        check("a<style>b", &["'a'"]);
        check("a<svg><path d=1></svg>b", &["'a'", "'b'"]);
        check("a<svg/onload=x>b", &["'a'", "'b'"]);
        check("a</script>b", &["'a'", "'b'"]);
        check("a<script src=b />c", &["'a'", "'c'"]);
        check("<iframe>a</iframe>b", &["<iframe>", "'a'", "'b'"]);
        check("<iframe>No Frames!</iframe>b", &["<iframe>", "'b'"]);
        check("<iframe><iframe>a</iframe>b", &["<iframe>", "'b'"]);
    }

    #[test]
    fn cut_tags_go() {
        check("a<a href=\"b", &["'a'"]);
        check("a<", &["'a<'"]);
        check("a</", &["'a</'"]);
    }
}
