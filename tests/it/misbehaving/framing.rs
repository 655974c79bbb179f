//! Messages that are framed oddly or not at all, and connections that break.

use std::time::Duration;

use super::rows::{
    DAMAGED, LAST_CHUNK, Row,
    Want::{Delivered, Either, Refused},
    answer, chunk, chunked, close, head, ok, row, send,
};
use crate::support::Step;

/// Words of failures: what came is no HTTP, or it is not whole.
const NO_HTTP: &str = "exchange";
const NOT_WHOLE: &str = "cut or damaged";

pub fn rows() -> Vec<Row> {
    [odd_but_whole(), not_whole(), no_http()].into_iter().flatten().collect()
}

fn odd_but_whole() -> Vec<Row> {
    vec![
        row("chunks-of-one-byte", Delivered, |_, scene| {
            let chunks: Vec<u8> = scene.body().chunks(1).flat_map(chunk).collect();
            send(chunked(&[], [&chunks, LAST_CHUNK].concat()))
        }),
        row("chunk-with-extension", Delivered, |_, scene| {
            let body = scene.body();
            let size = format!("{:x};a=\"b\";c\r\n", body.len());
            send(chunked(&[], [size.as_bytes(), &body, b"\r\n0;end\r\n\r\n"].concat()))
        }),
        row("chunk-size-with-zeros-and-capitals", Delivered, |_, scene| {
            let body = scene.body();
            let size = format!("0000{:X}\r\n", body.len());
            send(chunked(&[], [size.as_bytes(), &body, b"\r\n0000\r\n\r\n"].concat()))
        }),
        row("trailer-behind-the-chunks", Delivered, |_, scene| {
            let trailer = b"0\r\nX-Sum: 1\r\nETag: \"trailer\"\r\n\r\n";
            send(chunked(&["Trailer: X-Sum"], [&chunk(&scene.body())[..], trailer].concat()))
        }),
        row("length-beside-chunks", Delivered, |_, scene| {
            // The chunks count (RFC 9112 §6.3).
            let chunks = [&chunk(&scene.body())[..], LAST_CHUNK].concat();
            close(chunked(&["Content-Length: 7"], chunks))
        }),
        row("no-length-until-the-end", Delivered, |_, scene| {
            close([head("200 OK", &["Connection: close"]), scene.body()].concat())
        }),
        row("old-version-without-length", Delivered, |_, scene| {
            close([b"HTTP/1.0 200 OK\r\n\r\n".to_vec(), scene.body()].concat())
        }),
        row("same-length-twice", Delivered, |_, scene| {
            let length = format!("Content-Length: {}", scene.body().len());
            send(ok(&[&length], scene.body()))
        }),
        row("length-with-zeros", Delivered, |_, scene| {
            let length = format!("Content-Length:   000{}  ", scene.body().len());
            send([head("200 OK", &[&length]), scene.body()].concat())
        }),
        row("no-reason-phrase", Delivered, |_, scene| send(ok_as("200", scene.body()))),
        row("reason-phrase-in-latin-1", Delivered, |_, scene| {
            let answer = ok_as("200 D~accord", scene.body());
            send(answer.into_iter().map(|b| if b == b'~' { 0xe9 } else { b }).collect::<Vec<_>>())
        }),
        row("interim-answers-first", Delivered, |_, scene| {
            let interim = [head("100 Continue", &[]), head("103 Early Hints", &["Link: </x>"])];
            send([interim.concat(), ok(&[], scene.body())].concat())
        }),
        row("names-in-small-letters", Delivered, |_, scene| {
            let length = format!("content-length: {}", scene.body().len());
            send([head("200 OK", &[&length]), scene.body()].concat())
        }),
        row("ninety-fields", Delivered, |_, scene| {
            let fields: Vec<String> = (0..90).map(|n| format!("X-{n}: {n}")).collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            send(ok(&fields, scene.body()))
        }),
        row("field-that-is-none", Delivered, |_, scene| {
            send(ok(&["this is no header field"], scene.body()))
        }),
        row("field-in-another-charset", Delivered, |_, scene| {
            send(ok(&["X-Powered-By: \u{6771}\u{4eac}"], scene.body()))
        }),
        row("two-answers-to-one-request", Delivered, |_, scene| {
            send([ok(&[], scene.body()), ok(&[], "<rss/>")].concat())
        }),
        row("in-pieces-that-split-line-ends", Delivered, |_, scene| {
            let bytes = ok(&[], scene.body());
            let cut = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 1;
            let [first, second] = [&bytes[..cut], &bytes[cut..]].map(<[u8]>::to_vec);
            vec![Step::Send(first), Step::Pause(PIECE), Step::Send(second)]
        }),
        row("kept-open-and-closed", Delivered, |ask, scene| match ask.request.path.as_str() {
            // The next request goes over a connection that is no more.
            "/feed" => close(answer("302 Found", &["Location: /next"], "")),
            _ => send(ok(&["Connection: keep-alive"], scene.body())),
        }),
        row("lines-without-carriage-return", Either, |_, scene| {
            let text = format!("HTTP/1.1 200 OK\nContent-Length: {}\n\n", scene.body().len());
            close([text.into_bytes(), scene.body()].concat())
        }),
        row("folded-field", Either, |_, scene| {
            send(ok(&["X-Long: one\r\n two\r\n\tthree"], scene.body()))
        }),
        row("space-before-the-colon", Either, |_, scene| send(ok(&["X-Odd : 1"], scene.body()))),
        row("radio-protocol", Either, |_, scene| {
            close([b"ICY 200 OK\r\n\r\n".to_vec(), scene.body()].concat())
        }),
        row("transfer-coding-unknown", Either, |_, scene| {
            close(ok(&[DAMAGED, "Transfer-Encoding: banana"], scene.body()))
        }),
    ]
}

