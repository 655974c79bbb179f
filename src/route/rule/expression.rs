//! Expression and item → whether it holds, and until when.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use regex::Regex;

use super::field::{RuleSubject, Words};

/// A condition on items that was read and found right.
#[derive(Clone)]
pub struct Expression {
    text: String,
    root: Node,
}

/// A condition.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// All hold.
    All(Vec<Node>),
    /// At least one holds.
    Any(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// A value of the field is one of these, which are in the form of [`Words::normal`].
    Is(Words, Vec<String>),
    /// The pattern is found in a value of the field.
    Like(Words, Regex),
    /// So much time has passed since publication, or more.
    Aged(TimeDelta),
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub holds: bool,
    /// The answer is the same before this instant; [`DateTime::MAX_UTC`] when it stays.
    pub until: DateTime<Utc>,
}

impl Expression {
    pub(super) fn new(text: &str, root: Node) -> Self {
        Expression { text: text.to_owned(), root }
    }

    /// As it is written in the config.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn answer(&self, subject: &RuleSubject<'_>, now: DateTime<Utc>) -> Answer {
        self.root.answer(subject, now)
    }
}

// The text says all: it is read the same way each time.
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}

impl Node {
    /// The condition, or its contrary.
    pub(super) fn unless(self, not: bool) -> Self {
        if not { Node::Not(Box::new(self)) } else { self }
    }

    fn answer(&self, subject: &RuleSubject<'_>, now: DateTime<Utc>) -> Answer {
        let stays = |holds| Answer { holds, until: DateTime::<Utc>::MAX_UTC };
        match self {
            Node::All(nodes) => joined(nodes, false, subject, now),
            Node::Any(nodes) => joined(nodes, true, subject, now),
            Node::Not(node) => {
                let answer = node.answer(subject, now);
                Answer { holds: !answer.holds, ..answer }
            }
            Node::Is(words, values) => {
                stays(subject.any(*words, |value| words.same(value, values)))
            }
            Node::Like(words, pattern) => {
                stays(subject.any(*words, |value| pattern.is_match(value)))
            }
            // An age that ends behind the calendar is never reached.
            Node::Aged(age) => match subject.published.checked_add_signed(*age) {
                Some(reached) if now < reached => Answer { holds: false, until: reached },
                Some(_) => stays(true),
                None => stays(false),
            },
        }
    }
}

/// Conditions of which one suffices for `decisive`.
///
/// While any of those that decide goes on to, the whole does: the last of them counts. Where none
/// decides, the first one that turns over does.
fn joined(nodes: &[Node], decisive: bool, subject: &RuleSubject<'_>, now: DateTime<Utc>) -> Answer {
    let mut decided: Option<DateTime<Utc>> = None;
    let mut undecided = DateTime::<Utc>::MAX_UTC;
    for node in nodes {
        let Answer { holds, until } = node.answer(subject, now);
        if holds == decisive {
            decided = decided.max(Some(until));
            if until == DateTime::<Utc>::MAX_UTC {
                break;
            }
        } else {
            undecided = undecided.min(until);
        }
    }
    match decided {
        Some(until) => Answer { holds: decisive, until },
        None => Answer { holds: !decisive, until: undecided },
    }
}
