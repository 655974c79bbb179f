//! What a text says about a date, part by part, and the date that they make.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    stamp::{Clock, Half, Stamp},
    zone::Zone,
};
use crate::model::Precision;

/// Years that a text without anything else may name.
const LONE_YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Most words that have nothing to do with dates, beside a date. More is prose.
const STRANGE_WORDS: usize = 4;

/// The order of numbers that a language is known for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Nothing is known, or English: slashes put the month first, dots and hyphens the day.
    Mixed,
    /// The day first, whatever the separator.
    DayFirst,
    /// The year first where it has two digits; East Asia and Hungary.
    YearFirst,
}

impl Habit {
    /// The habit of a language tag (BCP 47).
    pub(super) fn of(language: Option<&str>) -> Habit {
        let lower = language.unwrap_or("en").to_lowercase();
        let mut parts = lower.split(['-', '_']);
        match (parts.next().unwrap_or(""), parts.next_back().unwrap_or("us")) {
            ("en", "us" | "ca" | "ph") => Habit::Mixed,
            ("ja" | "zh" | "ko" | "hu", _) => Habit::YearFirst,
            _ => Habit::DayFirst,
        }
    }
}

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Year {
    /// The whole year.
    pub value: i32,
    /// Whether the text gives its last two digits only.
    pub short: bool,
}

impl Year {
    /// The year of a number with so many digits (RFC 2822 §4.3: 00 to 49 are of this century; three
    /// digits count from 1900, as some programs do).
    pub(super) fn of(value: u32, digits: usize) -> Option<Year> {
        let value = i32::try_from(value).ok()?;
        match digits {
            2 => Some(Year { value: value + if value < 50 { 2000 } else { 1900 }, short: true }),
            3 if value < 200 => Some(Year { value: value + 1900, short: true }),
            4 => Some(Year { value, short: false }),
            _ => None,
        }
    }
}

/// Numbers of a date of which the order has to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Value and count of digits of each.
    pub parts: [(u32, usize); 3],
    /// What stands between them.
    pub separator: char,
}

/// What was understood of a text.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The year.
    pub year: Option<Year>,
    /// 1 to 12, or what the text gives instead.
    pub month: Option<u32>,
    /// The month is a word that names a day of the week as well.
    pub month_maybe: bool,
    /// The day of the month.
    pub day: Option<u32>,
    /// Day, month and year in an order that is open.
    pub numbers: Option<Numbers>,
    /// Of use only where the order is open: publishers get it wrong.
    pub weekday: Option<Weekday>,
    /// The time of day.
    pub clock: Option<Clock>,
    /// The half of the day that the clock means.
    pub half: Option<Half>,
    /// The zone, stated or unknown.
    pub zone: Option<Zone>,
    /// The date is one beyond doubt: its month is a word, or its year stands first.
    pub certain: bool,
    /// Words that nobody understands.
    pub strange: usize,
}

impl Parts {
    /// Whether day, month and year are known, or three numbers that are these.
    pub(super) fn has_date(&self) -> bool {
        self.numbers.is_some()
            || (self.year.is_some() && self.month.is_some() && self.day.is_some())
    }

    /// Whether a part of a date is known, but not all.
    pub(super) fn is_begun(&self) -> bool {
        let begun = self.year.is_some() || self.day.is_some();
        !self.has_date() && (begun || (self.month.is_some() && !self.month_maybe))
    }

    /// The year. `None` where one is known already, as with all parts.
    pub(super) fn set_year(&mut self, year: Year) -> Option<()> {
        set(&mut self.year, year)
    }

    /// A month that is nothing else takes the place of one that may be a day of the week.
    pub(super) fn set_month(&mut self, month: u32) -> Option<()> {
        if self.month_maybe {
            self.month = None;
            self.month_maybe = false;
        }
        set(&mut self.month, month)
    }

    /// The day of the month.
    pub(super) fn set_day(&mut self, day: u32) -> Option<()> {
        set(&mut self.day, day)
    }

    /// A whole date.
    pub(super) fn set_date(&mut self, date: NaiveDate) -> Option<()> {
        self.certain = true;
        self.set_year(Year { value: date.year(), short: false })?;
        self.set_month(date.month())?;
        self.set_day(date.day())
    }

    /// A clock. One at midnight gives way to another: some programs write the day as a moment and
    /// then the time behind it.
    pub(super) fn set_clock(&mut self, clock: Clock) -> Option<()> {
        match self.clock {
            Some(_) if clock.is_midnight() => {}
            Some(known) if !known.is_midnight() => return None,
            _ => self.clock = Some(clock),
        }
        Some(())
    }

