//! What is kept of an article's words, to find the same article again.

/// A sample of the word shingles of an article: hashes, each once, ascending.
///
/// The sample depends on the words alone, so what two prints have in common says how much of one
/// article stands in the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// How many words the text has, at most [`Print::MOST_WORDS`].
    pub words: u32,
    /// Hashes of shingles, of which the lower 24 bits count: three bytes each in the ledger.
    pub shingles: Vec<u32>,
}

impl Print {
    /// What 24 bits can count.
    pub const MOST_WORDS: u32 = (1 << 24) - 1;

    /// The bytes that the ledger keeps: three for the words and for each shingle, highest first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [self.words.min(Self::MOST_WORDS)].into_iter().chain(self.shingles.clone());
        numbers.flat_map(|number| number.to_be_bytes().into_iter().skip(1)).collect()
    }

    /// The print that [`Print::to_bytes`] wrote; a rest of one or two bytes is left out.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (triples, _) = bytes.as_chunks::<3>();
        let mut numbers = triples.iter().map(|&[a, b, c]| u32::from_be_bytes([0, a, b, c]));
        let words = numbers.next().unwrap_or_default();
        Print { words, shingles: numbers.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let print = Print { words: 70_000, shingles: vec![0, 1, 0x12_3456, 0xFF_FFFF] };
        assert_eq!(Print::from_bytes(&print.to_bytes()), print);
        assert_eq!(
            Print::from_bytes(&[0, 0, 9, 0, 0, 7, 1]),
            Print { words: 9, shingles: vec![7] }
        );
        assert_eq!(Print::from_bytes(&[]), Print::default());
    }
}
