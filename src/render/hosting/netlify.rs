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
    let mut archives: Vec<String> = Vec::new();
    for format in path::documents(settings) {
        let (name, _, media) =
            match settings.names.each().into_iter().find(|(_, each, _)| *each == format) {
                Some(found) => found,
                None => continue,
            };
        let (folders, _) = name.rsplit_once('/').unwrap_or(("", name));
        let slash = if folders.is_empty() { "" } else { "/" };
        let archive = format!("{folders}{slash}{ARCHIVE}/*");
        if !archives.contains(&archive) {
            archives.push(archive);
        }
        for path in paths(name, topics) {
            feed(&mut text, &format!("{base}/{path}"), media);
        }
    }
    if settings.opml {
        let opml = path::OPML;
        feed(&mut text, &format!("{base}/{opml}"), settings.names.media(opml));
    }
    let forever = [("Cache-Control", FOREVER), ("Access-Control-Allow-Origin", "*")];
    for archive in archives {
        for path in paths(&archive, topics) {
            block(&mut text, &format!("{base}/{path}"), &forever);
        }
    }
    text
}

/// A path for any topic, or one for each: a placeholder stands for a whole part.
fn paths(name: &str, topics: &[&str]) -> Vec<String> {
    if name.split('/').all(|part| part == "{topic}" || !part.contains("{topic}")) {
        return vec![name.replace("{topic}", ":topic")];
    }
    topics.iter().map(|topic| name.replace("{topic}", topic)).collect()
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
