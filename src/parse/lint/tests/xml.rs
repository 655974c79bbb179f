//! What XML forbids.

use super::{super::super::lint, check, document, judge, now, told};

/// A clean feed with something in the title of its channel.
fn titled(inside: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\n<title>T {inside} T</title>\n\
         <link>https://a.example/</link><description>D</description>\
         <atom:link rel=\"self\" href=\"https://a.example/rss\"/></channel></rss>"
    )
}

#[track_caller]
fn in_title(inside: &str, want: &[&str]) {
    check(&titled(inside), want);
}

#[test]
fn text() {
    in_title("a&amp; &#233; &#xE9; <![CDATA[ & ]]>", &[]);
    in_title("R & D", &["xml-ampersand:2"]);
    in_title("a&b=1", &["xml-ampersand:2"]);
    in_title("&nbsp;", &["xml-entity:2"]);
    in_title("&unknown;", &["xml-entity:2"]);
    in_title("&#0;", &["xml-character-reference:2"]);
    in_title("&#xFFFE;", &["xml-character-reference:2"]);
    in_title("&#146;", &["xml-control-reference:2"]);
    in_title("1 < 2", &["xml-less-than:2"]);
    in_title("]]>", &["xml-section-end:2"]);
    in_title("\u{8}", &["xml-control:2"]);
    in_title("<!-- a -- b -->", &["xml-comment:2"]);
    in_title("<!-- a - b -->", &[]);
    in_title("<?php x ?>", &[]);
}

#[test]
fn tags() {
    check(
        "<rss>\n<channel>\n</rss>",
        &[
            "rss-version:1",
            "rss-title-missing:2",
            "rss-link-missing:2",
            "rss-description-missing:2",
            "xml-mismatch:3",
        ],
    );
    in_title("</b>", &["xml-stray-end:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=\"1\" <x:c xmlns:x=\"urn:x\"/></x:b>", &["xml-unended:2"]);
    in_title("<!-- never>", &["xml-unended:2"]);
    in_title("<?x y>", &["xml-unended:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=1/>", &["xml-unquoted:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a/>", &["xml-no-value:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=\"1\" a=\"2\"/>", &["xml-duplicate-attribute:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=\"1\"c=\"2\"/>", &["xml-attribute-space:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=\"x & y\"/>", &["xml-ampersand:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" a=\"x < y\"/>", &["xml-less-than:2"]);
    in_title("<x:b xmlns:x=\"urn:x\" 1=\"x\"/>", &["xml-name:2"]);
    in_title("<x:b/>", &["prefix-undeclared:2"]);
    in_title("<x:b xmlns:x=\"\"/>", &["namespace-empty:2"]);
    in_title("<b xmlns=\"urn:x\" y:a=\"\"/>", &["prefix-undeclared:2"]);
}

#[test]
fn around_the_root() {
    let clean = titled("");
    check(&format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{clean}\n<!-- end -->\n"), &[]);
    check(&format!("\n<?xml version=\"1.0\"?>{clean}"), &["xml-declaration-late:2"]);
    check(&format!("<?xml encoding=\"utf-8\"?>{clean}"), &["xml-declaration:1"]);
    check(&format!("<?xml version=\"1.0\" encoding=\"cp437\"?>{clean}"), &["encoding-rare:1"]);
    check(&format!("Warning!\n{clean}"), &["xml-before-root:1"]);
    check(&format!("{clean}\nmore"), &["xml-after-root:4"]);
    check(&format!("{clean}\n<p/>"), &["xml-after-root:4"]);
    check(&format!("<!DOCTYPE rss>{clean}"), &["xml-doctype:1"]);
    check(&format!("<!DOCTYPE rss [<!ENTITY a \"b\">]>{clean}"), &["xml-doctype:1"]);
    check(&clean.replace("</channel></rss>", ""), &["xml-unclosed:1"]);
    check(&clean.replace("</rss>", "</rss"), &["xml-unclosed:1"]);
    let entity = format!("<!DOCTYPE rss [<!ENTITY by \"b\">]>{}", titled("&by;"));
    check(&entity, &["xml-doctype:1"]);
}

#[test]
fn bytes() {
    let clean = titled("é");
    let judged = |bytes: Vec<u8>| told(&judge(&document(bytes)));
    assert_eq!(judged(clean.clone().into_bytes()), [""; 0]);
    let marked = judge(&document(format!("\u{FEFF}{clean}")));
    assert!(marked.findings.iter().any(|finding| finding.rule == "byte-order-mark"));
    assert_eq!(told(&marked), [""; 0]);
    let latin: Vec<u8> = clean.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(judged(latin.clone()), ["encoding-bytes:2"]);
    let declared = |name: &str| {
        [format!("<?xml version=\"1.0\" encoding=\"{name}\"?>").into_bytes(), latin.clone()]
            .concat()
    };
    assert_eq!(judged(declared("iso-8859-1")), [""; 0]);
    assert_eq!(judged(declared("utf-8")), ["encoding-bytes:2"]);
    let wide: Vec<u8> = clean.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(judged([b"\xFF\xFE".to_vec(), wide].concat()), [""; 0]);
    let wrong =
        format!("<?xml version=\"1.0\" encoding=\"shift_jis\"?>{}", titled("日本語 ニュース"));
    assert_eq!(judged(wrong.into_bytes()), ["encoding:1"]);
}

#[test]
fn too_many_elements() {
    let many =
        titled("").replace("</channel>", &format!("{}</channel>", "<atom:x/>".repeat(500_000)));
    check(&many, &["xml-large:3"]);
}

#[test]
fn namespaces() {
    let nearly = titled("").replace("http://www.w3.org/2005/Atom", "https://www.w3.org/2005/atom/");
    check(&nearly, &["namespace-address:1"]);
    let other = titled("").replace("<rss ", "<rss xmlns:dc=\"urn:x\" ");
    check(&other, &["namespace-prefix:1"]);
    let rss = titled("").replace("<rss ", "<rss xmlns=\"http://backend.userland.com/rss2\" ");
    check(&rss, &["rss-namespace:1"]);
}

#[test]
fn one_fault_in_many_places_is_told_once() {
    let judgement = judge(&document(titled("&\n& &")));
    let all = judgement.findings.iter();
    let [finding] = all.filter(|finding| finding.rule == "xml-ampersand").collect::<Vec<_>>()[..]
    else {
        panic!("{judgement:?}");
    };
    assert_eq!((finding.line, finding.column, finding.more), (Some(2), Some(10), 2));
    assert_eq!(finding.what, "the text holds a bare &: \"& & & T\"");
}

/// Whatever is repeated: nothing overflows the stack.
#[test]
fn size_does_no_harm() {
    for text in [
        format!("<rss>{}", "<a>".repeat(100_000)),
        format!("<rss>{}", "</a>".repeat(100_000)),
        format!("<rss><channel>{}", "<a b='".repeat(100_000)),
        format!("<rss><channel><title>{}", "<![CDATA[&".repeat(100_000)),
        format!("<rss><channel><item><description>{}", "&lt;b>&lt;/i>".repeat(50_000)),
        format!("<rss><channel>{}", "<image><title/></image>".repeat(50_000)),
        format!("{}<rss/>", "<!doctype a><?b?>".repeat(100_000)),
        format!("<rss><?é?>{}", "<!doctype é><!-- é -->é".repeat(10)),
        format!("{{\"items\": {}", "[".repeat(100_000)),
    ] {
        let _ = lint(&document(text), now());
    }
}
