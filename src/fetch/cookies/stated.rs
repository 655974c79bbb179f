//! The cookies that the operator states: a `Cookie` field, or a cookie file.
//!
//! The file has a line per cookie, with seven fields between tabs: domain, whether hosts below it
//! get it too, path, whether only over TLS, when it ends, name, value. Browsers and download tools
//! write it since Netscape did. Whether a cookie has ended is left to the server to say.

use url::Url;

use super::fits;

/// What a cookie file begins with, and what marks a line whose cookie scripts cannot see.
const HEADS: [&str; 2] = ["# Netscape HTTP Cookie File", "# HTTP Cookie File"];
const NOT_FOR_SCRIPTS: &str = "#HttpOnly_";

/// One cookie, or all of a field.
#[derive(Clone)]
pub(in crate::fetch) struct Stated {
    pair: String,
    scope: Option<Scope>,
}

/// Where a cookie of a file goes.
#[derive(Clone)]
struct Scope {
    domain: String,
    widened: bool,
    path: String,
    secure: bool,
}

impl Stated {
    /// Reads a field or a file; `None` where there is no cookie in it or one that cannot be sent.
    pub(in crate::fetch) fn read(text: &str) -> Option<Vec<Stated>> {
        let cookies: Vec<Stated> = if is_file(text) {
            text.lines().filter_map(line).collect()
        } else {
            vec![Stated { pair: text.trim().to_owned(), scope: None }]
        };
        let can_be_sent = |cookie: &Stated| {
            let is_plain = |byte: u8| byte == b'\t' || byte >= b' ' && byte != 0x7f;
            cookie.pair.find('=').is_some_and(|at| at > 0) && cookie.pair.bytes().all(is_plain)
        };
        let all = !cookies.is_empty() && cookies.iter().all(can_be_sent);
        all.then_some(cookies)
    }

    /// `name=value`.
    pub(in crate::fetch) fn pair(&self) -> &str {
        &self.pair
    }

    /// Whether it is for an address of the source's own host.
    pub(in crate::fetch) fn fits(&self, url: &Url) -> bool {
        self.scope
            .as_ref()
            .is_none_or(|scope| fits(url, &scope.domain, scope.widened, &scope.path, scope.secure))
    }
}

impl std::fmt::Debug for Stated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

fn is_file(text: &str) -> bool {
    HEADS.iter().any(|head| text.trim_start().starts_with(head))
        || text.lines().any(|text| line(text).is_some())
}

/// A line of a cookie file.
fn line(text: &str) -> Option<Stated> {
    let text = text.strip_prefix(NOT_FOR_SCRIPTS).unwrap_or(text);
    if text.starts_with('#') {
        return None;
    }
    let fields: Vec<&str> = text.trim_end_matches(['\r', '\n']).splitn(7, '\t').collect();
    let [domain, widened, path, secure, _, name, rest @ ..] = fields.as_slice() else {
        return None;
    };
    let is_true = |text: &str| text.eq_ignore_ascii_case("TRUE");
    let is_flag = |text: &str| is_true(text) || text.eq_ignore_ascii_case("FALSE");
    if !is_flag(widened) || !is_flag(secure) || name.is_empty() {
        return None;
    }
    let domain = domain.strip_prefix('.').unwrap_or(domain).to_ascii_lowercase();
    Some(Stated {
        pair: format!("{name}={}", rest.first().unwrap_or(&"")),
        scope: Some(Scope {
            domain,
            widened: is_true(widened),
            path: (*path).to_owned(),
            secure: is_true(secure),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, url: &str, want: Option<&[&str]>) {
        let url = url.parse().unwrap();
        let stated = Stated::read(text);
        assert!(!format!("{stated:?}").contains('='), "{stated:?}");
        let fitting = stated.as_ref().map(|cookies| {
            let fitting = cookies.iter().filter(|cookie| cookie.fits(&url));
            fitting.map(Stated::pair).collect::<Vec<_>>()
        });
        assert_eq!(fitting.as_deref(), want, "{text:?} for {url}");
    }

    const FILE: &str = "# Netscape HTTP Cookie File\n# A comment.\n\n\
        .news.example\tTRUE\t/\tFALSE\t0\tall\t1\n\
        news.example\tFALSE\t/\tFALSE\t4102444800\thost\ta=b; c\n\
        #HttpOnly_.news.example\tTRUE\t/\tTRUE\t0\ttls\t3\r\n\
        news.example\tFALSE\t/members\tFALSE\t0\tdeep\t4\n\
        other.example\tFALSE\t/\tFALSE\t0\tother\t5\n\
        news.example\tFALSE\t/\tFALSE\t0\tempty\t\n";

    #[test]
    fn a_field_goes_to_every_address_of_the_source() {
        check("a=1; b=2", "http://news.example/x", Some(&["a=1; b=2"]));
        check(" a=1 ", "http://news.example/x", Some(&["a=1"]));
        for text in ["sesame", "=1", "a=1\nb=2", "a=\u{1}"] {
            check(text, "http://news.example/", None);
        }
    }

    #[test]
    fn a_file_says_what_goes_where() {
        check(FILE, "http://news.example/", Some(&["all=1", "host=a=b; c", "empty="]));
        check(
            FILE,
            "https://news.example/members/feed",
            Some(&["all=1", "host=a=b; c", "tls=3", "deep=4", "empty="]),
        );
        check(FILE, "https://feeds.news.example/", Some(&["all=1", "tls=3"]));
        check(FILE, "https://mynews.example/", Some(&[]));
        // Without its first line.
        let (_, rest) = FILE.split_once("\n\n").unwrap();
        check(rest, "https://feeds.news.example/", Some(&["all=1", "tls=3"]));
        check("# Netscape HTTP Cookie File\n", "https://news.example/", None);
    }
}
