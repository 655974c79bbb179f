//! Every operation on a file that a run performs is its last one, or fails, through strace(1).

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    thread,
};

use super::{mill, texts};
use crate::support::{Mill, NOW, tool};

/// The calls that change something.
const CALLS: &str = "/^(p?write(64|v)?|f(data)?sync|rename(at2?)?|link(at)?|unlink(at)?|mkdir(at)?|\
                     rmdir|ftruncate|fchmod|utimensat|openat)$";

/// Most faults of one kind in one test; of more, every so many-th is taken.
const MOST: usize = 200;

/// One call, by its name and how often it was called before in the main thread.
#[derive(Clone, Debug)]
struct Call {
    name: String,
    number: usize,
    path_is_published: bool,
}

struct Bench {
    strace: PathBuf,
    verb: &'static str,
    /// As it is before the run.
    start: Mill,
    before: Vec<(String, String)>,
    /// What an undisturbed run publishes.
    want: Vec<(String, String)>,
}

impl Bench {
    /// `None` where there is no strace, or where it may not trace.
    fn new(start: Mill, verb: &'static str) -> Option<Self> {
        let strace = tool("strace")?;
        let may = Command::new(&strace).args(["-qq", "-o", "/dev/null", "true"]).status();
        if !may.is_ok_and(|status| status.success()) {
            eprintln!("left out: strace may not trace here");
            return None;
        }
        let (before, whole) = (texts(&start.path("")), copy(&start));
        let mut bench = Bench { strace, verb, start, before, want: Vec::new() };
        assert!(bench.run(whole.path(), &[]).success());
        bench.want = texts(whole.path());
        assert_ne!(bench.before, bench.want, "the run changes something");
        Some(bench)
    }

    fn run(&self, folder: &Path, before: &[&str]) -> ExitStatus {
        let program = self.start.command(&[]);
        let program = program.get_program().to_str().unwrap();
        let line: Vec<&str> =
            before.iter().copied().chain([program, self.verb, "--now", NOW]).collect();
        let mut command = Command::new(line[0]);
        command.args(&line[1..]).current_dir(folder).env("HOME", folder);
        command.env_remove("FEEDMILL_CONFIG").output().unwrap().status
    }

    fn traced(&self, folder: &Path, inject: Option<&str>) -> ExitStatus {
        let strace = self.strace.to_str().unwrap();
        let trace = format!("trace={CALLS}");
        let mut line = vec![strace, "-f", "-y", "-qq", "-o", "trace", "-e", &trace];
        let inject = inject.map(|inject| format!("inject={inject}"));
        line.extend(inject.iter().flat_map(|inject| ["-e", inject.as_str()]));
        self.run(folder, &line)
    }

