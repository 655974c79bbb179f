//! What readers see stays, in the order in which a browser would show it.

use super::{super::*, check};

#[test]
fn plain_text_is_escaped() {
    check("a > b \u{0}c", "a &gt; b c");
    check("a &amp; b &lt; c", "a &amp; b &lt; c");
    check("1 < 2 & 3", "1 &lt; 2 &amp; 3");
    check(" \n ", "");
}

#[test]
fn harmless_markup_stays() {
    check("<p class=x id=y style=z>a <b>b</b><br>c</p>", "<p>a <b>b</b><br>c</p>");
    check("<span dir=rtl>a</span>", "a");
    check(
        "<p dir=RTL lang=he title='a \"b\"'>c",
        "<p dir=\"rtl\" lang=\"he\" title=\"a &quot;b&quot;\">c</p>",
    );
    check(
        "<ol reversed start=3 type=a><li value=9>x</ol>",
        "<ol start=\"3\" reversed=\"\" type=\"a\"><li value=\"9\">x</li></ol>",
    );
    check(
        "<details open><summary>a</summary>b</details>",
        "<details open=\"\"><summary>a</summary>b</details>",
    );
    check("<time datetime=2026-03-03>a</time>", "<time datetime=\"2026-03-03\">a</time>");
    check("<ruby>水<rp>(<rt>mizu<rp>)</ruby>", "<ruby>水<rp>(</rp><rt>mizu</rt><rp>)</rp></ruby>");
    check("<pre>\n\na  b\n</pre>", "<pre>a  b\n</pre>");
    check(
        "<figure><img src=i alt=a><figcaption>b</figure>",
        "<figure><img src=\"https://example.org/a/i\" alt=\"a\"><figcaption>b</figcaption></figure>",
    );
    check(
        "<del cite=c datetime=2026>a</del><ins>b</ins><q cite=/d>e</q>",
        "<del cite=\"https://example.org/a/c\" datetime=\"2026\">a</del><ins>b</ins><q cite=\"https://example.org/d\">e</q>",
    );
}

#[test]
fn media_can_be_started() {
    check(
        "<video src=v.mp4 poster=p.png autoplay width=640px>a</video>",
        "<video src=\"https://example.org/a/v.mp4\" poster=\"https://example.org/a/p.png\" \
         width=\"640\" controls=\"\">a</video>",
    );
    check(
        "<audio><source src=a.ogg type=audio/ogg><track src=t.vtt kind=captions srclang=en></audio>",
        "<audio controls=\"\"><source src=\"https://example.org/a/a.ogg\" type=\"audio/ogg\">\
         <track src=\"https://example.org/a/t.vtt\" kind=\"captions\" srclang=\"en\"></audio>",
    );
    check("<source src=a><track src=b>c", "c");
}

