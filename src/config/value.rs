//! Values that are written as text: durations, sizes, address ranges.

use std::{net::IpAddr, ops::Range, time::Duration};

use super::file::Size;
use crate::fetch::Network;

/// Longest duration: a hundred years. A longer one is a slip, and would not fit into dates.
const LONGEST: u64 = 100 * 365 * DAY;
/// Largest size: a tebibyte.
const LARGEST: u64 = 1 << 40;

const DAY: u64 = 86_400;

/// Units of a duration and their seconds, longest first.
const DURATIONS: &[(&str, u64)] = &[("w", 7 * DAY), ("d", DAY), ("h", 3_600), ("m", 60), ("s", 1)];

/// Units of a size in bytes, compared in lower case.
const SIZES: &[(&str, u64)] = &[
    ("", 1),
    ("b", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
];

/// What is wrong with a value, and which bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Bytes of the value.
    pub range: Range<usize>,
    /// In words that follow the name of the key.
    pub what: String,
    /// What was meant.
    pub meant: Option<String>,
}

impl Wrong {
    pub(super) fn new(range: Range<usize>, what: impl Into<String>) -> Self {
        Wrong { range, what: what.into(), meant: None }
    }

    pub(super) fn meant(mut self, meant: Option<String>) -> Self {
        self.meant = meant;
        self
    }
}

/// `30m`, `2s`, `400d`, `1h30m`, `0`: whole numbers with units, larger units first.
pub(super) fn duration(text: &str) -> Result<Duration, Wrong> {
    let whole = 0..text.len();
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let mut seconds: u64 = 0;
    let mut units = DURATIONS;
    let mut at = 0;
    while !text[at..].trim_start().is_empty() {
        let start = text.len() - text[at..].trim_start().len();
        let digits = span(text, start, |c| c.is_ascii_digit());
        let gap = span(text, digits, |c| c == ' ');
        let unit = span(text, gap, char::is_alphabetic);
        if digits == start || unit == gap {
            let end = next(text, unit.max(start)).max(unit);
            let what = "must be a duration such as `30s`, `15m`, `2h` or `1h30m`";
            return Err(Wrong::new(start..end, what));
        }
        let name = &text[gap..unit];
        let Some(index) = units.iter().position(|(known, _)| *known == name) else {
            let what = if DURATIONS.iter().any(|(known, _)| *known == name) {
                format!("has `{name}` twice or after a smaller unit")
            } else {
                format!("has the unit `{name}`; the units are w, d, h, m and s")
            };
            return Err(Wrong::new(gap..unit, what));
        };
        let part =
            text[start..digits].parse::<u64>().ok().and_then(|n| n.checked_mul(units[index].1));
        seconds = part
            .and_then(|part| seconds.checked_add(part))
            .filter(|&seconds| seconds <= LONGEST)
            .ok_or_else(|| Wrong::new(whole.clone(), "is longer than a hundred years"))?;
        units = &units[index + 1..];
        at = unit;
    }
    if at == 0 {
        return Err(Wrong::new(whole, "must be a duration such as `30s`, `15m`, `2h` or `1h30m`"));
    }
    Ok(Duration::from_secs(seconds))
}

/// Bytes: `512KiB`, `10MiB`, `1 MB`, or a whole number.
pub(super) fn size(size: &Size) -> Result<u64, Wrong> {
    let (bytes, length) = match size {
        Size::Bytes(bytes) => (Some(*bytes), 0),
        Size::Text(text) => {
            let start = text.len() - text.trim_start().len();
            let digits = span(text, start, |c| c.is_ascii_digit());
            let name = text[digits..].trim().to_lowercase();
            let unit = SIZES.iter().find(|(known, _)| *known == name);
            let Some((_, unit)) = unit.filter(|_| digits > start) else {
                let what = "must be a size such as `512KiB`, `10MiB` or `1048576`";
                return Err(Wrong::new(0..text.len(), what));
            };
            let number = text[start..digits].parse::<u64>().ok();
            (number.and_then(|number| number.checked_mul(*unit)), text.len())
        }
    };
    match bytes {
        Some(0) => Err(Wrong::new(0..length, "must be more than nothing")),
        Some(bytes) if bytes <= LARGEST => Ok(bytes),
        _ => Err(Wrong::new(0..length, "is larger than 1024 GiB")),
    }
}

