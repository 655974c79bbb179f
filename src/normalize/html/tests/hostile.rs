//! Hostile bodies: the size and shape of what the browser's parser gets to read is bounded, whatever
//! comes in.
//!
//! That parser takes linear time where the depth, the elements open within a line, the marks of a
//! text node and the size of a tag are bounded, because each of its searches walks over one of
//! these. So this proves linear time without a clock.

use super::super::*;

/// How much longer than the input the result may get: an empty row becomes a table body, a row and
/// a cell; an ampersand becomes an entity.
const MAX_FACTOR: usize = 9;

/// Longest tag: 64 attributes do not fit, only the allowed ones of one element.
const MAX_TAG: usize = 8 * 6 * attributes::MAX_VALUE;

/// What a parser walks over at one place.
#[derive(Debug, Default)]
struct Shape {
    depth: usize,
    inline: usize,
    marks: usize,
    tag: usize,
}

/// The largest of each in HTML that we wrote.
fn shape(html: &str) -> Shape {
    let mut largest = Shape::default();
    let mut open: Vec<(&str, bool)> = Vec::new();
    let mut inline = 0;
    for part in html.split_inclusive('>') {
        let (text, tag) = part.rsplit_once('<').unwrap_or((part, ""));
        let marks = text.bytes().filter(|byte| b"&\n\xC2".contains(byte)).count();
        largest.marks = largest.marks.max(marks);
        largest.tag = largest.tag.max(tag.len());
        let name = tag.trim_end_matches('>').split(' ').next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            let (last, is_inline) = open.pop().unwrap();
            assert_eq!(last, name, "not balanced");
            inline -= usize::from(is_inline);
        } else if let Some((name, sort)) =
            allow::element(name).filter(|(name, _)| !allow::is_void(name))
        {
            let is_inline = sort == allow::Sort::Inline;
            inline += usize::from(is_inline);
            open.push((name, is_inline));
        }
        largest.depth = largest.depth.max(open.len());
        largest.inline = largest.inline.max(inline);
    }
    assert!(open.is_empty(), "not closed");
    largest
}

#[track_caller]
fn check(html: &str, base: &Url) {
    let shown: String = html.chars().take(60).collect();
    let tamed = tame::tame(&without_cdata(&Text::new(html)), Some(base)).html;
    let bound = MAX_FACTOR * html.len() + MAX_GROWTH + 2 * attributes::MAX_VALUE;
    assert!(tamed.len() <= bound, "{shown}: {} of {}", tamed.len(), html.len());
    let shape = shape(&with_breaks(&tamed));
    assert!(shape.depth <= MAX_DEPTH, "{shown}: {shape:?}");
    assert!(shape.inline <= MAX_INLINE, "{shown}: {shape:?}");
    assert!(shape.marks <= MAX_MARKS, "{shown}: {shape:?}");
    assert!(shape.tag <= MAX_TAG, "{shown}: {shape:?}");
}

/// Units that cost some parser more than linear time when they are repeated.
const UNITS: [&str; 78] = [
    // Nesting.
    "<div>",
    "<b>",
    "<a href=x>",
    "<font>",
    "<p>",
    "<ul><li>",
    "<li><div>",
    "<dd><p>",
    "<details>",
    "<ruby>",
    "<ruby><rt>x",
    "<h1><b>",
    "<select><option>x",
    "<button>",
    "<template>",
    "<object>",
    // Formatting that is opened anew, and the adoption agency.
    "<p><b>",
    "<b><p>",
    "<b>x<p>",
    "<i title=1><p>a",
    "<a><div>",
    "<b></p>",
    "<cite><p></cite></p>",
    "<s><u><i><b>",
    "<a></p>",
    "<nobr>",
    "<table><b>x<tr>",
    "<table><a href=x>",
    // Text between cells, and other parts of tables.
    "<table>",
    "<table>x",
    "<table><tr><td>",
    "<tr>x",
    "<td>",
    "<table><col>",
    "<table><caption>",
    "<tbody>x",
    "</table>",
    "<div></b></section><table></div></table>",
    // Other languages, and content that is no markup.
    "<svg>",
    "<svg><math>",
    "<svg><foreignObject>",
    "<plaintext>",
    "<noscript>",
    "<frameset>",
    "<script>",
    "<style>",
    "<title>",
    "<textarea>",
    "<xmp>",
    "<iframe src=//youtu.be/a>",
    // Marks in text.
    "&",
    "&a",
    "&amp;",
    "&lt;x",
    "&#",
    "<",
    "< ",
    "\n",
    "\r",
    "\0",
    "¡",
    "\u{a0}",
    "<u>¡",
    // Comments and tags that do not end.
    "<!--",
    "<!-- -",
    "<![CDATA[",
    "<?",
    "</",
    "</>",
    "<a href=",
    "<a href=\"",
    "<a b='>' ",
    "<a =",
    // Addresses and pictures.
    "<img src=x>",
    "<img srcset=a,b>",
    "<img data-src=x>",
    "<video src=x>",
    "<img alt=x><noscript><img src=y></noscript>",
];

