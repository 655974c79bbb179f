//! Text → expression, or the first thing in it that is wrong.
//!
//! ```text
//! any        = all *( "or" all )
//! all        = one *( "and" one )
//! one        = "not" one / "(" any ")" / comparison
//! comparison = field sign text / field [ "not" ] "in" "[" text *( "," text ) "]"
//! ```
//!
//! A text stands in `"` or `'`. In a pattern it is taken as it is written; elsewhere `\` stands
//! before a quote or another `\`.

use std::{ops::Range, time::Duration};

use chrono::TimeDelta;

use super::{
    Expression, Fault,
    expression::Node,
    field::{Field, Words},
    lexer::{Kind, Sign, Token, tokens},
    pattern,
};

/// Longest expression, in bytes: a list of some hundred names fits.
const LONGEST: usize = 16 << 10;
/// Most parentheses and `not` around a comparison.
const DEEPEST: usize = 50;
/// `>` and `<=` turn over this much later than `>=` and `<`: what the ledger keeps of an instant.
const TICK: TimeDelta = TimeDelta::milliseconds(1);

/// How the config writes durations. Places are bytes of the argument.
pub type ReadDuration = fn(&str) -> Result<Duration, Fault>;

/// A value that an expression compares a field with, for whoever knows which values there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it names.
    pub named: Named,
    /// The value.
    pub value: String,
    /// Its bytes in the expression, without quotes.
    pub range: Range<usize>,
}

/// What a [`Mention`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A source, by its id.
    Source,
    /// A topic, by its id.
    Topic,
    /// A language, by its tag.
    Language,
}

/// Reads an expression.
///
/// # Errors
///
/// It is no expression, too long or too deep, asks for what there is not, or compares what cannot
/// be.
pub fn parse(text: &str, duration: ReadDuration) -> Result<(Expression, Vec<Mention>), Fault> {
    if text.len() > LONGEST {
        let what = format!("is longer than {LONGEST} bytes; write several rules");
        return Err(Fault::new(0..text.len(), what));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, at: 0, depth: 0, duration, mentions: Vec::new() };
    if parser.peek().kind == Kind::End {
        let what = "is empty; an expression is like `title ~ \"(?i)sponsored\"`";
        return Err(Fault::new(0..text.len(), what));
    }
    let root = parser.any()?;
    let rest = parser.next();
    if rest.kind != Kind::End {
        let fault = unexpected(&rest, "`and`, `or` or the end");
        return Err(match rest.kind {
            Kind::Word(_) => Fault { known: vec!["and", "or"], ..fault },
            _ => fault,
        });
    }
    Ok((Expression::new(text, root), parser.mentions))
}

