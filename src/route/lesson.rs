//! A file of examples and what a person says of one more item → the file that says so.
//!
//! Every other line stays byte for byte. A comment that begins with [`NOTE`] belongs to the line
//! below it and goes where that goes.

use super::Example;
use crate::model::fold;

/// What a note begins with.
const NOTE: &str = "# note: ";

/// What became of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taught {
    /// It has one more line.
    Added,
    /// It said the opposite of the item, and does no more.
    Turned,
    /// It said so already.
    Known,
    /// It says nothing of the item any more.
    Removed,
    /// It never said anything of the item.
    Unknown,
}

/// Says of an item what `example` says, whatever the file said of it before.
pub fn teach(text: &str, example: &Example, note: Option<&str>) -> (String, Taught) {
    let mut file = Lines::read(text);
    let found = file.find(example);
    let Some(&last) = found.last() else {
        file.append(example, note);
        return (file.lines.concat(), Taught::Added);
    };
    let is_known = found.iter().all(|&at| file.belongs(at) == Some(example.belongs));
    if is_known && note.is_none() {
        return (text.to_owned(), Taught::Known);
    }
    let kept = if is_known { file.lines[last].clone() } else { file.line(&example.line()) };
    file.lines[last] = kept;
    // A note on the opposite is no note on this.
    match (note, file.note_above(last)) {
        (Some(note), Some(above)) => file.lines[above] = file.line(&note_line(note)),
        (Some(note), None) => file.lines.insert(last, file.line(&note_line(note))),
        (None, Some(above)) => file.lines[above].clear(),
        (None, None) => {}
    }
    found[..found.len() - 1].iter().for_each(|&at| file.clear(at));
    (file.lines.concat(), if is_known { Taught::Known } else { Taught::Turned })
}

/// Takes out what the file says of an item.
pub fn forget(text: &str, example: &Example) -> (String, Taught) {
    let mut file = Lines::read(text);
    let found = file.find(example);
    found.iter().for_each(|&at| file.clear(at));
    (file.lines.concat(), if found.is_empty() { Taught::Unknown } else { Taught::Removed })
}

/// Whether two examples are about the same item: by their ids, else by their words.
pub fn is_same(one: &Example, other: &Example) -> bool {
    if let (Some(one), Some(other)) = (&one.id, &other.id) {
        return one == other;
    }
    let (texts, titles) = ([&one.text, &other.text], [&one.title, &other.title]);
    let [title, same_title] = titles.map(|title| fold(title));
    let is_same_text = fold(texts[0]) == fold(texts[1]);
    let is_one_without = !title.is_empty() && texts.iter().any(|text| text.is_empty());
    title == same_title && (is_same_text || is_one_without)
}

/// The lines of a file with their ends.
struct Lines {
    lines: Vec<String>,
    newline: &'static str,
}

impl Lines {
    fn read(text: &str) -> Self {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Lines { lines: text.split_inclusive('\n').map(str::to_owned).collect(), newline }
    }

    fn example(&self, at: usize) -> Option<Example> {
        Example::parse(&self.lines[at]).ok().flatten()
    }

    fn belongs(&self, at: usize) -> Option<bool> {
        self.example(at).map(|example| example.belongs)
    }

    /// The lines that are about the same item.
    fn find(&self, example: &Example) -> Vec<usize> {
        // As a line has it: without line breaks, and with so much of the text.
        let wanted = Example::parse(&example.line()).ok().flatten();
        let wanted = wanted.as_ref().unwrap_or(example);
        let is_found = |at: &usize| self.example(*at).is_some_and(|it| is_same(&it, wanted));
        (0..self.lines.len()).filter(is_found).collect()
    }

    fn note_above(&self, at: usize) -> Option<usize> {
        let above = at.checked_sub(1)?;
        self.lines[above].starts_with(NOTE).then_some(above)
    }

    fn clear(&mut self, at: usize) {
        if let Some(above) = self.note_above(at) {
            self.lines[above].clear();
        }
        self.lines[at].clear();
    }

