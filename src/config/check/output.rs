//! `[output]` and `[state]`: where things are written.

use std::path::PathBuf;

use super::Base;
use crate::{
    config::{
        error::Message,
        file::{self, File},
        place::Place,
        read::Report,
        suggest::did_you_mean,
        value::Wrong,
    },
    model::Format,
    publish::Coding,
    render,
};

/// File names that feedmill writes besides feeds.
const TAKEN: &[&str] = &["index.html", "feeds.opml", "style.css", "{topic}/index.html"];

/// The output directory and the database file.
pub(super) fn places(file: &File, base: &Base, report: &mut Report) -> (PathBuf, PathBuf) {
    for (path, text) in [("output.dir", &file.output.dir), ("state.path", &file.state.path)] {
        if text.trim().is_empty() {
            report.wrong(path, text, Wrong::new(0..text.len(), "must not be empty"));
        }
    }
    if base.out.is_some() {
        report.origins.put("output.dir", Place::Out);
    }
    let dir = base.out.clone().unwrap_or_else(|| base.resolve(&file.output.dir));
    let state = base.resolve(&file.state.path);
    if base.root.starts_with(&dir) {
        let what = "`output.dir` holds the configuration itself, which is published with it";
        report.warn("output.dir", Message::new(what));
    } else if state.starts_with(&dir) {
        let what = "`state.path` lies within `output.dir`, so the database is published with it";
        let other = report.origins.get("output.dir").cloned();
        report.warn("state.path", Message::new(what).other(other.as_ref(), "`output.dir` is here"));
    }
    (dir, state)
}

/// The feed formats, each once.
pub(super) fn formats(output: &file::Output, report: &mut Report) -> Vec<Format> {
    let mut formats = Vec::new();
    for (index, format) in output.formats.iter().enumerate() {
        let format = match format {
            file::Format::Rss => Format::Rss,
            file::Format::Atom => Format::Atom,
            file::Format::Json => Format::JsonFeed,
        };
        if formats.contains(&format) {
            let path = format!("output.formats.{index}");
            report.error(&path, Message::new("`formats` names a format twice"));
        } else {
            formats.push(format);
        }
    }
    formats
}

/// How siblings are packed, each way once.
pub(super) fn compress(output: &file::Output, report: &mut Report) -> Vec<Coding> {
    let mut codings = Vec::new();
    for (index, coding) in output.compress.iter().enumerate() {
        let coding = match coding {
            file::Coding::Gzip => Coding::Gzip,
            file::Coding::Brotli => Coding::Brotli,
        };
        if codings.contains(&coding) {
            let path = format!("output.compress.{index}");
            report.error(&path, Message::new("`compress` names a coding twice"));
        } else {
            codings.push(coding);
        }
    }
    codings
}

/// Words of `headers`.
const HOSTS: [&str; 6] = ["none", "netlify", "cloudflare", "apache", "nginx", "caddy"];

/// The hosts that read a file in the published folder.
pub(super) fn headers(output: &file::Output, report: &mut Report) -> Vec<render::Host> {
    let mut hosts = Vec::new();
    for (path, word) in output.headers.named("output.headers") {
        match word {
            "none" => {}
            "netlify" | "cloudflare" => hosts.push(render::Host::Netlify),
            "apache" => hosts.push(render::Host::Apache),
            "nginx" | "caddy" => {
                let what = format!(
                    "{word} reads no file in the published folder; `feedmill export {word}` prints \
                     what belongs into its configuration"
                );
                report.warn(&path, Message::new(what));
            }
            _ => {
                let what = format!("`{word}` is not one of {}", HOSTS.join(", "));
                let meant = did_you_mean(word, HOSTS.iter().copied());
                report.error(&path, Message::new(what).meant(meant));
            }
        }
    }
    hosts
}

/// The file names: within the output directory, one for each topic and format.
pub(super) fn names(file: &File, report: &mut Report) -> render::Names {
    let names = &file.output.names;
    let all = [("rss", &names.rss), ("atom", &names.atom), ("json", &names.json)];
    for (index, (key, name)) in all.iter().enumerate() {
        let path = format!("output.names.{key}");
        if let Err(wrong) = name_fits(name) {
            report.wrong(&path, name, wrong);
        } else if TAKEN.contains(&name.as_str()) {
            let what = "is the name of another file that feedmill writes";
            report.wrong(&path, name, Wrong::new(0..name.len(), what));
        } else if let Some((first, _)) = all[..index].iter().find(|(_, other)| other == name) {
            let what = format!("is the same as `output.names.{first}`");
            report.wrong(&path, name, Wrong::new(0..name.len(), what));
        }
    }
    render::Names { rss: names.rss.clone(), atom: names.atom.clone(), json: names.json.clone() }
}

fn name_fits(name: &str) -> Result<(), Wrong> {
    let whole = 0..name.len();
    if name.matches("{topic}").count() != 1 {
        let what = "must hold `{topic}` once, so that each topic has its own file";
        return Err(Wrong::new(whole, what));
    }
    let plain = name.replace("{topic}", "topic");
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let fits = |part: &str| !part.is_empty() && part.chars().all(legal) && !part.starts_with('.');
    if !plain.split('/').all(fits) {
        let what = "must be a path of letters, digits, `.`, `-` and `_` below the output directory";
        return Err(Wrong::new(whole, what));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_below_the_directory() {
        for good in ["{topic}.rss", "{topic}/rss.xml", "feeds/{topic}-atom.xml"] {
            assert_eq!(name_fits(good), Ok(()), "{good}");
        }
        for bad in ["rss.xml", "/{topic}", "../{topic}.xml", "{topic}/", "a\\{topic}", "{topic}é"]
        {
            assert!(name_fits(bad).is_err(), "{bad}");
        }
    }
}
