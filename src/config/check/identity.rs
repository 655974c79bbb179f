//! `[identity]`: how items are told apart, and who may edit whose.

use std::collections::BTreeSet;

use crate::{
    config::{
        error::Message,
        file::{self, File},
        read::Report,
        shape::quoted,
        suggest::did_you_mean,
    },
    model::{IdentifyBy, Identity, Ids},
};

/// How the items of a source are told apart.
pub(super) fn of_source(source: &file::Source, usual: &file::Identity) -> Identity {
    Identity {
        ids: match usual.ids {
            file::Ids::Upstream => Ids::Upstream,
            file::Ids::Minted => Ids::Minted,
        },
        by: match source.on_source_id.unwrap_or(usual.on_source_id) {
            file::OnSourceId::Trust => IdentifyBy::NativeId,
            file::OnSourceId::Link => IdentifyBy::Link,
            file::OnSourceId::TitleAndDate => IdentifyBy::TitleAndDate,
            file::OnSourceId::Content => IdentifyBy::Content,
        },
        folds_hosts: usual.alias_scheme_host,
    }
}

/// The groups of sources that may edit each other's items. Those that are wrong are left out.
pub(super) fn trust(file: &File, report: &mut Report) -> Vec<BTreeSet<String>> {
    let known = || file.source.iter().map(|source| source.id.as_str()).filter(|id| !id.is_empty());
    let mut groups = Vec::new();
    for (index, ids) in file.identity.trust.iter().enumerate() {
        let path = format!("identity.trust.{index}");
        for (at, id) in ids.iter().enumerate() {
            // A feed of a list has a dot in its id; which there are, the list says.
            if known().any(|known| known == id) || id.contains('.') {
                continue;
            }
            let message =
                Message::new(format!("unknown source `{id}`")).meant(did_you_mean(id, known()));
            let message = match known().next() {
                Some(_) => message.help(format!("known sources: {}", quoted(known()))),
                None => message,
            };
            report.error(&format!("{path}.{at}"), message);
        }
        let group: BTreeSet<String> = ids.iter().cloned().collect();
        if group.len() < 2 {
            let message = Message::new("a group of trust needs two sources or more");
            report.error(&path, message.help("write trust = [[\"a\", \"b\"]]"));
        } else {
            groups.push(group);
        }
    }
    groups
}
