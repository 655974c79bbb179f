//! Dates as people and programs write them → [`Stamp`].
//!
//! One reader for all forms. It goes through the tokens once, and gives up at the first number or
//! mark that it does not understand. Words that it does not know may stand beside a date that is
//! beyond doubt, but not within it: "Windows 10, May 2019" is no date.

use chrono::NaiveDate;

use super::{
    cjk::Meaning,
    parts::{Habit, Parts, Year},
    scan::{Kind, Token, tokens},
    stamp::{Clock, Half, Stamp},
    words,
    zone::{UTC, Zone, named, numbered},
};
use crate::model::{
    Precision,
    calendar::{month, plain_word, weekday},
};

/// Reads a date.
pub(super) fn read(text: &str, habit: Habit) -> Option<Stamp> {
    // The monotonic clock of a Go program.
    let text = text.split(" m=").next().unwrap_or(text);
    let tokens = tokens(text);
    if let Some(stamp) = century_less(&tokens) {
        return Some(stamp);
    }
    let mut reader = Reader {
        text,
        tokens: &tokens,
        at: 0,
        parts: Parts::default(),
        zone_open: false,
        era: None,
        is_compact: false,
        has_month_word: tokens.iter().any(|t| t.kind == Kind::Word && month(t.text).is_some()),
    };
    while reader.at < tokens.len() {
        reader.step()?;
    }
    reader.parts.finish(habit)
}

/// `-0312`, `-03-12`: ISO 8601 of 1988 with the century left out, as W3CDTF once had it.
fn century_less(tokens: &[Token<'_>]) -> Option<Stamp> {
    let (year, month) = match tokens {
        [dash, both] if dash.is('-') && both.is_number(4..=4) => both.text.split_at(2),
        [dash, year, minus, month] if dash.is('-') && minus.is('-') => {
            let two = year.is_number(2..=2) && month.is_number(2..=2);
            two.then_some((year.text, month.text))?
        }
        _ => return None,
    };
    let year = Year::of(year.parse().ok()?, 2)?.value;
    let first = NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1)?.and_hms_opt(0, 0, 0)?;
    Some(Stamp { century_assumed: true, ..Stamp::new(first, Precision::Month) })
}

/// Where the reader is, and what it understood so far.
pub(super) struct Reader<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Its tokens.
    pub tokens: &'t [Token<'t>],
    /// Which token comes next.
    pub at: usize,
    /// What was understood.
    pub parts: Parts,
    /// The zone was stated as a name that a number may follow: `GMT+8`.
    pub zone_open: bool,
    /// The year before the first of an era that was named.
    pub era: Option<i32>,
    /// The date is digits without anything between them; its clock may be too.
    pub is_compact: bool,
    /// A month is named by a word somewhere in the text.
    pub has_month_word: bool,
}

impl<'t> Reader<'t> {
    /// The token so far ahead.
    pub(super) fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Whether the token so far ahead is this mark.
    pub(super) fn is_mark(&self, ahead: usize, mark: char) -> bool {
        self.peek(ahead).is_some_and(|token| token.is(mark))
    }

    /// Whether the token so far ahead is a number of so many digits.
    pub(super) fn is_number(&self, ahead: usize, digits: std::ops::RangeInclusive<usize>) -> bool {
        self.peek(ahead).is_some_and(|token| token.is_number(digits))
    }

    /// Whether the token so far ahead is a word that is so, in its plain form.
    pub(super) fn is_word(&self, ahead: usize, is: impl Fn(&str) -> bool) -> bool {
        let word = self.peek(ahead).filter(|token| token.kind == Kind::Word);
        word.is_some_and(|token| is(&plain_word(token.text)))
    }

    /// Reads what begins at the current token. `None` when it makes no sense.
    fn step(&mut self) -> Option<()> {
        let token = self.peek(0)?;
        match token.kind {
            Kind::Number => self.number(token),
            Kind::Word => self.word(token),
            Kind::Cjk(meaning) => {
                self.at += 1;
                self.cjk(meaning)
            }
            Kind::Mark => self.mark(token),
        }
    }

    fn cjk(&mut self, meaning: Meaning) -> Option<()> {
        match meaning {
            Meaning::Half(half) => self.set_half(half),
            Meaning::Month(month) => {
                self.parts.certain = true;
                self.parts.set_month(month)
            }
            Meaning::Weekday(day) => {
                self.parts.weekday = Some(day);
                Some(())
            }
            Meaning::Era(before) => {
                self.era = Some(before);
                Some(())
            }
            Meaning::First => {
                let value = self.era.take()? + 1;
                self.parts.certain = true;
                self.parts.set_year(Year { value, short: false })
            }
            // A unit without a number is part of a label, such as 日時.
            Meaning::Unit(_) => Some(()),
        }
    }

    fn set_half(&mut self, half: Half) -> Option<()> {
        self.parts.half.replace(half).is_none().then_some(())
    }

