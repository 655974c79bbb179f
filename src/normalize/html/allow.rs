//! What may be published: elements, attributes, and the form of their values.
//!
//! No element runs code, asks for input, frames another page or switches to another language
//! (SVG, MathML); none does nothing without attributes (`span`, `font`).

use Sort::{Block, Cell, Frame, Inline, Line, Table};

/// What matters of an element for the order of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Stands within a line of text.
    Inline,
    /// A short block: what closes an inline element around it closes it, too.
    Line,
    /// Any other block.
    Block,
    /// `table`
    Table,
    /// A part of a table without text: the parser would move text in it to before the table.
    Frame,
    /// A part of a table that holds text.
    Cell,
}

/// Elements that may be published, in alphabetical order.
const ELEMENTS: [(&str, Sort); 75] = [
    ("a", Inline),
    ("abbr", Inline),
    ("acronym", Inline),
    ("article", Block),
    ("aside", Block),
    ("audio", Inline),
    ("b", Inline),
    ("bdi", Inline),
    ("bdo", Inline),
    ("blockquote", Block),
    ("br", Inline),
    ("caption", Cell),
    ("center", Block),
    ("cite", Inline),
    ("code", Inline),
    ("col", Frame),
    ("colgroup", Frame),
    ("dd", Line),
    ("del", Inline),
    ("details", Block),
    ("dfn", Inline),
    ("div", Block),
    ("dl", Block),
    ("dt", Line),
    ("em", Inline),
    ("figcaption", Block),
    ("figure", Block),
    ("footer", Block),
    ("h1", Line),
    ("h2", Line),
    ("h3", Line),
    ("h4", Line),
    ("h5", Line),
    ("h6", Line),
    ("header", Block),
    ("hgroup", Block),
    ("hr", Block),
    ("i", Inline),
    ("img", Inline),
    ("ins", Inline),
    ("kbd", Inline),
    ("li", Line),
    ("mark", Inline),
    ("ol", Block),
    ("p", Line),
    ("picture", Inline),
    ("pre", Block),
    ("q", Inline),
    ("rp", Inline),
    ("rt", Inline),
    ("ruby", Inline),
    ("s", Inline),
    ("samp", Inline),
    ("section", Block),
    ("small", Inline),
    ("source", Inline),
    ("strike", Inline),
    ("strong", Inline),
    ("sub", Inline),
    ("summary", Block),
    ("sup", Inline),
    ("table", Table),
    ("tbody", Frame),
    ("td", Cell),
    ("tfoot", Frame),
    ("th", Cell),
    ("thead", Frame),
    ("time", Inline),
    ("tr", Frame),
    ("track", Inline),
    ("u", Inline),
    ("ul", Block),
    ("var", Inline),
    ("video", Inline),
    ("wbr", Inline),
];

/// Elements that are published under another name, in alphabetical order. Forms and parts of pages
/// leave a block, so that words on both sides of their tags stay apart.
const RENAMED: [(&str, &str); 17] = [
    ("address", "div"),
    ("amp-anim", "img"),
    ("amp-audio", "audio"),
    ("amp-img", "img"),
    ("amp-video", "video"),
    ("dialog", "div"),
    ("dir", "ul"),
    ("fieldset", "div"),
    ("form", "div"),
    ("image", "img"),
    ("legend", "div"),
    ("listing", "pre"),
    ("main", "div"),
    ("menu", "ul"),
    ("nav", "div"),
    ("search", "div"),
    ("tt", "code"),
];

/// Elements without content.
const VOID: [&str; 7] = ["br", "col", "hr", "img", "source", "track", "wbr"];

/// Attributes that any element may have. No `class`, `id` or `style`: they belong to another page.
pub(super) const ANYWHERE: [&str; 3] = ["dir", "lang", "title"];

