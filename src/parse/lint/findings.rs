//! Breaches of rules → findings with line and column, one for all that are alike.

use std::collections::BTreeMap;

use super::table::Rule;
use crate::model::Finding;

/// Most kinds of findings of one document.
const MOST: usize = 500;

/// Longest value that a message quotes, in characters.
const QUOTED: usize = 80;

/// Where something stands: byte position in the text, and how a message names the place.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Byte position; `None` for what is not in the text.
    pub(super) at: Option<usize>,
    /// `<pubDate> in <item>`: findings are alike when rule and subject are.
    pub(super) subject: String,
}

impl Place {
    /// A place in the text.
    pub(super) fn new(at: usize, subject: impl Into<String>) -> Self {
        Place { at: Some(at), subject: subject.into() }
    }

    /// Something that the text does not hold, such as a header field.
    pub(super) fn outside(subject: impl Into<String>) -> Self {
        Place { at: None, subject: subject.into() }
    }
}

/// Collects what is found.
#[derive(Default)]
pub(super) struct Findings {
    groups: Vec<Group>,
    known: BTreeMap<(&'static str, String), usize>,
}

struct Group {
    at: Option<usize>,
    rule: &'static Rule,
    what: String,
    fix: Option<String>,
    more: usize,
}

impl Findings {
    /// A breach; `detail` follows the words of the rule.
    pub(super) fn add(&mut self, rule: &'static Rule, place: &Place, detail: &str) {
        self.add_fixed(rule, place, detail, None);
    }

    /// A breach with a better fix than the rule's own.
    pub(super) fn add_fixed(
        &mut self,
        rule: &'static Rule,
        place: &Place,
        detail: &str,
        fix: Option<String>,
    ) {
        let key = (rule.id, place.subject.clone());
        if let Some(&index) = self.known.get(&key) {
            let group: &mut Group = &mut self.groups[index];
            group.more += 1;
            // Places are not met in their order: the first in the document is told.
            if place.at < group.at {
                group.at = place.at;
                group.what = what(rule, place, detail);
                group.fix = fix;
            }
        } else if self.groups.len() < MOST {
            self.known.insert(key, self.groups.len());
            let what = what(rule, place, detail);
            self.groups.push(Group { at: place.at, rule, what, fix, more: 0 });
        }
    }

    /// Whether a rule whose name begins so was broken.
    pub(super) fn has(&self, beginning: &str) -> bool {
        self.groups.iter().any(|group| group.rule.id.starts_with(beginning))
    }

    /// The findings by place in the text.
    pub(super) fn finish(mut self, text: &str) -> Vec<Finding> {
        self.groups.sort_by_key(|group| (group.at, group.rule.severity));
        let mut cursor = Cursor::default();
        let finding = |group: Group| {
            let place = group.at.map(|at| cursor.go(text, at));
            Finding {
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
                severity: group.rule.severity,
                rule: group.rule.id,
                what: group.what,
                fix: group.fix.unwrap_or_else(|| group.rule.fix.to_owned()),
                clause: group.rule.clause,
                more: group.more,
            }
        };
        self.groups.into_iter().map(finding).collect()
    }
}

fn what(rule: &Rule, place: &Place, detail: &str) -> String {
    let mut what = place.subject.clone();
    for (glue, part) in [(" ", rule.what), (": ", detail)] {
        if !part.is_empty() && !what.is_empty() {
            what.push_str(glue);
        }
        what.push_str(part);
    }
    what
}

/// A value as messages quote it.
pub(super) fn quote(value: &str) -> String {
    let mut quoted: String =
        value.chars().take(QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(QUOTED).is_some() {
        quoted.push('…');
    }
    format!("\"{quoted}\"")
}

/// Line and column for rising positions: each character is looked at once.
struct Cursor {
    at: usize,
    line: u32,
    column: u32,
}

impl Default for Cursor {
    fn default() -> Self {
        Cursor { at: 0, line: 1, column: 1 }
    }
}

impl Cursor {
    fn go(&mut self, text: &str, at: usize) -> (u32, u32) {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        for c in text.get(self.at..at).unwrap_or_default().chars() {
            if c == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.at = self.at.max(at);
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::lint::table;

    #[test]
    fn alike_is_told_once_and_in_order() {
        let mut found = Findings::default();
        for at in [7, 3, 5] {
            found.add(table::BLANK, &Place::new(at, "<a>"), "x");
        }
        found.add(table::BLANK, &Place::new(0, "<b>"), "");
        found.add(table::CONTENT_TYPE_MISSING, &Place::outside("Content-Type"), "");
        let found = found.finish("é\nb\ncd");
        let told: Vec<_> =
            found.iter().map(|f| (f.line, f.column, f.what.as_str(), f.more)).collect();
        let want = [
            (None, None, "Content-Type is missing", 0),
            (Some(1), Some(1), "<b> is empty", 0),
            (Some(2), Some(1), "<a> is empty: x", 2),
        ];
        assert_eq!(told, want);
    }
}
