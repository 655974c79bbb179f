//! What is wrong is told at once: file, line, column, and what was meant.

use super::{load_text, request};
use feedmill::config::{Error, load};

/// Each message as one line, without the name of the file.
#[track_caller]
fn check(text: &str, want: &[&str]) {
    let error = load_text(text).expect_err(text);
    let got: Vec<_> = error
        .messages()
        .iter()
        .map(|message| message.to_string().replace("config.toml:", ""))
        .collect();
    assert_eq!(got, want, "{text}");
}

/// A message in the middle of an otherwise good source, topic or table, in line 3.
#[track_caller]
fn check_source(line: &str, want: &str) {
    check(&format!("[[source]]\nid = \"a\"\n{line}\nurl = \"https://example.org/\""), &[want]);
}

#[track_caller]
fn check_topic(line: &str, want: &str) {
    check(&format!("[[topic]]\nid = \"a\"\n{line}\n"), &[want]);
}

#[test]
fn no_toml() {
    check("a = [1,\n[x\n", &["2:3: unclosed array, expected `]`"]);
    check("[site]\ntitle = \"a\"\ntitle = \"b\"", &["3:1: `title` is there twice"]);
    check("[site]\n\n[site]\n", &["3:2: `site` is there twice"]);
}

#[test]
fn unknown_keys() {
    check(
        "[topics]\ntreshold = 1",
        &["2:1: unknown key `treshold` in [topics]; did you mean `threshold`?"],
    );
    check("versoin = 1", &["1:1: unknown key `versoin`; did you mean `version`?"]);
    check(
        "[fetch]\ntimezone = \"UTC\"",
        &["2:1: unknown key `timezone` in [fetch]; did you mean `site.timezone`?"],
    );
    check("[site.author]\nphone = 1", &["2:1: unknown key `phone` in [site.author]"]);
    check_source("adress = 1", "3:1: unknown key `adress` in [[source]]");
    check_topic(
        "  [[topic.test]]\n  expct = true\n  expect = true\n  text = \"x\"",
        "4:3: unknown key `expct` in [[topic.test]]; did you mean `expect`?",
    );
}

