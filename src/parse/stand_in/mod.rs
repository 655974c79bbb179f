//! A document that is no feed → what it is, in plain words: a wall, an error, another format.
//!
//! Servers send their walls with status 200 and the media type of a feed, so only the content tells.
//! Whatever begins like a feed is one, also a feed of items about captchas. `magic` knows files
//! without text, `page` judges pages by what `html::survey` saw of them, `title` reads titles;
//! `walls` and `words` hold what gives pages away.

mod magic;
mod page;
#[cfg(test)]
mod tests;
mod title;
mod walls;
mod words;

use serde_json::{Map, Value};

use super::{
    decode, html, json_repair, json_stream,
    looks::{cut, tidy, unescape},
    notes::Notes,
    sniff::{self, Format},
};
use crate::model::{Shape, StandIn, fold};

/// How much of a document is looked at, in bytes.
const LOOKED_AT: usize = 64 * 1_024;

/// How far into a document binary data shows, in bytes: the headers of file formats hold zeros.
const BINARY_BYTES: usize = 256;

/// Longest plain text that is an error message, in bytes.
const MESSAGE_BYTES: usize = 500;

/// Longest title of a page that a message quotes, in characters.
const TITLE_CHARS: usize = 80;

/// Header fields by which a guard says that it answered itself, each with its value.
const GUARDED: [(&str, &str); 4] = [
    ("cf-mitigated", "challenge"),
    ("x-vercel-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
];

/// What a document is that should be a feed; `None` for a feed, and for what cannot be told from one
/// by its first 64 KiB. The bytes may be the beginning of an answer; `headers` are its fields, or some
/// of them, and `content-type` helps with the charset.
pub fn stand_in(bytes: &[u8], headers: &[(&str, &str)]) -> Option<StandIn> {
    if let Some(kind) = magic::magic(bytes) {
        return Some(kind);
    }
    let field = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim())
    };
    let head = beginning(bytes);
    let is_whole = head.len() == bytes.len();
    let text = decode::decode(head, field("content-type"), &mut Notes::new(""));
    let format = sniff::sniff(&text).format;
    let is_guarded =
        || GUARDED.iter().any(|(name, value)| field(name).is_some_and(|said| said == *value));
    match format {
        Format::Feed(_) => None,
        Format::Json => is_whole.then(|| json_text(&text)).flatten(),
        // A feed may follow.
        Format::Text | Format::Empty if !is_whole => None,
        Format::Page | Format::Text | Format::Empty if is_guarded() => Some(StandIn::Challenge),
        Format::Page => {
            let head = cut(&text, LOOKED_AT);
            Some(page::kind(&html::survey(head), is_whole && head.len() == text.len()))
        }
        format => Some(foreign(&text, &format).kind),
    }
}

/// The first bytes of a document, cut between characters where they are UTF-8.
fn beginning(bytes: &[u8]) -> &[u8] {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    match std::str::from_utf8(head) {
        Err(error) if head.len() < bytes.len() && error.error_len().is_none() => {
            &head[..error.valid_up_to()]
        }
        _ => head,
    }
}

/// A document that is no feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What it is.
    pub(super) kind: StandIn,
    /// Its shape.
    pub(super) shape: Shape,
    /// The title of a page, the root of other XML.
    name: Option<String>,
}

impl Foreign {
    fn new(kind: StandIn) -> Self {
        Foreign { kind, shape: Shape::Unknown, name: None }
    }

    /// What it is and what not: `wanted` is "a feed", "a sitemap" and so on.
    pub(super) fn what(&self, wanted: &str) -> String {
        match (self.kind, &self.name) {
            (StandIn::Empty, _) => self.kind.as_str().to_owned(),
            (StandIn::Xml, Some(root)) => format!("XML, but not {wanted}: its root is <{root}>"),
            (StandIn::Json, _) => {
                format!("JSON, but not {wanted}").replace("a feed", "a JSON Feed")
            }
            (kind, Some(title)) => format!("{}, not {wanted}: \"{title}\"", kind.as_str()),
            (kind, None) => format!("{}, not {wanted}", kind.as_str()),
        }
    }
}

/// A file that holds no text: `bytes` are the document, `text` is what was made of them.
pub(super) fn no_text(bytes: &[u8], text: &str) -> Option<Foreign> {
    magic::magic(bytes).or_else(|| is_binary(text).then_some(StandIn::Binary)).map(Foreign::new)
}

/// A file that can be no feed, however it goes on.
pub(super) fn file(bytes: &[u8]) -> Option<Foreign> {
    magic::magic(bytes).map(Foreign::new)
}

/// A page that stands in the way of another: it is nobody's article.
pub(super) fn wall(text: &str) -> Option<Foreign> {
    // A wall is small, and most pages are not worth a second look.
    let is_small = text.len() <= LOOKED_AT;
    let found = is_small.then(|| foreign(text, &Format::Page));
    found.filter(|found| {
        matches!(
            found.kind,
            StandIn::Challenge | StandIn::Blocked | StandIn::Captcha | StandIn::CaptivePortal
        )
    })
}

