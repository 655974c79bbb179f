//! `config.toml`, the environment and `--set` in; settings or exact messages out.

mod errors;
mod layers;
mod rules;
mod search;
mod secrets;
mod topics;
mod watch;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use feedmill::{
    config::{Error, Loaded, Request, load, schema, show},
    fetch::{Kept, Network, Place, Secret},
    model::{Format, Ids, Kind, Show},
    normalize::Future,
    render::Content,
    schedule::Settings,
};
use tempfile::TempDir;

/// A folder with a `config.toml`, and a request for it.
fn request(text: &str) -> (TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), text).unwrap();
    let cwd = folder.path().to_owned();
    (folder, Request { cwd, ..Request::default() })
}

fn load_text(text: &str) -> Result<Loaded, Error> {
    let (_folder, request) = request(text);
    load(&request)
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[test]
fn the_file_at_the_root_works_as_it_is() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(&Request { cwd: root.clone(), ..Request::default() }).unwrap();
    assert_eq!(loaded.warnings, []);
    let config = loaded.config;
    let on: Vec<_> = config.sources.iter().map(|source| source.source.id.as_str()).collect();
    assert_eq!(on, ["seeds", "notes", "saved-feeds"]);
    assert_eq!(config.disabled.len(), 12);
    let topics: Vec<_> = config.route.topics.iter().map(|topic| topic.id.as_str()).collect();
    assert_eq!(topics, ["ai", "finance", "semiconductors"]);
    for topic in &config.route.topics {
        assert!(topic.lists.tests.iter().any(|test| test.expect), "{}", topic.id);
        assert!(topic.lists.tests.iter().any(|test| !test.expect), "{}", topic.id);
    }
    assert_eq!(config.publish.dir, root.join("feeds/public"));
    assert_eq!(config.store.path, root.join("feeds/state.db"));
}

#[test]
fn one_line_switches_a_remote_source_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("config.toml")).unwrap();
    let loaded = load_text(&text.replace("enabled = false\n", "")).unwrap();
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.config.disabled, [""; 0]);
    assert_eq!(loaded.config.sources.len(), 15);
}

