//! What the ledger costs: `cargo bench --bench store`.
//!
//! Items of a hundred visits go into an empty ledger in one commit, beside plain rows of the same texts
//! in one transaction of the same database (`floor`). Then what the next run asks first: the state of
//! every source.

#[path = "../think/articles.rs"]
mod articles;

use std::collections::BTreeMap;

use articles::Articles;
use chrono::{DateTime, Utc};
use divan::{Bencher, black_box, counter::ItemsCount};
use feedmill::{
    group,
    model::{Changes, Item, Kind, Origin, Source, SourceState},
    normalize,
    store::{Mode, Settings, Store},
};
use rusqlite::Connection;
use tempfile::TempDir;

const SOURCES: usize = 100;

fn main() {
    divan::main();
}

/// Items of each source, as its visit finds them.
fn visits(items: usize) -> BTreeMap<String, Changes> {
    let mut articles = Articles::new(5, SOURCES);
    let mut visits: BTreeMap<String, Changes> = BTreeMap::new();
    let (settings, origin) = (normalize::Settings::standard(), Origin::default());
    let now = DateTime::<Utc>::from_timestamp(1_900_000_000, 0).expect("it is within some years");
    for _ in 0..items {
        let (number, entry) = articles.next();
        let id = format!("source-{number}");
        let source =
            Source { id, name: None, kind: Kind::Feed, topics: Vec::new(), tags: Vec::new() };
        let item = normalize::normalize(&entry, "bench", &source, &origin, &settings, now);
        visits.entry(source.id).or_default().new.push(item.expect("it has an id"));
    }
    visits.values_mut().for_each(group::imprint);
    visits
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

fn ledger(folder: &TempDir) -> Store {
    let settings = Settings { path: folder.path().join("state.db") };
    Store::open(&settings, Mode::Write).expect("the folder can be written to")
}

fn fill(store: &Store, visits: BTreeMap<String, Changes>) {
    store.begin().expect("nobody else writes");
    for (source, changes) in visits {
        store.apply(&source, changes, &SourceState::default()).expect("every id is new");
    }
    store.commit().expect("the disk is not full");
}

/// Items, their keys, their texts, what is kept of their words, and the state of their source.
#[divan::bench(args = [1_000, 10_000], sample_count = 10, sample_size = 1)]
fn new_items(bencher: Bencher, items: usize) {
    let visits = visits(items);
    bencher
        .counter(ItemsCount::new(items))
        .with_inputs(|| {
            let folder = folder();
            (ledger(&folder), folder, visits.clone())
        })
        .bench_local_values(|(store, folder, visits)| {
            fill(&store, visits);
            (store, folder)
        });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 10, sample_size = 1)]
fn new_items_floor(bencher: Bencher, items: usize) {
    let visits = visits(items);
    let items: Vec<&Item> = visits.values().flat_map(|changes| &changes.new).collect();
    let connect = || {
        let folder = folder();
        let table = Connection::open(folder.path().join("floor.db")).expect("it can be written to");
        let create = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE item (guid TEXT PRIMARY KEY, source TEXT, published INTEGER, link TEXT,
                title TEXT, summary TEXT, content TEXT) WITHOUT ROWID";
        table.execute_batch(create).expect("the table is new");
        (table, folder)
    };
    bencher.counter(ItemsCount::new(items.len())).with_inputs(connect).bench_local_values(
        |(mut table, folder)| {
            let group = table.transaction().expect("nobody else writes");
            let row = "INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let mut insert = group.prepare(row).expect("the table is there");
            for item in &items {
                let texts = (item.summary.as_deref(), item.content.as_deref());
                let (link, at) = (item.link.as_deref(), item.published.at.timestamp());
                let (guid, title) = (item.guid.as_str(), &*item.title.text);
                insert
                    .execute((guid, &item.source, at, link, title, texts.0, texts.1))
                    .expect("every id is new");
            }
            drop(insert);
            group.commit().expect("the disk is not full");
            (table, folder)
        },
    );
}

/// The state of each source, in a ledger of ten thousand items.
#[divan::bench]
fn states(bencher: Bencher) {
    let folder = folder();
    let store = ledger(&folder);
    let visits = visits(10_000);
    let ids: Vec<String> = visits.keys().cloned().collect();
    fill(&store, visits);
    bencher.counter(ItemsCount::new(ids.len())).bench_local(|| {
        ids.iter().map(|id| store.source(id).expect("it is there")).for_each(|state| {
            black_box(state);
        });
    });
}

/// A row of three columns for each source.
#[divan::bench]
fn states_floor(bencher: Bencher) {
    let folder = folder();
    let table = Connection::open(folder.path().join("floor.db")).expect("it can be written to");
    let fill = "PRAGMA journal_mode = WAL;
        CREATE TABLE source (id TEXT PRIMARY KEY, etag TEXT, hash BLOB) WITHOUT ROWID;
        WITH RECURSIVE n (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < 99)
        INSERT INTO source SELECT 'source-' || x, '\"' || x || '\"', randomblob(32) FROM n";
    table.execute_batch(fill).expect("the table is new");
    let mut read = table.prepare("SELECT * FROM source WHERE id = ?1").expect("it is there");
    let ids: Vec<String> = (0..SOURCES).map(|number| format!("source-{number}")).collect();
    bencher.counter(ItemsCount::new(SOURCES)).bench_local(|| {
        for id in &ids {
            let state = read
                .query_row([id], |row| Ok((row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?)));
            black_box(state.expect("it is there"));
        }
    });
}
