//! Checks of single texts: ids, terms, globs, zones, languages, addresses, header fields.

use chrono::{
    DateTime, FixedOffset,
    format::{Item, Parsed, StrftimeItems},
};
use chrono_tz::{TZ_VARIANTS, Tz};
use url::Url;

use crate::config::{suggest::nearest, value::Wrong};

/// Longest id, in bytes: it becomes a folder name.
const LONGEST_ID: usize = 64;

/// Header fields that feedmill sets by itself.
const OWN_HEADERS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-modified-since",
    "if-none-match",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "transfer-encoding",
    "upgrade",
];

fn whole(text: &str, what: impl Into<String>) -> Wrong {
    Wrong::new(0..text.len(), what)
}

/// `[a-z0-9][a-z0-9_-]*`
pub(super) fn id(text: &str) -> Result<(), Wrong> {
    if is_id(text) && text.len() <= LONGEST_ID {
        return Ok(());
    }
    if is_id(text) {
        return Err(whole(text, format!("must not be longer than {LONGEST_ID} letters")));
    }
    let likely: String = text.trim().to_lowercase().replace([' ', '.', '/'], "-");
    let meant = is_id(&likely).then(|| format!("did you mean `{likely}`?"));
    let what = "must be lower-case letters, digits, `-` and `_`, beginning with a letter or digit";
    Err(whole(text, what).meant(meant))
}

fn is_id(text: &str) -> bool {
    let bare = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(bare) && text.chars().all(|c| bare(c) || c == '_' || c == '-')
}

/// A term of a topic: words, and `*` only at the end.
pub(super) fn term(text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(whole(text, "holds an empty term"));
    }
    if let Some(at) = text.trim_end().strip_suffix('*').unwrap_or(text).find('*') {
        let what = format!("holds `{text}`; `*` can only stand at the end of a term");
        return Err(Wrong::new(at..at + 1, what));
    }
    let body = text.trim_end();
    let before = body.strip_suffix('*');
    if before.unwrap_or(body).chars().all(|c| !c.is_alphanumeric()) {
        return Err(whole(text, format!("holds `{text}`, a term without a letter or digit")));
    }
    if before.is_some_and(|before| !before.ends_with(char::is_alphanumeric)) {
        let what = format!("holds `{text}`; `*` must follow a letter or digit");
        return Err(Wrong::new(body.len() - 1..body.len(), what));
    }
    Ok(())
}

/// A glob pattern of local files.
pub(super) fn glob(text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(whole(text, "holds an empty path"));
    }
    glob::Pattern::new(text).map(drop).map_err(|error| {
        // The crate's messages do not say where; `pos` is only near.
        let (mark, what) = match error.msg {
            "invalid range pattern" => ("[", "has a `[` that is not closed"),
            "wildcards are either regular `*` or recursive `**`" => {
                ("***", "has more than two `*` in a row")
            }
            _ => ("**", "has `**` beside something else than `/`"),
        };
        let at = text.rfind(mark).map_or(0..text.len(), |at| at..at + mark.len());
        Wrong::new(at, format!("holds `{text}`, which {what}"))
    })
}

/// A date format in the way of strftime that gives at least a day.
pub(super) fn date_format(text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(whole(text, "holds an empty format"));
    }
    if StrftimeItems::new(text).any(|item| matches!(item, Item::Error)) {
        let (at, end) = wrong_field(text);
        let what = format!("holds `{text}`; `{}` is no field of a date", &text[at..end]);
        return Err(Wrong::new(at..end, what));
    }
    // A date that is written and read back must still be a day.
    let sample: DateTime<FixedOffset> =
        DateTime::from_timestamp(1_793_884_089, 0).unwrap_or_default().fixed_offset();
    let mut written = String::new();
    let mut parsed = Parsed::new();
    let day = std::fmt::write(
        &mut written,
        format_args!("{}", sample.format_with_items(StrftimeItems::new(text))),
    )
    .is_ok()
        && chrono::format::parse(&mut parsed, &written, StrftimeItems::new(text)).is_ok()
        && (parsed.to_naive_date().is_ok() || parsed.to_naive_datetime_with_offset(0).is_ok());
    if day { Ok(()) } else { Err(whole(text, format!("holds `{text}`, which gives no day"))) }
}

/// The first `%` field that chrono does not know.
fn wrong_field(text: &str) -> (usize, usize) {
    for (at, _) in text.match_indices('%') {
        let known = |end: usize| {
            !StrftimeItems::new(&text[at..end]).any(|item| matches!(item, Item::Error))
        };
        // Flags and digits may stand between `%` and the letter.
        let letter = text[at + 1..].find(|c: char| !"-_0:.#123469".contains(c));
        let end = letter.map_or(text.len(), |offset| {
            let start = at + 1 + offset;
            start + text[start..].chars().next().map_or(0, char::len_utf8)
        });
        if !known(end) && !text[..at].ends_with('%') {
            return (at, end);
        }
    }
    (0, text.len())
}

/// A zone of the tz database.
pub(super) fn zone(text: &str) -> Result<Tz, Wrong> {
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    text.parse().map_err(|_| {
        // A place in another region, or without one: `Europe/Istambul`, `Seoul`.
        let city =
            |name: &&str| name.rsplit('/').next().is_some_and(|c| c.eq_ignore_ascii_case(text));
        let near = names().find(city).or_else(|| nearest(text, names()));
        let meant = near.map(|near| format!("did you mean `{near}`?"));
        let what = format!("cannot be `{text}`; a zone is named like `UTC` or `Asia/Seoul`");
        whole(text, what).meant(meant)
    })
}

