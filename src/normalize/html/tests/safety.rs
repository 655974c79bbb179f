//! Code in disguise. The shapes are those of public lists of attacks on filters; the samples are ours.

use super::{assert_legal, base, check};

#[test]
fn code_is_left_out() {
    for (html, want) in [
        ("<script>alert(1)</script>kept", "kept"),
        ("<scr<script>ipt>alert(1)</script>kept", "ipt&gt;alert(1)kept"),
        ("<scr\0ipt>alert(1)</scr\0ipt>kept", "kept"),
        ("<script/src=x/>kept", "kept"),
        ("<SCRIPT\n>x</ScRiPt\t>kept", "kept"),
        ("<img src=x onerror=alert(1)>kept", "<img src=\"https://example.org/a/x\">kept"),
        (
            "<img/src=x/onerror=alert(1)>kept",
            "<img src=\"https://example.org/a/x/onerror=alert(1)\">kept",
        ),
        ("<img \"\"\"><script>x</script>\">kept", "\"&gt;kept"),
        ("<img src=`x onerror=y`>kept", "<img src=\"https://example.org/a/%60x\">kept"),
        ("<svg><script>alert(1)</script></svg>kept", "kept"),
        ("<svg/onload=alert(1)>kept", "kept"),
        ("<svg\u{c}onload=alert(1)>kept", "kept"),
        ("<iframe src=https://example.net></iframe>kept", "kept"),
        ("<iframe srcdoc='<script>x</script>'></iframe>kept", "kept"),
        ("<object data=x><p>kept</p></object><embed src=x>", "<p>kept</p>"),
        ("<a xlink:href=javascript:x ping=y target=_blank>kept</a>", "kept"),
        ("<p style=\"background:url(javascript:x)\">kept</p>", "<p>kept</p>"),
        ("<p formaction=x action=y background=z>kept</p>", "<p>kept</p>"),
        ("<style>p{}</style><link rel=stylesheet href=x><meta charset=y><base href=z>kept", "kept"),
        ("<template><p>lost</p></template>kept", "kept"),
        ("<plaintext>kept", "kept"),
        ("<xmp><b>kept</b></xmp>", "<b>kept</b>"),
        ("<<!-- -->script>kept", "&lt;script&gt;kept"),
        ("<b onclick=x>kept", "<b>kept</b>"),
        ("<!--[if IE]><script>x</script><![endif]-->kept", "kept"),
        ("<?xml-stylesheet href=javascript:x?>kept", "kept"),
    ] {
        check(html, want);
    }
}

/// The spellings of a scheme that some browser has run.
fn disguises(scheme: &str) -> Vec<String> {
    let mixed: String = scheme
        .chars()
        .enumerate()
        .map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c })
        .collect();
    let coded = |f: &dyn Fn(u32) -> String| scheme.chars().map(|c| f(u32::from(c))).collect();
    let (head, tail) = scheme.split_at(3);
    let mut all = vec![
        scheme.to_owned(),
        mixed,
        coded(&|c| format!("&#{c};")),
        coded(&|c| format!("&#{c:07}")),
        coded(&|c| format!("&#x{c:x};")),
        coded(&|c| format!("&#X{c:X}")),
    ];
    for gap in
        ["\t", "\n", "\r", "\0", "&Tab;", "&NewLine;", "&#9;", "&#x0A;", "&#13", "\u{1}", "\u{8}"]
    {
        all.push(format!("{head}{gap}{tail}"));
    }
    for lead in [
        " ", "\n\t ", "\u{1}", "&#1;", "&#14; ", "&#x1f;", "\u{a0}", "\u{3000}", "&nbsp;",
        "\u{feff}",
    ] {
        all.push(format!("{lead}{scheme}"));
    }
    all
}

