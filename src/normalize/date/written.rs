//! Dates as people and programs write them → [`Stamp`].
//!
//! One reader for all forms: RFC 822 with its habits, RFC 3339 and ISO 8601, asctime, "December 30,
//! 2025 1:38 PM". It goes through the tokens once and gives up at the first one that it does not
//! understand, because no date is better than a wrong one.

use chrono::NaiveDate;

use super::{
    scan::{Kind, Token, is_weekday, month, tokens},
    stamp::{Clock, Half, Stamp},
    zone::{UTC, Zone, named, numbered},
};
use crate::model::Precision;

/// Reads a date.
pub(super) fn read(text: &str) -> Option<Stamp> {
    let tokens = tokens(text);
    let mut reader = Reader { text, tokens: &tokens, at: 0, ..Reader::default() };
    while reader.at < tokens.len() {
        reader.step()?;
    }
    reader.finish()
}

/// What was understood so far.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    at: usize,
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    clock: Option<Clock>,
    half: Option<Half>,
    zone: Option<Zone>,
    /// The zone was stated as a name that a number may follow: `GMT+8`.
    zone_open: bool,
}

impl<'t> Reader<'t> {
    fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn is_mark(&self, ahead: usize, mark: char) -> bool {
        self.peek(ahead).is_some_and(|token| token.is(mark))
    }

    fn has_day(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// Reads what begins at the current token. `None` when it makes no sense.
    fn step(&mut self) -> Option<()> {
        let token = self.peek(0)?;
        match token.kind {
            Kind::Number => self.number(token),
            Kind::Word => self.word(token),
            Kind::Mark => self.mark(token),
        }
    }

    fn number(&mut self, token: Token<'t>) -> Option<()> {
        let next = self.peek(1);
        let separated = next.is_some_and(|n| n.glued && (n.is('-') || n.is('/') || n.is('.')));
        if token.is_number(1..=2) && self.is_mark(1, ':') {
            return self.clock(token);
        }
        if token.is_number(4..=4) && separated && self.peek(2).is_some_and(|t| t.is_number(1..=3)) {
            return self.year_first();
        }
        if token.is_number(1..=2) && separated && self.peek(2).is_some_and(|t| t.is_number(1..=2)) {
            return self.year_last();
        }
        self.at += 1;
        match token.text.len() {
            8 | 14 if self.year.is_none() && self.month.is_none() => self.digits(token.text),
            4 => set(&mut self.year, i32::try_from(token.number()?).ok()?),
            1 | 2 if self.half_of(next).is_some() => {
                let clock = Clock { hour: token.number()?, minute: 0, second: None, nanos: 0 };
                set(&mut self.clock, clock)
            }
            1 | 2 if self.day.is_none() => {
                if next.is_some_and(|n| n.glued && matches!(n.text, "st" | "nd" | "rd" | "th")) {
                    self.at += 1;
                }
                set(&mut self.day, token.number()?)
            }
            // RFC 2822 §4.3: two digits are years from 1950 to 2049.
            2 if self.month.is_some() => {
                let year = i32::try_from(token.number()?).ok()?;
                set(&mut self.year, if year < 50 { 2000 + year } else { 1900 + year })
            }
            _ => None,
        }
    }

    /// `20251230`, `20251230133800`
    fn digits(&mut self, text: &str) -> Option<()> {
        set(&mut self.year, text[..4].parse().ok()?)?;
        set(&mut self.month, text[4..6].parse().ok()?)?;
        set(&mut self.day, text[6..8].parse().ok()?)?;
        if text.len() > 8 { self.clock_digits(&text[8..]) } else { Some(()) }
    }

    /// `13`, `1338`, `133800`
    fn clock_digits(&mut self, text: &str) -> Option<()> {
        let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse().ok());
        let (hour, minute, second) = match text.len() {
            2 => (part(0)?, 0, None),
            4 => (part(0)?, part(2)?, None),
            6 => (part(0)?, part(2)?, Some(part(4)?)),
            _ => return None,
        };
        set(&mut self.clock, Clock { hour, minute, second, nanos: 0 })
    }

