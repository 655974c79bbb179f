//! The message a command ends with when it cannot go on.

use std::{error::Error, io::Write};

use super::Exit;
use crate::{
    config, mill,
    report::{Audience, chain},
};

/// Why a command ended early, as it will be told.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: Message,
    help: Option<String>,
}

#[derive(Debug)]
enum Message {
    /// An error, then its causes.
    Lines(Vec<String>),
    /// Ready to be shown, with the lines of the file it speaks of.
    Rendered(String),
}

impl Failure {
    pub(super) fn new(exit: Exit, error: impl Error) -> Self {
        Failure { exit, message: Message::Lines(chain(&error)), help: None }
    }

    pub(super) fn text(exit: Exit, text: impl Into<String>, help: impl Into<String>) -> Self {
        Failure { exit, message: Message::Lines(vec![text.into()]), help: Some(help.into()) }
    }

    pub(super) fn config(error: config::Error, color: bool) -> Self {
        let help = error.help().map(|help| help.to_string());
        let message = match error.messages() {
            [] => Message::Lines(chain(&error)),
            _ => Message::Rendered(error.render(color)),
        };
        Failure { exit: Exit::Config, message, help }
    }

    /// Writes the message to standard error and gives the exit code.
    pub fn tell(self, audience: &Audience) -> Exit {
        let text = match &self.message {
            Message::Lines(lines) if audience.json => serde_json::json!({
                "event": "error", "error": lines[0], "because": lines[1..], "help": self.help
            })
            .to_string(),
            Message::Rendered(text) if audience.json => {
                serde_json::json!({"event": "error", "error": text.trim_end()}).to_string()
            }
            Message::Lines(lines) => {
                let mut text = format!("error: {}", lines.join("\n  because: "));
                if let Some(help) = &self.help {
                    text.push_str("\n  help: ");
                    text.push_str(help);
                }
                text
            }
            Message::Rendered(text) => text.trim_end().to_owned(),
        };
        let _ = writeln!(std::io::stderr().lock(), "{text}");
        self.exit
    }
}

impl From<mill::Refusal> for Failure {
    fn from(refusal: mill::Refusal) -> Self {
        let exit = if refusal.is_usage() { Exit::Usage } else { Exit::Failed };
        match refusal {
            mill::Refusal::Ledger(error) => error.into(),
            _ => {
                let help = refusal.help();
                Failure { exit, message: Message::Lines(chain(&refusal)), help }
            }
        }
    }
}

impl From<mill::Error> for Failure {
    fn from(error: mill::Error) -> Self {
        let exit = if error.is_locked() { Exit::Locked } else { Exit::Failed };
        let help = error.help();
        Failure { exit, message: Message::Lines(chain(&error)), help }
    }
}