#[test]
fn repeated_units_stay_in_bounds() {
    let base = format!("https://example.org/{}/", "b".repeat(8_000)).parse().unwrap();
    for unit in UNITS {
        for size in [1 << 12, 1 << 14] {
            check(&unit.repeat(size / unit.len()), &base);
            // The other wall is reached, too.
            check(&format!("<table><tr><td>{}", unit.repeat(size / unit.len())), &base);
        }
    }
}

#[test]
fn pairs_stay_in_bounds() {
    let base = super::base();
    for (first, second) in [
        ("<div>", "</div>"),
        ("<b>", "<p>"),
        ("<font>", "<p>x"),
        ("<b>", "</p>"),
        ("<b><i>", "</b></i>"),
        ("<a>", "<div></a>"),
        ("<div>", "<table></table>"),
        ("<ul>", "<li>x"),
        ("<ruby>", "<rt>"),
        ("<li>", "</ul>"),
    ] {
        for count in [1 << 10, 1 << 12] {
            check(&format!("{}{}", first.repeat(count), second.repeat(count)), &base);
        }
    }
}

#[test]
fn floods_of_attributes_stay_in_bounds() {
    let base = super::base();
    for count in [1 << 10, 1 << 12] {
        let names: String = (0..count).map(|n| format!(" a{n}=b")).collect();
        check(&format!("<p{names} title=lost>x"), &base);
        check(&format!("<p {}>x", "title=b ".repeat(count)), &base);
        check(&format!("<p title='{}'>x", "&amp;¡".repeat(count)), &base);
        check(&format!("<img srcset='{}' alt=x>", "a, ".repeat(count)), &base);
        check(&format!("<a href='//{}.org'>x", "水.".repeat(count)), &base);
    }
}

#[test]
fn nesting_is_capped_and_text_kept() {
    for (tag, deepest) in [("div", MAX_DEPTH), ("b", MAX_INLINE)] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        let html = format!("{}text{}tail", open.repeat(20_000), close.repeat(20_000));
        let want = format!("{}text{}tail", open.repeat(deepest), close.repeat(deepest));
        assert_eq!(sanitize(&html, None).as_str(), want);
    }
}

#[test]
fn length_is_capped() {
    assert_eq!(sanitize(&"ä".repeat(MAX_BYTES), None).len(), MAX_BYTES);
    assert_eq!(sanitize(&format!("x{}", "ä".repeat(MAX_BYTES)), None).len(), MAX_BYTES - 1);
}

#[test]
fn addresses_cannot_grow_a_body_without_end() {
    let base = format!("https://example.org/{}/", "b".repeat(8_000)).parse().unwrap();
    let safe = sanitize(&"<a href=x>y</a>".repeat(10_000), Some(&base));
    assert!(safe.len() < 2 * MAX_GROWTH);
    assert!(safe.starts_with("<a href=\"https://example.org/bbb") && safe.ends_with("<a>y</a>"));
    // An address is left alone, however much the others grew.
    let html = format!("{}<a href=https://a.org/>z</a>", "<a href=x>y</a>".repeat(10_000));
    assert!(sanitize(&html, Some(&base)).ends_with("<a href=\"https://a.org/\">z</a>"));
}
