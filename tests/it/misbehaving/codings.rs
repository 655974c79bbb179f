//! Content codings: declared, not declared, stacked, damaged.

use super::{
    packed::{brotli, deflate, gzip, zlib, zstd},
    rows::{
        DAMAGED, Row, Scene,
        Want::{self, Delivered, Either, Refused},
        chunk, chunked, ok, row, send,
    },
};

/// Words of the failure.
const NOT_WHOLE: &str = "cut or damaged";

pub fn rows() -> Vec<Row> {
    vec![
        coded("gzip", Delivered, "gzip", gzip),
        coded("gzip-by-its-old-name", Delivered, "X-GZip", gzip),
        coded("gzip-of-two-members", Delivered, "gzip", |body| {
            let (first, second) = body.split_at(body.len() / 2);
            [gzip(first), gzip(second)].concat()
        }),
        coded("gzip-with-zeros-behind", Delivered, "gzip", |body| {
            [gzip(body), vec![0; 100]].concat()
        }),
        coded("gzip-not-declared", Delivered, "identity", gzip),
        coded("gzip-not-declared-of-two-megabytes", Delivered, "identity", |body| {
            gzip(&[body, &b"<!-- -->".repeat(1 << 18)].concat())
        }),
        coded("gzip-twice", Delivered, "gzip, gzip", |body| gzip(&gzip(body))),
        coded("zlib-as-deflate", Delivered, "deflate", zlib),
        coded("bare-deflate", Delivered, "deflate", deflate),
        coded("brotli", Delivered, "br", brotli),
        coded("zstd", Delivered, "zstd", zstd),
        coded("zstd-in-gzip", Delivered, "zstd, gzip", |body| gzip(&zstd(body))),
        row("gzip-in-chunks-of-one-byte", Delivered, |_, scene| {
            let chunks: Vec<u8> = gzip(&scene.body()).chunks(1).flat_map(chunk).collect();
            send(chunked(&["Content-Encoding: gzip"], [&chunks[..], b"0\r\n\r\n"].concat()))
        }),
        coded("gzip-with-a-wrong-checksum", Either, "gzip", |body| {
            let mut bytes = gzip(body);
            let sum = bytes.len() - 8;
            bytes[sum] ^= 1;
            bytes
        }),
        coded("gzip-without-its-trailer", Either, "gzip", |body| {
            let bytes = gzip(body);
            bytes[..bytes.len() - 8].to_vec()
        }),
        coded("plain-as-gzip", Either, "gzip", <[u8]>::to_vec),
        coded("coding-nobody-knows", Either, "banana", <[u8]>::to_vec),
        coded("gzip-cut", Refused(NOT_WHOLE), "gzip", |body| half(&gzip(body))),
        coded("zlib-cut", Refused(NOT_WHOLE), "deflate", |body| half(&zlib(body))),
        coded("deflate-cut", Refused(NOT_WHOLE), "deflate", |body| half(&deflate(body))),
        coded("brotli-cut", Refused(NOT_WHOLE), "br", |body| half(&brotli(body))),
        coded("zstd-cut", Refused(NOT_WHOLE), "zstd", |body| half(&zstd(body))),
        coded("gzip-damaged", Refused(NOT_WHOLE), "gzip", |body| {
            let mut bytes = gzip(body);
            // A block type that there is not (RFC 1951 §3.2.3).
            bytes[10] |= 0b110;
            bytes
        }),
        coded("noise-as-gzip", Refused(NOT_WHOLE), "gzip", |_| vec![0xa5; 300]),
        coded("noise-as-brotli", Refused(NOT_WHOLE), "br", |_| vec![0xff; 300]),
        coded("coding-of-old", Refused(NOT_WHOLE), "compress", |_| vec![0x1f, 0x9d, 0x90, 1, 2]),
        coded("gzip-ten-times", Refused(NOT_WHOLE), &["gzip"; 10].join(", "), |body| {
            (0..10).fold(body.to_vec(), |bytes, _| gzip(&bytes))
        }),
    ]
}

/// A row whose body is coded by a function and declared as a coding.
fn coded(
    name: &'static str,
    want: Want,
    coding: &str,
    code: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Row {
    let field = format!("Content-Encoding: {coding}");
    row(name, want, move |_, scene: &Scene| {
        let body = code(&scene.body());
        // What is delivered may be asked for again by its validator; there is none then.
        let fields = if matches!(want, Delivered) { vec![&*field] } else { vec![&*field, DAMAGED] };
        send(ok(&fields, body))
    })
}

fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}
