//! Text constructs (RFC 4287 §3.1) and what other dialects have in their place → a body.
//!
//! Nothing is refused: a type that nobody knows is text, and packed text is unpacked.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    model::Body,
    parse::{
        looks::{self, filled, title_body},
        xml::Element,
    },
};

/// How a dialect's text elements hold markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Escaped, as in RSS; naked child markup is a habit.
    Escaped,
    /// As `type` and `mode` say, as in Atom.
    Typed,
}

/// A longer text; `None` where there is none, or where it is no text.
pub(super) fn body(element: Element<'_, '_>, form: Form) -> Option<Body> {
    match form {
        Form::Escaped => filled(&element.html()).map(Body::Html),
        Form::Typed => typed(element),
    }
}

/// A title. One that was escaped twice is unescaped twice.
pub(super) fn title(element: Element<'_, '_>, form: Form) -> Option<Body> {
    match form {
        Form::Escaped => title_body(&element.html()),
        Form::Typed => Some(match typed(element)? {
            // A title that nobody called HTML may speak of tags.
            Body::Html(text) if element.attribute("type").is_none() && !element.has_markup() => {
                Body::Plain(looks::unescape(&text).into_owned())
            }
            Body::Plain(text) if looks::has_reference(&text) => {
                Body::Plain(looks::unescape(&text).into_owned())
            }
            body => body,
        }),
    }
}

/// A short text, plain and on one line.
pub(super) fn line(element: Element<'_, '_>, form: Form) -> Option<String> {
    body(element, form).and_then(|body| looks::body_line(&body)).map(String::from)
}

/// The element that wraps XHTML content, where there is one: a `div` (RFC 4287 §4.1.3.3) or a body.
pub(super) fn wrapper<'t, 'a>(element: Element<'t, 'a>) -> Option<Element<'t, 'a>> {
    element.only_child().filter(|only| only.is("div") || only.is("body"))
}

fn typed(element: Element<'_, '_>) -> Option<Body> {
    let stated = element.attribute("type");
    let kind = stated.as_deref().unwrap_or("text").to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    // Atom 0.3 says how the text is packed; its default is markup as it stands.
    let mode = element.attribute("mode").unwrap_or_default().to_ascii_lowercase();
    let is_html = matches!(kind, "html" | "xhtml" | "text/html" | "application/xhtml+xml");
    if mode == "base64" || (is_packed(kind) && !element.has_markup()) {
        let text = unpacked(&element.text())?;
        let is_html = is_html || looks::is_html(&text);
        return filled(&text).map(if is_html { Body::Html } else { Body::Plain });
    }
    if element.has_markup() {
        let inner = wrapper(element).filter(|_| mode != "escaped").unwrap_or(element);
        return filled(&inner.inner_markup()).map(Body::Html);
    }
    let text = filled(&element.text())?;
    Some(match kind {
        _ if is_html => Body::Html(text),
        // Nobody stated that it is text, and it is not.
        _ if stated.is_none() && (looks::is_html(&text) || looks::has_reference(&text)) => {
            Body::Html(text)
        }
        _ => Body::Plain(text),
    })
}

/// Whether content of this media type is in base64 (RFC 4287 §4.1.3.3, rule 6).
fn is_packed(kind: &str) -> bool {
    let Some((family, rest)) = kind.split_once('/') else { return false };
    !(family == "text" || rest == "xml" || rest.ends_with("+xml") || rest.ends_with("json"))
}

/// Text out of base64; `None` for files of other kinds.
fn unpacked(text: &str) -> Option<String> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(solid).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let is_text = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    is_text.then_some(text)
}
