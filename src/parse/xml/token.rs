//! Text → tokens of markup. It cannot fail: what is no markup is text.
//!
//! The tokens borrow from the text and references in them stay as written. Comments, processing
//! instructions and document types yield nothing. Every search that can fail is remembered, so the
//! time is linear in the text whatever stands in it.

use memchr::{memchr, memmem};

/// A piece of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Token<'a> {
    /// `<name attributes>` or `<name attributes/>`.
    Start {
        /// The name as written.
        name: &'a str,
        /// What stands between name and `>`.
        attributes: &'a str,
        /// Whether it ends with `/>`.
        empty: bool,
    },
    /// `</name>`
    End(&'a str),
    /// Characters; references are not resolved.
    Text(&'a str),
    /// The inside of a CDATA section: characters as they are.
    Literal(&'a str),
    /// `<!DOCTYPE …>`: what stands in its internal subset.
    Subset(&'a str),
}

/// Something that the rules of XML do not allow, and what was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Trouble {
    /// Byte position.
    pub(in crate::parse) at: usize,
    /// What is wrong.
    pub(in crate::parse) what: &'static str,
    /// What was done about it.
    pub(super) done: &'static str,
}

/// The tokens of a text. `next` wants to know the name of the innermost open element: an unclosed
/// CDATA section ends before its end tag.
pub(in crate::parse) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Whether the document type or an element has begun: there is one document type, before them.
    begun: bool,
    /// The next place of `-->`, `]]>`, `?>`, `"` and `'`, found once and asked often.
    ahead: [Ahead; 5],
    /// Whether a search for the end of code found nothing: all later ones will find nothing, either.
    endless_code: bool,
    /// The latest trouble; the walker takes it.
    pub(in crate::parse) trouble: Option<Trouble>,
    /// Whether the text ends inside a tag.
    pub(in crate::parse) cut: bool,
}

/// What is searched for ahead.
#[derive(Clone, Copy)]
enum Mark {
    CommentEnd = 0,
    LiteralEnd = 1,
    InstructionEnd = 2,
    Quote = 3,
    Apostrophe = 4,
}

const MARKS: [&str; 5] = ["-->", "]]>", "?>", "\"", "'"];

/// The last answer of a search.
#[derive(Clone, Copy, Default)]
struct Ahead {
    /// Searched from here …
    from: usize,
    /// … and found here; `None` means nowhere up to the end.
    found: Option<usize>,
    searched: bool,
}

/// Where a tag ends.
enum TagEnd {
    /// At this `>`.
    Bracket(usize),
    /// Before this `<`, which begins something else.
    Markup(usize),
    /// Nowhere.
    Cut,
}

impl<'a> Tokens<'a> {
    /// Begins at a byte position.
    pub(in crate::parse) fn new(text: &'a str, at: usize) -> Self {
        let ahead = [Ahead::default(); 5];
        Tokens { text, at, begun: false, ahead, endless_code: false, trouble: None, cut: false }
    }

    /// Where the next token is looked for.
    pub(in crate::parse) fn at(&self) -> usize {
        self.at
    }

    /// The next token and its byte position.
    pub(in crate::parse) fn next(&mut self, innermost: Option<&str>) -> Option<(usize, Token<'a>)> {
        loop {
            let from = self.at;
            if from >= self.text.len() {
                return None;
            }
            let mut search = from;
            let markup = loop {
                match memchr(b'<', &self.text.as_bytes()[search..]) {
                    Some(found) => {
                        let at = search + found;
                        if begins_markup(&self.text.as_bytes()[at + 1..]) {
                            if at > from {
                                self.at = at;
                                return Some((from, Token::Text(&self.text[from..at])));
                            }
                            break at;
                        }
                        self.bare(at);
                        search = at + 1;
                    }
                    None => {
                        self.at = self.text.len();
                        return Some((from, Token::Text(&self.text[from..])));
                    }
                }
            };
            if let Some(token) = self.markup(markup, innermost) {
                return Some((markup, token));
            }
        }
    }

    /// Takes everything up to the end tag of an element whose content is code; nothing where there is
    /// no such end tag.
    pub(super) fn code(&mut self, name: &str) -> Option<&'a str> {
        if self.endless_code {
            return None;
        }
        let code = &self.text[self.at..];
        let Some(end) = find_end_tag(code, name) else {
            self.endless_code = true;
            return None;
        };
        self.at += end;
        Some(&code[..end])
    }

    /// Reads the markup at `at`, where a `<` stands; `None` when it yields nothing.
    fn markup(&mut self, at: usize, innermost: Option<&str>) -> Option<Token<'a>> {
        let rest = &self.text[at + 1..];
        match rest.as_bytes().first() {
            Some(b'/') => self.end_tag(at),
            Some(b'?') => {
                self.skip(at, at + 2, Mark::InstructionEnd, "an instruction that never ends");
                None
            }
            Some(b'!') if rest.starts_with("!--") => {
                // `<!-->` and `<!--->` are whole comments in HTML; nothing good comes of it here.
                self.skip(at, at + 4, Mark::CommentEnd, "a comment that never ends");
                None
            }
            Some(b'!') if rest.starts_with("![CDATA[") => Some(self.literal(at + 9, innermost)),
            Some(b'!') => self.declaration(at),
            _ => self.start_tag(at),
        }
    }

    fn start_tag(&mut self, at: usize) -> Option<Token<'a>> {
        let name_end = at + 1 + name_length(&self.text[at + 1..]);
        let (end, next) = match self.tag_end(name_end) {
            TagEnd::Bracket(end) => (end, end + 1),
            TagEnd::Markup(end) if self.text[name_end..end].contains('=') => {
                let what = "a tag without its >";
                self.trouble = Some(Trouble { at, what, done: "it was ended before the next tag" });
                (end, end)
            }
            TagEnd::Markup(end) => {
                self.bare(at);
                self.at = end;
                return Some(Token::Text(&self.text[at..end]));
            }
            TagEnd::Cut => {
                self.cut = true;
                self.at = self.text.len();
                return None;
            }
        };
        self.begun = true;
        self.at = next;
        let inside = &self.text[name_end..end];
        let (attributes, empty) = match inside.strip_suffix('/') {
            // `<a href=x/>`: the slash belongs to the value only if no blank or quote comes before.
            Some(before) => (before, true),
            None => (inside, false),
        };
        let name = &self.text[at + 1..name_end];
        Some(Token::Start { name, attributes, empty })
    }

    fn end_tag(&mut self, at: usize) -> Option<Token<'a>> {
        let name_end = at + 2 + name_length(&self.text[at + 2..]);
        let name = &self.text[at + 2..name_end];
        let rest = &self.text.as_bytes()[name_end..];
        self.at = match memchr::memchr2(b'<', b'>', rest) {
            Some(found) if rest[found] == b'>' => name_end + found + 1,
            Some(found) => {
                let what = "an end tag without its >";
                self.trouble = Some(Trouble { at, what, done: "it was ended before the next tag" });
                name_end + found
            }
            None => {
                self.cut = true;
                self.text.len()
            }
        };
        (!self.cut).then_some(Token::End(name))
    }

    /// Finds the `>` of a tag whose name ends at `from`. In quoted values `<` and `>` are characters.
    fn tag_end(&mut self, from: usize) -> TagEnd {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut after_equals = false;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' => return TagEnd::Bracket(at),
                b'<' => return TagEnd::Markup(at),
                b'"' | b'\'' if after_equals => {
                    after_equals = false;
                    if let Some(end) = self.value_end(at) {
                        at = end;
                    }
                }
                b'=' => after_equals = true,
                _ if byte.is_ascii_whitespace() => {}
                _ => after_equals = false,
            }
            at += 1;
        }
        TagEnd::Cut
    }

    /// The quote that closes the value opened at `open`; `None` for a value that was never closed and
    /// would swallow the markup behind it.
    fn value_end(&mut self, open: usize) -> Option<usize> {
        let quote = self.text.as_bytes()[open];
        let mark = if quote == b'"' { Mark::Quote } else { Mark::Apostrophe };
        let close = self.find(open + 1, mark)?;
        let after = self.text.as_bytes().get(close + 1);
        let ends_well = after
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'?'));
        let swallows = memchr(b'>', &self.text.as_bytes()[open..close]).is_some();
        (ends_well || !swallows).then_some(close)
    }

    fn literal(&mut self, from: usize, innermost: Option<&str>) -> Token<'a> {
        let found = self.find(from, Mark::LiteralEnd);
        let end = found.unwrap_or(self.text.len());
        let inside = &self.text[from..end];
        // A section that holds the beginning of another, or has no end, lost its own end.
        let nested = memmem::find(inside.as_bytes(), b"<![CDATA[");
        let reach = match (found, nested) {
            (Some(_), None) => None,
            (_, nested) => Some(nested.unwrap_or(inside.len())),
        };
        if let Some(reach) = reach
            && let Some(name) = innermost
            && let Some(at) = find_end_tag(&inside[..reach], name)
        {
            let what = "a CDATA section that never ends";
            let done = "it was ended with its element";
            self.trouble = Some(Trouble { at: from, what, done });
            self.at = from + at;
            return Token::Literal(&inside[..at]);
        }
        if found.is_none() {
            self.cut = true;
        }
        self.at = found.map_or(end, |end| end + 3);
        Token::Literal(inside)
    }

    /// A document type, or something else that begins with `<!`.
    fn declaration(&mut self, at: usize) -> Option<Token<'a>> {
        let rest = &self.text[at + 2..];
        let is_doctype = rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        if is_doctype && !self.begun {
            let (subset, length) = doctype(&rest[7..]);
            self.at = at + 9 + length;
            self.begun = true;
            return (!subset.is_empty()).then_some(Token::Subset(subset));
        }
        // Inside the document a document type is a page pasted into a field; anything else is text.
        let length = memchr::memchr2(b'<', b'>', rest.as_bytes()).unwrap_or(rest.len());
        let ends = rest.as_bytes().get(length) == Some(&b'>');
        self.at = at + 2 + length + usize::from(ends);
        if is_doctype || !self.begun {
            return None;
        }
        Some(Token::Text(&self.text[at..self.at]))
    }

    /// Goes behind the mark, or behind the next `>` where there is none.
    fn skip(&mut self, at: usize, from: usize, mark: Mark, what: &'static str) {
        let from = from.min(self.text.len());
        if let Some(found) = self.find(from, mark) {
            self.at = found + MARKS[mark as usize].len();
            return;
        }
        self.trouble = Some(Trouble { at, what, done: "it was ended at the next >" });
        match memchr(b'>', &self.text.as_bytes()[at..]) {
            Some(found) => self.at = at + found + 1,
            None => {
                self.cut = true;
                self.at = self.text.len();
            }
        }
    }

    /// The next place of a mark. Positions asked for rise, so an answer that lies ahead still holds.
    fn find(&mut self, from: usize, mark: Mark) -> Option<usize> {
        let ahead = &mut self.ahead[mark as usize];
        let holds =
            ahead.searched && ahead.from <= from && ahead.found.is_none_or(|found| found >= from);
        if !holds {
            let needle = MARKS[mark as usize].as_bytes();
            let found = memmem::find(&self.text.as_bytes()[from..], needle);
            *ahead = Ahead { from, found: found.map(|at| from + at), searched: true };
        }
        ahead.found
    }

    fn bare(&mut self, at: usize) {
        let what = "a bare < that begins no tag";
        self.trouble = Some(Trouble { at, what, done: "it was read as a character" });
    }
}

