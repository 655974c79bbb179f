//! `<` that begins no tag → `&lt;`, so that the tokenizer does not swallow what follows it.

use std::borrow::Cow;

/// Escapes every `<` that cannot begin markup: `a < b`, `x <3`, `<b and <c>`. Line numbers stay.
pub(super) fn stray_brackets(text: &str) -> Cow<'_, str> {
    let mut fixed = String::new();
    let mut kept = 0;
    let mut at = 0;
    let mut in_root = false;
    while let Some(found) = text[at..].find('<') {
        let position = at + found;
        match markup(&text[position..], in_root) {
            Some(length) => {
                in_root |= text[position + 1..].starts_with(char::is_alphabetic);
                at = position + length;
            }
            None => {
                fixed.push_str(&text[kept..position]);
                fixed.push_str("&lt;");
                kept = position + 1;
                at = kept;
            }
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    fixed.push_str(&text[kept..]);
    Cow::Owned(fixed)
}

/// Length of the markup that the text begins with; `None` when it is a bare `<`.
fn markup(text: &str, in_root: bool) -> Option<usize> {
    let until = |begin: usize, end: &str| {
        Some(text[begin..].find(end).map_or(text.len(), |at| begin + at + end.len()))
    };
    if text.starts_with("<!--") {
        return until(4, "-->");
    }
    if text.starts_with("<![CDATA[") {
        return until(9, "]]>");
    }
    if text.starts_with("<?") {
        return until(2, "?>");
    }
    if text.starts_with("<!") {
        // A document type and its declarations stand before the root; inside it they are text.
        return (!in_root).then_some(2);
    }
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':')).then(|| tag(text))?
}

/// Length of a tag, or `None` when another `<` comes before its `>`.
fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    let mut after_equals = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at + 1),
            b'<' => return None,
            b'"' | b'\'' if after_equals => {
                let rest = &text[at + 1..];
                at += 1 + rest.find(char::from(byte)).unwrap_or(rest.len());
                after_equals = false;
            }
            b'=' => after_equals = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    // Cut inside a tag: the tokenizer reports it.
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(stray_brackets(text), want);
    }

    #[test]
    fn table() {
        check("<a>1 < 2</a>", "<a>1 &lt; 2</a>");
        check("<a>I <3 you</a>", "<a>I &lt;3 you</a>");
        check("<a>x <y don't</a>", "<a>x &lt;y don't</a>");
        check("<a b='<'>x</a>", "<a b='<'>x</a>");
        check("<a><![CDATA[1 < 2]]></a>", "<a><![CDATA[1 < 2]]></a>");
        check("<!-- < --><a/>", "<!-- < --><a/>");
        check("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>");
        check("<a><!doctype html></a>", "<a>&lt;!doctype html></a>");
        check("<a><b c=\"", "<a><b c=\"");
        check("é<", "é&lt;");
    }
}
