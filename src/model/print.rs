//! What is kept of an article's words, to find the same article again.

/// A sample of the word shingles of an article: hashes, each once, ascending.
///
/// The sample depends on the words alone, so what two prints have in common says how much of one
/// article stands in the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Hashes of shingles, of which the lower 24 bits count: three bytes each in the ledger.
    pub shingles: Vec<u32>,
}

impl Print {
    /// The bytes that the ledger keeps: three for each shingle, the highest first.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.shingles.iter().flat_map(|shingle| shingle.to_be_bytes().into_iter().skip(1)).collect()
    }

    /// The print that [`Print::to_bytes`] wrote; a rest of one or two bytes is left out.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (triples, _) = bytes.as_chunks::<3>();
        let shingles = triples.iter().map(|&[a, b, c]| u32::from_be_bytes([0, a, b, c]));
        Print { shingles: shingles.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let print = Print { shingles: vec![0, 1, 0x12_3456, 0xFF_FFFF] };
        assert_eq!(Print::from_bytes(&print.to_bytes()), print);
        assert_eq!(Print::from_bytes(&[0, 0, 7, 1]), Print { shingles: vec![7] });
    }
}
