//! What is wrong with a configuration, told so that the operator can put it right.

use std::{fmt, io, ops::Range, path::PathBuf, sync::Arc};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::place::{Document, Place};

/// The configuration cannot be used. Nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no file in any of the usual places.
    #[error("no configuration file: none of {} is there", list(.searched))]
    Missing {
        /// The files that were looked for, in order.
        searched: Vec<PathBuf>,
    },
    /// The file is not there or not readable.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not UTF-8, so it is no TOML.
    #[error("{name}:{line}:{column}: not UTF-8 text")]
    Encoding {
        /// The file.
        name: String,
        /// Line of the first wrong byte.
        line: usize,
        /// Its column, in characters.
        column: usize,
    },
    /// The folder of the file has a name that no glob pattern can hold.
    #[error("the folder {} has a name that is not UTF-8", .0.display())]
    Folder(PathBuf),
    /// The file, a variable or an option says something impossible.
    #[error("{}", summary(.0))]
    Invalid(Vec<Message>),
}

impl Error {
    /// What the operator can do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Missing { .. } => {
                Some("make one with `feedmill init`, or name one with --config FILE")
            }
            Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("make one with `feedmill init`, or name another with --config FILE")
            }
            Error::Read { .. } => None,
            Error::Encoding { .. } => Some("save the file as UTF-8"),
            Error::Folder(_) => Some("move the configuration to another folder"),
            Error::Invalid(_) => None,
        }
    }

    /// Everything that is wrong, in order of position; empty when there is no file to point into.
    pub fn messages(&self) -> &[Message] {
        match self {
            Error::Invalid(messages) => messages,
            _ => &[],
        }
    }

    /// The messages for a person, each with its line and carets, an empty line between two; ends with a line break. `colour` is
    /// for a terminal. Empty when [`Error::messages`] is: then the error and its help say all.
    pub fn render(&self, colour: bool) -> String {
        self.messages().iter().map(|message| message.render(colour)).collect::<Vec<_>>().join("\n")
    }
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn summary(messages: &[Message]) -> String {
    messages.iter().map(Message::to_string).collect::<Vec<_>>().join("\n")
}

/// How bad a [`Message`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// It can, but something in it does nothing, or not what one may think.
    Warning,
}

/// One thing that is wrong or odd, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment that names the thing.
    pub what: String,
    /// Where; `None` when it is about something that is nowhere.
    pub place: Option<Place>,
    /// What was meant, in a few words.
    pub meant: Option<String>,
    /// Another place that belongs to it, and what is there.
    pub other: Option<(Place, String)>,
    /// What can be done.
    pub help: Option<String>,
    /// Whether the line of the file may hold a secret, and is not shown.
    pub is_private: bool,
}

/// A warning is a message that stops nothing.
pub type Warning = Message;

impl Message {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Message {
            severity: Severity::Error,
            what: what.into(),
            place: None,
            meant: None,
            other: None,
            help: None,
            is_private: false,
        }
    }

    /// Puts it to a place in the value at `path`, which may be a secret, as its key and what is
    /// `written` there say.
    pub(super) fn at(mut self, path: &str, place: Option<Place>, written: &str) -> Self {
        let keys: Vec<&str> = path.split('.').collect();
        self.is_private |= match keys.as_slice() {
            ["source", _, "headers" | "auth" | "cookies" | "proxy_auth", ..] => true,
            ["fetch", "proxy_auth", ..] => true,
            ["source", _, "url" | "proxy"] | ["fetch", "proxy"] => written.contains('@'),
            _ => false,
        };
        self.place = place;
        self
    }

    pub(super) fn meant(mut self, meant: Option<impl Into<String>>) -> Self {
        self.meant = meant.map(Into::into);
        self
    }

    pub(super) fn other(mut self, place: Option<&Place>, what: impl Into<String>) -> Self {
        self.other = place.cloned().map(|place| (place, what.into()));
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Line and column, counted from 1, where the file is to blame.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.place.as_ref().and_then(Place::position)
    }

    /// For a person: the line of the file with carets, and the help. Ends with a line break.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(&self.what));
        match &self.place {
            Some(Place::File { document, span }) if !self.is_private => {
                let mut snippet = snippet(document).annotation(
                    AnnotationKind::Primary
                        .span(on_one_line(document, span))
                        .label(self.meant.as_deref()),
                );
                if let Some((Place::File { span, .. }, what)) = &self.other {
                    let span = on_one_line(document, span);
                    snippet =
                        snippet.annotation(AnnotationKind::Context.span(span).label(what.as_str()));
                }
                group = group.element(snippet);
            }
            Some(place) => {
                group = group.element(Origin::path(place.to_string()));
                if let Some(meant) = &self.meant {
                    group = group.element(Level::HELP.message(meant));
                }
            }
            None => {}
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = renderer.render(&[group]);
        text.push('\n');
        text
    }
}

impl fmt::Display for Message {
    /// On one line: `config.toml:3:1: unknown key `treshold`; did you mean `threshold`?`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.what)?;
        if let Some(meant) = &self.meant {
            write!(f, "; {meant}")?;
        }
        if let Some((place, what)) = &self.other {
            write!(f, "; {what}")?;
            if let Some((line, _)) = place.position() {
                write!(f, " on line {line}")?;
            }
        }
        Ok(())
    }
}

fn snippet(document: &Arc<Document>) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    Snippet::source(document.text.as_str()).path(document.name.as_str())
}

/// The part of a span on its first line; at least one character where there is one.
fn on_one_line(document: &Document, span: &Range<usize>) -> Range<usize> {
    let text = &document.text;
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.floor_char_boundary(span.end.min(text.len())).max(start);
    let line = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    start..end.min(line)
}
