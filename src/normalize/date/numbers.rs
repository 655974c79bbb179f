//! Numbers of a date, by their shape and by what stands beside them.

use chrono::{NaiveDate, Weekday};

use super::{
    cjk::{Meaning, Unit},
    parts::{Numbers, Year},
    scan::{Kind, Token},
    stamp::Clock,
    usual::nanos,
    words,
    written::Reader,
    zone::UTC,
};

impl<'t> Reader<'t> {
    /// Reads what begins with a number.
    pub(super) fn number(&mut self, token: Token<'t>) -> Option<()> {
        if let Some(era) = self.era.take() {
            let value = era.checked_add(i32::try_from(token.number()?).ok()?)?;
            self.at += 1;
            return self.parts.set_year(Year { value, short: false });
        }
        if let Some(Token { kind: Kind::Cjk(Meaning::Unit(unit)), .. }) = self.peek(1) {
            return self.unit(token, unit);
        }
        let is_short = token.is_number(1..=2);
        if is_short && self.is_mark(1, ':') && self.is_number(2, 1..=2) {
            return self.clock(':');
        }
        let has_date = self.parts.has_date();
        let before_half = self.is_word(3, |word| words::half(word).is_some() || word == "uhr");
        let is_expected = has_date || before_half;
        if is_short && is_expected && self.parts.clock.is_none() && self.is_dotted_clock() {
            return self.clock('.');
        }
        if is_short && has_date && self.parts.clock.is_none() && self.is_dashed_clock() {
            return self.clock('-');
        }
        if self.is_word(1, words::is_hour) && is_short {
            return self.hour_word(token);
        }
        if self.parts.year.is_none()
            && self.parts.day.is_none()
            && !has_date
            && let Some(done) = self.calendar(token)
        {
            return done;
        }
        self.plain_number(token)
    }

    /// `2025年`, `12月`, `30日`, `13時`, `38分`, `20秒`
    fn unit(&mut self, token: Token<'t>, unit: Unit) -> Option<()> {
        let value = token.number()?;
        self.at += 2;
        match unit {
            Unit::Year => {
                self.parts.certain = true;
                self.parts.set_year(Year::of(value, token.text.len())?)
            }
            Unit::Month => {
                self.parts.certain = true;
                self.parts.set_month(value)
            }
            Unit::Day => self.parts.set_day(value),
            Unit::Hour => {
                self.parts.set_clock(Clock::hour(value))?;
                // "13点38": the unit of the last number is often left out.
                let minute = self.peek(0).filter(|t| t.is_number(1..=2) && t.glued);
                let has_unit = matches!(self.peek(1), Some(Token { kind: Kind::Cjk(_), .. }));
                if let Some(minute) = minute.filter(|_| !has_unit) {
                    self.at += 1;
                    self.parts.clock.as_mut()?.minute = minute.number();
                }
                Some(())
            }
            Unit::Minute => fill(&mut self.parts.clock.as_mut()?.minute, value),
            Unit::Second => fill(&mut self.parts.clock.as_mut()?.second, value),
        }
    }

    /// `13:38`, `13:38:00`, `13:38:00.5`, and the same with dots or dashes.
    fn clock(&mut self, separator: char) -> Option<()> {
        let mut clock = Clock::hour(self.peek(0)?.number()?);
        clock.minute = Some(self.peek(2)?.number()?);
        self.at += 3;
        let more = self.is_mark(0, separator) && self.is_number(1, 1..=2);
        if more && (separator == ':' || self.peek(1)?.glued) {
            clock.second = self.peek(1)?.number();
            self.at += 2;
            self.fraction(&mut clock)?;
        }
        self.parts.set_clock(clock)?;
        self.glued_offset_mark();
        Some(())
    }

