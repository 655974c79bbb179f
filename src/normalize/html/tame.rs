//! Any HTML → balanced HTML of allowed elements, written anew.
//!
//! Nothing of the input is copied: names come from the list, values and text are decoded and escaped
//! again. So nothing can mean one thing here and another in a reader (mutation XSS). Tags stand in
//! the order in which a parser would put them, and the tree builder of a browser leaves the result
//! as it is; the tests hold it to that.
//!
//! The shape is capped, because a tree builder takes quadratic time on hostile shapes: on deep
//! nesting (measured: 20 000 nested `div`, 9 s), on formatting that is left open and opened anew in
//! every paragraph, on text between the rows of a table. No text is lost but by the cap on length.

use std::ops::Range;

use url::Url;

use super::{
    MAX_DEPTH, MAX_INLINE,
    allow::{self, Sort},
    embed, escape,
    pieces::{Piece, Tag, pieces},
    tag::{Pictures, Written},
};

/// HTML that is safe in form and content.
pub(super) struct Tamed {
    /// The HTML.
    pub html: String,
    /// Whether it holds an element that tree builders treat in a way of its own.
    pub is_intricate: bool,
}

/// Writes HTML anew. Relative addresses are resolved against `base`; without one they go.
pub(super) fn tame(html: &str, base: Option<&Url>) -> Tamed {
    let mut writer = Writer {
        html: String::with_capacity(html.len() + html.len() / 8),
        open: Vec::new(),
        inline: 0,
        is_intricate: false,
        hollow: None,
        after_pre: false,
        pictures: Pictures::new(base),
        last_page: None,
        base,
    };
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Open(tag) => writer.open(&tag),
            Piece::Close(tag) => writer.close(&tag.name),
        }
    }
    writer.close_to(0);
    Tamed { html: writer.html, is_intricate: writer.is_intricate }
}

/// HTML that is being written.
struct Writer<'b> {
    html: String,
    /// The elements that are open, outermost first, at most [`MAX_DEPTH`].
    open: Vec<(&'static str, Sort)>,
    /// How many of them are inline elements, at most [`MAX_INLINE`].
    inline: usize,
    is_intricate: bool,
    /// Where the last picture without an address was written: its fallback may follow.
    hollow: Option<Range<usize>>,
    /// Whether `<pre>` was written last: parsers drop a line end there.
    after_pre: bool,
    pictures: Pictures<'b>,
    /// The page of the player that was written last.
    last_page: Option<String>,
    base: Option<&'b Url>,
}

