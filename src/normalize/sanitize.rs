//! Untrusted HTML → HTML from an allow-list, with absolute addresses.
//!
//! The sanitiser stands behind [`super::tame`]: its parser takes quadratic time on deep nesting.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::{address, tame};
use crate::model::Text;

/// Elements that may be published, in alphabetical order. None that runs code, asks for input, frames
/// another page or switches to another language; none that does nothing without attributes (`span`).
pub(super) const ELEMENTS: [&str; 73] = [
    "a",
    "abbr",
    "acronym",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Attributes that any element may have. No `class`, `id` or `style`: they belong to another page.
const ANYWHERE: [&str; 3] = ["dir", "lang", "title"];

/// Attributes of one element.
const ATTRIBUTES: [(&str, &[&str]); 17] = [
    ("a", &["href", "hreflang"]),
    ("audio", &["src"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "sizes", "src", "srcset", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["media", "sizes", "src", "srcset", "type"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
    ("video", &["height", "poster", "src", "width"]),
];

/// Makes HTML safe to publish. Relative addresses are resolved against `base`; without one they go.
pub(super) fn sanitize(html: &str, base: Option<&Url>) -> Text {
    if !html.contains(['<', '&']) {
        return trimmed(html);
    }
    let tamed = tame::tame(html);
    if !tamed.contains(['<', '&']) {
        return trimmed(&tamed);
    }
    // Characters that XML forbids go last, because entities make new ones. Nothing can hide behind
    // them: addresses are written anew, and every other attribute is harmless.
    trimmed(&builder(base.cloned()).clean(&tamed).to_string())
}

fn trimmed(html: &str) -> Text {
    Text::new(Text::new(html).trim())
}

/// The sanitiser for one body. Making it costs a few microseconds; parsing costs hundreds.
fn builder(base: Option<Url>) -> Builder<'static> {
    static TAGS: LazyLock<HashSet<&str>> = LazyLock::new(|| ELEMENTS.into());
    static GENERIC: LazyLock<HashSet<&str>> = LazyLock::new(|| ANYWHERE.into());
    static BY_TAG: LazyLock<HashMap<&str, HashSet<&str>>> = LazyLock::new(|| {
        ATTRIBUTES.map(|(tag, names)| (tag, names.iter().copied().collect())).into()
    });
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.clone())
        .generic_attributes(GENERIC.clone())
        .tag_attributes(BY_TAG.clone())
        .url_schemes(address::LINK_SCHEMES.into())
        // The filter resolves every address, `srcset` too, which the sanitiser leaves alone.
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| {
            filter(element, attribute, value, base.as_ref())
        })
        // A page that opens no new window needs no `rel`.
        .link_rel(None);
    // Without them a reader shows no way to start it.
    builder.set_tag_attribute_value("audio", "controls", "");
    builder.set_tag_attribute_value("video", "controls", "");
    builder
}

/// What an attribute becomes; `None` drops it.
fn filter<'v>(
    _: &str,
    attribute: &str,
    value: &'v str,
    base: Option<&Url>,
) -> Option<Cow<'v, str>> {
    match attribute {
        "href" => address::resolve_link(value, base).map(|url| Cow::Owned(url.into())),
        "src" | "cite" | "poster" => {
            address::resolve(value, base).map(|url| Cow::Owned(url.into()))
        }
        "srcset" => srcset(value, base).map(Cow::Owned),
        _ => Some(Cow::Borrowed(value)),
    }
}

