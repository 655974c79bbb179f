//! Documents → what the source tells: parse and normalise, with every fault kept to its document.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::{
    config::Source,
    merge::Seen,
    model::{Document, Kind, Problem, Shape},
    normalize, parse,
};

/// Raise it when parsing or normalising reads the same bytes differently than before: then every
/// source is read anew once.
const READER: &str = "2";

/// What the documents of one visit say.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The articles.
    pub seen: Vec<Seen>,
    /// What publishers got wrong.
    pub problems: Vec<Problem>,
    /// Documents that are not what the source should yield, or that broke off: each as one line.
    pub faults: Vec<String>,
}

/// Reads all documents of a visit.
pub(super) fn read(source: &Source, documents: &[Document], now: DateTime<Utc>) -> Reading {
    let mut reading = Reading::default();
    for (number, document) in documents.iter().enumerate() {
        let parsed = parse::parse(document, &source.parse);
        let is_foreign = matches!(parsed.shape, Shape::Html | Shape::Unknown);
        if is_foreign || !parsed.complete {
            reading.faults.push(fault(document, &parsed.problems, is_foreign));
        } else {
            reading.problems.extend(parsed.problems);
        }
        for entry in &parsed.entries {
            // Where an item stands in a feed changes with every new one; in a file it is an address.
            let place = match source.source.kind {
                Kind::Feed | Kind::Page | Kind::Sitemap | Kind::Opml => document.name.clone(),
                Kind::Text | Kind::Markdown | Kind::Html => {
                    format!("{}#{}", document.name, entry.index)
                }
            };
            let item = normalize::normalize(
                entry,
                &place,
                &source.source,
                &parsed.origin,
                &source.normalize,
                now,
            );
            match item {
                Ok(item) => reading.seen.push(Seen { item, document: number, place }),
                Err(problem) => reading.problems.push(problem),
            }
        }
    }
    reading
}

/// A hash of the documents and of how they are read. The same hash, the same entries.
pub(super) fn hash(source: &Source, documents: &[Document]) -> String {
    let mut hash = Sha256::new();
    let how = format!("{READER} {:?} {:?} {:?}", source.source, source.parse, source.normalize);
    hash.update(how.as_bytes());
    for document in documents {
        let fields =
            [&document.content_type, &document.content_location, &document.content_language];
        let head = format!("{}\0{fields:?}\0{}\0", document.name, document.bytes.len());
        hash.update(head.as_bytes());
        hash.update(&document.bytes);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fault(document: &Document, problems: &[Problem], is_foreign: bool) -> String {
    let name = &document.name;
    match (problems.last(), is_foreign) {
        (Some(problem), true) => format!("{name} is {}", problem.what),
        (Some(problem), false) => match problem.line {
            Some(line) => {
                format!("{name} is broken at line {line}: {}; {}", problem.what, problem.done)
            }
            None => format!("{name} is broken: {}; {}", problem.what, problem.done),
        },
        (None, true) => format!("{name} is no feed"),
        (None, false) => format!("{name} breaks off; its complete items were kept"),
    }
}
