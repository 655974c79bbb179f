//! XML text → one tree per entry, and one for what surrounds them.
//!
//! End tags close the innermost element of their name; whatever is still open inside it ends there
//! too. An entry that begins inside an entry ends the first one. What is open at the end of the
//! document is an entry cut in half, and is left out.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    errors::Error,
    events::{BytesStart, Event},
};
use url::Url;

use super::{Element, Node, Space, element::is_void, repair::stray_brackets, space::Bindings};
use crate::parse::notes::{Lines, Notes};

/// Deepest nesting that is kept; deeper elements lose their tags, their text stays.
const MAX_DEPTH: usize = 256;

/// Most elements kept in one entry, or around all entries; the text of the others stays.
const MAX_ELEMENTS: usize = 20_000;

/// Longest name in a reference, in bytes; the longest in HTML has 32.
const MAX_REFERENCE: usize = 40;

/// What to look for.
pub(crate) struct Walk<'a> {
    /// The text; markup begins at `start`.
    pub(crate) text: &'a str,
    /// Byte position of the first markup.
    pub(crate) start: usize,
    /// Name of the elements that are entries: `item` or `entry`.
    pub(crate) entry: &'static str,
    /// Base of the document.
    pub(crate) base: Option<&'a Url>,
    /// Most entries that are read.
    pub(crate) max_entries: usize,
}

/// An entry with what it inherits from the elements around it.
pub(crate) struct Found {
    /// The entry's tree.
    pub(crate) element: Element,
    /// `xml:base` in force inside it.
    pub(crate) base: Option<Url>,
    /// `xml:lang` in force inside it.
    pub(crate) language: Option<String>,
}

/// Walks the document and gives each complete entry to `take`. Returns the root without its entries,
/// and whether the document was read to its proper end.
pub(crate) fn walk(
    walk: &Walk<'_>,
    notes: &mut Notes,
    take: &mut dyn FnMut(Found),
) -> (Option<Element>, bool) {
    let first_line = Lines::new(walk.text).at(walk.start);
    let text = stray_brackets(&walk.text[walk.start..]);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut state = State::new(walk, Lines::starting_at(&text, first_line), notes, take);
    loop {
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => {
                if !state.event(event, position) {
                    return state.finish(true);
                }
            }
            Err(_) if state.root.is_some() => return state.finish(true),
            Err(error) => {
                let line = state.lines.at(position);
                let what = format!("broken markup: {}", plain_words(&error));
                if matches!(error, Error::IllFormed(_)) {
                    state.notes.note(Some(line), &what, "it was stepped over");
                } else {
                    state.notes.note(Some(line), &what, "reading stopped there");
                    return state.finish(false);
                }
            }
        }
    }
    state.end(text.len())
}

fn plain_words(error: &Error) -> String {
    let words = error.to_string();
    let words = words.rsplit(": ").next().unwrap_or(&words);
    words.chars().take(120).collect()
}

struct Open {
    element: Element,
    bindings: usize,
    base: Option<Url>,
    language: Option<String>,
    is_entry: bool,
}

struct State<'a, 'n> {
    walk: &'a Walk<'a>,
    lines: Lines<'a>,
    notes: &'n mut Notes,
    take: &'n mut dyn FnMut(Found),
    bindings: Bindings,
    open: Vec<Open>,
    root: Option<Element>,
    /// Open elements that are not kept, by name.
    skipped: BTreeMap<String, usize>,
    entries: usize,
    in_entry: bool,
    /// Elements kept in the current entry, and around the entries.
    kept: [usize; 2],
}

impl<'a, 'n> State<'a, 'n> {
    fn new(
        walk: &'a Walk<'a>,
        lines: Lines<'a>,
        notes: &'n mut Notes,
        take: &'n mut dyn FnMut(Found),
    ) -> Self {
        State {
            walk,
            lines,
            notes,
            take,
            bindings: Bindings::default(),
            open: Vec::new(),
            root: None,
            skipped: BTreeMap::new(),
            entries: 0,
            in_entry: false,
            kept: [0; 2],
        }
    }

