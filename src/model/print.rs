//! What is kept of an article's words, to find the same article again.

/// A sample of the word shingles of an article, and what it is looked up by.
///
/// The sample depends on the words alone, so what two prints have in common says how much of one
/// article stands in the other. All hashes are of 24 bits: three bytes each in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// How many words the text has, at most [`Print::MOST_WORDS`].
    pub words: u32,
    /// Hashes of sampled shingles, each once, ascending. Empty for an article without text.
    pub shingles: Vec<u32>,
    /// Hashes that the article is found by, each once, ascending: an index of these leads from one
    /// telling to the others. At most [`Print::MOST_ANCHORS`].
    pub anchors: Vec<u32>,
    /// Hash of the title, for an article that may have no text; 0 where the title is too short to mean
    /// one article. It is among the anchors.
    pub title: u32,
}

impl Print {
    /// The highest hash.
    pub const MOST_HASH: u32 = (1 << 24) - 1;

    /// What 24 bits can count.
    pub const MOST_WORDS: u32 = (1 << 24) - 1;

    /// Most anchors: their number is written in one byte.
    pub const MOST_ANCHORS: usize = 24;

    /// An anchor of more items is boilerplate: whoever looks items up skips it.
    pub const MOST_OF_AN_ANCHOR: usize = 64;

    /// The bytes that the ledger keeps: the number of anchors, then three bytes for the number of
    /// words, for the title, for each anchor and for each shingle, the highest first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let anchors = &self.anchors[..self.anchors.len().min(Self::MOST_ANCHORS)];
        let head = [self.words.min(Self::MOST_WORDS), self.title];
        let hashes = head.into_iter().chain(anchors.iter().chain(&self.shingles).copied());
        let count = u8::try_from(anchors.len()).expect("there are at most 24");
        let bytes = hashes.flat_map(|hash| hash.to_be_bytes().into_iter().skip(1));
        [count].into_iter().chain(bytes).collect()
    }

    /// The print that [`Print::to_bytes`] wrote. Other bytes give some print, and never a panic.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut print = Print::default();
        print.read(bytes);
        print
    }

    /// The same in place of another print, in the memory of that one.
    pub fn read(&mut self, bytes: &[u8]) {
        let (&count, bytes) = bytes.split_first().unwrap_or((&0, &[]));
        let (triples, _) = bytes.as_chunks::<3>();
        let hash = |&[a, b, c]: &[u8; 3]| u32::from_be_bytes([0, a, b, c]);
        let (head, rest) = triples.split_at(triples.len().min(2));
        let (anchors, shingles) = rest.split_at(rest.len().min(count.into()));
        self.words = head.first().map_or(0, hash);
        self.title = head.get(1).map_or(0, hash);
        self.anchors.clear();
        self.anchors.extend(anchors.iter().map(hash));
        self.shingles.clear();
        self.shingles.extend(shingles.iter().map(hash));
    }

    /// What [`Print::to_bytes`] wrote, without the anchors: enough to compare it with others.
    pub fn without_anchors(bytes: &[u8]) -> Vec<u8> {
        let Some((&count, rest)) = bytes.split_first() else { return Vec::new() };
        let (head, rest) = rest.split_at(rest.len().min(6));
        let anchors = rest.len().min(3 * usize::from(count));
        [&[0], head, &rest[anchors..]].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let print = Print {
            words: 70_000,
            shingles: vec![0, 1, 0x12_3456, 0xFF_FFFF],
            anchors: vec![1, 9],
            title: 9,
        };
        assert_eq!(Print::from_bytes(&print.to_bytes()), print);
        assert_eq!(print.to_bytes().len(), 1 + 3 * 8);
        assert_eq!(Print::from_bytes(&[]), Print::default());
        let cut = Print { words: 2, title: 7, ..Print::default() };
        assert_eq!(Print::from_bytes(&[200, 0, 0, 2, 0, 0, 7, 1]), cut);
        let mut other = print.clone();
        other.read(&cut.to_bytes());
        assert_eq!(other, cut);
        other.read(&Print::without_anchors(&print.to_bytes()));
        assert_eq!(other, Print { anchors: Vec::new(), ..print });
        assert_eq!(Print::without_anchors(&[200, 0, 0, 2, 0]), [0, 0, 0, 2, 0]);
        assert!(Print::without_anchors(&[]).is_empty());
    }
}
