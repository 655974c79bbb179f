//! `config.toml` → the settings that each stage owns.
//!
//! The way: `search` finds the file, `layer` puts the environment and `--set` over it, `read` brings
//! every value into the shape that [`mod@file`] gives it, `check` says what a shape cannot. Everything
//! that is wrong is told at once, each with its line and what was meant.
//!
//! The environment is an argument, so the same request gives the same answer.

mod basis;
mod check;
pub mod edit;
mod error;
pub mod file;
mod ids;
mod later;
mod layer;
mod place;
mod portable;
mod read;
mod schema;
mod search;
mod shape;
mod show;
mod suggest;
mod value;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::Deserialize;

pub use basis::{Glance, Named, glance};
pub use error::{Error, Message, Severity, Warning};
pub use ids::Ids;
pub use place::{Document, Origins, Place};
pub use portable::portable;
pub use schema::schema;
pub use show::{show, show_json};

use crate::{fetch, group, model, normalize, parse, publish, render, route, schedule, store};

/// Everything the program obeys, checked and ready.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The file it was read from.
    pub path: PathBuf,
    /// The folder that relative paths start from.
    pub root: PathBuf,
    /// The sources that are switched on, in the order of the file.
    pub sources: Vec<Source>,
    /// Ids of the sources that are switched off.
    pub disabled: Vec<String>,
    /// The sources that are switched off: no list switches them on.
    pub off: Vec<Source>,
    /// What fetching obeys.
    pub fetch: fetch::Settings,
    /// What the store obeys.
    pub store: store::Settings,
    /// What grouping obeys: when two items are one article.
    pub group: group::Settings,
    /// What routing obeys: the topics.
    pub route: route::Settings,
    /// What stories obey.
    pub story: group::story::Settings,
    /// Groups of sources that may edit each other's items.
    pub trust: Vec<BTreeSet<String>>,
    /// What rendering obeys.
    pub render: render::Settings,
    /// What publishing obeys.
    pub publish: publish::Settings,
    /// Whether the list of the sources is published.
    pub subscriptions: bool,
    /// The program that is run after a publish.
    pub hook: Option<publish::Hook>,
    /// Whether sources have feeds of their own, where they do not say so themselves.
    pub source_feeds: bool,
    /// Object storage that gets what is published.
    pub objects: Option<Objects>,
    /// Files for whoever watches.
    pub private: publish::Private,
    /// Whether items that leave a live feed are put into archives.
    pub archive: bool,
    /// Most items of a live feed.
    pub items: usize,
    /// How long the text of an item is kept; `None` is for ever.
    pub keep_items: Option<Duration>,
}

/// A source with the settings of each stage that its documents pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its id, name, kind, topics and labels.
    pub source: model::Source,
    /// Home page, for lists of our sources.
    pub home: Option<String>,
    /// What it is about, for lists of our sources.
    pub description: Option<String>,
    /// Where it is read from.
    pub place: fetch::Place,
    /// When it is read.
    pub schedule: schedule::Settings,
    /// When the feeds of a list are read.
    pub feeds: schedule::Settings,
    /// How its documents are parsed; most sources share that.
    pub parse: Arc<parse::Settings>,
    /// How its entries are normalised.
    pub normalize: normalize::Settings,
    /// Whether it has a feed of its own, where that differs from the rest.
    pub feed: Option<bool>,
    /// How much of its items' bodies is published, where it differs from the rest.
    pub content: Option<render::Content>,
    /// Most pages of items that are asked for in one run, for their whole text; 0 for none.
    pub pages: usize,
    /// Most feeds that are taken from a list.
    pub most_sources: usize,
    /// Whether the folders of a list give topics.
    pub topics_from_folders: bool,
}

/// A store of objects, and where its keys stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Objects {
    /// The store.
    pub settings: publish::objects::Settings,
    /// Access key id of S3, account of Azure.
    pub access_key: Option<fetch::Kept>,
    /// Secret access key of S3, access key of Azure, service account of Google.
    pub secret_key: Option<fetch::Kept>,
    /// Session token of S3.
    pub session_token: Option<fetch::Kept>,
}

/// What to load, and everything from outside that bears on it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `--config`: the file, relative to `cwd`.
    pub path: Option<PathBuf>,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// `--set`: values over those of the file, each as `key=value`.
    pub set: Vec<String>,
    /// `--out`: the output directory, relative to `cwd`.
    pub out: Option<PathBuf>,
    /// The current directory.
    pub cwd: PathBuf,
}

/// A configuration, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What the program obeys.
    pub config: Config,
    /// The same as it would be written, defaults filled in and secrets taken out.
    pub file: file::File,
    /// The file as it was read.
    pub document: Arc<Document>,
    /// Where each value was given.
    pub origins: Origins,
    /// What is odd about it, in order of position.
    pub warnings: Vec<Warning>,
    needed: Vec<read::Needed>,
    /// A name for all that it was read from, but for the files that it names.
    basis: String,
    named: Vec<Named>,
}

