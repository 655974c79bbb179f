//! Tokens → one tree per entry, and one for what surrounds them.
//!
//! End tags close the innermost element of their name; whatever is still open inside it ends there
//! too. An entry that begins inside an entry ends the first one. At the end of the document
//! everything closes, but an entry that is still open was cut in half and is left out.

use std::collections::BTreeMap;

use memchr::memmem;
use url::Url;

use super::{
    Space,
    attributes::attributes,
    markup::is_void,
    space::Bindings,
    token::{Token, Tokens},
    tree::{Element, Kind, NONE, Tree},
};
use crate::parse::{
    Limits,
    notes::{Lines, Notes},
};

/// The vocabulary and name of an open element, and of one that begins in it → whether it cannot.
type Breaks = dyn Fn((Space, &str), (Space, &str)) -> bool;

/// What to look for.
pub(crate) struct Walk<'a> {
    /// The text; markup begins at `start`.
    pub(crate) text: &'a str,
    /// Byte position of the first markup.
    pub(crate) start: usize,
    /// Whether an element of this vocabulary and name is an entry.
    pub(crate) is_entry: &'a dyn Fn(Space, &str) -> bool,
    /// Whether an element cannot stand inside another one, which lost its end tag then. Asked of what
    /// stands directly in an entry.
    pub(crate) breaks: &'a Breaks,
    /// Base of the document.
    pub(crate) base: Option<&'a Url>,
    /// How much is read.
    pub(crate) limits: &'a Limits,
}

/// What surrounds the entries.
pub(crate) struct Walked<'a> {
    tree: Tree<'a>,
    root: u32,
    /// Whether the document was read to its proper end.
    pub(crate) complete: bool,
}

impl<'a> Walked<'a> {
    /// The root without its entries.
    pub(crate) fn root(&self) -> Option<Element<'_, 'a>> {
        (self.root != NONE).then(|| self.tree.element(self.root))
    }
}

/// Walks the document and gives each complete entry, with the line it begins in, to `take`.
pub(crate) fn walk<'a>(
    walk: &Walk<'a>,
    notes: &mut Notes,
    take: &mut dyn FnMut(Element<'_, 'a>, u32),
) -> Walked<'a> {
    let tree = Tree::new(walk.text.len(), walk.base, walk.limits);
    let mut state = State {
        walk,
        tree,
        lines: Lines::new(walk.text),
        notes,
        take,
        bindings: Bindings::default(),
        open: Vec::new(),
        root: NONE,
        closed: false,
        skipped: BTreeMap::new(),
        entries: 0,
        entry_line: 0,
        in_entry: false,
        kept: [0; 2],
    };
    let mut tokens = Tokens::new(walk.text, walk.start);
    while let Some((at, token)) = tokens.next(state.open.last().map(|open| open.raw)) {
        let goes_on = match token {
            Token::Start { name, attributes, empty } => {
                let goes_on = state.start(name, attributes, empty, at);
                if !empty
                    && is_code(name)
                    && let Some(code) = tokens.code(name)
                {
                    state.text(Kind::Literal(code));
                }
                goes_on
            }
            Token::End(name) => {
                state.close(name, at);
                true
            }
            Token::Text(text) => state.text(Kind::Text(text)),
            Token::Literal(text) => state.text(Kind::Literal(text)),
            Token::Subset(subset) => {
                state.tree.entities.declare(subset);
                true
            }
        };
        if let Some(trouble) = tokens.trouble.take() {
            state.note(trouble.at, trouble.what, trouble.done);
        }
        if !goes_on {
            state.closed = true;
            break;
        }
    }
    if let Some(trouble) = tokens.trouble.take() {
        state.note(trouble.at, trouble.what, trouble.done);
    }
    state.end()
}

