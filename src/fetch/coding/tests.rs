//! Whole, cut, damaged and swollen bodies in every coding.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use reqwest::header::HeaderValue;

use super::*;

const TEXT: &[u8] = b"One mill, many sources: one mill, many feeds";
// As gzip(1), zlib, brotli and zstd(1) write it.
const GZIP: &str = "1f8b0800000000000203f3cf4b55c8cdccc9d151c84dccab5428ce2f2d4a4e2db652c847154f4b\
    4d4d290600aca752e52c000000";
const ZLIB: &str =
    "78daf3cf4b55c8cdccc9d151c84dccab5428ce2f2d4a4e2db652c847154f4b4d4d2906005d830fa8";
const DEFLATE: &str = "f3cf4b55c8cdccc9d151c84dccab5428ce2f2d4a4e2db652c847154f4b4d4d290600";
const BROTLI: &str = "1b2b00f81d87e9c659565c8a9f183588ce139b6a7bcbb234b71ea4105db4d127a4c10c45d2d0\
    5f48474205";
const ZSTD: &str = "28b52ffd0468250100f04f6e65206d696c6c2c206d616e7920736f75726365733a206f66656564\
    730100ad3cc75268b11c";
/// Every optional field of the header, its own checksum included.
const GZIP_FIELDS: &str = "1f8b081e0000000002ff040061620000666565642e786d6c006e6f746500c5bef3cf4b\
    55c8cdccc9d151c84dccab5428ce2f2d4a4e2db652c847154f4b4d4d290600aca752e52c000000";
/// Its length in the header, no checksum.
const ZSTD_SIZED: &str = "28b52ffd202c250100f04f6e65206d696c6c2c206d616e7920736f75726365733a206f66\
    656564730100ad3cc7";
/// Four bytes that are to be skipped.
const ZSTD_SKIPPED: &str = "502a4d180400000001020304";

fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Hex digits to bytes to text and whether it is sound, or what is wrong with them.
fn decoded(parts: &[&str], coding: Coding) -> Result<(String, bool), String> {
    match coding.decode(&unhex(&parts.concat()), 1_000) {
        Ok(Decoded { bytes, sound }) => Ok((String::from_utf8(bytes).unwrap(), sound)),
        Err(Fault::Broken(cause)) => Err(cause.to_string()),
        Err(Fault::TooLarge) => Err("too large".to_owned()),
    }
}

#[track_caller]
fn check(parts: &[&str], coding: Coding, times: usize) {
    let want = str::from_utf8(TEXT).unwrap().repeat(times);
    assert_eq!(decoded(parts, coding), Ok((want, true)), "{parts:?}");
}

#[track_caller]
fn check_unsound(parts: &[&str], coding: Coding, times: usize) {
    let want = str::from_utf8(TEXT).unwrap().repeat(times);
    assert_eq!(decoded(parts, coding), Ok((want, false)), "{parts:?}");
}

#[track_caller]
fn check_broken(parts: &[&str], coding: Coding, want: &str) {
    let fault = decoded(parts, coding).expect_err("a fault");
    assert!(fault.starts_with(want), "{fault}");
}

#[test]
fn gzip_has_members_and_a_tail() {
    let empty = "1f8b080000000000000303000000000000000000";
    check(&[GZIP], Coding::Gzip, 1);
    check(&[GZIP_FIELDS], Coding::Gzip, 1);
    check(&[GZIP, GZIP_FIELDS, empty, GZIP], Coding::Gzip, 3);
    check(&[empty], Coding::Gzip, 0);
    for tail in ["00", "0000000000", "0d0a", "3c212d2d", "000a"] {
        check(&[GZIP, tail], Coding::Gzip, 1);
    }
    // What may be a damaged member.
    for tail in ["1e", "001f8c", "1f8b07", "0a00", &GZIP[2..], &GZIP.replacen("1f8b", "1f8a", 1)] {
        check_unsound(&[GZIP, tail], Coding::Gzip, 1);
    }
    check(&[GZIP, "000000", GZIP, "00"], Coding::Gzip, 2);
    for cut in ["1f", "1f8b", "1f8b08", "001f8b", &GZIP[..60], &GZIP[..GZIP.len() - 18]] {
        check_broken(&[GZIP, cut], Coding::Gzip, "gzip: ");
    }
    check_broken(
        &[GZIP_FIELDS.replacen("1f8b081e", "1f8b083e", 1).as_str()],
        Coding::Gzip,
        "gzip: u",
    );
    assert_eq!(
        Coding::Gzip.decode(&unhex(empty).repeat(9_999), 0).map(|body| body.sound),
        Ok(true)
    );
    let many = unhex(empty).repeat(10_001);
    assert_eq!(Coding::Gzip.decode(&many, 0), Err(broken("gzip: too many members".to_owned())));
}

