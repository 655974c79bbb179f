//! The house keeps its shape: imports point down, pure stages stay pure, files stay short.
//!
//! STYLE.md, "One picture", says the rules; `house/rules.rs` spells them; here the real tree passes
//! them, and a seeded violation of each shows that it can fail.

mod rules;
mod source;

use std::{fs, path::Path};

#[test]
fn the_tree_keeps_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        collect(root, folder, &mut files);
    }
    assert!(files.iter().any(|(path, _)| path == "src/lib.rs"), "looks at the wrong folder");
    let found = rules::check(&files);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Every `.rs` file below `folder`, in the order of names, with its path below `root`.
fn collect(root: &Path, folder: &str, files: &mut Vec<(String, String)>) {
    let mut names: Vec<_> = fs::read_dir(root.join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            collect(root, &path, files);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            files.push((path, text));
        }
    }
}

/// Checks one file: every message in `want` is the beginning of a violation, and there are no others.
#[track_caller]
fn check(path: &str, text: &str, want: &[&str]) {
    check_all(&[(path, text)], want);
}

/// Checks one file: the first violation begins with `want`.
#[track_caller]
fn check_first(path: &str, text: &str, want: &str) {
    let found = rules::check(&[(path.to_owned(), text.to_owned())]);
    assert!(found.first().is_some_and(|found| found.starts_with(want)), "{text}: {found:#?}");
}

#[track_caller]
fn check_all(files: &[(&str, &str)], want: &[&str]) {
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let found = rules::check(&files);
    assert_eq!(found.len(), want.len(), "{found:#?}");
    for (found, want) in found.iter().zip(want) {
        assert!(found.starts_with(want), "{found:?} is not {want:?}");
    }
}

#[test]
fn a_stage_imports_model_and_itself() {
    let own = "use crate::{model::{Item, Text}, route::term::Term};\nuse super::x;";
    check("src/route/score.rs", own, &[]);
    check(
        "src/route/mod.rs",
        "use crate::fetch;",
        &["src/route/mod.rs:1: `route` imports `fetch`"],
    );
    check(
        "src/merge.rs",
        "\nfn f() -> crate::store::Row {}",
        &["src/merge.rs:2: `merge` imports `store`"],
    );
    check(
        "src/report/mod.rs",
        "use crate::mill::X;",
        &["src/report/mod.rs:1: `report` imports `mill`"],
    );
    check(
        "src/model/item.rs",
        "use crate::parse::X;",
        &["src/model/item.rs:1: `model` imports `parse`"],
    );
}

#[test]
fn imports_are_seen_in_every_form() {
    let text = "use crate::{\n    model::{self, Item},\n    fetch::{Place, http::{self, *}},\n};";
    let fetch = "src/parse/mod.rs:3: `parse` imports `fetch`";
    check("src/parse/mod.rs", text, &[fetch, fetch, fetch]);
    check(
        "src/parse/mod.rs",
        "pub(crate) use crate::group as g;",
        &["src/parse/mod.rs:1: `parse` imports `group`"],
    );
    check(
        "src/parse/rss.rs",
        "use super::super::store;",
        &["src/parse/rss.rs:1: `parse` imports `store`"],
    );
    check("src/merge.rs", "use super::store;", &["src/merge.rs:1: `merge` imports `store`"]);
    check("src/merge.rs", "use self::super::store;", &["src/merge.rs:1: `merge` imports `store`"]);
    check(
        "src/merge.rs",
        "mod tests { use super::*; use super::super::store; }",
        &["src/merge.rs:1: `merge` imports `store`"],
    );
    check(
        "src/merge.rs",
        "macro_rules! m { () => { $crate::store::x() } }",
        &["src/merge.rs:1: `merge` imports `store`"],
    );
    check("src/merge.rs", "use crate as ours;", &["src/merge.rs:1: `merge` imports `*`"]);
    check("src/merge.rs", "use crate::*;", &["src/merge.rs:1: `merge` imports `*`"]);
    check("src/merge.rs", "pub(crate) fn f() {}", &[]);
}

#[test]
fn only_the_mill_sees_two_stages() {
    check("src/mill/emit.rs", "use crate::{config, report, route, render, publish, store};", &[]);
    check(
        "src/mill/emit.rs",
        "use crate::command;",
        &["src/mill/emit.rs:1: `mill` imports `command`"],
    );
    check("src/config/mod.rs", "use crate::{fetch, model, route};", &[]);
    check(
        "src/config/mod.rs",
        "use crate::mill;",
        &["src/config/mod.rs:1: `config` imports `mill`"],
    );
    check("src/command/run.rs", "use crate::{config::Config, mill, model, report};", &[]);
    check(
        "src/command/run.rs",
        "use crate::store;",
        &["src/command/run.rs:1: `command` imports `store`"],
    );
    check("src/main.rs", "mod cli;\nuse feedmill::command;", &[]);
    check(
        "src/main.rs",
        "fn main() { feedmill::fetch::get() }",
        &["src/main.rs:1: `main` imports `fetch`"],
    );
    check("src/utils.rs", "", &["src/utils.rs:1: `utils` has no place"]);
}

