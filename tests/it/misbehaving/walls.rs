//! Addresses that are not public, in every disguise. Only 127.0.0.1 is allowed.
//!
//! The canary listens on 127.0.0.2, which nobody allowed: a connection to it is a hole in the wall.

use super::rows::{
    Row,
    Want::{Either, Refused},
    address, answer, ok, row, send,
};
use crate::support::RawServer;

/// Words of the failure.
const PRIVATE: &str = "not a public address";

/// What must never be asked.
pub struct Canary(RawServer);

impl Canary {
    pub fn start() -> Self {
        Canary(RawServer::on([127, 0, 0, 2].into(), |_| send(ok(&[], "<rss/>"))))
    }

    pub fn port(&self) -> u16 {
        self.0.port()
    }

    pub fn connections(&self) -> usize {
        self.0.connections()
    }
}

pub fn rows(port: u16) -> Vec<Row> {
    let mut rows: Vec<Row> = DISGUISES
        .iter()
        .chain(OTHERS)
        .map(|&(name, url)| leads(name, url.replace("PORT", &port.to_string())))
        .collect();
    for (name, url) in SOURCES {
        rows.push(address(name, url.replace("PORT", &port.to_string()), PRIVATE));
    }
    rows.extend(ways_around(port));
    rows
}

/// 127.0.0.2 as other programs understand it, too.
const DISGUISES: &[(&str, &str)] = &[
    ("wall-plain", "http://127.0.0.2:PORT/x"),
    ("wall-decimal", "http://2130706434:PORT/x"),
    ("wall-hexadecimal", "http://0x7f000002:PORT/x"),
    ("wall-octal", "http://017700000002:PORT/x"),
    ("wall-two-parts", "http://127.2:PORT/x"),
    ("wall-three-parts", "http://127.0.2:PORT/x"),
    ("wall-mixed-parts", "http://0x7F.0.00.0x2:PORT/x"),
    ("wall-octal-parts", "http://0177.0.0.02:PORT/x"),
    ("wall-trailing-dot", "http://127.0.0.2.:PORT/x"),
    ("wall-full-width", "http://\u{ff11}\u{ff12}\u{ff17}.\u{ff10}.\u{ff10}.\u{ff12}:PORT/x"),
    ("wall-full-width-dots", "http://127\u{3002}0\u{ff0e}0\u{ff61}2:PORT/x"),
    ("wall-circled-digits", "http://\u{2460}\u{2461}\u{2466}.\u{24ea}.\u{24ea}.\u{2461}:PORT/x"),
    ("wall-percent-coded", "http://%31%32%37%2e0.0.2:PORT/x"),
    ("wall-soft-hyphen", "http://127.0.0.\u{ad}2:PORT/x"),
    ("wall-mapped", "http://[::ffff:127.0.0.2]:PORT/x"),
    ("wall-mapped-hexadecimal", "http://[0:0:0:0:0:ffff:7f00:2]:PORT/x"),
    ("wall-compatible", "http://[::127.0.0.2]:PORT/x"),
    ("wall-nat64", "http://[64:ff9b::7f00:2]:PORT/x"),
    ("wall-nat64-local", "http://[64:ff9b:1::7f00:2]:PORT/x"),
    ("wall-6to4", "http://[2002:7f00:2::]:PORT/x"),
    ("wall-teredo", "http://[2001:0:7f00:2::80ff:fffd]:PORT/x"),
    ("wall-user-in-front", "http://pub.example@127.0.0.2:PORT/x"),
    ("wall-user-and-password", "http://pub.example:80@127.0.0.2:PORT/x"),
    ("wall-backslashes", "http:\\\\127.0.0.2:PORT\\x"),
    ("wall-one-slash-too-many", "http:///127.0.0.2:PORT/x"),
    ("wall-no-scheme", "//127.0.0.2:PORT/x"),
    ("wall-tab-within", "http://127.0.\t0.2:PORT/x"),
    ("wall-capital-scheme", "HTTP://127.0.0.2:PORT/x"),
    ("wall-tls", "https://127.0.0.2:PORT/x"),
];

/// Other addresses that are not for everybody.
const OTHERS: &[(&str, &str)] = &[
    ("wall-this-host", "http://0.0.0.0:PORT/x"),
    ("wall-this-host-short", "http://0:PORT/x"),
    ("wall-any-v6", "http://[::]:PORT/x"),
    ("wall-loopback-v6", "http://[::1]:PORT/x"),
    ("wall-private-10", "http://10.0.0.1/x"),
    ("wall-private-172", "http://172.16.0.1/x"),
    ("wall-private-192", "http://192.168.0.1/x"),
    ("wall-clouds", "http://169.254.169.254/latest/meta-data/"),
    ("wall-clouds-decimal", "http://2852039166/latest/meta-data/"),
    ("wall-carrier", "http://100.64.0.1/x"),
    ("wall-benchmarks", "http://198.18.0.1/x"),
    ("wall-documentation", "http://192.0.2.1/x"),
    ("wall-multicast", "http://224.0.0.1/x"),
    ("wall-reserved", "http://240.0.0.1/x"),
    ("wall-broadcast", "http://255.255.255.255/x"),
    ("wall-link-local-v6", "http://[fe80::1]/x"),
    ("wall-unique-local-v6", "http://[fd00::1]/x"),
    ("wall-site-local-v6", "http://[fec0::1]/x"),
    ("wall-multicast-v6", "http://[ff02::1]/x"),
    ("wall-documentation-v6", "http://[2001:db8::1]/x"),
];

/// The same in the config: what `allow_addresses` does not name stays refused.
const SOURCES: &[(&str, &str)] = &[
    ("wall-source-plain", "http://127.0.0.2:PORT/own"),
    ("wall-source-decimal", "http://2130706434:PORT/decimal"),
    ("wall-source-mapped", "http://[::ffff:127.0.0.2]:PORT/mapped"),
    ("wall-source-private", "http://10.0.0.1/feed"),
];

/// A server that leads to an address that it may not lead to.
fn leads(name: &'static str, to: String) -> Row {
    row(name, Refused(PRIVATE), move |_, _| {
        send(answer("302 Found", &[&format!("Location: {to}")], ""))
    })
}

/// Other ways than a redirect.
fn ways_around(port: u16) -> Vec<Row> {
    let canary = format!("http://127.0.0.2:{port}");
    let in_two_hops = canary.clone();
    let (announced, based, refreshed) = (canary.clone(), canary.clone(), canary);
    vec![
        row("wall-second-hop", Refused(PRIVATE), move |ask, _| {
            let to = if ask.request.path == "/feed" { "/hop" } else { &in_two_hops };
            send(answer("308 Permanent Redirect", &[&format!("Location: {to}")], ""))
        }),
        row("wall-announced-feed", Refused(PRIVATE), move |_, _| {
            let link = format!(
                "<link rel=alternate type=\"application/rss+xml\" href=\"{announced}/feed\">"
            );
            send(ok(&["Content-Type: text/html"], page(&link)))
        }),
        row("wall-announced-below-a-base", Refused(PRIVATE), move |_, _| {
            let head = format!(
                "<base href=\"{based}/\"><link rel=alternate type=\"application/rss+xml\" href=feed>"
            );
            send(ok(&["Content-Type: text/html"], page(&head)))
        }),
        row("wall-refreshing-page", Either, move |_, _| {
            let meta = format!("<meta http-equiv=refresh content=\"0; url={refreshed}/feed\">");
            send(ok(&["Content-Type: text/html"], page(&meta)))
        }),
    ]
}

fn page(head: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>Home</title>{head}</head><body><p>Hello.</body>")
}
