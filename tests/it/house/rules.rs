//! The rules of the house (STYLE.md, "One picture") over files given as text.
//!
//! In go files as (path, text) pairs, out come violations, each `file:line: rule`. Nothing here
//! reads the disk, so a test can seed a violation of every rule.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{self, Path};

/// Most lines of one file.
const MOST_LINES: usize = 450;

/// The stages: each imports `model` and itself.
const STAGES: &[&str] = &[
    "fetch",
    "store",
    "publish",
    "parse",
    "normalize",
    "merge",
    "group",
    "route",
    "render",
    "schedule",
];

/// What must not know the world: a function of its arguments.
const PURE: &[&str] =
    &["model", "parse", "normalize", "merge", "group", "route", "render", "schedule", "report"];

/// A word that may stand in some modules only. Tests are exempt.
struct Ban {
    /// `a::b` anywhere in a path, `*` being any segment; `::a` names a crate; `a!` calls a macro.
    words: &'static [&'static str],
    /// Where it may not stand.
    banned: fn(module: &str) -> bool,
    /// The rule, as the message says it.
    rule: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        words: &["Utc::now", "Utc::today", "chrono::Local", "Local::now", "SystemTime", "Instant"],
        banned: |module| PURE.contains(&module),
        rule: "no clock in a pure module: `now` is an argument",
    },
    Ban {
        words: &["async", "await", "tokio"],
        banned: |module| PURE.contains(&module),
        rule: "no async in a pure module",
    },
    Ban {
        words: &["std::fs", "File::*"],
        banned: |module| PURE.contains(&module),
        rule: "no file in a pure module",
    },
    Ban {
        words: &["std::net"],
        banned: |module| PURE.contains(&module),
        rule: "no socket in a pure module",
    },
    Ban {
        words: &["std::env", "env::var", "env::var_os", "env::vars"],
        banned: |module| PURE.contains(&module),
        rule: "no environment in a pure module",
    },
    Ban {
        words: &["::rand", "RandomState"],
        banned: |module| PURE.contains(&module),
        rule: "no chance in a pure module",
    },
    Ban {
        words: &["print!", "println!", "eprint!", "eprintln!", "dbg!", "::log", "::tracing"],
        banned: |module| PURE.contains(&module) && module != "report",
        rule: "no logging in a pure stage: return what happened",
    },
    Ban {
        words: &["HashMap", "HashSet"],
        banned: |module| ["render", "publish"].contains(&module),
        rule: "no hash order near an output: use BTreeMap, BTreeSet or Vec",
    },
    Ban {
        words: &["Utc::now", "Local::now"],
        banned: |module| module != "command" && !PURE.contains(&module),
        rule: "the clock is read in `command` only",
    },
    Ban {
        words: &["process::exit"],
        banned: |module| module != "main",
        rule: "only `main` ends the process",
    },
    Ban {
        words: &["::rss", "::atom_syndication"],
        banned: |module| !["parse", "render"].contains(&module),
        rule: "feed format types stay in `parse` and `render`",
    },
];

/// A word that may stand in these files only, for it opens a way out of the program. Tests are exempt.
struct Gate {
    /// As in [`Ban`].
    words: &'static [&'static str],
    /// Files, and folders with a slash at the end.
    open: &'static [&'static str],
    /// The rule, as the message says it.
    rule: &'static str,
}

/// The file that asks object storage. Its address is the operator's own word, which no source and no
/// redirect can change, so it may be a private one.
const BUCKET: &str = "src/publish/objects/cloud.rs";

