//! A quick hash of the numbers that the ledger gives to its items.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// Values by number.
pub type ByNumber<N, V> = HashMap<N, V, BuildHasherDefault<OfNumber>>;

/// Numbers of items.
pub type Numbers = HashSet<i64, BuildHasherDefault<OfNumber>>;

/// Spreads a number over all bits by one multiplication. The ledger counts its items, so nobody
/// chooses their numbers; of hashes of words, which somebody might, only those of a few items are
/// held at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct OfNumber(u64);

impl Hasher for OfNumber {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte.into()));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio.
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