#[test]
fn tags_are_put_in_order() {
    check("<p>a<p>b<div>c", "<p>a</p><p>b</p><div>c</div>");
    check("<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
    check("<li>a<div>b<li>c", "<li>a<div>b</div></li><li>c</li>");
    check("<ul><li>a<ol></li>b</ol>c</ul>", "<ul><li>a<ol>b</ol>c</li></ul>");
    check("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd>b</dd></dl>");
    check("<b>a<p>b</b>c</p>d", "<b>a<p>b</p></b>cd");
    check("<i><ul><li>a</i></ul>b", "<i><ul><li>a</li></ul>b</i>");
    check("a</div></p>b<br></br>", "ab<br>");
    check(
        "<a href=1>a<a href=2>b",
        "<a href=\"https://example.org/a/1\">a</a><a href=\"https://example.org/a/2\">b</a>",
    );
    check(
        "<a href=1><div>a<a href=2>b</a>c</div>",
        "<a href=\"https://example.org/a/1\"><div>a</div></a><a href=\"https://example.org/a/2\">b</a>c",
    );
    check("<p><b>a<p>b", "<p><b>a</b></p><p>b</p>");
    check("<h1>a<h2>b</h3>c", "<h1>a</h1><h2>b</h2>c");
}

#[test]
fn tables_hold_their_text_in_cells() {
    check(
        "<table><tr><td colspan=2>a<td>b</div><tr><th scope=row align=RIGHT>c</table>d",
        "<table><tbody><tr><td colspan=\"2\">a</td><td>b</td></tr>\
         <tr><th scope=\"row\" align=\"right\">c</th></tr></tbody></table>d",
    );
    check(
        "<table> a<tr><td>b</table>",
        "<table><tbody><tr><td> a</td></tr><tr><td>b</td></tr></tbody></table>",
    );
    check(
        "<table><col span=2><tr>&nbsp;<td>a",
        "<table><colgroup><col span=\"2\"></colgroup><tbody><tr><td>a</td></tr></tbody></table>",
    );
    check(
        "<div><table><tr><td></div>a",
        "<div><table><tbody><tr><td>a</td></tr></tbody></table></div>",
    );
    check("<td>a</td><td>b</td><tr>c", "a b c");
}

#[test]
fn words_stay_apart_where_blocks_are_renamed() {
    check("a<main>b</main>c", "a<div>b</div>c");
    check("<address>a</address><menu><li>b</menu>", "<div>a</div><ul><li>b</li></ul>");
    check("<form action=x><input value=y>kept<button>z</button></form>", "<div>kept</div>");
    check("<tt>a</tt>", "<code>a</code>");
}

#[test]
fn double_wrapped_text_is_unwrapped() {
    check("<![CDATA[<p>a</p>]]>b", "<p>a</p>b");
    check("a[b[0]]>c", "a[b[0]]&gt;c");
}

#[test]
fn a_quote_that_nothing_closes_hides_no_text() {
    check("<p>a <a href=\"c>b</a> d</p><p>e</p>", "<p>a <a>b</a> d</p><p>e</p>");
}

#[test]
fn addresses_become_absolute() {
    check("<a href=c?d=e&amp;f>x</a>", "<a href=\"https://example.org/a/c?d=e&amp;f\">x</a>");
    check("<a href=#n>x</a>", "<a href=\"https://example.org/a/b#n\">x</a>");
    check("<a href='mailto:a@b.c'>x</a>", "<a href=\"mailto:a@b.c\">x</a>");
    check("<a href=' \n/c d\n e '>x</a>", "<a href=\"https://example.org/c%20d%20e\">x</a>");
    check(
        "<a href=//bücher.example/ü>x</a>",
        "<a href=\"https://xn--bcher-kva.example/%C3%BC\">x</a>",
    );
    check("<a href='http://a:b@c.org/'>x</a>", "<a href=\"http://c.org/\">x</a>");
    check("<a href='http://[bad'>x</a>", "<a>x</a>");
    check(
        "<base href=https://b.org/><a href=c name=d>x</a>",
        "<a href=\"https://example.org/a/c\">x</a>",
    );
    check(
        "<blockquote cite=c>x</blockquote>",
        "<blockquote cite=\"https://example.org/a/c\">x</blockquote>",
    );
    check("<a name=x>a<p>b", "a<p>b</p>");
    assert_eq!(
        sanitize("<a href=c>x</a><img src=i alt=y>", None).as_str(),
        "<a>x</a><img alt=\"y\">"
    );
}

#[test]
fn players_become_links() {
    let page = "https://www.youtube.com/watch?v=a1";
    let link = format!("<p><a href=\"{page}\">{page}</a></p>");
    check("<iframe src=//www.youtube.com/embed/a1>No frames?</iframe>", &link);
    check("<object data=//youtube.com/v/a1><embed src=//youtube.com/v/a1></object>", &link);
    check(
        "<p>a <iframe data-src=https://youtu.be/a1 title='A <film>'></iframe> b",
        &format!("<p>a <a href=\"{page}\">A &lt;film&gt;</a> b</p>"),
    );
    check("<amp-youtube data-videoid=a1></amp-youtube>", &link);
    check("<iframe src=https://ads.example/x title=y></iframe>kept", "kept");
    check("<iframe src=javascript:x></iframe>kept", "kept");
}
