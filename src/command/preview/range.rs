//! `Range` → which bytes (RFC 9110 §14).

use std::ops::Range;

/// What a request asks for of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: nothing is asked for, nothing that can be read, or several parts, which a server may
    /// ignore (§14.2).
    Whole,
    /// These bytes: 206.
    Bytes(Range<usize>),
    /// Bytes that are not there: 416.
    Outside,
}

/// Reads the field for a file of `length` bytes.
pub(super) fn part(field: Option<&str>, length: usize) -> Part {
    let Some((unit, set)) = field.and_then(|field| field.trim().split_once('=')) else {
        return Part::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Part::Whole };
    match (number(first), number(last)) {
        // The last bytes, or all where there are fewer.
        (Some(None), Some(Some(many))) if many > 0 && length > 0 => {
            Part::Bytes(length - many.min(length)..length)
        }
        (Some(None), Some(Some(_))) => Part::Outside,
        (Some(Some(first)), Some(Some(last))) if last < first => Part::Whole,
        (Some(Some(first)), Some(_)) if first >= length => Part::Outside,
        (Some(Some(first)), Some(last)) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            Part::Bytes(first..end)
        }
        _ => Part::Whole,
    }
}

/// A number; nothing; or `None` for something else. What is too large is as good as the largest.
fn number(text: &str) -> Option<Option<usize>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| Some(text.parse().unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, want: Part) {
        assert_eq!(part(Some(field), 10), want, "{field}");
    }

    #[test]
    fn parts() {
        check("bytes=0-4", Part::Bytes(0..5));
        check("Bytes = 2-", Part::Bytes(2..10));
        check("bytes=9-9", Part::Bytes(9..10));
        check("bytes=5-99999999999999999999999", Part::Bytes(5..10));
        check("bytes=-3", Part::Bytes(7..10));
        check("bytes=-30", Part::Bytes(0..10));
        check("bytes=10-", Part::Outside);
        check("bytes=99999999999999999999999-", Part::Outside);
        check("bytes=-0", Part::Outside);
    }

    #[test]
    fn what_is_no_part() {
        for field in ["", "bytes", "bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "bytes=+1-2"] {
            check(field, Part::Whole);
        }
        for field in ["items=0-4", "bytes=0-1,3-4", "bytes=0-1-2", "0-4"] {
            check(field, Part::Whole);
        }
        assert_eq!(part(None, 10), Part::Whole);
        assert_eq!(part(Some("bytes=0-"), 0), Part::Outside);
        assert_eq!(part(Some("bytes=-1"), 0), Part::Outside);
    }
}