    /// A fraction of a second behind a dot or comma, or behind a colon as some programs write it.
    fn fraction(&mut self, clock: &mut Clock) -> Option<()> {
        let Some(digits) = self.peek(1).filter(|t| t.kind == Kind::Number && t.glued) else {
            return Some(());
        };
        // asctime with a comma: "10:00:00,2021".
        let is_year = self.is_mark(0, ',') && digits.text.len() == 4 && self.parts.year.is_none();
        let is_decimal = (self.is_mark(0, '.') || self.is_mark(0, ',')) && !is_year;
        if is_decimal || (self.is_mark(0, ':') && digits.text.len() > 1) {
            clock.nanos = nanos(digits.text.as_bytes())?;
            self.at += 2;
        }
        Some(())
    }

    /// A colon between clock and offset, `15:04:05:-0700`, is left out.
    fn glued_offset_mark(&mut self) {
        if self.is_mark(0, ':') && (self.is_mark(1, '+') || self.is_mark(1, '-')) {
            self.at += 1;
        }
    }

    /// Behind a date: `13.38`, `13.38.20`.
    pub(super) fn is_dotted_clock(&self) -> bool {
        self.is_mark(1, '.') && self.is_number(2, 2..=2) && self.peek(2).is_some_and(|t| t.glued)
    }

    /// Behind a date: `13-38-20`, for names of files cannot hold colons.
    pub(super) fn is_dashed_clock(&self) -> bool {
        let is_part = |at| self.is_mark(at, '-') && self.is_number(at + 1, 2..=2);
        is_part(1) && is_part(3)
    }

    /// `14h`, `14h40`, `14h40m20s`, `18 Uhr`
    fn hour_word(&mut self, token: Token<'t>) -> Option<()> {
        let mut clock = Clock::hour(token.number()?);
        let is_spaced = self.is_word(1, |word| word == "h") && self.is_number(2, 2..=2);
        let is_spaced = is_spaced && !self.is_mark(3, '.');
        self.at += 2;
        if let Some(minute) = self.peek(0).filter(|t| is_spaced && !t.glued) {
            clock.minute = minute.number();
            self.at += 1;
            return self.parts.set_clock(clock);
        }
        for (part, unit) in [(&mut clock.minute, ["m", "min"]), (&mut clock.second, ["s", "sec"])] {
            let Some(number) = self.peek(0).filter(|t| t.is_number(1..=2) && t.glued) else {
                break;
            };
            *part = number.number();
            self.at += 1;
            if self.is_word(0, |word| unit.contains(&word)) {
                self.at += 1;
            }
        }
        self.parts.set_clock(clock)
    }

    /// A date of numbers alone. `None` where the number begins none, and the date's own `None` where
    /// it begins one that cannot be.
    fn calendar(&mut self, first: Token<'t>) -> Option<Option<()>> {
        if first.is_number(5..=17) {
            return Some(self.digits(first));
        }
        if first.is_number(4..=4)
            && let Some(length) = self.week_length()
        {
            return Some(self.week(length));
        }
        let Some(second) = self.peek(2).filter(|_| self.is_separator(1)) else {
            return self.spaced(first);
        };
        let separator = self.peek(1)?.text;
        let third = self.peek(4).filter(|third| {
            let same = self.peek(3).is_some_and(|mark| mark.text == separator);
            same && (separator != "-" || (third.glued && self.peek(3).is_some_and(|m| m.glued)))
        });
        match (first.text.len(), second.text.len(), third.map_or(0, |t| t.text.len())) {
            (4, 1 | 2, 1 | 2) => Some(self.year_first(5)),
            // Google Groups wrote a zero too many before the month.
            (4, 3, 1 | 2) if second.text.starts_with('0') => Some(self.year_first(5)),
            (4, 3, 0) => Some(self.day_of_year(first, second.text, 3)),
            (4, 1 | 2, 0) => Some(self.year_first(3)),
            (1 | 2, 1 | 2, 1 | 2 | 4) if third?.kind == Kind::Number => {
                Some(self.three(4, separator))
            }
            (1 | 2, 4, 0) if !self.has_month_word => {
                self.at += 3;
                Some(self.parts.set_month(first.number()?).and_then(|()| {
                    self.parts.set_year(Year {
                        value: i32::try_from(second.number()?).ok()?,
                        short: false,
                    })
                }))
            }
            _ => None,
        }
    }

