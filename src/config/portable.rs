//! The effective configuration for another machine.

use super::{
    Loaded,
    file::{Term, Test, Texts, Topic, Weighed},
    show,
};
use crate::route;

/// The effective configuration as TOML, as [`show()`] gives it, for a folder elsewhere: patterns of local
/// files are relative where they can be, topics hold what was read from files beside the configuration,
/// and what is written goes to `output` and `state`.
pub fn portable(loaded: &Loaded, output: &str, state: &str) -> String {
    let mut loaded = loaded.clone();
    output.clone_into(&mut loaded.file.output.dir);
    state.clone_into(&mut loaded.file.state.path);
    // Another machine publishes nothing, so it runs nothing and tells nobody.
    loaded.file.output.post_publish.clear();
    loaded.file.output.hub = Texts::default();
    loaded.file.output.objects = None;
    let root = loaded.config.root.join("").display().to_string();
    for source in &mut loaded.file.source {
        for path in source.paths.iter_mut().chain(&mut source.path) {
            if let Some(below) = path.strip_prefix(&root) {
                *path = below.to_owned();
            }
        }
    }
    for (topic, joined) in loaded.file.topic.iter_mut().zip(&loaded.config.route.topics) {
        carry(topic, joined);
    }
    show(&loaded, false)
}

/// Puts into a topic what it has from files. A topic that is shipped is everywhere.
fn carry(topic: &mut Topic, joined: &route::Topic) {
    if topic.base.as_deref().is_some_and(|base| base.ends_with(".toml")) {
        *topic = whole(joined);
    }
    topic.examples = None;
    topic.example = joined.examples.iter().map(route::Example::line).collect();
}

fn whole(topic: &route::Topic) -> Topic {
    let term = |term: &route::Term| match term.weight {
        Some(weight) => Term::Weighed(Weighed { term: term.text.clone(), weight }),
        None => Term::Text(term.text.clone()),
    };
    let terms = |terms: &[route::Term]| terms.iter().map(term).collect();
    let test = |test: &route::Test| Test {
        title: test.title.clone(),
        text: test.text.clone(),
        expect: test.expect,
    };
    Topic {
        id: topic.id.clone(),
        title: Some(topic.title.clone()),
        description: topic.description.clone(),
        categories: topic.categories.clone(),
        strong: terms(&topic.lists.strong),
        weak: terms(&topic.lists.weak),
        names: terms(&topic.lists.names),
        shields: topic.lists.shields.clone(),
        elsewhere: topic.lists.elsewhere.clone(),
        exclude: topic.lists.exclude.clone(),
        priors: topic.priors.clone(),
        test: topic.lists.tests.iter().map(test).collect(),
        ..Topic::default()
    }
}