#[test]
fn modules_do_not_go_in_circles() {
    let files = [
        ("src/config/mod.rs", "use crate::route;"),
        ("src/route/mod.rs", "\nuse crate::group;"),
        ("src/group/mod.rs", "use crate::config;"),
    ];
    let want = [
        "src/route/mod.rs:2: `route` imports `group`",
        "src/group/mod.rs:1: `group` imports `config`",
        "src/config/mod.rs:1: cycle of imports: config → route → group → config",
    ];
    check_all(&files, &want);
}

#[test]
fn pure_modules_do_not_know_the_world() {
    let table = [
        ("let now = chrono::Utc::now();", "no clock"),
        ("use chrono::{DateTime, Local};", "no clock"),
        ("use std::time::{Duration, SystemTime};", "no clock"),
        ("fn f(at: std::time::Instant) {}", "no clock"),
        ("async fn f() {}", "no async"),
        ("fn f() { g().await }", "no async"),
        ("use tokio::sync::mpsc;", "no async"),
        ("use std::{fs, io};", "no file"),
        ("fn f() { File::open(path) }", "no file"),
        ("use std::net::Ipv4Addr;", "no socket"),
        ("use std::env;", "no environment"),
        ("fn f() { env::var(\"HOME\") }", "no environment"),
        ("fn f() { rand::random() }", "no chance"),
        ("fn f() { eprintln!(\"x\") }", "no logging"),
    ];
    for (text, rule) in table {
        for path in ["src/model/x.rs", "src/parse/mod.rs", "src/schedule.rs", "src/render/rss.rs"] {
            check(path, &format!("\n{text}"), &[&format!("{path}:2: {rule}")]);
        }
    }
    check("src/report/terminal.rs", "fn f() { eprintln!(\"x\") }", &[]);
    check("src/parse/mod.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\"); fn rand() {}", &[]);
    check(
        "src/fetch/mod.rs",
        "use std::{env, fs, net::IpAddr}; async fn f() { Instant::now() }",
        &[],
    );
}

#[test]
fn words_have_their_place() {
    check(
        "src/render/mod.rs",
        "use std::collections::{BTreeMap, HashMap};",
        &["src/render/mod.rs:1: no hash order"],
    );
    check(
        "src/publish/mod.rs",
        "let x = HashSet::new();",
        &["src/publish/mod.rs:1: no hash order"],
    );
    check("src/store/mod.rs", "\nfn f() { Utc::now() }", &["src/store/mod.rs:2: the clock"]);
    check("src/mill/mod.rs", "fn f() { chrono::Local::now() }", &["src/mill/mod.rs:1: the clock"]);
    check("src/command/run.rs", "fn f() { Utc::now() }", &[]);
    check(
        "src/command/run.rs",
        "fn f() { std::process::exit(1) }",
        &["src/command/run.rs:1: only `main`"],
    );
    check("src/main.rs", "fn main() { std::process::exit(1) }", &[]);
    check("src/main.rs", "fn main() { libc::mallopt(1, 2) }", &[]);
    check("src/mill/mod.rs", "fn f() { libc::mallopt(1, 2) }", &["src/mill/mod.rs:1: one choke"]);
    check(
        "src/normalize/mod.rs",
        "fn f(item: rss::Item) {}",
        &["src/normalize/mod.rs:1: feed format"],
    );
    check(
        "src/publish/mod.rs",
        "use atom_syndication as atom;",
        &["src/publish/mod.rs:1: feed format"],
    );
    check("src/render/rss.rs", "use rss::Channel; fn f(names: N) { names.rss }", &[]);
    check("src/config/mod.rs", "fn f(names: N) { names.rss }", &[]);
}

/// Every way out of the program but the one through the guard.
#[test]
fn there_is_one_way_out() {
    let client = "one choke point for egress: one file builds the client";
    let resolver = "one choke point for egress: only the guard resolves names";
    let socket = "one choke point for egress: no socket of our own";
    let listener = "only the preview listens";
    // In no module, not even in the one that fetches.
    for (text, rule) in [
        ("use reqwest::Client;", client),
        ("fn f() { Client::builder() }", client),
        ("fn f() { Client::new() }", client),
        ("fn f(client: Client) { let other = Client::default(); }", client),
        ("fn f() { reqwest::ClientBuilder::new() }", client),
        ("use reqwest::{ClientBuilder as B, Url};", client),
        ("async fn f() { reqwest::get(url).await }", client),
        ("use reqwest::blocking;", client),
        ("fn f() { tokio::net::lookup_host(host) }", resolver),
        ("use std::net::ToSocketAddrs;", resolver),
        ("fn f() { (host, 80).to_socket_addrs() }", resolver),
        ("fn f() { url.socket_addrs(|| None) }", resolver),
        ("use tokio::net::TcpStream;", socket),
        ("use tokio::{net::{self, TcpSocket}, sync::mpsc};", socket),
        ("use tokio::net;", socket),
        ("fn f() { std::net::TcpStream::connect(address) }", socket),
        ("use std::net::{IpAddr, UdpSocket};", socket),
        ("use std::os::unix::net::UnixStream;", socket),
        ("use std::os::unix::net as unix;", socket),
        ("use std::net::*; fn f() { TcpStream::connect(address) }", socket),
        ("use hyper::client::conn::http1;", socket),
        ("use hyper_util::client::legacy;", socket),
        ("use socket2::Socket;", socket),
        ("use object_store::http::HttpBuilder;", socket),
        ("use std::net::TcpListener;", listener),
        ("use tokio::net::TcpListener;", listener),
        ("use std::os::unix::net::UnixListener;", listener),
        ("fn f() -> axum::Router {}", listener),
    ] {
        for path in ["src/fetch/lanes.rs", "src/fetch/files.rs", "src/fetch/mod.rs"] {
            check_first(path, &format!("\n{text}"), &format!("{path}:2: {rule}"));
        }
        for path in ["src/publish/mod.rs", "src/mill/judge.rs", "src/command/lint.rs"] {
            let fetching = "one choke point for egress: `reqwest` stays in `fetch`";
            let rule = if text.contains("reqwest") { fetching } else { rule };
            check_first(path, &format!("\n{text}"), &format!("{path}:2: {rule}"));
        }
    }
}

