//! Tokens → a tree that selectors and readability work on.
//!
//! The parsers of browsers are quadratic on hostile pages: deep nesting, formatting that is left open
//! and opened anew in each paragraph, text between the rows of a table. This builder closes in order,
//! never opens anew, and keeps within the limits, so its time is linear; deviations show only in
//! markup that is wrong. Scripts, styles, comments and drawings stay out; JSON-LD is kept aside.

use std::borrow::Cow;

use dom_query::{Document as Tree, NodeId};
use url::Url;

use crate::{
    model::Document,
    parse::{Limits, looks::unescape, notes::Notes},
};

use super::{
    element::{Sort, is_left_out, is_void, sort},
    token::{Token, Tokens, attributes},
};

/// Most markup that is kept, in bytes: long reads have 200 kB; what pages ship beyond is scripts.
const MAX_BYTES: usize = 4 << 20;

/// Longest value of an attribute that is kept, in bytes: pictures inlined as `data:` go.
const MAX_VALUE: usize = 16 << 10;

/// Longest `<base>` that is believed, in bytes: every entry carries it.
const MAX_BASE: usize = 2_048;

/// Longest name of an element or attribute that is kept, in bytes.
const MAX_NAME: usize = 64;

/// Most attributes kept of a page, for each element that is allowed: ten are many.
const ATTRIBUTES_EACH: usize = 4;

/// Deepest nesting that is followed in what is left out.
const MAX_SKIPPED: usize = 64;

/// Most pieces of JSON-LD.
const MAX_SCRIPTS: usize = 50;

/// A page, ready to be asked.
pub(super) struct Page {
    /// The tree: `html` with `head` and `body`.
    pub(super) tree: Tree,
    /// What relative addresses are relative to: `<base>`, else the page's own address.
    pub(super) base: Option<Url>,
    /// The inside of `<script type="application/ld+json">`.
    pub(super) json_ld: Vec<String>,
    /// Whether it was read to its end.
    pub(super) complete: bool,
    /// Whether it is a set of frames.
    pub(super) frames: bool,
    /// Whether it has scripts.
    pub(super) scripts: bool,
    /// What going through the tree once for each level costs: readability does that.
    pub(super) cost: usize,
}

/// Builds the tree of a page.
pub(super) fn page(text: &str, document: &Document, limits: &Limits, notes: &mut Notes) -> Page {
    let tree = Tree::default();
    let html = tree.tree.new_element("html").id;
    let head = tree.tree.new_element("head").id;
    let body = tree.tree.new_element("body").id;
    tree.tree.append_child_of(&tree.root().id, &html);
    tree.tree.append_child_of(&html, &head);
    tree.tree.append_child_of(&html, &body);
    let page = Page {
        tree,
        base: document.url.clone(),
        json_ld: Vec::new(),
        complete: true,
        frames: false,
        scripts: false,
        cost: 0,
    };
    let mut builder = Builder {
        page,
        limits,
        html,
        head,
        body,
        in_head: true,
        based: false,
        open: Vec::new(),
        skipped: Vec::new(),
        json_ld: false,
        elements: 0,
        attributes: 0,
        bytes: 0,
        excess: None,
    };
    let mut tokens = Tokens::new(text);
    for token in &mut tokens {
        builder.take(token, document);
        if builder.bytes >= MAX_BYTES {
            builder.excess = Some(format!("more than {} MiB of markup", MAX_BYTES >> 20));
            break;
        }
    }
    if tokens.cut {
        notes.note(None, "the page ends in the middle of a tag", "what comes before was read");
    }
    if let Some(what) = &builder.excess {
        notes.note(None, what, "what goes beyond was left out");
    }
    builder.page.complete = !tokens.cut;
    builder.page
}