#[test]
fn how_much_is_taken() {
    check("[parse]\nmax_depth = 1", &["2:13: `max_depth` must be between 8 and 4096"]);
    check(
        "[parse]\nmax_text = \"much\"",
        &["2:13: `max_text` must be a size such as `512KiB`, `10MiB` or `1048576`"],
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_nothing() {
    check(
        "\u{feff}[site]\r\ntitel = 1",
        &["2:1: unknown key `titel` in [site]; did you mean `title`?"],
    );
    check("\u{feff}titel = 1", &["1:1: unknown key `titel`; did you mean `site.title`?"]);
}

#[test]
fn wrong_types() {
    check("site = \"x\"", &["1:8: `site` must be a table, not text"]);
    check("[site]\ntitle = 5", &["2:9: `title` must be text in quotes, not a whole number"]);
    check(
        "[fetch]\nconcurrency = \"16\"",
        &["2:15: `concurrency` must be a whole number, not text; without quotes: 16"],
    );
    check(
        "[output]\nhtml = \"false\"",
        &["2:8: `html` must be `true` or `false`, not text; without quotes: false"],
    );
    check(
        "[output]\nformats = \"rss\"",
        &[
            "2:11: `formats` must be a list of words in quotes, not text; write it in brackets: [\"rss\"]",
        ],
    );
    check(
        "[output]\nformats = [\"rss\", 1]",
        &["2:19: each of `formats` must be one of `rss`, `atom`, `json`, not a whole number"],
    );
    check(
        "[source]\nid = \"a\"",
        &["1:1: `source` must be a list of tables, not a table; write its head in double brackets"],
    );
    check("source = [1]", &["1:11: each of `source` must be a table, not a whole number"]);
}

#[test]
fn wrong_words_and_numbers() {
    check("version = 2", &["1:11: `version` must be 1"]);
    check(
        "[output]\nformats = [\"ato\"]",
        &["2:12: `formats` cannot be `ato`; did you mean `atom`?"],
    );
    check("[output]\nformats = []", &["2:11: `formats` must not be empty"]);
    check("[output]\nformats = [\"rss\", \"rss\"]", &["2:19: `formats` names a format twice"]);
    check("[output]\nitems = 0", &["2:9: `items` must be between 1 and 10000"]);
    check("[output]\nmax_shrink = nan", &["2:14: `max_shrink` must be a number between 0 and 1"]);
    check("[topics]\nshare = 1.5", &["2:9: `share` must be a number between 0 and 1"]);
    check(
        "[topics]\nthreshold = -inf",
        &["2:13: `threshold` must be a number between 0 and 1000000"],
    );
    check("[output]\nmax_bytes = -1", &["2:13: `max_bytes` must be 0 or more"]);
    check(
        "[output]\nmax_bytes = \"5 parsecs\"",
        &["2:14: `max_bytes` must be a size such as `512KiB`, `10MiB` or `1048576`"],
    );
    check(
        "[fetch]\nhost_interval = \"2 min\"",
        &["2:20: `host_interval` has the unit `min`; the units are w, d, h, m and s"],
    );
    check("[fetch]\nidle_timeout = \"0s\"", &["2:17: `idle_timeout` must be more than no time"]);
    check(
        "[fetch]\nmin_interval = \"2h\"\nmax_interval = \"90m\"",
        &["3:17: `max_interval` must not be shorter than `fetch.min_interval`, 2h"],
    );
    check(
        "[fetch]\nredirect_adopt_after = -1",
        &["2:24: `redirect_adopt_after` must be 0 or more"],
    );
    check(
        "[fetch]\nmin_interval = 30",
        &["2:16: `min_interval` must be text in quotes, not a whole number"],
    );
    check(
        "[fetch]\nallow_addresses = [\"10.1.1.1/8\"]",
        &[
            "2:21: `allow_addresses` holds `10.1.1.1/8`, which is not the first address of its range; did you mean `10.0.0.0/8`?",
        ],
    );
    check(
        "[fetch]\nuser_agent = \"x {vers}\"",
        &["2:15: `user_agent` has a placeholder other than `{version}` and `{base_url}`"],
    );
}

#[test]
fn the_site() {
    check(
        "[site]\nbase_url = \"feeds.example.org\"",
        &[
            "2:13: `base_url` must be an address that begins with https:// or http://; did you mean `https://feeds.example.org`?",
        ],
    );
    check(
        "[site]\nbase_url = \"https://a.example/?b\"",
        &["2:31: `base_url` must end with the path, without `?` or `#`"],
    );
    check(
        "[site]\ntimezone = \"Asia/Soul\"",
        &[
            "2:13: `timezone` cannot be `Asia/Soul`; a zone is named like `UTC` or `Asia/Seoul`; did you mean `Asia/Seoul`?",
        ],
    );
    check(
        "[site]\nlanguage = \"en_US\"",
        &["2:13: `language` must be a language tag such as `en` or `pt-BR`; did you mean `en-US`?"],
    );
    check("[site]\ntitle = \" \"", &["2:10: `title` must not be empty"]);
    check(
        "[site]\nauthor = { email = \"desk\" }",
        &["2:21: `email` must be a mail address such as `desk@example.org`"],
    );
    check(
        "[output.names]\nrss = \"../{topic}\"",
        &[
            "2:8: `rss` must be a path of letters, digits, `.`, `-` and `_` below the output directory",
        ],
    );
    check(
        "[output.names]\nrss = \"{topic}.xml\"\natom = \"{topic}.xml\"",
        &["3:9: `atom` is the same as `output.names.rss`"],
    );
}

#[test]
fn sources() {
    check_source("id2 = 1", "3:1: unknown key `id2` in [[source]]; did you mean `id`?");
    check_source("topics = [\"x\"]", "3:11: unknown topic `x`");
    check_source(
        "every = \"soon\"",
        "3:10: `every` must be a duration such as `30s`, `15m`, `2h` or `1h30m`",
    );
    check_source(
        "paths = [\"x\"]",
        "4:7: source `a` has both `paths` and `url`; `paths` is here on line 3",
    );
    check_source(
        "headers = { Host = \"x\" }",
        "3:21: `headers` has `Host`, which feedmill sets by itself",
    );
    check_source(
        "date_formats = [\"%Y-%Q\"]",
        "3:21: `date_formats` holds `%Y-%Q`; `%Q` is no field of a date",
    );
    check_source(
        "date_formats = [\"%H:%M\"]",
        "3:18: `date_formats` holds `%H:%M`, which gives no day",
    );
    check_source("kind = \"text\"\nseparator = \"\"", "4:13: `separator` must not be empty");
    check("[[source]]\nurl = \"https://example.org/\"", &["1:1: missing key `id` in [[source]]"]);
    check("[[source]]\nid = \"a\"", &["1:1: source `a` has neither `paths` nor `url`"]);
    check(
        "[[source]]\nid = \"a\"\npaths = [\"x\"]",
        &["3:9: source `a` has `paths`, but no `kind`"],
    );
    check(
        "[[source]]\nid = \"a\"\nkind = \"text\"\npaths = [\"in/[x\"]",
        &["4:14: `paths` holds `in/[x`, which has a `[` that is not closed"],
    );
    check(
        "[[source]]\nid = \"a\"\nkind = \"text\"\npaths = []",
        &["4:9: `paths` must not be empty"],
    );
    check(
        "[[source]]\nid = \"a\"\nurl = \"ftp://example.org/\"",
        &["3:8: `url` must be an address that begins with https:// or http://"],
    );
    check(
        "[[source]]\nid = \"My Blog\"\nurl = \"https://example.org/\"",
        &[
            "2:7: `id` must be lower-case letters, digits, `-` and `_`, beginning with a letter or digit; did you mean `my-blog`?",
        ],
    );
    let two = "[[source]]\nid = \"a\"\nurl = \"https://example.org/1\"\n[[source]]\nid = \"a\"\nurl = \"https://example.org/2\"";
    check(two, &["5:6: two sources have the id `a`; first used here on line 2"]);
}

#[test]
fn topics() {
    check_topic(
        "strong = [\"x\", \"a*b\"]",
        "3:18: `strong` holds `a*b`; `*` can only stand at the end of a term",
    );
    check_topic("weak = [\"\"]", "3:9: `weak` holds an empty term");
    check_topic(
        "shields = [\"--\"]",
        "3:13: `shields` holds `--`, a term without a letter or digit",
    );
    check_topic("  [[topic.test]]\n  text = \"x\"", "3:3: missing key `expect` in [[topic.test]]");
    check_topic(
        "  [[topic.test]]\n  expect = true",
        "3:3: a test of topic `a` has neither `title` nor `text`",
    );
    check(
        "[[topic]]\nid = \"all\"",
        &["2:7: `id` cannot be `all`: that is the feed of everything"],
    );
    check(
        "[[topic]]\nid = \"a\"\n[[topic]]\nid = \"a\"",
        &["4:6: two topics have the id `a`; first used here on line 2"],
    );
    let near = "[[topic]]\nid = \"finance\"\n[[source]]\nid = \"a\"\nurl = \"https://example.org/\"\ntopics = [\"fianance\"]";
    check(near, &["6:11: unknown topic `fianance`; did you mean `finance`?"]);
}

#[test]
fn what_is_not_there_yet_is_refused_where_it_matters() {
    check("[dates]\nfuture = \"hold\"", &["2:10: `future` cannot be `hold` in this version yet"]);
}

#[test]
fn pages_and_lists() {
    check_source("kind = \"page\"", "3:8: source `a` is a page, but has no `select`");
    check_source("kind = \"pgae\"", "3:8: `kind` cannot be `pgae`; did you mean `page`?");
    check_source(
        "kind = \"page\"\nselect = { titel = \"h2\", item = \"li\" }",
        "4:12: unknown key `titel` in [source.select]; did you mean `title`?",
    );
    check_source("kind = \"page\"\nselect = {}", "4:10: missing key `item` in [source.select]");
    check_source(
        "kind = \"page\"\nselect = { item = \"li\", link = \"h2 >> a@href\" }",
        "4:33: `link` cannot be read: \"h2 >> a\" is no CSS selector",
    );
    check_source(
        "kind = \"page\"\nselect = { item = \"\" }",
        "4:19: `item` cannot be read: the selector is empty",
    );
    check_source(
        "kind = \"sitemap\"\ninclude = \"/news/[x\"",
        "4:18: `include` holds `/news/[x`, which has a `[` that is not closed",
    );
    check_source("full_text = \"yes\"", "3:13: `full_text` must be `true` or `false`, not text");
    check_source("max_pages = 0", "3:13: `max_pages` must be between 1 and 1000");
    check_source("max_sources = -1", "3:15: `max_sources` must be between 1 and 100000");
    check_source(
        "kind = \"opml\"\npath = \"x.opml\"",
        "5:7: source `a` has both `path` and `url`; `path` is here on line 4",
    );
    check(
        "[[source]]\nid = \"a\"\npath = \"x.opml\"",
        &["3:8: source `a` has `path`, but no `kind`"],
    );
}

#[test]
fn everything_is_told_at_once_in_order() {
    let text = "[topics]\nshare = 2\n[site]\nlanguage = \"?\"\nnmae = 1\n[[source]]\nid = \"a\"\n[[topic]]\nid = \"b\"\nweak = [\"\", \"*\", 3]\n";
    check(
        text,
        &[
            "2:9: `share` must be a number between 0 and 1",
            "4:13: `language` must be a language tag such as `en` or `pt-BR`",
            "5:1: unknown key `nmae` in [site]; did you mean `site.author.name`?",
            "6:1: source `a` has neither `paths` nor `url`",
            "10:9: `weak` holds an empty term",
            "10:14: `weak` holds `*`, a term without a letter or digit",
            "10:18: each of `weak` must be text in quotes, or a table, not a whole number",
        ],
    );
}

#[test]
fn a_person_sees_the_line() {
    let (_folder, request) =
        request("[topics]\ntreshold = 5.0 # é\n[[topic]]\nid = \"a\"\n[[topic]]\nid = \"a\"");
    let error = load(&request).unwrap_err();
    let want = "\
error: unknown key `treshold` in [topics]
 --> config.toml:2:1
  |
2 | treshold = 5.0 # é
  | ^^^^^^^^ did you mean `threshold`?
  |
  = help: known keys: category_wins, share, threshold

error: two topics have the id `a`
 --> config.toml:6:6
  |
4 | id = \"a\"
  |      --- first used here
5 | [[topic]]
6 | id = \"a\"
  |      ^^^
";
    assert_eq!(error.render(false), want);
    assert!(error.render(true).contains("\u{1b}["));
}

#[test]
fn no_bytes_bring_it_down() {
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let dotted = format!("{} = 1", vec!["a"; 5_000].join("."));
    for text in [&format!("a = {deep}"), &dotted, "\u{0}", "=", "[[", "\"", "a = '''", "[a]\r[b]"] {
        assert!(matches!(load_text(text), Err(Error::Invalid(_))), "{}", &text[..1]);
    }
}

#[test]
fn windows_of_stories() {
    for window in ["30m", "0s", "31d"] {
        check(
            &format!("[story]\nwindow = \"{window}\""),
            &["2:11: `window` must be from `1h` to `30d`"],
        );
    }
    check(
        "[story]\nwindow = \"3 days\"",
        &["2:13: `window` has the unit `days`; the units are w, d, h, m and s"],
    );
    check_topic("story = \"first\"", "3:9: `story` cannot be `first`");
}

#[test]
fn groups_of_trust() {
    let around = "[[source]]\nid = \"paper\"\nurl = \"https://example.org/\"\n[identity]\n";
    let groups = |groups: &str| format!("{around}trust = {groups}");
    check(
        &groups("[[\"paper\", \"papper\"]]"),
        &["5:20: unknown source `papper`; did you mean `paper`?"],
    );
    check(&groups("[[\"paper\"]]"), &["5:10: a group of trust needs two sources or more"]);
    check(
        &groups("[[\"paper\", \"paper\"]]"),
        &["5:10: a group of trust needs two sources or more"],
    );
    check(
        &groups("[\"paper\"]"),
        &[
            "5:10: each of `trust` must be a list of texts in quotes, not text; write it in brackets: \
           [\"paper\"]",
        ],
    );
    // A feed of a list has a dot in its id.
    let fits = load_text(&groups("[[\"paper\", \"blog.example.06d1eeb582\"]]")).unwrap();
    assert!(fits.config.trust[0].contains("blog.example.06d1eeb582"));
}

#[test]
fn what_identifies_an_item() {
    check_source(
        "on_source_id = \"links\"",
        "3:16: `on_source_id` cannot be `links`; did you mean `link`?",
    );
}