#[test]
fn every_key_reaches_its_stage() {
    let text = r#"
        [site]
        title = "Wire"
        base_url = "https://example.org/wire"
        author = { name = "Desk", email = "desk@example.org", uri = "https://example.org/desk" }
        language = "de"
        timezone = "Europe/Berlin"
        rights = ""
        [output]
        dir = "./out"
        formats = ["atom", "rss"]
        names = { rss = "{topic}.rss" }
        html = false
        items = 7
        max_bytes = 1000
        content = "excerpt"
        excerpt_words = 9
        max_shrink = 1
        [state]
        path = "/var/lib/feedmill/state.db"
        [fetch]
        user_agent = "mill/{version} {base_url}"
        concurrency = 3
        host_interval = "2s"
        total_timeout = "1m30s"
        max_body = "1KiB"
        max_decoded = "1 MB"
        min_interval = "30m"
        max_interval = "6h"
        disable_after = "10d"
        redirect_adopt_after = 3
        allow_addresses = ["127.0.0.1", "10.0.0.0/8"]
        [identity]
        ids = "minted"
        near_duplicate = 0.75
        cross_source = false
        [dates]
        future = "keep"
        [report]
        health_feed = true
        metrics = "watch/mill.prom"
        [topics]
        threshold = 4
        category_wins = false
        [story]
        enabled = false
        window = "2d"
        show = "lead"
        [[source]]
        id = "blog"
        url = "https://example.org/feed#top"
        tags = ["x"]
        topics = ["ai"]
        every = "2h"
        content = "none"
        headers = { Accept-Language = "de" }
        future = "clamp"
        timezone = "Asia/Seoul"
        [[source]]
        id = "dump"
        kind = "text"
        paths = ["./in/*.txt", "/srv/*.txt"]
        separator = "***"
        date_from_text = false
        [[topic]]
        id = "ai"
        categories = ["AI"]
        story = "all"
    "#;
    let (folder, request) = request(text);
    let loaded = load(&request).unwrap();
    assert_eq!(loaded.warnings, []);
    let config = loaded.config;

    let site = &config.render.site;
    assert_eq!(site.base_url.as_str(), "https://example.org/wire/");
    assert_eq!(site.author.email.as_deref(), Some("desk@example.org"));
    assert_eq!((&*site.language, &site.rights), ("de", &None));
    assert_eq!(config.publish.dir, folder.path().join("out"));
    assert_eq!(config.publish.max_shrink, 1.0);
    assert_eq!(config.render.formats, [Format::Atom, Format::Rss]);
    assert_eq!(config.render.names.rss, "{topic}.rss");
    assert_eq!(config.render.names.atom, "{topic}/atom.xml");
    assert_eq!((config.render.html, config.render.opml), (false, true));
    assert_eq!((config.items, config.render.max_bytes), (7, 1_000));
    assert_eq!((config.render.content, config.render.excerpt_words), (Content::Excerpt, 9));
    assert_eq!(config.store.path, Path::new("/var/lib/feedmill/state.db"));

    let private = &config.private;
    assert_eq!(private.health_feed, Some(folder.path().join("feeds/private/health.atom")));
    assert_eq!(private.metrics, Some(folder.path().join("watch/mill.prom")));

    let fetch = &config.fetch;
    let agent = format!("mill/{} https://example.org/wire/", env!("CARGO_PKG_VERSION"));
    assert_eq!(fetch.user_agent, agent);
    assert_eq!((fetch.concurrency, fetch.host_interval.as_secs()), (3, 2));
    assert_eq!((fetch.total_timeout.as_secs(), fetch.idle_timeout.as_secs()), (90, 30));
    assert_eq!((fetch.max_body, fetch.max_decoded), (1_024, 1_000_000));
    let local = Network { address: "127.0.0.1".parse().unwrap(), prefix: 32 };
    let private = Network { address: "10.0.0.0".parse().unwrap(), prefix: 8 };
    assert_eq!(fetch.allow_addresses, [local, private]);
    assert_eq!((config.route.threshold, config.route.category_wins), (4.0, false));
    assert_eq!((config.group.near_duplicate, config.group.cross_source), (0.75, false));
    assert_eq!(config.route.topics[0].title, "ai");
    assert_eq!((config.story.enabled, config.story.window), (false, Duration::from_hours(48)));
    assert_eq!((config.story.show("ai"), config.story.show("all")), (Show::All, Show::Lead));

    let [blog, dump] = config.sources.as_slice() else { panic!("two sources") };
    assert_eq!((blog.source.kind, dump.source.kind), (Kind::Feed, Kind::Text));
    let Place::Web(web) = &blog.place else { panic!("a remote source") };
    let (url, access) = (&web.url, &web.access);
    assert_eq!(url.as_str(), "https://example.org/feed");
    let german = Kept::Here(Secret::new("de"));
    assert_eq!(access.headers, [("Accept-Language".to_owned(), german)]);
    assert_eq!(
        blog.schedule,
        Settings {
            is_stated: true,
            every: Duration::from_hours(2),
            longest: Duration::from_hours(6),
            dead_after: Duration::from_hours(240),
            adopt_after: 3,
        }
    );
    assert_eq!(dump.schedule, Settings::default());
    assert_eq!((blog.content, dump.content), (Some(Content::None), None));
    assert_eq!(blog.normalize.future, Future::Clamp);
    assert_eq!(dump.normalize.future, Future::Keep);
    assert_eq!(dump.normalize.identity.ids, Ids::Minted);
    assert_eq!(blog.normalize.timezone.name(), "Asia/Seoul");
    assert_eq!(dump.normalize.timezone.name(), "Europe/Berlin");
    assert!(!dump.normalize.date_from_text);
    assert_eq!(dump.normalize.date_formats, ["%B %-d, %Y %-I:%M %p"]);
    assert_eq!((&*dump.parse.separator, &*dump.parse.date_label), ("***", "Updated"));
    assert_eq!(dump.parse.credit_marker, "PHOTO:");
    assert!(dump.parse.categories.iter().any(|category| category == "AI"));
    assert!(dump.parse.categories.iter().any(|category| category == "News"));
    let Place::Files { globs, root } = &dump.place else { panic!("a local source") };
    assert_eq!(root, folder.path());
    assert_eq!(globs, &[format!("{}/in/*.txt", root.display()), "/srv/*.txt".to_owned()]);
}