/// A `srcset` with absolute addresses (HTML, image candidate strings). Candidates without a usable
/// address go.
fn srcset(value: &str, base: Option<&Url>) -> Option<String> {
    let mut candidates = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        let mut descriptor = "";
        rest = after;
        if bare.len() == address.len() {
            let end = rest.find(',').unwrap_or(rest.len());
            descriptor = rest[..end].trim();
            rest = &rest[end..];
        }
        if let Some(url) = address::resolve(bare, base) {
            // A comma at the end of an address would be read as the end of the candidate.
            let url = url.as_str().trim_end_matches(',');
            candidates.push(format!("{url} {descriptor}").trim_end().to_owned());
        }
    }
    (!candidates.is_empty()).then(|| candidates.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        "https://example.org/a/b".parse().unwrap()
    }

    #[track_caller]
    fn check(html: &str, want: &str) {
        let got = sanitize(html, Some(&base()));
        assert_eq!(got.as_str(), want, "{html:?}");
        assert_eq!(sanitize(&got, Some(&base())), got, "twice: {html:?}");
    }

    #[test]
    fn the_lists_agree() {
        assert!(ELEMENTS.is_sorted());
        for (element, _) in ATTRIBUTES {
            assert!(ELEMENTS.contains(&element), "{element}");
        }
    }

    #[test]
    fn plain_text_passes() {
        check("a > b \u{0}c", "a > b c");
        check("a &amp; b &lt; c", "a &amp; b &lt; c");
        check("1 < 2 & 3", "1 &lt; 2 &amp; 3");
    }

    #[test]
    fn harmless_markup_stays() {
        check("<p class=x id=y style=z>a <b>b</b><br>c</p>", "<p>a <b>b</b><br>c</p>");
        check("<span dir=rtl>a</span>", "a");
        check(
            "<video src=v.mp4>a</video>",
            "<video src=\"https://example.org/a/v.mp4\" controls=\"\">a</video>",
        );
        check(
            "<table><tbody><tr><td colspan=2>a</td></tr></tbody></table>",
            "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>",
        );
    }

    #[test]
    fn addresses_become_absolute() {
        check("<a href=c?d=e&amp;f>x</a>", "<a href=\"https://example.org/a/c?d=e&amp;f\">x</a>");
        check("<a href=#n>x</a>", "<a href=\"https://example.org/a/b#n\">x</a>");
        check("<a href='mailto:a@b.c'>x</a>", "<a href=\"mailto:a@b.c\">x</a>");
        check(
            "<img src=//cdn.example/i.png alt=i>",
            "<img src=\"https://cdn.example/i.png\" alt=\"i\">",
        );
        assert_eq!(sanitize("<a href=c>x</a><img src=i>", None).as_str(), "<a>x</a><img>");
    }

    #[test]
    fn candidates_of_pictures_become_absolute() {
        check(
            "<img srcset='a.png 1x,b,c.png 2x, data:x 3x'>",
            "<img srcset=\"https://example.org/a/a.png 1x, https://example.org/a/b,c.png 2x\">",
        );
        check("<img srcset='javascript:x'>", "<img>");
    }

    #[test]
    fn scripts_in_disguise_are_harmless() {
        for (html, want) in [
            ("<script>alert(1)</script>kept", "kept"),
            ("<scr<script>ipt>alert(1)</script>kept", "ipt>alert(1)kept"),
            ("<a href=\"javascript:alert(1)\">kept</a>", "<a>kept</a>"),
            ("<a href=\"JaVaScRiPt:alert(1)\">kept</a>", "<a>kept</a>"),
            ("<a href=\"jav&#x09;ascript:alert(1)\">kept</a>", "<a>kept</a>"),
            ("<a href=\"&#1;javascript:alert(1)\">kept</a>", "<a>kept</a>"),
            (
                "<a href=\"java\u{1}script:alert(1)\">kept</a>",
                "<a href=\"https://example.org/a/java%01script:alert(1)\">kept</a>",
            ),
            (
                "<a href=\"java&#1;script:alert(1)\">kept</a>",
                "<a href=\"https://example.org/a/java%01script:alert(1)\">kept</a>",
            ),
            ("<a href=\"data:text/html,x\">kept</a>", "<a>kept</a>"),
            ("<a href=\"vbscript:x\">kept</a>", "<a>kept</a>"),
            ("<img src=x onerror=alert(1)>kept", "<img src=\"https://example.org/a/x\">kept"),
            ("<img src=\"data:image/svg+xml,x\">kept", "<img>kept"),
            ("<svg><script>alert(1)</script></svg>kept", "kept"),
            ("<svg/onload=alert(1)>kept", "kept"),
            ("<math><mtext><style><img onerror=alert(1)></style></mtext></math>kept", "kept"),
            ("<iframe src=https://example.net></iframe>kept", "kept"),
            ("<object data=x><p>kept</p></object><embed src=x>", "<p>kept</p>"),
            ("<form action=x><input value=y>kept<button>z</button></form>", "kept"),
            ("<p style=\"background:url(javascript:x)\">kept</p>", "<p>kept</p>"),
            (
                "<style>p{}</style><link rel=stylesheet href=x><meta charset=y><base href=z>kept",
                "kept",
            ),
            (
                "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">kept</noscript>",
                "<p title=\"&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;\">kept</p>",
            ),
            ("<template><p>lost</p></template>kept", "kept"),
            ("<plaintext>kept", "kept"),
            ("<xmp><b>kept</b></xmp>", "<b>kept</b>"),
            ("<<!-- -->script>kept", "&lt;script&gt;kept"),
            ("<b onclick=x>kept", "<b>kept</b>"),
        ] {
            check(html, want);
        }
    }
}
