//! Pages of items that no feed shows any more: readers, archives and links of others lead to them, so
//! they stay as they were published last. Only what a rule drops loses its page.

use std::collections::BTreeSet;

use super::{Error, Mill};
use crate::{model::Fate, publish, render};

impl Mill<'_> {
    /// The pages of items in the output directory that stay, by path; `manifest` is what was published.
    pub(super) fn kept_pages(
        &self,
        manifest: &publish::Manifest,
    ) -> Result<BTreeSet<String>, Error> {
        let mut kept = BTreeSet::new();
        if !self.config.render.html {
            return Ok(kept);
        }
        for (path, published) in &manifest.files {
            let ([guid], true) = (&published.guids[..], render::is_item_page(path)) else {
                continue;
            };
            // A ledger that was lost knows none of them.
            let filing = self.store.filing(guid)?;
            if !filing.is_some_and(|filing| filing.fate == Fate::Dropped) {
                kept.insert(path.clone());
            }
        }
        // What somebody took away is not told to be there.
        let lacking = manifest.lacking(kept.iter().map(String::as_str), &self.config.publish.dir);
        let lacking: BTreeSet<String> = lacking.into_iter().map(str::to_owned).collect();
        Ok(&kept - &lacking)
    }
}
