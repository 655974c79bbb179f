//! The rules: a short name that stays, how bad a breach is, what to say, what to do, and who says so.
//!
//! A message is the place, then `what`, then a detail: `<pubDate> in <item>` + `is no RFC 822 date`
//! + the date.

mod atom;
mod json;
mod rss;
mod value;
mod xml;

pub(super) use atom::*;
pub(super) use json::*;
pub(super) use rss::*;
pub(super) use value::*;
pub(super) use xml::*;

use crate::model::Severity;

/// One rule.
pub(super) struct Rule {
    /// Its name: lower case, with hyphens.
    pub(super) id: &'static str,
    /// How bad a breach is.
    pub(super) severity: Severity,
    /// What is said of the place: `is missing`.
    pub(super) what: &'static str,
    /// What the publisher can do.
    pub(super) fix: &'static str,
    /// The clause.
    pub(super) clause: &'static str,
}

/// Makes a constant per rule, and a list of all for the tests.
macro_rules! rules {
    ($($name:ident $severity:ident $id:literal $what:literal $fix:literal $clause:literal;)*) => {
        $(pub(in crate::parse::lint) const $name: &$crate::parse::lint::table::Rule =
            &$crate::parse::lint::table::Rule {
                id: $id,
                severity: $crate::model::Severity::$severity,
                what: $what,
                fix: $fix,
                clause: $clause,
            };)*
        #[cfg(test)]
        pub(super) const ALL: &[&$crate::parse::lint::table::Rule] = &[$($name),*];
    };
}
use rules;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn rules_are_well_put() {
        let mut ids = BTreeSet::new();
        let parts = [
            super::xml::ALL,
            super::value::ALL,
            super::rss::ALL,
            super::atom::ALL,
            super::json::ALL,
        ];
        for rule in parts.into_iter().flatten() {
            let id = rule.id;
            assert!(ids.insert(id), "{id} twice");
            assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            for text in [rule.what, rule.fix] {
                assert!(!text.ends_with('.') && !text.starts_with(char::is_uppercase), "{text}");
            }
            assert!(!rule.fix.is_empty() && !rule.clause.is_empty(), "{id}");
        }
    }
}
