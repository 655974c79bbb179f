//! Permanent identifiers, and the keys by which an item is found again.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

/// The permanent identifier of an item, compared byte for byte (RFC 4287 §4.2.6.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guid(pub String);

/// The name space of every id that feedmill mints. It never changes.
const NAMESPACE: Uuid = Uuid::from_u128(0x5d1c_a2b3_7c0e_5b7e_9a51_0f3f_c6d4_2a11);

/// Longest id of a publisher that is passed on, in bytes.
const LONGEST_UPSTREAM: usize = 1_024;

impl Guid {
    /// The id of an item that nobody has met before: a function of its source and keys alone, so a
    /// lost ledger gives the same ids again (DESIGN: identity, rule 1).
    ///
    /// A publisher's id that is an absolute IRI in normal form (RFC 4287 §4.2.6.1) passes through
    /// verbatim when `ids` says so. Everything else is a version 5 UUID over the strongest key: the native id within its source, else the
    /// canonical address, else the lead key, else title and day within the source, else all its words
    /// there. `None` without any.
    pub fn mint(source: &str, keys: &[Key], ids: Ids) -> Option<Self> {
        let find = |kind| keys.iter().find(|key| key.kind == kind).map(|key| key.value.as_str());
        if let Some(native) = find(KeyKind::NativeId) {
            if ids == Ids::Upstream && is_normal_iri(native) {
                return Some(Guid(native.to_owned()));
            }
            return Some(Self::of(&["native", source, native]));
        }
        if let Some(address) = find(KeyKind::Address) {
            return Some(Self::of(&["address", address]));
        }
        if let Some(lead) = find(KeyKind::Lead) {
            return Some(Self::of(&["lead", lead]));
        }
        let title = find(KeyKind::TitleDay).map(|title| Self::of(&["title", source, title]));
        title.or_else(|| find(KeyKind::Words).map(|words| Self::of(&["words", source, words])))
    }

    /// A `urn:uuid` over the parts of a name.
    pub fn of(parts: &[&str]) -> Self {
        let name = parts.join("\0");
        Guid(Uuid::new_v5(&NAMESPACE, name.as_bytes()).urn().to_string())
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where ids come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {
    /// A publisher's id that is an absolute IRI in normal form passes through verbatim.
    Upstream,
    /// Every id is a `urn:uuid` of ours.
    Minted,
}

/// How the items of a source are told apart, and what their ids are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whether ids of the publisher are passed on.
    pub ids: Ids,
    /// What of an item is believed.
    pub by: IdentifyBy,
    /// Whether an id and an address stay what they are at another host or under another scheme.
    pub folds_hosts: bool,
}

impl Identity {
    /// What an empty configuration gives.
    pub fn standard() -> Self {
        Identity { ids: Ids::Upstream, by: IdentifyBy::NativeId, folds_hosts: true }
    }

    /// Which of the keys of an item identify it. Where that would be none, all of them do: an item
    /// that cannot be told apart would be lost.
    ///
    /// The others are those of the first list that items may still be stored under, from before the
    /// operator chose what is believed.
    pub fn divide(&self, keys: Vec<Key>) -> (Vec<Key>, Vec<Key>) {
        let has_lead = keys.iter().any(|key| key.kind == KeyKind::Lead);
        let identifies = |key: &Key| match key.kind {
            KeyKind::NativeId => self.by == IdentifyBy::NativeId,
            KeyKind::BareNativeId => self.by == IdentifyBy::NativeId && self.folds_hosts,
            KeyKind::Address => {
                let is_folded = !key.value.contains("://");
                let is_believed = matches!(self.by, IdentifyBy::NativeId | IdentifyBy::Link);
                is_believed && is_folded == self.folds_hosts
            }
            KeyKind::Words | KeyKind::Lead => true,
            KeyKind::TitleDay => self.by != IdentifyBy::Content || !has_lead,
        };
        if !keys.iter().any(identifies) {
            return (keys, Vec::new());
        }
        keys.into_iter().partition(identifies)
    }
}

/// What of an item is believed to identify it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifyBy {
    /// The id that the publisher gives, then its address, then its text and title.
    NativeId,
    /// Its address, then its text and title.
    Link,
    /// Its text, or its title and date.
    TitleAndDate,
    /// Its text, and where there is none its title and date.
    Content,
}

/// Whether `id` can stand as an Atom id as it is: `http`, `https`, `urn` or `tag`, in ASCII and in
/// normal form (RFC 4287 §4.2.6.1, RFC 3986 §6.2.2). Two spellings of one address would otherwise be
/// two ids to some readers and one to others.
fn is_normal_iri(id: &str) -> bool {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b";/?:@&=+$.-_!~*'()%,#".contains(&b);
    if id.len() > LONGEST_UPSTREAM || !id.bytes().all(legal) || !has_normal_escapes(id) {
        return false;
    }
    let Some((scheme, rest)) = id.split_once(':') else { return false };
    match scheme {
        // The parser lowers hosts, drops default ports and resolves dots: what is normal stays.
        "http" | "https" => Url::parse(id).is_ok_and(|url| url.as_str() == id),
        "urn" => is_urn(rest),
        "tag" => is_tag(rest),
        _ => false,
    }
}

/// Every escape is in capitals and stands for what cannot be written without one.
fn has_normal_escapes(id: &str) -> bool {
    id.match_indices('%').all(|(at, _)| {
        let digits = id.get(at + 1..at + 3).unwrap_or_default();
        let is_upper = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        let byte = u8::from_str_radix(digits, 16);
        digits.bytes().all(is_upper)
            && byte.is_ok_and(|b| !b.is_ascii_alphanumeric() && !b"-._~".contains(&b))
    })
}