    /// What the main thread calls. Of `openat`, only what makes or opens something for writing.
    fn calls(&self) -> Vec<Call> {
        let folder = copy(&self.start);
        assert!(self.traced(folder.path(), None).success());
        let trace = fs::read_to_string(folder.path().join("trace")).unwrap();
        let main = trace.split_whitespace().next().unwrap().to_owned();
        let (mut calls, mut counts) = (Vec::new(), BTreeMap::<String, usize>::new());
        for line in trace.lines() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let rest = rest.trim_start();
            let Some((name, arguments)) = rest.split_once('(') else { continue };
            if thread != main || rest.starts_with(['<', '+', '-']) {
                continue;
            }
            let number = counts.entry(name.to_owned()).or_default();
            *number += 1;
            let writes = ["O_CREAT", "O_RDWR", "O_WRONLY"].iter().any(|it| arguments.contains(it));
            // Threads wake each other through these; they are no files.
            let is_file = !["anon_inode:", "<pipe:", "<socket:", "eventfd"]
                .iter()
                .any(|kind| arguments.contains(kind));
            if is_file && (name != "openat" || writes) {
                let path_is_published = arguments.contains("public");
                calls.push(Call { name: name.to_owned(), number: *number, path_is_published });
            }
        }
        assert!(calls.len() > 60, "{calls:?}");
        calls
    }

    /// Every call goes wrong once: `fault` says how, if it can.
    fn strike(&self, fault: impl Fn(&Call) -> String, is_kill: bool) {
        let calls = self.calls();
        let faults = calls.iter().map(|call| (call, fault(call)));
        let (published, others): (Vec<_>, Vec<_>) =
            faults.into_iter().partition(|(call, _)| call.path_is_published);
        let stride = others.len().div_ceil(MOST).max(1);
        // What a run publishes it publishes as `build` does, which is looked at on its own.
        let published = published.into_iter().filter(|_| self.verb == "build");
        let faults: Vec<_> = published.chain(others.into_iter().step_by(stride)).collect();
        eprintln!("{} faults in `{}`", faults.len(), self.verb);
        let half = faults.len().div_ceil(2).max(1);
        thread::scope(|scope| {
            for part in faults.chunks(half) {
                scope.spawn(|| part.iter().for_each(|(_, fault)| self.strike_once(fault, is_kill)));
            }
        });
    }

    fn strike_once(&self, fault: &str, is_kill: bool) {
        let folder = copy(&self.start);
        let status = self.traced(folder.path(), Some(fault));
        let now = texts(folder.path());
        let shown: Vec<_> = now.iter().filter(|(name, _)| !is_hidden(name)).collect();
        for (name, text) in &shown {
            let is = |set: &[(String, String)]| set.iter().any(|(n, t)| n == name && t == text);
            assert!(is(&self.before) || is(&self.want), "{fault}: {name} is neither old nor new");
        }
        let lasts = |name: &String| self.want.iter().any(|(other, _)| other == name);
        for (name, _) in self.before.iter().filter(|(name, _)| lasts(name)) {
            assert!(now.iter().any(|(other, _)| other == name), "{fault}: {name} is lost");
        }
        let is_complete = self.want.iter().all(|file| now.contains(file));
        assert!(is_complete || !status.success(), "{fault}: less was published, and nothing said");
        if !is_kill && !is_complete {
            assert_eq!(now, self.before, "{fault}: the old set stays");
        }
        assert!(self.run(folder.path(), &[]).success(), "{fault}: the next run fails");
        assert_eq!(texts(folder.path()), self.want, "{fault}: the next run heals");
        let left = crate::support::tree(folder.path());
        let left: Vec<_> = left.keys().filter(|name| name.contains(".feedmill-n")).collect();
        assert!(left.is_empty(), "{fault}: {left:?} are left");
    }
}

/// The manifest and what lies beside; everything else is for readers.
fn is_hidden(name: &str) -> bool {
    name.rsplit('/').next().unwrap().starts_with('.')
}

/// A copy of all files, in memory where that is a folder.
fn copy(mill: &Mill) -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap(),
        false => tempfile::tempdir().unwrap(),
    };
    for (name, (bytes, _)) in mill.files() {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A ledger with news, published under another title: all files change, and nothing else is done.
fn publishing() -> Option<Bench> {
    let mill = mill();
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| {
        text.replace("Test wire", "Other wire")
            .replace("ferries", "boats")
            .replace("[\"ferry\", \"boats\"]", "[\"ferry\", \"ferries\"]")
    });
    Bench::new(mill, "build")
}

#[test]
fn a_publish_is_killed_at_every_call() {
    let Some(bench) = publishing() else { return };
    bench.strike(kill, true);
}

#[test]
fn every_call_of_a_publish_fails() {
    let Some(bench) = publishing() else { return };
    bench.strike(error, false);
}

#[test]
fn a_run_is_killed_at_every_call() {
    let Some(bench) = Bench::new(mill(), "run") else { return };
    bench.strike(kill, true);
}

#[test]
fn every_call_of_a_run_fails() {
    let Some(bench) = Bench::new(mill(), "run") else { return };
    bench.strike(error, false);
}

fn kill(call: &Call) -> String {
    format!("{}:signal=SIGKILL:when={}", call.name, call.number)
}

/// The error that such a call would meet on a bad day.
fn error(call: &Call) -> String {
    let error = match call.name.as_str() {
        "write" | "pwrite64" | "ftruncate" | "mkdir" | "mkdirat" | "link" | "linkat" => "ENOSPC",
        "openat" => "EROFS",
        _ => "EIO",
    };
    format!("{}:error={error}:when={}", call.name, call.number)
}
