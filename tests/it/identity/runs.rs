//! Identity through whole runs: what a source may do to its ids, and what a subscriber sees of it.

use std::collections::{BTreeMap, BTreeSet};

use super::moves::{Article, article};
use crate::support::Mill;

const HEAD: &str = "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
                    [output]\nitems = 500\nmax_bytes = \"8MiB\"\n\
                    [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n";

/// A config with these local feeds as sources, after `more`.
pub fn config(more: &str, sources: &[&str]) -> String {
    let source = |id: &&str| {
        format!(
            "[[source]]\nid = \"{id}\"\nkind = \"feed\"\npath = \"{id}.xml\"\nname = \"{id}\"\n"
        )
    };
    format!("{more}\n{HEAD}{}", sources.iter().map(source).collect::<String>())
}

/// A feed of these articles, newest first.
pub fn feed<'a>(articles: impl IntoIterator<Item = &'a Article>) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut items = String::new();
    for it in articles {
        let date = match it.date.as_str() {
            "" => String::new(),
            date => {
                let time = if date.contains('T') { "" } else { "T10:00:00Z" };
                let date = chrono::DateTime::parse_from_rfc3339(&format!("{date}{time}")).unwrap();
                format!("<pubDate>{}</pubDate>", date.to_rfc2822())
            }
        };
        let guid = match it.native.as_str() {
            "" => String::new(),
            native => format!("<guid isPermaLink=\"false\">{}</guid>", escaped(native)),
        };
        let link = match it.link.as_str() {
            "" => String::new(),
            link => format!("<link>{}</link>", escaped(link)),
        };
        items += &format!(
            "<item>{guid}{link}<title>{}</title><description>{}</description>{date}</item>\n",
            escaped(&it.title),
            escaped(&it.body)
        );
    }
    format!(
        "<rss version=\"2.0\"><channel><title>x</title><link>https://x.example/</link>\
         <description>x</description>\n{items}</channel></rss>\n"
    )
}

