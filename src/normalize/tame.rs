//! Any HTML → HTML that the sanitiser's parser reads in linear time.
//!
//! The parser builds a tree, and a hostile page can make that cost quadratic time or memory: by deep
//! nesting (measured: 20 000 nested `div` take 9 s), by unclosed formatting that is opened anew in
//! every paragraph, by a tag of 100 000 attributes. Text is never lost here but by the cap on length,
//! only tags are; what the sanitiser would drop anyway is dropped already.

use super::{
    markup::{Piece, Tag, pieces},
    sanitize::ELEMENTS,
};

/// Longest HTML that is sanitised, in bytes; more is cut off.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting. Pages that people write stay below 100.
pub(super) const MAX_DEPTH: usize = 512;

/// Most formatting elements that are open at once: the parser opens them anew in each paragraph.
const MAX_FORMATTING: usize = 4;

/// Most attributes of a tag; one that has more loses all.
const MAX_ATTRIBUTES: usize = 64;

/// Longest run of `&`.
const MAX_AMPERSANDS: usize = 8;

/// Elements without content.
const VOID: [&str; 6] = ["br", "col", "hr", "img", "source", "wbr"];

/// Elements that the next of their kind closes, so that many in a row are not nested.
const IMPLIED_END: [&str; 11] =
    ["colgroup", "dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// What HTML calls formatting elements, but for `a`, which does not nest.
const FORMATTING: [&str; 9] = ["b", "code", "em", "i", "s", "small", "strike", "strong", "u"];

/// Drops the tags that would make parsing expensive.
pub(super) fn tame(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let mut tamed = Tamed {
        html: String::with_capacity(html.len()),
        depth: 0,
        formatting: 0,
        open: [0; ELEMENTS.len()],
    };
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => tamed.text(text),
            Piece::Open(tag) => tamed.open(&tag),
            Piece::Close(tag) => tamed.close(&tag),
        }
    }
    tamed.html
}

/// HTML that is being written, and what is open in it, tags that were dropped for depth included.
struct Tamed {
    html: String,
    depth: usize,
    formatting: usize,
    /// How many of each element are open. A closing tag without its opening tag counts nothing: the
    /// parser ignores it, too.
    open: [usize; ELEMENTS.len()],
}

impl Tamed {
    fn text(&mut self, text: &str) {
        let mut ampersands = 0;
        for (at, c) in text.char_indices() {
            ampersands = if c == '&' { ampersands + 1 } else { 0 };
            match c {
                '&' if ampersands > MAX_AMPERSANDS => {}
                // A lone one must not begin a tag with what follows a dropped comment.
                '<' => self.html.push_str("&lt;"),
                _ => self.html.push_str(&text[at..at + c.len_utf8()]),
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_ref();
        let Ok(index) = ELEMENTS.binary_search(&name) else { return };
        // A second `a` closes the first: old pages hold hundreds of unclosed anchors.
        let closes_its_like = name == "a" && self.open[index] > 0;
        if !(VOID.contains(&name) || IMPLIED_END.contains(&name) || closes_its_like) {
            self.open[index] += 1;
            self.depth += 1;
            self.formatting += usize::from(FORMATTING.contains(&name));
            if self.too_deep(name) {
                return;
            }
        }
        if tag.attributes > MAX_ATTRIBUTES {
            self.html.extend(["<", name, ">"]);
        } else {
            self.html.push_str(tag.raw);
        }
    }

    fn close(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_ref();
        let Ok(index) = ELEMENTS.binary_search(&name) else { return };
        if VOID.contains(&name) {
            return;
        }
        if !IMPLIED_END.contains(&name) {
            if self.open[index] == 0 {
                return;
            }
            let too_deep = self.too_deep(name);
            self.open[index] -= 1;
            self.depth -= 1;
            self.formatting -= usize::from(FORMATTING.contains(&name));
            if too_deep {
                return;
            }
        }
        self.html.extend(["</", name, ">"]);
    }

    fn too_deep(&self, name: &str) -> bool {
        self.depth > MAX_DEPTH || (FORMATTING.contains(&name) && self.formatting > MAX_FORMATTING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(html: &str) -> usize {
        let mut depth = 0usize;
        let mut deepest = 0;
        for piece in pieces(html) {
            match piece {
                Piece::Open(_) => depth += 1,
                Piece::Close(_) => depth = depth.saturating_sub(1),
                Piece::Text(_) => {}
            }
            deepest = deepest.max(depth);
        }
        deepest
    }

    #[test]
    fn nesting_is_capped_and_text_kept() {
        let html = format!("{}text{}tail", "<div>".repeat(20_000), "</div>".repeat(20_000));
        let tamed = tame(&html);
        assert_eq!(depth(&tamed), MAX_DEPTH);
        assert!(tamed.contains("text") && tamed.ends_with("</div>tail"));
        let clean = super::super::sanitize::sanitize(&html, None);
        assert!(clean.contains("text") && clean.ends_with("</div>tail"));
    }

    #[test]
    fn stray_closing_tags_do_not_hide_depth() {
        assert_eq!(depth(&tame(&"<div></b></section>".repeat(2_000))), MAX_DEPTH);
    }

    #[test]
    fn rows_are_no_nesting() {
        for (unit, count) in [("<p>a", 2_000), ("<li>a", 2_000), ("<a name=x>a", 2_000)] {
            let html = unit.repeat(count);
            assert_eq!(tame(&html), html);
        }
    }

    #[test]
    fn unclosed_formatting_is_capped() {
        let html = (0..1_000).map(|n| format!("<i title={n}><p>a")).collect::<String>();
        assert_eq!(tame(&html).matches("<i").count(), MAX_FORMATTING);
    }

    #[test]
    fn huge_tags_lose_their_attributes() {
        let html = format!("<p {}>a</p>", "x ".repeat(100_000));
        assert_eq!(tame(&html), "<p>a</p>");
    }

    #[test]
    fn other_excess() {
        assert_eq!(tame(&"&".repeat(100_000)).len(), MAX_AMPERSANDS);
        assert_eq!(tame(&"ä".repeat(MAX_BYTES)).len(), MAX_BYTES);
        assert_eq!(tame(&format!("x{}", "ä".repeat(MAX_BYTES))).len(), MAX_BYTES - 1);
    }
}
