//! Redirects: those that lead somewhere, and those that do not.

use super::rows::{
    DAMAGED, Row,
    Want::{Delivered, Either, Refused},
    answer, head, ok, row, send, story,
};
use crate::support::{Ask, Step};

pub fn rows() -> Vec<Row> {
    let mut rows = followed();
    rows.extend(not_followed());
    rows.extend(odd_answers());
    rows
}

/// Leads from `/feed` to somewhere, and has the feed everywhere else.
fn leads(name: &'static str, status: &'static str, to: &'static str) -> Row {
    row(name, Delivered, move |ask, scene| match ask.request.path.as_str() {
        "/feed" => send(redirect(status, &to.replace("SELF", &own(ask)))),
        _ => send(ok(&[], scene.body())),
    })
}

fn redirect(status: &str, to: &str) -> Vec<u8> {
    answer(status, &[&format!("Location: {to}"), DAMAGED], "")
}

/// The host that was asked, with its port.
fn own(ask: &Ask) -> String {
    ask.header("Host").unwrap().to_owned()
}

fn followed() -> Vec<Row> {
    vec![
        leads("moved-301", "301 Moved Permanently", "/there"),
        leads("moved-302", "302 Found", "/there"),
        leads("moved-303", "303 See Other", "/there"),
        leads("moved-307", "307 Temporary Redirect", "/there"),
        leads("moved-308", "308 Permanent Redirect", "/there"),
        leads("moved-300-with-one-choice", "300 Multiple Choices", "/there"),
        leads("moved-to-a-whole-address", "302 Found", "http://SELF/there"),
        leads("moved-without-a-scheme", "302 Found", "//SELF/there"),
        leads("moved-to-a-sibling", "302 Found", "there?a=1&b=%20"),
        leads("moved-over-dots", "302 Found", "./../a/../there"),
        leads("moved-with-a-fragment", "302 Found", "/there#top"),
        leads("moved-with-spaces", "302 Found", "  /over there  "),
        leads("moved-in-another-script", "302 Found", "/\u{6771}\u{4eac}"),
        leads("moved-to-a-query-only", "302 Found", "?page=feed"),
        row("moved-ten-times", Delivered, |ask, scene| match steps(ask) {
            10 => send(ok(&[], scene.body())),
            step => send(redirect("302 Found", &format!("/{}", step + 1))),
        }),
        row("moved-with-a-long-page", Delivered, |ask, scene| match ask.request.path.as_str() {
            "/feed" => {
                let page = "<p>It is elsewhere.</p>".repeat(50_000);
                send(answer("302 Found", &["Location: /there"], page))
            }
            _ => send(ok(&[], scene.body())),
        }),
        row("moved-with-a-page-that-stalls", Delivered, |ask, scene| {
            match ask.request.path.as_str() {
                "/feed" => {
                    let fields = ["Location: /there", "Content-Length: 100"];
                    vec![Step::Send(head("302 Found", &fields)), Step::Hang]
                }
                _ => send(ok(&[], scene.body())),
            }
        }),
    ]
}

/// How many steps of a chain were taken.
fn steps(ask: &Ask) -> usize {
    ask.request.path[1..].parse().unwrap_or(0)
}