    /// `2025-12-30` and `2025-12`, of which so many tokens are the date.
    fn year_first(&mut self, length: usize) -> Option<()> {
        let value = i32::try_from(self.peek(0)?.number()?).ok()?;
        self.parts.certain = true;
        self.parts.set_year(Year { value, short: false })?;
        self.parts.set_month(self.peek(2)?.number()?)?;
        if length == 5 {
            self.parts.set_day(self.peek(4)?.number()?)?;
        }
        self.at += length;
        Some(())
    }

    /// `13/01/2026`, `01/13/26`: which is which is found when all is read.
    fn three(&mut self, last: usize, separator: &str) -> Option<()> {
        let part = |at: usize| {
            let token = self.peek(at)?;
            Some((token.number()?, token.text.len()))
        };
        let parts = [part(0)?, part(last / 2)?, part(last)?];
        self.parts.numbers = Some(Numbers { parts, separator: separator.chars().next()? });
        self.at += last + 1;
        Some(())
    }

    /// `2003 09 25`, `25 09 2003`: blanks alone between them, and no name of a month anywhere.
    fn spaced(&mut self, first: Token<'t>) -> Option<Option<()>> {
        let (second, third) = (self.peek(1)?, self.peek(2)?);
        let is_clock = self.is_mark(3, ':') || self.peek(3).is_some_and(|t| t.is('.') && t.glued);
        if self.has_month_word || !second.is_number(1..=2) || is_clock {
            return None;
        }
        match (first.text.len(), third.is_number(2..=2), third.is_number(4..=4)) {
            (4, true, _) => {
                self.at += 3;
                let value = i32::try_from(first.number()?).ok()?;
                Some(self.parts.set_year(Year { value, short: false }).and_then(|()| {
                    self.parts.set_month(second.number()?)?;
                    self.parts.set_day(third.number()?)
                }))
            }
            (1 | 2, _, true) => Some(self.three(2, " ")),
            _ => None,
        }
    }

    /// How many tokens the week has in `2026-W05`, `2026-W05-3`, `2026W053`.
    fn week_length(&self) -> Option<usize> {
        let dash = usize::from(self.is_mark(1, '-'));
        let is_week = self.peek(1 + dash)?.text.eq_ignore_ascii_case("w");
        let number = self.peek(2 + dash).filter(|t| is_week && t.is_number(2..=3) && t.glued)?;
        let has_day = number.text.len() == 2 && self.is_mark(3 + dash, '-');
        let has_day = has_day && self.is_number(4 + dash, 1..=1);
        Some(if has_day { 5 + dash } else { 3 + dash })
    }

    fn week(&mut self, length: usize) -> Option<()> {
        let year = i32::try_from(self.peek(0)?.number()?).ok()?;
        let dash = usize::from(self.is_mark(1, '-'));
        let number = self.peek(2 + dash)?.text;
        let day = number.get(2..).filter(|day| !day.is_empty());
        let day = match (day, length - dash) {
            (Some(day), _) => day.parse().ok()?,
            (None, 5) => self.peek(4 + dash)?.number()?,
            _ => 1,
        };
        let day = Weekday::try_from(u8::try_from(day).ok()?.checked_sub(1)?).ok()?;
        self.at += length;
        let date = NaiveDate::from_isoywd_opt(year, number.get(..2)?.parse().ok()?, day)?;
        self.parts.set_date(date)
    }

    /// `2026-035`, and `2026035` where the year is part of the number.
    fn day_of_year(&mut self, year: Token<'t>, day: &str, length: usize) -> Option<()> {
        let value = i32::try_from(year.number()?).ok()?;
        self.at += length;
        self.parts.set_date(NaiveDate::from_yo_opt(value, day.parse().ok()?)?)
    }

