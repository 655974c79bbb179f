//! The shipped topics against items that people have labelled: precision, recall and F1 per topic.
//!
//! In: `*.jsonl` beside this file, an item a line, all written for this project. Out: a table, and
//! every miss with the terms that led to it. Run it with `cargo test --test labelled`; it fails
//! below the [`FLOORS`](score::FLOORS).
//!
//! Two items of five are kept aside: nobody tunes a list on them, so their column says what to
//! expect of items that nobody has seen. `senses.jsonl` and `senses-aside.jsonl` have headlines and
//! summaries of words with several senses, harder than any newspaper; they have columns of their
//! own, and the second is aside as a whole. `sentences.jsonl` and `sentences-aside.jsonl` have such
//! words in a title with a sentence or two below, as feeds send them; nobody tunes on the second.
//! `fresh.jsonl` was written last of all by who did not know the lists, and nothing was tuned on it:
//! what it says is what to expect. `LABELLED_FILE=items.jsonl` judges another set of the same form;
//! `LABELLED_MISSES=tuned` keeps the misses of the items aside unseen.
//!
//! A line has `id`, `title`, `text` and `topics`; `maybe` names topics that are right either way,
//! and `trap` says which word has two meanings.

mod score;

use std::{collections::BTreeMap, env, fs, path::Path, process::ExitCode};

use feedmill::{
    config::{Request, load},
    mill,
    model::Verdict,
    route::{Router, Subject},
};
use score::{FLOORS, SENSES_FLOORS, Sums};
use serde::Deserialize;

/// An item and what people say of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    title: String,
    text: String,
    topics: Vec<String>,
    #[serde(default)]
    maybe: Vec<String>,
    trap: Option<String>,
    #[serde(skip)]
    part: Part,
}

/// The column that counts an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    #[default]
    Tuned,
    Aside,
    Senses,
    SensesAside,
    Sentences,
    SentencesAside,
    Fresh,
}

impl Item {
    /// Whether nobody may tune on it.
    fn is_aside(&self) -> bool {
        matches!(self.part, Part::Aside | Part::SensesAside | Part::SentencesAside | Part::Fresh)
    }

    /// Of the items without a file of their own two of five are aside, by the number in the id.
    fn part_in(&self, file: &str) -> Part {
        let digits = self.id.trim_start_matches(|c: char| !c.is_ascii_digit());
        match file {
            "senses" => Part::Senses,
            "senses-aside" => Part::SensesAside,
            "sentences" => Part::Sentences,
            "sentences-aside" => Part::SentencesAside,
            "fresh" => Part::Fresh,
            _ if digits.parse().is_ok_and(|number: u64| matches!(number % 5, 0 | 3)) => Part::Aside,
            _ => Part::Tuned,
        }
    }
}

/// The shipped topics. They are read as topic files, so a changed list needs no new build.
const TOPICS: [&str; 3] = ["ai", "finance", "semiconductors"];

