//! How many instructions the whole program takes for a source: `cargo bench --bench whole`.
//!
//! A hundred made-up sources are served on loopback addresses, and the program runs under callgrind as
//! cron would run it: cold, warm, after one source changed, when nothing is due, once more, and building
//! alone.
//! Instructions are counted and not seconds, so that a busy machine measures the same as an idle one.
//! A phase above its budget fails, as does one that asks the servers more than it should.
//!
//! `--set-budgets` puts what is measured into `budgets.toml`. `--program FILE` measures that release
//! build instead of the one made with this bench.

#[path = "../think/articles.rs"]
mod articles;
mod budget;
mod corpus;
mod server;

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use budget::{RATIOS, grouped};
use corpus::{Corpus, SOURCES};
use server::{Answers, Server};

/// Hosts: seven of ten sources have one of their own, the others share one.
const HOSTS: u8 = 71;

/// What is done, in this order, and the moment of it. Articles are told until 2 January.
const PHASES: [(&str, &str); 6] = [
    ("cold", "2026-01-03T06:00:00Z"),
    ("warm", "2026-01-04T08:00:00Z"),
    ("tick", "2026-01-05T10:00:00Z"),
    ("idle", "2026-01-05T10:00:05Z"),
    // The one before has left a note that nothing is due.
    ("rest", "2026-01-05T10:00:08Z"),
    ("build", "2026-01-05T10:00:10Z"),
];

fn main() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> io::Result<bool> {
    let mut program = PathBuf::from(env!("CARGO_BIN_EXE_feedmill"));
    let (mut is_release, mut is_setting) = (!cfg!(debug_assertions), false);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--program" => {
                program = arguments.next().unwrap_or_default().into();
                is_release = true;
            }
            "--set-budgets" => is_setting = true,
            // Cargo's own.
            "--bench" => {}
            other => return Err(io::Error::other(format!("there is no option {other}"))),
        }
    }
    if !is_release {
        return Err(io::Error::other("--program has to name a release build"));
    }
    // Two at once would share a folder.
    let turn = fs::File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole.lock"))?;
    turn.lock()?;
    let measured = World::new(program)?.run()?;
    if is_setting {
        budget::set(&measured)?;
        println!("new budgets in {}", budget::path().display());
    }
    judge(&measured)
}

/// The sources, the program and its folder.
struct World {
    program: PathBuf,
    folder: PathBuf,
    corpus: Corpus,
    server: Server,
}

impl World {
    fn new(program: PathBuf) -> io::Result<Self> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let (corpus, server) = (Corpus::new(), Server::start(HOSTS)?);
        for source in 0..SOURCES {
            corpus.publish(source, &server)?;
        }
        fs::write(folder.join("config.toml"), config(&server))?;
        Ok(World { program: fs::canonicalize(program)?, folder, corpus, server })
    }

    /// Instructions for a source, by phase.
    fn run(mut self) -> io::Result<BTreeMap<&'static str, u64>> {
        let mut measured = BTreeMap::new();
        for (phase, now) in PHASES {
            if phase == "tick" {
                let source = self.corpus.tell();
                self.corpus.publish(source, &self.server)?;
            }
            let count = self.phase(phase, now)?;
            measured.insert(phase, count / SOURCES as u64);
            let answers = self.server.answers();
            let (whole, not_modified) = match phase {
                "cold" => (SOURCES, 0),
                "warm" => (0, SOURCES),
                "tick" => (1, SOURCES - 1),
                _ => (0, 0),
            };
            if answers != (Answers { whole, not_modified }) {
                return Err(io::Error::other(format!("{phase}: servers gave {answers:?}")));
            }
        }
        Ok(measured)
    }

    fn phase(&self, phase: &str, now: &str) -> io::Result<u64> {
        let profile = self.folder.join(format!("{phase}.callgrind"));
        let ran = Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet"])
            .arg(format!("--callgrind-out-file={}", profile.display()))
            .arg(&self.program)
            .args([if phase == "build" { "build" } else { "run" }, "--now", now, "--quiet"])
            .current_dir(&self.folder)
            // What is set for another feedmill is not for this one.
            .env_clear()
            .envs(env::var_os("PATH").map(|path| ("PATH", path)))
            .output()
            .map_err(|error| io::Error::other(format!("cannot start valgrind: {error}")))?;
        if !ran.status.success() || !ran.stderr.is_empty() {
            let text = String::from_utf8_lossy(&ran.stderr);
            return Err(io::Error::other(format!("{phase}: {}\n{text}", ran.status)));
        }
        let text = fs::read_to_string(profile)?;
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        total
            .and_then(|total| total.trim().parse().ok())
            .ok_or_else(|| io::Error::other(format!("{phase}: callgrind has no totals")))
    }
}

/// Everything that a site has: topics, stories, near-duplicates, all formats, pages, archives.
fn config(server: &Server) -> String {
    let mut text = "version = 1\n\
        [site]\ntitle = \"Bench\"\nbase_url = \"https://bench.example/\"\n\
        [output]\ndir = \"public\"\n\
        [state]\npath = \"state.db\"\n\
        [fetch]\nhost_interval = \"0s\"\nallow_addresses = [\"127.0.0.0/8\"]\n\
        # Under callgrind, a run takes fifty times as long.\n\
        idle_timeout = \"10m\"\ntotal_timeout = \"30m\"\nrun_budget = \"0s\"\n"
        .to_owned();
    for topic in ["ai", "finance", "semiconductors"] {
        let _ =
            writeln!(text, "[[topic]]\nid = \"{topic}\"\ntitle = \"{topic}\"\nbase = \"{topic}\"");
    }
    for source in 0..SOURCES {
        let url = server.url(source);
        let _ = writeln!(
            text,
            "[[source]]\nid = \"source-{source}\"\nkind = \"feed\"\nurl = \"{url}\""
        );
    }
    text
}

/// Prints the table; whether everything is within its budget.
fn judge(measured: &BTreeMap<&str, u64>) -> io::Result<bool> {
    let budgets = budget::read()?;
    let mut over = Vec::new();
    println!("{:<14}{:>16}{:>16}{:>9}", "phase", "instructions", "budget", "share");
    println!("{:<14}{:>16}{:>16}", "", "a source", "a source");
    let mut row = |name: &str, is: (f64, String), most: Option<(f64, String)>| {
        let (most, shown) = most.unwrap_or((0.0, "none".to_owned()));
        let share = is.0 / most;
        println!("{name:<14}{:>16}{shown:>16}{:>8.0}%", is.1, share * 100.0);
        if share > 1.0 {
            over.push(name.to_owned());
        }
    };
    for (name, _) in PHASES {
        let shown = |count: u64| (count as f64, grouped(count, ' '));
        row(name, shown(measured[name]), budgets.instructions.get(name).copied().map(shown));
    }
    for (name, above, below) in RATIOS {
        let shown = |ratio: f64| (ratio, format!("{ratio:.3}"));
        let is = measured[above] as f64 / measured[below] as f64;
        row(name, shown(is), budgets.ratios.get(name).copied().map(shown));
    }
    if over.is_empty() {
        return Ok(true);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole");
    eprintln!(
        "\nerror: above the budget: {}\n\
         help: `callgrind_annotate {}/PHASE.callgrind` shows what the instructions are spent on;\n\
         \x20     if this is what the change has to cost, set new budgets and say why in the commit:\n\
         \x20     cargo bench --bench whole -- --set-budgets",
        over.join(", "),
        folder.display()
    );
    Ok(false)
}
