//! JSON as templates print it → values.
//!
//! Strict reading comes first. What fails is mended once, in one pass: raw line breaks and bare
//! quotes in strings, wrong escapes, comments, commas before a bracket, wrappers of HTML and XML.

use serde_json::{Deserializer, Value};

/// Longest script that is read, in bytes.
const MAX_BYTES: usize = 2 << 20;

/// Most values that stand behind each other in one script.
const MAX_VALUES: usize = 100;

/// The values of a script; none when it cannot be read.
pub(super) fn read(script: &str) -> Vec<Value> {
    let script = script.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | ';'));
    if script.len() > MAX_BYTES {
        return Vec::new();
    }
    values(script).or_else(|| values(&mend(script))).unwrap_or_default()
}

fn values(text: &str) -> Option<Vec<Value>> {
    Deserializer::from_str(text).into_iter().take(MAX_VALUES).collect::<Result<_, _>>().ok()
}

/// What may stand around JSON in a script, and means nothing.
const WRAPPERS: [&str; 5] = ["<!--", "-->", "<![CDATA[", "]]>", ";"];

fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    // A comma is written only when something follows that is no closing bracket.
    let mut comma = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(wrapper) = WRAPPERS.iter().find(|wrapper| rest.starts_with(**wrapper)) {
            rest = &rest[wrapper.len()..];
            continue;
        }
        if rest.starts_with("/*") {
            rest = rest[2..].split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if rest.starts_with("//") {
            // `//<![CDATA[` may stand on one line with what it wraps.
            let wraps = ["//<![CDATA[", "//]]>", "//<!--", "//-->"];
            rest = if wraps.iter().any(|wrap| rest.starts_with(wrap)) {
                &rest[2..]
            } else {
                rest.split_once('\n').map_or("", |(_, after)| after)
            };
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_whitespace() {
            continue;
        }
        if c == ',' {
            comma = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut comma) && !matches!(c, '}' | ']') {
            out.push(',');
        }
        match c {
            '"' => rest = string(rest, &mut out),
            c if out.ends_with(|last: char| last.is_alphanumeric()) && c == '{' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Writes a string whose opening quote was read; gives what follows its closing one.
fn string<'t>(text: &'t str, out: &mut String) -> &'t str {
    out.push('"');
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                // A quote that ends a string stands before punctuation of JSON.
                let after = text[at + 1..].trim_start();
                if after.is_empty() || after.starts_with([',', ':', '}', ']']) {
                    out.push('"');
                    return &text[at + 1..];
                }
                out.push_str("\\\"");
            }
            '\\' => match chars.next().map(|(_, c)| c) {
                Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => out.extend(['\\', c]),
                Some('u') if is_hex(&text[at + 2..]) => out.push_str("\\u"),
                Some(c) if !c.is_control() => out.push(c),
                _ => out.push(' '),
            },
            '\n' => out.push_str("\\n"),
            '\t' | '\r' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    ""
}

fn is_hex(text: &str) -> bool {
    text.len() >= 4 && text.as_bytes()[..4].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, want: &str) {
        let got: Vec<String> = read(script).iter().map(Value::to_string).collect();
        assert_eq!(got.join(" "), want, "{script}");
    }

    #[test]
    fn habits() {
        check(r#" {"a": 1}; "#, r#"{"a":1}"#);
        check("{\"a\": \"b\n\tc\"}", r#"{"a":"b\n c"}"#);
        check(r#"{"a": [1, 2, ], }"#, r#"{"a":[1,2]}"#);
        check("//<![CDATA[\n{\"a\": 1}\n//]]>", r#"{"a":1}"#);
        check("<!-- {\"a\": \"b // c\"} -->", r#"{"a":"b // c"}"#);
        check("/* x */ {\"a\": // y\n 1}", r#"{"a":1}"#);
        check(r#"{"a": "say "b" \'c\'"}"#, r#"{"a":"say \"b\" 'c'"}"#);
        check(r#"{"a": "\u00e9 \u12", "b": "\d"}"#, r#"{"a":"é u12","b":"d"}"#);
        check(r#"{"a": 1} {"b": 2}"#, r#"{"a":1} {"b":2}"#);
        check(r#"{"a": 1"#, "");
        check("x", "");
        check("", "");
    }

    #[test]
    fn excess_comes_to_its_end() {
        assert!(read(&"[".repeat(200_000)).is_empty());
        assert!(read(&"{\"a\":".repeat(200_000)).is_empty());
        assert!(read(&"[\"a\" \"".repeat(100_000)).is_empty());
        assert!(read(&"/*".repeat(200_000)).is_empty());
    }
}