/// The stream came to its end; what is behind it is wrong, cut or missing.
#[test]
fn a_bad_trailer_spoils_no_text() {
    for (digits, coding, trailer) in
        [(GZIP, Coding::Gzip, 8), (GZIP_FIELDS, Coding::Gzip, 8), (ZLIB, Coding::Deflate, 4)]
    {
        let (stream, right) = digits.split_at(digits.len() - 2 * trailer);
        for end in 0..trailer {
            check_unsound(&[stream, &right[..2 * end]], coding, 1);
        }
        check_unsound(&[stream, &"0".repeat(2 * trailer)], coding, 1);
        check_unsound(&[stream, &"ff".repeat(trailer + 3)], coding, 1);
    }
    let bad = GZIP.replace("a752e5", "a753e5");
    check_unsound(&[&bad], Coding::Gzip, 1);
    check_unsound(&[&bad, GZIP], Coding::Gzip, 2);
    check_unsound(&[GZIP, &bad, "0000"], Coding::Gzip, 2);
    check_unsound(&[GZIP, &GZIP[..GZIP.len() - 10]], Coding::Gzip, 2);
    // The header has a checksum of its own: a changed letter of the file name.
    check_unsound(&[&GZIP_FIELDS.replacen("66656564", "66656565", 1)], Coding::Gzip, 1);
}

#[test]
fn deflate_comes_with_and_without_its_wrapper() {
    check(&[ZLIB], Coding::Deflate, 1);
    check(&[DEFLATE], Coding::Deflate, 1);
    check(&["789c0300", "00000001"], Coding::Deflate, 0);
    check(&["0300"], Coding::Deflate, 0);
    check(&[ZLIB, "0d0a"], Coding::Deflate, 1);
    check_broken(&["78bb00000000", DEFLATE], Coding::Deflate, "deflate: it needs a dictionary");
}

#[test]
fn zstd_has_frames() {
    check(&[ZSTD], Coding::Zstd, 1);
    check(&[ZSTD_SIZED], Coding::Zstd, 1);
    check(&[ZSTD, ZSTD_SKIPPED, ZSTD_SIZED, ZSTD_SKIPPED], Coding::Zstd, 2);
    check(&[ZSTD_SKIPPED], Coding::Zstd, 0);
    check_broken(&[ZSTD, &ZSTD_SKIPPED[..22]], Coding::Zstd, "zstd: a cut skippable frame");
    check_broken(&[ZSTD, "00"], Coding::Zstd, "zstd: ");
    let sum = &ZSTD[..ZSTD.len() - 2];
    check_broken(&[sum, "1d"], Coding::Zstd, "zstd: a frame does not match its checksum");
    let length = ZSTD_SIZED.replacen("202c", "202d", 1);
    check_broken(&[&length], Coding::Zstd, "zstd: a frame is not as long as it says");
    // It asks for 2 GiB before it says anything.
    check_broken(&["28b52ffd00a8", "010000"], Coding::Zstd, "too large");
}

#[test]
fn what_is_cut_is_no_body() {
    for (digits, coding, trailer) in [
        (GZIP, Coding::Gzip, 8),
        (GZIP_FIELDS, Coding::Gzip, 8),
        (ZLIB, Coding::Deflate, 4),
        (DEFLATE, Coding::Deflate, 0),
        (BROTLI, Coding::Brotli, 0),
        (ZSTD, Coding::Zstd, 0),
        (ZSTD_SIZED, Coding::Zstd, 0),
    ] {
        check(&[digits], coding, 1);
        for end in 0..digits.len() / 2 - trailer {
            let want = format!("{}: ", coding.name());
            check_broken(&[&digits[..2 * end]], coding, &want);
        }
    }
}