impl Loaded {
    /// What the program obeys, and nothing else.
    pub fn into_config(self) -> Config {
        self.config
    }

    /// The same, with what it was read from: a name for that, and the files that it names.
    pub fn into_config_and_basis(self) -> (Config, (String, Vec<Named>)) {
        (self.config, (self.basis, self.named))
    }

    /// The secrets that are not where they should be. The sources that need them will fail; all
    /// others are read.
    pub fn missing(&self) -> Vec<Warning> {
        let told = self.needed.iter().filter_map(|needed| {
            let missing = needed.kept.read().err()?;
            let mut what = format!("{} needs a secret that is not there: {missing}", needed.whose);
            if let Some(cause) = std::error::Error::source(&missing) {
                what.push_str(&format!(": {cause}"));
            }
            let message = Message::new(what).meant(Some(missing.help()));
            let (severity, place) = (Severity::Warning, needed.place.clone());
            Some(Message { severity, place, is_private: true, ..message })
        });
        told.collect()
    }
}

/// Finds, reads and checks the configuration.
///
/// # Errors
///
/// There is no file, it cannot be read, or something in it, in the environment or in `--set` is wrong.
pub fn load(request: &Request) -> Result<Loaded, Error> {
    let (path, document) = search::find(request)?;
    let root = check::tidy(path.parent().unwrap_or(Path::new("/")));
    if root.to_str().is_none() {
        return Err(Error::Folder(root));
    }
    let out = request.out.as_ref().map(|out| check::tidy(&request.cwd.join(out)));
    let base = check::Base { path, root, out, env: request.env.clone() };
    check_text(Arc::new(document), request, &base)
}

/// Checks what the file would say with another text, before it says so.
///
/// # Errors
///
/// Something in the text is wrong.
pub fn revise(request: &Request, before: &Loaded, text: String) -> Result<Loaded, Error> {
    let Config { path, root, .. } = before.config.clone();
    let document = Document { name: before.document.name.clone(), text };
    let base = check::Base { path, root, out: None, env: request.env.clone() };
    check_text(Arc::new(document), request, &base)
}

/// The configuration as it would be if topic `id` had these lists as well: those of files that have the
/// form of a topic file, then `own`. And what is odd about them.
///
/// # Errors
///
/// Something in the lists is wrong.
pub fn with_lists(
    loaded: &Loaded,
    id: &str,
    files: Vec<Document>,
    own: &file::Topic,
) -> Result<(Config, Vec<Warning>), Error> {
    let mut config = loaded.config.clone();
    let (path, root) = (config.path.clone(), config.root.clone());
    let base = check::Base { path, root, out: None, env: BTreeMap::new() };
    let mut report = read::Report::default();
    config.route.topics = check::topics_with(&loaded.file, &base, id, files, own, &mut report);
    if !report.errors.is_empty() {
        return Err(Error::Invalid(report.errors));
    }
    Ok((config, report.warnings))
}

/// What is said of the configuration itself comes first, then what is said of the files it names.
fn order(message: &Message, main: &Arc<Document>) -> (bool, Option<(usize, usize)>) {
    let elsewhere = match &message.place {
        Some(Place::File { document, .. }) => !Arc::ptr_eq(document, main),
        _ => false,
    };
    (elsewhere, message.position())
}

fn check_text(
    document: Arc<Document>,
    request: &Request,
    base: &check::Base,
) -> Result<Loaded, Error> {
    let shape = shape::Shape::of_file();
    let mut report = read::Report::default();
    let text = Arc::clone(&document);
    let basis = basis::basis(request, &base.path, &document);
    let mut table = layer::file(&document, &shape, &mut report)
        .map_err(|message| Error::Invalid(vec![*message]))?;
    layer::environment(&request.env, &shape, &mut table, &mut report);
    layer::options(&request.set, &shape, &mut table, &mut report);
    // The shape was checked against the same structs; should they ever differ, serde says how.
    let mut file = file::File::deserialize(table)
        .map_err(|error| Error::Invalid(vec![Message::new(error.message())]))?;
    file.source.iter_mut().for_each(file::Source::fill);
    let config = check::check(&file, base, &mut report);
    show::hide(&mut file);
    if let Some(out) = &base.out {
        file.output.dir = out.display().to_string();
    }
    let read::Report { origins, mut errors, mut warnings, needed, named } = report;
    if !errors.is_empty() {
        errors.sort_by_key(|message| order(message, &text));
        return Err(Error::Invalid(errors));
    }
    warnings.sort_by_key(|message| order(message, &text));
    Ok(Loaded { config, file, document: text, origins, warnings, needed, basis, named })
}
