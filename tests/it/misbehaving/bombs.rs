//! Answers without end or measure. Memory is watched while they are read.

use std::time::Duration;

use super::{
    packed::{brotli_bomb, gzip, gzip_bomb, zstd_bomb},
    rows::{
        DAMAGED, Row, Scene,
        Want::{Either, Refused},
        chunk, chunked, head, ok, row, send,
    },
};
use crate::support::Step;

/// Words of the failure.
const LARGE: &str = "larger than";

pub fn rows() -> Vec<Row> {
    let mut rows = small_ones();
    rows.extend(endless());
    rows
}

fn small_ones() -> Vec<Row> {
    let bomb = |name, coding: &'static str, bytes: Vec<u8>| {
        row(name, Refused(LARGE), move |_, _| {
            send(ok(&[DAMAGED, &format!("Content-Encoding: {coding}")], &bytes))
        })
    };
    let gzipped = gzip_bomb(64);
    vec![
        bomb("bomb-of-brotli", "br", brotli_bomb(64)),
        bomb("bomb-of-zstd", "zstd", zstd_bomb(8_192)),
        bomb("bomb-of-gzip", "gzip", gzipped.clone()),
        bomb("bomb-of-gzip-not-declared", "identity", gzipped.clone()),
        bomb("bomb-of-gzip-members", "gzip", gzipped[..].repeat(4)),
        bomb("bomb-of-gzip-in-gzip", "gzip, gzip", gzip(&gzipped)),
        row("bomb-behind-a-feed", Refused(LARGE), |_, scene| {
            let body = [gzip(&scene.body()), gzip_bomb(20)].concat();
            send(ok(&[DAMAGED, "Content-Encoding: gzip"], body))
        }),
    ]
}

fn endless() -> Vec<Row> {
    let flood = |bytes: Vec<u8>| Step::Flood(bytes, Duration::ZERO);
    vec![
        row("length-of-two-terabytes", Refused(LARGE), move |_, scene| {
            let head = head("200 OK", &[DAMAGED, "Content-Length: 2199023255552"]);
            vec![Step::Send([head, scene.body()].concat()), flood(vec![b' '; 65_536])]
        }),
        row("spaces-without-end", Refused(LARGE), move |_, scene| {
            let head = head("200 OK", &[DAMAGED]);
            vec![Step::Send([head, scene.body()].concat()), flood(vec![b' '; 65_536])]
        }),
        row("items-without-end", Refused(LARGE), move |_, scene| {
            let start = scene.channel("").replace("</channel></rss>", "").into_bytes();
            let head = head("200 OK", &[DAMAGED]);
            vec![
                Step::Send([head, start].concat()),
                flood(b"<item><title>x</title></item>".repeat(999)),
            ]
        }),
        row("chunks-without-end", Refused(LARGE), move |_, scene| {
            let start = chunked(&[DAMAGED], chunk(&scene.body()));
            vec![Step::Send(start), flood(chunk(&[b'\n'; 65_536]))]
        }),
        row("extension-without-end", Refused(""), move |_, _| {
            vec![Step::Send(chunked(&[DAMAGED], b"10;")), flood(vec![b'x'; 65_536])]
        }),
        row("trailers-without-end", Refused(""), move |_, scene| {
            let start = chunked(&[DAMAGED], [&chunk(&scene.body())[..], b"0\r\n"].concat());
            vec![Step::Send(start), flood(b"X-Trailer: of many\r\n".repeat(999))]
        }),
        row("answers-without-end", Either, move |_, scene| {
            vec![Step::Send(ok(&[DAMAGED], scene.body())), flood(vec![b' '; 65_536])]
        }),
    ]
}

/// Documents that are small on the way and large in the reader.
pub fn swollen() -> Vec<Row> {
    vec![
        packed("hundred-thousand-empty-items", |scene| {
            scene.channel(&(scene.items(1) + &"<item/>".repeat(100_000)))
        }),
        packed("comment-of-five-megabytes", |scene| {
            scene.channel(&format!("<!--{}-->{}", " ".repeat(5 << 20), scene.items(1)))
        }),
        packed("hundred-thousand-deep", |scene| {
            let (down, up) = ("<b>".repeat(100_000), "</b>".repeat(100_000));
            let item =
                format!("<item><title>Deep</title><description>{down}x{up}</description></item>");
            scene.channel(&(scene.items(1) + &item))
        }),
        packed("hundred-thousand-attributes", |scene| {
            let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"\"")).collect();
            scene.channel(
                &(format!("<item{attributes}><title>Wide</title></item>") + &scene.items(1)),
            )
        }),
        packed("json-a-million-deep", |_| "[".repeat(1_000_000)),
    ]
}

/// Items with one field that is longer than any feed may be. They cost no other item its place.
pub fn long_fields() -> Vec<Row> {
    vec![
        packed("title-of-five-megabytes", |scene| {
            let long = "x".repeat(5 << 20);
            scene.channel(&(scene.items(1) + &format!("<item><title>{long}</title></item>")))
        }),
        packed("link-of-five-megabytes", |scene| {
            let long = format!("http://pub.example/{}", "x".repeat(5 << 20));
            let item = format!("<item><title>Long</title><link>{long}</link></item>");
            scene.channel(&(scene.items(1) + &item))
        }),
        packed("text-of-five-megabytes", |scene| {
            let long = "many words ".repeat(500_000);
            let item = format!("<item><title>Long</title><description>{long}</description></item>");
            scene.channel(&(scene.items(1) + &item))
        }),
    ]
}

/// A row with a document that is sent as gzip.
fn packed(name: &'static str, make: fn(&Scene) -> String) -> Row {
    row(name, Either, move |_, scene| {
        let body = gzip(make(scene).as_bytes());
        send(ok(&[DAMAGED, "Content-Encoding: gzip"], body))
    })
}
