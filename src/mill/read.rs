//! Documents → what the source tells: parse and normalise, with every fault kept to its document.

use chrono::{DateTime, Utc};

use crate::{
    config::Source,
    merge::Seen,
    model::{
        Document, Enclosure, Key, Kind, Link, Origin, Pace, Person, Problem, Shape, StandIn, Text,
    },
    normalize, parse, schedule,
};

/// Most memory that the items of one visit may take, in bytes: more than any document of the largest
/// size does that says something in its items. Ten thousand that repeat a long name of their feed, or
/// fifty sitemaps of an index, would take ten times as much. Local files are the operator's own.
const MOST_BYTES: usize = 48 << 20;

/// What the documents of one visit say.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// How many documents were read.
    pub documents: usize,
    /// How many entries they have.
    pub entries: usize,
    /// What a feed says about when to read it again.
    pub pace: Option<Pace>,
    /// The articles.
    pub seen: Vec<Seen>,
    /// How many bytes of memory they take.
    bytes: usize,
    /// What publishers got wrong.
    pub problems: Vec<Problem>,
    /// Documents that are not what the source should yield, or that broke off: each as one line.
    pub faults: Vec<String>,
    /// Where the documents lead.
    pub links: Vec<Link>,
    /// Whether a document is not of the kind that the source should yield.
    pub is_foreign: bool,
    /// Whether a document that should be a feed is a page, which may announce one.
    pub is_page: bool,
    /// What the first document is that is not of the kind that the source should yield.
    pub stand_in: Option<StandIn>,
}

impl Reading {
    /// Adds what further documents say.
    pub(super) fn join(&mut self, more: Reading) {
        self.documents = more.documents;
        self.entries += more.entries;
        self.bytes = more.bytes;
        self.seen.extend(more.seen);
        self.problems.extend(more.problems);
        self.faults.extend(more.faults);
        self.links.extend(more.links);
        self.is_foreign |= more.is_foreign;
        self.is_page |= more.is_page;
        self.stand_in = self.stand_in.or(more.stand_in);
    }

    /// Adds an article, unless the articles then take more than so many bytes.
    fn keep(&mut self, seen: Seen, most: usize) -> bool {
        let bytes = self.bytes.saturating_add(bytes(&seen));
        let fits = bytes <= most;
        if fits {
            self.bytes = bytes;
            self.seen.push(seen);
        }
        fits
    }
}

/// Reads documents of a visit, after those that were read before.
///
/// A document may be large, and so may be what it says. Each step gives back what it has read before
/// the next one begins.
pub(super) fn read(
    source: &Source,
    documents: Vec<Document>,
    before: &Reading,
    now: DateTime<Utc>,
) -> Reading {
    let kind = source.source.kind;
    let most = if source.place.url().is_some() { MOST_BYTES } else { usize::MAX };
    let mut reading = Reading {
        documents: before.documents + documents.len(),
        bytes: before.bytes,
        ..Reading::default()
    };
    if kind == Kind::Opml && documents.is_empty() {
        // A list that is gone is a list that cannot be read: it is not an empty one.
        reading.faults.push(format!("there is no list at {}", source.place.address()));
    }
    for (number, mut document) in (before.documents..).zip(documents) {
        let parsed = parse::take(&mut document, &source.parse);
        let is_foreign = !is_of(parsed.shape, kind) || parsed.stand_in.is_some();
        reading.is_foreign |= is_foreign;
        reading.is_page |= kind == Kind::Feed && parsed.shape == Shape::Html;
        reading.stand_in = reading.stand_in.or(parsed.stand_in);
        reading.links.extend(parsed.links);
        reading.entries += parsed.entries.len();
        if kind == Kind::Feed {
            let about = &parsed.about;
            let pace = schedule::pace(parsed.ttl_minutes, &about.skip_hours, &about.skip_days);
            reading.pace = Some(pace);
        }
        // A page from which all articles are gone was rebuilt.
        let is_bare = kind == Kind::Page && parsed.entries.is_empty();
        if is_foreign || is_bare || !parsed.complete {
            reading.faults.push(fault(&document, &parsed.problems, is_foreign, is_bare));
        } else {
            reading.problems.extend(parsed.problems);
        }
        for entry in parsed.entries {
            // Where an item stands in a feed changes with every new one; in a file it is an address.
            let place = match kind {
                Kind::Feed | Kind::Page | Kind::Sitemap | Kind::Opml => document.name.clone(),
                Kind::Text | Kind::Markdown | Kind::Html => {
                    format!("{}#{}", document.name, entry.index)
                }
            };
            let item = normalize::normalize(
                &entry,
                &place,
                &source.source,
                &parsed.origin,
                &source.normalize,
                now,
            );
            match item {
                Ok(item) => {
                    if !reading.keep(Seen { item, document: number, place }, most) {
                        reading.problems.push(Problem {
                            place: document.name,
                            line: entry.line,
                            what: format!("the items so far take {} MiB", most >> 20),
                            done: "the others were left out".to_owned(),
                        });
                        return reading;
                    }
                }
                Err(problem) => reading.problems.push(problem),
            }
        }
    }
    reading
}

