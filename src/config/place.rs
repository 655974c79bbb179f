//! Where a value comes from: a line of the file, a variable, an option, or nowhere.

use std::{
    collections::{BTreeMap, BTreeSet},
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

    /// The part of a text value at `range` of its characters as written; the whole value where the
    /// text is written with escapes, so that a part cannot be found.
    pub(super) fn part(&self, text: &str, range: Range<usize>) -> Place {
        if let Place::File { document, span } = self
            && let Some(written) = document.text.get(span.clone())
            && written.len() == text.len() + 2
            && written.get(1..written.len() - 1) == Some(text)
            && range.start < range.end
            && range.end <= text.len()
        {
            let span = span.start + 1 + range.start..span.start + 1 + range.end;
            return Place::File { document: Arc::clone(document), span };
        }
        self.clone()
    }
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
    places: BTreeMap<String, Place>,
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

    /// Notes where a value was given, and forgets what it replaces.
    pub(super) fn put(&mut self, path: &str, place: Place) {
        let inner = format!("{path}.");
        // What it replaces stands together. Looking at all would make long files slow.
        while let Some((known, _)) = self.places.range(inner.clone()..).next()
            && known.starts_with(&inner)
        {
            let known = known.clone();
            self.places.remove(&known);
        }
        self.places.insert(path.to_owned(), place);
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

    #[test]
    fn a_part_is_found_where_the_text_is_plain() {
        let document = document("t = \"a*b\"\nu = \"a\\u002ab\"");
        let place = |span| Place::File { document: Arc::clone(&document), span };
        assert_eq!(place(4..9).part("a*b", 1..2).position(), Some((1, 7)));
        assert_eq!(place(14..24).part("a*b", 1..2).position(), Some((2, 5)));
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
