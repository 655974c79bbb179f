//! Who tells a story, and when it grew.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use url::{Host, Url};

/// Who published an item: the registrable domain of its address (Public Suffix List), so that two feeds
/// of one newspaper are one publisher, and two blogs of one host are two.
///
/// An item without an address, or with one that has no registrable domain (an IP address, `localhost`, a
/// public suffix itself), counts as its source's.
pub fn publisher(link: Option<&str>, source: &str) -> String {
    let domain = link.and_then(|link| Url::parse(link).ok()).and_then(|url| match url.host()? {
        Host::Domain(host) => {
            // Fully qualified names end with a dot and are the same host.
            psl::domain_str(host.trim_end_matches('.')).map(str::to_owned)
        }
        // The list would take 127.0.0.1 for a host below `0.1`.
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    });
    // No domain holds a space, so no source is mistaken for one.
    domain.unwrap_or_else(|| format!("source {source}"))
}

/// How many publishers tell a story. Duplicates are no members, so they do not count.
pub fn covered_by<'a>(publishers: impl IntoIterator<Item = &'a str>) -> usize {
    publishers.into_iter().collect::<BTreeSet<_>>().len()
}

/// When a story last grew: the publication of the latest member that was its publisher's first.
///
/// `members` come in the order in which they joined. More articles of the same publishers do not move
/// the instant, and it never goes back when members are added at the end. `None` without members.
pub fn grew<'a>(
    members: impl IntoIterator<Item = (DateTime<Utc>, &'a str)>,
) -> Option<DateTime<Utc>> {
    let mut met = BTreeSet::new();
    let firsts = members.into_iter().filter(|&(_, publisher)| met.insert(publisher));
    firsts.map(|(published, _)| published).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(link: Option<&str>, want: &str) {
        assert_eq!(publisher(link, "wire"), want, "{link:?}");
    }

    #[test]
    fn a_publisher_is_a_registrable_domain() {
        check(Some("https://www.example.com/a"), "example.com");
        check(Some("https://News.Example.COM:8080/a"), "example.com");
        check(Some("https://example.com./a"), "example.com");
        check(Some("https://tech.example.co.uk/a"), "example.co.uk");
        check(Some("https://ann.github.io/a"), "ann.github.io");
        check(Some("https://新闻.example.cn/a"), "example.cn");
        check(Some("https://例子.中国/a"), "xn--fsqu00a.xn--fiqs8s");
    }

    #[test]
    fn without_a_domain_the_source_counts() {
        for link in [
            None,
            Some(""),
            Some("no address"),
            Some("http://127.0.0.1/a"),
            Some("http://[::1]/a"),
            Some("http://2130706433/a"),
            Some("http://localhost/a"),
            Some("http://github.io/a"),
            Some("mailto:a@example.com"),
            Some("urn:isbn:0"),
        ] {
            check(link, "source wire");
        }
    }

    #[test]
    fn publishers_count_once() {
        assert_eq!(covered_by(["a.com", "b.com", "a.com"]), 2);
        assert_eq!(covered_by([]), 0);
    }

    #[test]
    fn only_a_new_publisher_makes_a_story_grow() {
        let at = |hour: u32| -> DateTime<Utc> {
            format!("2026-02-02T{hour:02}:00:00Z").parse().unwrap()
        };
        for (members, want) in [
            (vec![], None),
            (vec![(8, "a")], Some(8)),
            (vec![(8, "a"), (9, "a")], Some(8)),
            (vec![(8, "a"), (9, "b"), (10, "a")], Some(9)),
            // A late arrival from before does not turn the clock back.
            (vec![(8, "a"), (9, "b"), (7, "b"), (7, "c")], Some(9)),
        ] {
            let got = grew(members.iter().map(|&(hour, publisher)| (at(hour), publisher)));
            assert_eq!(got, want.map(at), "{members:?}");
        }
    }
}
