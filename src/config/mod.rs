//! `config.toml` → the settings that each stage owns.

use std::path::PathBuf;

use crate::{fetch, model, normalize, parse, publish, render, route, schedule, store};

/// Everything the program obeys, checked and ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The file it was read from; `None` for the built-in defaults.
    pub path: Option<PathBuf>,
    /// The folder that relative paths start from.
    pub root: PathBuf,
    /// The sources that are switched on, in the order of the file.
    pub sources: Vec<Source>,
    /// Ids of the sources that are switched off.
    pub disabled: Vec<String>,
    pub fetch: fetch::Settings,
    pub store: store::Settings,
    pub route: route::Settings,
    pub render: render::Settings,
    pub publish: publish::Settings,
    /// Most items of a live feed.
    pub items: usize,
}

/// A source with the settings of each stage that its documents pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub source: model::Source,
    pub place: fetch::Place,
    pub schedule: schedule::Settings,
    pub parse: parse::Settings,
    pub normalize: normalize::Settings,
}
