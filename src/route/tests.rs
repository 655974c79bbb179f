use super::*;

fn topic(id: &str) -> Topic {
    Topic { id: id.to_owned(), title: id.to_owned(), ..Topic::default() }
}

fn words<T: From<&'static str>>(list: &[&'static str]) -> Vec<T> {
    list.iter().map(|&word| word.into()).collect()
}

fn settings() -> Settings {
    Settings {
        threshold: 5.0,
        share: 0.5,
        category_wins: true,
        topics: vec![
            Topic {
                categories: words(&["AI", "Artificial Intelligence"]),
                strong: words(&["AI", "language model*", "machine learning"]),
                weak: words(&["model", "retrain*"]),
                shields: words(&["role model*"]),
                ..topic("ai")
            },
            Topic {
                strong: words(&["chip", "chips", "wafer*", "半导体"]),
                names: words(&["AMD"]),
                weak: words(&["memory"]),
                shields: words(&["blue chip*", "fish and chips"]),
                ..topic("semiconductors")
            },
        ],
    }
}

fn judge(title: &str, text: &str, categories: &[&str]) -> Vec<Verdict> {
    let categories: Vec<_> =
        categories.iter().map(|label| crate::model::Text::line(label)).collect();
    let subject = Subject { title, text: [text, ""], categories: &categories, source_topics: &[] };
    Router::new(&settings()).verdicts(&subject)
}

#[track_caller]
fn check(title: &str, text: &str, want: &[&str]) {
    let verdicts = judge(title, text, &[]);
    let routed: Vec<_> =
        verdicts.iter().filter(|verdict| verdict.routed).map(|verdict| &verdict.topic).collect();
    assert_eq!(routed, want, "{title:?} {text:?} {verdicts:#?}");
}

#[test]
fn one_strong_term_in_the_title_suffices() {
    check("New wafers from the north", "", &["semiconductors"]);
    check("An “AI‑first” shop", "", &["ai"]);
}

#[test]
fn without_one_two_strong_terms_are_needed() {
    check("A visit", "They make one chip.", &[]);
    check("A visit", "They make wafers and a chip.", &["semiconductors"]);
}

#[test]
fn weak_terms_never_suffice() {
    check("A model with memory", "The model was retrained; memory, model, memory.", &[]);
}

#[test]
fn terms_stand_on_word_boundaries() {
    check("Retailers said the chair is chipped", "", &[]);
    check("Ai Weiwei opens a show", "", &[]);
    check("国产半导体设备", "", &["semiconductors"]);
}

#[test]
fn words_of_an_address_are_not_what_an_item_is_about() {
    check("See https://example.org/wafers?by=amd", "(https://chip.example/chips)", &[]);
}

#[test]
fn a_shield_swallows_the_words_within_it() {
    check("Blue chips rally as fish and chips sell out", "", &[]);
    check("Blue chips rally, chip maker leads", "", &["semiconductors"]);
}

#[test]
fn a_passing_mention_has_too_small_a_share() {
    let text =
        "AMD sells wafers, a chip and chips with memory. Machine learning and a language model.";
    check("AMD chips, wafers and memory: a chip story", text, &["semiconductors"]);
}

#[test]
fn a_category_gives_its_topic_whatever_the_score() {
    let verdicts = judge("Chips everywhere", "", &["artificial intelligence"]);
    assert!(verdicts[0].routed && verdicts[1].routed);
    assert_eq!(verdicts[0].ground, Ground::Category("artificial intelligence".to_owned()));
}

#[test]
fn each_term_counts_once_at_its_best_place() {
    let verdicts = judge("Wafers, wafers", "A wafer and AMD", &[]);
    let terms: Vec<_> = verdicts[1]
        .evidence
        .iter()
        .map(|evidence| (evidence.term.as_str(), evidence.matched.as_str(), evidence.weight))
        .collect();
    assert_eq!(terms, [("wafer*", "Wafers", 5.0), ("AMD", "AMD", 2.5)]);
    assert_eq!(verdicts[1].score, 7.5);
}

#[test]
fn terms_that_can_match_nothing_are_left_out() {
    let matchable = |term| Pattern::new(term, 0, Strength::Weak).is_some();
    assert!(matchable("retrain*"));
    assert!(!matchable("mo*del") && !matchable(" * "));
}
