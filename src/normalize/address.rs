//! Addresses: absolute, without tracking parameters; and their canonical form, for identity.

use std::collections::BTreeSet;

use url::{Position, Url};

/// Schemes that a link within a body may have: those that lead to a page, a person, a place or a
/// file, and run nothing.
pub(super) const LINK_SCHEMES: [&str; 12] = [
    "ftp", "gemini", "geo", "http", "https", "irc", "ircs", "magnet", "mailto", "sms", "tel",
    "xmpp",
];

/// Longest address, in bytes: what servers and readers accept.
const LONGEST: usize = 8_192;

/// Query parameters that follow the reader and name no page, in lower case. Parameters that a site
/// could need (`ref`, `source`, `cid`) are not among them.
const TRACKING: [&str; 47] = [
    "__twitter_impression",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "at_campaign",
    "at_medium",
    "cmpid",
    "dclid",
    "epik",
    "fbclid",
    "ga_campaign",
    "ga_medium",
    "ga_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "mkwid",
    "msclkid",
    "ncid",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "pk_campaign",
    "pk_kwd",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "xtor",
    "yclid",
    "ysclid",
];

/// Reads an address of the web, relative to `base` where it is relative. Anything that is neither
/// `http` nor `https` gives `None`. A name and password in it go.
pub(super) fn resolve(text: &str, base: Option<&Url>) -> Option<Url> {
    resolve_link(text, base).filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The same for a link within a body, which may have any of [`LINK_SCHEMES`].
pub(super) fn resolve_link(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        // A habit: the scheme left out, where a relative address would be meant.
        Err(url::ParseError::RelativeUrlWithoutBase) if text.starts_with("www.") => {
            Url::parse(&format!("https://{text}")).ok()?
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(text).ok()?,
        Err(_) => return None,
    };
    if !LINK_SCHEMES.contains(&url.scheme()) {
        return None;
    }
    if url.has_authority() {
        // Both fail only for addresses without a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    Some(escaped(url)).filter(|url| url.as_str().len() <= LONGEST)
}

/// The address with everything escaped that RFC 3986 §2 does not let stand: parsers of the web leave
/// brackets, braces and the like as they are, and validators of feeds then refuse them.
fn escaped(url: Url) -> Url {
    let rest = &url[Position::BeforePath..];
    let is_foreign = |c: char| "[]{}|\\^`\"<>".contains(c);
    if !rest.contains(is_foreign) {
        return url;
    }
    let mut written = url[..Position::BeforePath].to_owned();
    for c in rest.chars() {
        if is_foreign(c) {
            written.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            written.push(c);
        }
    }
    Url::parse(&written).unwrap_or(url)
}

/// The address without tracking parameters. What is left keeps its order and spelling.
pub(super) fn without_tracking(mut url: Url) -> Url {
    let Some(query) = url.query() else { return url };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
    if kept.len() < query.split('&').count() {
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    url
}

/// The form under which two addresses of one page are equal: no scheme, no `www.`, no default port,
/// no fragment (but for `#!` routes), no tracking parameters, no slash at the end.
///
/// Ids of items without any other id hang on this function: what it returns never changes.
pub fn canonical(url: &Url) -> String {
    let url = without_tracking(url.clone());
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    let mut canonical = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(port) = url.port() {
        canonical.push_str(&format!(":{port}"));
    }
    canonical.push_str(url.path().trim_end_matches('/'));
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        canonical.push('?');
        canonical.push_str(query);
    }
    if let Some(route) = url.fragment().filter(|fragment| fragment.starts_with('!')) {
        canonical.push('#');
        canonical.push_str(route);
    }
    canonical
}

/// Whether an address names more than a host.
pub(super) fn names_a_page(url: &Url) -> bool {
    url.path() != "/"
        || url.query().is_some_and(|query| !query.is_empty())
        || url.fragment().is_some_and(|fragment| fragment.starts_with('!'))
}

/// Most addresses that a text is taken to cite; the others are a list of links.
const MOST_CITED: usize = 256;

/// The web addresses written in plain text, without tracking parameters, each once.
pub(super) fn citations<'t>(paragraphs: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for text in paragraphs {
        let mut rest = text;
        while let Some(at) = rest.find("http") {
            rest = &rest[at..];
            let after = rest[4..].strip_prefix('s').unwrap_or(&rest[4..]);
            if !after.starts_with("://") {
                rest = &rest[4..];
                continue;
            }
            let end = rest.find(ends_address).unwrap_or(rest.len());
            let written = bare(&rest[..end]);
            rest = &rest[end..];
            if let Some(url) = resolve(written, None).map(without_tracking)
                && seen.insert(url.to_string())
            {
                found.push(url.into());
                if found.len() == MOST_CITED {
                    return found;
                }
            }
        }
    }
    found
}

/// Whether `c` cannot stand in an address that is written in text.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>\"{}|\\^`[]“”„«»。、，）「」".contains(c)
}

