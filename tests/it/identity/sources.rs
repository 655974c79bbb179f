//! Several sources that tell the same articles: order decides nothing, and only those that trust each
//! other edit each other's items.

use std::collections::BTreeMap;

use super::{
    moves::{Article, article, words},
    runs::{config, count, feed},
};
use crate::support::Mill;

/// Four sources that overlap: a blog; an aggregator that passes its ids on; a partner that shows the
/// same addresses under ids of its own, and copies under its own addresses; and a link blog.
fn overlapping() -> [(&'static str, Vec<Article>); 4] {
    let day = |number: usize, hour: usize| format!("2026-03-{:02}T{hour:02}:00:00Z", number + 1);
    let blog = |number: usize| Article {
        native: format!("https://old.example/?p={number}"),
        date: day(number, 6),
        ..article(number)
    };
    let planet = |number: usize| Article { date: day(number, 9), ..blog(number) };
    let partner = |number: usize| match number % 2 {
        0 => Article { native: format!("partner-{number}"), date: day(number, 7), ..blog(number) },
        _ => Article {
            native: format!("partner-{number}"),
            link: format!("https://partner.example/{number}"),
            title: format!("{} | Partner", article(number).title),
            body: format!("By our guest. {}", article(number).body),
            date: day(number, 8),
        },
    };
    let links = |number: usize| Article {
        native: format!("https://links.example/{number}"),
        link: article(number).link,
        title: format!("Worth reading: number {number}"),
        body: words(500 + number, 2),
        date: day(number, 10),
    };
    [
        ("blog", (0..9).map(blog).collect()),
        ("planet", (3..12).map(planet).collect()),
        ("partner", (2..11).map(partner).collect()),
        ("links", [1, 4, 7].map(links).into()),
    ]
}

/// What is published, but for the list of our sources, which stands in the order of the config, and for
/// what serves to make a lost ledger again: it tells when each item was met.
fn bytes(mill: &Mill) -> BTreeMap<String, Vec<u8>> {
    let files = mill.published().into_iter().map(|(name, (bytes, _))| (name, bytes));
    let is_public = |name: &str| name != "subscriptions.opml" && !name.starts_with(".feedmill");
    files.filter(|(name, _)| is_public(name)).collect()
}

#[track_caller]
fn check_bytes(got: &Mill, want: &BTreeMap<String, Vec<u8>>, how: &str) {
    let got = bytes(got);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&got), names(want), "{how}");
    for (name, bytes) in &got {
        let (got, want) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&want[name]));
        let differ = got.lines().zip(want.lines()).find(|(got, want)| got != want);
        assert_eq!(differ, None, "{how}: {name}");
        assert_eq!(got, want, "{how}: {name}");
    }
}

#[test]
fn the_order_of_sources_decides_nothing() {
    let sources = overlapping();
    let run = |order: &[usize]| {
        let ids: Vec<&str> = order.iter().map(|&at| sources[at].0).collect();
        let mill = Mill::new(&config("", &ids));
        for (id, articles) in &sources {
            mill.write(&format!("{id}.xml"), feed(articles));
        }
        mill.run(&["run"]).silent();
        mill
    };
    let want = bytes(&run(&[0, 1, 2, 3]));
    for order in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [3, 0, 2, 1], [1, 2, 3, 0]] {
        check_bytes(&run(&order), &want, &format!("{order:?}"));
    }
}

#[test]
fn days_that_come_one_after_another_give_what_one_run_gives() {
    let sources = overlapping();
    let ids: Vec<&str> = sources.iter().map(|(id, _)| *id).collect();
    let days = ["2026-03-05T00:00:00Z", "2026-03-09T00:00:00Z", "2026-03-20T00:00:00Z"];
    let write = |mill: &Mill, until: &str| {
        for (id, articles) in &sources {
            mill.write(&format!("{id}.xml"), feed(articles.iter().filter(|it| *it.date < *until)));
        }
    };
    let once = Mill::new(&config("", &ids));
    write(&once, days[2]);
    once.run_at(days[2], &["run"]).silent();
    let daily = Mill::new(&config("", &ids));
    for day in days {
        write(&daily, day);
        daily.run_at(day, &["run"]).silent();
    }
    check_bytes(&daily, &bytes(&once), "three days");
    assert_eq!(count(&daily), count(&once));
}

#[test]
fn the_order_within_a_document_decides_nothing() {
    let sources = overlapping();
    let ids: Vec<&str> = sources.iter().map(|(id, _)| *id).collect();
    let run = |turn: usize| {
        let mill = Mill::new(&config("", &ids));
        for (id, articles) in &sources {
            let mut articles = articles.clone();
            let middle = turn % articles.len();
            articles.rotate_left(middle);
            if turn > 0 {
                articles.reverse();
            }
            mill.write(&format!("{id}.xml"), feed(&articles));
        }
        mill.run(&["run"]).silent();
        mill
    };
    let want = bytes(&run(0));
    for turn in 1..4 {
        check_bytes(&run(turn), &want, &format!("turned by {turn}"));
    }
}