/// Whether the content of an element is code, in which `<` begins nothing.
fn is_code(name: &str) -> bool {
    ["script", "style"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

struct Open<'a> {
    index: u32,
    /// The name as written.
    raw: &'a str,
    space: Space,
    name: &'a str,
    bindings: usize,
    is_entry: bool,
}

struct State<'a, 'n> {
    walk: &'n Walk<'a>,
    tree: Tree<'a>,
    lines: Lines<'a>,
    notes: &'n mut Notes,
    take: &'n mut dyn FnMut(Element<'_, 'a>, u32),
    bindings: Bindings<'a>,
    open: Vec<Open<'a>>,
    root: u32,
    /// Whether the root was closed; only entries count behind it.
    closed: bool,
    /// Open elements that are not kept, by name.
    skipped: BTreeMap<&'a str, usize>,
    entries: usize,
    entry_line: u32,
    in_entry: bool,
    /// Elements kept in the current entry, and around the entries.
    kept: [usize; 2],
}

impl<'a> State<'a, '_> {
    fn note(&mut self, at: usize, what: &str, done: &str) {
        let line = self.lines.at(at);
        self.notes.note(Some(line), what, done);
    }

    /// Takes a start tag; false means that enough was read.
    fn start(&mut self, raw: &'a str, inside: &'a str, empty: bool, at: usize) -> bool {
        let mark = self.bindings.mark();
        let has_xml = inside.len() > 3 && memmem::find(inside.as_bytes(), b"xml").is_some();
        if has_xml {
            for (name, value) in attributes(inside).take(self.walk.limits.attributes) {
                self.bindings.declare(name, value, self.open.is_empty());
            }
        }
        let (space, name) = self.bindings.element(raw);
        let is_entry = self.is_entry(raw, space, name);
        if self.closed && !self.in_entry && !is_entry {
            self.bindings.reset(mark);
            let what = format!("<{raw}> after the end of the document");
            self.note(at, &what, "it was left out");
            return true;
        }
        if is_entry && !self.begin_entry(raw, at) {
            return false;
        }
        self.end_broken(raw, (space, name), at);
        let which = usize::from(!self.in_entry);
        if !self.skipped.is_empty() || self.is_full(which, raw, at) {
            self.bindings.reset(mark);
            if !empty && !is_void(space, name) {
                *self.skipped.entry(raw).or_default() += 1;
            }
            return true;
        }
        self.kept[which] += 1;
        let parent = self.open.last().map_or(NONE, |open| open.index);
        let kind = Kind::Element { space, name, attributes: inside };
        let index = self.tree.push(kind, parent, is_entry);
        if self.root == NONE {
            self.root = index;
        }
        if has_xml {
            self.tree.inherit(index, parent, inside);
        }
        self.open.push(Open { index, raw, space, name, bindings: mark, is_entry });
        if empty || is_void(space, name) {
            self.pop();
        }
        true
    }

    fn begin_entry(&mut self, raw: &str, at: usize) -> bool {
        if self.in_entry {
            let what = format!("<{raw}> inside <{raw}>");
            self.note(at, &what, "the first one was ended there");
            self.close_down_to_entry();
        }
        if self.entries >= self.walk.limits.entries {
            let what = format!("more than {} entries", self.walk.limits.entries);
            self.note(at, &what, "the others were left out");
            return false;
        }
        self.in_entry = true;
        self.kept[0] = 0;
        self.entry_line = self.lines.at(at);
        true
    }

    /// Ends a field that lost its end tag, where a field begins that cannot be in it.
    fn end_broken(&mut self, raw: &str, new: (Space, &str), at: usize) {
        let [.., entry, field] = self.open.as_slice() else { return };
        if entry.is_entry
            && self.skipped.is_empty()
            && (self.walk.breaks)((field.space, field.name), new)
        {
            let what = format!("<{raw}> while <{}> is open", field.raw);
            self.note(at, &what, "the first one was ended there");
            self.pop();
        }
    }

    fn is_entry(&self, raw: &str, space: Space, name: &str) -> bool {
        let may_begin = match self.open.as_slice() {
            _ if !self.in_entry => true,
            [.., parent] if parent.is_entry => true,
            // Where a field cannot hold it, the field and its entry lost their ends.
            [.., entry, field] => {
                let breaks = || (self.walk.breaks)((field.space, field.name), (space, name));
                entry.is_entry && entry.raw == raw && breaks()
            }
            // What an entry's content holds deeper inside is no entry.
            _ => false,
        };
        may_begin
            && self.skipped.is_empty()
            && self.open.len() < self.walk.limits.depth
            && (self.walk.is_entry)(space, name)
    }

    fn is_full(&mut self, which: usize, name: &str, at: usize) -> bool {
        let limits = self.walk.limits;
        let what = if self.open.len() >= limits.depth {
            format!("elements nested deeper than {}", limits.depth)
        } else if self.kept[which] >= limits.elements {
            format!("more than {} elements in one entry", limits.elements)
        } else if name.len() > limits.name_bytes {
            format!("a name longer than {} bytes", limits.name_bytes)
        } else {
            return false;
        };
        self.note(at, &what, "only their text was kept");
        true
    }

    fn close(&mut self, raw: &'a str, at: usize) {
        if let Some(count) = self.skipped.get_mut(raw) {
            *count -= 1;
            if *count == 0 {
                self.skipped.remove(raw);
            }
            return;
        }
        let Some(found) = self.closes(raw) else {
            if !is_void(Space::Own, raw) && !self.closed {
                self.note(at, &format!("</{raw}> without a start"), "it was ignored");
            }
            return;
        };
        self.skipped.clear();
        if found + 1 < self.open.len() {
            let what = format!("</{raw}> while <{}> is open", self.open[self.open.len() - 1].raw);
            self.note(at, &what, "both were closed there");
        }
        if found == 0 && !self.open[0].is_entry {
            // The root stays open for entries that stand behind its end.
            self.pop_down_to(1);
            self.closed = true;
            return;
        }
        self.pop_down_to(found);
        self.closed |= self.open.is_empty();
    }

    /// Which open element an end tag closes.
    fn closes(&self, raw: &str) -> Option<usize> {
        if self.open.last().is_some_and(|open| open.raw == raw) {
            return Some(self.open.len() - 1);
        }
        let (space, name) = self.bindings.element(raw);
        let same_name = |open: &Open| open.name.eq_ignore_ascii_case(name);
        // A name as written means the same element even where a namespace inside it stayed open.
        let same = |open: &Open| {
            open.raw.eq_ignore_ascii_case(raw) || (open.space == space && same_name(open))
        };
        // `<dc:date>…</date>` closes what it obviously means.
        let innermost = self.open.last().is_some_and(same_name);
        match self.open.iter().rposition(same) {
            None if innermost => Some(self.open.len() - 1),
            found => found,
        }
    }

    fn pop_down_to(&mut self, length: usize) {
        while self.open.len() > length {
            self.pop();
        }
    }

    fn close_down_to_entry(&mut self) {
        while self.in_entry && !self.open.is_empty() {
            self.pop();
        }
    }

    /// Closes the innermost element: an entry is given away.
    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.bindings.reset(open.bindings);
        if open.is_entry {
            (self.take)(self.tree.element(open.index), self.entry_line);
            if open.index == self.root {
                self.closed = true;
            } else {
                self.tree.truncate(open.index);
            }
            self.entries += 1;
            self.in_entry = false;
        }
    }

    fn text(&mut self, text: Kind<'a>) -> bool {
        if let Some(open) = self.open.last()
            && (!self.closed || self.in_entry)
        {
            self.tree.push(text, open.index, false);
        }
        true
    }

    /// The input is used up: everything closes.
    fn end(mut self) -> Walked<'a> {
        if let Some(open) = self.open.last()
            && (!self.closed || self.in_entry)
        {
            let what = format!("the document ends inside <{}>", open.raw);
            let done = match self.in_entry {
                true => "the unfinished entry was left out",
                false => "what is complete was kept",
            };
            self.note(self.walk.text.len(), &what, done);
        }
        if self.in_entry
            && let Some(entry) = self.open.iter().position(|open| open.is_entry)
        {
            self.open.truncate(entry);
            self.in_entry = false;
        }
        let complete = self.closed && !self.in_entry;
        while !self.open.is_empty() {
            self.pop();
        }
        Walked { tree: self.tree, root: self.root, complete }
    }
}

#[cfg(test)]
mod tests;