/// Whether the bytes behind a `<` make it markup.
fn begins_markup(rest: &[u8]) -> bool {
    match rest {
        [b'/', byte, ..] => begins_name(*byte),
        [b'!', b'-', b'-', ..] | [b'?', ..] => true,
        [b'!', byte, ..] => *byte == b'[' || byte.is_ascii_alphabetic(),
        [byte, ..] => begins_name(*byte),
        [] => false,
    }
}

/// Names in other scripts are rare but legal (XML §2.3); any byte of theirs is taken.
fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

fn name_length(text: &str) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'<' | b'=');
    text.as_bytes().iter().position(ends).unwrap_or(text.len())
}

/// The place of `</name` in a text.
fn find_end_tag(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, b"</").find(|&at| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| {
            found.eq_ignore_ascii_case(name.as_bytes())
                && bytes.get(at + 2 + name.len()).is_none_or(|byte| !begins_name(*byte))
        })
    })
}

/// The internal subset of a document type, and how long the rest of it is.
fn doctype(rest: &str) -> (&str, usize) {
    let Some(at) = memchr::memchr2(b'[', b'>', rest.as_bytes()) else { return ("", rest.len()) };
    if rest.as_bytes()[at] == b'>' {
        return ("", at + 1);
    }
    let inside = &rest[at + 1..];
    // Values of entities may hold `]` and `>`, so quotes are stepped over.
    let bytes = inside.as_bytes();
    let mut position = 0;
    while let Some(found) = memchr::memchr3(b']', b'"', b'\'', &bytes[position..]) {
        let byte = bytes[position + found];
        position += found + 1;
        if byte == b']' {
            let close =
                memchr(b'>', &bytes[position..]).map_or(bytes.len(), |at| position + at + 1);
            return (&inside[..position - 1], at + 1 + close);
        }
        match memchr(byte, &bytes[position..]) {
            Some(quote) => position += quote + 1,
            None => break,
        }
    }
    // It never ends: what looks like the end of a declaration is one.
    let end = memmem::find(bytes, b"]>").map(|at| at + 2);
    let end = end.or_else(|| memchr(b'>', bytes).map(|at| at + 1)).unwrap_or(bytes.len());
    ("", at + 1 + end)
}

#[cfg(test)]
mod tests;
