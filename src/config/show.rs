//! The effective configuration, for people and programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Loaded,
    file::{Field, File},
    shape::join,
};

/// What stands for a secret.
const HIDDEN: &str = "(hidden)";

/// The effective configuration as TOML. With `origin`, each value says in a comment where it comes
/// from: `default`, the file and its line, a variable, `--set`.
///
/// Logins in addresses and header fields that may be secrets were hidden when it was read.
pub fn show(loaded: &Loaded, origin: bool) -> String {
    let text = toml::to_string(&loaded.file)
        .expect("the file is tables, lists and values, which TOML can hold");
    if !origin {
        return text;
    }
    let ends = ends(&text);
    let mut shown = String::with_capacity(2 * text.len());
    let mut from = 0;
    for (end, path) in ends {
        shown.push_str(&text[from..end]);
        shown.push_str("  # ");
        shown.push_str(&loaded.origins.word(&path));
        from = end;
    }
    shown.push_str(&text[from..]);
    shown
}

/// The same as JSON: `config`, and with `origin` also `origins`, from paths such as
/// `source.0.url` to where each value comes from.
pub fn show_json(loaded: &Loaded, origin: bool) -> Value {
    let file = &loaded.file;
    let config = serde_json::to_value(file)
        .expect("the file is maps with text keys, lists and values, which JSON can hold");
    if !origin {
        return json!({ "config": config });
    }
    let text = toml::to_string(file).unwrap_or_default();
    let origins: BTreeMap<String, String> =
        ends(&text).into_values().map(|path| (path.clone(), loaded.origins.word(&path))).collect();
    json!({ "config": config, "origins": origins })
}

/// Where each value ends in a TOML text, and its path.
fn ends(text: &str) -> BTreeMap<usize, String> {
    let mut ends = BTreeMap::new();
    if let Ok(table) = DeTable::parse(text) {
        collect(table.get_ref(), "", &mut ends);
    }
    ends
}

fn collect(table: &DeTable<'_>, path: &str, ends: &mut BTreeMap<usize, String>) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        match value.get_ref() {
            DeValue::Table(table) => collect(table, &path, ends),
            // A list of tables alone is written with heads, one with other values on one line, where no
            // comment can stand.
            DeValue::Array(list) if list.iter().all(is_table) && !list.is_empty() => {
                for (index, element) in list.iter().enumerate() {
                    if let DeValue::Table(table) = element.get_ref() {
                        collect(table, &join(&path, &index.to_string()), ends);
                    }
                }
            }
            _ => {
                ends.insert(value.span().end, path);
            }
        }
    }
}

fn is_table(value: &Spanned<DeValue<'_>>) -> bool {
    matches!(value.get_ref(), DeValue::Table(_))
}

/// Takes out what may be a secret: values of header fields, logins in addresses.
pub(super) fn hide(file: &mut File) {
    for source in &mut file.source {
        for (name, field) in &mut source.headers {
            if let Field::Text(text) = field
                && !is_harmless(name)
            {
                *text = HIDDEN.to_owned();
            }
        }
        hide_login(&mut source.url);
        hide_login(&mut source.proxy);
    }
    hide_login(&mut file.fetch.proxy);
}

fn hide_login(address: &mut Option<String>) {
    let Some(text) = address else { return };
    let Some((scheme, rest)) = text.split_once("://") else { return };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    if let Some(at) = rest[..end].rfind('@') {
        *text = format!("{scheme}://hidden@{}", &rest[at + 1..]);
    }
}

/// Whether a header field carries no secret, by its name.
fn is_harmless(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("accept") || ["cache-control", "dnt", "from", "user-agent"].contains(&&*name)
}