/// Only the first gate that a path runs into is told.
const GATES: &[Gate] = &[
    Gate {
        words: &["::reqwest"],
        open: &["src/fetch/", BUCKET],
        rule: "one choke point for egress: `reqwest` stays in `fetch`",
    },
    Gate {
        words: &[
            "reqwest::Client",
            "reqwest::get",
            "reqwest::blocking",
            "Client::builder",
            "Client::new",
            "Client::default",
            "ClientBuilder",
        ],
        open: &["src/fetch/http.rs", "src/fetch/client.rs", BUCKET],
        rule: "one choke point for egress: one file builds the client",
    },
    Gate {
        words: &["lookup_host", "ToSocketAddrs", "to_socket_addrs", "socket_addrs"],
        open: &["src/fetch/guard.rs"],
        rule: "one choke point for egress: only the guard resolves names",
    },
    Gate {
        words: &["TcpListener", "UnixListener", "::axum"],
        open: &["src/command/preview/", "src/command/serve.rs"],
        rule: "only the preview listens",
    },
    Gate {
        words: &[
            "TcpStream",
            "TcpSocket",
            "UdpSocket",
            "UnixStream",
            "UnixDatagram",
            "::hyper",
            "::hyper_util",
            "::hyper_rustls",
            "::socket2",
            "::ureq",
            "::curl",
            "::rustix",
        ],
        open: &[],
        rule: "one choke point for egress: no socket of our own",
    },
    Gate {
        words: &["::libc"],
        // What it sets of the allocator.
        open: &["src/main.rs"],
        rule: "one choke point for egress: no socket of our own",
    },
    Gate {
        words: &["::object_store"],
        open: &[BUCKET],
        rule: "one choke point for egress: no socket of our own",
    },
    Gate {
        words: &["tokio::net", "std::os::unix::net", "::mio"],
        open: &["src/fetch/guard.rs", "src/command/preview/", "src/command/serve.rs"],
        rule: "one choke point for egress: no socket of our own",
    },
];

/// What a file that builds a client must say, or the client goes around the guard.
const GUARDED: &[&str] = &["dns_resolver", "Policy::none", "no_proxy"];

/// Checks files, given by path below the package and text, against every rule.
pub fn check(files: &[(String, String)]) -> Vec<String> {
    let read: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), source::read(text))).collect();
    let tests: BTreeSet<_> = read
        .iter()
        .filter_map(|(path, file)| Some((module_path(path)?, file)))
        .flat_map(|(module, file)| {
            file.test_modules.iter().map(move |name| [&module[..], &[*name]].concat())
        })
        .collect();

    let (mut found, mut edges) = (Vec::new(), Edges::new());
    for (path, file) in &read {
        let Some(module) = module_path(path) else { continue };
        let top = top_module(path, &module);
        let Some(allowed) = allowed(top) else {
            found.push(format!("{path}:1: `{top}` has no place in the picture of the house"));
            continue;
        };
        let test_file = (1..=module.len()).any(|n| tests.contains(&module[..n]));
        for named in &file.paths {
            if let Some(target) = target(named, module.len(), top)
                && target != top
            {
                found.extend(import(path, named.line, top, target, &allowed));
                edges.entry(top).or_default().entry(target).or_insert((path, named.line));
            }
            if !named.test && !test_file {
                found.extend(banned(path, top, named));
                found.extend(gated(path, top, named));
            }
        }
        if !test_file {
            found.extend(unguarded(path, &file.paths));
        }
    }
    found.extend(cycles(&edges));
    found.extend(files.iter().filter_map(|(path, text)| too_long(path, text)));
    found
}

/// Importing module → imported module → where.
type Edges<'a> = BTreeMap<&'a str, BTreeMap<&'a str, (&'a str, usize)>>;

/// `src/fetch/http.rs` → `fetch`, `http`. `None` outside `src`; nothing for the roots.
fn module_path(path: &str) -> Option<Vec<&str>> {
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut module: Vec<_> = inner.split('/').collect();
    if inner == "main" || inner == "lib" || module.last() == Some(&"mod") {
        module.pop();
    }
    Some(module)
}

fn top_module<'a>(path: &str, module: &[&'a str]) -> &'a str {
    match module.first() {
        Some(top) => top,
        None if path.ends_with("main.rs") => "main",
        None => "lib",
    }
}

/// What a module may import besides itself.
fn allowed(module: &str) -> Option<Vec<&'static str>> {
    let with_stages = |others: &[&'static str]| [others, STAGES].concat();
    Some(match module {
        "model" => vec![],
        "report" => vec!["model"],
        stage if STAGES.contains(&stage) => vec!["model"],
        "config" => with_stages(&["model"]),
        "mill" => with_stages(&["config", "report", "model"]),
        "command" => vec!["mill", "config", "report", "model"],
        "main" | "lib" | "cli" => vec!["cli", "command", "config", "mill", "report", "model"],
        _ => return None,
    })
}

