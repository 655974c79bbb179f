//! Declarations of namespaces that are in force, and names that lack one.

use super::{
    findings::{Findings, Place, quote},
    namespaces::{self, Meaning},
    table::*,
    tree::Attribute,
};

/// Most declarations in force at once: looking one up stays cheap whatever a document declares.
const MOST: usize = 256;

/// The declarations in force, innermost last.
#[derive(Default)]
pub(super) struct Scope<'a> {
    stack: Vec<(&'a str, &'static str)>,
    /// Whether a declaration found no room: then nothing can be said to be missing.
    is_full: bool,
}

/// What elements have whose namespace nobody knows.
pub(super) const UNKNOWN: &str = "?";

impl<'a> Scope<'a> {
    /// A mark to come back to when the element closes.
    pub(super) fn mark(&self) -> usize {
        self.stack.len()
    }

    /// Forgets what was declared since the mark.
    pub(super) fn reset(&mut self, mark: usize) {
        self.stack.truncate(mark);
    }

    /// Takes note of an `xmlns` or `xmlns:prefix` attribute, and judges its address.
    pub(super) fn declare(
        &mut self,
        attribute: &'a str,
        address: &str,
        at_root: bool,
        at: usize,
        found: &mut Findings,
    ) {
        let prefix = match attribute.strip_prefix("xmlns") {
            Some("") => "",
            Some(rest) if rest.len() > 1 && rest.starts_with(':') => &rest[1..],
            _ => return,
        };
        let place = || Place::new(at, attribute);
        if address.is_empty() && !prefix.is_empty() {
            found.add(NAMESPACE_EMPTY, &place(), "");
        }
        let space = match namespaces::meaning(address) {
            Meaning::Known(space) => space,
            Meaning::Nearly(space, right) => {
                let fix = format!("write {right}; programs compare it letter by letter");
                found.add_fixed(NAMESPACE_ADDRESS, &place(), &quote(address), Some(fix));
                space
            }
            Meaning::Rss2 => {
                if at_root && prefix.is_empty() {
                    found.add(RSS_NAMESPACE, &place(), &quote(address));
                }
                ""
            }
            Meaning::Other if address.is_empty() => "",
            Meaning::Other => {
                if namespaces::is_fixed(prefix)
                    && let Some((_, usual)) = namespaces::by_prefix(prefix)
                {
                    let detail = format!("{}, not {usual}", quote(address));
                    found.add(NAMESPACE_PREFIX, &place(), &detail);
                }
                UNKNOWN
            }
        };
        if self.stack.len() < MOST {
            self.stack.push((prefix, space));
        } else {
            self.is_full = true;
        }
    }

    /// Vocabulary and local part of an element's name.
    pub(super) fn element<'n>(
        &self,
        name: &'n str,
        at: usize,
        found: &mut Findings,
    ) -> (&'static str, &'n str) {
        match name.split_once(':') {
            Some((prefix, local)) if !prefix.is_empty() && !local.is_empty() => {
                (self.prefix(prefix, || Place::new(at, format!("<{name}>")), found), local)
            }
            _ => (self.find("").unwrap_or_default(), name),
        }
    }

    fn prefix(
        &self,
        prefix: &str,
        place: impl Fn() -> Place,
        found: &mut Findings,
    ) -> &'static str {
        if prefix == "xml" {
            return "xml";
        }
        self.find(prefix).unwrap_or_else(|| {
            let usual = namespaces::by_prefix(prefix);
            let fix = usual.map(|(_, address)| {
                format!("write xmlns:{prefix}=\"{address}\" into the first tag")
            });
            if !self.is_full {
                found.add_fixed(PREFIX_UNDECLARED, &place(), "", fix);
            }
            usual.map_or(UNKNOWN, |(space, _)| space)
        })
    }

    fn find(&self, prefix: &str) -> Option<&'static str> {
        self.stack.iter().rev().find(|(known, _)| *known == prefix).map(|&(_, space)| space)
    }
}

/// Judges the prefix of an attribute.
pub(super) fn attribute(scope: &Scope, element: &str, attribute: &Attribute, found: &mut Findings) {
    if let Some((prefix, _)) = attribute.name.split_once(':')
        && !prefix.is_empty()
        && prefix != "xmlns"
    {
        let place = || Place::new(attribute.at, format!("{} of <{element}>", attribute.name));
        scope.prefix(prefix, place, found);
    }
}