    /// `2025-12-30`, `2025/12/30`, `2025-12`
    fn year_first(&mut self) -> Option<()> {
        let (year, separator, month) = (self.peek(0)?, self.peek(1)?, self.peek(2)?);
        if !month.is_number(1..=2) {
            return None;
        }
        set(&mut self.year, i32::try_from(year.number()?).ok()?)?;
        set(&mut self.month, month.number()?)?;
        self.at += 3;
        let day = self.peek(1).filter(|day| day.is_number(1..=2));
        if let Some(day) = day.filter(|_| self.peek(0).is_some_and(|t| t.text == separator.text)) {
            set(&mut self.day, day.number()?)?;
            self.at += 2;
        }
        Some(())
    }

    /// `13/01/2026`, `01/13/2026`, `13.01.2026`: only where no other reading is possible, because
    /// half of the world writes the month first.
    fn year_last(&mut self) -> Option<()> {
        let (first, separator, second) = (self.peek(0)?, self.peek(1)?, self.peek(2)?);
        let year = self.peek(4).filter(|year| year.is_number(4..=4))?;
        if self.peek(3)?.text != separator.text {
            return None;
        }
        let (first, second) = (first.number()?, second.number()?);
        let (day, month) = match (first > 12, second > 12) {
            (true, false) => (first, second),
            (false, true) => (second, first),
            _ if first == second => (first, second),
            _ => return None,
        };
        set(&mut self.day, day)?;
        set(&mut self.month, month)?;
        set(&mut self.year, i32::try_from(year.number()?).ok()?)?;
        self.at += 5;
        Some(())
    }

    /// `13:38`, `13:38:00`, `13:38:00.5`
    fn clock(&mut self, hour: Token<'t>) -> Option<()> {
        let minute = self.peek(2).filter(|t| t.is_number(1..=2))?;
        let mut clock =
            Clock { hour: hour.number()?, minute: minute.number()?, second: None, nanos: 0 };
        self.at += 3;
        if self.is_mark(0, ':') {
            clock.second = Some(self.peek(1).filter(|t| t.is_number(1..=2))?.number()?);
            self.at += 2;
            let fraction = self.peek(1).filter(|t| t.kind == Kind::Number && t.glued);
            if let Some(fraction) =
                fraction.filter(|_| self.is_mark(0, '.') || self.is_mark(0, ','))
            {
                let digits = fraction.text.get(..9).unwrap_or(fraction.text);
                clock.nanos = format!("{digits:0<9}").parse().ok()?;
                self.at += 2;
            }
        }
        set(&mut self.clock, clock)
    }

    fn word(&mut self, token: Token<'t>) -> Option<()> {
        let zone_follows = std::mem::take(&mut self.zone_open);
        if let Some(half) = self.half_of(Some(token)) {
            let dotted = self.is_mark(1, '.') && token.text.len() == 1;
            self.at += if dotted { 4 } else { 1 };
            self.at = self.at.min(self.tokens.len());
            return set(&mut self.half, half);
        }
        if self.peek(1).is_some_and(|t| t.is('/') && t.glued) {
            return self.place(token);
        }
        self.at += 1;
        if let Some(month) = month(token.text) {
            return set(&mut self.month, month);
        }
        let lower = token.text.to_lowercase();
        if is_weekday(token.text) || matches!(lower.as_str(), "at" | "on" | "of" | "the") {
            return Some(());
        }
        if lower == "t" && self.has_day() && self.clock.is_none() {
            let next = self.peek(0)?;
            if next.kind == Kind::Number && !self.is_mark(1, ':') {
                self.at += 1;
                return self.clock_digits(next.text);
            }
            return Some(());
        }
        if let Some(zone) = named(token.text).filter(|_| self.clock.is_some() || self.has_day()) {
            self.zone_open = zone == UTC && !zone_follows;
            return set(&mut self.zone, zone);
        }
        // RFC 822 knows zones that nobody else does: the time is kept, its zone assumed.
        let code = token.text.len() <= 5 && token.text.bytes().all(|b| b.is_ascii_uppercase());
        (self.clock.is_some() && code).then_some(())
    }

