//! Files as hosts write them, paths that they forbid and permit, and answers that are no file.

use super::*;

/// Reads a file, and the same from the text that is remembered of it.
#[track_caller]
fn robots(file: impl AsRef<[u8]>) -> Robots {
    let robots = Robots::parse(file.as_ref());
    assert_eq!(Robots::restore(&robots.to_string()), robots, "{robots}");
    robots
}

/// Paths that a file permits and paths that it forbids.
#[track_caller]
fn check(file: &str, allowed: &[&str], forbidden: &[&str]) {
    let robots = robots(file);
    for path in allowed {
        assert!(robots.allows(path), "{path} by {file:?}");
    }
    for path in forbidden {
        assert!(!robots.allows(path), "{path} by {file:?}");
    }
}

/// One rule for everyone: `Disallow` with this pattern.
#[track_caller]
fn check_pattern(pattern: &str, matching: &[&str], others: &[&str]) {
    check(&format!("User-agent: *\nDisallow: {pattern}\n"), others, matching);
}

#[test]
fn the_group_that_names_us_and_no_other() {
    let file = "User-agent: *\nDisallow: /\n\nUser-agent: FeedMill\nDisallow: /private\n";
    check(file, &["/", "/news"], &["/private", "/private/a"]);
    for name in ["feedmill", "FEEDMILL", "feedmill/1.0", "feedmill (a mill)", "feedmill\t# us"] {
        let file = format!("User-agent: {name}\nDisallow: /a\nUser-agent: *\nDisallow: /b");
        check(&file, &["/b"], &["/a"]);
    }
    for name in ["feed", "feedmillbot", "feedmill-news", "my feedmill", "", "*feedmill", "**"] {
        let file = format!("User-agent: {name}\nDisallow: /a\nUser-agent: *\nDisallow: /b");
        check(&file, &["/a"], &["/b"]);
    }
    // Named, and nothing forbidden.
    check("User-agent: *\nDisallow: /\nUser-agent: feedmill\n", &["/a"], &[]);
    check("User-agent: *\nDisallow: /\nUser-agent: feedmill\nDisallow:\n", &["/a"], &[]);
    check("User-agent: other\nDisallow: /\n", &["/a"], &[]);
}

#[test]
fn groups_of_one_name_are_one() {
    let file = "User-agent: feedmill\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\n\
                user-agent: feedmill\nDisallow: /b\n";
    check(file, &["/c"], &["/a", "/b"]);
    let shared = "User-agent: other\nUser-agent: feedmill\n\nDisallow: /a\nAllow: /a/b\n\
                  User-agent: third\nDisallow: /c\n";
    check(shared, &["/a/b", "/c"], &["/a"]);
    // What is no rule ends no list of names.
    let between = "User-agent: feedmill\nSitemap: https://h.example/s.xml\nUser-agent: other\n\
                   Disallow: /a\n";
    check(between, &["/b"], &["/a"]);
}

#[test]
fn lines_in_every_form() {
    let lines = "User-agent: *\nDisallow: /a # not this\n# Allow: /a\n\nALLOW : /a/b\nnonsense\n";
    for ends in ["\n", "\r\n", "\r", "\n\n"] {
        check(&lines.replace('\n', ends), &["/", "/a/b"], &["/a", "/a/c"]);
    }
    check(&format!("\u{feff}{lines}"), &["/a/b"], &["/a"]);
    check("  user-AGENT:\t*  \n\tdisallow:/a\t", &["/b"], &["/a"]);
    check("User-agent: *\nDisallow: /a", &["/b"], &["/a"]);
    // Rules before any name are nobody's, and a page of HTML has none.
    check("Disallow: /\n", &["/a"], &[]);
    check("<!DOCTYPE html><p>Disallow: /</p>\nDisallow: /\n", &["/a"], &[]);
    check("", &["/a", ""], &[]);
    for bytes in [&b"\xff\xfe\0:\x80"[..], b":", b"::\n:", b"user-agent:*\ndisallow:\xff"] {
        assert!(robots(bytes).allows("/a"), "{bytes:?}");
    }
}

#[test]
fn the_longest_match_decides() {
    let file = "User-agent: *\nAllow: /p\nDisallow: /\n";
    check(file, &["/page"], &["/", "/other"]);
    check("User-agent: *\nAllow: /folder\nDisallow: /folder\n", &["/folder/page"], &[]);
    check("User-agent: *\nDisallow: /folder\nAllow: /folder\n", &["/folder/page"], &[]);
    check("User-agent: *\nAllow: /page\nDisallow: /*.htm\n", &["/page"], &["/page.htm"]);
    check("User-agent: *\nAllow: /$\nDisallow: /\n", &["/", ""], &["/a", "/?a"]);
    check("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", &["/a/b/d"], &["/a/b/c"]);
    check("User-agent: *\nDisallow: /\n", &["/robots.txt"], &["/", "/robots.txt.bak", "/?q"]);
}

