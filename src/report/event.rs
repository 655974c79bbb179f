//! The things that can happen during a run.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::model::{Notice, Problem};

/// Something that happened.
#[derive(Debug)]
pub enum Event<'a> {
    /// So many sources are about to be visited.
    Visiting {
        /// How many.
        sources: usize,
    },
    /// A source said nothing new.
    Unchanged {
        /// The source.
        source: &'a str,
    },
    /// A source was read.
    Read {
        /// The source.
        source: &'a str,
        /// Items nobody had seen before.
        new: usize,
        /// Items that say something else now.
        revised: usize,
        /// Items that are the same.
        same: usize,
    },
    /// A page announces the feed of the source.
    Found {
        /// The source.
        source: &'a str,
        /// The address of the feed.
        feed: &'a str,
    },
    /// A list of feeds was read.
    Listed {
        /// The list.
        source: &'a str,
        /// How many feeds it names.
        feeds: usize,
    },
    /// A source is not due.
    Resting {
        /// The source.
        source: &'a str,
        /// When it is; `None` for never.
        until: Option<DateTime<Utc>>,
        /// Why it is not.
        why: &'a str,
    },
    /// A source was due, but was not asked.
    Postponed {
        /// The source.
        source: &'a str,
        /// Why.
        why: &'a str,
    },
    /// A source could not be read, or not wholly.
    Failed {
        /// The source.
        source: &'a str,
        /// What went wrong, then its causes.
        error: &'a [String],
        /// What the operator can do.
        help: Option<&'a str>,
        /// Whether this was not told already.
        is_news: bool,
    },
    /// The state of a source changed otherwise.
    Changed {
        /// What changed.
        notice: &'a Notice,
    },
    /// A WebSub hub cannot be told of feeds, or can be again.
    Hub {
        /// What changed.
        notice: &'a Notice,
    },
    /// A publisher got something wrong.
    Met {
        /// The source.
        source: &'a str,
        /// What it was.
        problem: &'a Problem,
    },
    /// Further problems of a source were met but are not listed.
    MetMore {
        /// The source.
        source: &'a str,
        /// How many.
        more: usize,
    },
    /// Feeds are about to be rendered and published.
    Publishing {
        /// How many feeds.
        feeds: usize,
    },
    /// Anything else worth a line.
    Warning {
        /// What, and what to do.
        text: &'a str,
    },
}

/// How much an event matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The run cannot do what it should.
    Error,
    /// Something should be looked at.
    Warning,
    /// For the curious.
    Note,
}

