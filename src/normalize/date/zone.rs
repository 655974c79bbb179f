//! Names and numbers of time zones.

use chrono_tz::Tz;

/// A zone that the text of a date states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// Seconds east of Greenwich.
    Offset(i32),
    /// A place with rules for summer time.
    Place(Tz),
    /// A name that says nothing to us, or one that nobody can trust.
    Unknown,
}

/// Greenwich.
pub(super) const UTC: Zone = Zone::Offset(0);

/// Names with their minutes east of Greenwich, in lower case. Where a name has several meanings it is
/// the one that feeds use: that of RFC 822 §5.1 for America (`cst`, `est`, `mst`, `ast`), India for
/// `ist`, British summer for `bst`, the Gulf for `gst`.
const NAMES: [(&str, i32); 98] = [
    ("acdt", 630),
    ("acst", 570),
    ("adt", -180),
    ("aedt", 660),
    ("aest", 600),
    ("aft", 270),
    ("akdt", -480),
    ("akst", -540),
    ("art", -180),
    ("ast", -240),
    ("awst", 480),
    ("azt", 240),
    ("bdt", 360),
    ("bot", -240),
    ("brst", -120),
    ("brt", -180),
    ("bst", 60),
    ("cat", 120),
    ("cdt", -300),
    ("cest", 120),
    ("cet", 60),
    ("chst", 600),
    ("clst", -180),
    ("clt", -240),
    ("cot", -300),
    ("cst", -360),
    ("eat", 180),
    ("ect", -300),
    ("edt", -240),
    ("eest", 180),
    ("eet", 120),
    ("est", -300),
    ("fjt", 720),
    ("gmt", 0),
    ("gst", 240),
    ("hadt", -540),
    ("hast", -600),
    ("hkt", 480),
    ("hst", -600),
    ("ict", 420),
    ("idt", 180),
    ("irkt", 480),
    ("irst", 210),
    ("ist", 330),
    ("jst", 540),
    ("krat", 420),
    ("kst", 540),
    ("mdt", -360),
    ("mesz", 120),
    ("mest", 120),
    ("met", 60),
    ("mez", 60),
    ("mmt", 390),
    ("msd", 240),
    ("msk", 180),
    ("mst", -420),
    ("mut", 240),
    ("myt", 480),
    ("ndt", -150),
    ("novt", 420),
    ("npt", 345),
    ("nst", -210),
    ("nzdt", 780),
    ("nzst", 720),
    ("omst", 360),
    ("pdt", -420),
    ("pet", -300),
    ("pht", 480),
    ("pkt", 300),
    ("pst", -480),
    ("pyt", -180),
    ("sast", 120),
    ("sgt", 480),
    ("slst", 330),
    ("sst", -660),
    ("tjt", 300),
    ("trt", 180),
    ("uct", 0),
    ("ut", 0),
    ("utc", 0),
    ("uyt", -180),
    ("uzt", 300),
    ("vet", -240),
    ("vlat", 600),
    ("wast", 120),
    ("wat", 60),
    ("west", 60),
    ("wet", 0),
    ("wib", 420),
    ("wit", 540),
    ("wita", 480),
    ("yakt", 540),
    ("yekt", 300),
    ("z", 0),
    ("zulu", 0),
    ("greenwich", 0),
    ("coordinated", 0),
    ("universal", 0),
];

/// Names that stand for summer and winter time alike.
const PLACES: [(&str, Tz); 8] = [
    ("at", Tz::America__Halifax),
    ("et", Tz::America__New_York),
    ("ct", Tz::America__Chicago),
    ("mt", Tz::America__Denver),
    ("pt", Tz::America__Los_Angeles),
    ("eastern", Tz::America__New_York),
    ("mountain", Tz::America__Denver),
    ("pacific", Tz::America__Los_Angeles),
];

/// The zone of a name: an abbreviation, `GMT+2`, `Europe/Berlin`, or `EST5EDT`.
///
/// The letters of RFC 822 other than Z are unknown: their signs were printed wrong there, so nobody
/// can tell what a writer meant (RFC 2822 §4.3).
pub(super) fn named(name: &str) -> Option<Zone> {
    let lower = name.to_ascii_lowercase();
    if let Some((_, minutes)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some(Zone::Offset(minutes * 60));
    }
    if let Some((_, place)) = PLACES.iter().find(|(name, _)| *name == lower) {
        return Some(Zone::Place(*place));
    }
    if matches!(name.as_bytes(), [b'A'..=b'Y']) {
        return Some(Zone::Unknown);
    }
    if let Some(number) = lower.strip_prefix("gmt").or_else(|| lower.strip_prefix("utc")) {
        let sign = number.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
        let (hours, minutes) = match number[1..].split_once(':') {
            Some((hours, minutes)) => (hours, Some(minutes)),
            None => (&number[1..], None),
        };
        return numbered(sign, hours, minutes);
    }
    let is_place = name.contains('/') || name.bytes().any(|byte| byte.is_ascii_digit());
    if is_place { name.parse().ok().map(Zone::Place) } else { None }
}

/// The zone of a number behind its sign: `9`, `09`, `900`, `0900`, or hours and minutes apart.
pub(super) fn numbered(sign: char, hours: &str, minutes: Option<&str>) -> Option<Zone> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !minutes.is_none_or(is_number) {
        return None;
    }
    let (hours, minutes) = match (hours.len(), minutes) {
        (1 | 2, Some(minutes)) if minutes.len() == 2 => (hours, minutes),
        (1 | 2, None) => (hours, "0"),
        (3 | 4, None) => hours.split_at(hours.len() - 2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    // The farthest zones are -12:00 and +14:00, but RFC 3339 §5.6 lets a writer go on to 23:59.
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some(Zone::Offset(if sign == '-' { -seconds } else { seconds }))
}
