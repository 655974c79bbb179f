//! JSON with the usual faults → JSON that a strict reader takes. Line numbers stay.
//!
//! Put right are raw control characters and unknown escapes in strings, halves of surrogate pairs,
//! commas before a closing bracket, comments, `NaN` and `Infinity`. What is right already comes out
//! as it went in, so a repair can make nothing worse.

/// Repairs a text in one pass.
pub(super) fn repaired(text: &str) -> String {
    let mut repair = Repair { rest: text, out: String::with_capacity(text.len() + 16) };
    while let Some(c) = repair.rest.chars().next() {
        match c {
            '"' => repair.string(),
            ',' => repair.comma(),
            '/' if repair.rest.starts_with("//") => repair.drop_to("\n", 0),
            '/' if repair.rest.starts_with("/*") => repair.drop_to("*/", 2),
            'N' | 'I' | '-' => repair.number(),
            c => repair.keep(c.len_utf8()),
        }
    }
    repair.out
}

struct Repair<'a> {
    rest: &'a str,
    out: String,
}

impl Repair<'_> {
    fn keep(&mut self, length: usize) {
        self.out.push_str(&self.rest[..length]);
        self.rest = &self.rest[length..];
    }

    /// Leaves out everything up to a mark; line ends stay, so that places in messages do.
    fn drop_to(&mut self, mark: &str, more: usize) {
        let end = self.rest.find(mark).map_or(self.rest.len(), |at| at + more);
        self.out.extend(self.rest[..end].chars().filter(|&c| c == '\n'));
        self.rest = &self.rest[end..];
    }

    /// A comma before a closing bracket goes.
    fn comma(&mut self) {
        let after = self.rest[1..].trim_start();
        if after.starts_with(['}', ']']) {
            self.rest = &self.rest[1..];
        } else {
            self.keep(1);
        }
    }

    fn number(&mut self) {
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.rest.starts_with(word) {
                self.out.push_str("null");
                self.rest = &self.rest[word.len()..];
                return;
            }
        }
        self.keep(1);
    }

    fn string(&mut self) {
        self.keep(1);
        while let Some(c) = self.rest.chars().next() {
            match c {
                '"' => return self.keep(1),
                '\\' => self.escape(),
                // A line break stays one, so that lines are counted as in the document.
                '\n' => {
                    self.out.push_str("\\n");
                    self.rest = &self.rest[1..];
                }
                c if c < ' ' => {
                    self.out.push_str(&format!("\\u{:04x}", u32::from(c)));
                    self.rest = &self.rest[1..];
                }
                c => self.keep(c.len_utf8()),
            }
        }
    }

    /// An escape that JSON knows stays; of any other, the backslash becomes a character.
    fn escape(&mut self) {
        match self.rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.keep(2),
            Some(b'u') => self.unicode(),
            Some(b'\'') => self.rest = &self.rest[1..],
            Some(_) => {
                self.out.push_str("\\\\");
                self.rest = &self.rest[1..];
            }
            None => self.rest = "",
        }
    }

    fn unicode(&mut self) {
        let unit = |text: &str| {
            let digits = text.strip_prefix("\\u")?.get(..4)?;
            let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hex.then(|| u32::from_str_radix(digits, 16).ok())?
        };
        match unit(self.rest) {
            Some(0xD800..=0xDBFF) => match self.rest.get(6..).and_then(unit) {
                Some(0xDC00..=0xDFFF) => self.keep(12),
                _ => self.replace_unit(),
            },
            Some(0xDC00..=0xDFFF) => self.replace_unit(),
            Some(_) => self.keep(6),
            None => {
                self.out.push_str("\\\\");
                self.rest = &self.rest[1..];
            }
        }
    }

    fn replace_unit(&mut self) {
        self.out.push_str("\\ufffd");
        self.rest = &self.rest[6..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got: Value = serde_json::from_str(&repaired(text)).unwrap();
        let want: Value = serde_json::from_str(want).unwrap();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn faults() {
        check("[\"a\nb\tc\u{1}\"]", r#"["a\nb\tc\u0001"]"#);
        check(r#"["\x41 \' \q"]"#, r#"["\\x41 ' \\q"]"#);
        check(
            r#"["\ud83d", "\ude00", "\ud83d\ude00", "\u12"]"#,
            r#"["\ufffd", "\ufffd", "😀", "\\u12"]"#,
        );
        check("{\"a\": [1, 2 , ] , }", r#"{"a": [1, 2]}"#);
        check("[1, // one\n /* two, */ 2]", "[1, 2]");
        check("[NaN, -Infinity, -1]", "[null, null, -1]");
    }

    #[test]
    fn what_is_right_stays_as_it_is() {
        for text in [r#"{"a": "x,] // \" \\ \u00e9 é", "b": [1.5e3, true]}"#, "[\n]", ""] {
            assert_eq!(repaired(text), text);
        }
        assert_eq!(repaired("[\"a\\"), "[\"a");
    }
}