    fn word(&mut self, token: Token<'t>) -> Option<()> {
        let zone_follows = std::mem::take(&mut self.zone_open);
        if let Some((half, length)) = self.half() {
            self.at += length;
            return self.set_half(half);
        }
        let word = plain_word(token.text);
        let has_clock = self.parts.clock.is_some();
        let has_date = self.parts.has_date();
        if has_clock || has_date {
            if self.is_mark(1, '/')
                && self.peek(1).is_some_and(|t| t.glued)
                && month(&word).is_none()
            {
                return self.place(token);
            }
            if let Some((zone, length)) = self.zone(token) {
                self.at += length;
                self.zone_open = !zone_follows;
                // "+0200 CEST": the number says it already.
                self.parts.zone.get_or_insert(zone);
                return Some(());
            }
        }
        self.at += 1;
        if let Some(month) = month(&word) {
            return self.month(month, weekday(&word).is_some());
        }
        if let Some(day) = weekday(&word) {
            self.parts.weekday = Some(day);
            return Some(());
        }
        if matches!(&*word, "t" | "zt") && has_date && self.peek(0)?.glued {
            if word.len() == 2 {
                self.parts.zone.get_or_insert(UTC);
            }
            let next = self.peek(0).filter(|t| t.kind == Kind::Number)?;
            let is_clock = self.is_mark(1, ':') || self.is_dotted_clock() || self.is_dashed_clock();
            if !is_clock && !self.is_word(1, words::is_hour) {
                self.at += 1;
                return self.clock_digits(next.text);
            }
            return Some(());
        }
        if let Some(hour) = words::hour(&word) {
            // "12 noon" says the hour itself.
            let noon = Clock { minute: Some(0), ..Clock::hour(hour) };
            return if has_clock { Some(()) } else { self.parts.set_clock(noon) };
        }
        let has_zone = self.parts.zone.is_some();
        let is_known = words::is_filler(&word) || (has_zone && words::is_zone_word(&word));
        // "R8" is a year of an emperor, "v8" a version.
        let is_prefix = self.peek(0).is_some_and(|t| t.kind == Kind::Number && t.glued);
        if is_known && !(is_prefix && word.is_ascii()) {
            return Some(());
        }
        self.strange(token)
    }

    /// A month by its name. One that may be a day of the week is that where a month is known.
    fn month(&mut self, month: u32, is_weekday: bool) -> Option<()> {
        if is_weekday && self.parts.month.is_some() {
            return Some(());
        }
        self.parts.certain = true;
        self.parts.set_month(month)?;
        self.parts.month_maybe = is_weekday;
        Some(())
    }

    /// A word that nobody understands.
    fn strange(&mut self, token: Token<'t>) -> Option<()> {
        if words::half(&plain_word(token.text)).is_some() {
            return None;
        }
        // RFC 822 knows zones that nobody else does: the time is kept, its zone assumed.
        let is_code = token.text.len() <= 5 && token.text.bytes().all(|b| b.is_ascii_uppercase());
        if is_code && self.parts.clock.is_some() && self.parts.zone.is_none() {
            self.parts.zone = Some(Zone::Unknown);
            return Some(());
        }
        let after_number =
            token.glued && self.at > 1 && self.tokens[self.at - 2].kind == Kind::Number;
        let before_number = self.peek(0).is_some_and(|t| t.kind == Kind::Number && t.glued);
        let is_torn = token.text.is_ascii() && (after_number || before_number);
        self.parts.strange += 1;
        (!is_torn && !self.parts.is_begun()).then_some(())
    }

    /// The zone that a word names, and how many tokens it has.
    fn zone(&self, token: Token<'t>) -> Option<(Zone, usize)> {
        // "EST5EDT" names a place.
        if let Some(end) = self.peek(2).filter(|t| t.glued && self.is_number(1, 1..=1))
            && let Some(zone) = named(&self.text[token.start..end.end()])
        {
            return Some((zone, 3));
        }
        // "at" is a word, "AT" behind a clock is Atlantic time.
        if token.text.eq_ignore_ascii_case("at") && (token.text != "AT" || self.peek(1).is_some()) {
            return None;
        }
        let is_letter = token.text.len() == 1 && !token.text.eq_ignore_ascii_case("z");
        if is_letter && (self.parts.clock.is_none() || token.glued) {
            return None;
        }
        named(token.text).map(|zone| (zone, 1))
    }

    /// `Europe/Berlin`, up to white space.
    fn place(&mut self, first: Token<'t>) -> Option<()> {
        let mut end = first.end();
        self.at += 1;
        while let Some(next) = self.peek(0).filter(|t| t.glued && !t.is(',') && !t.is(')')) {
            end = next.end();
            self.at += 1;
        }
        let zone = named(&self.text[first.start..end])?;
        self.parts.zone.get_or_insert(zone);
        Some(())
    }

