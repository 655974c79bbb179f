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
    /// Something else.
    New(Memory),
}

/// The lines of a file, in their order.
#[derive(Default)]
pub(super) struct Lines(Vec<Piece>);

/// Lines that follow each other.
enum Piece {
    Earlier(Range<usize>),
    New(Vec<u8>),
}

/// Most places that are changed in the bytes of last time: each may move all that stands behind it.
const FEW: usize = 4;

impl Lines {
    /// Adds a line.
    pub fn put(&mut self, line: Line) {
        match line {
            Line::Earlier(at) => self.put_earlier(at),
            Line::New(line) => self.put_all([line]),
        }
    }

    /// Adds lines that stand somewhere in the file of last time.
    pub fn put_earlier(&mut self, at: Range<usize>) {
        match self.0.last_mut() {
            Some(Piece::Earlier(last)) if last.end == at.start => last.end = at.end,
            _ => self.0.push(Piece::Earlier(at)),
        }
    }

    /// Adds new lines.
    pub fn put_all(&mut self, lines: impl IntoIterator<Item = Memory>) {
        for line in lines {
            let mut bytes = match self.0.pop() {
                Some(Piece::New(bytes)) => bytes,
                last => {
                    self.0.extend(last);
                    Vec::new()
                }
            };
            serde_json::to_writer(&mut bytes, &line)
                .expect("structs with text keys always serialise");
            bytes.push(b'\n');
            self.0.push(Piece::New(bytes));
        }
    }

    /// The file, `earlier` being the one of last time.
    pub fn into_bytes(mut self, mut earlier: Vec<u8>) -> Vec<u8> {
        if earlier.is_empty() {
            return match self.0.pop() {
                Some(Piece::New(bytes)) => bytes,
                _ => Vec::new(),
            };
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
                for piece in self.0 {
                    match piece {
                        Piece::Earlier(at) => bytes.extend_from_slice(&earlier[at]),
                        Piece::New(new) => bytes.extend(new),
                    }
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
        for piece in &self.0 {
            match piece {
                Piece::Earlier(at) => {
                    note(end..at.start, std::mem::take(&mut new))?;
                    end = at.end;
                }
                Piece::New(bytes) => new = bytes,
            }
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
                    made.put(Line::New(memory));
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
    fn without_an_earlier_file_all_is_new() {
        let mut lines = Lines::default();
        lines.put_all([feed("a")]);
        assert!(lines.into_bytes(Vec::new()).ends_with(b"\n"));
    }
}