    /// The moment that the parts make, if they make one.
    pub(super) fn finish(mut self, habit: Habit) -> Option<Stamp> {
        if self.strange > STRANGE_WORDS || (self.strange > 0 && !self.certain) {
            return None;
        }
        let mut order_assumed = false;
        let mut century_assumed = self.year.is_some_and(|year| year.short);
        let date = match self.numbers {
            Some(numbers) if self.year.is_none() && self.day.is_none() => {
                if self.month.is_some() && !self.month_maybe {
                    return None;
                }
                century_assumed = numbers.parts.iter().all(|(_, digits)| *digits < 4);
                let (date, assumed) = numbers.resolve(self.weekday, habit)?;
                order_assumed = assumed;
                date
            }
            Some(_) => return None,
            None => match (self.year, self.month, self.day) {
                (Some(year), Some(month), Some(day)) => {
                    NaiveDate::from_ymd_opt(year.value, month, day)?
                }
                (Some(year), month, None) if !year.short => return self.vague(year.value, month),
                _ => return None,
            },
        };
        let stamp = match (self.clock.take(), self.half) {
            (Some(clock), half) => Stamp::new(clock.on(date, half)?, clock.precision()),
            (None, None) => Stamp::new(date.and_hms_opt(0, 0, 0)?, Precision::Day),
            (None, Some(_)) => return None,
        };
        Some(Stamp { zone: self.zone, century_assumed, order_assumed, ..stamp })
    }

    /// A month of a year, or a year: only where the text says nothing else.
    fn vague(&self, year: i32, month: Option<u32>) -> Option<Stamp> {
        let more = self.clock.is_some() || self.half.is_some() || self.zone.is_some();
        if more || self.strange > 0 || (month.is_none() && !LONE_YEARS.contains(&year)) {
            return None;
        }
        let precision = if month.is_some() { Precision::Month } else { Precision::Year };
        let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), 1)?;
        Some(Stamp::new(first.and_hms_opt(0, 0, 0)?, precision))
    }
}

/// Fills a part of the date. A part that is stated twice makes no sense.
fn set<T>(part: &mut Option<T>, value: T) -> Option<()> {
    let fresh = part.is_none();
    *part = Some(value);
    fresh.then_some(())
}

impl Numbers {
    /// The date of the numbers, and whether they can be another one too.
    fn resolve(self, weekday: Option<Weekday>, habit: Habit) -> Option<(NaiveDate, bool)> {
        let mut dates: Vec<NaiveDate> = Vec::new();
        for order in self.orders(habit) {
            if let Some(date) = self.read(order).filter(|date| !dates.contains(date)) {
                dates.push(date);
            }
        }
        let fitting = dates.iter().filter(|date| Some(date.weekday()) == weekday);
        if let [date] = fitting.copied().collect::<Vec<_>>()[..] {
            return Some((date, false));
        }
        // Numbers with nothing but blanks between them are something else often enough.
        let first = dates.first().filter(|_| self.separator != ' ' || dates.len() == 1)?;
        Some((*first, dates.len() > 1))
    }

    /// The places of year, month and day, most usual first.
    fn orders(self, habit: Habit) -> Vec<[usize; 3]> {
        const YEAR_FIRST: [usize; 3] = [0, 1, 2];
        const DAY_FIRST: [usize; 3] = [2, 1, 0];
        const MONTH_FIRST: [usize; 3] = [2, 0, 1];
        let [first, _, last] = self.parts.map(|(_, digits)| digits);
        let day_first = self.separator != '/' || habit == Habit::DayFirst;
        let mut orders =
            if day_first { vec![DAY_FIRST, MONTH_FIRST] } else { vec![MONTH_FIRST, DAY_FIRST] };
        if first < 2 || last == 4 {
            return orders;
        }
        if last < 2 {
            return vec![YEAR_FIRST];
        }
        // 26-01-13 is ISO 8601 of 1988, and what MySQL and PHP make of two digits.
        let year_first = self.separator == '-' || habit == Habit::YearFirst;
        orders.insert(if year_first { 0 } else { 2 }, YEAR_FIRST);
        orders
    }

    fn read(self, [year, month, day]: [usize; 3]) -> Option<NaiveDate> {
        let (year, digits) = self.parts[year];
        NaiveDate::from_ymd_opt(
            Year::of(year, digits)?.value,
            self.parts[month].0,
            self.parts[day].0,
        )
    }
}
