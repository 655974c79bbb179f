//! Item → what the operator's rules do with it.
//!
//! In: an item with the topics that routing gave it, and the time. Out: the rule that fired, and
//! until when that answer holds. The first rule whose expression holds fires, whatever it does;
//! those behind it are not asked. So `keep` shelters an item from the rules below it.
//!
//! An expression is small and typed. Everything that can be wrong with it is found when the config
//! is read ([`parse`]); an expression that was read cannot fail.
//!
//! The answer hangs on the time only through `age`. Every comparison of an age turns over at one
//! instant, so [`Decision::until`] can say how long a remembered answer stays right.

mod expression;
mod field;
mod lexer;
mod parser;
mod pattern;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use expression::Expression;
pub use field::RuleSubject;
pub use parser::{Mention, Named, ReadDuration, parse};

use std::ops::Range;

/// The rules, in the order of the config.
///
/// `Debug` shows all that decides, patterns by their source, so that it can name the rules in
/// force.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules(pub Vec<Rule>);

/// When something is done, and what.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What its author calls it.
    pub name: Option<String>,
    /// When it fires.
    pub when: Expression,
    /// What it does.
    pub does: Does,
}

/// What a rule does with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Does {
    /// It is in no feed and no archive. It stays in the ledger, so another rule can bring it back.
    Drop,
    /// Nothing; and no later rule does.
    Keep,
    /// It is in no live feed.
    ArchiveOnly,
    /// It is in this topic as well.
    Topic(String),
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Its number in the config, from 0.
    pub index: usize,
    /// What its author calls it.
    pub name: Option<String>,
    /// What it does.
    pub does: Does,
}

/// What the rules say about an item at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The rule that fired, if any.
    pub fired: Option<Fired>,
    /// The instant, after the time that was asked for, from which the answer can be another because
    /// the item is older. Before it, the answer is the same. `None` when age will change nothing.
    pub until: Option<DateTime<Utc>>,
}

/// What is wrong with an expression, and which bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the expression; never empty, unless the expression is.
    pub range: Range<usize>,
    /// In words that follow a name of the expression: "has a string that is not closed".
    pub what: String,
    /// What was meant, where that is plain.
    pub meant: Option<String>,
    /// The words that could stand at `range`, for whoever looks for the nearest.
    pub known: Vec<&'static str>,
}

impl Rules {
    /// The first rule whose expression holds at `now`.
    pub fn decide(&self, subject: &RuleSubject<'_>, now: DateTime<Utc>) -> Decision {
        let mut until = DateTime::<Utc>::MAX_UTC;
        let mut fired = None;
        for (index, rule) in self.0.iter().enumerate() {
            let answer = rule.when.answer(subject, now);
            // An earlier rule that begins to hold, or this one when it holds no longer.
            until = until.min(answer.until);
            if answer.holds {
                fired = Some(Fired { index, name: rule.name.clone(), does: rule.does.clone() });
                break;
            }
        }
        Decision { fired, until: Some(until).filter(|&until| until < DateTime::<Utc>::MAX_UTC) }
    }
}

impl fmt::Display for Fired {
    /// `rule 2`, or `rule 2 (no adverts)`, counted as people count.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}", self.index + 1)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, " ({name})"))
    }
}

impl fmt::Display for Does {
    /// As the config says it: `drop`, `keep`, `archive-only`, `topic ai`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Does::Drop => f.write_str("drop"),
            Does::Keep => f.write_str("keep"),
            Does::ArchiveOnly => f.write_str("archive-only"),
            Does::Topic(id) => write!(f, "topic {id}"),
        }
    }
}

impl Fault {
    /// Something wrong with some bytes of the expression.
    pub fn new(range: Range<usize>, what: impl Into<String>) -> Self {
        Fault { range, what: what.into(), meant: None, known: Vec::new() }
    }

    fn meant(mut self, meant: impl Into<String>) -> Self {
        self.meant = Some(meant.into());
        self
    }
}

#[cfg(test)]
mod tests;