/// `10.0.0.0/8`, `::1`, `127.0.0.1`: one address, or the first of a range and its leading bits.
pub(super) fn network(text: &str) -> Result<Network, Wrong> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        let what = format!(
            "holds `{text}`, which is no address or range such as `127.0.0.1` or `10.0.0.0/8`"
        );
        return Err(Wrong::new(0..address.len(), what));
    };
    let (bits, most) = match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    };
    let Some(written) = prefix else { return Ok(Network { address, prefix: most }) };
    let range = text.len() - written.len()..text.len();
    let prefix = match written.parse::<u8>() {
        Ok(prefix) if prefix <= most && written.bytes().all(|b| b.is_ascii_digit()) => prefix,
        _ => {
            return Err(Wrong::new(
                range,
                format!("holds `{text}`; a range has 0 to {most} leading bits"),
            ));
        }
    };
    // A shift by all bits is not defined.
    let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
    if bits & !mask != 0 {
        let first = match address {
            IpAddr::V4(_) => {
                IpAddr::V4(((bits & mask) >> 96).try_into().map_or(0, |b: u32| b).into())
            }
            IpAddr::V6(_) => IpAddr::V6((bits & mask).into()),
        };
        let meant = format!("did you mean `{first}/{prefix}`?");
        let what = format!("holds `{text}`, which is not the first address of its range");
        return Err(Wrong::new(0..text.len(), what).meant(Some(meant)));
    }
    Ok(Network { address, prefix })
}

/// The end of the run of characters from `start` that `fits`.
fn span(text: &str, start: usize, fits: impl Fn(char) -> bool) -> usize {
    text[start..].find(|c| !fits(c)).map_or(text.len(), |at| start + at)
}

/// The start of the character after the one at `at`.
fn next(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(at, |c| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_duration(text: &str, want: Result<u64, (&str, &str)>) {
        let got = duration(text).map(|duration| duration.as_secs());
        let got = got.as_ref().map(|n| *n).map_err(|w| (&text[w.range.clone()], w.what.as_str()));
        assert_eq!(got, want, "{text:?}");
    }

    #[test]
    fn durations() {
        check_duration("30m", Ok(1_800));
        check_duration("0s", Ok(0));
        check_duration("0", Ok(0));
        check_duration("400d", Ok(34_560_000));
        check_duration("1h30m", Ok(5_400));
        check_duration(" 1w 2d ", Ok(777_600));
    }

    #[test]
    fn no_durations() {
        let form = "must be a duration such as `30s`, `15m`, `2h` or `1h30m`";
        let units = "has the unit `min`; the units are w, d, h, m and s";
        check_duration("30", Err(("30", form)));
        check_duration("", Err(("", form)));
        check_duration("-2s", Err(("-", form)));
        check_duration("1.5h", Err(("1.", form)));
        check_duration("1h 晶", Err(("晶", form)));
        check_duration("2 min", Err(("min", units)));
        check_duration("2s1m", Err(("m", "has `m` twice or after a smaller unit")));
        check_duration(
            "99999999999999999999d",
            Err(("99999999999999999999d", "is longer than a hundred years")),
        );
    }

    #[track_caller]
    fn check_size(text: &str, want: Result<u64, &str>) {
        let got = size(&Size::from(text));
        assert_eq!(got.as_ref().map(|n| *n).map_err(|wrong| wrong.what.as_str()), want, "{text:?}");
    }

    #[test]
    fn sizes() {
        check_size("512KiB", Ok(524_288));
        check_size("10 MB", Ok(10_000_000));
        check_size("7", Ok(7));
        assert_eq!(size(&Size::Bytes(9)), Ok(9));
        let form = "must be a size such as `512KiB`, `10MiB` or `1048576`";
        for text in ["", "KiB", "1.5MiB", "-1", "10 bytes", "1TiB"] {
            check_size(text, Err(form));
        }
        check_size("0", Err("must be more than nothing"));
        check_size("99999999GiB", Err("is larger than 1024 GiB"));
        check_size("99999999999999999999999", Err("is larger than 1024 GiB"));
    }

    #[track_caller]
    fn check_network(text: &str, want: Result<(&str, u8), &str>) {
        let got = network(text).map(|network| (network.address.to_string(), network.prefix));
        let got = got.as_ref().map(|(a, p)| (a.as_str(), *p)).map_err(|w| w.what.as_str());
        assert_eq!(got, want, "{text:?}");
    }

    #[test]
    fn networks() {
        check_network("127.0.0.1", Ok(("127.0.0.1", 32)));
        check_network("10.0.0.0/8", Ok(("10.0.0.0", 8)));
        check_network("::1", Ok(("::1", 128)));
        check_network("fd00::/8", Ok(("fd00::", 8)));
        check_network("0.0.0.0/0", Ok(("0.0.0.0", 0)));
        for text in ["", "localhost", "10.0.0/8", "300.1.1.1", "/8"] {
            let what = "which is no address or range such as `127.0.0.1` or `10.0.0.0/8`";
            check_network(text, Err(&format!("holds `{text}`, {what}")));
        }
        for text in ["10.0.0.0/33", "10.0.0.0/+8"] {
            let what = format!("holds `{text}`; a range has 0 to 32 leading bits");
            check_network(text, Err(&what));
        }
        for text in ["10.1.2.3/8", "fd00::1/16"] {
            let what = format!("holds `{text}`, which is not the first address of its range");
            check_network(text, Err(&what));
        }
        let meant = |text| network(text).unwrap_err().meant;
        assert_eq!(meant("10.1.2.3/8").as_deref(), Some("did you mean `10.0.0.0/8`?"));
        assert_eq!(meant("fd00::1/16").as_deref(), Some("did you mean `fd00::/16`?"));
    }
}
