//! Feed readers of other people: on every run each shows every item once.

use std::{collections::BTreeMap, fs, process::Command};

use serde_json::{Value, json};

use crate::{
    site::Served,
    support::{DAY_LATER, Mill, NOW, YEAR_LATER, tool},
};

/// Titles of the first run. Some readers take titles for HTML, some for text.
const TITLES: [&str; 4] =
    ["Ferries < 3 & > 1", "Piers & \u{201C}quays\u{201D}", "Tide \u{1F30A} tables", "No address"];

/// A title that the publisher changes to.
const EDITED: &str = "Piers, quays & moles";

/// A title that comes later.
const ADDED: &str = "Lighthouse & keeper";

/// A mill with one source that changes, and the feeds of everything that it serves.
struct World {
    mill: Mill,
    served: Served,
}

/// What a reader holds of one feed: titles by id, and how often it holds each.
type Held = BTreeMap<String, Vec<String>>;

impl World {
    fn new() -> Self {
        let mill = Mill::empty();
        let served = Served::of(&mill);
        let config = format!(
            "version = 1\n[site]\ntitle = \"Port\"\nbase_url = \"{}\"\n\
             [[source]]\nid = \"wire\"\nname = \"Wire\"\nkind = \"feed\"\npaths = [\"in/wire.json\"]\n",
            served.url
        );
        mill.write("config.toml", config);
        World { mill, served }
    }

    /// Publishes these items at a moment.
    fn publish(&self, now: &str, items: &[(usize, &str, &str)]) {
        let item = |(number, title, text): &(usize, &str, &str)| {
            let mut item = json!({
                "id": format!("urn:x-wire:{number}"),
                "title": title,
                "content_html": format!("<p>{text} &amp; <b>more</b> of number {number}.</p>"),
                "date_published": format!("2026-05-{:02}T10:00:00Z", 10 + number),
                "authors": [{"name": "Ann & Bo"}],
            });
            if *title != "No address" {
                item["url"] = json!(format!("https://wire.example/{number}"));
            }
            item
        };
        let items: Vec<Value> = items.iter().map(item).collect();
        let feed =
            json!({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items});
        self.mill.write("in/wire.json", feed.to_string());
        self.mill.run_at(now, &["run"]).silent();
    }

    /// The ids and titles that subscribers should have now.
    fn wanted(&self) -> Held {
        let feed = self.mill.feed("all");
        feed.ids.into_iter().zip(feed.titles.into_iter().map(|title| vec![title])).collect()
    }
}

/// Four runs of a reader: everything is new, nothing is, one item is edited, one is added. The reader
/// holds what is published after each of them, and nothing twice. `edited` is the edit that the reader
/// takes for one: number, title and text.
#[track_caller]
fn check(read: impl Fn(&World) -> Vec<(String, Held)>, edited: (usize, &str, &str)) {
    let world = World::new();
    let mut items: Vec<_> =
        TITLES.iter().enumerate().map(|(number, title)| (number, *title, "Text")).collect();
    let agree = |moment: &str| {
        let wanted = world.wanted();
        for (feed, held) in read(&world) {
            assert_eq!(held, wanted, "{moment}: {feed}");
        }
        wanted.len()
    };
    world.publish(NOW, &items);
    assert_eq!(agree("first run"), TITLES.len());
    assert_eq!(agree("nothing published since"), TITLES.len());
    world.publish(DAY_LATER, &items);
    assert_eq!(agree("unchanged run"), TITLES.len());
    items[edited.0] = edited;
    world.publish(DAY_LATER, &items);
    assert_eq!(agree("edited item"), TITLES.len());
    items.push((9, ADDED, "Text"));
    world.publish(YEAR_LATER, &items);
    assert_eq!(agree("added item"), TITLES.len() + 1);
}

#[test]
fn newsboat_shows_every_item_once() {
    let Some(newsboat) = tool("newsboat") else { return };
    // It knows an item by its id alone, whichever feed it is in: each format gets a cache of its own.
    let read_one = |world: &World, name: &str| {
        let home = world.mill.path(&format!("newsboat/{name}"));
        fs::create_dir_all(&home).unwrap();
        fs::write(home.join("urls"), format!("{}all/{name}\n", world.served.url)).unwrap();
        fs::write(home.join("config"), "").unwrap();
        let run = |words: &str| {
            let mut command = Command::new(&newsboat);
            for (option, file) in [("-u", "urls"), ("-C", "config"), ("-c", "cache.db")] {
                command.arg(option).arg(home.join(file));
            }
            let command = command.args(["-x", words]).env("HOME", &home).env("LC_ALL", "C.UTF-8");
            let output = command.env_remove("http_proxy").env_remove("all_proxy").output().unwrap();
            assert!(output.status.success(), "{output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        run("reload");
        let unread = run("print-unread");
        let cache = rusqlite::Connection::open(home.join("cache.db")).unwrap();
        let mut held = Held::new();
        let mut rows = cache.prepare("SELECT guid, title FROM rss_item WHERE deleted = 0").unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        for (id, title) in rows.map(Result::unwrap) {
            held.entry(id).or_default().push(title);
        }
        let count: usize = held.values().map(Vec::len).sum();
        assert!(unread.starts_with(&format!("{count} unread")), "{unread}");
        (name.to_owned(), held)
    };
    let read = |world: &World| ["rss.xml", "atom.xml"].map(|name| read_one(world, name)).into();
    check(read, (1, EDITED, "Other words"));
}

#[test]
fn sfeed_shows_every_item_once() {
    let (Some(update), Some(_)) = (tool("sfeed_update"), tool("sfeed")) else { return };
    let read = |world: &World| {
        let home = world.mill.path("sfeed");
        fs::create_dir_all(&home).unwrap();
        let public = world.mill.path("feeds/public/all");
        // Files instead of addresses: the program for those is not always there.
        let config = format!(
            "sfeedpath='{}'\nfetch() {{ cat \"$2\"; }}\nfeeds() {{\n\
             feed rss '{public}/rss.xml' '{url}'\nfeed atom '{public}/atom.xml' '{url}'\n}}\n",
            home.display(),
            url = world.served.url,
            public = public.display(),
        );
        fs::write(home.join("sfeedrc"), config).unwrap();
        let output =
            Command::new(&update).arg(home.join("sfeedrc")).env("HOME", &home).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let held = |feed: &str| {
            let text = fs::read_to_string(home.join(feed)).unwrap();
            let mut held = Held::new();
            for line in text.lines() {
                let fields: Vec<&str> = line.split('\t').collect();
                assert!(fields[0].parse::<i64>().is_ok_and(|time| time > 1_778_000_000), "{line}");
                assert!(fields[2].starts_with("http"), "{line}");
                assert_eq!(fields[6], "Ann & Bo", "{line}");
                held.entry(fields[5].to_owned()).or_default().push(fields[1].to_owned());
            }
            (feed.to_owned(), held)
        };
        vec![held("rss"), held("atom")]
    };
    // To sfeed an item with another title is another item, whatever its id.
    check(read, (1, TITLES[1], "Other words"));
}