impl Severity {
    pub(super) fn asks_for(self) -> super::Verbosity {
        match self {
            Severity::Error => super::Verbosity::Quiet,
            Severity::Warning => super::Verbosity::Normal,
            Severity::Note => super::Verbosity::Verbose,
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl Event<'_> {
    /// How much it matters; `None` for what only a progress bar shows.
    pub(super) fn severity(&self) -> Option<Severity> {
        match self {
            Event::Visiting { .. } | Event::Publishing { .. } => None,
            Event::Unchanged { .. }
            | Event::Read { .. }
            | Event::Found { .. }
            | Event::Listed { .. }
            | Event::Resting { .. }
            | Event::Postponed { .. }
            | Event::Failed { is_news: false, .. } => Some(Severity::Note),
            Event::Failed { is_news: true, .. }
            | Event::Changed { .. }
            | Event::Hub { .. }
            | Event::Met { .. }
            | Event::MetMore { .. }
            | Event::Warning { .. } => Some(Severity::Warning),
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Event::Visiting { sources } => format!("visiting {sources} sources"),
            Event::Unchanged { source } => format!("source \"{source}\": nothing new"),
            Event::Read { source, new, revised, same } => {
                format!("source \"{source}\": {new} new, {revised} revised, {same} the same")
            }
            Event::Found { source, feed } => {
                format!("source \"{source}\": found its feed at {feed}")
            }
            Event::Listed { source, feeds } => {
                format!("source \"{source}\": feeds listed: {feeds}")
            }
            Event::Resting { source, until: Some(until), why } => {
                let until = until.format("%Y-%m-%d %H:%M UTC");
                format!("source \"{source}\": not due before {until}: {why}")
            }
            Event::Resting { source, until: None, why } => {
                format!("source \"{source}\": not asked any more: {why}")
            }
            Event::Postponed { source, why } => {
                format!("source \"{source}\": not asked this time: {why}")
            }
            Event::Failed { source, error, help, .. } => {
                helped(format!("source \"{source}\": {}", error.join("\n  because: ")), *help)
            }
            Event::Changed { notice } => {
                let words = format!("source \"{}\": {}", notice.source, notice.text);
                helped(words, notice.help.as_deref())
            }
            Event::Hub { notice } => {
                let words = format!("{}: {}", notice.source, notice.text);
                helped(words, notice.help.as_deref())
            }
            Event::Met { source, problem } => format!("source \"{source}\": {problem}"),
            Event::MetMore { source, more } => {
                format!("source \"{source}\": {more} more problems of this kind; -v lists them")
            }
            Event::Publishing { feeds } => format!("publishing {feeds} feeds"),
            Event::Warning { text } => (*text).to_owned(),
        }
    }

    pub(super) fn json(&self) -> String {
        let value: Value = match self {
            Event::Visiting { sources } => json!({"event": "visiting", "sources": sources}),
            Event::Unchanged { source } => json!({"event": "unchanged", "source": source}),
            Event::Read { source, new, revised, same } => json!({
                "event": "read", "source": source, "new": new, "revised": revised, "same": same
            }),
            Event::Found { source, feed } => {
                json!({"event": "found", "source": source, "feed": feed})
            }
            Event::Listed { source, feeds } => {
                json!({"event": "listed", "source": source, "feeds": feeds})
            }
            Event::Resting { source, until, why } => {
                json!({"event": "resting", "source": source, "until": until, "why": why})
            }
            Event::Postponed { source, why } => {
                json!({"event": "postponed", "source": source, "why": why})
            }
            Event::Failed { source, error, help, is_news } => json!({
                "event": "failed", "source": source, "error": error[0],
                "because": error[1..], "help": help, "news": is_news
            }),
            Event::Changed { notice } | Event::Hub { notice } => json!({
                "event": notice.kind, "source": notice.source, "text": notice.text,
                "help": notice.help
            }),
            Event::Met { source, problem } => {
                json!({"event": "problem", "source": source, "problem": problem})
            }
            Event::MetMore { source, more } => {
                json!({"event": "more-problems", "source": source, "more": more})
            }
            Event::Publishing { feeds } => json!({"event": "publishing", "feeds": feeds}),
            Event::Warning { text } => json!({"event": "warning", "text": text}),
        };
        value.to_string()
    }
}

/// A message with what the operator can do about it.
fn helped(mut words: String, help: Option<&str>) -> String {
    if let Some(help) = help {
        words.push_str("\n  help: ");
        words.push_str(help);
    }
    words
}

/// An error and its causes, each as one line. A cause that its effect already quotes is left out.
pub fn chain(error: &dyn std::error::Error) -> Vec<String> {
    let mut lines = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !lines.iter().any(|told| told.contains(&line)) {
            lines.push(line);
        }
        cause = error.source();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_source_cause_and_remedy() {
        let error = ["cannot read x".to_owned(), "no such file".to_owned()];
        let failed = |is_news| Event::Failed {
            source: "seeds",
            error: &error,
            help: Some("look again"),
            is_news,
        };
        assert_eq!(
            failed(true).words(),
            "source \"seeds\": cannot read x\n  because: no such file\n  help: look again"
        );
        assert_eq!(failed(true).severity(), Some(Severity::Warning));
        assert_eq!(failed(false).severity(), Some(Severity::Note), "told already");
    }

    #[test]
    fn a_change_is_told_in_words_and_in_json() {
        let notice = Notice {
            at: chrono::DateTime::UNIX_EPOCH,
            source: "seeds".to_owned(),
            kind: crate::model::NoticeKind::WorksAgain,
            text: "works again".to_owned(),
            help: None,
        };
        let event = Event::Changed { notice: &notice };
        assert_eq!(event.words(), "source \"seeds\": works again");
        let told: Value = serde_json::from_str(&event.json()).unwrap();
        assert_eq!((&told["event"], &told["text"]), (&"works-again".into(), &"works again".into()));
    }
}
