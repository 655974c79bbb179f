//! Permanent identifiers, and the keys by which an item is found again.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The permanent identifier of an item, compared byte for byte (RFC 4287 §4.2.6.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Guid(pub String);

impl Guid {
    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
            "lead" => KeyKind::Lead,
            "title-day" => KeyKind::TitleDay,
            _ => return None,
        })
    }
}
