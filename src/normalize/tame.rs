//! Any HTML → balanced HTML that the sanitiser's parser reads in linear time.
//!
//! The parser builds a tree, and a hostile page can make that cost quadratic time or memory: by deep
//! nesting (measured: 20 000 nested `div` take 9 s), by formatting that is left open and opened anew
//! in every paragraph, by text between the rows of a table, by 100 000 attributes or entities. So
//! every tag that is let through is closed in order. No text is lost but by the cap on length; tags
//! that the sanitiser would drop are dropped already.

use super::{
    markup::{Piece, Tag, pieces},
    sanitize::ELEMENTS,
};

/// Longest HTML that is sanitised, in bytes; more is cut off.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting. Pages that people write stay below 100.
pub(super) const MAX_DEPTH: usize = 512;

/// Most attributes of a tag; one that has more loses all.
const MAX_ATTRIBUTES: usize = 64;

/// Most entities in a tag; one that has more loses its attributes, because the parser copies the value at each.
const MAX_TAG_ENTITIES: usize = 512;

/// Most marks in a text node: at each entity and line end the parser copies what it has of the node.
const MAX_MARKS: usize = 64;

/// Longest run of `&`.
const MAX_AMPERSANDS: usize = 8;

/// Elements without content.
const VOID: [&str; 6] = ["br", "col", "hr", "img", "source", "wbr"];

/// What matters of an element for the order of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// Stands within a line of text.
    Inline,
    /// A short block: what closes an inline element around it closes it, too.
    Line,
    /// Any other block.
    Block,
    /// `table`
    Table,
    /// A part of a table without text: the parser would move text in it to before the table.
    Frame,
    /// A part of a table that holds text.
    Cell,
}

fn sort(name: &str) -> Sort {
    match name {
        "a" | "abbr" | "acronym" | "audio" | "b" | "bdi" | "bdo" | "br" | "cite" | "code"
        | "del" | "dfn" | "em" | "i" | "img" | "ins" | "kbd" | "mark" | "picture" | "q" | "rp"
        | "rt" | "ruby" | "s" | "samp" | "small" | "source" | "strike" | "strong" | "sub"
        | "sup" | "time" | "u" | "var" | "video" | "wbr" => Sort::Inline,
        "dd" | "dt" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "p" => Sort::Line,
        "table" => Sort::Table,
        "col" | "colgroup" | "tbody" | "tfoot" | "thead" | "tr" => Sort::Frame,
        "caption" | "td" | "th" => Sort::Cell,
        _ => Sort::Block,
    }
}

/// Makes HTML balanced and drops the tags that would make parsing expensive.
pub(super) fn tame(html: &str) -> String {
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let mut tamed = Tamed { html: String::with_capacity(html.len()), marks: 0, open: Vec::new() };
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => tamed.text(text),
            Piece::Open(tag) => tamed.open(&tag),
            Piece::Close(tag) => tamed.close(&tag),
        }
    }
    tamed.close_to(0);
    tamed.html
}

