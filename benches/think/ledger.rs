//! What a new item costs in a ledger that is full: whether it tells the same article as another one,
//! which story it is in, which of the three shipped topics. All of it with its reading and writing, on
//! one thread. The cost must not grow with what is stored.
//!
//! Every ledger says once how much it keeps of an item for this, beside the item itself.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box, counter::ItemsCount};
use feedmill::{
    config::{self, Config, Request},
    mill::{Access, Mill},
    model::{Body, Changes, Entry, Item, Kind, Origin, Source, SourceState},
    normalize,
    route::Router,
    store::{self, Mode, Store},
};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{articles::Articles, print::floor};

/// How many sources there are.
const SOURCES: usize = 40;

/// How many items are stored before.
const STORED: [usize; 3] = [1_000, 10_000, 100_000];

/// How many more come at a time.
const MORE: usize = 500;

/// Print, look-up of the same article, folding.
#[divan::bench(args = STORED, sample_count = 8, sample_size = 1)]
fn same_article(bencher: Bencher<'_, '_>, stored: usize) {
    let ledger = ledger(stored);
    let open = || ledger.mill(&ledger.without);
    measure(bencher, ledger, open, settle);
}

/// Four look-ups and as many rows for each item, in one transaction: the least that finds articles with
/// the same words among those that are stored.
#[divan::bench(args = STORED, sample_count = 8, sample_size = 1)]
fn same_article_floor(bencher: Bencher, stored: usize) {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let mut table = Connection::open(folder.path().join("floor.db")).expect("it can be written to");
    let create = "PRAGMA journal_mode = WAL;
        CREATE TABLE word (hash INTEGER, item INTEGER, PRIMARY KEY (hash, item)) WITHOUT ROWID";
    table.execute_batch(create).expect("the table is new");
    let mut articles = Articles::new(7, SOURCES);
    let mut next = |count: usize| -> Vec<String> {
        let text = |entry: Entry| match entry.content.or(entry.summary) {
            Some(Body::Html(text) | Body::Plain(text)) => text,
            _ => String::new(),
        };
        (0..count).map(|_| text(articles.next().1)).collect()
    };
    let mut item = 0;
    let mut settle = |texts: Vec<String>| {
        let group = table.transaction().expect("nobody else writes");
        let prepare = |sql| group.prepare(sql).expect("the table is there");
        let mut alike = prepare("SELECT item FROM word WHERE hash = ?1");
        let mut add = prepare("INSERT OR IGNORE INTO word VALUES (?1, ?2)");
        for text in texts {
            item += 1;
            for hash in floor(&text).iter().take(4).map(|hash| hash.cast_signed()) {
                let others = alike.query_map([hash], |row| row.get::<_, i64>(0));
                black_box(others.expect("it takes one value").flatten().collect::<Vec<_>>());
                add.execute((hash, item)).expect("it takes two values");
            }
        }
        drop((alike, add));
        group.commit().expect("the disk is not full");
    };
    settle(next(stored));
    bencher
        .counter(ItemsCount::new(MORE))
        .with_inputs(|| next(MORE))
        .bench_local_values(&mut settle);
}

/// The same, and the story.
#[divan::bench(args = STORED, sample_count = 8, sample_size = 1)]
fn same_article_and_story(bencher: Bencher<'_, '_>, stored: usize) {
    let ledger = ledger(stored);
    measure(bencher, ledger, || ledger.mill(&ledger.config), settle);
}

/// Topics alone.
#[divan::bench(args = STORED, sample_count = 8, sample_size = 1)]
fn topics(bencher: Bencher<'_, '_>, stored: usize) {
    let ledger = ledger(stored);
    let prepare = || {
        settle(ledger.mill(&ledger.config));
        ledger.store()
    };
    measure(bencher, ledger, prepare, |store| ledger.file(store));
}

/// The same article, the story and the topics.
#[divan::bench(args = STORED, sample_count = 8, sample_size = 1)]
fn all_three(bencher: Bencher<'_, '_>, stored: usize) {
    let ledger = ledger(stored);
    let open = || (ledger.mill(&ledger.config), ledger.store());
    measure(bencher, ledger, open, |(mill, store)| (settle(mill), ledger.file(store)));
}

/// Adds items, opens the ledger, and measures the rest. A run opens and closes it once, however many
/// items it has: what is open afterwards is closed when the time is taken.
fn measure<O, C>(
    bencher: Bencher<'_, '_>,
    ledger: &Ledger,
    open: impl Fn() -> O,
    run: impl Fn(O) -> C,
) {
    bencher
        .counter(ItemsCount::new(MORE))
        .with_inputs(|| {
            ledger.add(MORE);
            open()
        })
        .bench_local_values(run);
}

