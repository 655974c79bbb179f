//! Paths on the host as regular expressions, in the little that nginx (PCRE), Caddy (RE2) and Apache
//! (PCRE) have in common.

use crate::model::{ARCHIVE, Media};

use super::super::{Settings, path};

/// What the path of a published file begins with, without a slash at the end; empty at the root of a
/// host. As it stands in the address, so percent-encoded.
pub(super) fn prefix(settings: &Settings) -> &str {
    settings.site.base_url.path().trim_end_matches('/')
}

/// The feed formats that are written: a pattern of the paths of each, archive documents included, and
/// their type.
pub(super) fn feeds(settings: &Settings) -> Vec<(String, Media)> {
    let base = escape(prefix(settings));
    written(settings)
        .map(|(name, media)| {
            let piece =
                piece(name).map_or(String::new(), |piece| format!("|.+/{ARCHIVE}/(?:.+/)?{piece}"));
            (format!("^{base}/(?:{}{piece})$", live(name)), media)
        })
        .collect()
}

/// The last parts of the paths of each feed format, and their type.
pub(super) fn leaves(settings: &Settings) -> Vec<(String, Media)> {
    written(settings)
        .map(|(name, media)| {
            let live = live(name.rsplit('/').next().unwrap_or(name));
            let piece = piece(name).map_or(String::new(), |piece| format!("|{piece}"));
            (format!("^(?:{live}{piece})$"), media)
        })
        .collect()
}

/// A pattern of the paths of all feed documents that change.
pub(super) fn changing(settings: &Settings) -> String {
    let names: Vec<String> =
        settings.names.each().into_iter().map(|(name, ..)| live(name)).collect();
    format!("^{}/(?:{})$", escape(prefix(settings)), names.join("|"))
}

/// A pattern of the paths of documents that never change.
pub(super) fn archived(settings: &Settings) -> String {
    format!("^{}/.+/{ARCHIVE}/", escape(prefix(settings)))
}

/// The names and types of the feed formats that are written.
fn written(settings: &Settings) -> impl Iterator<Item = (&str, Media)> {
    let formats = path::documents(settings);
    let all = settings.names.each().into_iter();
    all.filter(move |(_, format, _)| formats.contains(format)).map(|(name, _, media)| (name, media))
}

/// A name with any topic in it.
fn live(name: &str) -> String {
    let parts: Vec<String> = name.split("{topic}").map(escape).collect();
    parts.join("[^/]+")
}

/// The documents of an archive that have the format of `name`, by their last part.
fn piece(name: &str) -> Option<String> {
    let leaf = name.rsplit('/').next().unwrap_or(name).replace("{topic}", "");
    let (stem, extension) = leaf.rsplit_once('.')?;
    (!stem.is_empty()).then(|| format!("{}[^/]*\\.{}", escape(stem), escape(extension)))
}

/// Text that stands for itself in a pattern.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if !(c.is_ascii_alphanumeric() || "/-_~%".contains(c)) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
