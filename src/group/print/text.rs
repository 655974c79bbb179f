//! Item → the plain text that its article is known by.
//!
//! Whichever field says most: the body, else the standfirst, else the start of the body that is kept
//! when the body is not. The title is no part of it: outlets write their own.

use std::borrow::Cow;

use super::trim::trim;
use crate::model::Item;

/// The text, without what stands around articles; blocks are lines. Empty where there is too little
/// of it to mean one article ("Comments", "Read more").
pub(in super::super) fn text(item: &Item) -> Cow<'_, str> {
    let content = item.content.as_deref().map(|html| plain(html));
    let rest = [item.summary.as_deref(), Some(item.lead.as_str())];
    let all = content.into_iter().chain(rest.into_iter().flatten().map(Cow::Borrowed));
    // Of two that are equally long, the first.
    let longest = all.reduce(|best, next| if next.len() > best.len() { next } else { best });
    let text = match longest {
        Some(Cow::Borrowed(text)) => Cow::Borrowed(trim(text)),
        Some(Cow::Owned(text)) => Cow::Owned(trim(&text).to_owned()),
        None => Cow::Borrowed(""),
    };
    match super::words(&text).nth(FEWEST_WORDS - 1) {
        Some(_) => text,
        None => Cow::Borrowed(""),
    }
}

/// Fewest words of a text that is compared.
const FEWEST_WORDS: usize = 6;

/// Sanitised HTML as plain text: a line for each block.
fn plain(html: &str) -> Cow<'_, str> {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        let end = tag_end(tag);
        if !is_inline(&tag[..end]) {
            text.push('\n');
        }
        rest = tag.get(end + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    match text.contains('&') {
        true => Cow::Owned(htmlize::unescape(&text).into_owned()),
        false => Cow::Owned(text),
    }
}

/// Where the `>` of a tag stands, or the end of the text.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if byte == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Whether a tag stands within a line: letters of one word may stand on both sides of it.
fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    matches!(
        &name[..end],
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines() {
        for (html, want) in [
            ("<p>A <b>b</b>c &amp; d</p><p>e</p>", "\nA bc & d\n\ne\n"),
            ("a<br>b<img alt=\"x > y\" src='z'>c", "a\nb\nc"),
            ("a <span class=x", "a "),
            ("no markup", "no markup"),
        ] {
            assert_eq!(plain(html), want, "{html}");
        }
    }
}