struct Parser<'a> {
    /// The last one is the end.
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
    duration: ReadDuration,
    mentions: Vec<Mention>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &Token<'a> {
        &self.tokens[self.at]
    }

    /// The next piece; the end again and again.
    fn next(&mut self) -> Token<'a> {
        let token = self.peek().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn takes(&mut self, kind: Kind<'_>) -> bool {
        let is_there = self.peek().kind == kind;
        if is_there {
            self.next();
        }
        is_there
    }

    fn any(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.all()?];
        while self.takes(Kind::Word("or")) {
            nodes.push(self.all()?);
        }
        Ok(one_of(nodes, Node::Any))
    }

    fn all(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.one()?];
        while self.takes(Kind::Word("and")) {
            nodes.push(self.one()?);
        }
        Ok(one_of(nodes, Node::All))
    }

    fn one(&mut self) -> Result<Node, Fault> {
        let not = self.peek().kind == Kind::Word("not");
        if !not && self.peek().kind != Kind::Open {
            return self.comparison();
        }
        let opened = self.next();
        self.depth += 1;
        if self.depth > DEEPEST {
            let what = format!("has more than {DEEPEST} parentheses and `not` within each other");
            return Err(Fault::new(opened.range, what));
        }
        let node = if not { self.one()?.unless(true) } else { self.any()? };
        self.depth -= 1;
        if !not && !self.takes(Kind::Close) {
            return Err(match self.peek().kind {
                Kind::End => Fault::new(opened.range, "has a `(` that is not closed"),
                _ => unexpected(self.peek(), "`and`, `or` or `)`"),
            });
        }
        Ok(node)
    }

    fn comparison(&mut self) -> Result<Node, Fault> {
        let token = self.next();
        let Kind::Word(name) = token.kind else {
            let fault = unexpected(&token, "a field");
            return Err(match token.kind {
                Kind::Quoted(_) => fault.meant("the field stands first: `title ~ \"…\"`"),
                _ => fault,
            });
        };
        match name.to_lowercase().as_str() {
            "not" => return Err(unexpected(&token, "a field").meant("did you mean `not`?")),
            "and" | "or" | "in" => return Err(unexpected(&token, "a field")),
            _ => {}
        }
        let Some(field) = Field::named(name) else {
            let fault = Fault::new(token.range, format!("has the unknown field `{name}`"));
            let meant = Field::alias(name).map(|field| format!("did you mean `{field}`?"));
            return Err(Fault { meant, known: Field::names(), ..fault });
        };
        let mut token = self.next();
        let not = token.kind == Kind::Word("not") && self.peek().kind == Kind::Word("in");
        if not {
            token = self.next();
        }
        match (field, token.kind) {
            (Field::Age, Kind::Sign(sign)) => self.age(sign, &token),
            (Field::Words(words), Kind::Sign(sign)) => self.compared(name, words, sign, &token),
            (Field::Words(words), Kind::Word("in")) if words != Words::Text => {
                Ok(self.list(name, words)?.unless(not))
            }
            (_, Kind::Word("in")) => Err(cannot(name, "in", &token)),
            (_, Kind::Word(word)) => {
                let fault = unexpected(&token, "a comparison");
                Err(match word.to_lowercase().as_str() {
                    "not" => fault.meant("`not` stands before the field, or before `in`"),
                    "is" | "eq" | "equals" => fault.meant("did you mean `==`?"),
                    "contains" | "has" | "like" | "matches" => fault.meant("did you mean `~`?"),
                    _ => Fault { known: vec!["in"], ..fault },
                })
            }
            _ => Err(unexpected(&token, "a comparison")),
        }
    }

    fn age(&mut self, sign: Sign, token: &Token<'_>) -> Result<Node, Fault> {
        let (tick, not) = match sign {
            Sign::AtLeast => (TimeDelta::zero(), false),
            Sign::More => (TICK, false),
            Sign::Less => (TimeDelta::zero(), true),
            Sign::AtMost => (TICK, true),
            _ => return Err(cannot("age", sign.as_str(), token)),
        };
        let (text, range) = self.quoted()?;
        let age = (self.duration)(text).map_err(|fault| {
            let what = format!("compares `age` with a text that {}", fault.what);
            let part = range.start + fault.range.start..range.start + fault.range.end;
            // An empty text has no part to show: its quotes are.
            let part = if part.is_empty() { range.start - 1..range.end + 1 } else { part };
            Fault { range: part, what, ..fault }
        })?;
        let age = TimeDelta::from_std(age).ok().and_then(|age| age.checked_add(&tick));
        Ok(Node::Aged(age.unwrap_or(TimeDelta::MAX)).unless(not))
    }

    fn compared(
        &mut self,
        name: &str,
        words: Words,
        sign: Sign,
        token: &Token<'_>,
    ) -> Result<Node, Fault> {
        match sign {
            Sign::Like | Sign::Unlike => {
                let (text, range) = self.quoted()?;
                let pattern = pattern::compile(text, range.start)?;
                Ok(Node::Like(words, pattern).unless(sign == Sign::Unlike))
            }
            Sign::Equal | Sign::Unequal if words != Words::Text => {
                let value = self.value(name, words)?;
                Ok(Node::Is(words, vec![value]).unless(sign == Sign::Unequal))
            }
            _ => Err(cannot(name, sign.as_str(), token)),
        }
    }

    fn list(&mut self, name: &str, words: Words) -> Result<Node, Fault> {
        let open = self.next();
        if open.kind != Kind::ListOpen {
            let fault = unexpected(&open, "a list");
            return Err(match open.kind {
                Kind::Quoted(text) => fault.meant(format!("write it in brackets: [\"{text}\"]")),
                _ => fault,
            });
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value(name, words)?);
            let token = self.next();
            match token.kind {
                // A comma may stand behind the last.
                Kind::Comma if self.takes(Kind::ListClose) => break,
                Kind::Comma => {}
                Kind::ListClose => break,
                Kind::End => {
                    return Err(Fault::new(open.range, "has a `[` that is not closed"));
                }
                _ => return Err(unexpected(&token, "`,` or `]`")),
            }
        }
        Ok(Node::Is(words, values))
    }

    /// A text that the field is compared with, in the form that it is compared in.
    fn value(&mut self, name: &str, words: Words) -> Result<String, Fault> {
        let (text, range) = self.quoted()?;
        let value = unescaped(text, &range)?;
        let normal = words.normal(&value).ok_or_else(|| {
            let what = match words {
                Words::Host if !value.is_empty() => {
                    format!("compares `{name}` with `{value}`, which is no name of a host")
                }
                _ => format!("compares `{name}` with nothing"),
            };
            Fault::new(range.start - 1..range.end + 1, what)
        })?;
        let named = match words {
            Words::Source => Some(Named::Source),
            Words::Topic => Some(Named::Topic),
            Words::Language => Some(Named::Language),
            _ => None,
        };
        self.mentions.extend(named.map(|named| Mention { named, value, range }));
        Ok(normal)
    }

    /// What stands in quotes, as written, and where.
    fn quoted(&mut self) -> Result<(&'a str, Range<usize>), Fault> {
        let token = self.next();
        match token.kind {
            Kind::Quoted(text) => Ok((text, token.range.start + 1..token.range.end - 1)),
            Kind::Word(word) => Err(unexpected(&token, "a text in quotes")
                .meant(format!("write it in quotes: \"{word}\""))),
            Kind::ListOpen => {
                Err(unexpected(&token, "a text in quotes").meant("a list stands behind `in`"))
            }
            _ => Err(unexpected(&token, "a text in quotes")),
        }
    }
}

