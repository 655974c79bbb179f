//! What elements hand down to those inside them: `xml:base` and `xml:lang`.

use url::Url;

use super::{attributes::attributes, tree::Tree};

/// Longest `xml:base` that is believed, in bytes: addresses of the web are shorter, and a chain of
/// long ones would cost more than it can be worth.
const MAX_BASE: usize = 2_048;

/// Most bytes of all bases together, for each byte of the document and besides: a short one below a
/// long one is long, too.
const BASES_A_BYTE: usize = 8;
const FREE_BASES: usize = 1 << 20;

/// Longest `xml:lang` that is believed, in bytes: every entry takes a copy.
const MAX_LANGUAGE: usize = 100;

/// Most bytes that the bases of a document of this length may have together.
pub(super) fn room(document: usize) -> usize {
    FREE_BASES + BASES_A_BYTE * document
}

impl<'a> Tree<'a> {
    /// Takes note of what an element says about itself and everything in it.
    pub(super) fn inherit(&mut self, index: u32, parent: u32, raw: &'a str) {
        for (name, value) in attributes(raw).take(self.max_attributes) {
            if name.eq_ignore_ascii_case("xml:lang") && value.len() <= MAX_LANGUAGE {
                self.languages.push((index, value.trim()));
            } else if name.eq_ignore_ascii_case("xml:base") && value.len() <= MAX_BASE {
                let base = self.joined(parent, value);
                self.bases_left -= base.as_ref().map_or(0, |base| base.as_str().len());
                self.bases.extend(base.map(|base| (index, base)));
            }
        }
    }

    /// A base relative to the one around it; `None` for one that is not believed.
    fn joined(&self, parent: u32, value: &str) -> Option<Url> {
        let value = self.entities.resolve(value);
        let room = MAX_BASE.min(self.bases_left);
        let fits = |base: &Url| base.as_str().len() <= room;
        let base = match self.base_at(parent) {
            Some(outer) if fits(outer) => outer.join(value.trim()).ok(),
            _ => Url::parse(value.trim()).ok(),
        };
        base.filter(fits)
    }
}