/// A language tag (BCP 47), well formed but not looked up.
pub(super) fn language(text: &str) -> Result<(), Wrong> {
    let fits = |text: &str| {
        let mut parts = text.split('-');
        let alphabetic = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
        parts.next().is_some_and(|first| {
            (2..=3).contains(&first.len()) && alphabetic(first)
                || matches!(first, "x" | "i") && text.len() > 2
        }) && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    if fits(text) {
        return Ok(());
    }
    let likely = text.trim().replace('_', "-");
    let likely = likely.split('.').next().unwrap_or_default();
    let meant = fits(likely).then(|| format!("did you mean `{likely}`?"));
    Err(whole(text, "must be a language tag such as `en` or `pt-BR`").meant(meant))
}

/// An absolute web address.
pub(super) fn address(text: &str) -> Result<Url, Wrong> {
    let bare = || {
        let host = text.split('/').next().unwrap_or_default();
        let likely = host.contains('.') && !host.contains([':', ' ', '@']);
        likely.then(|| format!("did you mean `https://{text}`?"))
    };
    let url = Url::parse(text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            whole(text, "must be an address that begins with https:// or http://").meant(bare())
        }
        error => whole(text, format!("is no web address: {error}")),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        let what = "must be an address that begins with https:// or http://";
        return Err(Wrong::new(0..url.scheme().len(), what));
    }
    Ok(url)
}

/// A header field to be sent (RFC 9110 §5.1, §5.5).
pub(super) fn header(name: &str, value: &str) -> Result<(), Wrong> {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        return Err(whole(value, format!("has `{name}`, which is no name of a header field")));
    }
    if OWN_HEADERS.contains(&name.to_lowercase().as_str()) {
        return Err(whole(value, format!("has `{name}`, which feedmill sets by itself")));
    }
    field(value).map_err(|mut wrong| {
        wrong.what = format!("has a value for `{name}` that {}", wrong.what);
        wrong
    })
}

/// The value of a header field: visible ASCII and spaces.
pub(super) fn field(value: &str) -> Result<(), Wrong> {
    match value.char_indices().find(|(_, c)| !matches!(c, ' '..='~')) {
        Some((at, c)) => {
            let what = "holds a character that cannot be sent";
            Err(Wrong::new(at..at + c.len_utf8(), what))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `want` is the bad part of the text; `None` for a good text.
    #[track_caller]
    fn check<T>(test: impl Fn(&str) -> Result<T, Wrong>, text: &str, want: Option<&str>) {
        let got = test(text).err().map(|wrong| text[wrong.range].to_owned());
        assert_eq!(got.as_deref(), want, "{text:?}");
    }

    #[test]
    fn ids() {
        check(id, "mit-tech_2", None);
        for bad in ["AI", "", "-a", "a b", "é"] {
            check(id, bad, Some(bad));
        }
        let meant = |text| id(text).unwrap_err().meant;
        assert_eq!(meant("My Blog").as_deref(), Some("did you mean `my-blog`?"));
    }

    #[test]
    fn terms() {
        for good in ["AI", "language model*", "年收", "C++", "5G*", "deep-learning"] {
            check(term, good, None);
        }
        check(term, "a*b", Some("*"));
        check(term, "neural* network", Some("*"));
        check(term, "chip**", Some("*"));
        check(term, "chip *", Some("*"));
        check(term, "*", Some("*"));
        check(term, "  ", Some("  "));
        check(term, "--", Some("--"));
    }

    #[test]
    fn globs() {
        check(glob, "feeds/**/*.txt", None);
        check(glob, "[a-c]?.md", None);
        check(glob, "feeds/[a", Some("["));
        check(glob, "a**b", Some("**"));
        check(glob, "a/***", Some("***"));
        check(glob, "", Some(""));
    }

    #[test]
    fn date_formats() {
        for good in ["%B %-d, %Y %-I:%M %p", "%Y-%m-%d", "%a, %d %b %Y %H:%M:%S %z", "%s", "%D"] {
            check(date_format, good, None);
        }
        check(date_format, "%Y-%Q-%d", Some("%Q"));
        check(date_format, "%Y %", Some("%"));
        check(date_format, "%H:%M", Some("%H:%M"));
        check(date_format, "yesterday", Some("yesterday"));
    }

    #[test]
    fn zones() {
        check(zone, "Asia/Seoul", None);
        let meant = |text| zone(text).unwrap_err().meant.unwrap();
        assert_eq!(meant("asia/seoul"), "did you mean `Asia/Seoul`?");
        assert_eq!(meant("Seoul"), "did you mean `Asia/Seoul`?");
        assert_eq!(meant("Europe/Berln"), "did you mean `Europe/Berlin`?");
    }

    #[test]
    fn languages() {
        for good in ["en", "pt-BR", "zh-Hant-TW", "x-klingon", "de-1996"] {
            check(language, good, None);
        }
        for bad in ["", "english", "en_US", "e", "en-", "en-toolongpart"] {
            check(language, bad, Some(bad));
        }
        assert_eq!(language("en_US").unwrap_err().meant.unwrap(), "did you mean `en-US`?");
    }

    #[test]
    fn addresses() {
        check(address, "https://example.org/feed", None);
        check(address, "ftp://example.org/feed", Some("ftp"));
        check(address, "file:///etc/passwd", Some("file"));
        check(address, "example.org/feed", Some("example.org/feed"));
        check(address, "https://", Some("https://"));
        let meant = address("example.org/feed").unwrap_err().meant.unwrap();
        assert_eq!(meant, "did you mean `https://example.org/feed`?");
    }

    #[test]
    fn headers() {
        check(|value| header("Accept-Language", value), "en, *;q=0.5", None);
        check(|value| header("X-Key", value), "a\r\nb", Some("\r"));
        check(|value| header("Host", value), "b", Some("b"));
        check(|value| header("a b", value), "c", Some("c"));
    }
}
