//! Heads of answers as old and home-made servers write them: what is read, and what is too much.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use feedmill::fetch::{Error, Fetched};

use crate::fetch::{TEXT, body, get};

/// What comes of an answer that is exactly these bytes.
async fn answer(bytes: Vec<u8>) -> Result<Fetched, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4_096]);
        // A client that has read enough hangs up.
        let _ = stream.write_all(&bytes);
    });
    let fetched = get(url).await;
    server.join().unwrap();
    fetched
}

fn with(fields: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{fields}\r\n", TEXT.len());
    [head.as_bytes(), TEXT].concat()
}

#[tokio::test]
async fn odd_heads_are_read() {
    let many = "X-Cache: MISS from one of many\r\n".repeat(200);
    let large = format!("X-Policy: {}\r\n", "x".repeat(60_000));
    for fields in [
        "",
        "X-Folded: one\r\n  two\r\n",
        "X-Blank : one\r\n",
        "no colon here\r\n",
        "X Space: one\r\n",
        "X-\u{e9}: one\r\n",
        &many,
        &large,
    ] {
        let start = fields.get(..fields.len().min(40));
        assert_eq!(body(answer(with(fields)).await), TEXT, "{start:?}");
    }
    let bare = with("X-Bare: one\r\n").iter().copied().filter(|&byte| byte != b'\r').collect();
    assert_eq!(body(answer(bare).await), TEXT, "bare line feeds");
}

#[tokio::test]
async fn a_head_has_an_end_and_a_beginning() {
    for bytes in [
        with(&"X-Bomb: x\r\n".repeat(300)),
        with(&format!("X-Bomb: {}\r\n", "x".repeat(1_000_000))),
        // HTTP/0.9, which is what anything that listens on a port seems to speak.
        TEXT.to_vec(),
        b"SSH-2.0-Something\r\n".to_vec(),
    ] {
        let start = String::from_utf8_lossy(&bytes[..15]).into_owned();
        let error = answer(bytes).await.expect_err("a failure");
        assert!(matches!(error, Error::Exchange { .. }), "{start:?}: {error:?}");
    }
}
