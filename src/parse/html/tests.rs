//! Pages: the tree, what is found in it, and what does not make it slow.

use crate::{
    model::{Body, Document, Entry, Kind, Parsed, Shape},
    parse::{Limits, Settings, notes::Notes, parse},
};

use super::{dom, page};

/// The page at `https://a.example/x`.
fn document(html: &str) -> Document {
    let url = "https://a.example/x".parse().ok();
    Document { url, bytes: html.into(), ..Document::default() }
}

fn read(kind: Kind, html: &str) -> Parsed {
    parse(&document(html), &Settings::standard(kind))
}

/// Text enough for an article.
fn text() -> String {
    let sentence =
        "A sentence, with commas, that says nothing, and goes on, as such sentences do. ";
    format!("<p>{}</p>", sentence.repeat(3)).repeat(3)
}

#[track_caller]
fn tree(html: &str, want: &str) {
    let limits = Limits { depth: 8, elements: 12, ..Limits::default() };
    let page = page::page(html, &document(""), &limits, &mut Notes::new(""));
    let shown = page.tree.html_root().inner_html().to_string();
    assert_eq!(shown, want, "{html}");
}

#[test]
fn trees_are_closed_in_order() {
    tree("<title>a &lt; b</title>c", "<head><title>a &lt; b</title></head><body>c</body>");
    tree("<p>a<p>b<div>c", "<head></head><body><p>a</p><p>b</p><div>c</div></body>");
    tree("<ul><li>a<li>b</ul>c", "<head></head><body><ul><li>a</li><li>b</li></ul>c</body>");
    tree("<b>a<p>b</b>c", "<head></head><body><b>a<p>b</p></b>c</body>");
    tree("<i><div>a</i>b</div>", "<head></head><body><i><div>ab</div></i></body>");
    tree(
        "<table><tr><td>a<td>b</table>c",
        "<head></head><body><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>c</body>",
    );
    tree(
        "<meta name=a><noscript><img src=x></noscript><link rel=b>",
        "<head><meta name=\"a\"><link rel=\"b\"></head><body></body>",
    );
    tree("a<svg><title>x</title></svg>b<select><option>c</select>", "<head></head><body>ab</body>");
    tree("a<svg><path>b<p>c", "<head></head><body>a<p>c</p></body>");
}

#[test]
fn limits_cost_tags_and_no_text() {
    let deep = format!("{}a", "<i>".repeat(20));
    tree(&deep, &format!("<head></head><body>{}a{}</body>", "<i>".repeat(8), "</i>".repeat(8)));
    let wide = "<hr>a".repeat(20);
    tree(&wide, &format!("<head></head><body>{}{}</body>", "<hr>a".repeat(12), "a".repeat(8)));
}

/// Title, date of publication and authors of an article.
#[track_caller]
fn check(html: &str, title: &str, published: Option<&str>, authors: &[&str]) {
    let parsed = read(Kind::Html, &format!("{html}{}", text()));
    let [entry] = &parsed.entries[..] else { panic!("{html}: {:?}", parsed.problems) };
    let Entry { title: Some(Body::Plain(found)), content: Some(_), .. } = entry else {
        panic!("{html}: {entry:?}")
    };
    assert_eq!(found, title, "{html}");
    assert_eq!(entry.published.as_ref().map(|date| &*date.text), published, "{html}");
    let names: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
    assert_eq!(names, authors, "{html}");
}

fn json_ld(json: &str) -> String {
    format!("<title>T</title><script type='application/ld+json'>{json}</script>")
}

