//! Rust source text → the paths it names.
//!
//! A lexer that knows comments, strings, characters and lifetimes, and no more of the language than
//! `use` trees, `mod` blocks and `#[cfg(test)]`. Words in comments and strings name nothing.

/// A word or a sign of the source, with its line (from 1).
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// A path as written: `crate::model::Item` has three segments. A `use` tree gives one path per leaf.
#[derive(Clone, Debug)]
pub struct Path<'a> {
    /// The segments; a glob ends in `*`, a renamed leaf keeps its first name.
    pub segments: Vec<&'a str>,
    /// Line of the last segment, from 1.
    pub line: usize,
    /// Whether it stands in a `use` declaration.
    pub imported: bool,
    /// Whether `!` follows: a macro is called.
    pub called: bool,
    /// Whether it stands in code that only tests compile.
    pub test: bool,
    /// How many `mod name { … }` blocks of this file it stands in.
    pub inline_depth: usize,
}

/// What one file names.
pub struct Source<'a> {
    /// Every path, in the order of the text.
    pub paths: Vec<Path<'a>>,
    /// Modules declared as `#[cfg(test)] mod name;`: their files are test code.
    pub test_modules: Vec<&'a str>,
}

/// Reads one file.
pub fn read(text: &str) -> Source<'_> {
    let tokens = lex(text);
    let (test, test_modules) = test_code(&tokens);
    Source { paths: paths(&tokens, &test), test_modules }
}

fn lex(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let rest = &text[at..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = string(rest) {
            length
        } else if bytes[at] == b'\'' {
            character_or_lifetime(rest)
        } else if rest.starts_with("::") {
            2
        } else if word_byte(bytes[at]) {
            let start = if rest.starts_with("r#") { 2 } else { 0 };
            start + rest[start..].bytes().take_while(|&b| word_byte(b)).count()
        } else {
            1
        };
        let lexeme = &rest[..length];
        if word_byte(bytes[at]) && !lexeme.contains('"') && !lexeme.contains('\'') {
            tokens.push(Token { text: lexeme.trim_start_matches("r#"), line });
        } else if lexeme == "::" || (length == 1 && !bytes[at].is_ascii_whitespace()) {
            tokens.push(Token { text: lexeme, line });
        }
        line += lexeme.matches('\n').count();
        at += length;
    }
    tokens
}

/// Letters of other scripts count as letters: every byte of them does.
fn word_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match rest.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Length of the string literal that `rest` begins with: plain, byte, C, raw.
fn string(rest: &str) -> Option<usize> {
    let prefix = rest.bytes().take_while(|b| matches!(b, b'b' | b'c' | b'r')).count();
    let hashes = rest[prefix..].bytes().take_while(|&b| b == b'#').count();
    let open = prefix + hashes;
    let raw = rest[..prefix].ends_with('r');
    if prefix > 2 || (hashes > 0 && !raw) || !rest[open..].starts_with('"') {
        return None;
    }
    let body = &rest[open + 1..];
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(body.find(&close).map_or(rest.len(), |end| open + 1 + end + close.len()));
    }
    let mut escaped = false;
    let end = body.bytes().position(|b| {
        let close = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        close
    });
    Some(end.map_or(rest.len(), |end| open + 1 + end + 1))
}

/// `'a'` and `'\u{a0}'` are characters, `'a` is a lifetime. Either is passed over.
fn character_or_lifetime(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((escaped, c))) => {
            let after = escaped + c.len_utf8();
            rest[after..].find('\'').map_or(rest.len(), |end| after + end + 1)
        }
        (Some(_), Some((close, '\''))) => close + 1,
        _ => 1 + rest[1..].bytes().take_while(|&b| word_byte(b)).count(),
    }
}

/// Which tokens only tests compile, and the test modules that stand in files of their own.
fn test_code<'a>(tokens: &[Token<'a>]) -> (Vec<bool>, Vec<&'a str>) {
    let (mut test, mut modules) = (vec![false; tokens.len()], Vec::new());
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    for start in 0..tokens.len() {
        let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
        let conjunction = ["#", "[", "cfg", "(", "all", "(", "test"];
        let begins = |with: [&str; 7]| (0..7).all(|n| text(start + n) == with[n]);
        if !begins(attribute) && !begins(conjunction) {
            continue;
        }
        // The attribute belongs to the next item: it ends with `;`, or with its block.
        let (mut at, mut depth) = (start, 0);
        while at < tokens.len() {
            test[at] = true;
            match text(at) {
                "{" => depth += 1,
                "}" if depth == 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => {
                    if text(at - 2) == "mod" {
                        modules.push(text(at - 1));
                    }
                    break;
                }
                _ => {}
            }
            at += 1;
        }
    }
    (test, modules)
}

fn paths<'a>(tokens: &[Token<'a>], test: &[bool]) -> Vec<Path<'a>> {
    let (mut paths, mut blocks, mut depth, mut at) = (Vec::new(), Vec::new(), 0, 0);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    while at < tokens.len() {
        let first = paths.len();
        let begin = at;
        match text(at) {
            "{" => {
                if at >= 2 && text(at - 2) == "mod" {
                    blocks.push(depth);
                }
                (depth, at) = (depth + 1, at + 1);
            }
            "}" => {
                (depth, at) = (depth - 1, at + 1);
                blocks.pop_if(|opened| *opened == depth);
            }
            // `use<'a>` in a return type captures lifetimes and imports nothing.
            "use" if text(at + 1) != "<" => {
                at += 1;
                use_tree(tokens, &mut at, &[], &mut paths);
            }
            word if word_byte(word.as_bytes()[0]) => {
                let mut path = leaf(vec![word], tokens[at].line);
                at += 1;
                while text(at) == "::" && text(at + 1).bytes().all(word_byte) {
                    path.segments.push(text(at + 1));
                    path.line = tokens.get(at + 1).map_or(path.line, |token| token.line);
                    at += 2;
                }
                path.called = text(at) == "!";
                paths.push(path);
            }
            _ => at += 1,
        }
        for path in &mut paths[first..] {
            path.imported = text(begin) == "use";
            path.test = test[begin];
            path.inline_depth = blocks.len();
        }
    }
    paths
}

fn leaf(segments: Vec<&str>, line: usize) -> Path<'_> {
    Path { segments, line, imported: false, called: false, test: false, inline_depth: 0 }
}

/// `a::{b, c::{self, d as e}, *}` → `a::b`, `a::c`, `a::c::d`, `a::*`.
fn use_tree<'a>(
    tokens: &[Token<'a>],
    at: &mut usize,
    prefix: &[&'a str],
    paths: &mut Vec<Path<'a>>,
) {
    let mut segments = prefix.to_vec();
    let mut line = tokens.get(*at).map_or(0, |token| token.line);
    let mut group = false;
    while let Some(token) = tokens.get(*at) {
        match token.text {
            "{" => {
                group = true;
                *at += 1;
                while tokens.get(*at).is_some_and(|token| token.text != "}") {
                    use_tree(tokens, at, &segments, paths);
                    if tokens.get(*at).is_some_and(|token| token.text == ",") {
                        *at += 1;
                    }
                }
            }
            "as" => *at += 1,
            "}" | "," | ";" => break,
            "::" | "$" => {}
            "self" if !prefix.is_empty() => line = token.line,
            segment => {
                segments.push(segment);
                line = token.line;
            }
        }
        *at += 1;
    }
    if !group {
        paths.push(leaf(segments, line));
    }
}