#[test]
fn keys_of_pages_and_lists_reach_their_stages() {
    let text = r#"
        [site]
        base_url = "https://example.org/wire"
        [[source]]
        id = "page"
        url = "https://example.org/news"
        kind = "page"
        full_text = true
        [source.select]
        item = "li"
        date = "time@datetime"
        [[source]]
        id = "map"
        url = "https://example.org/sitemap.xml"
        kind = "sitemap"
        include = "/news/**"
        full_text = true
        max_pages = 5
        [[source]]
        id = "list"
        kind = "opml"
        path = "lists/*.opml"
        topics_from_folders = true
        [[source]]
        id = "off"
        url = "https://example.org/off#x"
        enabled = false
    "#;
    let (folder, request) = request(text);
    let loaded = load(&request).unwrap();
    assert_eq!(loaded.warnings, []);
    let config = loaded.config;
    let [page, map, list] = config.sources.as_slice() else { panic!("three sources") };
    assert_eq!(
        [page, map, list].map(|source| source.source.kind),
        [Kind::Page, Kind::Sitemap, Kind::Opml]
    );
    assert_eq!([page, map, list].map(|source| source.pages), [20, 5, 0]);
    let selectors = &page.parse.selectors;
    assert_eq!(
        (&*selectors.item, &*selectors.date, &*selectors.title),
        ("li", "time@datetime", "")
    );
    assert_eq!(map.parse.path, "/news/**");
    assert_eq!((list.most_sources, list.topics_from_folders), (1_000, true));
    let Place::Files { globs, .. } = &list.place else { panic!("a local list") };
    assert_eq!(globs, &[format!("{}/lists/*.opml", folder.path().display())]);
    assert_eq!(config.off.len(), 1);
    assert_eq!(config.off[0].place.address(), "https://example.org/off");
}

#[test]
fn keys_that_do_nothing_are_told() {
    let text = "site.base_url = \"https://example.org/\"\n[[source]]\nid = \"a\"\nkind = \"text\"\npath = \"x\"\nfull_text = true\n\
                include = \"/x\"\n";
    let warnings = load_text(text).unwrap().warnings;
    let told: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "config.toml:6:13: `full_text` has no effect on this source",
            "config.toml:7:11: `include` has no effect on this source",
        ]
    );
}

#[test]
fn the_folder_of_the_file_is_no_pattern() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("a[1]*");
    fs::create_dir(&odd).unwrap();
    let text = "[[source]]\nid = \"x\"\nkind = \"text\"\npaths = [\"*.txt\"]\n";
    fs::write(odd.join("config.toml"), text).unwrap();
    let loaded = load(&Request { cwd: odd, ..Request::default() }).unwrap();
    let Place::Files { globs, .. } = &loaded.config.sources[0].place else { panic!("files") };
    assert!(globs[0].ends_with("/a[[]1[]][*]/*.txt"), "{globs:?}");
}

#[test]
fn what_is_shown_loads_as_the_same() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml")).unwrap();
    let (folder, request) = request(&text);
    let first = load(&request).unwrap();
    for origin in [false, true] {
        fs::write(folder.path().join("config.toml"), show(&first, origin)).unwrap();
        let again = load(&request).unwrap();
        assert_eq!(again.config, first.config);
        assert_eq!(again.file, first.file);
    }
}

#[test]
fn the_schema_knows_the_keys() {
    let schema = schema();
    assert_eq!(schema["title"], "feedmill configuration");
    let source = &schema["properties"]["source"]["items"];
    assert_eq!(source["required"], serde_json::json!(["id"]));
    assert_eq!(source["properties"]["enabled"]["default"], true);
}
