//! Coded bodies over the wire: what is decoded, what is refused, and where each cap bites.

use std::io::Write;

use feedmill::fetch::{Error, Fetched, Last, Settings, Terms};
use flate2::{Compression, write::GzEncoder};

use crate::{
    fetch::{TEXT, body, failure, get, settings, visit, web},
    support::{Answer, Server},
};

const GZIP: &str = "1f8b0800000000000203b3292a2e56284b2d2acecccfb35532d23350b2b349ce48cccb4bcdb1b3\
    29c92cc949b5f3cf4b55c8cdccc9d151c84dccab5428ce2f2d4a4e2db6d187c8dae8c395eb03cdb20300bd9a49d9\
    51000000";
const DEFLATE: &str = "78dab3292a2e56284b2d2acecccfb35532d23350b2b349ce48cccb4bcdb1b329c92cc949b5f3\
    cf4b55c8cdccc9d151c84dccab5428ce2f2d4a4e2db6d187c8dae8c395eb03cdb203007f2c1c5c";
const BROTLI: &str = "1b5000409c87b1336245e752997e9afca196e16993d3733e6c20fb05e6c94d8bb894a5718303d6\
    242c8124a0641a3c64a508b06eaff3fb0c4a3628e7e9d63fa9c4f9871598007426";
const ZSTD: &str = "28b52ffd04681d020022040e11a03db0357262aa70e5da336d717bfdbf40fcffc6d8b1dfe945f73a\
    1d350d8cada6ed879bc1059759bb2395960111051877eb5f4bfd7f1b02005215bc61505018f7cd03";
/// 16 MiB of zeros.
const BROTLI_BOMB: &str = "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefddf";

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes that no coding makes shorter.
fn noise(length: usize) -> Vec<u8> {
    let step = |state: &mut u32| {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(state.to_be_bytes()[0])
    };
    std::iter::repeat_n((), length).scan(1, |state, ()| step(state)).collect()
}

/// An answer in chunks of 4000 bytes, without a length (RFC 9112 §7.1).
fn chunked(bytes: &[u8]) -> Answer {
    let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
    let mut framed: Vec<u8> = bytes.chunks(4_000).flat_map(chunk).collect();
    framed.extend(b"0\r\n\r\n");
    Answer::ok(framed).header("Transfer-Encoding", "chunked")
}

fn coded(coding: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    Answer::ok(bytes).header("Content-Encoding", coding)
}

fn is_damaged(result: &Result<Fetched, Error>) -> bool {
    matches!(result, Err(Error::Body { .. }))
}

