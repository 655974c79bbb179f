//! What happens, told to a person, a progress bar, or as JSON lines.
//!
//! Stages return what happened; `mill` tells it here as an [`Event`]. Everything goes to standard
//! error: standard output carries results only. When all is well and nobody watches, nothing is said.

mod event;
mod screen;

use std::io::{self, Write};

pub use event::{Event, Severity, chain};
use screen::Screen;

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audience {
    /// How much is told.
    pub verbosity: Verbosity,
    /// JSON lines instead of words.
    pub json: bool,
    /// Standard error is a terminal: a progress bar may be drawn.
    pub terminal: bool,
    /// Whether to colour words.
    pub color: bool,
}

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors that stop the run.
    Quiet,
    /// Also sources that failed and problems met for the first time.
    #[default]
    Normal,
    /// Also what went well.
    Verbose,
}

/// Tells events as they come.
#[derive(Debug)]
pub struct Reporter {
    audience: Audience,
    screen: Option<Screen>,
}

impl Reporter {
    /// A reporter for an audience.
    pub fn new(audience: Audience) -> Self {
        let draws = audience.terminal && !audience.json && audience.verbosity > Verbosity::Quiet;
        Reporter { audience, screen: draws.then(Screen::default) }
    }

    /// Tells one event, if its audience wants it.
    pub fn tell(&mut self, event: &Event<'_>) {
        if let Some(screen) = &mut self.screen {
            screen.follow(event);
        }
        let Some(severity) = event.severity() else { return };
        if self.audience.verbosity < severity.asks_for() {
            return;
        }
        let line = if self.audience.json { event.json() } else { self.words(event, severity) };
        match &self.screen {
            Some(screen) => screen.print(&line),
            None => print(&line),
        }
    }

    /// Whether the audience wants to hear of every single problem.
    pub fn wants_all(&self) -> bool {
        self.audience.verbosity >= Verbosity::Verbose
    }

    /// Ends the progress bar, if there is one.
    pub fn finish(&mut self) {
        if let Some(screen) = &mut self.screen {
            screen.finish();
        }
    }

    fn words(&self, event: &Event<'_>, severity: Severity) -> String {
        let label = severity.label();
        let label = match (self.audience.color, severity) {
            (false, _) => label.to_owned(),
            (true, Severity::Error) => format!("\u{1b}[1;31m{label}\u{1b}[0m"),
            (true, Severity::Warning) => format!("\u{1b}[1;33m{label}\u{1b}[0m"),
            (true, Severity::Note) => format!("\u{1b}[1;36m{label}\u{1b}[0m"),
        };
        format!("{label}: {}", event.words())
    }
}

/// Writes one message to standard error. A closed pipe is nobody's problem.
fn print(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