/// The top-level module that a path reaches: by `crate::`, by our own name in the binary, or by
/// enough `super::`. The whole crate is `*`.
fn target<'a>(path: &Path<'a>, depth: usize, top: &str) -> Option<&'a str> {
    let depth = depth + path.inline_depth;
    let (first, rest) = path.segments.split_first()?;
    let reached = match *first {
        "crate" => rest,
        "feedmill" if matches!(top, "main" | "cli") => rest,
        "self" | "super" => {
            let own = usize::from(*first == "self");
            let steps = path.segments[own..].iter().take_while(|s| **s == "super").count();
            if steps == 0 || steps < depth {
                return None;
            }
            &path.segments[own + steps..]
        }
        _ => return None,
    };
    match reached.first() {
        Some(module) => Some(module),
        // `pub(crate)` names nothing; `use crate as ours` takes everything.
        None => path.imported.then_some("*"),
    }
}

fn import(path: &str, line: usize, from: &str, to: &str, allowed: &[&str]) -> Option<String> {
    if allowed.contains(&to) {
        return None;
    }
    let may = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
    Some(format!("{path}:{line}: `{from}` imports `{to}`; it may import itself and {may}"))
}

fn banned<'a>(
    path: &'a str,
    module: &'a str,
    named: &'a Path,
) -> impl Iterator<Item = String> + 'a {
    BANS.iter().filter(move |ban| (ban.banned)(module)).filter_map(move |ban| {
        let word = ban.words.iter().find(|word| matches(word, named))?;
        Some(format!("{path}:{}: {} (found `{word}` in `{module}`)", named.line, ban.rule))
    })
}

fn gated(path: &str, module: &str, named: &Path) -> Option<String> {
    let shut = |gate: &&Gate| {
        !gate.open.iter().any(|open| path == *open || open.ends_with('/') && path.starts_with(open))
    };
    GATES.iter().filter(shut).find_map(|gate| {
        let word = gate.words.iter().find(|word| matches(word, named))?;
        Some(format!("{path}:{}: {} (found `{word}` in `{module}`)", named.line, gate.rule))
    })
}

fn unguarded<'a>(path: &'a str, paths: &'a [Path]) -> impl Iterator<Item = String> + 'a {
    let says = |word: &str| paths.iter().any(|named| !named.test && matches(word, named));
    let builder = paths.iter().find(|named| !named.test && matches("Client::builder", named));
    let needed = move |word: &&&str| path != BUCKET || **word != "dns_resolver";
    let guards = builder.map_or(&[][..], |_| GUARDED).iter().filter(needed);
    let missing = guards.filter(move |word| !says(word));
    let line = builder.map_or(0, |named| named.line);
    missing.map(move |word| format!("{path}:{line}: a client without the guard: no `{word}`"))
}

fn matches(word: &str, path: &Path) -> bool {
    if let Some(name) = word.strip_suffix('!') {
        return path.called && path.segments.last() == Some(&name);
    }
    if let Some(name) = word.strip_prefix("::") {
        return path.segments.first() == Some(&name) && (path.imported || path.segments.len() > 1);
    }
    let wanted: Vec<_> = word.split("::").collect();
    path.segments
        .windows(wanted.len())
        .any(|part| part.iter().zip(&wanted).all(|(have, want)| *want == "*" || have == want))
}

/// One message per cycle: the shortest way from the module first in the alphabet back to itself.
fn cycles(edges: &Edges) -> Vec<String> {
    let mut found = Vec::new();
    for (&start, targets) in edges {
        let mut ways: Vec<Vec<&str>> = vec![vec![start]];
        let mut seen = BTreeSet::new();
        while let Some(way) = (!ways.is_empty()).then(|| ways.remove(0)) {
            for &next in
                way.last().and_then(|last| edges.get(last)).into_iter().flat_map(BTreeMap::keys)
            {
                if next == start {
                    let (path, line) = targets[way.get(1).copied().unwrap_or(start)];
                    let round = [&way[..], &[start]].concat().join(" → ");
                    found.push(format!("{path}:{line}: cycle of imports: {round}"));
                    ways.clear();
                    break;
                }
                // A smaller start has told of the cycles through it.
                if next > start && seen.insert(next) {
                    ways.push([&way[..], &[next]].concat());
                }
            }
        }
    }
    found
}

fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| {
        format!("{path}:{lines}: longer than {MOST_LINES} lines; it has found a second job")
    })
}
