//! The text of a configuration → the same with a file of examples for a topic.

use toml_edit::{ArrayOfTables, Document, InlineTable, Item, Table, TomlError, Value};

use super::newline;

/// The key.
const KEY: &str = "examples";

/// Names a file of examples in topic `id`, behind the keys that it has. `None` when there is no such
/// topic, or none that the file could be put into.
///
/// # Errors
///
/// The text is not TOML.
pub fn name_examples(text: &str, id: &str, file: &str) -> Result<Option<String>, TomlError> {
    let document = Document::parse(text)?;
    Ok(match document.get("topic") {
        Some(Item::ArrayOfTables(topics)) => in_table(text, topics, id, file),
        Some(Item::Value(Value::Array(topics))) => {
            let topics = topics.iter().filter_map(Value::as_inline_table);
            topics.into_iter().find_map(|topic| in_line(text, topic, id, file))
        }
        _ => None,
    })
}

fn in_table(text: &str, topics: &ArrayOfTables, id: &str, file: &str) -> Option<String> {
    let is_it = |topic: &&Table| topic.get("id").and_then(Item::as_str) == Some(id);
    let topic = topics.iter().find(is_it)?;
    let end = last_value(topic)?;
    let at = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    // The new line looks like that of the id.
    let id_at = topic.get("id")?.as_value()?.span()?.start;
    let begin = text[..id_at].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[begin..id_at];
    let indent: String = before.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let key = before.trim_end().trim_end_matches('=');
    let width = key[indent.len()..].chars().count().saturating_sub(1);
    let newline = newline(&text[..at]).unwrap_or("\n");
    let first = if text[..at].ends_with('\n') { "" } else { newline };
    let line = format!("{indent}{KEY:<width$} = {}{newline}", Value::from(file));
    Some(format!("{}{first}{line}{}", &text[..at], &text[at..]))
}

fn in_line(text: &str, topic: &InlineTable, id: &str, file: &str) -> Option<String> {
    let value = topic.get("id").filter(|value| value.as_str() == Some(id))?;
    // The order of the keys is free: behind the id is as good as anywhere.
    let at = value.span()?.end;
    Some(format!("{}, {KEY} = {}{}", &text[..at], Value::from(file), &text[at..]))
}

/// Where the last value ends that stands in the table itself, not under a header of its own.
fn last_value(table: &Table) -> Option<usize> {
    let end = |(_, item): (&str, &Item)| match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(inner) if inner.is_dotted() => last_value(inner),
        _ => None,
    };
    table.iter().filter_map(end).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line stands between `before` and `after`.
    #[track_caller]
    fn check(before: &str, line: &str, after: &str) {
        for newline in ["\n", "\r\n"] {
            let [before, line, after] =
                [before, line, after].map(|text| text.replace('\n', newline));
            let text = format!("{before}{after}");
            let edited = name_examples(&text, "a", "x/a.txt").unwrap().unwrap();
            assert_eq!(edited, format!("{before}{line}{after}"), "{text:?}");
            let read: toml::Table = edited.parse().unwrap();
            assert_eq!(read["topic"][0]["examples"].as_str(), Some("x/a.txt"));
        }
    }

    #[test]
    fn behind_the_keys_of_the_topic() {
        let line = "examples = \"x/a.txt\"\n";
        check("[[topic]]\nid = \"a\"\n", line, "");
        check("[[topic]]\nid = \"a\"\nstrong = [\n  \"x\", # why\n] # end\n", line, "# z\n");
        check("[[topic]]\nid = \"a\"\n", line, "[[topic.test]]\ntitle = \"x\"\n");
        check("[[topic]]\nid = \"a\"\n", line, "[topic.lang.de]\nweak = [\"x\"]\n");
        check("[[topic]]\nlang.de.weak = [\"x\"]\nid = \"a\"\n", line, "\n[[topic]]\nid = \"b\"\n");
        check("[[topic]]\nid = \"a\"\nlang.de.weak = [\"x\"]\n", line, "");
    }

    #[test]
    fn the_line_looks_like_its_neighbours() {
        check("[[topic]]\n  id         = \"a\"\n", "  examples   = \"x/a.txt\"\n", "\n# end\n");
        check("[[topic]]\n\tid=\"a\"\n", "\texamples = \"x/a.txt\"\n", "");
    }

    #[test]
    fn topics_in_a_list() {
        let text = "topic = [ { id = \"b\" }, { strong = [\"x\"], id = \"a\" } ]\n";
        let edited = name_examples(text, "a", "a.txt").unwrap().unwrap();
        assert_eq!(edited, text.replace("id = \"a\"", "id = \"a\", examples = \"a.txt\""));
    }

    #[test]
    fn a_last_line_without_an_end_gets_one() {
        let edited = name_examples("[[topic]]\nid = \"a\"", "a", "a.txt").unwrap().unwrap();
        assert_eq!(edited, "[[topic]]\nid = \"a\"\nexamples = \"a.txt\"\n");
    }

    #[test]
    fn where_there_is_no_such_topic() {
        for text in ["", "[[topic]]\nid = \"b\"\n", "topic = []\n"] {
            assert_eq!(name_examples(text, "a", "a.txt").unwrap(), None, "{text:?}");
        }
    }
}