#[test]
fn every_source_has_its_own_items_if_the_operator_wants() {
    let sources = overlapping();
    let ids: Vec<&str> = sources.iter().map(|(id, _)| *id).collect();
    let all: usize = sources.iter().map(|(_, articles)| articles.len()).sum();
    let shown = |more: &str| {
        let mill = Mill::new(&config(more, &ids));
        for (id, articles) in &sources {
            mill.write(&format!("{id}.xml"), feed(articles));
        }
        mill.run(&["run"]).silent();
        mill.feed("all").ids.len()
    };
    assert!(shown("") < all);
    assert_eq!(shown("identity.cross_source = false"), all);
    // But for those that trust each other.
    let trust = "identity.cross_source = false\nidentity.trust = [[\"planet\", \"blog\"]]";
    assert_eq!(shown(trust), all - 6, "the articles that both of them show");
}

/// A blog and a partner that shows one article of it; then the partner tells it later and otherwise.
fn edited(more: &str, order: [&str; 2], later: impl Fn(&mut Article)) -> Mill {
    let mill = Mill::new(&config(more, &order));
    let blog = Article { date: "2026-03-01T06:00:00Z".to_owned(), ..article(1) };
    let mut partner = Article {
        native: "partner-1".to_owned(),
        date: "2026-03-01T07:00:00Z".to_owned(),
        ..blog.clone()
    };
    mill.write("blog.xml", feed([&blog]));
    mill.write("partner.xml", feed([&partner]));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("all").ids.len(), 1);
    later(&mut partner);
    mill.write("partner.xml", feed([&partner]));
    mill.run_at("2026-06-02T08:00:00Z", &["run"]).silent();
    assert_eq!(mill.feed("all").ids.len(), 1);
    mill
}

const TRUST: &str = "identity.trust = [[\"blog\", \"partner\"]]";

fn corrected(article: &mut Article) {
    article.title = "The headline that the partner gave it".to_owned();
    article.body = words(1, 7) + " And this is what the partner added to it in the evening.";
    article.date = "2026-03-02T20:00:00Z".to_owned();
}

#[test]
fn an_edit_of_a_trusted_source_is_an_edit() {
    let shown = |mill: &Mill| {
        let item = mill.explain(&mill.feed("all").ids[0]);
        let field = |name: &str| item["item"][name].clone();
        (field("title")["text"].clone(), field("updated")["at"].clone(), field("link"), item)
    };
    for order in [["blog", "partner"], ["partner", "blog"]] {
        let mill = edited(TRUST, order, corrected);
        let (title, updated, link, item) = shown(&mill);
        assert_eq!(title, "The headline that the partner gave it");
        assert_eq!(updated, "2026-03-02T20:00:00Z");
        assert_eq!(link, "http://old.example/?p=1", "the address stays the owner's");
        assert!(item["item"]["content"].as_str().unwrap().contains("added to it in the evening"));
        let changed = |telling: &serde_json::Value| {
            telling["source"] == "partner" && telling["changed"].to_string().contains("title")
        };
        assert!(item["tellings"].as_array().unwrap().iter().any(changed), "{item:#}");
        // The owner tells its old text again: that is an old copy. A later word is its own.
        let mut blog = Article { date: "2026-03-01T06:00:00Z".to_owned(), ..article(1) };
        mill.write("blog.xml", feed([&blog, &article(9)]));
        mill.run_at("2026-06-03T08:00:00Z", &["run"]).silent();
        assert_eq!(mill.explain("The headline that")["item"]["updated"]["at"], updated);
        blog.title = "What the owner says of it in the end".to_owned();
        blog.date = "2026-03-05T08:00:00Z".to_owned();
        mill.write("blog.xml", feed([&blog, &article(9)]));
        mill.run_at("2026-06-04T08:00:00Z", &["run"]).silent();
        assert_eq!(
            mill.explain("What the owner says")["item"]["updated"]["at"],
            "2026-03-05T08:00:00Z"
        );
    }
}

#[test]
fn nobody_else_edits_an_item() {
    let mill = edited("", ["blog", "partner"], |article| {
        corrected(article);
        article.body = words(1, 7);
    });
    let item = mill.explain(&mill.feed("all").ids[0]);
    assert_eq!(item["item"]["title"]["text"], article(1).title);
    assert_eq!(item["item"]["updated"]["at"], "2026-03-01T06:00:00Z");
    // Nor does a trusted one without a later claim, or with an excerpt.
    for date in ["2026-03-01T05:00:00Z", "2026-03-01T06:00:00Z"] {
        let mill = edited(TRUST, ["blog", "partner"], |article| {
            corrected(article);
            article.date = date.to_owned();
        });
        let item = mill.explain(&mill.feed("all").ids[0]);
        assert_eq!(item["item"]["title"]["text"], article(1).title, "{date}");
    }
    let mill = edited(TRUST, ["blog", "partner"], |article| {
        article.body = words(1, 3);
        article.date = "2026-03-02T20:00:00Z".to_owned();
    });
    let item = mill.explain(&mill.feed("all").ids[0]);
    assert!(item["item"]["content"].as_str().unwrap().contains(&words(1, 8)));
    assert_eq!(item["item"]["updated"]["at"], "2026-03-01T06:00:00Z");
}
