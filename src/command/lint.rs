//! `lint`: what is wrong with feeds by the letter of the standards, and what to do about it.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;
use url::Url;

use super::{Context, Exit, Failure, answer, input};
use crate::{
    mill,
    model::{Document, Finding, Judgement, Severity},
};

/// Which feeds, and how strictly.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Files, or addresses of the web; `-` is standard input
    #[arg(required = true, value_name = "FILE|URL")]
    pub feeds: Vec<String>,
    /// Exit with 5 for warnings too
    #[arg(long)]
    pub strict: bool,
    /// The address that a file will be served from: its self link is compared with it
    #[arg(long, value_name = "URL")]
    pub url: Option<Url>,
    /// A private address or range that may be asked, such as 127.0.0.1
    #[arg(long, value_name = "NETWORK")]
    pub allow: Vec<mill::Network>,
}

/// A finding and its document, for programs.
#[derive(Serialize)]
struct Told<'f> {
    file: &'f str,
    #[serde(flatten)]
    finding: &'f Finding,
}

pub(crate) fn lint(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let (mut judged, mut failures) = (Vec::new(), Vec::new());
    for feed in &options.feeds {
        match one(context, feed, options) {
            Ok(judgement) => judged.push((feed.as_str(), judgement)),
            Err(failure) => failures.push(failure),
        }
    }
    if context.json() {
        let findings = judged.iter().flat_map(|(file, judgement)| {
            judgement.findings.iter().map(move |finding| Told { file, finding })
        });
        answer::json(&findings.collect::<Vec<_>>());
    } else {
        let is_quiet = context.is_quiet();
        let text: String =
            judged.iter().map(|(file, judgement)| words(file, judgement, is_quiet)).collect();
        answer::text(&text);
    }
    let count = |severity| judged.iter().map(|(_, judged)| judged.count(severity)).sum::<usize>();
    let is_bad = count(Severity::Error) > 0 || options.strict && count(Severity::Warning) > 0;
    // Every document that can be read is judged; the last failure is told by the caller.
    let last = failures.pop();
    for failure in failures {
        failure.tell(&context.audience());
    }
    match last {
        Some(failure) => Err(failure),
        None if is_bad => Ok(Exit::Findings),
        None => Ok(Exit::Done),
    }
}

fn one(context: &Context, feed: &str, options: &Options) -> Result<Judgement, Failure> {
    let document = match address(feed) {
        Some(url) => visit(context, &url, &options.allow)?,
        None => Document {
            name: input::name(feed).to_owned(),
            url: options.url.clone(),
            bytes: input::read(feed)?,
            ..Document::default()
        },
    };
    mill::judge(&document, context.now()).map_err(|found| {
        let what = format!("{} is {}", input::name(feed), found.what);
        Failure::text(Exit::Failed, what, found.kind.help())
    })
}

/// An address of the web; everything else is a file.
fn address(feed: &str) -> Option<Url> {
    let url = Url::parse(feed).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn visit(context: &Context, url: &Url, allow: &[mill::Network]) -> Result<Document, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let visit = mill::visit(url, allow, context.now());
    runtime.block_on(visit).map_err(|error| Failure::from(mill::Error::from(error)))
}

/// The findings by line, then what they come to.
fn words(file: &str, judgement: &Judgement, is_quiet: bool) -> String {
    let file = input::name(file);
    let mut text = String::new();
    for finding in &judgement.findings {
        if is_quiet && finding.severity != Severity::Error {
            continue;
        }
        text.push_str(file);
        for number in [finding.line, finding.column].into_iter().flatten() {
            let _ = write!(text, ":{number}");
        }
        let Finding { rule, what, fix, clause, .. } = finding;
        let _ = writeln!(text, ": {}: {what} [{rule}]", finding.severity.as_str());
        if finding.more > 0 {
            let _ = writeln!(text, "    and {} more like it", finding.more);
        }
        let _ = writeln!(text, "    fix: {fix}");
        let _ = writeln!(text, "    because: {clause}");
    }
    if !is_quiet {
        let counts = [Severity::Error, Severity::Warning, Severity::Hint].map(|severity| {
            let count = judgement.count(severity);
            let plural = if count == 1 { "" } else { "s" };
            (count, format!("{count} {}{plural}", severity.as_str()))
        });
        let told: Vec<_> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, words)| words.as_str())
            .collect();
        let told = if told.is_empty() { "nothing wrong".to_owned() } else { told.join(", ") };
        let items = match judgement.items {
            1 => "1 item".to_owned(),
            count => format!("{count} items"),
        };
        let _ = writeln!(text, "{told} in {file}: {}, {items}", judgement.format);
    }
    text
}