/// HTML that is being written.
struct Tamed {
    html: String,
    /// Marks since the last text node was ended on purpose.
    marks: usize,
    /// The elements that are open, outermost first, at most [`MAX_DEPTH`].
    open: Vec<(&'static str, Sort)>,
}

impl Tamed {
    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.leave_frame();
        }
        let mut ampersands = 0;
        for (at, c) in text.char_indices() {
            ampersands = if c == '&' { ampersands + 1 } else { 0 };
            if ampersands > MAX_AMPERSANDS {
                continue;
            }
            self.marks += usize::from(matches!(c, '&' | '<' | '\n' | '\r' | '\0'));
            if self.marks > MAX_MARKS {
                // The sanitiser drops it, but it ends a text node.
                self.html.push_str("<!---->");
                self.marks = 0;
            }
            match c {
                // A lone one must not begin a tag with what follows a dropped comment.
                '<' => self.html.push_str("&lt;"),
                _ => self.html.push_str(&text[at..at + c.len_utf8()]),
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let Ok(index) = ELEMENTS.binary_search(&tag.name.as_ref()) else { return };
        let name = ELEMENTS[index];
        let sort = sort(name);
        // An anchor that only names a place has no end in old pages, and no use here.
        if name == "a" && tag.attributes > 0 && !tag.raw.to_ascii_lowercase().contains("href") {
            return;
        }
        match sort {
            Sort::Frame | Sort::Cell => {
                let parents: &[&str] = match name {
                    "td" | "th" => &["table", "tbody", "tfoot", "thead", "tr"],
                    "tr" => &["table", "tbody", "tfoot", "thead"],
                    "col" => &["colgroup", "table"],
                    _ => &["table"],
                };
                let Some(parent) = self.nearest(|open, _| parents.contains(&open)) else { return };
                self.close_to(parent + 1);
            }
            Sort::Inline | Sort::Line | Sort::Block | Sort::Table => {
                self.leave_frame();
                self.close_implied(name, sort);
            }
        }
        let void = VOID.contains(&name);
        if !void && self.open.len() >= MAX_DEPTH {
            return;
        }
        let entities = tag.raw.bytes().filter(|byte| *byte == b'&').count();
        if tag.attributes > MAX_ATTRIBUTES || entities > MAX_TAG_ENTITIES {
            self.html.extend(["<", name, ">"]);
        } else {
            self.html.push_str(tag.raw);
        }
        if !void {
            self.open.push((name, sort));
        }
    }

    /// A closing tag closes what is open within its element. It reaches no element outside of its
    /// table cell, and one of an inline element none around a larger block. Others are dropped.
    fn close(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_ref();
        let sort = sort(name);
        let found = self.nearest(|open, open_sort| {
            let barrier = match sort {
                Sort::Table => false,
                Sort::Frame | Sort::Cell => open_sort == Sort::Table,
                Sort::Line | Sort::Block => matches!(open_sort, Sort::Cell | Sort::Table),
                Sort::Inline => !matches!(open_sort, Sort::Inline | Sort::Line),
            };
            open == name || barrier
        });
        if let Some(at) = found.filter(|at| self.open[*at].0 == name) {
            self.close_to(at);
        }
    }

    /// Closes what the opening tag of `name`, no part of a table, closes in HTML.
    fn close_implied(&mut self, name: &str, sort: Sort) {
        let alike: &[&str] = match name {
            "a" => &["a"],
            "li" => &["li"],
            "dd" | "dt" => &["dd", "dt"],
            _ => &[],
        };
        let found = self.nearest(|open, sort| {
            alike.contains(&open) || !matches!(sort, Sort::Inline | Sort::Line)
        });
        if let Some(at) = found.filter(|at| alike.contains(&self.open[*at].0)) {
            self.close_to(at);
        }
        // A block ends a paragraph.
        let around = self.nearest(|_, sort| sort != Sort::Inline);
        if let Some(at) = around.filter(|at| sort != Sort::Inline && self.open[*at].0 == "p") {
            self.close_to(at);
        }
    }

    /// Ends a table before content that stands in none of its cells.
    fn leave_frame(&mut self) {
        if self.open.last().is_some_and(|(_, sort)| matches!(sort, Sort::Frame | Sort::Table))
            && let Some(table) = self.nearest(|_, sort| sort == Sort::Table)
        {
            self.close_to(table);
        }
    }

    /// The place of the innermost open element that `fits`.
    fn nearest(&self, fits: impl Fn(&str, Sort) -> bool) -> Option<usize> {
        self.open.iter().rposition(|(name, sort)| fits(name, *sort))
    }

    /// Closes elements until `depth` are open.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some((name, _)) = self.open.pop()
        {
            self.html.extend(["</", name, ">"]);
        }
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
        assert_eq!(
            depth(&tame(&"<div></b></section><table></div></table>".repeat(2_000))),
            MAX_DEPTH
        );
    }

    #[track_caller]
    fn check(html: &str, want: &str) {
        assert_eq!(tame(html), want, "{html:?}");
        assert_eq!(tame(want), want, "twice: {html:?}");
    }

    #[test]
    fn everything_is_closed_in_order() {
        check("<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>");
        check(
            "<ul><li>a<ul><li>b</ul><li>c</ul>",
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        );
        check("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>");
        check("<b>a<p>b</b>c</p>d", "<b>a<p>b</p></b>cd");
        check("<i><ul><li>a</i></ul>b", "<i><ul><li>a</li></ul>b</i>");
        check("a</div></p>b<br></br>", "ab<br>");
        check("<a href=1>a<a href=2>b", "<a href=1>a</a><a href=2>b</a>");
        check("<a name=x>a<p>b", "a<p>b</p>");
        check("<p><b>a<p>b", "<p><b>a</b></p><p>b</p>");
    }

    #[test]
    fn tables_hold_their_text_in_cells() {
        check(
            "<table><tr><td>a<td>b</div><tr><th>c</table>d",
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>d",
        );
        check("<td>a</td><tr>b", "ab");
        check("<table> a<tr><td>b</table>", "<table></table> ab");
        check("<div><table><tr><td></div>a", "<div><table><tr><td>a</td></tr></table></div>");
    }

    #[test]
    fn nothing_left_open_piles_up() {
        for unit in ["<i title=1><p>a", "<cite><p></cite></p>"] {
            let html = (0..1_000).map(|n| unit.replace('1', &n.to_string())).collect::<String>();
            assert!(depth(&tame(&html)) <= 3, "{unit}");
        }
        let rows = tame(&"<p>a<li>b<a name=x>c<dd>d".repeat(1_000));
        assert!(depth(&rows) <= 3);
    }

    #[test]
    fn huge_tags_lose_their_attributes() {
        let html = format!("<p {}>a</p>", "x ".repeat(100_000));
        assert_eq!(tame(&html), "<p>a</p>");
        let html = format!("<p title='{}'>a</p>", "&a".repeat(1_000));
        assert_eq!(tame(&html), "<p>a</p>");
    }

    #[test]
    fn other_excess() {
        assert_eq!(tame(&"&".repeat(100_000)).len(), MAX_AMPERSANDS);
        assert_eq!(tame(&"ä".repeat(MAX_BYTES)).len(), MAX_BYTES);
        assert_eq!(tame(&format!("x{}", "ä".repeat(MAX_BYTES))).len(), MAX_BYTES - 1);
    }
}
