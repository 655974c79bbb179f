//! Item → topics, with evidence.

/// What routing obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What a score must reach.
    pub threshold: f64,
    /// Smallest share of the score of the item's best topic.
    pub share: f64,
    /// Whether a category of the publisher gives its topic whatever the score.
    pub category_wins: bool,
    /// The topics, in the order of the config.
    pub topics: Vec<Topic>,
}

/// A subject with its rules and its tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topic {
    /// The id: a folder name in the output.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// One sentence on what the feed holds.
    pub description: Option<String>,
    /// Labels of publishers that mean this topic.
    pub categories: Vec<String>,
    /// Terms that suffice, two of them where none is in the title.
    pub strong: Vec<String>,
    /// Proper names; they count as strong terms and match capitals exactly when all in capitals.
    pub names: Vec<String>,
    /// Terms that support but never suffice.
    pub weak: Vec<String>,
    /// Phrases that swallow the terms within them and count nothing.
    pub shields: Vec<String>,
    /// What the topic's author expects of it.
    pub tests: Vec<Test>,
}

/// What the author of a topic expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Title of the sample.
    pub title: String,
    /// Text of the sample.
    pub text: String,
    /// Whether it belongs to the topic.
    pub expect: bool,
}
