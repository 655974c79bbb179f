//! The inside of a tag → names and values, however they are written.

/// Names and raw values in document order; an attribute without a value has an empty one. Of two
/// with one name the first is found first.
pub(in crate::parse) fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    Attributes { rest: raw }
}

struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let blank = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | ',');
        self.rest = self.rest.trim_start_matches(blank);
        if self.rest.is_empty() {
            return None;
        }
        let ends = |c: char| c.is_ascii_whitespace() || c == '=';
        let (name, rest) = split(self.rest, self.rest.find(ends));
        let after = rest.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            self.rest = rest;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote {
            Some(quote) => match value[1..].find(quote) {
                Some(end) => (&value[1..=end], &value[end + 2..]),
                None => (&value[1..], ""),
            },
            None => split(value, value.find(|c: char| c.is_ascii_whitespace())),
        };
        self.rest = rest;
        Some((name, value))
    }
}

fn split(text: &str, at: Option<usize>) -> (&str, &str) {
    text.split_at(at.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: &[(&str, &str)]) {
        assert_eq!(attributes(raw).collect::<Vec<_>>(), want, "{raw}");
    }

    #[test]
    fn table() {
        check(" a='b' c=\"d\"", &[("a", "b"), ("c", "d")]);
        check(" a = b/c c=d", &[("a", "b/c"), ("c", "d")]);
        check("a='b'c='d'", &[("a", "b"), ("c", "d")]);
        check(" a b= c", &[("a", ""), ("b", "c")]);
        check(" a='b", &[("a", "b")]);
        check(" a='1' a='2'", &[("a", "1"), ("a", "2")]);
        check(" = 'x' /", &[("", "x")]);
        check("  ", &[]);
    }
}
