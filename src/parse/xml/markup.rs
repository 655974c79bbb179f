//! An element's content, written as HTML.

use std::borrow::Cow;

use super::{
    Space,
    tree::{Element, Kind, NONE, Step},
};

/// Elements of HTML that have no end tag and no other meaning in feeds.
const VOID: [&str; 8] = ["area", "br", "col", "embed", "hr", "img", "input", "wbr"];

impl<'a> Element<'_, 'a> {
    /// Its content as HTML: the text as it is where there is nothing but text (it then holds
    /// escaped markup), else the inner markup.
    pub(crate) fn html(self) -> Cow<'a, str> {
        if self.has_markup() { Cow::Owned(self.inner_markup()) } else { self.text() }
    }

    /// What is between its tags, written as HTML.
    pub(crate) fn inner_markup(self) -> String {
        let mut html = String::new();
        self.walk(&mut |step| {
            if html.len() >= self.tree.max_text {
                return;
            }
            match step {
                Step::Text(text) => escape(&self.tree.entities.resolve(text), &mut html),
                Step::Literal(text) => escape(text, &mut html),
                Step::Open(element) => open(element, &mut html),
                Step::Close(element) => close(element, &mut html),
            }
        });
        html
    }

    fn is_empty(self) -> bool {
        let node = &self.tree.nodes[self.index as usize];
        node.first == NONE && matches!(node.kind, Kind::Element { .. })
    }
}

fn open(element: Element<'_, '_>, html: &mut String) {
    html.push('<');
    lower(element.name(), html);
    for (name, value) in element.attributes() {
        if name.is_empty() || name.contains(':') || name == "xmlns" {
            continue;
        }
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(&element.tree.entities.resolve(value), html);
        html.push('"');
    }
    html.push('>');
}

fn close(element: Element<'_, '_>, html: &mut String) {
    if is_void(Space::Own, element.name()) && element.is_empty() {
        return;
    }
    html.push_str("</");
    lower(element.name(), html);
    html.push('>');
}

/// Whether a tag of this name never has an end tag.
pub(super) fn is_void(space: Space, name: &str) -> bool {
    matches!(space, Space::Own | Space::Xhtml)
        && VOID.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn lower(name: &str, html: &mut String) {
    let from = html.len();
    html.push_str(name);
    html[from..].make_ascii_lowercase();
}

fn escape(text: &str, html: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let written = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(written);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}
