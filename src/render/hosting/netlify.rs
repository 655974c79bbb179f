//! Settings → `_headers`, as Netlify and Cloudflare Pages read it.
//!
//! A field that two blocks set is joined with a comma, so no field stands in two blocks that a path can
//! meet. Only what both hosts understand is used: placeholders for a whole part of a path, and `*` at
//! the end. Cloudflare takes a hundred blocks.

use crate::model::{ARCHIVE, Media};

use super::{EVERYWHERE, FOREVER, POLICY, SHORT, Settings, path, pattern};

/// Writes the file.
pub(super) fn write(topics: &[&str], settings: &Settings) -> String {
    let base = pattern::prefix(settings);
    let mut text = String::from("# Written by feedmill, as output.headers asks for.\n");
    let mut everywhere = EVERYWHERE.to_vec();
    everywhere.push(("Content-Security-Policy", POLICY));
    block(&mut text, &format!("{base}/*"), &everywhere);
    for format in path::documents(settings) {
        let (name, _, media) =
            match settings.names.each().into_iter().find(|(_, each, _)| *each == format) {
                Some(found) => found,
                None => continue,
            };
        if name.split('/').any(|part| part == "{topic}") {
            feed(&mut text, &format!("{base}/{}", name.replace("{topic}", ":topic")), media);
        } else {
            for topic in topics {
                feed(&mut text, &format!("{base}/{}", name.replace("{topic}", topic)), media);
            }
        }
    }
    if settings.opml {
        let opml = path::OPML;
        feed(&mut text, &format!("{base}/{opml}"), settings.names.media(opml));
    }
    block(
        &mut text,
        &format!("{base}/:topic/{ARCHIVE}/*"),
        &[("Cache-Control", FOREVER), ("Access-Control-Allow-Origin", "*")],
    );
    text
}

fn feed(text: &mut String, path: &str, media: Media) {
    let content_type = media.content_type();
    block(
        text,
        path,
        &[
            ("Content-Type", &content_type),
            ("Cache-Control", SHORT),
            ("Access-Control-Allow-Origin", "*"),
        ],
    );
}

fn block(text: &mut String, path: &str, fields: &[(&str, &str)]) {
    text.push_str(&format!("{path}\n"));
    for (field, value) in fields {
        text.push_str(&format!("  {field}: {value}\n"));
    }
}
