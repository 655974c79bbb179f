//! Text → a tree of its elements, and everything that XML 1.0 and its namespaces forbid.
//!
//! It stands on the tokens of the tolerant reader, so that both see the same elements; what that
//! reader forgives is told here. A strict parser gives a second opinion at the end.

use std::{borrow::Cow, collections::BTreeSet};

use quick_xml::{Reader, events::Event};

use super::{
    super::xml::{Entities, Token, Tokens},
    characters,
    findings::{Findings, Place, quote},
    scope::{self, Scope},
    table::*,
    tags,
    tree::{Attribute, Node, Tree},
};

/// Most elements that are kept: what bounds memory.
const MOST_ELEMENTS: usize = 500_000;

/// How far up an end tag looks for its element: what bounds time.
const REACH: usize = 64;

/// Reads a document whose first markup is at `start`.
pub(super) fn read<'a>(text: &'a str, start: usize, found: &mut Findings) -> Tree<'a> {
    let junk = text[..start].trim();
    if !junk.is_empty() {
        let at = start - text[..start].trim_start().len();
        found.add(XML_BEFORE_ROOT, &Place::new(at, quote(junk)), "");
    }
    let mut reading = Reading {
        text,
        found,
        tree: Tree::default(),
        open: Vec::new(),
        scope: Scope::default(),
        entities: Entities::new(),
        declared: BTreeSet::new(),
        has_root: false,
    };
    reading.found_controls();
    reading.run(start);
    let tree = reading.tree;
    second_opinion(text, found);
    tree
}

/// An open element.
struct Open<'a> {
    name: &'a str,
    at: usize,
    /// Its place in the tree; `None` beyond the most elements.
    node: Option<usize>,
    /// The declarations before it.
    mark: usize,
}

struct Reading<'a, 'f> {
    text: &'a str,
    found: &'f mut Findings,
    tree: Tree<'a>,
    open: Vec<Open<'a>>,
    scope: Scope<'a>,
    entities: Entities<'a>,
    /// Names of the entities that the document declares.
    declared: BTreeSet<&'a str>,
    has_root: bool,
}

