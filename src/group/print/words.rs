//! Text → words, as hashes, in one pass and without a copy.
//!
//! Words are folded so that an article gives the same words after what publishers do to type:
//! capitals, quotes, dashes, ligatures, full-width forms, soft hyphens, accents written as two
//! characters, text that was read in the wrong charset. The last costs most: in a Latin word only the
//! letters of ASCII count, so `café`, `cafÃ©`, `caf?` in mid-word and `caf�` are one word. Apostrophes
//! join, for the same reason. Every Han character and every kana is a word.

/// The words of a text.
pub(in super::super) fn words(text: &str) -> Words<'_> {
    Words { rest: text, broken: false }
}

/// The words of a text, one after another.
pub(in super::super) struct Words<'t> {
    rest: &'t str,
    /// The character before looks like the first of a sequence of UTF-8 that was read byte by byte.
    broken: bool,
}

/// A word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Word {
    /// Hash of its folded form.
    pub hash: u64,
    /// How many letters and digits count.
    pub letters: u32,
    /// Whether it is one character of a script that writes without spaces.
    pub is_character: bool,
    /// Whether it begins with a digit.
    pub is_number: bool,
}

impl Word {
    fn character(c: char) -> Self {
        Word { hash: mix(u64::from(c)), letters: 1, is_character: true, is_number: false }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let mut open = Open::default();
        loop {
            self.letters(&mut open);
            let Some(&byte) = self.rest.as_bytes().first() else { break };
            let (c, step) = match byte {
                0..0x80 => (char::from(byte), 1),
                _ => self.rest.chars().next().map(|c| (c, c.len_utf8()))?,
            };
            if byte >= 0x80 && is_character(c) {
                if open.letters > 0 {
                    break;
                }
                self.advance(step);
                return Some(Word::character(c));
            }
            let goes_on = if byte < 0x80 {
                self.broken = false;
                open.ascii(byte, self.rest.as_bytes().get(1))
            } else {
                self.foreign(c, &mut open)
            };
            self.advance(step);
            if !goes_on && open.letters > 0 {
                break;
            }
        }
        let Open { hash, letters, is_number, .. } = open;
        let word = Word { hash: mix(hash), letters, is_character: false, is_number };
        (letters > 0).then_some(word)
    }
}

impl Words<'_> {
    /// Takes the letters and digits of ASCII that come next: most of most texts.
    fn letters(&mut self, open: &mut Open) {
        let taken = open.push_run(self.rest.as_bytes());
        if taken > 0 {
            self.broken = false;
            self.advance(taken);
        }
    }

    fn advance(&mut self, step: usize) {
        self.rest = &self.rest[step..];
    }

    /// Takes a character that is not ASCII; whether the word may go on behind it.
    fn foreign(&mut self, c: char, open: &mut Open) -> bool {
        let was_broken =
            std::mem::replace(&mut self.broken, matches!(c, 'Ã' | 'Â' | 'â' | 'Å' | 'Ä'));
        match c {
            'ß' | 'ẞ' => open.push_all("ss"),
            'Ÿ' if was_broken => open.push_all("ss"),
            // What the second and third byte of UTF-8 look like in windows-1252.
            _ if was_broken && (matches!(c, '\u{80}'..='\u{BF}') || HIGH.contains(c)) => {
                self.broken = true;
                true
            }
            // Soft hyphen, joiners, marks of direction, what stands for a lost character.
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}' => true,
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2032}' | '\u{B4}' => true,
            '×' | '÷' => false,
            // Latin letters beyond ASCII.
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => true,
            // An accent of its own takes the letter under it away, as the letter of one piece is.
            '\u{300}'..='\u{36F}' => {
                open.take_back();
                true
            }
            'ﬀ'..='ﬆ' => {
                let letters = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
                open.push_all(letters[c as usize - 'ﬀ' as usize])
            }
            '\u{FF01}'..='\u{FF5E}' => {
                let ascii = c as u32 - 0xFF01 + 0x21;
                open.ascii(u8::try_from(ascii).expect("the forms are those of ASCII"), None)
            }
            c if c.is_alphanumeric() => {
                let mut bytes = [0; 4];
                c.to_lowercase().all(|small| open.push_all(small.encode_utf8(&mut bytes)))
            }
            _ => false,
        }
    }
}

/// What windows-1252 has instead of control characters, besides letters.
const HIGH: &str = "€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›";

/// The hash of three words in a row.
pub(in super::super) fn shingle([a, b, c]: [u64; 3]) -> u64 {
    let pair = a.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(b);
    mix(pair.wrapping_mul(0xC2B2_AE3D_27D4_EB4F).wrapping_add(c))
}

