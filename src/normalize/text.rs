//! Bodies → plain text and paragraphs.

use super::html::{Piece, pieces, without_cdata};
use crate::model::{Body, Text};

/// Elements that end a paragraph where they begin and where they end.
const BLOCKS: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// The paragraphs of a body as plain text, each on one line, none empty.
pub(super) fn paragraphs(body: &Body) -> Vec<String> {
    match body {
        Body::Plain(text) => {
            let mut found = Paragraphs::default();
            for line in text.split('\n') {
                if line.trim().is_empty() {
                    found.end();
                } else {
                    found.add(line);
                    found.add(" ");
                }
            }
            found.finish()
        }
        Body::Html(html) => html_paragraphs(html),
        Body::Paragraphs(list) => list
            .iter()
            .map(|text| Text::line(text).into_string())
            .filter(|t| !t.is_empty())
            .collect(),
    }
}

/// A body as plain text on one line.
pub(super) fn line(body: &Body) -> Text {
    match body {
        Body::Plain(text) => Text::line(text),
        Body::Html(_) | Body::Paragraphs(_) => Text::line(&paragraphs(body).join(" ")),
    }
}

/// Paragraphs as HTML: one `<p>` each, escaped.
pub(super) fn to_html(paragraphs: &[String]) -> String {
    let mut html = String::new();
    for paragraph in paragraphs {
        if !html.is_empty() {
            html.push('\n');
        }
        html.push_str("<p>");
        for c in paragraph.chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                c => html.push(c),
            }
        }
        html.push_str("</p>");
    }
    html
}

/// The first `limit` characters of the paragraphs, one a line.
pub(super) fn lead(paragraphs: &[String], limit: usize) -> Text {
    let mut lead = String::new();
    let mut left = limit;
    for paragraph in paragraphs {
        if !lead.is_empty() {
            if left == 0 {
                break;
            }
            lead.push('\n');
            left -= 1;
        }
        let end = paragraph.char_indices().nth(left).map_or(paragraph.len(), |(at, _)| at);
        lead.push_str(&paragraph[..end]);
        if end < paragraph.len() {
            break;
        }
        left = left.saturating_sub(paragraph.chars().count());
    }
    lead.truncate(lead.trim_end().len());
    Text::new(&lead)
}

fn html_paragraphs(html: &str) -> Vec<String> {
    let mut found = Paragraphs::default();
    // Two line breaks make a paragraph, as old blogs write them; one is white space.
    let mut broken = false;
    for piece in pieces(&without_cdata(html)) {
        match piece {
            Piece::Text(text) => {
                let text = htmlize::unescape(text);
                broken &= text.trim().is_empty();
                found.add(&text);
            }
            Piece::Open(tag) if tag.name == "br" => {
                match broken {
                    true => found.end(),
                    false => found.add(" "),
                }
                broken = true;
            }
            Piece::Open(tag) | Piece::Close(tag) if BLOCKS.contains(&tag.name.as_ref()) => {
                found.end();
                broken = false;
            }
            Piece::Open(_) | Piece::Close(_) => {}
        }
    }
    found.finish()
}

/// Collects paragraphs.
#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
    open: String,
}

impl Paragraphs {
    fn add(&mut self, text: &str) {
        self.open.push_str(text);
    }

    fn end(&mut self) {
        let line = Text::line(&self.open);
        if !line.is_empty() {
            self.done.push(line.into_string());
        }
        self.open.clear();
    }

    fn finish(mut self) -> Vec<String> {
        self.end();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: Body, want: &[&str]) {
        assert_eq!(paragraphs(&body), want, "{body:?}");
    }

    fn html(text: &str) -> Body {
        Body::Html(text.to_owned())
    }

    #[test]
    fn plain_text_splits_at_blank_lines() {
        check(Body::Plain("a\nb\r\n \r\n c <d> &amp;\n".to_owned()), &["a b", "c <d> &amp;"]);
        check(Body::Plain(" \n".to_owned()), &[]);
    }

    #[test]
    fn blocks_separate_and_inlines_do_not() {
        check(html("a <b>b</b>c<div>d</div>e<p>f<p>g"), &["a bc", "d", "e", "f", "g"]);
        check(html("<ul><li>a<li>b</ul><table><tr><td>c<td>d"), &["a", "b", "c", "d"]);
        check(html("a<br>b<br> <br/>c"), &["a b", "c"]);
    }

    #[test]
    fn entities_are_decoded_once() {
        check(html("a&nbsp;&amp;lt; &#8212; &copy x &bogus;"), &["a &lt; — © x &bogus;"]);
    }

    #[test]
    fn code_is_no_text() {
        check(html("a<script>b</script><style>c</style>d<!-- e -->"), &["ad"]);
    }

    #[test]
    fn control_characters_go() {
        check(html("a&#0;&#8;b\u{1}c"), &["a\u{FFFD}bc"]);
        check(Body::Paragraphs(vec!["a\u{0}b".to_owned(), "\u{1}".to_owned()]), &["ab"]);
    }

    #[test]
    fn paragraphs_become_escaped_html() {
        let list = ["a < b".to_owned(), "c & <i>d</i>".to_owned()];
        assert_eq!(to_html(&list), "<p>a &lt; b</p>\n<p>c &amp; &lt;i&gt;d&lt;/i&gt;</p>");
    }

    #[test]
    fn the_lead_is_cut_at_a_character() {
        let list = ["äöü".to_owned(), "xyz".to_owned()];
        for (limit, want) in
            [(0, ""), (2, "äö"), (3, "äöü"), (4, "äöü"), (5, "äöü\nx"), (99, "äöü\nxyz")]
        {
            assert_eq!(lead(&list, limit).as_str(), want, "{limit}");
        }
    }
}