/// Attributes of one element, in the order in which they are written.
const ATTRIBUTES: [(&str, &[&str]); 18] = [
    ("a", &["href", "hreflang"]),
    ("audio", &["src"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["src", "srcset", "sizes", "alt", "width", "height"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("source", &["src", "srcset", "sizes", "media", "type"]),
    ("td", &["colspan", "rowspan", "align"]),
    ("th", &["colspan", "rowspan", "scope", "align"]),
    ("time", &["datetime"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
    ("video", &["src", "poster", "width", "height"]),
];

/// The names of all elements.
pub(super) fn elements() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().map(|(name, _)| *name)
}

/// The element that a tag of this name (in lower case) is published as.
pub(super) fn element(name: &str) -> Option<(&'static str, Sort)> {
    let known = |name: &str| ELEMENTS.binary_search_by_key(&name, |(name, _)| name).ok();
    let index = known(name).or_else(|| {
        let renamed = RENAMED.binary_search_by_key(&name, |(old, _)| old).ok()?;
        known(RENAMED[renamed].1)
    })?;
    Some(ELEMENTS[index])
}

/// Whether an element has no content and no closing tag.
pub(super) fn is_void(element: &str) -> bool {
    VOID.contains(&element)
}

/// The attributes of one element, besides [`ANYWHERE`].
pub(super) fn attributes(element: &str) -> &'static [&'static str] {
    match ATTRIBUTES.binary_search_by_key(&element, |(name, _)| name) {
        Ok(index) => ATTRIBUTES[index].1,
        Err(_) => &[],
    }
}

/// The value of an attribute in the form that its element takes; `None` where it has no meaning.
/// Addresses are not judged here.
pub(super) fn value(element: &str, attribute: &str, value: &str) -> Option<String> {
    let value = match attribute {
        "alt" | "title" => value,
        _ => value.trim(),
    };
    let one_of = |list: &[&str]| {
        list.iter().find(|word| word.eq_ignore_ascii_case(value)).map(|word| (*word).to_owned())
    };
    match attribute {
        "dir" => one_of(&["ltr", "rtl", "auto"]),
        "align" => one_of(&["left", "center", "right", "justify"]),
        "scope" => one_of(&["col", "row", "colgroup", "rowgroup"]),
        "kind" => one_of(&["subtitles", "captions", "descriptions", "chapters", "metadata"]),
        "type" if element == "ol" => {
            ["1", "a", "A", "i", "I"].contains(&value).then(|| value.to_owned())
        }
        "default" | "open" | "reversed" => Some(String::new()),
        "height" | "width" => length(value),
        "colspan" | "rowspan" | "span" => {
            value.parse::<u16>().ok().filter(|n| *n <= 1_000).map(|n| n.to_string())
        }
        "start" | "value" => value.parse::<i32>().ok().map(|n| n.to_string()),
        "hreflang" | "lang" | "srclang" => {
            let is_tag = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            (!value.is_empty() && value.chars().all(is_tag)).then(|| value.to_owned())
        }
        // An empty one tells that a picture says nothing.
        "alt" => Some(value.to_owned()),
        _ => (!value.is_empty()).then(|| value.to_owned()),
    }
}

/// A size in pixels or percent. `px` is a habit.
fn length(value: &str) -> Option<String> {
    let (number, unit) = match value.strip_suffix('%') {
        Some(number) => (number, "%"),
        None => (value.strip_suffix("px").unwrap_or(value), ""),
    };
    let number: u32 = number.trim().split('.').next()?.parse().ok()?;
    Some(format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_agree() {
        assert!(ELEMENTS.is_sorted_by_key(|(name, _)| name));
        assert!(RENAMED.is_sorted_by_key(|(name, _)| name));
        assert!(ATTRIBUTES.is_sorted_by_key(|(name, _)| name));
        for name in ATTRIBUTES.iter().map(|(name, _)| *name).chain(VOID) {
            assert_eq!(element(name).map(|(name, _)| name), Some(name));
        }
        for (old, new) in RENAMED {
            assert_eq!(element(old).map(|(name, _)| name), Some(new));
        }
    }

    #[track_caller]
    fn check(element: &str, attribute: &str, text: &str, want: Option<&str>) {
        assert_eq!(value(element, attribute, text).as_deref(), want, "{attribute}={text:?}");
    }

    #[test]
    fn values() {
        check("p", "dir", "RTL ", Some("rtl"));
        check("p", "dir", "up", None);
        check("p", "lang", "pt-BR", Some("pt-BR"));
        check("p", "lang", "\"><x>", None);
        check("img", "width", "640px", Some("640"));
        check("img", "width", "99.5%", Some("99%"));
        check("img", "width", "auto", None);
        check("img", "alt", "", Some(""));
        check("td", "colspan", "4000000000", None);
        check("td", "align", "char", None);
        check("ol", "type", "A", Some("A"));
        check("ol", "type", "disc", None);
        check("source", "type", "video/mp4", Some("video/mp4"));
        check("ol", "start", "-3", Some("-3"));
        check("details", "open", "x", Some(""));
        check("p", "title", "", None);
    }
}