/// Finds out what tells the same article, and the stories.
fn settle(mill: Mill<'_>) -> Mill<'_> {
    mill.settle().expect("the ledger is whole");
    mill
}

/// A ledger in a folder of its own.
struct Ledger {
    _folder: TempDir,
    config: Config,
    /// The same without stories.
    without: Config,
    router: Router,
    articles: Mutex<Articles>,
}

/// The ledgers, for all benchmarks that use them.
static LEDGERS: Mutex<BTreeMap<usize, &'static Ledger>> = Mutex::new(BTreeMap::new());

/// The ledger of so many items; it is filled once.
fn ledger(stored: usize) -> &'static Ledger {
    let mut ledgers = LEDGERS.lock().unwrap_or_else(PoisonError::into_inner);
    ledgers.entry(stored).or_insert_with(|| {
        let ledger = Ledger::new();
        let mut left = stored;
        while left > 0 {
            // As items come: many at first, then some at a time.
            let more = left.min(2_000);
            ledger.add(more);
            settle(ledger.mill(&ledger.config));
            ledger.file(ledger.store());
            left -= more;
        }
        println!("{}", ledger.size(stored));
        Box::leak(Box::new(ledger))
    })
}

/// Removes the folders of all ledgers.
pub fn remove() {
    for ledger in LEDGERS.lock().unwrap_or_else(PoisonError::into_inner).values() {
        // What cannot be removed is left to the system, as all temporary files are.
        let _ = fs::remove_dir_all(&ledger.config.root);
    }
}

impl Ledger {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut text =
            "[site]\ntitle = \"Bench\"\nbase_url = \"https://bench.example/\"\n".to_owned();
        for topic in ["ai", "finance", "semiconductors"] {
            let _ = write!(
                text,
                "[[topic]]\nid = \"{topic}\"\ntitle = \"{topic}\"\nbase = \"{topic}\"\n"
            );
        }
        for number in 0..SOURCES {
            let _ = write!(text, "[[source]]\nurl = \"https://{}.example/feed\"\n", id(number));
            let _ = writeln!(text, "id = \"{}\"", id(number));
        }
        fs::write(folder.path().join("config.toml"), text).expect("the folder can be written to");
        let request = Request { cwd: folder.path().to_owned(), ..Request::default() };
        let config = config::load(&request).expect("the configuration is right").into_config();
        let mut without = config.clone();
        without.story.enabled = false;
        let (router, articles) =
            (Router::new(&config.route), Mutex::new(Articles::new(7, SOURCES)));
        Ledger { _folder: folder, config, without, router, articles }
    }

    /// Stores articles, as visits to their sources do.
    fn add(&self, count: usize) {
        let mut articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        let mut visits: BTreeMap<usize, Changes> = BTreeMap::new();
        let (settings, origin) = (normalize::Settings::standard(), Origin::default());
        for _ in 0..count {
            let (number, entry) = articles.next();
            let source = Source {
                id: id(number),
                name: None,
                kind: Kind::Feed,
                topics: Vec::new(),
                tags: Vec::new(),
            };
            let item = normalize::normalize(&entry, "bench", &source, &origin, &settings, now());
            visits.entry(number).or_default().new.push(item.expect("it has an id"));
        }
        let store = self.store();
        store.begin().expect("nobody else writes");
        for (number, changes) in visits {
            let state = SourceState::default();
            store.apply(&id(number), changes, &state).expect("every id is new");
        }
        store.commit().expect("the disk is not full");
    }

    /// The ledger as a run opens it.
    fn mill<'c>(&self, config: &'c Config) -> Mill<'c> {
        Mill::open(config, Access::Write { wait: false }).expect("nobody else writes")
    }

    /// Files what is new, as publishing does: in one transaction.
    fn file(&self, store: Store) -> Store {
        let file = |item: Item, _: &[Item]| self.router.file(&item, &[], now());
        let file_all = || store.file("bench", now(), file).map(drop);
        store.within::<_, store::Error>(file_all).expect("the ledger is whole");
        store
    }

    fn store(&self) -> Store {
        Store::open(&self.config.store, Mode::Write).expect("the ledger is there")
    }

    /// How much is kept of an item.
    fn size(&self, stored: usize) -> String {
        let connection = Connection::open(&self.config.store.path).expect("it is there");
        let number = |sql: &str| -> i64 {
            connection.query_row(sql, [], |row| row.get(0)).expect("the tables are there")
        };
        let of = |names: &str| {
            number(&format!("SELECT sum(payload) FROM dbstat WHERE name IN ({names})"))
                / stored as i64
        };
        let whole = number("SELECT sum(pgsize) FROM dbstat WHERE name <> 'kept'") / stored as i64;
        let mut size = format!("{stored} stored, {whole} bytes an item in all");
        for (what, names) in [
            ("print", "'print'"),
            ("look-up", "'lookup','lookup_new'"),
            (
                "story",
                "'story','sqlite_autoindex_story_1','story_by_last','item_by_story','story_alias'",
            ),
            ("topics", "'route'"),
        ] {
            let _ = write!(size, ", {what} {}", of(names));
        }
        let count = |what| number(&format!("SELECT count(*) FROM {what}"));
        let (stories, folded) = (count("story"), count("item WHERE owner IS NOT NULL"));
        let filed = count("route WHERE topics <> '[]'");
        let _ = write!(size, "; {stories} stories, {folded} folded, {filed} in a topic");
        size
    }
}

fn id(source: usize) -> String {
    format!("source-{source}")
}

/// Later than every article.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_900_000_000, 0).expect("it is within some years")
}
