//! Expression → words, texts and signs, each with its place.

use std::ops::Range;

use super::Fault;

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: Kind<'a>,
    /// Its bytes in the expression.
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A field, `and`, `or`, `not`, `in`; or something without its quotes.
    Word(&'a str),
    /// What stands between two quotes, as written.
    Quoted(&'a str),
    Sign(Sign),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    ListOpen,
    /// `]`
    ListClose,
    Comma,
    /// Behind everything. Its place is that of the last piece, for there must be something to show.
    End,
}

/// A sign that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Unequal,
    Like,
    Unlike,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// Longer ones first, so that `<=` is not `<`.
const SIGNS: &[(&str, Kind<'static>)] = &[
    ("==", Kind::Sign(Sign::Equal)),
    ("!=", Kind::Sign(Sign::Unequal)),
    ("!~", Kind::Sign(Sign::Unlike)),
    ("<=", Kind::Sign(Sign::AtMost)),
    (">=", Kind::Sign(Sign::AtLeast)),
    ("~", Kind::Sign(Sign::Like)),
    ("<", Kind::Sign(Sign::Less)),
    (">", Kind::Sign(Sign::More)),
    ("(", Kind::Open),
    (")", Kind::Close),
    ("[", Kind::ListOpen),
    ("]", Kind::ListClose),
    (",", Kind::Comma),
];

/// Signs of other languages, and what is written here. Looked for before [`SIGNS`].
const SLIPS: &[(&str, &str)] = &[
    ("===", "=="),
    ("!==", "!="),
    ("=~", "~"),
    ("~=", "~"),
    ("=>", ">="),
    ("=<", "<="),
    ("<>", "!="),
    ("&&", "and"),
    ("||", "or"),
];

/// The same for signs of one letter. Looked for after [`SIGNS`].
const SHORT_SLIPS: &[(&str, &str)] = &[
    ("=", "=="),
    ("!", "not"),
    ("&", "and"),
    ("|", "or"),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("“", "\""),
    ("”", "\""),
    ("„", "\""),
    ("‘", "'"),
    ("’", "'"),
    ("`", "'"),
];

impl Sign {
    pub(super) fn as_str(self) -> &'static str {
        let this = SIGNS.iter().find(|(_, kind)| *kind == Kind::Sign(self));
        this.map_or("", |(written, _)| written)
    }
}

/// Cuts an expression into its pieces; the last one is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let token = token(text, at, first)?;
        at = token.range.end;
        tokens.push(token);
    }
    let range = tokens.last().map_or(0..text.len(), |last: &Token| last.range.clone());
    tokens.push(Token { kind: Kind::End, range });
    Ok(tokens)
}

/// The piece that begins at `at` with `first`.
fn token(text: &str, at: usize, first: char) -> Result<Token<'_>, Fault> {
    let rest = &text[at..];
    if matches!(first, '"' | '\'') {
        return quoted(text, at, first);
    }
    if is_of_word(first) {
        let end = rest.find(|c| !is_of_word(c)).map_or(text.len(), |end| at + end);
        return Ok(Token { kind: Kind::Word(&text[at..end]), range: at..end });
    }
    let starts = |table: &[(&str, &'static str)]| {
        table.iter().find(|(slip, _)| rest.starts_with(slip)).map(|&(slip, meant)| {
            Fault::new(at..at + slip.len(), format!("has `{slip}`, which means nothing here"))
                .meant(format!("did you mean `{meant}`?"))
        })
    };
    if let Some(fault) = starts(SLIPS) {
        return Err(fault);
    }
    if let Some(&(written, kind)) = SIGNS.iter().find(|(written, _)| rest.starts_with(written)) {
        return Ok(Token { kind, range: at..at + written.len() });
    }
    Err(starts(SHORT_SLIPS).unwrap_or_else(|| {
        let what = format!("has `{first}`, which means nothing here");
        Fault::new(at..at + first.len_utf8(), what)
    }))
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// A text in quotes. A backslash takes the character behind it along, whatever it means.
fn quoted(text: &str, start: usize, quote: char) -> Result<Token<'_>, Fault> {
    let mut chars = text[start + 1..].char_indices();
    while let Some((offset, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            // A text on two lines is one that was not closed.
            '\n' | '\r' => break,
            c if c == quote => {
                let end = start + 1 + offset;
                let kind = Kind::Quoted(&text[start + 1..end]);
                return Ok(Token { kind, range: start..end + 1 });
            }
            _ => {}
        }
    }
    Err(Fault::new(start..start + 1, format!("has a `{quote}` that is not closed")))
}
