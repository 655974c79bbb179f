//! An element with its attributes and content, and its way back to markup.

use super::Space;

/// An element. Names are kept as written; comparisons ignore case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// The vocabulary of the name.
    pub(crate) space: Space,
    /// The name without prefix.
    pub(crate) name: String,
    /// Vocabulary, name without prefix, and value, in document order.
    pub(super) attributes: Vec<(Space, String, String)>,
    /// Text and elements, in document order.
    pub(crate) nodes: Vec<Node>,
    /// Line of the start tag, counted from 1.
    pub(crate) line: u32,
}

/// A piece of content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// Characters; references are resolved.
    Text(String),
    /// An element.
    Element(Element),
}

/// Elements of HTML that have no end tag and no other meaning in feeds.
const VOID: [&str; 8] = ["area", "br", "col", "embed", "hr", "img", "input", "wbr"];

impl Element {
    /// The child elements.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The value of an attribute without prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in(Space::Own, name)
    }

    /// The value of an attribute of a vocabulary.
    pub(crate) fn attribute_in(&self, space: Space, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(of, known, _)| *of == space && known.eq_ignore_ascii_case(name))
            .map(|(_, _, value)| value.trim())
    }

    /// All characters in it, those of its elements included.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        text
    }

    fn collect(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(run) => text.push_str(run),
                Node::Element(element) => element.collect(text),
            }
        }
    }

    /// Its content as HTML: the text as it is where there is nothing but text (it then holds
    /// escaped markup), else the inner markup.
    pub(crate) fn html(&self) -> String {
        if self.children().next().is_some() { self.inner_markup() } else { self.text() }
    }

    /// What is between its tags, written as HTML.
    pub(crate) fn inner_markup(&self) -> String {
        let mut html = String::new();
        self.write_inner(&mut html);
        html
    }

    fn write_inner(&self, html: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(text) => escape(text, html),
                Node::Element(element) => element.write(html),
            }
        }
    }

    fn write(&self, html: &mut String) {
        let name = self.name.to_ascii_lowercase();
        html.push('<');
        html.push_str(&name);
        for (space, attribute, value) in &self.attributes {
            if *space != Space::Own || attribute.starts_with("xmlns") {
                continue;
            }
            html.push(' ');
            html.push_str(attribute);
            html.push_str("=\"");
            escape(value, html);
            html.push('"');
        }
        html.push('>');
        if VOID.contains(&name.as_str()) && self.nodes.is_empty() {
            return;
        }
        self.write_inner(html);
        html.push_str("</");
        html.push_str(&name);
        html.push('>');
    }
}

/// Whether a tag of this name never has an end tag.
pub(super) fn is_void(space: Space, name: &str) -> bool {
    matches!(space, Space::Own | Space::Xhtml)
        && VOID.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
}
