//! What the ledger keeps of a story's words: about 500 bytes for one item, always less than
//! 1 000.

use super::{
    bytes::{read, read_small, take, write},
    number::{Kind, Number},
    term::Term,
    vector::Centroid,
    veto::Headline,
};

/// The words of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The mean of the titles of its members.
    pub title: Centroid,
    /// The mean of their titles and texts.
    pub body: Centroid,
    /// The titles of its latest members.
    pub headlines: Vec<Headline>,
}

/// The first byte of the stored form.
const VERSION: u8 = 1;

/// What is added to a power of ten, so that it is no negative number.
const POWER: i16 = 128;

impl Words {
    /// The bytes that the ledger keeps.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for centroid in [&self.title, &self.body] {
            write(&mut bytes, centroid.terms.len() as u64);
            for &(term, weight) in &centroid.terms {
                write_term(&mut bytes, term);
                bytes.push(weight);
            }
        }
        write(&mut bytes, self.headlines.len() as u64);
        for headline in &self.headlines {
            bytes.extend(headline.at.to_be_bytes());
            write_term(&mut bytes, headline.publisher);
            bytes.push(u8::from(headline.is_short));
            write(&mut bytes, headline.words.len() as u64);
            headline.words.iter().for_each(|word| bytes.extend(word.to_be_bytes()));
            write(&mut bytes, headline.numbers.len() as u64);
            for number in &headline.numbers {
                bytes.push(match number.kind {
                    Kind::Plain => 0,
                    Kind::Percent => 1,
                    Kind::Large => 2,
                });
                bytes.push((i16::from(number.power) + POWER) as u8);
                write(&mut bytes, number.digits);
            }
        }
        bytes
    }

    /// The words that [`Words::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, mut rest) = bytes.split_first()? else { return None };
        let rest = &mut rest;
        let (title, body) = (centroid(rest)?, centroid(rest)?);
        let headlines = (0..read_small(rest)?).map(|_| headline(rest)).collect::<Option<_>>()?;
        rest.is_empty().then_some(Words { title, body, headlines })
    }
}

fn write_term(bytes: &mut Vec<u8>, term: Term) {
    bytes.extend(&term.to_be_bytes()[1..]);
}

fn read_term(rest: &mut &[u8]) -> Option<Term> {
    let [a, b, c] = take(rest)?;
    Some(u32::from_be_bytes([0, a, b, c]))
}

fn centroid(rest: &mut &[u8]) -> Option<Centroid> {
    let length = read_small(rest)?;
    let mut term = || Some((read_term(rest)?, take::<1>(rest)?[0]));
    let terms: Vec<(Term, u8)> = (0..length).map(|_| term()).collect::<Option<_>>()?;
    // Everything that compares relies on the order.
    terms.is_sorted_by(|a, b| a.0 < b.0).then_some(Centroid { terms })
}

fn headline(rest: &mut &[u8]) -> Option<Headline> {
    let at = i64::from_be_bytes(take(rest)?);
    let publisher = read_term(rest)?;
    let is_short = take::<1>(rest)?[0] != 0;
    let length = read_small(rest)?;
    let words = (0..length).map(|_| take(rest).map(u16::from_be_bytes)).collect::<Option<_>>()?;
    let length = read_small(rest)?;
    let numbers = (0..length).map(|_| number(rest)).collect::<Option<_>>()?;
    Some(Headline { at, publisher, is_short, words, numbers })
}

fn number(rest: &mut &[u8]) -> Option<Number> {
    let [kind, power] = take(rest)?;
    let kind = match kind {
        0 => Kind::Plain,
        1 => Kind::Percent,
        2 => Kind::Large,
        _ => return None,
    };
    let power = i8::try_from(i16::from(power) - POWER).ok()?;
    Some(Number { kind, power, digits: read(rest)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_back() {
        let number = |kind, digits, power| Number { kind, digits, power };
        let headline = Headline {
            at: -7,
            publisher: 0xABCDEF,
            is_short: true,
            words: vec![1, 500, 65_535],
            numbers: vec![
                number(Kind::Plain, 0, 0),
                number(Kind::Percent, 125, -2),
                number(Kind::Large, 999_999_999_999_999, 12),
            ],
        };
        let words = Words {
            title: Centroid { terms: vec![(1, 255), (0xFF_FFFF, 1)] },
            body: Centroid { terms: vec![(7, 9)] },
            headlines: vec![headline, Headline::default()],
        };
        let bytes = words.to_bytes();
        assert_eq!(Words::from_bytes(&bytes), Some(words));
        assert_eq!(Words::from_bytes(&Words::default().to_bytes()), Some(Words::default()));
        for length in 0..bytes.len() {
            assert_eq!(Words::from_bytes(&bytes[..length]), None, "cut at {length}");
        }
        assert_eq!(Words::from_bytes(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn disorder_is_refused() {
        let body = Centroid { terms: vec![(9, 9), (7, 9)] };
        assert_eq!(Words::from_bytes(&Words { body, ..Words::default() }.to_bytes()), None);
    }
}
