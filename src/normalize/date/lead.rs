//! The first sentence of an article → a date in it.

use super::{
    Reading, Settings, read,
    scan::{Kind, Token, tokens},
};
use crate::model::{Precision, calendar::month};

/// The first full date in a sentence: a month by name or an ISO date, with day and year. Anything
/// less ("April this year", "2023") is no date of an article.
pub(super) fn find(sentence: &str, settings: &Settings) -> Option<(String, Reading)> {
    let tokens = tokens(sentence);
    (0..tokens.len()).find_map(|first| {
        let length = date_length(&tokens[first..])?;
        let last = tokens[first + length - 1];
        let raw = &sentence[tokens[first].start..last.end()];
        let reading = read(raw, settings).filter(|reading| reading.precision == Precision::Day)?;
        Some((raw.to_owned(), reading))
    })
}

/// How many tokens the date has that `tokens` begin with.
fn date_length(tokens: &[Token<'_>]) -> Option<usize> {
    let mut at = 0;
    let mut next = |fits: &dyn Fn(&Token<'_>) -> bool| {
        let found = tokens.get(at).is_some_and(fits);
        at += usize::from(found);
        found
    };
    let is_month = |token: &Token<'_>| token.kind == Kind::Word && month(token.text).is_some();
    let is_day = |token: &Token<'_>| token.is_number(1..=2);
    let is_year = |token: &Token<'_>| token.is_number(4..=4);
    let is_ordinal = |token: &Token<'_>| matches!(token.text, "st" | "nd" | "rd" | "th");
    if next(&is_year) {
        let dash = |token: &Token<'_>| token.is('-') && token.glued;
        let two = |token: &Token<'_>| token.is_number(2..=2) && token.glued;
        let iso = next(&dash) && next(&two) && next(&dash) && next(&two);
        return iso.then_some(at);
    }
    if next(&is_month) {
        next(&|token| token.is('.'));
        if !next(&is_day) {
            return None;
        }
        next(&is_ordinal);
    } else {
        if !next(&is_day) {
            return None;
        }
        next(&is_ordinal);
        next(&|token| token.text == "of" || token.is('.'));
        if !next(&is_month) {
            return None;
        }
        next(&|token| token.is('.'));
    }
    next(&|token| token.is(','));
    next(&is_year).then_some(at)
}
