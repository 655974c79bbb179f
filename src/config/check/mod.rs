//! File → Config: what the types of the file cannot say is checked, and every stage gets its settings.
//!
//! Everything is checked before anything is refused, so one run tells all that is wrong. A value that
//! is wrong gives a harmless stand-in; the report then keeps the result from being used.

mod access;
mod documents;
mod identity;
mod objects;
mod output;
mod report;
mod rules;
mod schedule;
mod signals;
mod site;
mod sources;
mod story;
mod topics;
mod words;

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    time::Duration,
};

use super::{
    Config,
    file::{self, File, Size},
    read::Report,
    value,
};
use crate::{fetch, group, model, publish, render, store};

pub(super) use topics::with as topics_with;

/// Where the file is, and where the output shall go. It holds the environment, so it has no `Debug`.
pub(super) struct Base {
    /// The file.
    pub path: PathBuf,
    /// Its folder.
    pub root: PathBuf,
    /// The output directory, where the command line names one; absolute.
    pub out: Option<PathBuf>,
    /// The environment, in which secrets may stand.
    pub env: BTreeMap<String, String>,
}

impl Base {
    /// An absolute path without `.` parts. `..` stays: it may lead through a symbolic link.
    fn resolve(&self, path: &str) -> PathBuf {
        tidy(&self.root.join(path))
    }
}

/// Without `.` parts.
pub(super) fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// Whether a text can be the id of a source.
pub(super) fn is_id(text: &str) -> bool {
    words::id(text).is_ok()
}

/// Checks the file and gathers the settings of the stages.
pub(super) fn check(file: &File, base: &Base, report: &mut Report) -> Config {
    let site = site::site(&file.site, report);
    let mut topics = topics::topics(file, base, report);
    let sources = sources::sources(file, &topics.topics, base, &site, report);
    topics.rules = rules::rules(file, report);
    let trust = identity::trust(file, report);
    let (dir, state) = output::places(file, base, report);
    let names = output::names(file, report);
    let (enabled, disabled): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|(enabled, _)| *enabled);
    Config {
        path: base.path.clone(),
        root: base.root.clone(),
        sources: enabled.into_iter().map(|(_, source)| source).collect(),
        disabled: disabled.iter().map(|(_, source)| source.source.id.clone()).collect(),
        off: disabled.into_iter().map(|(_, source)| source).collect(),
        fetch: fetch(&file.fetch, base, &site.site, report),
        objects: objects::objects(&file.output, base, &dir, names.clone(), report),
        private: report::private(&file.report, base, &dir, &state, report),
        store: store::Settings { path: state },
        route: topics,
        trust,
        group: group::Settings {
            near_duplicate: file.identity.near_duplicate,
            cross_source: file.identity.cross_source,
        },
        story: story::story(file, report),
        render: render::Settings {
            site: site.site,
            formats: output::formats(&file.output, report),
            names,
            html: file.output.html,
            opml: file.output.opml,
            max_bytes: usize::try_from(size(&file.output.max_bytes, "output.max_bytes", report))
                .unwrap_or(usize::MAX),
            content: content(file.output.content),
            excerpt_words: file.output.excerpt_words as usize,
            headers: output::headers(&file.output, report),
            hubs: signals::hubs(&file.output.hub, report),
        },
        publish: publish::Settings {
            dir,
            max_shrink: file.output.max_shrink,
            kept: std::collections::BTreeSet::new(),
            compress: output::compress(&file.output, report),
        },
        archive: file.output.archive,
        subscriptions: file.output.subscriptions,
        hook: signals::hook(&file.output, base, report),
        source_feeds: signals::source_feeds(file, report),
        items: file.output.items as usize,
        keep_items: Some(duration(&file.state.keep_items, "state.keep_items", report))
            .filter(|keep| !keep.is_zero()),
    }
}

fn fetch(
    file: &file::Fetch,
    base: &Base,
    site: &model::Site,
    report: &mut Report,
) -> fetch::Settings {
    let mut time = |text: &str, key: &str| {
        let path = format!("fetch.{key}");
        let read = duration(text, &path, report);
        if read.is_zero() && key.ends_with("_timeout") {
            let wrong = value::Wrong::new(0..text.len(), "must be more than no time");
            report.wrong(&path, text, wrong);
        }
        read
    };
    fetch::Settings {
        host_interval: time(&file.host_interval, "host_interval"),
        connect_timeout: time(&file.connect_timeout, "connect_timeout"),
        idle_timeout: time(&file.idle_timeout, "idle_timeout"),
        total_timeout: time(&file.total_timeout, "total_timeout"),
        run_budget: Some(time(&file.run_budget, "run_budget")).filter(|budget| !budget.is_zero()),
        user_agent: site::user_agent(&file.user_agent, site, report),
        concurrency: file.concurrency as usize,
        per_host: file.per_host as usize,
        retries: file.retries,
        max_body: size(&file.max_body, "fetch.max_body", report),
        max_decoded: size(&file.max_decoded, "fetch.max_decoded", report),
        allow_addresses: networks(&file.allow_addresses, report),
        proxy: access::Reader { base, whose: "every source".to_owned(), enabled: true, report }
            .proxy(file.proxy.as_deref(), file.proxy_auth.as_ref(), "fetch"),
    }
}

fn networks(texts: &[String], report: &mut Report) -> Vec<fetch::Network> {
    let mut networks = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        match value::network(text) {
            Ok(network) => networks.push(network),
            Err(wrong) => report.wrong(&format!("fetch.allow_addresses.{index}"), text, wrong),
        }
    }
    networks
}

/// Reads a duration; zero where it is wrong, which is then reported.
fn duration(text: &str, path: &str, report: &mut Report) -> Duration {
    value::duration(text).unwrap_or_else(|wrong| {
        report.wrong(path, text, wrong);
        report.origins.spoil(path);
        Duration::ZERO
    })
}

/// Reads a size; one byte where it is wrong, which is then reported.
fn size(size: &Size, path: &str, report: &mut Report) -> u64 {
    value::size(size).unwrap_or_else(|wrong| {
        let text = match size {
            Size::Text(text) => text.as_str(),
            Size::Bytes(_) => "",
        };
        report.wrong(path, text, wrong);
        1
    })
}

fn content(content: file::Content) -> render::Content {
    match content {
        file::Content::Full => render::Content::Full,
        file::Content::Excerpt => render::Content::Excerpt,
        file::Content::None => render::Content::None,
    }
}
