//! Text in HTML: decoded once, and written as browsers write it.

use std::borrow::Cow;

use crate::model::Text;

/// Longest run of one escaped character that is kept. Such runs grow fivefold and say nothing.
pub(super) const MAX_RUN: usize = 64;

/// Text with its entities decoded, without characters that XML forbids.
pub(super) fn decoded(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    match htmlize::unescape(raw) {
        Cow::Borrowed(text) => Cow::Borrowed(text),
        // Entities make characters that were not in the input.
        Cow::Owned(text) => Cow::Owned(Text::new(&text).into_string()),
    }
}

/// Writes text between tags.
pub(super) fn text(into: &mut String, text: &str) {
    write(into, text, |byte| matches!(byte, b'&' | b'<' | b'>' | 0xC2));
}

/// Writes text within double quotes.
pub(super) fn value(into: &mut String, text: &str) {
    write(into, text, |byte| matches!(byte, b'"' | b'&' | b'<' | b'>' | 0xC2));
}

fn write(into: &mut String, text: &str, is_special: impl Fn(u8) -> bool) {
    let bytes = text.as_bytes();
    let mut rest = 0;
    let mut run = run_at_end(into, text);
    while let Some(found) = bytes[rest..].iter().position(|byte| is_special(*byte)) {
        into.push_str(&text[rest..rest + found]);
        let byte = bytes[rest + found];
        run = if found == 0 && run.0 == byte { (byte, run.1 + 1) } else { (byte, 1) };
        rest += found + 1;
        let escaped = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // The no-break space is C2 A0 in UTF-8.
            _ if bytes.get(rest) == Some(&0xA0) => {
                rest += 1;
                "&nbsp;"
            }
            _ => {
                let end = rest + 1;
                into.push_str(&text[rest - 1..end]);
                rest = end;
                continue;
            }
        };
        if run.1 <= MAX_RUN {
            into.push_str(escaped);
        }
    }
    into.push_str(&text[rest..]);
}

/// The run that the text goes on with, where another text stands before it.
fn run_at_end(into: &str, text: &str) -> (u8, usize) {
    let (byte, escaped) = match text.as_bytes() {
        [b'&', ..] => (b'&', "&amp;"),
        [b'<', ..] => (b'<', "&lt;"),
        [b'>', ..] => (b'>', "&gt;"),
        [0xC2, 0xA0, ..] => (0xC2, "&nbsp;"),
        _ => return (0, 0),
    };
    let mut before = into;
    let mut count = 0;
    while count < MAX_RUN
        && let Some(shorter) = before.strip_suffix(escaped)
    {
        before = shorter;
        count += 1;
    }
    (byte, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_escape() {
        let mut html = String::new();
        text(&mut html, "a<b>&\"\u{a0}¡\u{a0}");
        assert_eq!(html, "a&lt;b&gt;&amp;\"&nbsp;¡&nbsp;");
        html.clear();
        value(&mut html, "a<b>&\"\u{a0}¢c");
        assert_eq!(html, "a&lt;b&gt;&amp;&quot;&nbsp;¢c");
    }

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(decoded("&amp;lt; &#8212; &copy x &bogus;&#1;&#13;"), "&lt; — © x &bogus;\n");
    }

    #[test]
    fn long_runs_are_cut() {
        for (character, escaped) in [("&", "&amp;"), ("<", "&lt;"), ("\u{a0}", "&nbsp;")] {
            let mut html = String::new();
            text(&mut html, &format!("{}.{character}", character.repeat(100_000)));
            assert_eq!(html, format!("{}.{escaped}", escaped.repeat(MAX_RUN)));
            text(&mut html, &character.repeat(MAX_RUN));
            assert_eq!(html, format!("{0}.{0}", escaped.repeat(MAX_RUN)), "two texts");
        }
    }
}