#[test]
fn the_gates_are_narrow() {
    let lookup = "async fn f() { tokio::net::lookup_host(host).await }";
    check("src/fetch/guard.rs", lookup, &[]);
    check("src/fetch/reply.rs", "use reqwest::{Response, header::HeaderMap};", &[]);
    let listen = "use tokio::net::TcpListener; fn f() -> axum::Router {}";
    check("src/command/preview/mod.rs", listen, &[]);
    check("src/command/serve.rs", listen, &[]);
    let guard = "src/fetch/guard.rs:1: one choke point for egress: ";
    let (client, socket) = (format!("{guard}one file"), format!("{guard}no socket"));
    check("src/fetch/guard.rs", "use tokio::net::TcpStream;", &[&socket]);
    check("src/fetch/guard.rs", "use reqwest::Client;", &[&client]);
    for path in ["src/command/preview/page.rs", "src/command/serve.rs"] {
        let out = "use tokio::net::TcpStream;";
        check(path, out, &[&format!("{path}:1: one choke point for egress: no socket")]);
    }
    let builder = "use reqwest::{Client, redirect}; fn f() { Client::builder()";
    let whole = ".redirect(redirect::Policy::none()).no_proxy().dns_resolver(guard) }";
    for path in ["src/fetch/http.rs", "src/fetch/client.rs"] {
        check(path, &format!("{builder}{whole}"), &[]);
        for word in ["dns_resolver", "Policy::none", "no_proxy"] {
            let want = format!("{path}:1: a client without the guard: no `{word}`");
            check(path, &format!("{builder}{}", whole.replace(word, "x")), &[&want]);
        }
    }
    let tests = "#[cfg(test)]\nmod tests { use std::net::TcpStream; fn f() { Client::builder() } }";
    check("src/command/preview/mod.rs", tests, &[]);
}

#[test]
fn tests_may_touch_the_world_but_not_other_stages() {
    let pure = "fn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n    fn g() { if x { Utc::now() } }\n}\n";
    check("src/merge.rs", pure, &[]);
    check("src/merge.rs", &format!("{pure}use std::fs;"), &["src/merge.rs:7: no file"]);
    check(
        "src/merge.rs",
        "#[cfg(test)]\nmod t { use crate::store; }",
        &["src/merge.rs:2: `merge` imports `store`"],
    );
    let files =
        [("src/route/mod.rs", "#[cfg(test)]\nmod tests;"), ("src/route/tests.rs", "use std::fs;")];
    check_all(&files, &[]);
}

#[test]
fn comments_and_strings_name_nothing() {
    check(
        "src/merge.rs",
        "//! [`crate::store`], `Utc::now`\n/* use crate::fetch; /* x */ std::fs */",
        &[],
    );
    check(
        "src/merge.rs",
        r####"const A: &str = "use crate::fetch; \" std::fs"; const B: &str = r#"" tokio "#;"####,
        &[],
    );
    check(
        "src/merge.rs",
        r#"fn f<'a>(c: char) -> &'a str { match c { '"' | '\'' | '\\' => b"rand::x", _ => c"fs" } }"#,
        &[],
    );
    check(
        "src/merge.rs",
        "fn f() { let quote = '\"'; crate::store::x('\"') }",
        &["src/merge.rs:1: `merge` imports `store`"],
    );
    check(
        "src/merge.rs",
        "const S: &str = \"a\nb\";\nuse crate::store;",
        &["src/merge.rs:3: `merge` imports `store`"],
    );
}

#[test]
fn files_stay_short() {
    check("src/merge.rs", &"\n".repeat(450), &[]);
    check("src/merge.rs", &"\n".repeat(451), &["src/merge.rs:451: longer than 450 lines"]);
    check("tests/it/run.rs", &"\n".repeat(451), &["tests/it/run.rs:451: longer than 450 lines"]);
}