/// About how much memory an article takes.
fn bytes(Seen { item, place, .. }: &Seen) -> usize {
    let text = |text: &Option<Text>| text.as_deref().map_or(0, str::len);
    let word = |word: &Option<String>| word.as_ref().map_or(0, String::len);
    let list =
        |list: &[Text]| list.iter().map(|text| text.len() + size_of::<Text>()).sum::<usize>();
    let Origin { title, link, feed, id, updated, rights, language } = &item.origin;
    let origin = [title, id, updated, rights, language].into_iter().map(text).sum::<usize>();
    let person = |person: &Person| person.name.len() + text(&person.email) + word(&person.uri);
    let people = item.authors.iter().map(|it| person(it) + size_of::<Person>()).sum::<usize>();
    let key = |key: &Key| key.value.len() + size_of::<Key>();
    let file = |file: &Enclosure| file.url.len() + file.media_type.len() + size_of::<Enclosure>();
    size_of::<Seen>()
        + place.len()
        + item.title.text.len()
        + item.lead.len()
        + [&item.summary, &item.content, &item.rights].into_iter().map(text).sum::<usize>()
        + [&item.link, &item.image, &item.comments, link, feed].into_iter().map(word).sum::<usize>()
        + list(&item.categories)
        + list(&item.credits)
        + item.citations.iter().map(|url| url.len() + size_of::<String>()).sum::<usize>()
        + item.enclosures.iter().map(file).sum::<usize>()
        + item.keys.iter().map(key).sum::<usize>()
        + origin
        + people
}

/// Whether a document is of the kind that a source should yield.
pub(super) fn is_of(shape: Shape, kind: Kind) -> bool {
    match kind {
        Kind::Text => shape == Shape::Text,
        Kind::Markdown => shape == Shape::Markdown,
        Kind::Feed => matches!(shape, Shape::Rss | Shape::Atom | Shape::JsonFeed),
        Kind::Html | Kind::Page => shape == Shape::Html,
        // The protocol allows feeds as sitemaps.
        Kind::Sitemap => {
            matches!(shape, Shape::Sitemap | Shape::Rss | Shape::Atom | Shape::JsonFeed)
        }
        Kind::Opml => shape == Shape::Opml,
    }
}

fn fault(document: &Document, problems: &[Problem], is_foreign: bool, is_bare: bool) -> String {
    let name = &document.name;
    if is_bare && !is_foreign {
        return format!("{name} has nothing that `select.item` matches");
    }
    match (problems.last(), is_foreign) {
        (Some(problem), true) => format!("{name} is {}", problem.what),
        (Some(problem), false) => match problem.line {
            Some(line) => {
                format!("{name} is broken at line {line}: {}; {}", problem.what, problem.done)
            }
            None => format!("{name} is broken: {}; {}", problem.what, problem.done),
        },
        (None, true) => format!("{name} is not what this source should be"),
        (None, false) => format!("{name} breaks off; its complete items were kept"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Entry, Source};

    fn seen(body: usize) -> Seen {
        let entry = Entry {
            native_id: Some("1".to_owned()),
            content: Some(Body::Plain("a".repeat(body))),
            ..Entry::default()
        };
        let source = Source {
            id: "s".to_owned(),
            name: None,
            kind: Kind::Feed,
            topics: Vec::new(),
            tags: Vec::new(),
        };
        let settings = normalize::Settings::standard();
        let now = "2026-01-13T10:00:00Z".parse().unwrap();
        let origin = Origin::default();
        let item = normalize::normalize(&entry, "p", &source, &origin, &settings, now).unwrap();
        Seen { item, document: 0, place: "p".to_owned() }
    }

    #[test]
    fn articles_are_kept_as_long_as_there_is_room() {
        let mut reading = Reading::default();
        let kept: Vec<bool> =
            [40_000, 30_000, 50_000].map(|body| reading.keep(seen(body), 100_000)).to_vec();
        assert_eq!(kept, [true, true, false], "the third one does not fit any more");
        assert_eq!(reading.seen.len(), 2);
        assert!((70_000..100_000).contains(&reading.bytes), "{}", reading.bytes);
        assert!(Reading { bytes: usize::MAX, ..Reading::default() }.keep(seen(1), usize::MAX));
    }
}
