//! Why a source is not due, in the words of `status`.

use std::{fmt, time::Duration};

use crate::model::Stop;

/// Why a source is not due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is asked every so often: the operator says so.
    Every(Duration),
    /// The document asks for this pace (RSS `ttl`, syndication module).
    Pace(Duration),
    /// The server says that its answer stays fresh for so long (`Cache-Control`, `Expires`).
    Fresh(Duration),
    /// The server asked to wait (`Retry-After`).
    Asked,
    /// The document excludes this hour (RSS `skipHours`).
    SkippedHour,
    /// The document excludes this day (RSS `skipDays`).
    SkippedDay,
    /// It failed so often in a row.
    Failing(u32),
    /// It has had nothing new for so long.
    Quiet(Duration),
    /// Its host asked to be left alone (429, 503).
    HostRests,
    /// It is not visited any more.
    Stopped(Stop),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Every(wait) => write!(f, "it is asked every {}", Spell(*wait)),
            Why::Pace(wait) => write!(f, "the feed asks for {} between visits", Spell(*wait)),
            Why::Fresh(wait) => {
                write!(f, "the server says that its answer is fresh for {}", Spell(*wait))
            }
            Why::Asked => f.write_str("the server asked to wait"),
            Why::SkippedHour => f.write_str("the feed excludes this hour"),
            Why::SkippedDay => f.write_str("the feed excludes this day"),
            Why::Failing(1) => f.write_str("it failed once"),
            Why::Failing(times) => write!(f, "it failed {times} times in a row"),
            Why::Quiet(silence) => write!(f, "it has had nothing new for {}", Spell(*silence)),
            Why::HostRests => f.write_str("its host asked to be left alone"),
            Why::Stopped(Stop::Gone) => {
                f.write_str("the server says that it is gone for good (410)")
            }
            Why::Stopped(Stop::Dead) => f.write_str("it has failed for too long"),
        }
    }
}

/// A duration in its largest unit that leaves no more than a tenth unsaid.
struct Spell(Duration);

impl fmt::Display for Spell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
        let fits = |(size, _): &&(u64, &str)| {
            *size == 1 || (seconds >= *size && (seconds % size) <= seconds / 10)
        };
        let (size, unit) = units.iter().find(fits).unwrap_or(&units[3]);
        let count = seconds / size;
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, want: &str) {
        assert_eq!(Spell(Duration::from_secs(seconds)).to_string(), want, "{seconds}");
    }

    #[test]
    fn durations_are_spelled() {
        check(0, "0 seconds");
        check(1, "1 second");
        check(90, "90 seconds");
        check(1_800, "30 minutes");
        check(3_600, "1 hour");
        check(5_400, "90 minutes");
        check(7_300, "2 hours");
        check(86_400, "1 day");
        check(100_000, "27 hours");
        check(12 * 86_400 + 5_000, "12 days");
        check(u64::MAX, "213503982334601 days");
    }

    #[test]
    fn reasons_are_plain() {
        let hour = Duration::from_hours(1);
        let told = [Why::Every(hour), Why::Pace(hour), Why::Fresh(hour), Why::Quiet(hour)];
        let told = told.map(|why| why.to_string());
        assert!(told.iter().all(|told| told.contains("1 hour")), "{told:?}");
        assert_eq!(Why::Failing(1).to_string(), "it failed once");
        assert_eq!(Why::Failing(3).to_string(), "it failed 3 times in a row");
    }
}