    /// `Europe/Berlin`, up to white space.
    fn place(&mut self, first: Token<'t>) -> Option<()> {
        let mut end = first.end();
        self.at += 1;
        while let Some(next) = self.peek(0).filter(|next| next.glued) {
            end = next.end();
            self.at += 1;
        }
        set(&mut self.zone, named(&self.text[first.start..end])?)
    }

    fn mark(&mut self, token: Token<'t>) -> Option<()> {
        let open = std::mem::take(&mut self.zone_open);
        let number = self.peek(1).filter(|next| next.kind == Kind::Number && next.glued);
        let zone_place = open || self.clock.is_some() || self.has_day();
        match token.text {
            "," | "." | ";" | "|" | "·" | "@" => self.at += 1,
            "(" => return self.comment(')'),
            "[" => return self.comment(']'),
            "+" | "-" if zone_place && number.is_some() && (open || self.zone.is_none()) => {
                let hours = number?;
                let minutes = self.peek(3).filter(|t| t.kind == Kind::Number);
                let minutes = minutes.filter(|_| self.is_mark(2, ':'));
                let sign = if token.is('-') { '-' } else { '+' };
                self.zone = Some(numbered(sign, hours.text, minutes.map(|t| t.text))?);
                self.at += if minutes.is_some() { 4 } else { 2 };
            }
            "-" => self.at += 1,
            _ => return None,
        }
        Some(())
    }

    /// A comment (RFC 822 §3.1.4) or an RFC 9557 suffix. It counts only as the name of a zone, where
    /// there is no other.
    fn comment(&mut self, end: char) -> Option<()> {
        let start = self.peek(0)?.end();
        while !self.is_mark(0, end) {
            self.peek(0)?;
            self.at += 1;
        }
        let text = &self.text[start..self.peek(0)?.start];
        self.at += 1;
        if self.zone.is_none() && self.clock.is_some() {
            self.zone = named(text.trim());
        }
        Some(())
    }

    /// Which half of the day a word names: `am`, `P.M.`, and the words of China, Japan and Korea.
    fn half_of(&self, token: Option<Token<'t>>) -> Option<Half> {
        let token = token.filter(|token| token.kind == Kind::Word)?;
        let lower = token.text.to_lowercase();
        match lower.as_str() {
            "am" | "上午" | "午前" | "오전" => Some(Half::Am),
            "pm" | "下午" | "午後" | "오후" => Some(Half::Pm),
            "a" | "p" => {
                let rest = &self.text[token.end()..];
                let dotted = rest.get(..2).is_some_and(|m| m.eq_ignore_ascii_case(".m"));
                dotted.then_some(if lower == "a" { Half::Am } else { Half::Pm })
            }
            _ => None,
        }
    }

    fn finish(self) -> Option<Stamp> {
        let (year, month) = (self.year?, self.month?);
        let Some(day) = self.day else {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            let alone = self.clock.is_none() && self.half.is_none() && self.zone.is_none();
            let local = first.and_hms_opt(0, 0, 0)?;
            return alone.then_some(Stamp { local, zone: None, precision: Precision::Month });
        };
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        let (local, precision) = match self.clock {
            Some(clock) => (clock.on(date, self.half)?, clock.precision()),
            None if self.half.is_some() => return None,
            None => (date.and_hms_opt(0, 0, 0)?, Precision::Day),
        };
        Some(Stamp { local, zone: self.zone, precision })
    }
}

/// Fills a part of the date. A part that is stated twice makes no sense.
fn set<T>(part: &mut Option<T>, value: T) -> Option<()> {
    let fresh = part.is_none();
    *part = Some(value);
    fresh.then_some(())
}
