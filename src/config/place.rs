//! Where a value comes from: a line of the file, a variable, an option, or nowhere.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    ops::Range,
    sync::Arc,
};

/// The file as it was read, for messages that show a line of it.
#[derive(PartialEq, Eq)]
pub struct Document {
    /// How messages name it: as the operator gave it, or relative to the current directory.
    pub name: String,
    /// All of its text.
    pub text: String,
}

impl fmt::Debug for Document {
    /// Its name: the text may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Document {
    /// Line and column of a byte, both counted from 1, the column in characters.
    pub fn position(&self, byte: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(byte)];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        // A byte order mark stands in no column.
        let mark = before[start..].starts_with('\u{feff}') as usize;
        (line, before[start..].chars().count() - mark + 1)
    }
}

/// Where a value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the file.
    File {
        /// The file.
        document: Arc<Document>,
        /// The bytes of the value.
        span: Range<usize>,
    },
    /// In a variable of the environment.
    Variable(String),
    /// As `--set KEY=…`.
    Set(String),
    /// As `--out`.
    Out,
}

impl Place {
    /// Line and column, where it is in the file.
    pub fn position(&self) -> Option<(usize, usize)> {
        match self {
            Place::File { document, span } => Some(document.position(span.start)),
            _ => None,
        }
    }

    /// The value as it is written in the file.
    pub(super) fn written(&self) -> &str {
        match self {
            Place::File { document, span } => document.text.get(span.clone()).unwrap_or_default(),
            _ => "",
        }
    }

    /// The part of a text value at `range` of its characters; the whole value where the file is not to
    /// blame, or says it in a way that hides the part.
    pub(super) fn part(&self, text: &str, range: Range<usize>) -> Place {
        if let Place::File { document, span } = self
            && range.start < range.end
            && range.end <= text.len()
            && let Some(part) = within(self.written(), text, range)
        {
            let span = span.start + part.start..span.start + part.end;
            return Place::File { document: Arc::clone(document), span };
        }
        self.clone()
    }
}

/// Where a part of a text stands in a TOML string, which is `written` with its quotes.
fn within(written: &str, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes.into_iter().find(|quote| written.starts_with(quote))?;
    let mut at = quote.len();
    if quote.len() == 3 {
        // A line break behind the opening quotes is no part of the text.
        let rest = &written[at..];
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut start = None;
    for (offset, c) in text.char_indices() {
        let rest = written.get(at..)?;
        if offset == range.start {
            start = Some(at);
        } else if offset >= range.end {
            return start.map(|start| start..at);
        }
        at += match rest.strip_prefix('\\').filter(|_| quote.starts_with('"')) {
            // A line that goes on behind a backslash is too rare to be followed.
            Some(escaped) => match escaped.chars().next()? {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                letter if letter.is_whitespace() => return None,
                letter => 1 + letter.len_utf8(),
            },
            None if c == '\n' && rest.starts_with("\r\n") => 2,
            None if rest.starts_with(c) => c.len_utf8(),
            None => return None,
        };
    }
    start.filter(|_| written.get(at..) == Some(quote)).map(|start| start..at)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { document, span } => {
                let (line, column) = document.position(span.start);
                write!(f, "{}:{line}:{column}", document.name)
            }
            Place::Variable(name) => f.write_str(name),
            Place::Set(key) => write!(f, "--set {key}"),
            Place::Out => f.write_str("--out"),
        }
    }
}

/// Where each value was given, by its path: `fetch.concurrency`, `source.0.url`. What is not here
/// has its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// Only ever asked for one of them: a long file has many.
    places: HashMap<String, Place>,
    spoiled: BTreeSet<String>,
}

