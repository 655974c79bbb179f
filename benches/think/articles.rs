//! Articles that were never written: made of a seed, as uneven as real ones.
//!
//! Words are as frequent as in prose (Zipf), every article has rare words of its own, a quarter tells
//! an event that another one tells too, and some are copies of an article under another address. They
//! come in the order of time, a thousand a day, from many sources.

use feedmill::model::{Body, Entry, RawDate};

/// Seconds from one article to the next: a thousand a day.
const APART: i64 = 86;

/// The first article: the start of 2026, in seconds.
const START: i64 = 1_767_225_600;

/// How many different words there are.
const VOCABULARY: f64 = 40_000.0;

/// The words that stand in every text, the most frequent first.
const COMMON: [&str; 32] = [
    "the", "of", "and", "to", "a", "in", "that", "is", "for", "it", "on", "with", "as", "was",
    "by", "at", "from", "be", "this", "has", "are", "its", "an", "not", "have", "will", "but",
    "said", "they", "or", "after", "new",
];

/// What the three shipped topics are about, one line each.
const BEATS: [[&str; 6]; 3] = [
    ["language model", "machine learning", "neural network", "OpenAI", "AI", "training data"],
    ["central bank", "interest rates", "earnings", "bond yields", "stock market", "inflation"],
    ["semiconductor", "wafer", "foundry", "GPU", "memory chips", "lithography"],
];

/// An endless row of articles.
#[derive(Debug)]
pub struct Articles {
    state: u64,
    sources: usize,
    number: usize,
    /// What was told lately, for others to tell it again.
    lately: Vec<Told>,
}

#[derive(Clone, Debug)]
struct Told {
    subject: Vec<usize>,
    beat: Option<usize>,
    title: String,
    paragraphs: Vec<String>,
}

impl Articles {
    /// The same articles for the same seed and number of sources.
    pub fn new(seed: u64, sources: usize) -> Self {
        Articles { state: seed, sources, number: 0, lately: Vec::new() }
    }

    /// The next article, and the number of its source.
    pub fn next(&mut self) -> (usize, Entry) {
        let kind = self.below(100);
        let before = (!self.lately.is_empty()).then(|| self.below(self.lately.len()));
        let before = before.map(|at| self.lately[at].clone());
        let told = match before {
            Some(told) if kind < 6 => self.copy(told),
            Some(told) if kind < 31 => self.write(told.subject, told.beat),
            _ => {
                let subject = (0..12).map(|_| 300 + self.below(VOCABULARY as usize)).collect();
                let beat = self.below(8);
                self.write(subject, (beat < BEATS.len()).then_some(beat))
            }
        };
        let source = self.below(self.sources);
        let entry = self.entry(source, &told);
        let at = self.number % 400;
        if at < self.lately.len() {
            self.lately[at] = told
        } else {
            self.lately.push(told)
        }
        self.number += 1;
        (source, entry)
    }

    fn entry(&mut self, source: usize, told: &Told) -> Entry {
        let day = self.number / 1_000;
        let link = format!("https://source-{source}.example/{day}/{}", self.number);
        let at = START + self.number as i64 * APART + self.below(60) as i64;
        let at = chrono::DateTime::from_timestamp(at, 0).expect("it is within some years");
        let date = RawDate { text: at.to_rfc3339() };
        let body: String = told.paragraphs.iter().map(|it| format!("<p>{it}</p>\n")).collect();
        // A third of all feeds have no more than a standfirst.
        let (summary, content) = match self.below(3) {
            0 => (told.paragraphs.first().cloned(), None),
            _ => (None, Some(Body::Html(body))),
        };
        Entry {
            native_id: Some(link.clone()),
            link: Some(link),
            title: Some(Body::Plain(told.title.clone())),
            summary: summary.map(Body::Plain),
            content,
            published: Some(date),
            ..Entry::default()
        }
    }

    fn write(&mut self, subject: Vec<usize>, beat: Option<usize>) -> Told {
        // From 20 to 300 words, the short ones more often.
        let words = (20.0 * 15_f64.powf(self.share())) as usize;
        let length = 5 + self.below(5);
        let title = self.sentence(length, &subject, beat, 2);
        let mut paragraphs: Vec<String> = Vec::new();
        let mut left = words;
        while left > 0 {
            let length = left.min(8 + self.below(25));
            let sentence = self.sentence(length, &subject, beat, 8);
            match paragraphs.last_mut() {
                Some(paragraph) if self.below(3) > 0 => paragraph.extend([" ", &sentence, "."]),
                _ => paragraphs.push(format!("{sentence}.")),
            }
            left -= length;
        }
        Told { subject, beat, title, paragraphs }
    }

    /// The same article at another place: under its title or another one, whole or its beginning.
    fn copy(&mut self, mut told: Told) -> Told {
        if self.below(2) == 0 {
            told.title = self.sentence(7, &told.subject, told.beat, 2);
        }
        let most = 1 + self.below(6);
        told.paragraphs.truncate(most);
        told
    }

    /// Words of which every `often`th is of the subject.
    fn sentence(
        &mut self,
        words: usize,
        subject: &[usize],
        beat: Option<usize>,
        often: usize,
    ) -> String {
        let mut sentence = String::new();
        for number in 0..words {
            let text = match (self.below(often), beat) {
                (0, Some(beat)) if self.below(4) == 0 => BEATS[beat][self.below(6)].to_owned(),
                (0, _) => word(subject[self.below(subject.len())]),
                _ => word(VOCABULARY.powf(self.share()) as usize - 1),
            };
            match number {
                0 => sentence.extend([text[..1].to_uppercase(), text[1..].to_owned()]),
                _ => sentence.extend([" ", &text]),
            }
        }
        sentence
    }

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    /// A number from 0 to 1 (SplitMix64).
    fn share(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The word of a rank.
fn word(rank: usize) -> String {
    const PARTS: [&str; 16] = [
        "ba", "chi", "de", "fro", "gal", "ha", "in", "ko", "lum", "mer", "no", "per", "ra", "sil",
        "tor", "ven",
    ];
    if let Some(word) = COMMON.get(rank) {
        return (*word).to_owned();
    }
    let mut word = String::new();
    let mut rest = rank + 16;
    while rest > 0 {
        word.push_str(PARTS[rest % 16]);
        rest /= 16;
    }
    word
}
