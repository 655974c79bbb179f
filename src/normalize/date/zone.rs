//! Names and numbers of time zones.

use chrono_tz::Tz;

/// A zone that the text of a date states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Seconds east of Greenwich.
    Offset(i32),
    /// A place with rules for summer time.
    Place(Tz),
}

/// Greenwich.
pub(super) const UTC: Zone = Zone::Offset(0);

/// Minutes east of Greenwich, by the names that newsrooms and mail programs write, in lower case.
/// Where a name has several meanings, the one that feeds use (RFC 822 §5.1 for America).
const NAMES: [(&str, i32); 47] = [
    ("acdt", 630),
    ("acst", 570),
    ("adt", -180),
    ("aedt", 660),
    ("aest", 600),
    ("akdt", -480),
    ("akst", -540),
    ("art", -180),
    ("ast", -240),
    ("awst", 480),
    ("brt", -180),
    ("bst", 60),
    ("cat", 120),
    ("cdt", -300),
    ("cest", 120),
    ("cet", 60),
    ("cst", -360),
    ("eat", 180),
    ("edt", -240),
    ("eest", 180),
    ("eet", 120),
    ("est", -300),
    ("gmt", 0),
    ("hkt", 480),
    ("hst", -600),
    ("ict", 420),
    ("idt", 180),
    ("ist", 330),
    ("jst", 540),
    ("kst", 540),
    ("mdt", -360),
    ("mest", 120),
    ("mesz", 120),
    ("met", 60),
    ("mez", 60),
    ("msk", 180),
    ("mst", -420),
    ("nzdt", 780),
    ("nzst", 720),
    ("pdt", -420),
    ("pst", -480),
    ("sast", 120),
    ("sgt", 480),
    ("ut", 0),
    ("utc", 0),
    ("wib", 420),
    ("z", 0),
];

/// Names that stand for summer and winter time alike.
const PLACES: [(&str, Tz); 4] = [
    ("et", Tz::America__New_York),
    ("ct", Tz::America__Chicago),
    ("mt", Tz::America__Denver),
    ("pt", Tz::America__Los_Angeles),
];

/// The zone of a name: an abbreviation, or `Europe/Berlin`.
pub(super) fn named(name: &str) -> Option<Zone> {
    let lower = name.to_ascii_lowercase();
    if let Some((_, minutes)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some(Zone::Offset(minutes * 60));
    }
    if let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == lower) {
        return Some(Zone::Place(*place));
    }
    if name.contains('/') { name.parse().ok().map(Zone::Place) } else { None }
}

/// The zone of a number behind its sign: `9`, `09`, `900`, `0900`, or hours and minutes apart.
pub(super) fn numbered(sign: char, hours: &str, minutes: Option<&str>) -> Option<Zone> {
    let (hours, minutes) = match (hours.len(), minutes) {
        (1 | 2, Some(minutes)) if minutes.len() == 2 => (hours, minutes),
        (1 | 2, None) => (hours, "0"),
        (3 | 4, None) => hours.split_at(hours.len() - 2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // The farthest zones are -12:00 and +14:00.
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some(Zone::Offset(if sign == '-' { -seconds } else { seconds }))
}
