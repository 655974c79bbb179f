//! Texts and contents of Atom (RFC 4287 §3.1, §4.1.3).

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    addresses::Wanted,
    findings::quote,
    html,
    judge::{Judge, is_media_type},
    table::*,
    tree::Element,
};

/// Judges a text construct.
pub(super) fn text(element: Element, judge: &mut Judge) {
    let place = element.place();
    match element.attribute("type").unwrap_or("text") {
        "text" => plain(element, judge),
        "html" => escaped(element, judge),
        "xhtml" => xhtml(element, judge),
        kind => {
            let place = element.attribute_place("type");
            judge.add(ATOM_TEXT_TYPE, &place, &quote(kind));
        }
    }
    if element.local() == "title"
        && element.text().trim().is_empty()
        && element.children().next().is_none()
    {
        judge.add(BLANK, &place, "");
    }
}

/// Judges the content of an entry.
pub(super) fn content(content: Element, has_summary: bool, judge: &mut Judge) {
    let place = content.place();
    let kind = content.attribute("type");
    if content.attribute("src").is_some() {
        judge.address_of(content, "src", Wanted::Reference);
        if !content.text().trim().is_empty() || content.children().next().is_some() {
            judge.add(ATOM_CONTENT_SOURCE, &place, "");
        }
        match kind {
            None => judge.add(ATOM_CONTENT_TYPE, &place, ""),
            Some("text" | "html" | "xhtml") => {
                judge.add(MEDIA_TYPE, &content.attribute_place("type"), &quote(kind.unwrap_or("")));
            }
            Some(kind) => judge.media_type(&content.attribute_place("type"), kind),
        }
        if !has_summary {
            judge.add(ATOM_SUMMARY_MISSING, &place, "its content is at src");
        }
        return;
    }
    match kind.unwrap_or("text") {
        "text" => plain(content, judge),
        "html" => escaped(content, judge),
        "xhtml" => xhtml(content, judge),
        kind if !is_media_type(kind) => {
            judge.add(MEDIA_TYPE, &content.attribute_place("type"), &quote(kind));
        }
        kind => packed(content, kind, has_summary, judge),
    }
    if content.text().trim().is_empty() && content.children().next().is_none() {
        judge.add(BLANK, &place, "");
    }
}

/// Content of a media type: XML and text as they are, all else in base64.
fn packed(content: Element, kind: &str, has_summary: bool, judge: &mut Judge) {
    let kind = kind.to_ascii_lowercase();
    let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml");
    if is_xml || kind.starts_with("text/") {
        return;
    }
    let packed: String = content.text().chars().filter(|c| !c.is_ascii_whitespace()).collect();
    if STANDARD.decode(packed).is_err() {
        judge.add(ATOM_CONTENT_BASE64, &content.place(), "");
    }
    if !has_summary {
        judge.add(ATOM_SUMMARY_MISSING, &content.place(), "its content is no text");
    }
}

fn plain(element: Element, judge: &mut Judge) {
    let place = element.place();
    if element.children().next().is_some() {
        judge.add(ATOM_TEXT_ELEMENTS, &place, "");
    }
    if html::looks_like_html(element.text()) {
        judge.add(ATOM_TEXT_UNDECLARED, &place, &quote(element.text()));
    }
    if element.local() == "title" {
        judge.trimmed(&place, element.text());
    }
    judge.characters(&place, element.text());
}

fn escaped(element: Element, judge: &mut Judge) {
    if element.children().next().is_some() {
        judge.add(ATOM_TEXT_ELEMENTS, &element.place(), "");
    }
    judge.html(&element.place(), element.text(), has_base(element));
}

fn xhtml(element: Element, judge: &mut Judge) {
    let mut children = element.children();
    let is_good = children.next().is_some_and(|child| child.is("xhtml", "div"))
        && children.next().is_none()
        && element.text().trim().is_empty();
    if !is_good {
        judge.add(ATOM_DIV, &element.place(), "");
    }
    for (rule, detail) in html::check_elements(element, has_base(element)) {
        judge.add(rule, &element.place(), &detail);
    }
}

/// Whether an `xml:base` is in force.
fn has_base(element: Element) -> bool {
    let mut here = Some(element);
    while let Some(element) = here {
        if element.attribute("xml:base").is_some() {
            return true;
        }
        here = element.parent();
    }
    false
}
