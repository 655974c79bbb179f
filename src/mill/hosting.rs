//! The configuration → what a host is told.

use std::path::{Path, PathBuf};

use crate::{
    config::Config,
    model::{ALL, Names},
    render,
};

pub use crate::render::Host;

/// What a host is told so that it serves the published files right. `root` is the folder on that host
/// which the addresses of the site start from; without it, this is what the configuration says.
pub fn hosting(config: &Config, host: Host, root: Option<&Path>) -> String {
    let dir = &config.publish.dir;
    let root = root.map_or_else(|| root_of(dir, config), Path::to_owned);
    let topics = config.route.topics.iter().map(|topic| topic.id.as_str());
    let topics: Vec<&str> = topics.chain([ALL]).collect();
    render::hosting(host, &root.display().to_string(), &topics, &config.render)
}

/// Where each format of feeds stands, for whoever serves the published files.
pub fn names(config: &Config) -> Names {
    config.render.names.clone()
}

/// The folder that addresses start from: the output directory, or above it as far as its path is that
/// of the site.
fn root_of(dir: &Path, config: &Config) -> PathBuf {
    let path = config.render.site.base_url.path().trim_matches('/');
    let above = dir.ancestors().nth(path.split('/').filter(|part| !part.is_empty()).count());
    above.filter(|above| above.join(path) == dir).unwrap_or(dir).to_owned()
}