/// The address without the marks of the sentence around it.
fn bare(written: &str) -> &str {
    let count = |bracket| written.matches(bracket).count();
    let mut surplus = count(')').saturating_sub(count('('));
    let mut end = written.len();
    for (at, c) in written.char_indices().rev() {
        match c {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '…' | '*' | '_' => {}
            ')' if surplus > 0 => surplus -= 1,
            _ => break,
        }
        end = at;
    }
    &written[..end]
}

/// Whether a `name=value` of a query only follows the reader.
fn is_tracking(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    // An address that was escaped twice.
    let name = name.strip_prefix("amp;").unwrap_or(name).to_ascii_lowercase();
    name.starts_with("utm_")
        || TRACKING.binary_search(&name.as_str()).is_ok()
        // Medium marks the links of its feeds so; elsewhere `source` can name a page.
        || (name == "source" && value.starts_with("rss-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(TRACKING.is_sorted());
    }

    #[test]
    fn resolving() {
        let base = url("https://example.org/a/b?c#d");
        for (text, want) in [
            ("e", Some("https://example.org/a/e")),
            (" /e\n", Some("https://example.org/e")),
            ("//cdn.example/e", Some("https://cdn.example/e")),
            ("?e", Some("https://example.org/a/b?e")),
            ("HTTP://User:Pass@Example.ORG:80/é", Some("http://example.org/%C3%A9")),
            ("/a[1]|{2}?q=[x]^", Some("https://example.org/a%5B1%5D%7C%7B2%7D?q=%5Bx%5D%5E")),
            ("http://[::1]/[a]", Some("http://[::1]/%5Ba%5D")),
            ("www.example.net/x", Some("https://www.example.net/x")),
            ("", None),
            ("mailto:a@b.c", None),
            ("javascript:x", None),
            ("ftp://example.org/", None),
            ("http://", None),
        ] {
            let got = resolve(text, Some(&base));
            assert_eq!(got.as_ref().map(Url::as_str), want, "{text:?}");
        }
        assert_eq!(resolve("e", None), None);
        assert_eq!(resolve(&format!("https://a/{}", "x".repeat(LONGEST)), None), None);
    }

    #[test]
    fn tracking_goes_and_the_rest_stays() {
        for (text, want) in [
            ("https://a.org/p?utm_source=x&id=1&UTM_Medium=y#f", "https://a.org/p?id=1#f"),
            ("https://a.org/p?fbclid=x", "https://a.org/p"),
            ("https://a.org/p?b=%20+x&&a&amp;utm_x=1", "https://a.org/p?b=%20+x&&a"),
            ("https://a.org/p?source=rss-abc--2", "https://a.org/p"),
            ("https://a.org/p?source=wire&ref=x", "https://a.org/p?source=wire&ref=x"),
            ("https://a.org/p?", "https://a.org/p?"),
        ] {
            assert_eq!(without_tracking(url(text)).as_str(), want);
        }
    }

    /// Golden values: ids hang on them.
    #[test]
    fn canonical_addresses_never_change() {
        for (text, want) in [
            ("http://www.Example.org:80/a/?utm_source=x#f", "example.org/a"),
            ("https://example.org/a", "example.org/a"),
            ("https://example.org:8443/a//", "example.org:8443/a"),
            ("https://example.org/?b=2&a=1", "example.org?b=2&a=1"),
            ("https://example.org/", "example.org"),
            ("https://example.org./", "example.org"),
            ("https://example.org/#!/route/1", "example.org#!/route/1"),
            ("https://example.org/%7ea/\u{e9} b", "example.org/%7ea/%C3%A9%20b"),
            ("https://www.b\u{fc}cher.example/x", "xn--bcher-kva.example/x"),
            ("https://user:secret@example.org/x?", "example.org/x"),
        ] {
            assert_eq!(canonical(&url(text)), want);
        }
    }

    #[test]
    fn pages_and_hosts() {
        for (text, want) in [
            ("https://a.org/", false),
            ("https://a.org/#x", false),
            ("https://a.org/?", false),
            ("https://a.org/?x", true),
            ("https://a.org/x", true),
            ("https://a.org/#!x", true),
        ] {
            assert_eq!(names_a_page(&url(text)), want, "{text}");
        }
    }

    #[track_caller]
    fn cites(text: &str, want: &[&str]) {
        assert_eq!(citations([text]), want, "{text:?}");
    }

    #[test]
    fn addresses_in_text() {
        cites("See ([a.org](https://a.org/x?utm_source=y)), and go.", &["https://a.org/x"]);
        cites(
            "https://a.org/b_(c) (https://a.org/b_(d)).",
            &["https://a.org/b_(c)", "https://a.org/b_(d)"],
        );
        cites(
            "http://a.org/1, http://a.org/1. https://a.org/2?",
            &["http://a.org/1", "https://a.org/2"],
        );
        cites("http and httpx://a https:// http://)))", &[]);
        cites("“https://a.org/ü”", &["https://a.org/%C3%BC"]);
        cites("no address", &[]);
        let list: String = (0..1_000).map(|n| format!("https://a.org/{n} ")).collect();
        assert_eq!(citations([list.as_str()]).len(), MOST_CITED);
    }
}