/// A word that is being read.
struct Open {
    hash: u64,
    /// The hash without the last letter.
    before: u64,
    letters: u32,
    is_number: bool,
}

/// The offset of FNV-1a with 64 bits.
const START: u64 = 0xCBF2_9CE4_8422_2325;

impl Default for Open {
    fn default() -> Self {
        Open { hash: START, before: START, letters: 0, is_number: false }
    }
}

impl Open {
    /// Takes a character of ASCII; whether the word may go on behind it.
    fn ascii(&mut self, byte: u8, next: Option<&u8>) -> bool {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => self.push(byte.to_ascii_lowercase()),
            b'\'' | b'`' => {}
            // What a lost character becomes, within a word.
            b'?' if self.letters > 0 && next.is_some_and(u8::is_ascii_lowercase) => {}
            _ => return false,
        }
        true
    }

    /// Takes the letters and digits of ASCII that some text begins with; how many there are.
    fn push_run(&mut self, text: &[u8]) -> usize {
        if self.letters == 0 {
            self.is_number |= text.first().is_some_and(u8::is_ascii_digit);
        }
        let (mut hash, mut before, mut taken) = (self.hash, self.before, 0);
        for &byte in text {
            let folded = FOLDED[usize::from(byte)];
            if folded == 0 {
                break;
            }
            (before, hash) = (hash, step(hash, folded));
            taken += 1;
        }
        (self.hash, self.before) = (hash, before);
        self.letters += taken as u32;
        taken
    }

    fn push(&mut self, byte: u8) {
        self.is_number |= self.letters == 0 && byte.is_ascii_digit();
        self.before = self.hash;
        self.hash = step(self.hash, byte);
        self.letters += 1;
    }

    /// Takes folded letters; true, for a word goes on behind letters.
    fn push_all(&mut self, letters: &str) -> bool {
        letters.bytes().for_each(|letter| self.push(letter));
        true
    }

    fn take_back(&mut self) {
        if self.hash != self.before {
            self.hash = self.before;
            self.letters -= 1;
        }
    }
}

/// One step of FNV-1a.
fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
}

/// Letters and digits of ASCII in lower case; 0 for all other bytes.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        if byte.is_ascii_alphanumeric() {
            folded[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

/// Whether a character is a word by itself: Han, kana and the marks that stand among them.
pub(in super::super) fn is_character(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{20000}'..='\u{3FFFF}')
}

/// Spreads every bit over all others (the finaliser of MurmurHash3).
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        words(text).map(|word| word.hash).collect()
    }

    #[track_caller]
    fn same(texts: &[&str], count: usize) {
        for text in texts {
            assert_eq!(hashes(text), hashes(texts[0]), "{text:?}");
            assert_eq!(hashes(text).len(), count, "{text:?}");
        }
    }

    #[test]
    fn typography_is_no_difference() {
        same(&["The city's plan", "THE CITY’S PLAN", "the cityâ€™s  plan", "the city?s plan"], 3);
        same(&["\"two\" - one", "“two” — one", "â€œtwoâ€\u{9d} â€” one", "«two»…one"], 2);
        same(
            &["a café opened", "a cafe\u{301} opened", "a cafÃ© opened", "a caf\u{FFFD} opened"],
            3,
        );
        same(&["efficient flow", "eﬃcient ﬂow", "e\u{AD}ffi\u{AD}cient \u{200B}flow"], 2);
        same(&["AI 2026", "ＡＩ　２０２６"], 2);
        same(&["größer", "grÃ¶ÃŸer", "größer"], 1);
    }

    #[test]
    fn words_of_other_scripts() {
        same(&["Привет МИР", "привет мир"], 2);
        same(&["指数上涨", "指 数，上涨"], 4);
        same(&["AI模型K1", "ai 模 型 k1"], 4);
        same(&["반도체 수출"], 2);
        same(&["", " — é !", "\u{301}"], 0);
    }

    #[test]
    fn other_words_differ() {
        let all = ["a", "b", "ab", "ba", "a1", "指", "数", "да", "반"];
        let mut hashes: Vec<u64> = all.iter().flat_map(|text| hashes(text)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), all.len());
    }

    /// Golden values: the prints in every ledger hang on them.
    #[test]
    fn hashes_never_change() {
        assert_eq!(hashes("Mill 指"), [13126333477100202529, 12286343122743754840]);
        assert_eq!(shingle([1, 2, 3]), 12_822_486_119_954_624_062);
    }
}