struct Builder<'a, 'l> {
    page: Page,
    limits: &'l Limits,
    html: NodeId,
    head: NodeId,
    body: NodeId,
    in_head: bool,
    based: bool,
    /// Open elements inside the body, outermost first.
    open: Vec<(NodeId, Cow<'a, str>, Sort)>,
    /// Open elements that are left out, outermost first.
    skipped: Vec<Cow<'a, str>>,
    /// Whether the next raw text is JSON-LD.
    json_ld: bool,
    elements: usize,
    attributes: usize,
    bytes: usize,
    /// What went beyond the limits.
    excess: Option<String>,
}

impl<'a> Builder<'a, '_> {
    fn take(&mut self, token: Token<'a>, document: &Document) {
        match token {
            Token::Open(name, inside) => self.open(name, inside, document),
            Token::Close(name) => self.close(&name),
            Token::Text(text) => self.text(text),
            Token::Raw(text) if self.json_ld => {
                self.json_ld = false;
                self.page.json_ld.push(text.to_owned());
            }
            Token::Raw(text) => {
                if self.open.last().is_some_and(|(_, name, _)| matches!(&**name, "title" | "xmp")) {
                    self.text(text);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if !self.skipped.is_empty() {
            return;
        }
        if text.trim().is_empty() {
            if self.open.is_empty() {
                return;
            }
        } else if !self.is_in_title() {
            self.in_head = false;
            self.leave_frame();
        }
        self.bytes += text.len();
        self.page.cost += (text.len() / 64 + 1) * (self.open.len() + 1);
        let node = self.page.tree.tree.new_text(unescape(text).as_ref());
        self.page.tree.tree.append_child_of(&self.parent(), &node.id);
    }

    fn is_in_title(&self) -> bool {
        self.open.last().is_some_and(|(_, name, _)| name == "title")
    }

    fn open(&mut self, name: Cow<'a, str>, inside: &'a str, document: &Document) {
        self.json_ld = false;
        if !self.skipped.is_empty() {
            // A drawing that was never closed ends where the text goes on (HTML §13.2.6.5).
            let text_goes_on = sort(&name) != Sort::Inline && name != "option";
            if text_goes_on && !matches!(&*self.skipped[0], "noscript" | "template") {
                self.skipped.clear();
            } else {
                if !is_void(&name) && !inside.ends_with('/') && self.skipped.len() < MAX_SKIPPED {
                    self.skipped.push(name);
                }
                return;
            }
        }
        if self.is_in_title() {
            self.open.pop();
        }
        match &*name {
            "title" if !self.in_head => return,
            "html" => return self.attributes(self.html, inside),
            "body" => {
                self.in_head = false;
                return self.attributes(self.body, inside);
            }
            "head" => return,
            "frameset" | "frame" => {
                self.page.frames = true;
                return;
            }
            "script" => {
                self.page.scripts = true;
                self.json_ld = self.page.json_ld.len() < MAX_SCRIPTS
                    && attributes(inside).take(self.limits.attributes).any(|(name, value)| {
                        name == "type" && value.to_ascii_lowercase().contains("ld+json")
                    });
                return;
            }
            "style" | "iframe" | "noembed" | "noframes" | "textarea" => return,
            name if is_left_out(name, inside, self.in_head) => {
                if !inside.ends_with('/') {
                    self.skipped.push(Cow::Owned(name.to_owned()));
                }
                return;
            }
            "base" => return self.based(inside, document),
            "title" | "meta" | "link" => {}
            _ => self.in_head = false,
        }
        self.element(name, inside);
    }

    fn element(&mut self, name: Cow<'a, str>, inside: &'a str) {
        if self.elements >= self.limits.elements {
            let most = self.limits.elements;
            self.excess.get_or_insert_with(|| format!("more than {most} elements"));
            return;
        }
        let sort = sort(&name);
        if sort == Sort::Inline && self.open.len() >= self.limits.depth && !is_void(&name) {
            return self.too_deep();
        }
        match sort {
            Sort::Frame | Sort::Cell => {
                let parents: &[&str] = match &*name {
                    "td" | "th" => &["tr", "tbody", "tfoot", "thead", "table"],
                    "tr" => &["tbody", "tfoot", "thead", "table"],
                    "col" => &["colgroup", "table"],
                    _ => &["table"],
                };
                let Some(parent) = self.nearest(|open, _| parents.contains(&open)) else { return };
                self.close_to(parent + 1);
                // Browsers put the rows of a table into a `tbody`, and selectors rely on it.
                if matches!(&*name, "tr" | "td" | "th") && self.open[parent].2 == Sort::Table {
                    self.push(Cow::Borrowed("tbody"), "", Sort::Frame);
                }
            }
            _ => {
                if !matches!(&*name, "meta" | "link" | "input") {
                    self.leave_frame();
                }
                self.close_implied(&name, sort);
            }
        }
        self.push(name, inside, sort);
    }

    /// Adds an element where the limits allow; its text stays in any case.
    fn push(&mut self, name: Cow<'a, str>, inside: &'a str, sort: Sort) {
        let void = is_void(&name);
        if name.len() > MAX_NAME || (!void && self.open.len() >= self.limits.depth) {
            return self.too_deep();
        }
        self.elements += 1;
        self.bytes += name.len() + 2;
        self.page.cost += self.open.len() + 1;
        let node = self.page.tree.tree.new_element(&name).id;
        self.page.tree.tree.append_child_of(&self.parent(), &node);
        self.attributes(node, inside);
        if !void {
            self.open.push((node, name, sort));
        }
    }

    fn too_deep(&mut self) {
        let depth = self.limits.depth;
        self.excess.get_or_insert_with(|| format!("elements nested deeper than {depth}"));
    }

    fn attributes(&mut self, node: NodeId, inside: &str) {
        let most = self.limits.elements.saturating_mul(ATTRIBUTES_EACH);
        let node = self.page.tree.tree.get_unchecked(&node);
        for (name, value) in attributes(inside).take(self.limits.attributes) {
            let fits = name.len() <= MAX_NAME && value.len() <= MAX_VALUE;
            if fits && self.attributes < most && !node.has_attr(&name) {
                self.attributes += 1;
                self.bytes += name.len() + value.len() + 4;
                node.set_attr(&name, &value);
            }
        }
    }

    /// The first `<base>` with an address counts (HTML §4.2.3).
    fn based(&mut self, inside: &str, document: &Document) {
        if self.based {
            return;
        }
        let mut all = attributes(inside).take(self.limits.attributes);
        let Some((_, href)) = all.find(|(name, _)| name == "href") else { return };
        if href.len() > MAX_BASE {
            return;
        }
        let found = match &document.url {
            Some(url) => url.join(href.trim()).ok(),
            None => Url::parse(href.trim()).ok(),
        };
        if let Some(base) = found.filter(|base| matches!(base.scheme(), "http" | "https")) {
            self.page.base = Some(base);
            self.based = true;
        }
    }

    /// A closing tag closes what is open within its element. It reaches no element outside of its
    /// table cell, and one of an inline element none around a larger block. Others are dropped.
    fn close(&mut self, name: &str) {
        if let Some(at) = self.skipped.iter().rposition(|open| open == name) {
            self.skipped.truncate(at);
            return;
        }
        if !self.skipped.is_empty() {
            return;
        }
        if name == "head" {
            self.in_head = false;
        }
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
        if let Some(at) = found.filter(|at| self.open[*at].1 == name) {
            self.close_to(at);
        }
    }

    /// Closes what the opening tag of `name`, no part of a table, closes in HTML.
    fn close_implied(&mut self, name: &str, sort: Sort) {
        let alike: &[&str] = match name {
            "a" => &["a"],
            "li" => &["li"],
            "option" => &["option"],
            "dd" | "dt" => &["dd", "dt"],
            _ => &[],
        };
        let found = self.nearest(|open, sort| {
            alike.contains(&open) || !matches!(sort, Sort::Inline | Sort::Line)
        });
        if let Some(at) = found.filter(|at| alike.contains(&&*self.open[*at].1)) {
            self.close_to(at);
        }
        // A block ends a paragraph.
        let around = self.nearest(|_, sort| sort != Sort::Inline);
        if let Some(at) = around.filter(|at| sort != Sort::Inline && self.open[*at].1 == "p") {
            self.close_to(at);
        }
    }

    /// Ends a table before content that stands in none of its cells.
    fn leave_frame(&mut self) {
        if self.open.last().is_some_and(|(_, _, sort)| matches!(sort, Sort::Frame | Sort::Table))
            && let Some(table) = self.nearest(|_, sort| sort == Sort::Table)
        {
            self.close_to(table);
        }
    }

    /// The place of the innermost open element that `fits`.
    fn nearest(&self, fits: impl Fn(&str, Sort) -> bool) -> Option<usize> {
        self.open.iter().rposition(|(_, name, sort)| fits(name, *sort))
    }

    fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
    }

    fn parent(&self) -> NodeId {
        let outer = if self.in_head { self.head } else { self.body };
        self.open.last().map_or(outer, |(node, _, _)| *node)
    }
}
