//! `init`: a configuration and a sample to start from.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{Context, Exit, Failure, answer};

/// Options of `init`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The folder to set up
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// What a new folder gets; nothing that is there is touched.
const FILES: [(&str, &str); 3] = [
    ("config.toml", include_str!("../../config.toml")),
    ("feeds/seeds/welcome.md", include_str!("welcome.md")),
    (".gitignore", "/feeds/public/\n/feeds/state.db*\n"),
];

pub(crate) fn init(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let mut made = Vec::new();
    let mut kept = Vec::new();
    for (name, content) in FILES {
        let path = options.dir.join(name);
        match create(&path, content) {
            Ok(()) => made.push(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => kept.push(name),
            Err(error) => {
                let text = format!("cannot make {}: {error}", path.display());
                return Err(Failure::text(
                    Exit::Failed,
                    text,
                    "name a folder that you may write to",
                ));
            }
        }
    }
    if context.json() {
        answer::json(&serde_json::json!({"made": made, "kept": kept}));
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for name in made {
        text.push_str(&format!("made {}\n", options.dir.join(name).display()));
    }
    for name in kept {
        text.push_str(&format!(
            "kept {}, it was there already\n",
            options.dir.join(name).display()
        ));
    }
    text.push_str("\nNow set site.base_url in config.toml and run `feedmill`.\n");
    answer::text(&text);
    Ok(Exit::Done)
}

fn create(path: &Path, content: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(content.as_bytes())
}
