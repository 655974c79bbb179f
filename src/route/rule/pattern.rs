//! Pattern → automaton, or the place in it that is wrong.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

use super::Fault;

/// Most bytes of a compiled pattern, and of the states that are kept while it is used. Time is
/// linear in both the text and this.
const MOST_BYTES: usize = 1 << 20;
/// Most groups and classes within each other.
const DEEPEST: u32 = 50;

/// Makes a pattern ready. `start` is where it stands in the expression, as it is.
pub(super) fn compile(pattern: &str, start: usize) -> Result<Regex, Fault> {
    let whole = start..start + pattern.len();
    // `regex` tells places only within prose, so its parser is asked first.
    if let Err(error) = ParserBuilder::new().nest_limit(DEEPEST).build().parse(pattern) {
        let (span, what) = match &error {
            regex_syntax::Error::Parse(error) => (error.span(), error.kind().to_string()),
            regex_syntax::Error::Translate(error) => (error.span(), error.kind().to_string()),
            _ => return Err(Fault::new(whole, "has a pattern that cannot be read")),
        };
        let range = visible(pattern, span.start.offset..span.end.offset);
        let what = format!("has a pattern that cannot be read: {what}");
        return Err(Fault::new(start + range.start..start + range.end, what));
    }
    let mut builder = RegexBuilder::new(pattern);
    builder.nest_limit(DEEPEST).size_limit(MOST_BYTES).dfa_size_limit(MOST_BYTES);
    builder.build().map_err(|_| {
        let what = "has a pattern that is too large; its counts, such as `{1000}`, multiply";
        Fault::new(whole, what)
    })
}

/// At least one character, where there is one: a place may be behind the end.
fn visible(pattern: &str, range: Range<usize>) -> Range<usize> {
    let start = pattern.floor_char_boundary(range.start.min(pattern.len()));
    let end = pattern.floor_char_boundary(range.end.min(pattern.len()));
    if start < end {
        return start..end;
    }
    match (pattern[start..].chars().next(), pattern[..start].chars().next_back()) {
        (Some(c), _) => start..start + c.len_utf8(),
        (None, Some(c)) => start - c.len_utf8()..start,
        (None, None) => 0..0,
    }
}
