//! `parse`: what a document says, as JSON, whatever its format.

use clap::{Args, ValueEnum};
use url::Url;

use super::{Context, Exit, Failure, answer, input};
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
    /// What the files are, where their ending does not say it; a feed tells its format itself
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<Sort>,
    /// Leave HTML as it came, unsafe as it may be
    #[arg(long)]
    pub raw: bool,
}

/// How a document is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Article text
    Text,
    /// Markdown, with or without front matter
    Markdown,
    /// RSS, Atom, RDF, CDF or JSON Feed
    Feed,
    /// A web page that is an article
    Html,
    /// A sitemap, or an index of sitemaps
    Sitemap,
    /// A list of feeds
    Opml,
}

impl From<Sort> for Kind {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Text => Kind::Text,
            Sort::Markdown => Kind::Markdown,
            Sort::Feed => Kind::Feed,
            Sort::Html => Kind::Html,
            Sort::Sitemap => Kind::Sitemap,
            Sort::Opml => Kind::Opml,
        }
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("a header field is `Name: value`")?;
    Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

pub(crate) fn parse(context: &Context, options: &Options) -> Result<Exit, Failure> {
    // Every file that can be read is; the last failure is told by the caller.
    let mut last: Option<Failure> = None;
    for file in &options.files {
        if let Err(failure) = one(file, options)
            && let Some(before) = last.replace(failure)
        {
            before.tell(&context.audience());
        }
    }
    last.map_or(Ok(Exit::Done), Err)
}

fn one(file: &str, options: &Options) -> Result<(), Failure> {
    let document = document(file, options)?;
    let kind = options.kind.map_or_else(|| kind(file), Kind::from);
    let transcript = transcript(&document, kind, options.raw).map_err(|foreign| {
        let help = match foreign.feeds.as_slice() {
            [] => "feeds in RSS, Atom, RDF, CDF and JSON Feed are read, article text in .txt, \
                   Markdown in .md and lists of feeds in .opml files; --kind says what else it is"
                .to_owned(),
            feeds => format!("it announces a feed at {}", feeds.join("\n        and at ")),
        };
        let what = format!("{} is {}", input::name(file), foreign.what);
        Failure::text(Exit::Failed, what, help)
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
        name: input::name(file).to_owned(),
        url: options.url.clone(),
        content_type: field("content-type"),
        content_location: field("content-location"),
        content_language: field("content-language"),
        bytes: input::read(file)?,
    })
}

/// How a file is read, by its ending: a feed tells its format itself.
fn kind(file: &str) -> Kind {
    match file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("txt") => Kind::Text,
        Some("md" | "markdown") => Kind::Markdown,
        Some("opml") => Kind::Opml,
        _ => Kind::Feed,
    }
}