/// A node for several, or the only one.
fn one_of(mut nodes: Vec<Node>, joined: fn(Vec<Node>) -> Node) -> Node {
    match nodes.len() {
        1 => nodes.remove(0),
        _ => joined(nodes),
    }
}

fn unexpected(token: &Token<'_>, expected: &str) -> Fault {
    let what = match token.kind {
        Kind::End => format!("ends where {expected} should follow"),
        Kind::Word(word) => format!("has `{word}` in the place of {expected}"),
        Kind::Quoted(_) => format!("has a text in the place of {expected}"),
        Kind::Sign(sign) => format!("has `{}` in the place of {expected}", sign.as_str()),
        Kind::Open => format!("has `(` in the place of {expected}"),
        Kind::Close => format!("has `)` in the place of {expected}"),
        Kind::ListOpen => format!("has `[` in the place of {expected}"),
        Kind::ListClose => format!("has `]` in the place of {expected}"),
        Kind::Comma => format!("has `,` in the place of {expected}"),
    };
    Fault::new(token.range.clone(), what)
}

/// A comparison that the field does not have.
fn cannot(name: &str, sign: &str, token: &Token<'_>) -> Fault {
    let can = match Field::named(name) {
        Some(Field::Age) => "`<`, `<=`, `>` and `>=`",
        Some(Field::Words(Words::Text)) => "`~` and `!~`",
        _ => "`==`, `!=`, `~`, `!~` and `in`",
    };
    let what = format!("compares `{name}` with `{sign}`; it takes {can}");
    Fault::new(token.range.clone(), what)
}

/// Takes the backslashes away that stand before a quote or a backslash.
fn unescaped(text: &str, range: &Range<usize>) -> Result<String, Fault> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some((_, escaped @ ('"' | '\'' | '\\'))) => plain.push(escaped),
            other => {
                let other = other.map_or(String::new(), |(_, other)| other.to_string());
                let start = range.start + at;
                let what = format!("has `\\{other}` in a text; a backslash is written `\\\\`");
                return Err(Fault::new(start..start + 1 + other.len(), what));
            }
        }
    }
    Ok(plain)
}