#[test]
fn no_attribute_leads_to_code() {
    let places = [
        "<a href=\"@\">k</a>",
        "<a href='@'>k</a>",
        "<a\nHREF = \"@\">k</a>",
        "<a xlink:href=\"@\">k</a>",
        "<img src=\"@\" alt=k>",
        "<img srcset=\"@ 1x, @\" alt=k>",
        "<img data-src=\"@\" alt=k>",
        "<picture><source srcset=\"@\"></picture>k",
        "<video src=\"@\" poster=\"@\">k</video>",
        "<blockquote cite=\"@\">k</blockquote>",
        "<q cite=\"@\">k</q>",
        "<iframe src=\"@\"></iframe>k",
        "<embed src=\"@\">k",
        "<form action=\"@\"><button formaction=\"@\">x</button>k</form>",
        "<object data=\"@\">k</object>",
        "<table background=\"@\"><tr><td>k</table>",
        "<svg><a xlink:href=\"@\">x</a></svg>k",
        "<math href=\"@\">x</math>k",
    ];
    for scheme in ["javascript:x()", "vbscript:x()", "data:text/html,x", "livescript:x", "blob:x"] {
        for disguise in disguises(scheme) {
            for place in places {
                let html = place.replace('@', &disguise);
                let safe = super::sanitize(&html, Some(&base()));
                assert!(safe.contains('k'), "{html:?}");
                for value in safe.split('"').skip(1).step_by(2).filter(|value| *value != "k") {
                    // What a browser takes for a relative address is one here.
                    let is_web = value.is_empty() || value.starts_with("https://example.org/");
                    assert!(is_web, "{html:?}: {value:?}");
                }
                assert_legal(&html);
            }
        }
    }
}

/// HTML that a filter reads in one way and a browser, given the result, in another. The other parser
/// stands for the browser: see [`assert_legal`].
#[test]
fn nothing_changes_its_meaning_when_it_is_read_again() {
    let payload = "<img src=x onerror=y>";
    let wraps = [
        "<svg></p><style><a id=\"</style>@\">",
        "<math><mtext><table><mglyph><style><!--</style>@--></style>",
        "<math><annotation-xml encoding=text/html><style>@</style></annotation-xml></math>",
        "<svg><desc><title><b title=\"</title>@\">",
        "<svg><foreignObject><p><style>@",
        "<form><math><mtext></form><form><mglyph><style></math>@",
        "<noscript><p title=\"</noscript>@\">",
        "<noembed><p title=\"</noembed>@\">",
        "<xmp><p title=\"</xmp>@\">",
        "<textarea><p title=\"</textarea>@\">",
        "<title><p title=\"</title>@\">",
        "<iframe><p title=\"</iframe>@\">",
        "<select><style></select>@</style>",
        "<select><template></select>@",
        "<table><caption><svg><title>@</title></svg></caption></table>",
        "<table><a title=\"@\"><tr><style>@</style>",
        "<!--><p title=\"--@\">",
        "<!--!>@-->",
        "<!-- --!>@-->",
        "<!--a<!--b-->@-->",
        "<![CDATA[><p title=\"]]>@\">",
        "<svg><![CDATA[@]]></svg>",
        "<?php >@?>",
        "<a title=\"`@`\">",
        "<a title=&quot;@>",
        "<p title='&quot;&gt;@'>",
        "<pre title=\"\n@\">\n\n",
        "<b title=\"&lt;/b&gt;@\u{a0}\">",
        "&lt;@",
        "&amp;lt;img src=x onerror=y&amp;gt;",
        "<a<b title=\"@\">",
        "<p/title='@'/>",
        "<listing>\n\n@</listing>",
        "<plaintext></plaintext>@",
        "<isindex prompt='@'>",
        "<image src=\"'>@\">",
    ];
    for wrap in wraps {
        for head in ["", "<table><tr><td>", "<p><b>", "<ruby><rt>"] {
            let html = format!("{head}{}kept", wrap.replace('@', payload));
            assert_legal(&html);
            let safe = super::sanitize(&html, Some(&base()));
            assert!(!tags(&safe).any(|tag| tag.contains("onerror")), "{html:?}\n{safe}");
        }
    }
}

/// The tags of HTML that we wrote, without the values of their attributes.
fn tags(html: &str) -> impl Iterator<Item = String> {
    html.split('<').skip(1).map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.split('"').step_by(2).collect()
    })
}