/// Longer than a segment waits to be joined by the next one.
const PIECE: Duration = Duration::from_millis(50);

fn ok_as(status: &str, body: Vec<u8>) -> Vec<u8> {
    answer(status, &[], body)
}

fn not_whole() -> Vec<Row> {
    let half = |body: Vec<u8>| body[..body.len() / 2].to_vec();
    let cut = move |body: Vec<u8>| {
        let length = format!("Content-Length: {}", body.len());
        [head("200 OK", &[DAMAGED, &length]), half(body)].concat()
    };
    vec![
        row("body-cut-in-order", Refused(NOT_WHOLE), move |_, scene| close(cut(scene.body()))),
        row("body-cut-by-a-reset", Refused(NOT_WHOLE), move |_, scene| {
            vec![Step::Send(cut(scene.body())), Step::Pause(PIECE), Step::Reset]
        }),
        row("length-larger-than-the-body", Refused(NOT_WHOLE), |_, scene| {
            let length = format!("Content-Length: {}", scene.body().len() + 500);
            close([head("200 OK", &[DAMAGED, &length]), scene.body()].concat())
        }),
        row("length-smaller-than-the-body", Either, |_, scene| {
            let length = format!("Content-Length: {}", scene.body().len() / 2);
            close([head("200 OK", &[DAMAGED, &length]), scene.body()].concat())
        }),
        row("length-none-with-a-body", Refused("empty"), |_, scene| {
            close([head("200 OK", &[DAMAGED, "Content-Length: 0"]), scene.body()].concat())
        }),
        row("chunks-without-the-last", Refused(NOT_WHOLE), |_, scene| {
            close(chunked(&[DAMAGED], chunk(&scene.body())))
        }),
        row("chunks-cut-between-two", Refused(NOT_WHOLE), |_, scene| {
            let chunks: Vec<u8> = scene.body().chunks(100).take(3).flat_map(chunk).collect();
            close(chunked(&[DAMAGED], chunks))
        }),
        row("chunk-longer-than-its-size", Refused(NOT_WHOLE), |_, scene| {
            let body = scene.body();
            let size = format!("{:x}\r\n", body.len() - 9);
            close(chunked(&[DAMAGED], [size.as_bytes(), &body, b"\r\n", LAST_CHUNK].concat()))
        }),
        row("chunk-shorter-than-its-size", Refused(NOT_WHOLE), |_, scene| {
            let body = scene.body();
            let size = format!("{:x}\r\n", body.len() + 99);
            close(chunked(&[DAMAGED], [size.as_bytes(), &body, b"\r\n", LAST_CHUNK].concat()))
        }),
        row("chunk-size-is-a-word", Refused(NOT_WHOLE), |_, scene| {
            let second = b"many\r\nmore\r\n0\r\n\r\n";
            close(chunked(&[DAMAGED], [&chunk(&scene.body())[..], second].concat()))
        }),
        row("chunk-size-overflows", Refused(NOT_WHOLE), |_, scene| {
            let second = b"fffffffffffffffff1\r\nabc\r\n0\r\n\r\n";
            close(chunked(&[DAMAGED], [&chunk(&scene.body())[..], second].concat()))
        }),
        row("chunk-size-negative", Refused(NOT_WHOLE), |_, scene| {
            let body = scene.body();
            let size = format!("-{:x}\r\n", body.len());
            close(chunked(&[DAMAGED], [size.as_bytes(), &body, b"\r\n", LAST_CHUNK].concat()))
        }),
        row("chunked-is-said-only", Refused(NOT_WHOLE), |_, scene| {
            close(chunked(&[DAMAGED], scene.body()))
        }),
        row("chunked-is-not-said", Either, |_, scene| {
            let chunks = [chunk(&scene.body()), LAST_CHUNK.to_vec()].concat();
            close([head("200 OK", &[DAMAGED]), chunks].concat())
        }),
    ]
}