    fn append(&mut self, example: &Example, note: Option<&str>) {
        if let Some(last) = self.lines.last_mut()
            && !last.ends_with('\n')
        {
            last.push_str(self.newline);
        }
        self.lines.extend(note.map(|note| self.line(&note_line(note))));
        self.lines.push(self.line(&example.line()));
    }

    fn line(&self, words: &str) -> String {
        format!("{words}{}", self.newline)
    }
}

fn note_line(note: &str) -> String {
    format!("{NOTE}{}", note.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(line: &str) -> Example {
        Example::parse(line).unwrap().unwrap()
    }

    #[track_caller]
    fn check(before: &str, line: &str, note: Option<&str>, want: (&str, Taught)) {
        for newline in ["\n", "\r\n"] {
            let [before, want_text] = [before, want.0].map(|text| text.replace('\n', newline));
            // A file without a line end does not say which ones it has.
            if !before.contains('\n') && newline == "\r\n" {
                continue;
            }
            let (text, taught) = teach(&before, &example(line), note);
            assert_eq!((text.as_str(), taught), (want_text.as_str(), want.1), "{before:?}");
            let (again, taught) = teach(&text, &example(line), note);
            assert_eq!((again.as_str(), taught), (want_text.as_str(), Taught::Known), "again");
        }
    }

    const OLD: &str = "# mine\n+ [a] Crane\tlifts\n\n- Quay\n";

    #[test]
    fn a_new_item_is_a_new_line() {
        let check = |before: &str, want: &str| {
            check(before, "+ [b] Ferry\tx", None, (want, Taught::Added));
        };
        check("", "+ [b] Ferry\tx\n");
        check("+ [a] Crane", "+ [a] Crane\n+ [b] Ferry\tx\n");
        check(OLD, &format!("{OLD}+ [b] Ferry\tx\n"));
        // Another article may have the same headline.
        check("+ [c] Ferry\tx\n", "+ [c] Ferry\tx\n+ [b] Ferry\tx\n");
        check("+ Ferry\ty\n", "+ Ferry\ty\n+ [b] Ferry\tx\n");
    }

    #[test]
    fn what_is_known_is_not_written_twice() {
        let known = |before: &str, line: &str| check(before, line, None, (before, Taught::Known));
        known(OLD, "+ [a] Crane\tlifts");
        known(OLD, "+ [a] Another title");
        known(OLD, "- [c] quay\tsome text");
        known(OLD, "- Quay");
        known("+ \tonly text\n", "+ \tonly  text");
    }

    #[test]
    fn the_opposite_takes_the_place() {
        let turned = "# mine\n- [a] Crane\tlifts\n\n- Quay\n";
        check(OLD, "- [a] Crane\tlifts", None, (turned, Taught::Turned));
        let both = "- [a] Crane\n+ [a] Crane\n";
        check(both, "+ [a] Crane", None, ("+ [a] Crane\n", Taught::Turned));
    }

    #[test]
    fn notes_go_with_their_lines() {
        let noted = "# note: a b\n+ Crane\n";
        check("", "+ Crane", Some("a\n b"), (noted, Taught::Added));
        check("+ Crane\n", "+ Crane", Some("a b"), (noted, Taught::Known));
        check(noted, "- Crane", None, ("- Crane\n", Taught::Turned));
        check(noted, "- Crane", Some("c"), ("# note: c\n- Crane\n", Taught::Turned));
        assert_eq!(forget(noted, &example("- Crane")), (String::new(), Taught::Removed));
    }

    #[test]
    fn what_is_taken_out_is_gone() {
        let without = "# mine\n\n- Quay\n".to_owned();
        assert_eq!(forget(OLD, &example("- [a] Crane")), (without, Taught::Removed));
        assert_eq!(forget(OLD, &example("+ [x] Crane")), (OLD.to_owned(), Taught::Unknown));
    }
}
