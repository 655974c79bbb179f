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

/// Hex digits to bytes to text, or what is wrong with them.
fn decoded(parts: &[&str], coding: Coding) -> Result<String, String> {
    match coding.decode(&unhex(&parts.concat()), 1_000) {
        Ok(bytes) => Ok(String::from_utf8(bytes).unwrap()),
        Err(Fault::Broken(cause)) => Err(cause.to_string()),
        Err(Fault::TooLarge) => Err("too large".to_owned()),
    }
}

#[track_caller]
fn check(parts: &[&str], coding: Coding, times: usize) {
    let want = str::from_utf8(TEXT).unwrap().repeat(times);
    assert_eq!(decoded(parts, coding), Ok(want), "{parts:?}");
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
    for tail in ["00", "0000000000", "1e", "0d0a", "3c212d2d", "001f8c", "1f8b07"] {
        check(&[GZIP, tail], Coding::Gzip, 1);
    }
    check(&[GZIP, "000000", GZIP, "00"], Coding::Gzip, 2);
    for cut in ["1f", "1f8b", "1f8b08", "001f8b", &GZIP[..60], &GZIP[..GZIP.len() - 2]] {
        check_broken(&[GZIP, cut], Coding::Gzip, "gzip: ");
    }
}

#[test]
fn deflate_comes_with_and_without_its_wrapper() {
    check(&[ZLIB], Coding::Deflate, 1);
    check(&[DEFLATE], Coding::Deflate, 1);
    check(&["789c0300", "00000001"], Coding::Deflate, 0);
    check(&["0300"], Coding::Deflate, 0);
    check_broken(&["78bb00000000", DEFLATE], Coding::Deflate, "deflate: "); // wants a dictionary
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
    for (digits, coding) in [
        (GZIP, Coding::Gzip),
        (GZIP_FIELDS, Coding::Gzip),
        (ZLIB, Coding::Deflate),
        (DEFLATE, Coding::Deflate),
        (BROTLI, Coding::Brotli),
        (ZSTD, Coding::Zstd),
        (ZSTD_SIZED, Coding::Zstd),
    ] {
        check(&[digits], coding, 1);
        for end in 0..digits.len() / 2 {
            let want = format!("{}: ", coding.name());
            check_broken(&[&digits[..2 * end]], coding, &want);
        }
    }
}

/// A changed bit is found where the coding has a checksum, and harmless where it has none.
#[test]
fn what_is_damaged_is_no_other_body() {
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
            if let Ok(text) = coding.decode(&bytes, 1_000) {
                // Flags of the zstd frame decide whether there is a checksum.
                let unsealed = !sealed || coding == Coding::Zstd && bit / 8 == 4;
                assert!(text == TEXT || unsealed, "{coding:?}, bit {bit}");
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
        assert_eq!(coding.decode(&bytes, length).map(|bytes| bytes.len()), Ok(length));
    }
    let twice = gzip_of(&bomb);
    let codings = [Coding::Gzip; 2];
    assert_eq!(decode(&twice, &codings, 4 * mebi).map(|bytes| bytes.len()), Ok(4 * mebi));
    assert_eq!(decode(&twice, &codings, mebi), Err(Fault::TooLarge));
}

#[test]
fn gzip_is_known_by_its_first_bytes() {
    let coded = gzip_of(TEXT);
    for (bytes, codings) in [
        (TEXT.to_vec(), &[][..]),
        (coded.clone(), &[]),
        (coded.clone(), &[Coding::Gzip]),
        (gzip_of(&coded), &[Coding::Gzip]),
        (gzip_of(&gzip_of(&coded)), &[Coding::Gzip; 3]),
    ] {
        assert_eq!(decode(&bytes, codings, 1_000), Ok(TEXT.into()), "{codings:?}");
    }
    assert!(decode(&coded[..30], &[], 1_000).is_err());
    assert_eq!(decode(b"\x1f\x8b", &[], 1_000), Ok(b"\x1f\x8b".into()));
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
    check_applied(&["deflate,br", "zstd"], Ok(&[Coding::Deflate, Coding::Brotli, Coding::Zstd]));
    check_applied(&["gzip", "rot13"], Err("unknown content coding \"rot13\""));
    check_applied(&["x-compress"], Err("unknown content coding \"x-compress\""));
    check_applied(&["gzip;q=1"], Err("unknown content coding \"gzip;q=1\""));
    check_applied(&["gzip, gzip", "gzip, gzip"], Err("more than 3 content codings"));
}