#[test]
fn stars_and_ends() {
    check_pattern(
        "/fish",
        &["/fish", "/fish.html", "/fishing", "/fish?x=1"],
        &["/Fish", "/a/fish"],
    );
    check_pattern("/fish/", &["/fish/", "/fish/a"], &["/fish", "/fish.html"]);
    check_pattern("/fish*", &["/fish", "/fishing"], &["/fis"]);
    check_pattern("/*.php", &["/a.php", "/a/b.php?x", "/.php"], &["/", "/php", "/a.PHP"]);
    check_pattern("/*.php$", &["/a.php", "/a.php.php"], &["/a.php?x", "/a.php5"]);
    check_pattern("/a*b*c$", &["/abc", "/axbxc", "/a/b/cc", "/abcbc"], &["/acb", "/abcd", "/ab"]);
    check_pattern("*/print", &["/print", "/a/print/"], &["/prin", "/a"]);
    check_pattern("*", &["/", "/a"], &[]);
    check_pattern("/a**b***", &["/ab", "/axxb"], &["/a"]);
    check_pattern("/a$", &["/a"], &["/ab", "/a?"]);
    check_pattern("/*a$", &["/a", "/ba"], &["/ab"]);
    check_pattern("/ab*ba$", &["/abba", "/abxba"], &["/aba"]);
    check_pattern("/a$b", &["/a$b", "/a%24bc"], &["/a"]);
    check_pattern("/$", &["/"], &["/a"]);
    check_pattern("/*?", &["/?", "/a?b"], &["/a"]);
    check_pattern("private", &["/private/a"], &["/a/private"]);
}

#[test]
fn escapes_have_one_form() {
    check_pattern("/ツ", &["/ツ", "/%E3%83%84", "/%e3%83%84x"], &["/%E3%83"]);
    check_pattern("/%e3%83%84", &["/ツ", "/%E3%83%84"], &["/"]);
    check_pattern("/a%62c/%7Euser", &["/abc/~user", "/%61bc/%7euser"], &["/ab"]);
    // What is reserved stays what it is.
    check_pattern("/a%2Fb", &["/a%2fb"], &["/a/b"]);
    check_pattern("/a/b", &["/a/b"], &["/a%2Fb"]);
    check_pattern("/a%2Ab", &["/a*b", "/a%2ab"], &["/axb"]);
    check_pattern("/a%24", &["/a$", "/a%24b"], &["/a"]);
    check_pattern("/a b", &["/a b", "/a%20b"], &["/ab"]);
    check_pattern("/100%", &["/100%", "/100%zz"], &["/100"]);
    check_pattern("/%", &["/%", "/%2"], &["/%41"]);
}

#[track_caller]
fn check_delay(file: &str, seconds: Option<f64>) {
    let want = seconds.map(Duration::from_secs_f64);
    assert_eq!(robots(file).crawl_delay(), want, "{file:?}");
}

#[test]
fn pauses() {
    for (value, seconds) in [
        ("10", Some(10.0)),
        (" 0.5 ", Some(0.5)),
        ("0.1", Some(0.1)),
        ("0", Some(0.0)),
        ("60", Some(60.0)),
        ("86400", Some(60.0)),
        ("100000000000000000000", Some(60.0)),
        ("-1", None),
        ("inf", None),
        ("NaN", None),
        ("ten", None),
        ("1,5", None),
        ("", None),
    ] {
        check_delay(&format!("User-agent: *\nCrawl-delay: {value}\nDisallow: /a\n"), seconds);
    }
    check_delay("User-agent: *\nCrawl-delay: 5\nUser-agent: feedmill\nDisallow: /\n", None);
    check_delay(
        "User-agent: feedmill\ncrawl-DELAY: 5\nAllow: /\nUser-agent: *\nCrawl-delay: 9\n",
        Some(5.0),
    );
    check_delay("User-agent: other\nCrawl-delay: 9\nUser-agent: *\nDisallow: /a\n", None);
    check_delay("User-agent: *\nCrawl-delay: 2\nCrawl-delay: 7\nCrawl-delay: 3\n", Some(7.0));
}

#[track_caller]
fn check_status(status: u16, permitted: bool) {
    let body = b"User-agent: *\nDisallow: /a\n";
    let robots = Robots::answered(status, body);
    assert_eq!((robots.allows("/b"), robots.allows("/a")), (permitted, permitted && status >= 300));
    assert_eq!(Robots::restore(&robots.to_string()), robots);
}

#[test]
fn answers_that_are_no_file() {
    for status in [200, 203, 206, 301, 308, 400, 401, 403, 404, 410, 451, 499] {
        check_status(status, true);
    }
    for status in [100, 429, 500, 502, 503, 599, 999] {
        check_status(status, false);
    }
    assert!(!Robots::unreachable().allows("/") && Robots::unreachable().allows("/robots.txt"));
}

#[test]
fn a_vast_file_is_read_in_part() {
    let mut file = "User-agent: *\nAllow: /a\n".to_owned();
    file.push_str(&"# filler\n".repeat(Robots::MAX_BYTES / 9 - 4));
    assert!(file.len() < Robots::MAX_BYTES - 10);
    check(&format!("{file}Disallow: /b\n"), &["/a"], &["/b"]);
    // A line across the border is dropped, not cut: half of it would forbid more.
    let room = Robots::MAX_BYTES - file.len() - "Disallow: /b".len();
    file.push_str(&" ".repeat(room - 1));
    check(&format!("{file}\nDisallow: /bcd\nDisallow: /\n"), &["/a", "/b", "/bcd", "/c"], &[]);
    // One line without an end says nothing.
    check(&"User-agent: *".repeat(50_000), &["/"], &[]);
}

/// A naive match would try each of these stars at each place.
#[test]
fn many_stars_cost_no_more_than_one() {
    let pattern = format!("/{}b$", "*a".repeat(20_000));
    let path = format!("/{}", "a".repeat(40_000));
    check_pattern(&pattern, &[&format!("{path}b")], &[&path, "/b"]);
}