    /// Digits without anything between them: `20251230`, `20251230133800`, `2025364`, `251230`,
    /// `25364`. Two digits of the year only where nothing else is meant: 201204 may be a month.
    fn digits(&mut self, token: Token<'t>) -> Option<()> {
        let text = token.text;
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        let (year, rest) = match text.len() {
            5 | 6 => (Year::of(part(0, 2)?, 2)?, 2),
            _ => (Year::of(part(0, 4)?, 4)?, 4),
        };
        let is_month =
            (1900..=2099).contains(&part(0, 4)?) && (1..=12).contains(&part(4, 6).unwrap_or(0));
        let date = match text.len() {
            // Other numbers of five digits are counts.
            5 if !text.starts_with('0') => return None,
            5 | 7 => NaiveDate::from_yo_opt(year.value, part(rest, rest + 3)?)?,
            6 if is_month => return None,
            6 | 8 | 12 | 14 | 17 => NaiveDate::from_ymd_opt(
                year.value,
                part(rest, rest + 2)?,
                part(rest + 2, rest + 4)?,
            )?,
            _ => return None,
        };
        self.parts.set_date(date)?;
        self.parts.certain = false;
        self.parts.year = Some(year);
        self.at += 1;
        self.is_compact = true;
        if text.len() > 8 { self.clock_digits(&text[8..]) } else { Some(()) }
    }

    /// `13`, `1338`, `133800`, `133800123`
    pub(super) fn clock_digits(&mut self, text: &str) -> Option<()> {
        let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse().ok());
        let mut clock = Clock { hour: part(0)?, minute: part(2), second: part(4), nanos: 0 };
        match text.len() {
            2 | 4 => {}
            6 => self.fraction(&mut clock)?,
            9 => clock.nanos = nanos(&text.as_bytes()[6..])?,
            _ => return None,
        }
        self.parts.set_clock(clock)
    }

    /// A number with nothing around it that tells what it is.
    fn plain_number(&mut self, token: Token<'t>) -> Option<()> {
        let value = token.number()?;
        let next = self.peek(1);
        let has_date = self.parts.has_date();
        let quoted = self.at > 0 && token.glued && self.tokens[self.at - 1].is('\'');
        self.at += 1;
        match token.text.len() {
            4 if self.parts.year.is_none() => self.parts.set_year(Year::of(value, 4)?),
            // An offset that lost its plus sign to URL decoding, where it makes no difference.
            2 | 4 if value == 0 && self.parts.clock.is_some() && self.parts.zone.is_none() => {
                self.parts.zone = Some(UTC);
                Some(())
            }
            4 | 6 if self.is_compact && self.parts.clock.is_none() => self.clock_digits(token.text),
            1 | 2 if self.half_ahead() => self.parts.set_clock(Clock::hour(value)),
            2 if quoted || (value > 31 && self.parts.year.is_none()) => {
                self.parts.set_year(Year::of(value, 2)?)
            }
            1 | 2 if self.parts.day.is_none() && self.parts.numbers.is_none() => {
                if next.is_some_and(|t| t.glued) && self.is_word(0, words::is_ordinal) {
                    self.at += 1;
                }
                self.parts.set_day(value)
            }
            2 | 3 if self.parts.month.is_some() && self.parts.year.is_none() => {
                self.parts.set_year(Year::of(value, token.text.len())?)
            }
            // "Tue, 3 Jul 2012 23", "… 15 -0700"
            2 if has_date && self.parts.clock.is_none() && self.parts.year.is_some() => {
                let ends = next.is_none_or(|t| t.is('+') || t.is('-') || t.kind == Kind::Word);
                ends.then(|| self.parts.set_clock(Clock::hour(value)))?
            }
            _ => None,
        }
    }

    /// Whether a mark stands between two numbers as in a date.
    fn is_separator(&self, at: usize) -> bool {
        let (Some(mark), Some(number)) = (self.peek(at), self.peek(at + 1)) else { return false };
        let glued = mark.glued && number.glued;
        number.kind == Kind::Number
            && (mark.is('.') || mark.is('/') || (mark.is('-') && glued))
            && number.is_number(1..=4)
    }
}

fn fill(part: &mut Option<u32>, value: u32) -> Option<()> {
    part.replace(value).is_none().then_some(())
}
