//! A document → what its publisher should put right, with line, fix and the clause that says so.
//!
//! The reader of feeds forgives; the judge does not. It looks at characters and XML (`wellformed`),
//! then at the rules of the format: RFC 4287, RSS 2.0 with the Best Practices Profile of the RSS
//! Advisory Board, RSS 1.0, JSON Feed 1.1. Nothing is fetched, so links are judged by their form.

mod addresses;
mod atom;
mod characters;
mod construct;
mod dates;
mod document;
mod findings;
mod html;
mod item;
mod json;
mod json_tree;
mod judge;
mod links;
mod modules;
mod namespaces;
mod rdf;
mod rss;
mod scope;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod tree;
mod wellformed;

use chrono::{DateTime, Utc};

use super::{
    sniff::{self, Format},
    stand_in::{self, Foreign},
};
use crate::model::{Document, Judgement, NotAFeed, StandIn};
use findings::Findings;
use judge::Judge;

/// Judges a feed. `now` is what dates in the future are told by. `document.url` and
/// `document.content_type` are judged where they are known.
///
/// # Errors
///
/// A document that is no feed is told in the words that a run has for it.
pub fn lint(document: &Document, now: DateTime<Utc>) -> Result<Judgement, NotAFeed> {
    let mut found = Findings::default();
    let text = document::decode(document, &mut found);
    if let Some(file) = stand_in::file(&document.bytes) {
        return Err(not_a_feed(&file));
    }
    let sniffed = sniff::sniff(&text);
    let (format, items) = match sniffed.format {
        Format::Json => {
            let location = document.url.as_ref();
            let mut judge = Judge { found: &mut found, now, location };
            let judged = json::judge(&text, &mut judge);
            judged.ok_or_else(|| not_a_feed(&stand_in::foreign(&text, &Format::Json)))?
        }
        Format::Feed(_) => xml(&text, sniffed.start, document, now, &mut found)?,
        format => return Err(not_a_feed(&stand_in::foreign(&text, &format))),
    };
    document::transport(document, &format, &text, &mut found);
    Ok(Judgement { format, items, findings: found.finish(&text) })
}

fn not_a_feed(found: &Foreign) -> NotAFeed {
    NotAFeed { kind: found.kind, what: found.what("a feed") }
}

/// A feed in XML: first its form, then what it says.
fn xml(
    text: &str,
    start: usize,
    document: &Document,
    now: DateTime<Utc>,
    found: &mut Findings,
) -> Result<(String, usize), NotAFeed> {
    document::encoding(text, found);
    let tree = wellformed::read(text, start, found);
    let root = tree.root().ok_or_else(|| NotAFeed {
        kind: StandIn::Xml,
        what: "XML without an element".to_owned(),
    })?;
    let mut judge = Judge { found, now, location: document.url.as_ref() };
    Ok(match root.local() {
        "rss" => rss::judge(root, &mut judge),
        "RDF" => rdf::judge(root, &mut judge),
        "feed" | "entry" => atom::judge(root, &mut judge),
        "channel" | "CHANNEL" => ("CDF".to_owned(), 0),
        _ => {
            judge.add(table::ELEMENT_UNKNOWN, &root.place(), "");
            ("XML".to_owned(), 0)
        }
    })
}
