//! The elements of a document with their places, for the rules to walk.

use std::borrow::Cow;

use super::findings::Place;

/// All elements, in document order.
#[derive(Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// An element.
pub(super) struct Node<'a> {
    /// Where its tag begins.
    pub(super) at: usize,
    /// Its name as written.
    pub(super) name: &'a str,
    /// The usual prefix of its namespace: `""` for none, `"?"` for one that is not known.
    pub(super) space: &'static str,
    /// Its name without the prefix.
    pub(super) local: &'a str,
    /// Its attributes.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// The element around it.
    pub(super) parent: Option<usize>,
    /// The elements in it, in order.
    pub(super) children: Vec<usize>,
    /// Its own characters, references resolved, without those of its children.
    pub(super) text: Cow<'a, str>,
    /// Whether it writes `&` or `<` by name.
    pub(super) by_name: bool,
}

/// An attribute.
pub(super) struct Attribute<'a> {
    /// Where it begins.
    pub(super) at: usize,
    /// Its name as written.
    pub(super) name: &'a str,
    /// Its value, references resolved.
    pub(super) value: Cow<'a, str>,
}

/// An element of a tree; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    index: usize,
}

impl<'a> Tree<'a> {
    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds an element behind all others.
    pub(super) fn push(&mut self, node: Node<'a>) -> usize {
        let index = self.nodes.len();
        if let Some(parent) = node.parent {
            self.nodes[parent].children.push(index);
        }
        self.nodes.push(node);
        index
    }

    /// An element to be changed.
    pub(super) fn node(&mut self, index: usize) -> &mut Node<'a> {
        &mut self.nodes[index]
    }

    /// The first element.
    pub(super) fn root(&self) -> Option<Element<'_, 'a>> {
        (!self.nodes.is_empty()).then_some(Element { tree: self, index: 0 })
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.index]
    }

    pub(super) fn at(self) -> usize {
        self.node().at
    }

    pub(super) fn name(self) -> &'a str {
        self.node().name
    }

    pub(super) fn local(self) -> &'a str {
        self.node().local
    }

    pub(super) fn space(self) -> &'static str {
        self.node().space
    }

    /// Whether it is that element of that vocabulary.
    pub(super) fn is(self, space: &str, local: &str) -> bool {
        self.node().space == space && self.node().local == local
    }

    /// Its own characters.
    pub(super) fn text(self) -> &'t str {
        &self.node().text
    }

    pub(super) fn writes_by_name(self) -> bool {
        self.node().by_name
    }

    pub(super) fn attributes(self) -> &'t [Attribute<'a>] {
        &self.node().attributes
    }

    /// The value of an attribute, by its name as written.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let found = self.node().attributes.iter().find(|attribute| attribute.name == name);
        found.map(|attribute| attribute.value.as_ref())
    }

    /// The elements in it.
    pub(super) fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
        let Element { tree, index } = self;
        tree.nodes[index].children.iter().map(move |&index| Element { tree, index })
    }

    /// The children of that name.
    pub(super) fn all(
        self,
        space: &'static str,
        local: &'static str,
    ) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter(move |child| child.is(space, local))
    }

    /// The first child of that name.
    pub(super) fn first(self, space: &'static str, local: &'static str) -> Option<Self> {
        self.all(space, local).next()
    }

    pub(super) fn has(self, space: &'static str, local: &'static str) -> bool {
        self.first(space, local).is_some()
    }

    pub(super) fn parent(self) -> Option<Self> {
        let tree = self.tree;
        self.node().parent.map(|index| Element { tree, index })
    }

    /// The elements below it: those that come next and begin before its own end.
    pub(super) fn below(self) -> impl Iterator<Item = Element<'t, 'a>> {
        let tree = self.tree;
        let mut waiting: Vec<usize> =
            tree.nodes[self.index].children.iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let index = waiting.pop()?;
            waiting.extend(tree.nodes[index].children.iter().rev());
            Some(Element { tree, index })
        })
    }

    /// Where it is, in words.
    pub(super) fn place(self) -> Place {
        Place::new(self.at(), self.subject())
    }

    /// Where one of its attributes is, in words.
    pub(super) fn attribute_place(self, name: &str) -> Place {
        let found = self.node().attributes.iter().find(|attribute| attribute.name == name);
        let at = found.map_or(self.at(), |attribute| attribute.at);
        Place::new(at, format!("{name} of {}", self.subject()))
    }

    fn subject(self) -> String {
        match self.parent() {
            Some(parent) => format!("<{}> in <{}>", self.name(), parent.name()),
            None => format!("<{}>", self.name()),
        }
    }
}
