//! Validators over several visits. Whoever shows one of an answer that was not whole gets the 304 that
//! he asks for, and misses the news.

use super::rows::{
    DAMAGED, Row, Scene,
    Want::{Delivered, Either, Quiet, Refused},
    answer, chunk, chunked, close, head, ok, row, send, story,
};
use crate::support::{Ask, Step};

pub fn rows() -> Vec<Row> {
    let mut rows = odd_tags();
    rows.extend(spoilt());
    rows.extend(servers_that_cheat());
    rows
}

/// Validators of every shape: who does not send them back as they came misses the news.
fn odd_tags() -> Vec<Row> {
    let tags = [
        ("tag-weak", "ETag", "W/\"one\""),
        ("tag-weak-in-a-small-letter", "ETag", "w/\"one\""),
        ("tag-without-quotes", "ETag", "one-two"),
        ("tag-with-spaces", "ETag", "\"one two, three\""),
        ("tag-with-quotes-within", "ETag", "\"one\"two\"three\""),
        ("tag-of-a-gzip", "ETag", "\"one-gzip\""),
        ("tag-in-another-script", "ETag", "\"\u{6771}\u{4eac}\""),
        ("tag-that-is-a-star", "ETag", "*"),
        ("date-in-words", "Last-Modified", "yesterday at noon"),
        ("date-with-a-zone", "Last-Modified", "Mon, 25 May 2026 10:00:00 +0200"),
        ("date-of-1970", "Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("date-to-come", "Last-Modified", "Fri, 31 Dec 9999 23:59:59 GMT"),
    ];
    let verbatim = |(name, field, value): (&'static str, &'static str, &'static str)| {
        story(name, &[Delivered, Quiet, Delivered], move |ask, scene| {
            let back = if field == "ETag" { "If-None-Match" } else { "If-Modified-Since" };
            // The server here reads bytes as characters.
            let bytes: String = value.bytes().map(char::from).collect();
            let is_shown = ask.header(back) == Some(&bytes);
            let fields = format!("{field}: {value}");
            match scene.visit {
                0 => send(ok(&[&fields], scene.body())),
                1 if is_shown => send(head("304 Not Modified", &[&fields])),
                2 if is_shown => send(ok(&[], scene.body())),
                _ => send(answer("400 Bad Request", &[], "")),
            }
        })
    };
    tags.into_iter().map(verbatim).collect()
}

/// A good visit, one whose answer is spoilt under a new tag, and a good one again.
fn spoilt() -> Vec<Row> {
    let spoilt = |name, words, play: fn(&Scene) -> Vec<Step>| {
        story(name, &[Delivered, Refused(words), Delivered], move |ask, scene| {
            match (scene.visit, ask.header("If-None-Match")) {
                (_, Some(tag)) if tag.contains("damaged") => {
                    send(head("304 Not Modified", &[DAMAGED]))
                }
                (1, _) => play(scene),
                // What the good answer gave must still be known.
                (2, Some("\"good\"")) => send(ok(&[], scene.body())),
                (0, _) => send(ok(&["ETag: \"good\""], scene.body())),
                _ => send(answer("400 Bad Request", &[], "")),
            }
        })
    };
    vec![
        spoilt("spoilt-by-a-cut", "cut or damaged", |scene| {
            let answer = ok(&[DAMAGED], scene.body());
            close(&answer[..answer.len() - 300])
        }),
        spoilt("spoilt-by-a-missing-chunk", "cut or damaged", |scene| {
            close(chunked(&[DAMAGED], chunk(&scene.body())))
        }),
        spoilt("spoilt-by-its-coding", "cut or damaged", |_| {
            send(ok(&[DAMAGED, "Content-Encoding: gzip"], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))
        }),
        spoilt("spoilt-by-an-error-page", "HTML", |_| {
            send(ok(&[DAMAGED], "<!DOCTYPE html><title>Oh</title><p>Try again later.</p>"))
        }),
        spoilt("spoilt-by-nothing", "empty", |_| send(ok(&[DAMAGED], ""))),
        spoilt("spoilt-by-an-error", "502", |_| send(answer("502 Bad Gateway", &[DAMAGED], ""))),
        spoilt("spoilt-by-a-redirect-to-nowhere", "circle", |_| {
            send(answer("302 Found", &[DAMAGED, "Location: /feed"], ""))
        }),
    ]
}

fn servers_that_cheat() -> Vec<Row> {
    let tag = |scene: &Scene| format!("ETag: \"{}\"", scene.visit);
    vec![
        story("same-tag-other-body", &[Delivered, Delivered, Delivered], |_, scene| {
            send(ok(&["ETag: \"always\""], scene.body()))
        }),
        story("other-tag-same-body", &[Delivered, Quiet, Delivered], move |ask, scene| {
            let shown = ask.header("If-None-Match").map(str::to_owned);
            match scene.visit {
                1 => send(ok(&[&tag(scene)], scene.feed(1))),
                // The tag of the last answer counts, also when its body was known.
                2 if shown.as_deref() != Some("\"1\"") => send(answer("400 Bad Request", &[], "")),
                _ => send(ok(&[&tag(scene)], scene.body())),
            }
        }),
        story("other-tag-with-the-304", &[Delivered, Quiet, Delivered], move |ask, scene| {
            match (scene.visit, ask.header("If-None-Match")) {
                (0, None) | (2, Some("\"1\"")) => send(ok(&[&tag(scene)], scene.body())),
                (1, Some("\"0\"")) => send(head("304 Not Modified", &[&tag(scene)])),
                _ => send(answer("400 Bad Request", &[], "")),
            }
        }),
        story("tag-that-goes-away", &[Delivered, Delivered, Delivered], move |ask, scene| {
            match (scene.visit, ask.header("If-None-Match")) {
                (0, None) => send(ok(&[&tag(scene)], scene.body())),
                (1, Some("\"0\"")) | (2, None) => send(ok(&[], scene.body())),
                _ => send(answer("400 Bad Request", &[], "")),
            }
        }),
        story("tag-never-given", &[Delivered, Delivered, Delivered], |ask: &Ask, scene| {
            let is_conditional =
                ask.request.headers.iter().any(|(name, _)| name.starts_with("If-"));
            match is_conditional {
                true => send(answer("400 Bad Request", &[], "")),
                false => send(ok(&[], scene.body())),
            }
        }),
        story("unchanged-with-a-body", &[Delivered, Quiet, Delivered], move |_, scene| match scene
            .visit
        {
            1 => {
                let body = format!("Content-Length: {}", scene.body().len());
                close([head("304 Not Modified", &[&tag(scene), &body]), scene.body()].concat())
            }
            _ => send(ok(&[&tag(scene)], scene.body())),
        }),
        story(
            "unchanged-to-nobody",
            &[Delivered, Refused("304"), Delivered],
            |_, scene| match scene.visit {
                1 => send(head("304 Not Modified", &[])),
                _ => send(ok(&[], scene.body())),
            },
        ),
        // Its software fails whenever it is asked whether something changed.
        story("stumbles-over-validators", &[Delivered, Either, Delivered], move |ask, scene| {
            match ask.header("If-None-Match") {
                Some(_) => send(answer("500 Internal Server Error", &[], "")),
                None => send(ok(&[&tag(scene)], scene.body())),
            }
        }),
        story("fails-now-and-then", &[Delivered, Refused("500"), Delivered], move |_, scene| {
            match scene.visit {
                1 => send(answer("500 Internal Server Error", &[], "")),
                _ => send(ok(&[&tag(scene)], scene.body())),
            }
        }),
        // The first answer ever is cut, under a tag that the server then stands by.
        row("first-ever-is-cut", Refused("cut or damaged"), |_, scene| {
            let answer = ok(&[DAMAGED], scene.body());
            close(&answer[..answer.len() - 20])
        }),
        story("rejects-long-fields", &[Delivered, Delivered], |ask, scene| {
            let sent: usize = ask.request.headers.iter().map(|(_, value)| value.len()).sum();
            match sent {
                8_000.. => send(answer("431 Request Header Fields Too Large", &[], "")),
                _ => send(ok(&[&format!("ETag: \"{}\"", "e".repeat(10_000))], scene.body())),
            }
        }),
    ]
}