fn no_http() -> Vec<Row> {
    vec![
        row("two-lengths", Refused(NO_HTTP), |_, scene| {
            let length = format!("Content-Length: {}", scene.body().len() / 2);
            close(ok(&[DAMAGED, &length], scene.body()))
        }),
        row("length-negative", Refused(NO_HTTP), |_, scene| {
            close([head("200 OK", &[DAMAGED, "Content-Length: -1"]), scene.body()].concat())
        }),
        row("length-is-a-word", Refused(NO_HTTP), |_, scene| {
            close([head("200 OK", &[DAMAGED, "Content-Length: some"]), scene.body()].concat())
        }),
        row("not-a-word", Refused(NO_HTTP), |_, _| vec![Step::Close]),
        row("reset-before-the-answer", Refused(NO_HTTP), |_, _| vec![Step::Reset]),
        row("reset-within-the-head", Refused(NO_HTTP), |_, _| {
            vec![Step::Send(b"HTTP/1.1 200 OK\r\nETag: ".to_vec()), Step::Pause(PIECE), Step::Reset]
        }),
        row("closed-behind-the-status-line", Refused(NO_HTTP), |_, _| close("HTTP/1.1 200 OK\r\n")),
        row("body-without-a-head", Refused(NO_HTTP), |_, scene| close(scene.body())),
        row("shell-server", Refused(NO_HTTP), |_, _| close("SSH-2.0-OpenSSH_9.9\r\n")),
        row("mail-server", Refused(NO_HTTP), |_, _| close("220 mail.example ESMTP\r\n")),
        row("binary-protocol", Refused(NO_HTTP), |_, _| close([0x15, 3, 1, 0, 2, 2, 0x28])),
        row("status-is-a-word", Refused(NO_HTTP), |_, scene| close(ok_as("fine", scene.body()))),
        row("version-two-in-text", Refused(NO_HTTP), |_, scene| {
            let answer = String::from_utf8(ok(&[DAMAGED], scene.body())).unwrap();
            close(answer.replace("HTTP/1.1", "HTTP/2.0"))
        }),
        row("ten-thousand-fields", Refused(NO_HTTP), |_, scene| {
            let fields: Vec<String> = (0..10_000).map(|n| format!("X-{n}: {n}")).collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            close(ok(&fields, scene.body()))
        }),
        row("field-of-ten-megabytes", Refused(NO_HTTP), |_, scene| {
            close(ok(&[&format!("X-Long: {}", "x".repeat(10 << 20))], scene.body()))
        }),
        row("fields-without-end", Refused(NO_HTTP), |_, _| {
            let start = Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec());
            vec![start, Step::Flood(b"X-More: of the same\r\n".repeat(500), Duration::ZERO)]
        }),
    ]
}