/// A changed bit is found where the coding has a checksum, and harmless where it has none.
#[test]
fn what_is_damaged_is_no_sound_body() {
    for (digits, coding, sealed) in [
        (GZIP, Coding::Gzip, true),
        (GZIP_FIELDS, Coding::Gzip, true),
        (ZLIB, Coding::Deflate, true),
        (DEFLATE, Coding::Deflate, false),
        (BROTLI, Coding::Brotli, false),
        (ZSTD, Coding::Zstd, true),
    ] {
        let whole = unhex(digits);
        for bit in 0..8 * whole.len() {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(Decoded { bytes, sound: true }) = coding.decode(&bytes, 1_000) {
                // Flags of the zstd frame decide whether there is a checksum.
                let unsealed = !sealed || coding == Coding::Zstd && bit / 8 == 4;
                assert!(bytes == TEXT || unsealed, "{coding:?}, bit {bit}");
            }
        }
    }
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Blocks of 128 KiB of zeros, four bytes each, behind a header that tells no length.
fn zstd_bomb(blocks: usize) -> Vec<u8> {
    let last: &[u8] = &[0x03, 0, 0x10, 0];
    let block: &[u8] = &[0x02, 0, 0x10, 0];
    [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0x38][..], &block.repeat(blocks - 1), last].concat()
}

/// A gibibyte of zeros in 841 bytes: eight rounds of eight blocks in the widest window.
fn brotli_bomb() -> Vec<u8> {
    let begin = "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c32200ddfb7f\
        feffffc33f01108705";
    let last = "00baf7fffcffff877f02200e0b0074effff9ffff0fff04401c1600e8defff3ffff1ffe0980382c00d0\
        bdffe7ffff3ffc1300715800a07bff";
    let on = "cfffff7ff82700e2b00040f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c30200ddfb7ffeff\
        ffc33f01108705";
    let rounds = [last, on].concat().repeat(7);
    unhex(&[begin, &rounds, last, "3f"].concat())
}

#[test]
fn output_stops_at_the_cap() {
    let mebi = 1024 * 1024;
    let bomb = gzip_of(&vec![0; 4 * mebi]);
    let zlib = bomb[10..bomb.len() - 8].to_vec(); // without header and trailer
    let brotli = unhex("cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefddf"); // 16 MiB
    for (bytes, coding, length) in [
        (bomb.clone(), Coding::Gzip, 4 * mebi),
        (bomb.repeat(3), Coding::Gzip, 12 * mebi),
        (zlib, Coding::Deflate, 4 * mebi),
        (brotli, Coding::Brotli, 16 * mebi),
        (zstd_bomb(32), Coding::Zstd, 4 * mebi),
        (zstd_bomb(32).repeat(3), Coding::Zstd, 12 * mebi),
    ] {
        for limit in [0, 1, mebi, length - 1] {
            assert_eq!(coding.decode(&bytes, limit), Err(Fault::TooLarge), "{coding:?} {limit}");
        }
        // Neither text nor room beyond the cap.
        for limit in [length, length + 1, length + 100_000] {
            let body = coding.decode(&bytes, limit).unwrap();
            assert_eq!((body.bytes.len(), body.sound), (length, true));
            assert!(body.bytes.capacity() <= limit, "{coding:?}: {}", body.bytes.capacity());
        }
    }
    let bomb = brotli_bomb();
    assert_eq!(bomb.len(), 841);
    assert_eq!(Coding::Brotli.decode(&bomb, 16 * mebi), Err(Fault::TooLarge));
    // A window of 1 GiB, which only a private dialect of brotli has.
    check_broken(&["11de"], Coding::Brotli, "br: ");
}

#[test]
fn the_cap_holds_in_between() {
    let mebi = 1024 * 1024;
    let twice = gzip_of(&gzip_of(&vec![0; 4 * mebi]));
    let codings = [Coding::Gzip; 2];
    assert_eq!(
        decode(twice.clone(), &codings, 4 * mebi).map(|body| body.bytes.len()),
        Ok(4 * mebi)
    );
    assert_eq!(decode(twice, &codings, mebi), Err(Fault::TooLarge));
    let plain = format!("<rss>{}</rss>", " ".repeat(989)).into_bytes();
    assert_eq!(
        decode(plain.clone(), &[Coding::Brotli], 1_000).map(|body| body.bytes),
        Ok(plain.clone())
    );
    assert_eq!(decode(plain, &[Coding::Brotli], 999), Err(Fault::TooLarge));
}