/// What a text is that is no feed.
pub(super) fn foreign(text: &str, format: &Format) -> Foreign {
    let text = text.trim_start();
    match format {
        Format::Page => Foreign {
            kind: page::kind(&html::survey(cut(text, LOOKED_AT)), text.len() <= LOOKED_AT),
            shape: Shape::Html,
            name: page_title(text),
        },
        Format::Empty => Foreign::new(StandIn::Empty),
        _ if is_binary(text) => Foreign::new(StandIn::Binary),
        Format::Xml(root) => xml(text, root),
        // A feed never comes here.
        Format::Json | Format::Feed(_) => Foreign::new(json_text(text).unwrap_or(StandIn::Json)),
        Format::Text if cut(text, BINARY_BYTES).contains('\u{FFFD}') => {
            Foreign::new(StandIn::Binary)
        }
        Format::Text => Foreign::new(plain(text)),
    }
}

/// What JSON is that is no feed, by the members of its object.
pub(super) fn json(members: &Map<String, Value>) -> Foreign {
    let is_something = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Number(number) => number.as_i64() != Some(0),
        Value::Bool(true) => true,
    };
    let is_bad = |value: &Value| match value {
        Value::String(text) => {
            matches!(&*text.to_lowercase(), "error" | "fail" | "failed" | "failure")
                || text.parse().is_ok_and(|code: u64| (400..600).contains(&code))
        }
        value => value.as_u64().is_some_and(|code| (400..600).contains(&code)),
    };
    let any = |names: &[&str], is: &dyn Fn(&Value) -> bool| {
        names.iter().any(|name| members.get(*name).is_some_and(is))
    };
    let is_error = any(&["error", "errors", "fault", "exception", "error_message"], &is_something)
        || any(&["status", "code", "statusCode", "status_code"], &is_bad)
        || any(&["success", "ok"], &|value| *value == Value::Bool(false))
        || members.len() <= 6 && any(&["message", "detail", "msg"], &Value::is_string);
    Foreign::new(if is_error { StandIn::ErrorJson } else { StandIn::Json })
}

/// The same for a text; `None` when it looks like a feed.
fn json_text(text: &str) -> Option<StandIn> {
    let text = text.trim_matches(|c: char| c == '\u{FEFF}' || c == '\0' || c.is_whitespace());
    let mut read = json_stream::read(text, "items", 1);
    if read.elements.is_none() && !read.whole {
        read = json_stream::read(&json_repair::repaired(text), "items", 1);
    }
    let says_feed =
        |value: &Value| value.as_str().is_some_and(|text| text.contains("jsonfeed.org"));
    let is_feed = read.elements.is_some() || read.members.get("version").is_some_and(says_feed);
    (!is_feed).then(|| json(&read.members).kind)
}

fn xml(text: &str, root: &str) -> Foreign {
    let local = root.rsplit(':').next().unwrap_or(root).to_ascii_lowercase();
    let head = cut(text, LOOKED_AT);
    let (kind, shape) = match &*local {
        "opml" => (StandIn::Opml, Shape::Opml),
        "urlset" | "sitemapindex" => (StandIn::Sitemap, Shape::Sitemap),
        "svg" => (StandIn::Image, Shape::Unknown),
        "wispaccessgatewayparam" => (StandIn::CaptivePortal, Shape::Unknown),
        "error" | "errors" | "fault" | "exception" => (StandIn::ErrorText, Shape::Unknown),
        "envelope" if head.contains("/soap") => (StandIn::Soap, Shape::Unknown),
        "definitions" | "description" if head.contains("/wsdl") => (StandIn::Wsdl, Shape::Unknown),
        "schema" if head.contains("XMLSchema") => (StandIn::Schema, Shape::Unknown),
        _ => (StandIn::Xml, Shape::Unknown),
    };
    let short: String = root.chars().take(TITLE_CHARS).collect();
    Foreign { kind, shape, name: (kind == StandIn::Xml).then_some(short) }
}

fn plain(text: &str) -> StandIn {
    let begins = |list: &[&str]| {
        let head = fold(cut(text, MESSAGE_BYTES));
        list.iter().any(|phrase| head.trim_start().starts_with(phrase))
    };
    if begins(words::SCRIPT_ERRORS) {
        StandIn::ScriptError
    } else if text.len() <= MESSAGE_BYTES && begins(words::TEXT_ERRORS) {
        StandIn::ErrorText
    } else {
        StandIn::Text
    }
}

fn is_binary(text: &str) -> bool {
    cut(text, BINARY_BYTES).contains('\0')
}

fn page_title(text: &str) -> Option<String> {
    let head = cut(text, LOOKED_AT);
    // ASCII folding keeps every byte position.
    let folded = head.to_ascii_lowercase();
    let begin = folded.find("<title")?;
    let begin = begin + folded[begin..].find('>')? + 1;
    let end = begin + folded[begin..].find("</title")?;
    let title = tidy(&unescape(&head[begin..end]));
    let short: String = title.chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
    (!short.is_empty()).then_some(short)
}
