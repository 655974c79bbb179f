//! Terms: what words become before they are weighed.

/// A term: the lower 24 bits of a hash of its folded form, which is three bytes in the ledger.
pub(super) type Term = u32;

/// FNV-1a over the bytes of a term. Stored rows hang on it: it never changes.
#[derive(Clone, Copy)]
pub(super) struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Hash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    /// Takes a byte in.
    pub fn push(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// Takes a character in.
    pub fn push_char(&mut self, c: char) {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().for_each(|byte| self.push(byte));
    }

    /// The term.
    pub fn term(self) -> Term {
        // The lower bits of the hash mix worst: fold the upper ones in.
        let mixed = self.0 ^ (self.0 >> 29) ^ (self.0 >> 47);
        (mixed & 0xFF_FFFF) as Term
    }
}

/// The term of a word.
pub(super) fn term(word: &str) -> Term {
    let mut hash = Hash::default();
    word.bytes().for_each(|byte| hash.push(byte));
    hash.term()
}
