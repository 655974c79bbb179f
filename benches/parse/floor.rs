//! The least code that takes items out of a document: what reading costs before it is done well. No
//! repair, no namespaces, no charsets, no limits, the first two forms of dates.

use std::mem;

use chrono::DateTime;
use quick_xml::{Reader, events::Event};
use serde::Deserialize;

/// What an aggregator needs of an item.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Item {
    #[serde(rename = "id")]
    guid: String,
    #[serde(rename = "url")]
    link: String,
    title: String,
    #[serde(rename = "date_published")]
    date: String,
    #[serde(rename = "content_html")]
    html: String,
}

/// Bytes to items.
pub fn parse(bytes: &[u8]) -> Vec<Item> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Feed {
        items: Vec<Item>,
    }
    let text = str::from_utf8(bytes).unwrap_or_default();
    if text.starts_with('{') {
        return serde_json::from_str::<Feed>(text).unwrap_or_default().items;
    }
    let mut items = Vec::new();
    let (mut item, mut inner) = (None::<Item>, String::new());
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                match (tag.local_name().as_ref(), &mut item) {
                    (b"item" | b"entry", None) => item = Some(Item::default()),
                    // The markup of XHTML is what stands in an element.
                    (b"div" | b"p" | b"a" | b"em" | b"figure" | b"img" | b"ul" | b"li", _) => {
                        inner.extend(["<", &own(&tag), ">"]);
                        continue;
                    }
                    (b"link", Some(item)) => {
                        let href = tag.attributes().flatten().find(|it| it.key.as_ref() == b"href");
                        item.link = href.map_or(String::new(), |href| own(&href.value));
                    }
                    _ => {}
                }
                inner.clear();
            }
            Ok(Event::Text(text)) => inner.push_str(&own(&text)),
            Ok(Event::CData(text)) => inner.push_str(&own(&text)),
            Ok(Event::GeneralRef(name)) => inner.push(match &*name {
                b"lt" => '<',
                b"gt" => '>',
                b"quot" => '"',
                _ => '&',
            }),
            Ok(Event::End(tag)) => {
                let Some(at) = &mut item else { continue };
                let field = match tag.local_name().as_ref() {
                    b"guid" | b"id" => &mut at.guid,
                    b"link" => &mut at.link,
                    b"title" => &mut at.title,
                    b"pubDate" | b"published" | b"date" => &mut at.date,
                    b"description" | b"content" | b"encoded" => &mut at.html,
                    b"item" | b"entry" => {
                        items.extend(item.take());
                        continue;
                    }
                    _ => continue,
                };
                *field = mem::take(&mut inner);
            }
            Ok(Event::Eof) | Err(_) => return items,
            Ok(_) => {}
        }
    }
}

fn own(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The date of an item, and its HTML with an allow-list of tags.
pub fn clean(item: &Item) -> (i64, String) {
    let date = DateTime::parse_from_rfc2822(&item.date)
        .or_else(|_| DateTime::parse_from_rfc3339(&item.date));
    (date.map_or(0, |date| date.timestamp()), ammonia::clean(&item.html))
}
