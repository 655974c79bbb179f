//! Elements with their attributes and content, in one flat store.
//!
//! Nodes borrow from the document and stand in a row; an entry's nodes are given up at its end, so
//! the memory of a document is that of its largest entry.

use std::borrow::Cow;

use url::Url;

use super::{Space, attributes::attributes, inherit, reference::Entities, space::by_habit};
use crate::parse::Limits;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// A node and its place among the others.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) parent: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) next: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    /// Characters with references.
    Text(&'a str),
    /// Characters as they are.
    Literal(&'a str),
    /// An element; its attributes are read when they are asked for.
    Element { space: Space, name: &'a str, attributes: &'a str },
}

/// The store.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) entities: Entities<'a>,
    /// Elements with a base of their own, in order of their index.
    pub(super) bases: Vec<(u32, Url)>,
    /// Elements with a language of their own, in order of their index.
    pub(super) languages: Vec<(u32, &'a str)>,
    /// Bytes that further bases may have.
    pub(super) bases_left: usize,
    /// Base of the document.
    pub(super) base: Option<&'a Url>,
    /// Most attributes that are looked at in one element.
    pub(super) max_attributes: usize,
    /// Longest text taken from one element, in bytes.
    pub(super) max_text: usize,
}

impl<'a> Tree<'a> {
    /// Empty, for a document of this length.
    pub(super) fn new(length: usize, base: Option<&'a Url>, limits: &Limits) -> Self {
        Tree {
            nodes: Vec::new(),
            entities: Entities::new(),
            bases: Vec::new(),
            languages: Vec::new(),
            bases_left: inherit::room(length),
            base,
            max_attributes: limits.attributes,
            max_text: limits.text_bytes,
        }
    }

    /// Adds a node below `parent`, visible from there unless it is detached (an entry).
    pub(super) fn push(&mut self, kind: Kind<'a>, parent: u32, detached: bool) -> u32 {
        let index = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        self.nodes.push(Node { kind, parent, first: NONE, last: NONE, next: NONE });
        if parent != NONE && !detached {
            let last = self.nodes[parent as usize].last;
            match last {
                NONE => self.nodes[parent as usize].first = index,
                last => self.nodes[last as usize].next = index,
            }
            self.nodes[parent as usize].last = index;
        }
        index
    }

    /// Gives up a node and all behind it. It must be detached from its parent.
    pub(super) fn truncate(&mut self, index: u32) {
        self.nodes.truncate(index as usize);
        let keep = |known: u32| known < index;
        while self.bases.pop_if(|(known, _)| !keep(*known)).is_some() {}
        while self.languages.pop_if(|(known, _)| !keep(*known)).is_some() {}
    }

    /// The element at an index.
    pub(super) fn element(&self, index: u32) -> Element<'_, 'a> {
        Element { tree: self, index }
    }

    /// The base in force at a node.
    pub(super) fn base_at(&self, index: u32) -> Option<&Url> {
        self.climb(index, |at| {
            let known = self.bases.binary_search_by_key(&at, |(known, _)| *known).ok()?;
            Some(&self.bases[known].1)
        })
        .or(self.base)
    }

    fn climb<T>(&self, mut index: u32, found: impl Fn(u32) -> Option<T>) -> Option<T> {
        if self.bases.is_empty() && self.languages.is_empty() {
            return None;
        }
        while index != NONE {
            if let Some(value) = found(index) {
                return Some(value);
            }
            index = self.nodes[index as usize].parent;
        }
        None
    }
}

/// An element. Names are kept as written; comparisons ignore case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) index: u32,
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.index as usize]
    }

    /// The vocabulary of the name.
    pub(crate) fn space(self) -> Space {
        match self.node().kind {
            Kind::Element { space, .. } => space,
            _ => Space::Other,
        }
    }

    /// The name without prefix.
    pub(crate) fn name(self) -> &'a str {
        match self.node().kind {
            Kind::Element { name, .. } => name,
            _ => "",
        }
    }

    /// Whether it has this name, in any case.
    pub(crate) fn is(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The child elements.
    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
        self.indices()
            .map(move |index| self.tree.element(index))
            .filter(|child| matches!(child.node().kind, Kind::Element { .. }))
    }

    /// The only child element, where nothing but blanks stands beside it.
    pub(crate) fn only_child(self) -> Option<Element<'t, 'a>> {
        let is_blank = |index: &u32| match self.tree.nodes[*index as usize].kind {
            Kind::Text(text) | Kind::Literal(text) => text.trim().is_empty(),
            Kind::Element { .. } => false,
        };
        let mut filled = self.indices().filter(|index| !is_blank(index));
        let only = filled.next().filter(|_| filled.next().is_none())?;
        let only = self.tree.element(only);
        matches!(only.node().kind, Kind::Element { .. }).then_some(only)
    }

    /// Whether it holds elements.
    pub(crate) fn has_markup(self) -> bool {
        self.children().next().is_some()
    }

    fn indices(self) -> impl Iterator<Item = u32> {
        let nodes = &self.tree.nodes;
        let first = self.node().first;
        std::iter::successors((first != NONE).then_some(first), move |&index| {
            let next = nodes[index as usize].next;
            (next != NONE).then_some(next)
        })
    }

    /// The value of an attribute without prefix, trimmed.
    pub(crate) fn attribute(self, name: &str) -> Option<Cow<'a, str>> {
        self.find(|known| known.eq_ignore_ascii_case(name))
    }

    /// The value of an attribute of a vocabulary, by its prefix: nobody rebinds those of attributes.
    pub(crate) fn attribute_in(self, space: Space, name: &str) -> Option<Cow<'a, str>> {
        self.find(|known| {
            known.split_once(':').is_some_and(|(prefix, local)| {
                local.eq_ignore_ascii_case(name) && by_habit(prefix) == space
            })
        })
    }

    fn find(self, is_wanted: impl Fn(&str) -> bool) -> Option<Cow<'a, str>> {
        let (_, value) = self.attributes().find(|(name, _)| is_wanted(name))?;
        Some(trimmed(self.tree.entities.resolve(value)))
    }

    /// Names as written and values, as [`Element::attribute`] gives them.
    pub(crate) fn attributes_read(self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.attributes()
            .map(move |(name, value)| (name, trimmed(self.tree.entities.resolve(value))))
    }

    /// Names and raw values, as written.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let raw = match self.node().kind {
            Kind::Element { attributes, .. } => attributes,
            _ => "",
        };
        attributes(raw).take(self.tree.max_attributes)
    }

    /// All characters in it, those of its elements included.
    pub(crate) fn text(self) -> Cow<'a, str> {
        let node = self.node();
        if node.first != NONE && node.first == node.last {
            match self.tree.nodes[node.first as usize].kind {
                Kind::Text(text) => return self.tree.entities.resolve(self.capped(text)),
                Kind::Literal(text) => return Cow::Borrowed(self.capped(text)),
                Kind::Element { .. } => {}
            }
        }
        let mut text = String::new();
        self.walk(&mut |step| {
            if text.len() < self.tree.max_text {
                match step {
                    Step::Text(run) => text.push_str(&self.tree.entities.resolve(self.capped(run))),
                    Step::Literal(run) => text.push_str(self.capped(run)),
                    Step::Open(_) | Step::Close(_) => {}
                }
            }
        });
        Cow::Owned(text)
    }

    fn capped(self, text: &str) -> &str {
        &text[..text.floor_char_boundary(self.tree.max_text)]
    }

    /// Goes through its content in document order, without recursion: nesting costs no stack.
    pub(super) fn walk(self, take: &mut dyn FnMut(Step<'t, 'a>)) {
        let nodes = &self.tree.nodes;
        let mut index = self.node().first;
        while index != NONE {
            let node = &nodes[index as usize];
            match node.kind {
                Kind::Text(text) => take(Step::Text(text)),
                Kind::Literal(text) => take(Step::Literal(text)),
                Kind::Element { .. } => take(Step::Open(self.tree.element(index))),
            }
            if node.first != NONE {
                index = node.first;
                continue;
            }
            loop {
                let node = &nodes[index as usize];
                if matches!(node.kind, Kind::Element { .. }) {
                    take(Step::Close(self.tree.element(index)));
                }
                if node.next != NONE {
                    index = node.next;
                    break;
                }
                index = node.parent;
                if index == self.index || index == NONE {
                    return;
                }
            }
        }
    }

    /// The base in force inside it: `xml:base` of it and around it, else the document's.
    pub(crate) fn base(self) -> Option<&'t Url> {
        self.tree.base_at(self.index)
    }

    /// The base, where it has one of its own.
    pub(crate) fn own_base(self) -> Option<&'t Url> {
        let bases = &self.tree.bases;
        let known = bases.binary_search_by_key(&self.index, |(known, _)| *known).ok()?;
        Some(&bases[known].1)
    }

    /// `xml:lang` in force inside it.
    pub(crate) fn language(self) -> Option<&'a str> {
        let languages = &self.tree.languages;
        self.tree.climb(self.index, |at| {
            let known = languages.binary_search_by_key(&at, |(known, _)| *known).ok()?;
            Some(languages[known].1)
        })
    }
}

/// A step through the content of an element.
pub(super) enum Step<'t, 'a> {
    /// Characters with references.
    Text(&'a str),
    /// Characters as they are.
    Literal(&'a str),
    /// An element begins.
    Open(Element<'t, 'a>),
    /// An element ends.
    Close(Element<'t, 'a>),
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}
