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
        .map(|(name, media)| (format!("^{base}/(?:{}|{})$", live(name), archived(name)), media))
        .collect()
}

/// The last parts of the paths of each feed format, and their type.
pub(super) fn leaves(settings: &Settings) -> Vec<(String, Media)> {
    let last = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    written(settings)
        .map(|(name, media)| {
            let leaf = last(name);
            (format!("^(?:{}|{})$", live(&leaf), numbered(&leaf)), media)
        })
        .collect()
}

/// A pattern of the paths of documents that never change.
pub(super) fn archives(settings: &Settings) -> String {
    let all: Vec<String> = written(settings).map(|(name, _)| archived(name)).collect();
    format!("^{}/(?:{})$", escape(prefix(settings)), all.join("|"))
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

/// The archive documents of the feeds called `name`.
fn archived(name: &str) -> String {
    let (folders, leaf) = name.rsplit_once('/').unwrap_or(("", name));
    let slash = if folders.is_empty() { "" } else { "/" };
    format!("{}{slash}{ARCHIVE}/{}", live(folders), numbered(leaf))
}

/// The last part of a name with a number at the end of its stem.
fn numbered(leaf: &str) -> String {
    match leaf.rsplit_once('.') {
        Some((stem, ending)) => format!("{}-[0-9]+\\.{}", live(stem), escape(ending)),
        None => format!("{}-[0-9]+", live(leaf)),
    }
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
