//! Every way in which an id comes about, frozen: ids in the wild hang on these values.

use super::{
    moves::{Article, article},
    runs::{config, feed},
};
use crate::support::Mill;

/// Articles that are each known by something else.
fn articles() -> Vec<Article> {
    let text = "The mill at the weir grinds again after forty years, and on Saturdays anybody may bring \
                a sack of rye.";
    let bare = Article {
        native: String::new(),
        link: String::new(),
        title: "Mill".to_owned(),
        body: text.to_owned(),
        date: String::new(),
    };
    let mut articles = vec![
        Article { native: "https://blog.example/?p=7".to_owned(), ..bare.clone() },
        Article { native: "tag:blog.example,2026:8".to_owned(), ..bare.clone() },
        Article { native: "12345".to_owned(), ..bare.clone() },
        Article { native: "HTTPS://Blog.Example/9".to_owned(), ..bare.clone() },
        Article {
            link: "https://www.blog.example/ten/?utm_source=rss#top".to_owned(),
            ..bare.clone()
        },
        bare.clone(),
        Article { body: String::new(), ..bare },
    ];
    for (number, one) in articles.iter_mut().enumerate() {
        one.title = format!("{} {number}", one.title);
        one.date = format!("2026-03-{:02}", number + 1);
        if !one.body.is_empty() {
            one.body = format!("{number} {}", one.body);
        }
    }
    articles
}

/// The ids of a feed under some settings, in the order of its articles.
#[track_caller]
fn check(more: &str, want: [&str; 7]) {
    let mill = Mill::new(&config(more, &["blog"]));
    mill.write("blog.xml", feed(&articles()));
    mill.run(&["run"]).silent();
    let mut ids = mill.feed("all").ids;
    ids.reverse();
    assert_eq!(ids, want, "{more}");
}

#[test]
fn ids_never_change() {
    check(
        "",
        [
            "https://blog.example/?p=7",
            "tag:blog.example,2026:8",
            "urn:uuid:83749dea-e629-5ca5-8412-d8209ebf9019",
            "urn:uuid:a49f2e04-502f-5924-b530-8c310c44e46e",
            "urn:uuid:03f47a27-979b-56d0-a0ce-53f8f0fc94f4",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
    check(
        "identity.ids = \"minted\"",
        [
            "urn:uuid:2cc4f226-b34a-51c9-8301-fd940a4d64d9",
            "urn:uuid:06d001df-e54a-5533-b9ca-3751e9530146",
            "urn:uuid:83749dea-e629-5ca5-8412-d8209ebf9019",
            "urn:uuid:a49f2e04-502f-5924-b530-8c310c44e46e",
            "urn:uuid:03f47a27-979b-56d0-a0ce-53f8f0fc94f4",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
    check(
        "identity.on_source_id = \"link\"",
        [
            "urn:uuid:30b7187b-eadb-5852-96e5-bccaf7e8eade",
            "urn:uuid:be8667bd-2cdb-5bfd-a0fd-0b18f8bf95d8",
            "urn:uuid:ca5ba718-568c-5d18-94c9-8ed5911fc91d",
            "urn:uuid:56d77440-b397-588a-ac8c-0abc18905867",
            "urn:uuid:03f47a27-979b-56d0-a0ce-53f8f0fc94f4",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
    check(
        "identity.on_source_id = \"title+date\"",
        [
            "urn:uuid:30b7187b-eadb-5852-96e5-bccaf7e8eade",
            "urn:uuid:be8667bd-2cdb-5bfd-a0fd-0b18f8bf95d8",
            "urn:uuid:ca5ba718-568c-5d18-94c9-8ed5911fc91d",
            "urn:uuid:56d77440-b397-588a-ac8c-0abc18905867",
            "urn:uuid:fb03f238-408a-5510-8f03-bcc23f73d62e",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
    check(
        "identity.on_source_id = \"content\"",
        [
            "urn:uuid:30b7187b-eadb-5852-96e5-bccaf7e8eade",
            "urn:uuid:be8667bd-2cdb-5bfd-a0fd-0b18f8bf95d8",
            "urn:uuid:ca5ba718-568c-5d18-94c9-8ed5911fc91d",
            "urn:uuid:56d77440-b397-588a-ac8c-0abc18905867",
            "urn:uuid:fb03f238-408a-5510-8f03-bcc23f73d62e",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
    check(
        "identity.alias_scheme_host = false",
        [
            "https://blog.example/?p=7",
            "tag:blog.example,2026:8",
            "urn:uuid:83749dea-e629-5ca5-8412-d8209ebf9019",
            "urn:uuid:a49f2e04-502f-5924-b530-8c310c44e46e",
            "urn:uuid:d9a6ef43-c966-571e-a657-66cae2179b5c",
            "urn:uuid:fce0716e-fe4a-5800-9814-5b306c9e611e",
            "urn:uuid:1c5f7d93-a4a6-52f7-ae03-fa32783ed87b",
        ],
    );
}

/// Where another item has the id already, the source makes one of its own.
#[test]
fn spare_ids_never_change() {
    let mill = Mill::new(&config("", &["blog", "copy"]));
    let blog = Article { native: "https://old.example/?p=1".to_owned(), ..article(1) };
    // The same id for something else that is older, so that it is settled first.
    let copy = Article { native: blog.native.clone(), date: "2025-01-01".to_owned(), ..article(5) };
    mill.write("blog.xml", feed([&blog]));
    mill.write("copy.xml", feed([&copy]));
    mill.run(&["run"]).silent();
    let ledger = mill.ledger();
    let mut found = ledger.prepare("SELECT source, guid FROM item ORDER BY source").unwrap();
    let found = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let found: Vec<(String, String)> = found.map(Result::unwrap).collect();
    let spare = "urn:uuid:e6e56c61-b0f5-5bf2-97c6-312a39e6b844";
    assert_eq!(found, [("blog".to_owned(), spare.to_owned()), ("copy".to_owned(), copy.native)]);
}
