//! `robots.txt` → which pages of a host may be asked, and how fast (RFC 9309).
//!
//! In go the status and the bytes of the answer; out comes [`Robots`]: the group of lines that is
//! meant for us, and no more, so that it is small enough to be remembered for [`Robots::LIFETIME`].
//! Its text is a `robots.txt` again. Nothing here asks anybody.
//!
//! Feeds are made to be fetched by programs and need no permission; pages do.

use std::{fmt, time::Duration};

use memchr::memmem;

/// What one host permits us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    crawl_delay: Option<Duration>,
}

/// One line `Allow` or `Disallow`.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    allow: bool,
    /// Normalised, so ASCII only. `*` stands for anything, `$` at the end for the end.
    pattern: String,
}

impl Robots {
    /// How long an answer may be used (RFC 9309 §2.4).
    pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

    /// Most redirects on the way to the file; after these it counts as missing (RFC 9309 §2.3.1.2).
    pub const MAX_REDIRECTS: usize = 5;

    /// What is read of a file, in bytes: the least that RFC 9309 §2.5 asks for. Few have 10 KiB.
    pub const MAX_BYTES: usize = 500 * 1024;

    /// Longest pause that is granted, in seconds. Some ask for a day; [`crate::schedule`] keeps
    /// visits apart already, so this one only spaces the pages of one run.
    const MAX_CRAWL_DELAY: f64 = 60.0;

    /// What the host says to the request for its file (RFC 9309 §2.3.1).
    ///
    /// A redirect is one that was not followed to its end. 429 stands with the errors of servers: it
    /// asks us to stay away and says nothing of rules.
    pub fn answered(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => Robots::parse(body),
            429 => Robots::unreachable(),
            300..=499 => Robots::default(),
            _ => Robots::unreachable(),
        }
    }

    /// No answer, or an error of the server: nothing may be asked (RFC 9309 §2.3.1.4). An older
    /// answer is better, if there is one.
    pub fn unreachable() -> Self {
        let rules = vec![Rule { allow: false, pattern: "/".to_owned() }];
        Robots { rules, crawl_delay: None }
    }

    /// Reads the lines that are meant for us, of any bytes.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = match bytes.get(..Self::MAX_BYTES) {
            // Half a line would forbid more than the whole one.
            Some(most) => &most[..memchr::memrchr2(b'\n', b'\r', most).unwrap_or(0)],
            None => bytes,
        };
        read(bytes)
    }

    /// Reads what [`Robots`] wrote as text.
    pub fn restore(text: &str) -> Self {
        read(text.as_bytes())
    }

    /// Whether a page may be asked. `path` is that of its address, with the query.
    ///
    /// The longest pattern that matches decides; of two as long as each other the one that allows
    /// (RFC 9309 §2.2.2). The time is that of reading the path once per rule.
    pub fn allows(&self, path: &str) -> bool {
        let path = normal_path(path);
        if path == "/robots.txt" {
            return true;
        }
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        let longest = matching.max_by_key(|rule| (rule.pattern.len(), rule.allow));
        longest.is_none_or(|rule| rule.allow)
    }

    /// The pause between two requests that the host asks for. No standard has it; many files do.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.crawl_delay
    }
}

impl fmt::Display for Robots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("User-agent: *\n")?;
        for Rule { allow, pattern } in &self.rules {
            writeln!(f, "{}: {pattern}", if *allow { "Allow" } else { "Disallow" })?;
        }
        match self.crawl_delay {
            Some(pause) => writeln!(f, "Crawl-delay: {}", pause.as_secs_f64()),
            None => Ok(()),
        }
    }
}

/// Our product token (RFC 9309 §2.2.1), as the `User-Agent` field has it by default.
const PRODUCT: &[u8] = b"feedmill";

/// Whom the lines of a group are for.
#[derive(Clone, Copy, Default)]
struct Audience {
    /// For us by name.
    us: bool,
    /// For everyone that has no group by name.
    all: bool,
}