    /// Takes one event; false means that enough was read.
    fn event(&mut self, event: Event<'_>, position: usize) -> bool {
        match event {
            Event::Start(tag) => return self.start(&tag, position, false),
            Event::Empty(tag) => return self.start(&tag, position, true),
            Event::End(tag) => self.close(&text_of(tag.name().as_ref()), position),
            Event::Text(text) => self.text(&text_of(&text)),
            Event::CData(text) => self.text(&text_of(&text)),
            Event::GeneralRef(name) => self.reference(&text_of(&name)),
            _ => {}
        }
        true
    }

    fn start(&mut self, tag: &BytesStart<'_>, position: usize, empty: bool) -> bool {
        let raw = text_of(tag.name().as_ref());
        if self.root.is_some() {
            let line = self.lines.at(position);
            let what = format!("<{raw}> after the end of the document");
            self.notes.note(Some(line), &what, "it was left out");
            return false;
        }
        let attributes: Vec<(String, String)> = tag
            .html_attributes()
            .with_checks(false)
            .flatten()
            .map(|pair| {
                let value = text_of(&pair.value);
                let value = htmlize::unescape_attribute(value.as_str()).into_owned();
                (text_of(pair.key.as_ref()), value)
            })
            .collect();
        let mark = self.bindings.mark();
        for (name, value) in &attributes {
            self.bindings.declare(name, value, self.open.is_empty());
        }
        let (space, name) = self.bindings.element(&raw);
        let is_entry = self.is_entry(space, name);
        if is_entry {
            if self.in_entry {
                let line = self.lines.at(position);
                let what = format!("<{raw}> inside <{raw}>");
                self.notes.note(Some(line), &what, "the first one was ended there");
                self.close_down_to_entry();
            }
            if self.entries >= self.walk.max_entries {
                let line = self.lines.at(position);
                let what = format!("more than {} entries", self.walk.max_entries);
                self.notes.note(Some(line), &what, "the others were left out");
                return false;
            }
            self.in_entry = true;
            self.kept[0] = 0;
        }
        let which = usize::from(!self.in_entry);
        if !self.skipped.is_empty() || self.is_full(which, position) {
            self.bindings.reset(mark);
            if !empty && !is_void(space, name) {
                *self.skipped.entry(raw).or_default() += 1;
            }
            return true;
        }
        self.kept[which] += 1;
        let element = Element {
            space,
            name: name.to_owned(),
            attributes: attributes
                .iter()
                .map(|(name, value)| {
                    let (space, local) = self.bindings.attribute(name);
                    (space, local.to_owned(), value.clone())
                })
                .collect(),
            nodes: Vec::new(),
            line: self.lines.at(position),
        };
        let base = element.attribute_in(Space::Xml, "base").and_then(|base| self.resolve(base));
        let language = element.attribute_in(Space::Xml, "lang").map(str::to_owned);
        let closed = empty || is_void(space, name);
        self.open.push(Open { element, bindings: mark, base, language, is_entry });
        if closed {
            self.pop();
        }
        true
    }

    fn is_entry(&self, space: Space, name: &str) -> bool {
        let ours = matches!(space, Space::Own | Space::Rss | Space::Atom);
        // The root is no entry, and neither is what an entry's content holds deeper inside.
        let parent_is_entry = self.open.last().is_some_and(|open| open.is_entry);
        ours && name.eq_ignore_ascii_case(self.walk.entry)
            && !self.open.is_empty()
            && self.skipped.is_empty()
            && (!self.in_entry || parent_is_entry)
    }

