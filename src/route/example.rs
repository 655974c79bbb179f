//! One line of a file of examples ↔ an example.
//!
//! ```text
//! # what the feed is about
//! + A title<TAB>some text
//! - [urn:uuid:…] Another title
//! ```

use super::score::LEAD_CHARS;

/// What a person says of one item: it belongs to a topic, or it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Whether it belongs to the topic.
    pub belongs: bool,
    /// The id of the item, which is only a note.
    pub id: Option<String>,
    /// Title.
    pub title: String,
    /// The beginning of the text.
    pub text: String,
}

impl Example {
    /// Reads a line; `None` for an empty one and a comment.
    ///
    /// # Errors
    ///
    /// It begins with neither `+` nor `-`, or has no title.
    pub fn parse(line: &str) -> Result<Option<Self>, &'static str> {
        let line = line.trim_start_matches('\u{feff}').trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(None);
        }
        let (belongs, rest) = match (line.strip_prefix('+'), line.strip_prefix('-')) {
            (Some(rest), _) => (true, rest.trim_start_matches(' ')),
            (_, Some(rest)) => (false, rest.trim_start_matches(' ')),
            _ => return Err("begins with neither `+` nor `-`"),
        };
        let noted = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        // An id has no spaces; `[Live blog]` is a part of the title.
        let noted = noted.filter(|(id, _)| !id.is_empty() && !id.contains(char::is_whitespace));
        let (id, rest) = match noted {
            Some((id, rest)) => (Some(id.to_owned()), rest.trim_start()),
            None => (None, rest),
        };
        let (title, text) = rest.split_once('\t').unwrap_or((rest, ""));
        if title.trim().is_empty() && text.trim().is_empty() {
            return Err("has no title");
        }
        let (title, text) = (title.trim().to_owned(), text.trim().to_owned());
        Ok(Some(Example { belongs, id, title, text }))
    }

    /// The line, without a line break. What [`Example::parse`] reads from it says as much.
    pub fn line(&self) -> String {
        let mut line = String::from(if self.belongs { "+ " } else { "- " });
        if let Some(id) = &self.id
            && !id.contains(|c: char| c.is_whitespace() || c == ']')
        {
            line.push_str(&format!("[{id}] "));
        }
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.push_str(&words(&self.title));
        let text: String = words(&self.text).chars().take(LEAD_CHARS).collect();
        if !text.is_empty() {
            line.push('\t');
            line.push_str(&text);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(belongs: bool, id: Option<&str>, title: &str, text: &str) -> Example {
        let id = id.map(str::to_owned);
        Example { belongs, id, title: title.to_owned(), text: text.to_owned() }
    }

    #[track_caller]
    fn check(line: &str, want: Example) {
        let read = Example::parse(line).unwrap().unwrap();
        assert_eq!(read, want, "{line:?}");
        assert_eq!(Example::parse(&read.line()), Ok(Some(want)));
    }

    #[test]
    fn lines_are_read_and_written() {
        check("+ A title\tand text", example(true, None, "A title", "and text"));
        check("  -No text  ", example(false, None, "No text", ""));
        check("+ [urn:uuid:1] T\tx", example(true, Some("urn:uuid:1"), "T", "x"));
        check("+ [Live blog] T", example(true, None, "[Live blog] T", ""));
        check("\u{feff}- \tonly text", example(false, None, "", "only text"));
    }

    #[test]
    fn what_is_no_example() {
        for line in ["", "   ", "# + a"] {
            assert_eq!(Example::parse(line), Ok(None), "{line:?}");
        }
        assert_eq!(Example::parse("a title"), Err("begins with neither `+` nor `-`"));
        assert_eq!(Example::parse("+ \t "), Err("has no title"));
    }

    #[test]
    fn a_line_stays_one_line() {
        let wild = example(true, Some("a b"), "A\n\ttitle", &"x\r\n".repeat(2_000));
        let line = wild.line();
        assert!(!line.contains(['\n', '\r']) && line.matches('\t').count() == 1);
        assert_eq!(Example::parse(&line).unwrap().unwrap().title, "A title");
    }
}