impl<'a> Reading<'a, '_> {
    fn run(&mut self, start: usize) {
        let mut tokens = Tokens::new(self.text, start);
        loop {
            let from = tokens.at();
            let innermost = self.open.last().map(|open| open.name);
            let token = tokens.next(innermost);
            if let Some(trouble) = tokens.trouble.take()
                && !trouble.what.starts_with("a bare <")
            {
                let subject = Place::new(trouble.at, trouble.what);
                self.found.add(XML_UNENDED, &subject, "");
            }
            let until = token.map_or(self.text.len(), |(at, _)| at);
            self.between(from, until);
            match token {
                None => break,
                Some((at, Token::Start { name, attributes, empty })) => {
                    self.start(at, name, attributes, empty);
                }
                Some((at, Token::End(name))) => self.end(at, name),
                Some((at, Token::Text(text))) => self.text(at, text, false),
                Some((at, Token::Literal(text))) => self.text(at, text, true),
                Some((at, Token::Subset(subset))) => {
                    self.doctype(at);
                    self.entities.declare(subset);
                    let names = subset.split("<!ENTITY").skip(1);
                    self.declared.extend(names.filter_map(|rest| rest.split_whitespace().next()));
                }
            }
        }
        if let Some(open) = self.open.last() {
            let place = Place::new(open.at, format!("<{}>", open.name));
            self.found.add(XML_UNCLOSED, &place, "the document ends before");
        } else if tokens.cut {
            let place = Place::new(self.text.len(), "the last tag");
            self.found.add(XML_UNCLOSED, &place, "");
        }
    }

    /// What yields no token: comments, instructions, document types.
    fn between(&mut self, from: usize, until: usize) {
        let mut at = from;
        while let Some(rest) = self.text.get(at..until).filter(|rest| !rest.is_empty()) {
            if let Some(inside) = rest.strip_prefix("<!--") {
                let Some(end) = inside.find("-->") else { return };
                if inside[..end].contains("--") || inside[..end].ends_with('-') {
                    self.found.add(XML_COMMENT, &Place::new(at, "a comment"), "");
                }
                at += end + 7;
            } else if let Some(inside) = rest.strip_prefix("<?") {
                let Some(end) = inside.find("?>") else { return };
                self.instruction(at, &inside[..end]);
                at += end + 4;
            } else {
                if rest.get(..9).is_some_and(|head| head.eq_ignore_ascii_case("<!doctype")) {
                    self.doctype(at);
                }
                let Some(next) = memchr::memchr(b'<', &rest.as_bytes()[1..]) else { return };
                at += next + 1;
            }
        }
    }

    fn instruction(&mut self, at: usize, inside: &str) {
        let target = inside.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        if !target.eq_ignore_ascii_case("xml") {
            return;
        }
        let place = Place::new(at, "the XML declaration");
        if at > 0 {
            self.found.add(XML_DECLARATION_LATE, &place, "");
        }
        if let Some(wrong) = tags::declaration(inside) {
            self.found.add(XML_DECLARATION, &place, wrong);
        }
    }

    fn doctype(&mut self, at: usize) {
        let head = self.text[at..].chars().take(200).collect::<String>();
        // The one document type that a standard of feeds asks for (RSS 0.91 of Netscape).
        if !head.contains("DTD RSS 0.91") && !head.contains("rss-0.91.dtd") {
            self.found.add(XML_DOCTYPE, &Place::new(at, "a document type"), "");
        }
    }

    fn start(&mut self, at: usize, name: &'a str, raw: &'a str, empty: bool) {
        let innermost = self.open.last();
        if innermost.is_none() && self.has_root {
            let place = Place::new(at, format!("<{name}>"));
            self.found.add(XML_AFTER_ROOT, &place, "");
        }
        let parent = innermost.and_then(|open| open.node);
        let at_root = !self.has_root;
        self.has_root = true;
        if !tags::is_name(name) {
            self.found.add(XML_NAME, &Place::new(at, quote(name)), "");
        }
        let from = at + 1 + name.len();
        let attributes =
            tags::attributes(name, raw, from, &self.entities, &self.declared, self.found);
        let mark = self.scope.mark();
        for attribute in &attributes {
            let Attribute { at, name, value } = attribute;
            self.scope.declare(name, value, at_root, *at, self.found);
        }
        let (space, local) = self.scope.element(name, at, self.found);
        for attribute in &attributes {
            scope::attribute(&self.scope, name, attribute, self.found);
        }
        let is_kept = self.tree.len() < MOST_ELEMENTS && (parent.is_some() || at_root);
        if self.tree.len() >= MOST_ELEMENTS {
            self.found.add(XML_LARGE, &Place::new(at, "the document"), "");
        }
        let node = is_kept.then(|| {
            self.tree.push(Node {
                at,
                name,
                space,
                local,
                attributes,
                parent,
                children: Vec::new(),
                text: Cow::Borrowed(""),
                by_name: false,
            })
        });
        if empty {
            self.scope.reset(mark);
        } else {
            self.open.push(Open { name, at, node, mark });
        }
    }

    fn end(&mut self, at: usize, name: &'a str) {
        let near = self.open.iter().rev().take(REACH);
        let exact = near.clone().position(|open| open.name == name);
        let depth =
            exact.or_else(|| near.clone().position(|open| open.name.eq_ignore_ascii_case(name)));
        let Some(depth) = depth else {
            self.found.add(XML_STRAY_END, &Place::new(at, format!("</{name}>")), "");
            return;
        };
        let last = self.open.len() - 1;
        if depth > 0 || exact.is_none() {
            let open = &self.open[last];
            let place = Place::new(at, format!("</{name}>"));
            self.found.add(XML_MISMATCH, &place, &format!("<{}> is open", open.name));
        }
        self.scope.reset(self.open[last - depth].mark);
        self.open.truncate(last - depth);
    }

    fn text(&mut self, at: usize, text: &'a str, is_literal: bool) {
        if !is_literal {
            characters::check(text, at, "the text", &self.declared, self.found);
        }
        let Some(open) = self.open.last() else {
            if is_literal || !text.trim().is_empty() {
                let blank = text.len() - text.trim_start().len();
                let place = Place::new(at + blank, quote(text.trim()));
                let rule = if self.has_root { XML_AFTER_ROOT } else { XML_BEFORE_ROOT };
                self.found.add(rule, &place, "");
            }
            return;
        };
        let Some(index) = open.node else { return };
        let resolved = if is_literal { Cow::Borrowed(text) } else { self.entities.resolve(text) };
        let node = self.tree.node(index);
        if !is_literal && (text.contains("&amp;") || text.contains("&lt;")) {
            node.by_name = true;
        }
        if node.text.is_empty() {
            node.text = resolved;
        } else if !resolved.is_empty() {
            node.text.to_mut().push_str(&resolved);
        }
    }

    fn found_controls(&mut self) {
        let is_bad = |c: char| {
            c < ' ' && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        };
        for (at, c) in self.text.char_indices().filter(|&(_, c)| is_bad(c)) {
            let place = Place::new(at, "the document");
            self.found.add(XML_CONTROL, &place, &format!("U+{:04X}", u32::from(c)));
        }
    }
}

/// What a strict parser says, where nothing else was found.
fn second_opinion(text: &str, found: &mut Findings) {
    if found.has("xml-") || found.has("prefix-") {
        return;
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return,
            Ok(_) => {}
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                found.add(XML_OTHER, &Place::new(at, "the document"), &error.to_string());
                return;
            }
        }
    }
}
