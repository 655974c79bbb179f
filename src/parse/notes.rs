//! The problems of one document, each kind once.

use crate::model::Problem;

/// Most problems kept for one document: a page of them helps nobody more than these.
const MAX_PROBLEMS: usize = 50;

/// Longest description of a problem, in characters: it may quote the document.
const MAX_WHAT: usize = 200;

/// Collects the problems of one document.
pub(super) struct Notes {
    place: String,
    problems: Vec<Problem>,
}

impl Notes {
    /// Nothing noted yet; `place` is the document's name.
    pub(super) fn new(place: &str) -> Self {
        Notes { place: place.to_owned(), problems: Vec::new() }
    }

    /// Notes a problem and what was done about it. The same one again is not noted: a feed that
    /// leaves one tag open tends to leave it open in every item.
    pub(super) fn note(&mut self, line: Option<u32>, what: &str, done: &str) {
        let what: String = what.chars().filter(|c| !c.is_control()).take(MAX_WHAT).collect();
        let known = self.problems.iter().any(|problem| problem.what == what);
        if !known && self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem {
                place: self.place.clone(),
                line,
                what,
                done: done.to_owned(),
            });
        }
    }

    /// Gives the problems away, in the order they were met.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

/// Line numbers for rising positions: each character is looked at once.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    /// Starts at line 1.
    pub(super) fn new(text: &'a str) -> Self {
        Self::starting_at(text, 1)
    }

    /// Starts at a line of one's own, for a text that is a part of another.
    pub(super) fn starting_at(text: &'a str, line: u32) -> Self {
        Lines { text, at: 0, line }
    }

    /// The line of a byte position, counted from 1. A position before the last one asked for gets
    /// the last answer.
    pub(super) fn at(&mut self, position: usize) -> u32 {
        let position = position.min(self.text.len());
        if position > self.at {
            let passed = &self.text.as_bytes()[self.at..position];
            let breaks = memchr::memchr_iter(b'\n', passed).count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.at = position;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_once() {
        let mut lines = Lines::new("a\nb\r\n\nc");
        assert_eq!([0, 2, 2, 5, 6, 99].map(|at| lines.at(at)), [1, 2, 2, 3, 4, 4]);
    }

    #[test]
    fn each_kind_of_problem_is_noted_once() {
        let mut notes = Notes::new("a.xml");
        notes.note(Some(1), "x", "y");
        notes.note(Some(2), "x", "y");
        (0..99).for_each(|n| notes.note(None, &n.to_string(), "y"));
        assert_eq!(notes.into_problems().len(), MAX_PROBLEMS);
    }
}