#[test]
fn json_ld_in_its_forms() {
    let article = r#"{"@type": "BlogPosting", "headline": "A", "author": "By Jo Doe"}"#;
    check(&json_ld(article), "A", None, &["Jo Doe"]);
    check(&json_ld(&format!("[[{article}]]")), "A", None, &["Jo Doe"]);
    check(&json_ld(&format!(r#"{{"@graph": [{article}]}}"#)), "A", None, &["Jo Doe"]);
    check(
        &json_ld(&format!(r#"{{"@type": "WebPage", "mainEntity": {article}}}"#)),
        "A",
        None,
        &["Jo Doe"],
    );
    check(
        &json_ld(
            r#"{"@type": "http://schema.org/Report", "name": "A", "datePublished": "2026",
            "author": [{"name": "Jo"}, {"name": ["An", "Li"]}, "https://b.example/"]}"#,
        ),
        "A",
        Some("2026"),
        &["Jo", "An", "Li"],
    );
    check(&json_ld(r#"{"@type": "JobPosting", "name": "A"}"#), "T", None, &[]);
}

#[test]
fn of_several_articles_the_own_one_counts() {
    let own = r#"{"@type": "Article", "headline": "Own", "url": "http://www.a.example/x/"}"#;
    let other = r#"{"@type": "Article", "headline": "Other", "url": "/y"}"#;
    check(&json_ld(&format!("[{other}, {own}]")), "Own", None, &[]);
    check(&json_ld(&format!("[{other}, {}]", other.replace("Other", "More"))), "T", None, &[]);
}

#[test]
fn the_address_of_an_article() {
    #[track_caller]
    fn check(canonical: &str, json: &str, want: &str) {
        let json = format!(r#"{{"@type": "Article", "headline": "A", "url": "{json}"}}"#);
        let head = format!("<link rel=canonical href='{canonical}'>{}", json_ld(&json));
        let parsed = read(Kind::Html, &format!("{head}{}", text()));
        assert_eq!(parsed.entries[0].link.as_deref(), Some(want), "{canonical} {json}");
    }
    check("/y", "/z", "https://a.example/y");
    check("/", "/z", "https://a.example/z");
    check("/", "/", "https://a.example/x");
    check("https://b.example/y", "/z", "https://a.example/z");
    check("/y", "https://b.example/z", "https://a.example/y");
}

#[test]
fn elements_of_html() {
    check(
        "<title>A | B</title><article><h1>A</h1><time datetime=2026>x</time>",
        "A",
        Some("2026"),
        &[],
    );
    check("<h1>A</h1><time datetime=2026></time>", "A", Some("2026"), &[]);
    check("<time datetime=2026></time><h1>A</h1>", "A", None, &[]);
    check("<h1>A</h1><time datetime=PT5M>5</time><a rel=author>Jo Doe</a>", "A", None, &["Jo Doe"]);
    check(
        "<article><h1>A</h1><time class=updated datetime=2027></time><time pubdate datetime=2026></time>",
        "A",
        Some("2026"),
        &[],
    );
    check("<h1><a href=/>Site</a></h1><h1>A</h1>", "A", None, &[]);
    check(
        "<meta name=byl content='By Jo Doe'><meta name=date content=2026><h1>A</h1>",
        "A",
        Some("2026"),
        &["Jo Doe"],
    );
}

#[test]
fn the_text_is_found() {
    let nav = "<nav><a href=/1>One</a><a href=/2>Two</a></nav>";
    let page = format!("{nav}<div><h1>A</h1>{}</div><footer>Imprint</footer>", text());
    let parsed = read(Kind::Html, &page);
    let Some(Body::Html(html)) = &parsed.entries[0].content else { panic!() };
    assert!(
        html.contains("goes on") && !html.contains("Imprint") && !html.contains("<h1>"),
        "{html}"
    );
    // The body in JSON-LD is whole where the page shows its beginning only.
    let body = "It goes on behind the wall.\\n".repeat(99);
    let json = format!(r#"{{"@type": "Article", "headline": "A", "articleBody": "{body}"}}"#);
    let parsed = read(Kind::Html, &format!("{}{}", json_ld(&json), text()));
    let Some(Body::Paragraphs(paragraphs)) = &parsed.entries[0].content else { panic!() };
    assert_eq!(paragraphs.len(), 99);
}

#[test]
fn what_is_no_article_says_so() {
    for (html, what) in [
        ("", "an empty page"),
        ("<frameset><frame src=a>", "a page made of frames: its text stands in other pages"),
        ("<script>x</script><div></div>", "a page whose text is written by scripts"),
        ("<a href=/1>One</a><a href=/2>Two</a>", "a page, but no article"),
    ] {
        let parsed = read(Kind::Html, html);
        assert_eq!(parsed.problems[0].what, what, "{html}");
        assert!(parsed.entries.is_empty() && !parsed.complete, "{html}");
        assert_eq!(parsed.shape, Shape::Html);
    }
    let cut = read(Kind::Html, &format!("<h1>A</h1>{}<p clas", text()));
    assert!(cut.entries.len() == 1 && !cut.complete);
}

#[test]
fn a_list_without_match_is_not_empty() {
    let mut settings = Settings::standard(Kind::Page);
    settings.selectors.item = ".gone".to_owned();
    settings.selectors.title = "h2 >> a".to_owned();
    let parsed = parse(&document("<p class=here><a href=1>A</a>"), &settings);
    let problems: Vec<&str> = parsed.problems.iter().map(|problem| &*problem.what).collect();
    let wrong = "selector `title`: \"h2 >> a\" is no CSS selector";
    assert_eq!(problems, [wrong, "no element matches \".gone\""]);
    assert!(!parsed.complete);
    settings.selectors.item = ".here".to_owned();
    settings.selectors.link = "a@href".to_owned();
    let parsed = parse(&document("<p class=here><a href=1>A</a>"), &settings);
    assert!(parsed.complete && parsed.entries[0].link.as_deref() == Some("https://a.example/1"));
}

#[test]
fn text_of_elements() {
    let page = page::page(
        "<div>a<b>b</b> c<p>d<br>e</p>f</div>",
        &document(""),
        &Limits::default(),
        &mut Notes::new(""),
    );
    assert_eq!(dom::text(&page.tree.html_root()), "ab c d e f");
}

/// Each of these would take long were any step quadratic.
#[test]
fn hostile_pages_come_to_their_end() {
    let many = 30_000;
    let read_as = |kind: Kind, unit: &str, times: usize| {
        let mut settings = Settings::standard(kind);
        settings.selectors.item = "div, li".to_owned();
        let parsed = parse(&document(&format!("<html>{}", unit.repeat(times))), &settings);
        assert_eq!(parsed.shape, Shape::Html, "{unit}");
    };
    read_as(Kind::Html, "<div>", 200_000);
    read_as(Kind::Html, "<", 1_000_000);
    for unit in [
        "<div>a<p>",
        "<b id=1><p>x",
        "<table><tr>x",
        "<table><tr><td>",
        "<a ",
        "<a b='",
        "<!-- ",
        "&amp;&",
        "<script><title>",
        "<title>",
        "</i><del><ins>",
        "<svg>",
        "a<br><br>",
        "<article><h1>a",
        "<div class=h-entry><b class=p-name>",
        "<meta name=author content=x>",
        "<div itemscope itemtype=Article><b itemprop=author>",
    ] {
        read_as(Kind::Html, unit, many);
    }
    read_as(Kind::Page, "<div><a href=/>b</a>", many);
    read_as(Kind::Page, "<ul><li><a href=/>b<time>", many);
    read_as(Kind::Feed, "<link rel=alternate href=/feed><a href=/feed>", many);
    let nest = "[{\"@graph\":".repeat(many);
    assert!(!read(Kind::Html, &json_ld(&nest)).problems.is_empty());
    let attributes = (0..many).map(|n| format!("a{n}=b ")).collect::<String>();
    assert_eq!(read(Kind::Feed, &format!("<html {attributes}>")).shape, Shape::Html);
}
