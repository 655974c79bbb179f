//! Statuses that say no, and statuses that say something else than what comes with them.

use std::time::Duration;

use super::rows::{
    DAMAGED, Row,
    Want::{Delivered, Either, Refused},
    answer, head, ok, row, send, story,
};
use crate::support::Step;

pub fn rows() -> Vec<Row> {
    let mut rows = refusals();
    rows.extend(vec![
        row("status-200-without-a-body", Refused("empty"), |_, _| send(ok(&[DAMAGED], ""))),
        row("status-201-with-the-feed", Delivered, |_, scene| {
            send(answer("201 Created", &[], scene.body()))
        }),
        row("status-203-with-the-feed", Delivered, |_, scene| {
            send(answer("203 Non-Authoritative Information", &[], scene.body()))
        }),
        row("status-204", Refused("204"), |_, _| send(head("204 No Content", &[DAMAGED]))),
        row("status-205", Refused("205"), |_, _| send(answer("205 Reset Content", &[DAMAGED], ""))),
        row("status-206-unasked", Refused("206"), |_, scene| {
            let (body, part) = (scene.body(), 200);
            let range = format!("Content-Range: bytes 0-{}/{}", part - 1, body.len());
            send(answer("206 Partial Content", &[DAMAGED, &range], &body[..part]))
        }),
        row("status-206-of-everything", Either, |_, scene| {
            let body = scene.body();
            let range = format!("Content-Range: bytes 0-{}/{0}", body.len() - 1);
            send(answer("206 Partial Content", &[DAMAGED, &range], body))
        }),
        row("status-304-unasked", Refused("304"), |_, _| {
            send(head("304 Not Modified", &[DAMAGED]))
        }),
        row("status-503-with-the-feed", Refused("503"), |_, scene| {
            send(answer("503 Service Unavailable", &[DAMAGED], scene.body()))
        }),
        row("status-404-with-the-feed", Refused("404"), |_, scene| {
            send(answer("404 Not Found", &[DAMAGED], scene.body()))
        }),
        row("status-429-for-ever", Refused("429"), |_, _| {
            let wait = "Retry-After: 99999999999999999999";
            send(answer("429 Too Many Requests", &[DAMAGED, wait], ""))
        }),
        row("status-503-until-2100", Refused("503"), |_, _| {
            let wait = "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT";
            send(answer("503 Service Unavailable", &[DAMAGED, wait], ""))
        }),
        row("status-503-until-nonsense", Refused("503"), |_, _| {
            let wait = "Retry-After: -1 or so";
            send(answer("503 Service Unavailable", &[DAMAGED, wait], ""))
        }),
        row("fresh-for-ever", Delivered, |_, scene| {
            let field = "Cache-Control: max-age=100000000000000000000, immutable";
            send(ok(&[field, "Expires: Thu, 31 Dec 9999 23:59:59 GMT"], scene.body()))
        }),
        row("expires-never-was", Delivered, |_, scene| {
            send(ok(&["Expires: 0", "Date: yesterday", "Age: -5"], scene.body()))
        }),
        story("status-410", &[Refused("410")], |_, _| send(answer("410 Gone", &[DAMAGED], ""))),
        row("error-page-without-end", Refused("500"), |_, _| {
            let page = b"<p>Something went wrong.</p>\n".repeat(500);
            vec![
                Step::Send(head("500 Internal Server Error", &[])),
                Step::Flood(page, Duration::ZERO),
            ]
        }),
    ]);
    rows
}

/// What a server refuses with is told by its number.
fn refusals() -> Vec<Row> {
    let names = [
        ("status-400", "400"),
        ("status-401", "401"),
        ("status-402", "402"),
        ("status-403", "403"),
        ("status-404", "404"),
        ("status-405", "405"),
        ("status-406", "406"),
        ("status-407", "407"),
        ("status-408", "408"),
        ("status-418", "418"),
        ("status-429", "429"),
        ("status-451", "451"),
        ("status-499", "499"),
        ("status-500", "500"),
        ("status-502", "502"),
        ("status-503", "503"),
        ("status-504", "504"),
        ("status-530", "530"),
        ("status-599", "599"),
        ("status-999", "999"),
    ];
    let refusal = |(name, number): (&'static str, &'static str)| {
        row(name, Refused(number), move |_, _| {
            let page = "<!DOCTYPE html><title>No</title><p>No.</p>";
            send(answer(&format!("{number} No"), &[DAMAGED, "Content-Type: text/html"], page))
        })
    };
    names.into_iter().map(refusal).collect()
}