    fn mark(&mut self, token: Token<'t>) -> Option<()> {
        let open = std::mem::take(&mut self.zone_open);
        let before = self.at.checked_sub(1).map(|at| self.tokens[at]);
        let after_word = before.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Cjk(_)));
        let ends = self.peek(1).is_none();
        match token.text {
            "(" | "[" if self.parts.has_date() => return self.comment(),
            "+" | "-" => return self.sign(token, open),
            "/" if after_word || ends || self.parts.is_begun() => self.at += 1,
            // Web servers log "16/Jan/2026:10:56:07".
            ":" if after_word || ends || (self.parts.has_date() && self.is_mark(2, ':')) => {
                self.at += 1;
            }
            "," | "." | ";" | "|" | "·" | "•" | "@" | "_" | "~" | "'" | "\"" | "、" | "。"
            | "(" | ")" | "[" | "]" | "}" | "*" => self.at += 1,
            _ => return None,
        }
        Some(())
    }

    /// An offset, or a dash between words.
    fn sign(&mut self, token: Token<'t>, open: bool) -> Option<()> {
        let is_dash = token.is('-');
        let has_clock = self.parts.clock.is_some();
        let glued = self.peek(1).is_some_and(|next| next.glued);
        if glued && (self.is_mark(1, '-') || self.is_mark(1, '+')) {
            self.at += 1;
            return Some(());
        }
        let spaced = has_clock && self.parts.has_date() && self.is_number(1, 4..=4);
        let Some(hours) = self.peek(1).filter(|t| t.kind == Kind::Number && (t.glued || spaced))
        else {
            self.at += 1;
            return is_dash.then_some(());
        };
        let minutes = self.peek(3).filter(|t| self.is_mark(2, ':') && t.kind == Kind::Number);
        // Without a clock only the whole form is an offset; another dash separates date and clock.
        let is_clock = self.is_mark(4, ':') && self.is_number(5, 2..=2);
        let whole = minutes.is_some_and(|_| token.glued) || hours.text.len() == 4;
        let is_offset = has_clock || open || (self.parts.has_date() && whole && !is_clock);
        // No zone is 19 or 20 hours away.
        let is_year = self.parts.year.is_none() && matches!(hours.text.get(..2), Some("19" | "20"));
        if !is_offset || (is_year && hours.text.len() == 4) {
            self.at += 1;
            let is_clock = is_clock || (self.is_compact && hours.text.len() == 6);
            let is_part = !has_clock && (self.parts.is_begun() || is_clock);
            return (is_dash && (is_part || !self.parts.has_date())).then_some(());
        }
        let sign = if is_dash { '-' } else { '+' };
        let zone = numbered(sign, hours.text, minutes.map(|t| t.text))?;
        self.at += if minutes.is_some() { 4 } else { 2 };
        // Seconds of an offset are always zero.
        if minutes.is_some() && self.is_mark(0, ':') && self.peek(1).is_some_and(|t| t.text == "00")
        {
            self.at += 2;
        }
        if open {
            self.parts.zone = Some(zone);
        } else {
            self.parts.zone.get_or_insert(zone);
        }
        Some(())
    }

    /// A comment (RFC 822 §3.1.4) or an RFC 9557 suffix. It counts only as the name of a zone, where
    /// there is no other.
    fn comment(&mut self) -> Option<()> {
        let end = if self.is_mark(0, '(') { ')' } else { ']' };
        let start = self.peek(0)?.end();
        while self.at < self.tokens.len() && !self.is_mark(0, end) {
            self.at += 1;
        }
        let text = &self.text[start..self.peek(0).map_or(self.text.len(), |t| t.start)];
        self.at = self.tokens.len().min(self.at + 1);
        if self.parts.zone.is_none() && self.parts.clock.is_some() {
            self.parts.zone = named(text.trim());
        }
        Some(())
    }

    /// Whether a half of the day follows.
    pub(super) fn half_ahead(&self) -> bool {
        self.half().is_some()
    }

    /// The half of the day that stands here, `am` or `P. M.`, and how many tokens it has. It stands
    /// beside a number: "am" alone is German for "on".
    fn half(&self) -> Option<(Half, usize)> {
        let token = self.peek(0).filter(|token| token.kind == Kind::Word)?;
        let word = plain_word(token.text);
        let before = self.at.checked_sub(1).map(|at| self.tokens[at]);
        let is_number = before.is_some_and(|token| token.kind == Kind::Number);
        let is_hour = before.is_some_and(|token| token.is_number(1..=2));
        let after_clock = is_hour || (is_number && self.parts.clock.is_some());
        let before_clock = self.is_number(1, 1..=2) && self.is_mark(2, ':');
        if !after_clock && !before_clock {
            return None;
        }
        if let Some(half) = words::half(&word) {
            return Some((half, 1));
        }
        let half = match &*word {
            "a" | "π" => Half::Am,
            "p" | "μ" => Half::Pm,
            _ => return None,
        };
        let dot = usize::from(self.is_mark(1, '.'));
        if self.is_word(1 + dot, |word| matches!(word, "m" | "μ")) {
            let end = usize::from(self.is_mark(2 + dot, '.'));
            return Some((half, 2 + dot + end));
        }
        // "1:38p"
        (token.glued && after_clock).then_some((half, 1))
    }
}