/// The body and the validator of an answer that has one.
async fn body_and_tag(server: &Server, answer: Answer) -> (Vec<u8>, Option<String>) {
    server.route("/feed", answer.header("ETag", "\"1\""));
    match get(server.url("/feed")).await {
        Ok(Fetched::Documents { mut documents, terms: Terms { validators, .. }, .. }) => {
            (documents.remove(0).bytes, validators.etag)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn content_codings_are_undone() {
    let server = Server::start();
    let raw = &DEFLATE[4..DEFLATE.len() - 8];
    for (coding, digits, trailer) in [
        ("gzip", GZIP, 8),
        ("X-GZIP", GZIP, 8),
        ("deflate", DEFLATE, 4),
        ("deflate", raw, 0),
        ("br", BROTLI, 0),
        ("ZStd", ZSTD, 0),
    ] {
        let whole = unhex(digits);
        let kept = (TEXT.to_vec(), Some("\"1\"".to_owned()));
        assert_eq!(body_and_tag(&server, coded(coding, &*whole)).await, kept, "{coding}");

        // The same with a missing end, which the length does not tell.
        let cut = &whole[..whole.len() - trailer - 1];
        server.route("/feed", coded(coding, cut).header("ETag", "\"1\""));
        let message = failure(&server, get(server.url("/feed")).await);
        assert!(
            message.starts_with("the answer of http://HOST/feed is cut or damaged / "),
            "{message}"
        );
        // Only the checksum is missing: the text is whole, but we ask for it again.
        if trailer > 0 {
            let cut = coded(coding, &whole[..whole.len() - 1]);
            assert_eq!(body_and_tag(&server, cut).await, (TEXT.to_vec(), None), "{coding}");
        }

        // And with an end that the length does tell.
        server.route("/feed", coded(coding, &*whole).cut(whole.len() - 1));
        assert!(is_damaged(&get(server.url("/feed")).await), "{coding}");
    }
}

#[tokio::test]
async fn all_members_and_nothing_but_members() {
    let server = Server::start();
    let (first, second) = (gzip(&TEXT[..30]), gzip(&TEXT[30..]));
    let both = [&first[..], &second].concat();
    for (tail, sound) in [
        (&b""[..], true),
        (&[0; 512], true),
        (b"<!-- cached -->", true),
        (b"\x1f\x8c\x08\0\0", false),
    ] {
        let (bytes, tag) = body_and_tag(&server, coded("gzip", [&both, tail].concat())).await;
        assert_eq!((&*bytes, tag.is_some()), (TEXT, sound), "{tail:?}");
    }
    server.route("/feed", coded("gzip", &both[..both.len() - 9]));
    assert_eq!(
        failure(&server, get(server.url("/feed")).await),
        "the answer of http://HOST/feed is cut or damaged / gzip: incomplete deflate stream"
    );
    for trailer in [1, 5] {
        let mut bad = both.clone();
        let place = bad.len() - trailer;
        bad[place] ^= 1;
        assert_eq!(body_and_tag(&server, coded("gzip", bad)).await, (TEXT.to_vec(), None));
    }
}

#[tokio::test]
async fn codings_come_on_top_of_each_other() {
    let server = Server::start();
    let twice = gzip(&unhex(BROTLI));
    for answer in [
        coded("br, gzip", &*twice),
        coded("br", &*twice).header("content-encoding", "GZIP"),
        coded("identity, br", &*twice).header("Content-Encoding", "gzip, "),
        coded("identity", TEXT),
        coded("", TEXT),
        // What is no coding, and codings that the body does not have.
        coded("utf-8", TEXT),
        coded("none", TEXT),
        coded("aws-chunked, gzip", gzip(TEXT)),
        coded("gzip", TEXT),
        coded("br", TEXT),
        coded("deflate, gzip", TEXT),
        coded("br", gzip(TEXT)),
    ] {
        server.route("/feed", answer);
        assert_eq!(body(get(server.url("/feed")).await), TEXT);
    }
    for wrong in [coded("gzip, br", &*twice), coded("gzip", "no gzip"), coded("br", "")] {
        server.route("/feed", wrong);
        assert!(is_damaged(&get(server.url("/feed")).await));
    }
    for (coding, cause) in [
        ("exi", "unknown content coding \"exi\""),
        ("gzip, x-compress", "unknown content coding \"x-compress\""),
        ("gzip, gzip, gzip, gzip", "more than 3 content codings"),
    ] {
        server.route("/feed", coded(coding, TEXT));
        assert_eq!(
            failure(&server, get(server.url("/feed")).await),
            format!("the answer of http://HOST/feed is cut or damaged / {cause}")
        );
    }
}

#[tokio::test]
async fn gzip_that_is_not_called_so() {
    let server = Server::start();
    for answer in [
        Answer::ok(unhex(GZIP)).header("Content-Type", "application/gzip"),
        Answer::ok(unhex(GZIP)).header("Content-Type", "text/xml"),
        coded("gzip", gzip(&unhex(GZIP))), // feed.xml.gz, coded once more on its way
    ] {
        server.route("/feed", answer);
        assert_eq!(body(get(server.url("/feed")).await), TEXT);
    }
    server.route("/feed", Answer::ok(&unhex(GZIP)[..60]));
    assert!(is_damaged(&get(server.url("/feed")).await));
}

#[tokio::test]
async fn a_body_that_swells_stops_at_the_cap() {
    let server = Server::start();
    // 16 MiB: blocks of 128 KiB of zeros behind a header that tells no length.
    let zstd = [&unhex("28b52ffd0038")[..], &unhex("02001000").repeat(127), &unhex("03001000")];
    let zeros = gzip(&vec![0; 16 * 1024 * 1024]);
    for (coding, bytes) in [
        ("gzip", zeros.clone()),
        ("identity", zeros.clone()), // and yet gzip
        ("deflate", zeros[10..].to_vec()),
        ("br", unhex(BROTLI_BOMB)),
        ("zstd", zstd.concat()),
        ("gzip, gzip", gzip(&zeros)),
    ] {
        server.route("/feed", coded(coding, bytes));
        assert_eq!(
            failure(&server, get(server.url("/feed")).await),
            "http://HOST/feed is larger than 100000 bytes",
            "{coding}"
        );
    }
}

#[tokio::test]
async fn the_two_caps_are_told_apart() {
    let server = Server::start();
    let (fits, over) = (gzip(&noise(90_000)), gzip(&noise(210_000)));
    let setting = async |answer: Answer| {
        server.route("/feed", answer);
        match get(server.url("/feed")).await {
            Err(Error::TooLarge { setting, .. }) => setting,
            other => panic!("{other:?}"),
        }
    };
    server.route("/feed", chunked(&fits).header("Content-Encoding", "gzip"));
    assert_eq!(body(get(server.url("/feed")).await), noise(90_000));
    server.route("/feed", chunked(TEXT));
    assert_eq!(body(get(server.url("/feed")).await), TEXT);

    assert_eq!(setting(coded("gzip", &*over)).await, "fetch.max_body");
    // No length announces it, and it never ends: the cap does.
    let endless = chunked(&over).header("Content-Encoding", "gzip").stall(205_000);
    assert_eq!(setting(endless).await, "fetch.max_body");
    assert_eq!(setting(chunked(&noise(101_000)).stall(100_900)).await, "fetch.max_decoded");
    assert_eq!(setting(coded("gzip", gzip(&noise(101_000)))).await, "fetch.max_decoded");

    server.route("/feed", chunked(TEXT).cut(40));
    assert!(is_damaged(&get(server.url("/feed")).await));
}

#[tokio::test]
async fn a_large_body_is_decoded_aside() {
    let server = Server::start();
    let large = noise(600_000);
    let settings = Settings { max_body: 1_000_000, max_decoded: 700_000, ..settings() };
    let ask = async |answer: Answer| {
        server.route("/feed", answer.header("ETag", "\"1\""));
        visit(&settings, &web(server.url("/feed")), &Last::default()).await
    };
    match ask(coded("gzip", gzip(&large))).await.unwrap() {
        Fetched::Documents { documents, terms, .. } => {
            assert_eq!(documents[0].bytes, large);
            assert_eq!(terms.validators.etag.as_deref(), Some("\"1\""));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(body(ask(Answer::ok(&*large)).await), large);
    let mut bad = gzip(&large);
    bad.truncate(500_000);
    assert!(is_damaged(&ask(coded("gzip", bad)).await));
    let over = ask(coded("gzip", gzip(&noise(700_001)))).await;
    assert!(matches!(over, Err(Error::TooLarge { setting: "fetch.max_decoded", .. })));
}