/// How many items the ledger has.
pub fn count(mill: &Mill) -> usize {
    let count: i64 =
        mill.ledger().query_row("SELECT count(*) FROM item", [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

/// Another platform: other ids, addresses and headlines, and a sentence before each text.
fn rewritten(article: &mut Article) {
    article.native = format!("urn:x-cms:{}", article.native);
    article.link = article.link.replace("http://old.example/?p=", "https://new.example/articles/");
    article.title = article.title.replace("What the", "Why the");
    article.body = format!("From our archive: {}", article.body);
}

#[test]
fn a_move_is_told_once_and_published_by_nobody() {
    let mill = Mill::new(&config("", &["blog"]));
    let mut articles: Vec<Article> = (0..30).map(article).collect();
    mill.write("blog.xml", feed(&articles));
    mill.run(&["run"]).silent();
    let before = mill.feed("all");
    articles.iter_mut().take(27).for_each(rewritten);
    mill.write("blog.xml", feed(&articles));
    let dry = mill.run_at("2026-06-02T08:00:00Z", &["run", "--dry-run"]).ends_with(0);
    let lines: Vec<_> = dry.stdout.lines().filter(|line| line.contains("re-bound")).collect();
    assert_eq!(lines.len(), 27, "{}", dry.stdout);
    let line = "  re-bound Why the north bridge keeps \"in store\" for baker (known by its words: ";
    assert!(lines.iter().any(|it| it.starts_with(line)), "{lines:#?}");
    let told = "source \"blog\": gave 27 of its 30 items new ids: they were recognised by their words \
                and kept theirs";
    mill.run_at("2026-06-02T08:00:00Z", &["run"]).ends_with(0).tells(&[told]);
    let after = mill.feed("all");
    assert_eq!((after.ids, count(&mill)), (before.ids, 30));
    let status = mill.json(&["status"]);
    assert!(status.to_string().contains("new-ids"), "{status}");
    let explained = mill.explain("Why the north bridge");
    let tellings = explained["tellings"].as_array().unwrap();
    assert!(tellings.iter().any(|it| it["bound"]["alike"]["percent"].as_u64() > Some(60)));
    // From now on the new ids are known.
    articles.push(article(30));
    mill.write("blog.xml", feed(&articles));
    mill.run_at("2026-06-03T08:00:00Z", &["run"]).silent();
    assert_eq!(count(&mill), 31);
}

#[test]
fn too_many_for_accidents_and_too_few_for_a_move_are_told_and_new() {
    let mill = Mill::new(&config("", &["blog"]));
    let mut articles: Vec<Article> = (0..30).map(article).collect();
    mill.write("blog.xml", feed(&articles));
    mill.run(&["run"]).silent();
    articles.iter_mut().take(12).for_each(rewritten);
    mill.write("blog.xml", feed(&articles));
    let told = "gave 12 of its 30 items new ids: 8 were recognised by their words and kept theirs, 4 \
                are too many at once and taken as new";
    mill.run_at("2026-06-02T08:00:00Z", &["run"]).ends_with(0).tells(&[told]);
    assert_eq!(count(&mill), 34);
}

/// The ids of real articles in the ledger, by a word that each article has for itself.
fn ids(mill: &Mill, articles: &[Article]) -> BTreeMap<usize, String> {
    let ledger = mill.ledger();
    let mut ids = BTreeMap::new();
    for (number, article) in articles.iter().enumerate() {
        let words = format!("%{}%", &article.body[article.body.len() - 60..]);
        let mut found = ledger
            .prepare(
                "SELECT guid FROM item JOIN body ON body.item = item.number WHERE content LIKE ?1",
            )
            .unwrap();
        let found: Vec<String> =
            found.query_map([words], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(found.len(), 1, "article {number} is there {} times", found.len());
        ids.insert(number, found[0].clone());
    }
    ids
}

/// Thirty days of a blog whose feed shows the newest twelve articles, and whose publisher edits, moves
/// and changes ids.
#[test]
fn the_life_of_a_source() {
    let mill = Mill::new(&config("", &["blog"]));
    let mut articles: Vec<Article> = Vec::new();
    let mut known: BTreeMap<usize, String> = BTreeMap::new();
    let mut told = Vec::new();
    let (mut scheme, mut is_rewritten, mut is_uuid) = ("http://old.example/?p=", false, false);
    for day in 1..=30_usize {
        // A new article on most days, on some two.
        for hour in 0..[1, 2, 0, 1][day % 4] {
            let mut article = article(articles.len());
            article.date = format!("2026-03-{day:02}T{:02}:00:00Z", 6 + hour * 3);
            article.body +=
                &format!(" Number {} of our reports ends here, in good order.", articles.len());
            article.link = article.link.replace("http://old.example/?p=", scheme);
            if is_uuid {
                article.native = format!("uuid:{:08x}-{day}", articles.len() * 7_919);
            }
            if is_rewritten {
                article.title += " | The Blog";
            }
            articles.push(article);
        }
        let window = articles.len().saturating_sub(12);
        let shown = &mut articles[window..];
        let length = shown.len();
        match day {
            // Edits: a title, a text.
            4 | 19 => shown[length / 2].title += " (corrected)",
            6 | 21 => shown[0].body = format!("An earlier version was wrong. {}", shown[0].body),
            // The publisher gives one article a new id and address, and says so in the text.
            8 | 24 => {
                let one = &mut shown[length / 3];
                one.native += "-b";
                one.link += "-b";
                one.title = format!("Once more: {}", one.title);
                one.body = format!("Published again. {}", one.body);
            }
            // Other ids, numbers to names.
            10 => {
                is_uuid = true;
                for (number, one) in shown.iter_mut().enumerate() {
                    one.native = format!("uuid:{number:08x}");
                }
            }
            // Other addresses: https, another host, another form.
            14 => {
                scheme = "https://new.example/stories/";
                for one in shown.iter_mut() {
                    one.link = one.link.replace("http://old.example/?p=", scheme);
                }
            }
            // Another platform: all of that at once, another headline and an excerpt.
            17 => {
                (scheme, is_rewritten) = ("https://platform.example/p/", true);
                for one in shown.iter_mut() {
                    one.native = format!("tag:platform.example,2026:{}", one.native);
                    one.link = one.link.replace("https://new.example/stories/", scheme);
                    one.title += " | The Blog";
                    one.body = format!("The Blog. {}", one.body);
                }
            }
            _ => {}
        }
        mill.write("blog.xml", feed(articles[window..].iter().rev()));
        let now = format!("2026-03-{day:02}T20:00:00Z");
        let ran = mill.run_at(&now, &["run"]).ends_with(0);
        told.extend(ran.stderr.lines().filter(|line| line.contains("new ids")).map(|_| day));
        assert_eq!(count(&mill), articles.len(), "day {day}: one item for each article");
        let ids = ids(&mill, &articles);
        for (number, id) in &known {
            assert_eq!(ids[number], *id, "day {day}: article {number} has another id");
        }
        known = ids;
        // And nothing of it happens twice.
        let before = mill.published();
        mill.run_at(&now.replace("T20", "T21"), &["run"]).silent();
        mill.published_still(&before);
    }
    assert_eq!(told, [10, 17], "moves that were told");
    let feed = mill.feed("all");
    let unique: BTreeSet<&String> = feed.ids.iter().collect();
    assert_eq!((feed.ids.len(), unique.len()), (articles.len(), articles.len()));
}

/// Feeds without dates: texts are enough, headlines alone are not, for they may be those of every day.
#[test]
fn without_dates_words_decide() {
    for (text, want) in [(true, 12), (false, 24)] {
        let mill = Mill::new(&config("", &["blog"]));
        let mut articles: Vec<Article> = (0..12).map(article).collect();
        for one in &mut articles {
            one.date.clear();
            if !text {
                one.body.clear();
            }
        }
        mill.write("blog.xml", feed(&articles));
        mill.run(&["run"]).silent();
        for one in &mut articles {
            let title = one.title.clone();
            rewritten(one);
            one.body = if text { one.body.clone() } else { String::new() };
            one.title = title;
        }
        mill.write("blog.xml", feed(&articles));
        mill.run_at("2026-06-02T08:00:00Z", &["run"]).ends_with(0);
        assert_eq!(count(&mill), want, "with text: {text}");
    }
}

/// `http` to `https` at another host, in ids and addresses.
#[test]
fn another_host_and_scheme() {
    for more in ["", "identity.alias_scheme_host = false"] {
        let mill = Mill::new(&config(more, &["blog"]));
        let mut articles: Vec<Article> = (0..12).map(article).collect();
        articles.iter_mut().for_each(|one| one.native = one.link.clone());
        mill.write("blog.xml", feed(&articles));
        mill.run(&["run"]).silent();
        let ids = mill.feed("all").ids;
        for one in &mut articles {
            one.native = one.native.replace("http://old.", "https://www.new.");
            one.link = one.link.replace("http://old.", "https://www.new.");
        }
        mill.write("blog.xml", feed(&articles));
        let told =
            "source \"blog\": gave 12 of its 12 items new ids: they were recognised and kept";
        mill.run_at("2026-06-02T08:00:00Z", &["run"]).ends_with(0).tells(&[told]);
        assert_eq!((mill.feed("all").ids, count(&mill)), (ids, 12), "{more}");
    }
}

/// Whatever the operator says about what identifies items: what is known stays known.
#[test]
fn another_way_to_identify_delivers_nothing_again() {
    let words = ["trust", "link", "title+date", "content"];
    for (before, after) in words.iter().flat_map(|a| words.iter().map(move |b| (*a, *b))) {
        // From what nobody chose to each, and back.
        let exacts: &[bool] = match (before, after) {
            ("trust", _) => &[false, true],
            (_, "trust" | "link") => &[false],
            _ => &[],
        };
        for &exact in exacts {
            let mill = Mill::empty();
            let keys = |word: &str, exact: bool| {
                format!(
                    "identity.on_source_id = \"{word}\"\nidentity.alias_scheme_host = {}",
                    !exact
                )
            };
            mill.write("config.toml", config(&keys(before, false), &["blog"]));
            let mut articles: Vec<Article> = (0..12).map(article).collect();
            articles[2].body = "Comments".to_owned();
            articles[3].body = "Comments".to_owned();
            articles[4].body.clear();
            articles[5].link.clear();
            articles[6].native.clear();
            mill.write("blog.xml", feed(&articles));
            mill.run(&["run"]).silent();
            let want = mill.feed("all");
            mill.write("config.toml", config(&keys(after, exact), &["blog"]));
            mill.run_at("2026-06-02T08:00:00Z", &["run"]).silent();
            assert_eq!(mill.feed("all"), want, "{before} to {after}, exact: {exact}");
            assert_eq!(count(&mill), 12, "{before} to {after}");
        }
    }
}

/// A publisher who makes up ids at each visit, or gives the same one to everything new.
#[test]
fn ids_that_are_not_believed_do_no_harm() {
    let mill = Mill::new(&config("identity.on_source_id = \"link\"", &["blog"]));
    let mut articles: Vec<Article> = (0..8).map(article).collect();
    for visit in 0..4 {
        for (number, one) in articles.iter_mut().enumerate() {
            // Today's id of one is tomorrow's of another.
            one.native = format!("slot-{}", (number + visit) % 8);
        }
        mill.write("blog.xml", feed(&articles));
        mill.run_at(&format!("2026-06-0{}T08:00:00Z", visit + 1), &["run"]).silent();
        assert_eq!(count(&mill), 8, "visit {visit}");
    }
}