fn read(bytes: &[u8]) -> Robots {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut ours, mut general, mut named) = (Robots::default(), Robots::default(), false);
    let mut audience = Audience::default();
    // Names follow each other until a rule comes; a name after a rule begins another group.
    let mut has_rule = false;
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')) {
        let line = line.split(|&byte| byte == b'#').next().unwrap_or(line);
        let Some(colon) = memchr::memchr(b':', line) else { continue };
        let (key, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
        if key.eq_ignore_ascii_case(b"user-agent") {
            if has_rule {
                (audience, has_rule) = (Audience::default(), false);
            }
            audience.us |= is_product(value);
            audience.all |= matches!(value, [b'*'] | [b'*', b' ' | b'\t', ..]);
            named |= audience.us;
            continue;
        }
        let groups = [audience.us.then_some(&mut ours), audience.all.then_some(&mut general)];
        let groups = groups.into_iter().flatten();
        let allow = key.eq_ignore_ascii_case(b"allow");
        if allow || key.eq_ignore_ascii_case(b"disallow") {
            has_rule = true;
            // An empty pattern matches nothing.
            let rule = (!value.is_empty()).then(|| Rule { allow, pattern: normal_pattern(value) });
            groups.for_each(|group| group.rules.extend(rule.clone()));
        } else if key.eq_ignore_ascii_case(b"crawl-delay") {
            // It ends no list of names (RFC 9309 §2.2.4), so it is for those before it.
            let pause = pause(value);
            groups.for_each(|group| group.crawl_delay = group.crawl_delay.max(pause));
        }
    }
    if named { ours } else { general }
}

/// Names are compared by their letters; a version behind them (`feedmill/1.0`) says nothing.
fn is_product(value: &[u8]) -> bool {
    let letter = |byte: &&u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    let length = value.iter().take_while(letter).count();
    value[..length].eq_ignore_ascii_case(PRODUCT)
}

/// Seconds, also parts of one.
fn pause(value: &[u8]) -> Option<Duration> {
    let seconds: f64 = str::from_utf8(value).ok()?.parse().ok()?;
    // False for what is no number, too.
    let is_time = seconds >= 0.0 && seconds.is_finite();
    is_time.then(|| Duration::from_secs_f64(seconds.min(Robots::MAX_CRAWL_DELAY)))
}

/// Whether a pattern matches the beginning of a path, or all of it when it ends in `$`.
///
/// Each part between two stars is taken where it is found first. That loses no match, and reads the
/// path once, so a pattern of many stars costs no more than another.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return !whole || rest.is_empty() };
    for part in parts {
        match memmem::find(rest.as_bytes(), part.as_bytes()) {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    if whole {
        rest.ends_with(last)
    } else {
        memmem::find(rest.as_bytes(), last.as_bytes()).is_some()
    }
}

/// A pattern as it is compared. One without the slash at its beginning is meant to have it.
fn normal_pattern(value: &[u8]) -> String {
    let (value, end) = match value.strip_suffix(b"$") {
        Some(value) => (value, "$"),
        None => (value, ""),
    };
    let slash = if matches!(value, [b'/' | b'*', ..]) { "" } else { "/" };
    // Several stars in a row are one.
    let mut pattern = slash.to_owned();
    for part in value.split_inclusive(|&byte| byte == b'*') {
        let (text, star) = match part.strip_suffix(b"*") {
            Some(text) => (text, "*"),
            None => (part, ""),
        };
        escape(text, &mut pattern);
        if !pattern.ends_with('*') {
            pattern.push_str(star);
        }
    }
    pattern + end
}

/// A path as it is compared. Its stars and dollars are no signs, so they are escaped.
fn normal_path(path: &str) -> String {
    let mut normal = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        normal.push('/');
    }
    escape(path.as_bytes(), &mut normal);
    normal
}

/// Percent-encoding in one form (RFC 9309 §2.2.2): what needs none has none, what is not ASCII has
/// it, and hex digits are upper-case. A `*` or `$` that is itself meant is `%2A` or `%24`.
fn escape(text: &[u8], normal: &mut String) {
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let (byte, escaped) = match (byte, after) {
            (b'%', [high, low, behind @ ..]) if let Some(byte) = hex(*high, *low) => {
                rest = behind;
                (byte, !(byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)))
            }
            _ => {
                rest = after;
                (*byte, !byte.is_ascii_graphic() || matches!(byte, b'*' | b'$'))
            }
        };
        if escaped {
            normal.push_str(&format!("%{byte:02X}"));
        } else {
            normal.push(char::from(byte));
        }
    }
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests;
