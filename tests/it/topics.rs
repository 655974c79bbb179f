//! The topics that are shipped, on the labelled sample beside the checkout, where it is there.

use std::{fs, path::PathBuf};

use feedmill::{
    config::{Request, load},
    mill,
    route::{Router, Subject},
};
use serde_json::Value;

fn config() -> feedmill::config::Config {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    load(&Request { cwd: root, ..Request::default() }).unwrap().into_config()
}

#[test]
fn the_tests_of_the_topics_hold() {
    let misses: Vec<_> = mill::topic_misses(&config());
    assert!(misses.is_empty(), "{misses:#?}");
}

#[test]
fn the_labelled_sample_is_routed_as_labelled() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Ok(lines) = fs::read_to_string(shared.join("data/topics/topics-dev.jsonl")) else { return };
    let router = Router::new(&config().route);
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| item[key].as_str().unwrap_or_default();
        let has = |key: &str, topic: &str| {
            item[key].as_array().is_some_and(|list| list.iter().any(|label| label == topic))
        };
        for verdict in router.verdicts(&Subject::sample(text("title"), text("text"))) {
            let topic = &verdict.topic;
            if verdict.routed != has("topics", topic) && !has("maybe", topic) {
                wrong.push((text("title").to_owned(), verdict));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
