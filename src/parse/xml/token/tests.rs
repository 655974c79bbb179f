use super::*;

fn read(text: &str) -> Vec<String> {
    let mut tokens = Tokens::new(text, 0);
    let mut shown = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    while let Some((at, token)) = tokens.next(open.last().copied()) {
        assert!(at < text.len());
        shown.push(match token {
            Token::Start { name, attributes, empty } => {
                if !empty {
                    open.push(name);
                }
                format!("<{name}{attributes}{}", if empty { "/>" } else { ">" })
            }
            Token::End(name) => {
                open.pop();
                format!("</{name}>")
            }
            Token::Text(text) => text.to_owned(),
            Token::Literal(text) => format!("[{text}]"),
            Token::Subset(text) => format!("!{text}"),
        });
    }
    shown
}

#[track_caller]
fn check(text: &str, want: &[&str]) {
    assert_eq!(read(text), want, "{text}");
}

#[test]
fn plain_markup() {
    check("<a b='c'>d<e/></a>", &["<a b='c'>", "d", "<e/>", "</a>"]);
    check("<?xml version='1.0'?><a/>", &["<a/>"]);
    check("<a><!-- <b> --><![CDATA[<c>]]></a>", &["<a>", "[<c>]", "</a>"]);
    check("<a b='<'>x</a>", &["<a b='<'>", "x", "</a>"]);
    check("<größe/>", &["<größe/>"]);
}

#[test]
fn bare_brackets_are_characters() {
    check("<a>1 < 2</a>", &["<a>", "1 < 2", "</a>"]);
    check("<a>I <3 you</a>", &["<a>", "I <3 you", "</a>"]);
    check("<a>x <y don't</a>", &["<a>", "x ", "<y don't", "</a>"]);
    check("é<", &["é<"]);
    check("<a><!no></a>", &["<a>", "<!no>", "</a>"]);
}

#[test]
fn tags_without_an_end() {
    check("<a b='c' <d>x</d", &["<a b='c' >", "<d>", "x"]);
    check("<a>x</a <b/>", &["<a>", "x", "</a>", "<b/>"]);
    check("<a b='c>x</a><d e='f'>y</d>", &["<a b='c>", "x", "</a>", "<d e='f'>", "y", "</d>"]);
    check("<a b=\"", &[]);
}

#[test]
fn sections_without_an_end() {
    check("<a><![CDATA[x</a><b/>", &["<a>", "[x]", "</a>", "<b/>"]);
    let two = "<a><![CDATA[x</a><a><![CDATA[y]]></a>";
    check(two, &["<a>", "[x]", "</a>", "<a>", "[y]", "</a>"]);
    check("<a><!-- x <b>y</b>", &["<a>", "y", "</b>"]);
    check("<a><?php x</a>", &["<a>"]);
    check("<a><![CDATA[x", &["<a>", "[x]"]);
}

#[test]
fn document_types() {
    check("<!DOCTYPE a SYSTEM 'b'><a/>", &["<a/>"]);
    check("<!doctype a [<!ENTITY b 'c]>'>]><a/>", &["!<!ENTITY b 'c]>'>", "<a/>"]);
    check("<!DOCTYPE a [<!ENTITY b 'c><a/>", &["<a/>"]);
    check("<a><!DOCTYPE html>x</a>", &["<a>", "x", "</a>"]);
}