/// The part after `urn:` (RFC 8141 §2); a UUID is spelt in full.
fn is_urn(rest: &str) -> bool {
    let Some((namespace, name)) = rest.split_once(':') else { return false };
    let is_namespace = (2..=32).contains(&namespace.len())
        && namespace.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !namespace.starts_with('-');
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"()+,.:=@;$_!*'-%".contains(&b);
    let is_uuid = || name.len() == 36 && Uuid::try_parse(name).is_ok();
    is_namespace
        && !name.is_empty()
        && name.bytes().all(is_name)
        && (!namespace.eq_ignore_ascii_case("uuid") || is_uuid())
}

/// The part after `tag:` (RFC 4151 §2.1).
fn is_tag(rest: &str) -> bool {
    let Some((entity, _)) = rest.split_once(':') else { return false };
    let Some((authority, date)) = entity.split_once(',') else { return false };
    let is_authority = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._@".contains(&b);
    // A year, a month or a day.
    let digits = date.bytes().enumerate().all(|(position, b)| match position {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    let is_date = digits && matches!(date.len(), 4 | 7 | 10);
    !authority.is_empty() && authority.bytes().all(is_authority) && is_date
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One way to recognise an item within its source. An item has several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// What sort of key this is.
    pub kind: KeyKind,
    /// The key itself, in the folded form of its kind.
    pub value: String,
}

/// The sorts of key, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// The publisher's own id, verbatim.
    NativeId,
    /// The publisher's own id without scheme, `www.` and host: it survives a move.
    BareNativeId,
    /// The canonical address.
    Address,
    /// SHA-256 of the folded title and all folded words: what is told once more as it was. Only what
    /// has no id and no address is known by it.
    Words,
    /// SHA-256 of the first 16 folded words of the first paragraph.
    Lead,
    /// Folded title and day of publication.
    TitleDay,
}

impl KeyKind {
    /// The name that the ledger stores. It never changes.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyKind::NativeId => "native-id",
            KeyKind::BareNativeId => "bare-native-id",
            KeyKind::Address => "address",
            KeyKind::Words => "words",
            KeyKind::Lead => "lead",
            KeyKind::TitleDay => "title-day",
        }
    }

    /// The kind that the ledger calls `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "native-id" => KeyKind::NativeId,
            "bare-native-id" => KeyKind::BareNativeId,
            "address" => KeyKind::Address,
            "words" => KeyKind::Words,
            "lead" => KeyKind::Lead,
            "title-day" => KeyKind::TitleDay,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(list: &[(KeyKind, &str)]) -> Vec<Key> {
        list.iter().map(|&(kind, value)| Key { kind, value: value.to_owned() }).collect()
    }

    #[track_caller]
    fn check(list: &[(KeyKind, &str)], want: &str) {
        let guid = Guid::mint("wire", &keys(list), Ids::Upstream).expect("material");
        assert_eq!(guid.as_str(), want, "{list:?}");
    }

    #[test]
    fn an_iri_passes_through_verbatim() {
        for id in [
            "https://example.org/A?b=1#c",
            "http://example.org/%C3%A9",
            "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
            "urn:isbn:0-486-27557-4",
            "tag:example.org,2026:a",
            "tag:me@example.org,2026-01-31:a/b?c",
        ] {
            check(&[(KeyKind::NativeId, id)], id);
        }
    }

    #[test]
    fn everything_else_is_minted_from_the_strongest_key() {
        use KeyKind::*;
        // Golden values: they freeze the name space and the way the name is made.
        check(&[(NativeId, "12345")], "urn:uuid:6caafffe-6f7d-56e5-a205-83ef516d3a0c");
        check(
            &[(Address, "example.org/a"), (Lead, "00")],
            "urn:uuid:f03ddbb2-9595-58b0-8802-7a886d546f5b",
        );
        check(
            &[(Lead, "00"), (TitleDay, "t|2026-01-01")],
            "urn:uuid:3b3f4bfe-3503-5fdc-8983-7be6b6f0182f",
        );
        check(&[(TitleDay, "t|2026-01-01")], "urn:uuid:bdaeecd0-2005-5f1a-89b2-1f7b9cd6414f");
    }

    #[test]
    fn what_is_no_normal_iri_does_not_pass() {
        for id in [
            "12345",
            "note: hello",
            "http:///x",
            "http://example.org",
            "http://Example.org/",
            "http://example.org:80/",
            "http://example.org/a/../b",
            "http://example.org/%c3%a9",
            "http://example.org/%41",
            "http://example.org/%",
            "http://example.org/é",
            "https://a/<b>",
            "urn:x",
            "urn:uuid:1-2",
            "tag:nodate:1",
            "tag:Example.org,2026:1",
            "tag:example.org,20261:1",
        ] {
            assert!(!is_normal_iri(id), "{id}");
        }
    }

    #[test]
    fn minted_ids_on_request() {
        let keys = keys(&[(KeyKind::NativeId, "https://example.org/a")]);
        let guid = Guid::mint("wire", &keys, Ids::Minted).expect("material");
        assert!(guid.as_str().starts_with("urn:uuid:"));
    }

    #[test]
    fn no_material_no_id() {
        assert_eq!(Guid::mint("wire", &[], Ids::Upstream), None);
    }
}