impl Origins {
    /// Where the value at `path` was given.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.places.get(path)
    }

    /// In a few words: `default`, `config.toml:12`, `FEEDMILL_OUTPUT_DIR`, `--set`, `--out`.
    pub fn word(&self, path: &str) -> String {
        match self.get(path) {
            None => "default".to_owned(),
            Some(Place::File { document, span }) => {
                format!("{}:{}", document.name, document.position(span.start).0)
            }
            Some(Place::Variable(name)) => name.clone(),
            Some(Place::Set(_)) => "--set".to_owned(),
            Some(Place::Out) => "--out".to_owned(),
        }
    }

    /// The place of `path`, or of the nearest thing around it.
    pub(super) fn nearest(&self, path: &str) -> Option<&Place> {
        ancestors(path).find_map(|path| self.places.get(path))
    }

    /// Whether something was written at `path`, be it right or wrong.
    pub(super) fn is_given(&self, path: &str) -> bool {
        self.places.contains_key(path) || self.spoiled.contains(path)
    }

    /// The same for a key of the table at `path`.
    pub(super) fn has(&self, path: &str, key: &str) -> bool {
        self.is_given(&[path, key].join("."))
    }

    /// Notes where a value was given, and forgets what it replaces.
    pub(super) fn put(&mut self, path: &str, place: Place) {
        // What is inside comes after what it is in. Few values are replaced: those of the environment.
        if self.places.insert(path.to_owned(), place).is_some() {
            let inner = format!("{path}.");
            self.places.retain(|known, _| !known.starts_with(&inner));
        }
    }

    /// Notes that the value at `path` was wrong and reported; nothing more is said about it.
    pub(super) fn spoil(&mut self, path: &str) {
        self.spoiled.insert(path.to_owned());
    }

    /// Whether something in `path` was reported already.
    pub(super) fn is_spoiled_within(&self, path: &str) -> bool {
        let inner = format!("{path}.");
        self.spoiled.iter().any(|spoiled| spoiled.starts_with(&inner))
    }

    /// Whether `path` or something around it was reported already.
    pub(super) fn is_spoiled(&self, path: &str) -> bool {
        ancestors(path).any(|path| self.spoiled.contains(path))
    }
}

/// `a.b.c`, `a.b`, `a`.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(parent, _)| parent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Arc<Document> {
        Arc::new(Document { name: "config.toml".to_owned(), text: text.to_owned() })
    }

    #[track_caller]
    fn check(text: &str, word: &str, want: (usize, usize)) {
        assert_eq!(document(text).position(text.find(word).unwrap()), want, "{text:?}");
    }

    #[test]
    fn positions_count_characters() {
        check("a = 1", "a", (1, 1));
        check("a = 1\r\nb = 2", "2", (2, 5));
        check("x = \"é晶\" # y", "y", (1, 12));
        check("\u{feff}a = 1", "a", (1, 1));
    }

    #[track_caller]
    fn check_part(written: &str, text: &str, part: &str, want: Option<&str>) {
        let at = text.find(part).unwrap();
        let got = within(written, text, at..at + part.len());
        assert_eq!(got.map(|range| &written[range]), want, "{written}");
    }

    #[test]
    fn a_part_is_found_in_any_string() {
        check_part("\"a*b\"", "a*b", "*", Some("*"));
        check_part("'é*b'", "é*b", "*b", Some("*b"));
        check_part(r#""x == \"y\" z""#, "x == \"y\" z", "y\" z", Some("y\\\" z"));
        check_part(r#""a\u002ab\x41""#, "a*bA", "*b", Some(r"\u002ab"));
        check_part(r#""a\u002ab\x41""#, "a*bA", "A", Some(r"\x41"));
        check_part("'''\na\r\nb c'''", "a\nb c", "c", Some("c"));
        check_part("\"\"\"a b\"\"\"", "a b", "b", Some("b"));
        check_part(r"'a\n b'", r"a\n b", "b", Some("b"));
        // What does not say the text hides the part.
        check_part("\"a \\\n  b\"", "a b", "b", None);
        check_part("\"other\"", "a b", "b", None);
        check_part("7", "a b", "b", None);
    }

    #[test]
    fn a_part_of_no_string_is_the_whole() {
        let document = document("t = \"a*b\"");
        let place = Place::File { document, span: 4..9 };
        assert_eq!(place.part("a*b", 1..2).position(), Some((1, 7)));
        assert_eq!(place.part("a*b", 3..3).position(), Some((1, 5)));
        assert_eq!(place.part("a*b", 1..9).position(), Some((1, 5)));
        assert_eq!(Place::Out.part("a*b", 1..2), Place::Out);
    }

    #[test]
    fn what_is_replaced_is_forgotten() {
        let mut origins = Origins::default();
        origins.put("a.b", Place::Out);
        origins.put("a.b.0", Place::Out);
        origins.put("a.b", Place::Set("a.b".to_owned()));
        assert_eq!(origins.get("a.b.0"), None);
        assert_eq!(origins.nearest("a.b.0.c").unwrap().to_string(), "--set a.b");
        assert_eq!((origins.word("a.b"), origins.word("c")), ("--set".into(), "default".into()));
    }
}
