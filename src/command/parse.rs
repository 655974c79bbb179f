//! `parse`: what a document says, as JSON, whatever its format.

use std::{
    fs,
    io::{self, Read},
};

use clap::Args;
use url::Url;

use super::{Context, Exit, Failure, answer};
use crate::{
    mill::transcript,
    model::{Document, Kind},
};

/// Which documents, and what is known of them beside their bytes.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// A header field of the response it came in: Content-Type, Content-Location, Content-Language
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    pub header: Vec<(String, String)>,
    /// The address it came from: the base of relative links
    #[arg(long, value_name = "URL")]
    pub url: Option<Url>,
    /// Leave HTML as it came, unsafe as it may be
    #[arg(long)]
    pub raw: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("cannot read {file}")]
struct CannotRead {
    file: String,
    source: io::Error,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header field is `Name: value`")?;
    Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

pub(crate) fn parse(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    for file in &options.files {
        match one(file, options) {
            Ok(()) => {}
            // The others are read all the same; the last failure is told at the end.
            Err(failure) if file == options.files.last().unwrap_or(file) => return Err(failure),
            Err(failure) => {
                failure.tell(&context.audience());
                exit = Exit::Failed;
            }
        }
    }
    Ok(exit)
}

fn one(file: &str, options: &Options) -> Result<(), Failure> {
    let document = document(file, options)?;
    let transcript = transcript(&document, kind(file), options.raw).map_err(|problems| {
        let what = problems.last().map_or("nothing to read", |problem| &problem.what);
        let help = "feeds in RSS, Atom, RDF, CDF and JSON Feed are read, article text in .txt and \
                    Markdown in .md files";
        Failure::text(Exit::Failed, format!("{file} is {what}"), help)
    })?;
    answer::json_line(&transcript);
    Ok(())
}

fn document(file: &str, options: &Options) -> Result<Document, Failure> {
    let field = |wanted: &str| {
        let found = options.header.iter().rev().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    };
    Ok(Document {
        name: if file == "-" { "standard input".to_owned() } else { file.to_owned() },
        url: options.url.clone(),
        content_type: field("content-type"),
        content_location: field("content-location"),
        content_language: field("content-language"),
        bytes: bytes(file).map_err(|source| {
            Failure::new(Exit::Failed, CannotRead { file: file.to_owned(), source })
        })?,
    })
}

fn bytes(file: &str) -> io::Result<Vec<u8>> {
    if file != "-" {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// How a file is read, by its ending: a feed tells its format itself.
fn kind(file: &str) -> Kind {
    match file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("txt") => Kind::Text,
        Some("md" | "markdown") => Kind::Markdown,
        _ => Kind::Feed,
    }
}
