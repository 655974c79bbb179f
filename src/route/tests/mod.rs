//! What a reader of the feeds would notice: items in, topics out.

mod examples;
mod matching;
mod scoring;

use super::*;

pub(super) fn words<T: From<&'static str>>(list: &[&'static str]) -> Vec<T> {
    list.iter().map(|&word| word.into()).collect()
}

pub(super) fn topic(id: &str) -> Topic {
    Topic { id: id.to_owned(), title: id.to_owned(), ..Topic::default() }
}

/// A topic with these lists.
pub(super) fn listed(id: &str, lists: Lists) -> Topic {
    Topic { lists: lists.into(), ..topic(id) }
}

/// Changes the lists of a topic.
pub(super) fn change(topic: &mut Topic, change: impl FnOnce(&mut Lists)) {
    let mut lists = Lists::clone(&topic.lists);
    change(&mut lists);
    topic.lists = lists.into();
}

pub(super) fn settings(topics: Vec<Topic>) -> Settings {
    Settings { threshold: 5.0, share: 0.5, category_wins: true, topics, rules: Rules::default() }
}

/// Two topics with every sort of list.
pub(super) fn two_topics() -> Settings {
    settings(vec![
        Topic {
            categories: words(&["AI", "Artificial Intelligence"]),
            lists: Lists {
                strong: words(&["AI", "language model*", "machine learning"]),
                weak: words(&["model", "retrain*"]),
                shields: words(&["role model*"]),
                ..Lists::default()
            }
            .into(),
            ..topic("ai")
        },
        listed(
            "semiconductors",
            Lists {
                strong: words(&["chip", "wafer*", "半导体"]),
                names: words(&["AMD"]),
                weak: words(&["memory"]),
                shields: words(&["blue chip*", "fish and chips"]),
                ..Lists::default()
            },
        ),
    ])
}

#[track_caller]
pub(super) fn judge(settings: &Settings, subject: &Subject<'_>) -> Vec<Verdict> {
    Router::new(settings).verdicts(subject)
}

/// The topics of an item by the two topics above.
#[track_caller]
pub(super) fn check(title: &str, text: &str, want: &[&str]) {
    let verdicts = judge(&two_topics(), &Subject::sample(title, text));
    let routed: Vec<_> =
        verdicts.iter().filter(|verdict| verdict.routed).map(|verdict| &verdict.topic).collect();
    assert_eq!(routed, want, "{title:?} {text:?} {verdicts:#?}");
}

/// Terms and texts in a random order give the same verdicts: a few hundred orders of a fixed
/// sequence.
#[test]
fn the_order_of_topics_and_terms_changes_nothing() {
    let mut state = 7_u64;
    let mut next = move |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let vocabulary = [
        "AI",
        "chip",
        "chips",
        "blue chip",
        "language model",
        "model",
        "models",
        "the",
        "语言模型",
        "AI芯片",
        "芯片",
        "machine learning",
        "role model",
        "learning",
        "of",
        "MWh",
        "wafer-thin",
        "loss",
        "반도체가",
    ];
    let shuffle = |list: &mut Vec<Term>, next: &mut dyn FnMut(usize) -> usize| {
        for at in (1..list.len()).rev() {
            list.swap(at, next(at + 1));
        }
    };
    for _ in 0..300 {
        let mut pick = |count: usize| -> Vec<Term> {
            (0..count)
                .map(|number| Term {
                    text: vocabulary[next(vocabulary.len())].to_owned(),
                    weight: (number % 3 == 0).then_some(0.1 + number as f64),
                })
                .collect()
        };
        let plain = |terms: Vec<Term>| terms.into_iter().map(|term| term.text).collect();
        let one = Lists {
            strong: pick(4),
            weak: pick(3),
            names: pick(2),
            shields: plain(pick(2)),
            exclude: plain(pick(1)),
            ..Lists::default()
        };
        let one = listed("one", one);
        let other = Lists { strong: pick(4), shields: plain(pick(2)), ..Lists::default() };
        let other = listed("other", other);
        let (title, text) = (plain(pick(4)) as Vec<String>, plain(pick(9)) as Vec<String>);
        let (title, text) = (title.join(" "), text.join(", "));
        let subject = Subject::sample(&title, &text);
        let mut want = judge(&settings(vec![one.clone(), other.clone()]), &subject);
        let mut mixed = [other, one];
        for topic in &mut mixed {
            // Of two with one text, the heavier counts, in whatever order they stand.
            change(topic, |lists| {
                for list in [&mut lists.strong, &mut lists.weak, &mut lists.names] {
                    shuffle(list, &mut next);
                }
                lists.shields.reverse();
            });
        }
        let mut got = judge(&settings(mixed.into()), &subject);
        want.sort_by(|a, b| a.topic.cmp(&b.topic));
        got.sort_by(|a, b| a.topic.cmp(&b.topic));
        assert_eq!(got, want, "{title:?} {text:?}");
    }
}

#[test]
fn any_text_is_taken() {
    let router = Router::new(&two_topics());
    let wild = [
        "",
        "\u{0}",
        "İ\u{307}ﬃ",
        "\u{1F600}AI\u{200D}",
        "-- - --",
        "://",
        "www.",
        "AI://AI",
        "芯\u{300}",
    ];
    for title in wild {
        for text in wild {
            let long = text.repeat(500);
            assert_eq!(router.verdicts(&Subject::sample(title, &long)).len(), 2);
        }
    }
}

#[test]
fn a_verdict_is_written_without_what_is_empty() {
    let verdicts = judge(&two_topics(), &Subject::sample("Fish and chips", "A new AMD part"));
    let want = [
        r#"{"topic":"ai","routed":false,"ground":"no-term","score":0.0,"needed":5.0}"#,
        r#"{"topic":"semiconductors","routed":false,"ground":"below-threshold","score":4.375,"needed":5.0,"evidence":[{"term":"AMD","matched":"AMD","place":"text","kind":"name","weight":4.375}],"shields":[{"shield":"fish and chips","matched":"Fish and chips","swallowed":["chip"]}]}"#,
    ];
    for (verdict, want) in verdicts.iter().zip(want) {
        let text = serde_json::to_string(verdict).unwrap();
        assert_eq!(text, want);
        assert_eq!(&serde_json::from_str::<Verdict>(&text).unwrap(), verdict);
    }
}
