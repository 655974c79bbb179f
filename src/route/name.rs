//! Settings → a name for them. Equal settings have equal names, and others have other names.
//!
//! To write twenty thousand terms as a programmer reads them takes ten times as long as to hash
//! them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::hexadecimal;

use super::{Example, Lists, Settings, Term, Test, Topic};

/// Ends a text: no byte of UTF-8.
const END: u8 = 0xFF;

impl Settings {
    /// A name for all that decides about topics, and what topics say about themselves.
    pub fn name(&self) -> String {
        // Whoever adds a field is asked for it here.
        let Settings { threshold, share, category_wins, topics, rules } = self;
        let mut bytes = Vec::new();
        put(&mut bytes, &format!("{threshold:?} {share:?} {category_wins:?} {rules:?}"));
        topics.iter().for_each(|topic| put_topic(&mut bytes, topic));
        hexadecimal(&Sha256::digest(bytes))
    }
}

fn put_topic(bytes: &mut Vec<u8>, topic: &Topic) {
    let Topic { id, title, description, categories, lists, priors, examples } = topic;
    put(bytes, id);
    put(bytes, title);
    put(bytes, &format!("{description:?}"));
    put(bytes, lists.name());
    put_texts(bytes, categories);
    put_priors(bytes, priors);
    count(bytes, examples.len());
    for Example { belongs, id, title, text } in examples {
        put(bytes, &format!("{belongs:?} {id:?}"));
        put(bytes, title);
        put(bytes, text);
    }
}

pub(super) fn put_lists(bytes: &mut Vec<u8>, lists: &Lists) {
    let Lists { strong, names, weak, shields, elsewhere, exclude, tests } = lists;
    for terms in [strong, names, weak] {
        count(bytes, terms.len());
        for Term { text, weight } in terms {
            put(bytes, text);
            bytes.extend(weight.map_or([END; 8], f64::to_le_bytes));
        }
    }
    for texts in [shields, elsewhere, exclude] {
        put_texts(bytes, texts);
    }
    count(bytes, tests.len());
    for Test { title, text, expect } in tests {
        bytes.push(u8::from(*expect));
        put(bytes, title);
        put(bytes, text);
    }
}

fn put_texts(bytes: &mut Vec<u8>, texts: &[String]) {
    count(bytes, texts.len());
    texts.iter().for_each(|text| put(bytes, text));
}

fn put_priors(bytes: &mut Vec<u8>, priors: &BTreeMap<String, f64>) {
    count(bytes, priors.len());
    for (source, prior) in priors {
        put(bytes, source);
        bytes.extend(prior.to_le_bytes());
    }
}

pub(super) fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(END);
}

fn count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend_from_slice(&count.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{LazyLists, Rules};

    #[test]
    fn whatever_differs_has_another_name() {
        let lists = Lists {
            strong: vec!["wafer".into(), "fab".into()],
            weak: vec!["chip".into()],
            shields: vec!["blue chip".to_owned()],
            ..Lists::default()
        };
        let topic = Topic {
            lists: lists.clone().into(),
            priors: [("lane".to_owned(), 1.0)].into(),
            ..Topic::default()
        };
        let of = |topics: Vec<Topic>| Settings {
            threshold: 5.0,
            share: 0.5,
            category_wins: true,
            topics,
            rules: Rules::default(),
        };
        let plain = of(vec![topic.clone()]);
        assert_eq!(plain.name(), plain.clone().name());
        let changes: [fn(&mut Topic); 6] = [
            |it| it.id = "x".to_owned(),
            |it| it.title = "x".to_owned(),
            |it| it.description = Some(String::new()),
            |it| it.categories.push("x".to_owned()),
            |it| it.priors = [("lane".to_owned(), 2.0)].into(),
            |it| {
                let (title, text) = ("x".to_owned(), String::new());
                it.examples.push(Example { belongs: true, id: None, title, text });
            },
        ];
        let in_lists: [fn(&mut Lists); 8] = [
            |it| it.strong[0].weight = Some(2.0),
            |it| it.strong.swap(0, 1),
            |it| it.strong = vec!["waferfab".into()],
            |it| it.names.extend(it.strong.pop()),
            |it| it.weak.clear(),
            |it| it.elsewhere.append(&mut it.shields),
            |it| it.exclude.push(String::new()),
            |it| {
                let (title, text) = ("x".to_owned(), String::new());
                it.tests.push(Test { title, text, expect: true });
            },
        ];
        let mut names = vec![plain.name()];
        for change in changes {
            let mut other = topic.clone();
            change(&mut other);
            names.push(of(vec![other]).name());
        }
        for change in in_lists {
            let mut other = lists.clone();
            change(&mut other);
            let later = LazyLists::later("text", &other, Lists::default);
            let more = LazyLists::later("more", &other, Lists::default);
            names.extend(
                [other.into(), later, more]
                    .map(|lists| of(vec![Topic { lists, ..topic.clone() }]).name()),
            );
        }
        names.push(of(vec![topic.clone(), topic]).name());
        names.push(Settings { threshold: 6.0, ..plain.clone() }.name());
        names.push(Settings { share: 0.6, ..plain.clone() }.name());
        names.push(Settings { category_wins: false, ..plain }.name());
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
