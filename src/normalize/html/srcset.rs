//! Candidates of a picture (HTML, `srcset`) → the same with absolute addresses.

use super::attributes::MAX_VALUE;

/// Most candidates. Content systems write up to 20.
const MAX_CANDIDATES: usize = 32;

/// The candidates with a usable address and a legal descriptor; `None` when none is left.
pub(super) fn resolved(
    value: &str,
    mut resolve: impl FnMut(&str) -> Option<String>,
) -> Option<String> {
    let mut resolved = String::new();
    let mut rest = value;
    for _ in 0..MAX_CANDIDATES {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        // An address may hold commas (`data:`, image services), but not at its end.
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        let mut descriptor = "";
        rest = after;
        if bare.len() == address.len() {
            let end = rest.find(',').unwrap_or(rest.len());
            descriptor = rest[..end].trim();
            rest = &rest[end..];
        }
        if !descriptor.split_ascii_whitespace().all(is_descriptor) {
            continue;
        }
        let Some(url) = resolve(bare) else { continue };
        if resolved.len() + url.len() + descriptor.len() + 3 > MAX_VALUE {
            break;
        }
        if !resolved.is_empty() {
            resolved.push_str(", ");
        }
        resolved.push_str(&url);
        for part in descriptor.split_ascii_whitespace() {
            resolved.extend([" ", part]);
        }
    }
    (!resolved.is_empty()).then_some(resolved)
}

/// Whether a part of a descriptor is a width, a height or a density.
fn is_descriptor(part: &str) -> bool {
    let number = part.strip_suffix(['w', 'h', 'x']);
    number.is_some_and(|number| number.parse::<f32>().is_ok_and(|n| n.is_finite() && n >= 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, want: Option<&str>) {
        let resolve = |address: &str| {
            (!address.starts_with("data:")).then(|| format!("https://a.org/{address}"))
        };
        assert_eq!(resolved(value, resolve).as_deref(), want, "{value:?}");
    }

    #[test]
    fn candidates() {
        check("a", Some("https://a.org/a"));
        check(" a  1x,\nb\t2x ", Some("https://a.org/a 1x, https://a.org/b 2x"));
        check("a,b 2x", Some("https://a.org/a,b 2x"));
        check("a, b", Some("https://a.org/a, https://a.org/b"));
        check("a 300w 200h", Some("https://a.org/a 300w 200h"));
        check(",a,,", Some("https://a.org/a"));
        check("data:image/gif;base64,R0 1x, b 2x", Some("https://a.org/b 2x"));
        check("a up, b infx, c 1.5x", Some("https://a.org/c 1.5x"));
        check("", None);
        check("data:,", None);
    }

    #[test]
    fn excess_is_cut() {
        let many = resolved(&"a, ".repeat(1_000), |a| Some(a.to_owned())).unwrap();
        assert_eq!(many.split(", ").count(), MAX_CANDIDATES);
        let long = resolved(&"a, ".repeat(1_000), |_| Some("b".repeat(3_000))).unwrap();
        assert_eq!(long.split(", ").count(), 2);
    }
}
