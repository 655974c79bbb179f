//! Servers that keep us waiting. Every row runs into a limit; none has to be in time.

use std::time::Duration;

use super::rows::{
    DAMAGED, LAST_CHUNK, Row,
    Want::{Either, Refused},
    answer, chunk, chunked, hang, head, ok, row, send,
};
use crate::support::Step;

/// Words of the failure.
const SLOW: &str = "too slow";

/// Shorter than any silence that is not waited for, and long enough that no head comes in time.
const TRICKLE: Duration = Duration::from_millis(200);

pub fn rows() -> Vec<Row> {
    let trickle =
        |start: Vec<u8>, rest: Vec<u8>| vec![Step::Send(start), Step::Drip(rest, TRICKLE)];
    vec![
        row("silent", Refused(SLOW), |_, _| vec![Step::Hang]),
        row("silent-within-the-status-line", Refused(SLOW), |_, _| hang("HTTP/1.1 2")),
        row("silent-within-the-head", Refused(SLOW), |_, _| {
            hang("HTTP/1.1 200 OK\r\nETag: \"damaged\"\r\nContent-Type: ")
        }),
        row("silent-behind-the-head", Refused(SLOW), |_, _| {
            hang(head("200 OK", &[DAMAGED, "Content-Length: 1000"]))
        }),
        row("silent-within-the-body", Refused(SLOW), |_, scene| {
            let answer = ok(&[DAMAGED], scene.body());
            hang(&answer[..answer.len() - 100])
        }),
        row("silent-before-the-last-byte", Refused(SLOW), |_, scene| {
            let answer = ok(&[DAMAGED], scene.body());
            hang(&answer[..answer.len() - 1])
        }),
        row("silent-before-the-last-chunk", Refused(SLOW), |_, scene| {
            hang(chunked(&[DAMAGED], chunk(&scene.body())))
        }),
        row("silent-without-a-length", Refused(SLOW), |_, scene| {
            hang([head("200 OK", &[DAMAGED]), scene.body()].concat())
        }),
        row("silent-behind-a-redirect", Refused(SLOW), |ask, _| match ask.request.path.as_str() {
            "/feed" => send(answer("302 Found", &["Location: /there"], "")),
            _ => vec![Step::Hang],
        }),
        row("silent-behind-an-interim-answer", Refused(SLOW), |_, _| {
            hang(head("100 Continue", &[]))
        }),
        row("trickling-head", Refused(SLOW), move |_, scene| {
            trickle(Vec::new(), ok(&[DAMAGED], scene.body()))
        }),
        row("trickling-body", Refused(SLOW), move |_, scene| {
            let body = scene.body();
            let length = format!("Content-Length: {}", body.len());
            trickle(head("200 OK", &[DAMAGED, &length]), body)
        }),
        row("trickling-chunks", Refused(SLOW), move |_, scene| {
            let chunks: Vec<u8> = scene.body().chunks(1).flat_map(chunk).collect();
            trickle(chunked(&[DAMAGED], ""), [&chunks[..], LAST_CHUNK].concat())
        }),
        row("trickling-behind-the-feed", Refused(SLOW), move |_, scene| {
            let start = [head("200 OK", &[DAMAGED]), scene.body()].concat();
            vec![Step::Send(start), Step::Flood(b" ".to_vec(), TRICKLE)]
        }),
        row("interim-answers-without-end", Refused(SLOW), |_, _| {
            vec![Step::Flood(head("102 Processing", &[]), TRICKLE)]
        }),
        row("redirects-that-take-their-time", Refused(""), |ask, _| {
            let step = ask.request.path[1..].parse().unwrap_or(0) + 1;
            let to = format!("Location: /{step}");
            vec![Step::Pause(Duration::from_secs(3)), Step::Send(answer("302 Found", &[&to], ""))]
        }),
        row("error-page-that-stalls", Refused("500"), |_, _| {
            hang(head("500 Internal Server Error", &[DAMAGED, "Content-Length: 9"]))
        }),
        row("silent-behind-the-whole", Either, |_, scene| hang(ok(&[DAMAGED], scene.body()))),
    ]
}