fn main() -> ExitCode {
    // What a listing of tests asks for.
    if env::args().any(|argument| argument == "--list") {
        println!("labelled: test");
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder for the configuration");
    let config = configuration(folder.path());
    let router = Router::new(&config.route);
    let items = items();
    let shown = env::var("LABELLED_MISSES").unwrap_or_default();

    let mut sums = BTreeMap::<Part, Sums>::new();
    let mut all = Sums::default();
    let mut misses = 0;
    for item in &items {
        let subject = Subject::sample(&item.title, &item.text);
        let verdicts = router.verdicts(&subject);
        if matches!(item.part, Part::Tuned | Part::Aside) {
            all.add(item, &verdicts);
        }
        if sums.entry(item.part).or_default().add(item, &verdicts) {
            continue;
        }
        misses += 1;
        if shown.is_empty() || (shown == "tuned" && !item.is_aside()) {
            tell(item, &verdicts);
        }
    }
    println!("{misses} of {} items have a miss\n", items.len());
    let empty = Sums::default();
    let of = |part: Part| sums.get(&part).unwrap_or(&empty);
    score::table(&[
        ("tuned", of(Part::Tuned)),
        ("aside", of(Part::Aside)),
        ("all", &all),
        ("senses", of(Part::Senses)),
        ("s. aside", of(Part::SensesAside)),
        ("texts", of(Part::Sentences)),
        ("t. aside", of(Part::SentencesAside)),
        ("fresh", of(Part::Fresh)),
    ]);

    let mut failed: Vec<_> = FLOORS.iter().filter(|floor| !floor.holds(&all)).collect();
    let of_senses =
        SENSES_FLOORS.iter().flat_map(|(part, floor)| (!floor.holds(of(*part))).then_some(floor));
    failed.extend(of_senses);
    for floor in &failed {
        println!("below the floor: {floor}");
    }
    let odd = mill::topic_misses(&config);
    for miss in &odd {
        println!("a test of topic {} does not hold: {}", miss.topic, miss.title);
    }
    if failed.is_empty() && odd.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A configuration that has the shipped topics and nothing else.
fn configuration(folder: &Path) -> feedmill::config::Config {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/route/topics");
    let topic = |id: &&str| {
        let base = shipped.join(format!("{id}.toml"));
        format!("[[topic]]\nid = {id:?}\nbase = {base:?}\n")
    };
    let text: String = TOPICS.iter().map(topic).collect();
    fs::write(folder.join("config.toml"), text).expect("a file in a new folder can be written");
    let request = Request { cwd: folder.to_owned(), ..Request::default() };
    match load(&request) {
        Ok(loaded) => {
            let warnings = loaded.warnings.iter().map(ToString::to_string);
            for warning in warnings.filter(|warning| !warning.contains("base_url")) {
                println!("warning: {warning}");
            }
            loaded.into_config()
        }
        Err(error) => panic!("the shipped topics cannot be read: {:#?}", error.messages()),
    }
}

/// The items, in the order of files and lines.
fn items() -> Vec<Item> {
    let mut paths = match env::var_os("LABELLED_FILE") {
        Some(path) => vec![path.into()],
        None => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled");
            let entries = fs::read_dir(&folder).expect("the folder of this file is there");
            let paths = entries.map(|entry| entry.expect("a listed entry can be read").path());
            paths.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect()
        }
    };
    paths.sort();
    let mut items = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path:?}: {why}"));
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut item: Item = serde_json::from_str(line)
                .unwrap_or_else(|why| panic!("{path:?}, line {}: {why}", at + 1));
            let known = |topic: &String| TOPICS.contains(&topic.as_str());
            assert!(item.topics.iter().chain(&item.maybe).all(known), "{}: unknown topic", item.id);
            item.part = item.part_in(&path.file_stem().unwrap_or_default().to_string_lossy());
            items.push(item);
        }
    }
    items
}

/// Prints a miss: what was wanted and what was found, with the terms.
fn tell(item: &Item, verdicts: &[Verdict]) {
    let trap = item.trap.as_deref().map(|trap| format!(" ({trap})")).unwrap_or_default();
    println!("{} {}{trap}", item.id, item.title);
    for verdict in verdicts {
        let wanted = item.topics.contains(&verdict.topic);
        if wanted == verdict.routed || item.maybe.contains(&verdict.topic) {
            continue;
        }
        let sign = if wanted { "not in" } else { "wrongly in" };
        let terms: Vec<_> = verdict
            .evidence
            .iter()
            .map(|evidence| {
                let place = format!("{:?}", evidence.place).to_lowercase();
                format!("{} {} {place}", evidence.matched, evidence.weight)
            })
            .collect();
        let (score, needed) = (verdict.score, verdict.needed);
        println!("    {sign} {}: {score} of {needed} ({})", verdict.topic, terms.join(", "));
    }
}