fn not_followed() -> Vec<Row> {
    let leads_to = |name, to: &'static str, words| {
        row(name, Refused(words), move |ask, _| {
            send(redirect("302 Found", &to.replace("SELF", &own(ask))))
        })
    };
    vec![
        leads_to("moved-to-itself", "/feed", "circle"),
        leads_to("moved-to-itself-as-a-whole-address", "http://SELF/feed", "circle"),
        leads_to("moved-to-nothing", "", "not an address"),
        leads_to("moved-to-no-address", "http://[::1", "not an address"),
        leads_to("moved-to-no-port", "http://SELF99999/", "not an address"),
        leads_to("moved-to-a-file", "file:///etc/passwd", "neither http nor https"),
        leads_to("moved-to-a-file-server", "ftp://files.example/feed", "neither http nor https"),
        leads_to("moved-to-a-gopher", "gopher://127.0.0.1/x", "neither http nor https"),
        leads_to("moved-to-a-script", "javascript:alert(1)", "neither http nor https"),
        leads_to("moved-to-inline-data", "data:text/xml,<rss/>", "neither http nor https"),
        row("moved-in-a-circle-of-two", Refused("circle"), |ask, _| {
            let to = if ask.request.path == "/feed" { "/other" } else { "/feed" };
            send(redirect("301 Moved Permanently", to))
        }),
        row("moved-eleven-times", Refused("too many"), |ask, scene| match steps(ask) {
            11 => send(ok(&[], scene.body())),
            step => send(redirect("302 Found", &format!("/{}", step + 1))),
        }),
        row("moved-without-end", Refused("too many"), |ask, _| {
            send(redirect("302 Found", &format!("{}x", ask.request.path)))
        }),
        row("moved-to-nobody-says-where", Refused("not an address"), |_, _| {
            send(answer("302 Found", &[DAMAGED], ""))
        }),
        row("moved-to-a-missing-page", Refused("404"), |ask, _| match ask.request.path.as_str() {
            "/feed" => send(redirect("301 Moved Permanently", "/gone")),
            _ => send(answer("404 Not Found", &[DAMAGED], "")),
        }),
        row("moved-to-a-closed-port", Refused("cannot connect"), |_, _| {
            send(redirect("302 Found", "http://127.0.0.1:1/"))
        }),
        row("moved-to-where-is-no-tls", Refused("cannot connect"), |ask, _| {
            send(redirect("302 Found", &format!("https://{}/", own(ask))))
        }),
        row("moved-to-the-front-page", Refused("HTML"), |ask, _| match ask.request.path.as_str() {
            "/feed" => send(redirect("301 Moved Permanently", "/")),
            _ => send(ok(&[DAMAGED], "<!DOCTYPE html><title>Home</title><p>Hello.</p>")),
        }),
    ]
}

fn odd_answers() -> Vec<Row> {
    vec![
        row("moved-to-two-places", Either, |ask, scene| match ask.request.path.as_str() {
            "/feed" => {
                let fields = ["Location: /one", "Location: /two", DAMAGED];
                send(answer("302 Found", &fields, ""))
            }
            _ => send(ok(&[], scene.body())),
        }),
        row("moved-by-a-page", Either, |ask, scene| match ask.request.path.as_str() {
            "/feed" => {
                let page = "<!DOCTYPE html><meta http-equiv=refresh content=\"0; url=/there\">";
                send(ok(&[DAMAGED, "Content-Type: text/html"], page))
            }
            _ => send(ok(&[], scene.body())),
        }),
        row("moved-to-a-very-long-address", Either, |ask, scene| match ask.request.path.as_str() {
            "/feed" => send(redirect("302 Found", &format!("/{}", "x".repeat(60_000)))),
            _ => send(ok(&[], scene.body())),
        }),
        // The validators of the redirect are not those of the feed.
        story("moved-with-validators", &[Delivered, Delivered], |ask, scene| {
            match ask.request.path.as_str() {
                _ if ask.header("If-None-Match") == Some("\"damaged\"") => {
                    send(head("304 Not Modified", &[DAMAGED]))
                }
                "/feed" => send(redirect("301 Moved Permanently", "/there")),
                _ => send(ok(&[], scene.body())),
            }
        }),
        // A sign-in page is not where the feed has moved, however permanent it calls itself.
        story(
            "moved-to-a-portal-and-back",
            &[Delivered, Refused(""), Refused(""), Delivered],
            |ask, scene| match (scene.visit, ask.request.path.as_str()) {
                (1 | 2, "/feed") => send(redirect("301 Moved Permanently", "/portal")),
                (_, "/feed") => send(ok(&[&format!("ETag: \"{}\"", scene.visit)], scene.body())),
                _ => {
                    let page = "<!DOCTYPE html><title>Guest WiFi</title><form>Sign in</form>";
                    send(ok(&[DAMAGED], page))
                }
            },
        ),
    ]
}
