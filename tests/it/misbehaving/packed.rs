//! Bodies in every content coding, small ones and ones that swell.

use std::io::Write;

use flate2::{
    Compression,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An uncompressed meta-block and an empty last one (RFC 7932 §9.2); at most 64 KiB.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let head = (u32::try_from(bytes.len()).unwrap() - 1) << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], bytes, &[3]].concat()
}

/// A frame with one raw block (RFC 8878 §3.1.1); at most 128 KiB.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let block = u32::try_from(bytes.len()).unwrap() << 3 | 1;
    [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0x38], &block.to_le_bytes()[..3], bytes].concat()
}

/// So many MiB of spaces.
pub fn gzip_bomb(mebibytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..mebibytes {
        encoder.write_all(&spaces).unwrap();
    }
    encoder.finish().unwrap()
}

/// So many times 128 KiB of spaces: blocks of one repeated byte, four bytes each.
pub fn zstd_bomb(blocks: usize) -> Vec<u8> {
    let block = |is_last: u32| {
        let head = (128 << 10) << 3 | 1 << 1 | is_last;
        [&u32::to_le_bytes(head)[..3], b" "].concat()
    };
    [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0x38], &block(0).repeat(blocks - 1)[..], &block(1)].concat()
}

/// So many times 16 MiB of spaces: meta-blocks that insert one byte and copy it (RFC 7932 §9).
pub fn brotli_bomb(rounds: usize) -> Vec<u8> {
    const LENGTH: u32 = 1 << 24;
    let mut bits = Bits::default();
    bits.push(0, 1); // a window of 64 KiB
    for _ in 0..rounds {
        bits.push(0, 1); // not the last meta-block
        bits.push(2, 2); // its length has six nibbles
        bits.push(LENGTH - 1, 24);
        bits.push(0, 1); // compressed
        bits.push(0, 3); // one block type of each kind
        bits.push(0, 2 + 4); // distances without postfix, none direct
        bits.push(0, 2); // a context mode
        bits.push(0, 2); // one tree of each kind
        // Three codes of one symbol each, which then takes no bits.
        for (symbol, width) in [(u32::from(b' '), 8), (INSERT_ONE_COPY_MANY, 10), (DISTANCE, 6)] {
            bits.push(1, 2);
            bits.push(0, 2);
            bits.push(symbol, width);
        }
        bits.push(LENGTH - 1 - COPY_MANY, 24);
        bits.push(0, 1); // the distance is 1
    }
    bits.push(3, 2); // the last meta-block, and it is empty
    bits.bytes
}

/// Insert length code 1 and copy length code 23 (RFC 7932 §5).
const INSERT_ONE_COPY_MANY: u32 = 384 + 8 + 7;
/// Where copy length code 23 begins.
const COPY_MANY: u32 = 2_118;
/// The code of the distances 1 and 2 (RFC 7932 §4).
const DISTANCE: u32 = 16;

/// Numbers as bits, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: usize,
}

impl Bits {
    fn push(&mut self, number: u32, width: usize) {
        for bit in 0..width {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let is_set = u8::from(number >> bit & 1 == 1);
            *self.bytes.last_mut().unwrap() |= is_set << (self.used % 8);
            self.used += 1;
        }
    }
}

#[test]
fn bombs_are_what_they_say() {
    use std::io::Read;
    let mebi = 1 << 20;
    let mut spaces = Vec::new();
    let brotli = brotli_bomb(2);
    brotli_decompressor::Decompressor::new(&brotli[..], 4_096).read_to_end(&mut spaces).unwrap();
    assert_eq!((spaces.len(), spaces.iter().all(|byte| *byte == b' ')), (32 * mebi, true));
    assert!(brotli_bomb(64).len() < 901);
    let zstd = zstd_bomb(16);
    spaces.clear();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(&zstd[..]).unwrap();
    decoder.read_to_end(&mut spaces).unwrap();
    assert_eq!((spaces.len(), spaces.iter().all(|byte| *byte == b' ')), (2 * mebi, true));
}
