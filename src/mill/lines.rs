//! A file of lines that is made anew, and mostly says what it said last time.
//!
//! It is long, and a build often changes one line of it: what stays is not copied then, but stays where
//! it is in memory.

use std::ops::Range;

use crate::model::Memory;

/// What a line says.
pub(super) enum Line {
    /// What it said last time, at this place.
    Earlier(Range<usize>),
    /// Something else: its bytes, which take less room than what they say.
    New(Vec<u8>),
}

impl Line {
    /// A line that was not there, or said something else.
    pub fn new(line: &Memory) -> Self {
        let mut bytes = Vec::new();
        write(line, &mut bytes);
        bytes.shrink_to_fit();
        Line::New(bytes)
    }

    /// How long it is, with its end.
    pub fn length(&self) -> usize {
        match self {
            Line::Earlier(at) => at.len(),
            Line::New(bytes) => bytes.len(),
        }
    }
}

fn write(line: &Memory, bytes: &mut Vec<u8>) {
    serde_json::to_writer(&mut *bytes, line).expect("structs with text keys always serialise");
    bytes.push(b'\n');
}

/// The lines of a file, in their order: some that stand in the file of last time, new ones behind them, and
/// so on.
#[derive(Default)]
pub(super) struct Lines(Vec<(Range<usize>, Vec<u8>)>);

/// Most places that are changed in the bytes of last time: each may move all that stands behind it.
const FEW: usize = 4;

impl Lines {
    /// Adds a line.
    pub fn put(&mut self, line: Line) {
        match line {
            Line::Earlier(at) => self.put_earlier(at),
            Line::New(line) => self.new_lines().extend(line),
        }
    }

    /// Adds lines that stand somewhere in the file of last time.
    pub fn put_earlier(&mut self, at: Range<usize>) {
        match self.0.last_mut() {
            Some((last, new)) if last.end == at.start && new.is_empty() => last.end = at.end,
            _ if at.is_empty() => {}
            _ => self.0.push((at, Vec::new())),
        }
    }

    /// Adds new lines.
    pub fn put_all(&mut self, lines: impl IntoIterator<Item = Memory>) {
        let new = self.new_lines();
        lines.into_iter().for_each(|line| write(&line, new));
    }

    /// The new lines at the end.
    fn new_lines(&mut self) -> &mut Vec<u8> {
        if self.0.is_empty() {
            self.0.push((0..0, Vec::new()));
        }
        let last = self.0.len() - 1;
        &mut self.0[last].1
    }

    /// Whether the file is the one of last time, which was so long.
    pub fn is_same(&self, length: usize) -> bool {
        match &self.0[..] {
            [] => length == 0,
            [(at, new)] => *at == (0..length) && new.is_empty(),
            _ => false,
        }
    }

    /// The file, `earlier` being the one of last time.
    pub fn into_bytes(mut self, mut earlier: Vec<u8>) -> Vec<u8> {
        if earlier.is_empty() {
            return self.0.pop().map(|(_, new)| new).unwrap_or_default();
        }
        match self.changes(&earlier) {
            Some(changes) if changes.len() <= FEW => {
                for (at, new) in changes.into_iter().rev() {
                    earlier.splice(at, new.iter().copied());
                }
                earlier
            }
            _ => {
                let mut bytes = Vec::with_capacity(earlier.len());
                for (at, new) in self.0 {
                    bytes.extend_from_slice(&earlier[at]);
                    bytes.extend(new);
                }
                bytes
            }
        }
    }

    /// Where the file differs from the one of last time, and what stands there now; `None` where lines
    /// of then come in another order.
    fn changes(&self, earlier: &[u8]) -> Option<Vec<(Range<usize>, &[u8])>> {
        let mut changes = Vec::new();
        let (mut end, mut new) = (0, &[][..]);
        let mut note = |at: Range<usize>, new| {
            let before = earlier.get(at.clone())?;
            if before != new {
                changes.push((at, new));
            }
            Some(())
        };
        for (at, behind) in &self.0 {
            if !at.is_empty() {
                note(end..at.start, new)?;
                end = at.end;
            }
            new = behind;
        }
        note(end..earlier.len(), new)?;
        Some(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Guid;

    fn feed(topic: &str) -> Memory {
        Memory::Feed { topic: topic.to_owned(), guid: Guid("x".to_owned()), complete: false }
    }

    /// `0` to `9` are lines of last time, anything else is a new one.
    #[track_caller]
    fn check(lines: &str, in_place: bool) {
        let earlier: String = (0..10).map(|number| format!("line {number}\n")).collect();
        let (mut made, mut want) = (Lines::default(), String::new());
        for line in lines.chars() {
            match line.to_digit(10) {
                Some(number) => {
                    let at = number as usize * 7..number as usize * 7 + 7;
                    want += &earlier[at.clone()];
                    made.put(Line::Earlier(at));
                }
                None => {
                    let memory = feed(&line.to_string());
                    want += &(serde_json::to_string(&memory).unwrap() + "\n");
                    made.put(Line::new(&memory));
                }
            }
        }
        let changes = made.changes(earlier.as_bytes());
        assert_eq!(changes.is_some_and(|changes| changes.len() <= FEW), in_place, "{lines}");
        let bytes = made.into_bytes(earlier.into_bytes());
        assert_eq!(String::from_utf8(bytes).unwrap(), want, "{lines}");
    }

    #[test]
    fn lines_that_stay_are_where_they_belong() {
        for lines in ["0123456789", "a0123456789", "0123456789ab", "01234abc789", "", "a", "059"] {
            check(lines, true);
        }
        check("0a2b4c6d89", true);
        for lines in ["0a2b4c6d8e", "9876", "1023456789", "00", "a1a0"] {
            check(lines, false);
        }
    }

    #[test]
    fn what_stays_as_a_whole_is_known() {
        let mut lines = Lines::default();
        assert!(lines.is_same(0) && !lines.is_same(20));
        lines.put_earlier(0..7);
        lines.put_earlier(7..20);
        assert!(lines.is_same(20) && !lines.is_same(21));
        lines.put_all([feed("a")]);
        assert!(!lines.is_same(20));
    }

    #[test]
    fn without_an_earlier_file_all_is_new() {
        let mut lines = Lines::default();
        lines.put_all([feed("a")]);
        assert!(lines.into_bytes(Vec::new()).ends_with(b"\n"));
    }
}
