//! What changed about sources → an Atom feed for the operator (RFC 4287). It is never published.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{atom, xml::Xml};
use crate::model::{self, Guid, Notice, Site};

/// Longest title of an entry, in characters; the whole is in its content.
const LONGEST_TITLE: usize = 160;

/// Writes the document. `notices` are newest first; each is an entry under an id of its own, which
/// is made of the source, the change and its moment.
pub fn health(site: &Site, guid: &Guid, notices: &[Notice]) -> Vec<u8> {
    let updated = notices.iter().map(|notice| notice.at).max().unwrap_or(atom::NEVER);
    let mut xml = Xml::new(0);
    xml.open("feed").attribute("xmlns", atom::NAMESPACE).attribute("xml:lang", "en").inside();
    xml.leaf("title", &format!("{}: health of the sources", site.title));
    xml.leaf("id", guid.as_str());
    xml.leaf("updated", &date(updated));
    xml.open("author").inside().leaf("name", "feedmill");
    xml.close("author");
    xml.open("generator").attribute("version", env!("CARGO_PKG_VERSION")).inside();
    xml.text("feedmill").close("generator");
    xml.leaf("subtitle", "Sources that fail, work again, move or fall silent. Private.");
    for notice in notices {
        entry(&mut xml, notice);
    }
    xml.close("feed");
    xml.finish()
}

fn entry(xml: &mut Xml, notice: &Notice) {
    let mut text = format!("{} {}", notice.source, notice.text);
    if let Some(help) = &notice.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    xml.open("entry").inside().leaf("title", &title(notice));
    xml.leaf("id", &id(notice));
    xml.leaf("updated", &date(notice.at));
    xml.open("category").attribute("term", notice.kind.as_str()).empty();
    xml.leaf("published", &date(notice.at));
    xml.open("content").attribute("type", "text").inside();
    xml.text(&model::Text::new(&text)).close("content");
    xml.close("entry");
}

fn id(notice: &Notice) -> String {
    let (kind, at) = (notice.kind.as_str(), notice.at.to_rfc3339());
    Guid::of(&["health", &notice.source, kind, &notice.text, &at]).to_string()
}

/// A moment as exact as it is known.
fn date(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn title(notice: &Notice) -> String {
    let whole = model::Text::line(&format!("{} {}", notice.source, notice.text));
    match whole.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{}…", whole[..end].trim_end()),
        None => whole.into_string(),
    }
}

#[cfg(test)]
mod tests {
    use atom_syndication::Feed;

    use super::*;
    use crate::{
        model::{Artifact, Format, NoticeKind, Person},
        render::check,
    };

    fn site() -> Site {
        Site {
            base_url: "https://wire.example/".parse().unwrap(),
            title: "Wire & co".into(),
            author: Person::default(),
            language: "de".into(),
            rights: None,
        }
    }

    fn notice(text: &str, minute: u32) -> Notice {
        Notice {
            at: format!("2026-06-01T08:{minute:02}:00Z").parse().unwrap(),
            source: "lane".to_owned(),
            kind: NoticeKind::Failed,
            text: text.to_owned(),
            help: Some("look <there>".to_owned()),
        }
    }

    fn read(notices: &[Notice]) -> Feed {
        let bytes = health(&site(), &Guid("urn:x:health".into()), notices);
        let guids = notices.iter().map(|notice| Guid(id(notice))).collect();
        let path = "health.atom".to_owned();
        let artifact = Artifact { path, format: Format::Atom, bytes, guids };
        assert_eq!(check(&artifact, &artifact.bytes), Ok(()));
        Feed::read_from(&artifact.bytes[..]).unwrap()
    }

    #[test]
    fn an_entry_for_each_change() {
        let feed = read(&[notice("fails: a \u{1} <b> & c", 30), notice(&"x".repeat(300), 10)]);
        assert_eq!(feed.title.value, "Wire & co: health of the sources");
        assert_eq!(feed.updated.to_rfc3339(), "2026-06-01T08:30:00+00:00");
        let [first, second] = feed.entries.as_slice() else { panic!("two entries") };
        assert_eq!(first.title.value, "lane fails: a <b> & c");
        let content = first.content.as_ref().unwrap().value.as_deref().unwrap();
        assert_eq!(content, "lane fails: a  <b> & c\nhelp: look <there>");
        assert_eq!(first.categories[0].term, "failed");
        assert_eq!(second.title.value.chars().count(), LONGEST_TITLE + 1);
        // Golden: a reader must not see it twice.
        assert_eq!(id(&notice("fails", 1)), "urn:uuid:54213b2c-6494-568e-966b-f6c507ba2d39");
    }

    #[test]
    fn nothing_yet_is_a_feed_as_well() {
        let feed = read(&[]);
        assert_eq!((feed.entries.len(), feed.updated), (0, atom::NEVER.fixed_offset()));
    }

    #[test]
    fn ids_differ_by_source_change_and_moment() {
        let base = notice("fails", 1);
        let others = [
            Notice { source: "pier".to_owned(), ..base.clone() },
            Notice { kind: NoticeKind::Gone, ..base.clone() },
            notice("fails otherwise", 1),
            notice("fails", 2),
        ];
        let mut ids: Vec<_> = others.iter().chain([&base]).map(id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 5);
        let helped = Notice { help: None, ..base.clone() };
        assert_eq!(id(&helped), id(&base));
    }
}
