//! The operator's own program, run after a publish: it uploads, commits or purges what changed.
//!
//! It reads one line per file on its standard input, `written PATH` or `removed PATH`, and need not. It
//! is no shell that reads its name. What it writes goes to our standard error, for our standard output
//! holds results. It has a time limit, and a process group of its own, so that what it started ends
//! with it.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The program that is run after a publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its path, or a name that the system looks for.
    pub program: PathBuf,
    /// What it is given.
    pub arguments: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// The time that it has.
    pub timeout: Duration,
}

/// The program did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// There is no such program, or it may not be run.
    #[error("cannot run {}", program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// It says that it failed, or a signal ended it.
    #[error("{} failed: {status}", program.display())]
    Failed {
        /// The program.
        program: PathBuf,
        /// How it ended.
        status: ExitStatus,
    },
    /// It was ended because its time was up.
    #[error("{} took longer than {limit:?} and was ended", program.display())]
    TooSlow {
        /// The program.
        program: PathBuf,
        /// The time that it had.
        limit: Duration,
    },
}

/// Longest pause between two looks at whether the program has ended.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// What a program that is asked to end has to do so.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(2);

/// Runs the program. Paths are below the output directory `dir`, with `/`.
///
/// # Errors
///
/// It cannot be run, fails, or takes too long.
pub fn run(
    hook: &Hook,
    dir: &Path,
    written: &[String],
    removed: &[String],
) -> Result<(), HookError> {
    let program = || hook.program.clone();
    let start = |source| HookError::Start { program: program(), source };
    let mut command = Command::new(&hook.program);
    command
        .args(&hook.arguments)
        .current_dir(&hook.folder)
        .env("FEEDMILL_OUTPUT_DIR", dir)
        .env("FEEDMILL_WRITTEN", written.len().to_string())
        .env("FEEDMILL_REMOVED", removed.len().to_string())
        .stdin(Stdio::piped())
        .stdout(io::stderr())
        .stderr(Stdio::inherit());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(start)?;
    if let Some(mut input) = child.stdin.take() {
        let lines = lines(written, removed);
        // Beside us, for a program that never reads would hold us up. Whether it reads is its own
        // affair, and so is a pipe that it closes.
        thread::spawn(move || drop(input.write_all(lines.as_bytes())));
    }
    match wait(&mut child, hook.timeout).map_err(start)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(HookError::Failed { program: program(), status }),
        None => {
            end(&mut child).map_err(start)?;
            Err(HookError::TooSlow { program: program(), limit: hook.timeout })
        }
    }
}

fn lines(written: &[String], removed: &[String]) -> String {
    let mut lines = String::new();
    for (what, paths) in [("written", written), ("removed", removed)] {
        for path in paths {
            lines.push_str(&format!("{what} {path}\n"));
        }
    }
    lines
}

/// How the program ended; `None` when it did not in time.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let began = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let Some(left) = limit.checked_sub(began.elapsed()) else { return Ok(None) };
        thread::sleep(pause.min(left));
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Ends the program and what it started, first by asking, and takes its end note, so that nothing of
/// it stays in the table of processes.
fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        signal(child.id(), "TERM");
        let ended = wait(child, GRACE)?;
        signal(child.id(), "KILL");
        if ended.is_some() {
            return Ok(());
        }
    }
    child.kill()?;
    child.wait().map(drop)
}

/// Sends a signal to a process group. The library has no call for it, so the shell does it; where there
/// is no shell, or nobody is left, nothing happens, and the program itself is still ended.
#[cfg(unix)]
fn signal(group: u32, name: &str) {
    let _ = Command::new("/bin/sh")
        .args(["-c", "kill -s \"$0\" -- \"-$1\"", name, &group.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_per_file() {
        let names = |list: &[&str]| list.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let lines = lines(&names(&["a/b.xml", "c"]), &names(&["old"]));
        assert_eq!(lines, "written a/b.xml\nwritten c\nremoved old\n");
    }
}
