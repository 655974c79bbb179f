//! What was published → a ledger that was lost.
//!
//! A checkout of a build service has the output of the last run and no ledger. Ids, dates and whatever
//! is shown come back from the files that stand beside the feeds; see `memory` for what is in them.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Access, Error, Mill,
    memory::{self, veil},
};
use crate::{
    model::{ALL, Memory, Remembered},
    publish, render,
    report::{Event, Reporter},
};

impl Mill<'_> {
    /// Makes a ledger that holds nothing again from what is published. Tells what came back.
    pub fn recall(&self, reporter: &mut Reporter) -> Result<(), Error> {
        let may_write = matches!(self.access, Access::Write { .. } | Access::DryRun);
        if !may_write || !self.store.is_new()? {
            return Ok(());
        }
        let mut lines = Vec::new();
        for (name, bytes) in publish::read_folder(memory::FOLDER, &self.config.publish)? {
            let Some(number) = memory::number(&name) else { continue };
            let read = bytes.split(|byte| *byte == b'\n').filter_map(|line| {
                let line: Memory = serde_json::from_slice(line).ok()?;
                Some((number, line))
            });
            lines.extend(read);
        }
        // Of several lines about one item the last one holds.
        lines.sort_by_key(|(number, _)| if *number == 0 { u32::MAX } else { *number });
        self.unveil(&mut lines);
        let archives = match lines.is_empty() {
            true => self.archives_found()?,
            false => self.archives_there(&lines)?,
        };
        if lines.is_empty() && archives.is_empty() {
            return Ok(());
        }
        let rules = self.desk()?.rules();
        let recalled = self.store.recall(&lines, &archives, &rules)?;
        let text = format!(
            "the ledger was lost; what is published brought {} items, the ids of {} older ones and \
             {} archives back",
            recalled.items, recalled.past, recalled.archives
        );
        reporter.tell(&Event::Warning { text: &text });
        Ok(())
    }

    /// Gives sources their ids back. One that has another id by now is known by its address.
    fn unveil(&self, lines: &mut [(u32, Memory)]) {
        let mut by_name = BTreeMap::new();
        let mut by_address = BTreeMap::new();
        for source in self.config.sources.iter().chain(&self.config.off) {
            let id = &source.source.id;
            by_name.insert(veil(id), id.clone());
            if source.place.url().is_some() {
                by_address.insert(veil(&source.place.address()), id.clone());
            }
        }
        let known: Vec<(String, String)> = lines
            .iter()
            .filter_map(|(_, line)| match line {
                Memory::Source { id, address } => Some((id.clone(), address.clone()?)),
                _ => None,
            })
            .collect();
        for (id, address) in &known {
            let is_free = |name: &&String| !known.iter().any(|(known, _)| *known == veil(name));
            if !by_name.contains_key(id)
                && let Some(name) = by_address.get(address).filter(is_free)
            {
                by_name.insert(id.clone(), name.clone());
            }
        }
        let unveil = |source: &mut String| {
            if let Some(name) = by_name.get(source) {
                source.clone_from(name);
            }
        };
        for (_, line) in lines {
            match line {
                Memory::Item(it) => {
                    let Remembered { item, .. } = &mut **it;
                    unveil(&mut item.source);
                }
                Memory::Past(past) => unveil(&mut past.source),
                _ => {}
            }
        }
    }

    /// The archives whose documents are there, where nothing else tells of them: no other ones are
    /// written over them.
    fn archives_found(&self) -> Result<BTreeSet<(String, u32)>, Error> {
        let topics = self.config.route.topics.iter().map(|topic| topic.id.as_str());
        let mut archives = BTreeSet::new();
        for topic in topics.chain([ALL]) {
            for number in 1.. {
                let paths = render::archive_paths(topic, number, &self.config.render);
                let given = paths.iter().map(|(_, path)| path.as_str());
                if publish::lacking(given, &self.config.publish)?.len() == paths.len() {
                    break;
                }
                archives.insert((topic.to_owned(), number));
            }
        }
        Ok(archives)
    }

    /// The archives of which a document is there. The newest counts in any case, so that no number is
    /// given twice.
    fn archives_there(&self, lines: &[(u32, Memory)]) -> Result<BTreeSet<(String, u32)>, Error> {
        let settings = &self.config.render;
        let mut archives = BTreeSet::new();
        for (number, line) in lines {
            if *number > 0 {
                archives.insert((String::new(), *number));
            }
            let Memory::Archives { feed, newest } = line else { continue };
            if feed.is_empty() {
                archives.insert((String::new(), *newest));
                continue;
            }
            for number in 1..=*newest {
                let paths = render::archive_paths(feed, number, settings);
                let paths: Vec<&str> = paths.iter().map(|(_, path)| path.as_str()).collect();
                let lacking = publish::lacking(paths.iter().copied(), &self.config.publish)?;
                if number == *newest || lacking.len() < paths.len() {
                    archives.insert((feed.clone(), number));
                }
            }
        }
        Ok(archives)
    }
}