#[track_caller]
fn check_decoded(bytes: &[u8], codings: &[Coding], want: &[u8]) {
    let want = Decoded { bytes: want.to_vec(), sound: true };
    assert_eq!(decode(bytes.to_vec(), codings, 1_000), Ok(want), "{codings:?}");
}

#[test]
fn gzip_is_known_by_its_first_bytes() {
    let coded = gzip_of(TEXT);
    check_decoded(TEXT, &[], TEXT);
    check_decoded(&coded, &[], TEXT);
    check_decoded(&coded, &[Coding::Gzip], TEXT);
    check_decoded(&gzip_of(&coded), &[Coding::Gzip], TEXT);
    check_decoded(&gzip_of(&gzip_of(&coded)), &[Coding::Gzip; 3], TEXT);
    assert!(decode(coded[..30].to_vec(), &[], 1_000).is_err());
    check_decoded(b"\x1f\x8b", &[], b"\x1f\x8b");
    let bad = decode(coded[..coded.len() - 1].to_vec(), &[], 1_000).unwrap();
    assert_eq!((&*bad.bytes, bad.sound), (TEXT, false));
}

const CODINGS: [Coding; 4] = [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd];

#[test]
fn a_header_may_lie() {
    let documents: [&[u8]; 9] = [
        b"<?xml version=\"1.0\"?><rss><channel><title>A</title></channel></rss>",
        b"\xef\xbb\xbf\r\n <feed xmlns=\"http://www.w3.org/2005/Atom\"/>",
        b"<!DOCTYPE html><title>Sign in</title>",
        b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}",
        b"{}",
        b"[]",
        b"<rss><title>\xc4\xe5\xed\xfc</title></rss>", // windows-1251
        b"\xff\xfe<\0r\0s\0s\0/\0>\0",
        b"<r>a\x1b$B%U%'\x1b(Bz</r>", // ISO-2022-JP
    ];
    for document in documents {
        for coding in CODINGS {
            check_decoded(document, &[coding], document);
            check_decoded(document, &[Coding::Gzip, coding], document);
            check_decoded(&gzip_of(document), &[coding], document);
            check_decoded(&gzip_of(document), &[coding, Coding::Gzip], document);
        }
    }
    // One coding under the name of another.
    for coding in CODINGS {
        for digits in [GZIP, ZSTD] {
            check_decoded(&unhex(digits), &[coding], TEXT);
        }
    }
    // No document: not text, or cut.
    let garbage: [&[u8]; 5] =
        [b"", b"no gzip", b"\x89PNG\r\n\x1a\n\0", b"<\0\x01\x02>", b"\x1f\x8b<rss>"];
    for bytes in garbage {
        for coding in [Coding::Gzip, Coding::Brotli] {
            assert!(decode(bytes.to_vec(), &[coding], 1_000).is_err(), "{bytes:?}");
        }
    }
}

#[track_caller]
fn check_applied(values: &[&'static str], want: Result<&[Coding], &str>) {
    let value = |value| (CONTENT_ENCODING, HeaderValue::from_static(value));
    let mut headers = HeaderMap::new();
    headers.extend(values.iter().copied().map(value));
    let want = want.map(<[_]>::to_vec).map_err(|text| broken(text.to_owned()));
    assert_eq!(applied(&headers), want, "{values:?}");
}

#[test]
fn codings_have_names() {
    check_applied(&[], Ok(&[]));
    check_applied(&["", "identity", " , Identity"], Ok(&[]));
    check_applied(&["GZip"], Ok(&[Coding::Gzip]));
    check_applied(&["x-gzip, identity"], Ok(&[Coding::Gzip]));
    check_applied(&["gzip;q=1"], Ok(&[Coding::Gzip]));
    check_applied(&["\"gzip\"", "Brotli"], Ok(&[Coding::Gzip, Coding::Brotli]));
    check_applied(&["deflate,br", "zstd"], Ok(&[Coding::Deflate, Coding::Brotli, Coding::Zstd]));
    for name in ["utf-8", "UTF8", "none", "binary", "8bit", "aws-chunked", "chunked", "text/xml"] {
        check_applied(&[name], Ok(&[]));
    }
    check_applied(&["aws-chunked, gzip"], Ok(&[Coding::Gzip]));
    check_applied(&["gzip", "exi"], Err("unknown content coding \"exi\""));
    check_applied(&["x-compress"], Err("unknown content coding \"x-compress\""));
    check_applied(&["gzip, gzip", "gzip, gzip"], Err("more than 3 content codings"));
}