impl Writer<'_> {
    fn text(&mut self, raw: &str) {
        let text = escape::decoded(raw);
        let mut text = text.as_ref();
        if self.is_in_frame() {
            if text.trim().is_empty() {
                // Parsers move a no-break space between cells to before the table.
                text = if text.bytes().all(|byte| byte.is_ascii_whitespace()) { text } else { "" };
            } else {
                self.open_cell();
            }
        }
        if self.after_pre {
            text = text.trim_start_matches('\n');
        }
        if text.is_empty() {
            return;
        }
        self.after_pre = false;
        self.pictures.text(text);
        escape::text(&mut self.html, text);
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if tag.name == "noscript" {
            return self.pictures.noscript(true);
        }
        let Some((name, sort)) = allow::element(&tag.name) else { return self.foreign(tag) };
        let Some(written) = self.tag(name, tag) else { return };
        match sort {
            Sort::Frame | Sort::Cell if !self.open_table_for(name) => return self.gap(),
            Sort::Frame | Sort::Cell => {}
            Sort::Inline | Sort::Line | Sort::Block | Sort::Table => {
                if self.is_in_frame() {
                    self.open_cell();
                }
                if !self.close_implied(name, sort) {
                    return;
                }
            }
        }
        let start = self.html.len();
        self.write(name, sort, &written);
        if name == "img" && !written.has_address() {
            self.hollow = Some(start..self.html.len());
        }
    }

    /// The attributes of a tag. `None` where the element is of no use.
    fn tag(&mut self, name: &str, tag: &Tag<'_>) -> Option<Written> {
        let is_in_picture = name == "img"
            && self
                .nearest(|open, sort| open == "picture" || sort != Sort::Inline)
                .is_some_and(|at| self.open[at].0 == "picture");
        let written = self.pictures.tag(name, tag, is_in_picture)?;
        if name == "img" {
            let last = self.hollow.take();
            if let Some(last) = last.filter(|last| last.end == self.html.len())
                && self.pictures.is_fallback()
            {
                self.html.truncate(last.start);
            }
        }
        Some(written)
    }

    /// What stands for an element that is not published: a film gets a link to its page.
    fn foreign(&mut self, tag: &Tag<'_>) {
        let Some((page, title)) = embed::page(tag, self.base) else { return };
        // Old pages wrap one player in another.
        if self.last_page.as_ref() == Some(&page) {
            return;
        }
        if self.is_in_frame() {
            self.open_cell();
        }
        self.close_implied("a", Sort::Inline);
        let depth = self.open.len();
        if !self.open.last().is_some_and(|(_, sort)| matches!(sort, Sort::Inline | Sort::Line)) {
            self.write("p", Sort::Line, &Written::default());
        }
        self.write("a", Sort::Inline, &Written::link(&page));
        self.pictures.text(&title);
        escape::text(&mut self.html, &title);
        self.close_to(depth);
        self.last_page = Some(page);
    }

    /// Writes an opening tag, if it is not too deep.
    fn write(&mut self, name: &'static str, sort: Sort, written: &Written) {
        let is_void = allow::is_void(name);
        let room = match sort {
            Sort::Inline => self.open.len() < MAX_DEPTH && self.inline < MAX_INLINE,
            // A table is of use with its rows and cells only.
            Sort::Table => self.open.len() + 4 <= MAX_DEPTH,
            _ => self.open.len() < MAX_DEPTH,
        };
        if !is_void && !room {
            return;
        }
        self.html.extend(["<", name]);
        written.write_to(&mut self.html);
        self.html.push('>');
        if !is_void {
            self.inline += usize::from(sort == Sort::Inline);
            self.open.push((name, sort));
        }
        self.after_pre = name == "pre";
        self.is_intricate |= !matches!(sort, Sort::Inline | Sort::Line | Sort::Block)
            || matches!(name, "rp" | "rt" | "ruby");
    }

    /// A closing tag closes what is open within its element. It reaches no element outside of its
    /// table cell, and one of an inline element none around a larger block. Others are dropped.
    fn close(&mut self, name: &str) {
        if name == "noscript" {
            return self.pictures.noscript(false);
        }
        let Some((name, sort)) = allow::element(name) else { return };
        let fits = |open: &str| open == name || (is_heading(open) && is_heading(name));
        let found = self.nearest(|open, open_sort| {
            let barrier = match sort {
                Sort::Table => false,
                Sort::Frame | Sort::Cell => open_sort == Sort::Table,
                Sort::Line | Sort::Block => {
                    matches!(open_sort, Sort::Cell | Sort::Table)
                        || (name == "li" && matches!(open, "ol" | "ul"))
                }
                Sort::Inline => !matches!(open_sort, Sort::Inline | Sort::Line),
            };
            fits(open) || barrier
        });
        match found.filter(|at| fits(self.open[*at].0)) {
            Some(at) => self.close_to(at),
            None if sort == Sort::Cell => self.gap(),
            None => {}
        }
    }

    /// Makes the innermost table ready for a part of it, by closing and opening others as parsers
    /// do. `false` without a table.
    fn open_table_for(&mut self, name: &str) -> bool {
        let parents: &[&str] = match name {
            "td" | "th" => &["table", "tbody", "tfoot", "thead", "tr"],
            "tr" => &["table", "tbody", "tfoot", "thead"],
            "col" => &["colgroup", "table"],
            _ => &["table"],
        };
        let Some(parent) = self.nearest(|open, _| parents.contains(&open)) else { return false };
        self.close_to(parent + 1);
        match name {
            "td" | "th" => self.open_row(),
            "tr" if self.is_last("table") => self.write("tbody", Sort::Frame, &Written::default()),
            "col" if self.is_last("table") => {
                self.write("colgroup", Sort::Frame, &Written::default());
            }
            _ => {}
        }
        true
    }

    /// Opens the elements of a table that a cell stands in.
    fn open_row(&mut self) {
        if self.is_last("colgroup") {
            self.close_to(self.open.len() - 1);
        }
        if self.is_last("table") {
            self.write("tbody", Sort::Frame, &Written::default());
        }
        if !self.is_last("tr") {
            self.write("tr", Sort::Frame, &Written::default());
        }
    }

    /// Opens a cell for what stands between the cells of a table. Parsers move it to before the
    /// table, where it makes less sense.
    fn open_cell(&mut self) {
        self.open_row();
        self.write("td", Sort::Cell, &Written::default());
    }

    /// Closes what the opening tag of `name`, no part of a table, closes in HTML. `false` where the
    /// element cannot stand.
    fn close_implied(&mut self, name: &str, sort: Sort) -> bool {
        // The nearest of `alike`; only through inline elements and what may stand around it.
        let alike: (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["div", "p"]),
            "dd" | "dt" => (&["dd", "dt"], &["div", "p"]),
            "rp" | "rt" => (&["ruby"], &[]),
            "source" => (&["audio", "picture", "video"], &[]),
            "track" => (&["audio", "video"], &[]),
            _ => (&[], &[]),
        };
        let found = self.nearest(|open, sort| {
            alike.0.contains(&open) || (sort != Sort::Inline && !alike.1.contains(&open))
        });
        let found = found.filter(|at| alike.0.contains(&self.open[*at].0));
        match (name, found) {
            ("li" | "dd" | "dt", Some(at)) => self.close_to(at),
            ("rp" | "rt" | "source" | "track", Some(at)) => self.close_to(at + 1),
            ("rp" | "rt" | "source" | "track", None) => return false,
            ("a", _) => {
                let outer = self.nearest(|open, sort| open == "a" || matches!(sort, Sort::Cell));
                if let Some(at) = outer.filter(|at| self.open[*at].0 == "a") {
                    self.close_to(at);
                }
            }
            _ => {}
        }
        // A block ends a paragraph, a heading ends a heading.
        let around = self.nearest(|_, sort| sort != Sort::Inline);
        if let Some(at) = around.filter(|at| sort != Sort::Inline && self.open[*at].0 == "p") {
            self.close_to(at);
        }
        if is_heading(name) && self.open.last().is_some_and(|(open, _)| is_heading(open)) {
            self.close_to(self.open.len() - 1);
        }
        true
    }

    /// Keeps words apart where a cell without a table was.
    fn gap(&mut self) {
        if self.html.ends_with(|c: char| !c.is_whitespace() && c != '>') {
            self.html.push(' ');
        }
    }

    fn is_in_frame(&self) -> bool {
        self.open.last().is_some_and(|(_, sort)| matches!(sort, Sort::Frame | Sort::Table))
    }

    fn is_last(&self, name: &str) -> bool {
        self.open.last().is_some_and(|(open, _)| *open == name)
    }

    /// The place of the innermost open element that `fits`.
    fn nearest(&self, fits: impl Fn(&str, Sort) -> bool) -> Option<usize> {
        self.open.iter().rposition(|(name, sort)| fits(name, *sort))
    }

    /// Closes elements until `depth` are open.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some((name, sort)) = self.open.pop()
        {
            self.inline -= usize::from(sort == Sort::Inline);
            self.html.extend(["</", name, ">"]);
            self.after_pre = false;
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