    fn is_full(&mut self, which: usize, position: usize) -> bool {
        let what = if self.open.len() >= MAX_DEPTH {
            format!("elements nested deeper than {MAX_DEPTH}")
        } else if self.kept[which] >= MAX_ELEMENTS {
            format!("more than {MAX_ELEMENTS} elements in one entry")
        } else {
            return false;
        };
        let line = self.lines.at(position);
        self.notes.note(Some(line), &what, "only their text was kept");
        true
    }

    fn resolve(&self, base: &str) -> Option<Url> {
        match self.base() {
            Some(outer) => outer.join(base).ok(),
            None => Url::parse(base).ok(),
        }
    }

    fn base(&self) -> Option<&Url> {
        self.open.iter().rev().find_map(|open| open.base.as_ref()).or(self.walk.base)
    }

    fn close(&mut self, raw: &str, position: usize) {
        if let Some(count) = self.skipped.get_mut(raw) {
            *count -= 1;
            if *count == 0 {
                self.skipped.remove(raw);
            }
            return;
        }
        let (space, name) = self.bindings.element(raw);
        let same_name = |open: &Open| open.element.name.eq_ignore_ascii_case(name);
        let same = |open: &Open| open.element.space == space && same_name(open);
        // `<dc:date>…</date>` closes what it obviously means.
        let innermost = self.open.last().is_some_and(same_name);
        let found = match self.open.iter().rposition(same) {
            None if innermost => Some(self.open.len() - 1),
            found => found,
        };
        let Some(found) = found else {
            if !is_void(space, name) {
                let line = self.lines.at(position);
                self.notes.note(Some(line), &format!("</{raw}> without a start"), "it was ignored");
            }
            return;
        };
        self.skipped.clear();
        if found + 1 < self.open.len() {
            let inner = &self.open[self.open.len() - 1].element.name;
            let what = format!("</{raw}> while <{inner}> is open");
            let line = self.lines.at(position);
            self.notes.note(Some(line), &what, "both were closed there");
        }
        while self.open.len() > found {
            self.pop();
        }
    }

    fn close_down_to_entry(&mut self) {
        while self.in_entry && !self.open.is_empty() {
            self.pop();
        }
    }

    /// Closes the innermost element: an entry is given away, anything else goes into its parent.
    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.bindings.reset(open.bindings);
        if open.is_entry {
            let around = self.open.iter().rev().find_map(|open| open.language.as_ref()).cloned();
            let language = open.language.or(around);
            let base = open.base.or_else(|| self.base().cloned());
            (self.take)(Found { element: open.element, base, language });
            self.entries += 1;
            self.in_entry = false;
        } else if let Some(parent) = self.open.last_mut() {
            parent.element.nodes.push(Node::Element(open.element));
        } else {
            self.root = Some(open.element);
        }
    }

    fn text(&mut self, run: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match open.element.nodes.last_mut() {
            Some(Node::Text(text)) => text.push_str(run),
            _ => open.element.nodes.push(Node::Text(run.to_owned())),
        }
    }

    fn reference(&mut self, name: &str) {
        let plausible = name.len() <= MAX_REFERENCE
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
        let written = format!("&{name};");
        if plausible { self.text(&htmlize::unescape(&written)) } else { self.text(&written) }
    }

    /// The input is used up.
    fn end(mut self, position: usize) -> (Option<Element>, bool) {
        if self.root.is_none()
            && let Some(open) = self.open.last()
        {
            let what = format!("the document ends inside <{}>", open.element.name);
            let done = if self.in_entry {
                "the unfinished entry was left out"
            } else {
                "what is complete was kept"
            };
            let line = self.lines.at(position);
            self.notes.note(Some(line), &what, done);
            return self.finish(false);
        }
        let complete = self.root.is_some();
        self.finish(complete)
    }

    /// Folds what is open into the root; an unfinished entry is dropped.
    fn finish(mut self, complete: bool) -> (Option<Element>, bool) {
        if let Some(entry) = self.open.iter().position(|open| open.is_entry) {
            self.open.truncate(entry);
        }
        while !self.open.is_empty() {
            self.pop();
        }
        (self.root, complete)
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
