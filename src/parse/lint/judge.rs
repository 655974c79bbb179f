//! What all rules share: the findings, the moment, the address, and the checks of single values.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use url::Url;

use super::{
    addresses::{self, Wanted},
    dates,
    findings::{Findings, Place, quote},
    html,
    table::*,
    tree::Element,
};

/// How far clocks of servers may be ahead.
const SLACK: TimeDelta = TimeDelta::hours(1);

/// No feed is older; dates before it are missing ones that were written as 1970.
const FIRST_YEAR: i32 = 1990;

/// What rules have in hand.
pub(super) struct Judge<'j> {
    /// Where breaches go.
    pub(super) found: &'j mut Findings,
    /// The moment of the judgement.
    pub(super) now: DateTime<Utc>,
    /// Where the document came from.
    pub(super) location: Option<&'j Url>,
}

impl Judge<'_> {
    /// A breach.
    pub(super) fn add(&mut self, rule: &'static Rule, place: &Place, detail: &str) {
        self.found.add(rule, place, detail);
    }

    /// A value without the blanks around it, which are told.
    pub(super) fn trimmed<'v>(&mut self, place: &Place, value: &'v str) -> &'v str {
        let trimmed = value.trim();
        if trimmed.len() < value.len() && !trimmed.is_empty() {
            self.add(WHITESPACE, place, &quote(value));
        }
        trimmed
    }

    /// An address.
    pub(super) fn address(&mut self, place: &Place, value: &str, wanted: Wanted) {
        let value = self.trimmed(place, value);
        if let Some(rule) = addresses::check(value, wanted) {
            self.add(rule, place, &quote(value));
        }
    }

    /// The address that an attribute must give.
    pub(super) fn address_of(&mut self, element: Element, name: &str, wanted: Wanted) {
        if let Some(value) = element.attribute(name) {
            self.address(&element.attribute_place(name), value, wanted);
        }
    }

    /// A date as RSS has it.
    pub(super) fn date_822(&mut self, place: &Place, value: &str) -> Option<DateTime<Utc>> {
        let value = self.trimmed(place, value);
        match dates::rfc822(value) {
            Ok(read) => {
                if let Some(doubtful) = read.doubtful {
                    self.add(DATE_822_FORM, place, &format!("{} ({doubtful})", quote(value)));
                }
                if let Some(right) = read.weekday {
                    let fix =
                        format!("that day is a {right}; let a program write it, or leave it out");
                    self.found.add_fixed(DATE_WEEKDAY, place, &quote(value), Some(fix));
                }
                self.plausible(place, value, read.at);
                Some(read.at)
            }
            Err(wrong) => {
                self.add(DATE_822, place, &format!("{} ({wrong})", quote(value)));
                None
            }
        }
    }

    /// A date as Atom and JSON Feed have it.
    pub(super) fn date_3339(&mut self, place: &Place, value: &str) -> Option<DateTime<Utc>> {
        let value = self.trimmed(place, value);
        let read = dates::rfc3339(value);
        match read {
            Some(at) => self.plausible(place, value, at),
            None => self.add(DATE_3339, place, &quote(value)),
        }
        read
    }

    /// A date as Dublin Core has it.
    pub(super) fn date_w3c(&mut self, place: &Place, value: &str) -> Option<DateTime<Utc>> {
        let value = self.trimmed(place, value);
        let read = dates::w3c(value);
        match read {
            Some(at) => self.plausible(place, value, at),
            None => self.add(DATE_W3C, place, &quote(value)),
        }
        read
    }

    fn plausible(&mut self, place: &Place, value: &str, at: DateTime<Utc>) {
        if at.signed_duration_since(self.now) > SLACK {
            self.add(DATE_FUTURE, place, &quote(value));
        } else if at.year() < FIRST_YEAR {
            self.add(DATE_OLD, place, &quote(value));
        }
    }

    /// A language tag (RFC 5646 §2.1, without the registry).
    pub(super) fn language(&mut self, place: &Place, value: &str) {
        let value = self.trimmed(place, value);
        let mut parts = value.split('-');
        let first = parts.next().unwrap_or_default();
        let is_first = matches!(first.len(), 2 | 3) || matches!(first, "x" | "i" | "X" | "I");
        let is_good = is_first
            && first.bytes().all(|byte| byte.is_ascii_alphabetic())
            && parts.all(|part| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !is_good {
            self.add(LANGUAGE, place, &quote(value));
        }
    }

    /// A media type.
    pub(super) fn media_type(&mut self, place: &Place, value: &str) {
        if !is_media_type(value) {
            self.add(MEDIA_TYPE, place, &quote(value));
        }
    }

    /// A whole number; says whether it is one.
    pub(super) fn integer(&mut self, place: &Place, value: &str) -> Option<u64> {
        let value = self.trimmed(place, value);
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| value.parse().ok()).flatten();
        if number.is_none() {
            self.add(INTEGER, place, &quote(value));
        }
        number
    }

    /// Text that must be there and plain: a title.
    pub(super) fn plain(&mut self, place: &Place, value: &str) {
        if value.trim().is_empty() {
            return self.add(BLANK, place, "");
        }
        self.trimmed(place, value);
        if html::looks_like_html(value) {
            self.add(TITLE_MARKUP, place, &quote(value));
        }
        self.characters(place, value);
    }

    /// Text that was converted wrongly.
    pub(super) fn characters(&mut self, place: &Place, value: &str) {
        let is_bad = |c: char| matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}');
        if value.contains(is_bad) || value.contains("â€™") || value.contains("Ã©") {
            self.add(BAD_CHARACTERS, place, &quote(value));
        }
    }

    /// HTML that arrived escaped.
    pub(super) fn html(&mut self, place: &Place, value: &str, has_base: bool) {
        for (rule, detail) in html::check(value, has_base) {
            self.add(rule, place, &detail);
        }
        self.characters(place, value);
    }

    /// The self link of a feed.
    pub(super) fn itself(&mut self, place: &Place, value: &str) {
        if addresses::scheme(value).is_none() {
            return self.add(SELF_RELATIVE, place, &quote(value));
        }
        if let Some(location) = self.location
            && Url::parse(value.trim()).is_ok_and(|url| url != *location)
        {
            let detail = format!("{} instead of {location}", quote(value));
            self.add(SELF_MISMATCH, place, &detail);
        }
    }

    /// Elements that may stand in their parent once.
    pub(super) fn once(&mut self, parent: Element, space: &str, names: &[&str]) {
        let mut seen: Vec<&str> = Vec::new();
        for child in parent.children().filter(|child| child.space() == space) {
            let Some(name) = names.iter().find(|name| **name == child.local()) else { continue };
            if seen.contains(name) {
                self.add(ELEMENT_DUPLICATE, &child.place(), "");
            } else {
                seen.push(name);
            }
        }
    }

    /// Attributes without a prefix other than those known.
    pub(super) fn only_attributes(&mut self, element: Element, known: &[&str]) {
        for attribute in element.attributes() {
            let name = attribute.name;
            if !name.contains(':') && name != "xmlns" && !known.contains(&name) {
                self.add(ATTRIBUTE_UNKNOWN, &element.attribute_place(name), "");
            }
        }
    }
}

/// `type/subtype`, perhaps with parameters.
pub(super) fn is_media_type(value: &str) -> bool {
    let bare = value.split(';').next().unwrap_or_default().trim_end();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    let is_token = |part: &str| !part.is_empty() && part.chars().all(is_part);
    bare.split_once('/').is_some_and(|(kind, sub)| is_token(kind) && is_token(sub))
}

/// A mail address, as far as one can tell without sending mail.
pub(super) fn is_mail(value: &str) -> bool {
    let is_barred = |c: char| c.is_whitespace() || "()<>,;:\\\"[]".contains(c);
    value.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
            && !value.contains(is_barred)
    })
}
