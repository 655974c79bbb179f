//! Verdicts and rules → where an item is published.

use chrono::{DateTime, Utc};

use super::{
    Router, Subject,
    rule::{Does, RuleSubject},
};
use crate::model::{Fate, Filing, Ground, Item, RuleFired, Verdict};

impl Router {
    /// Files an item: what its words say, then what the operator's rules make of that. Labels and
    /// sources of its further tellings count like its own: `labelled` is the item with all labels,
    /// `source_topics` are the topics that any of the sources is always in.
    pub fn file(&self, labelled: &Item, source_topics: &[String], now: DateTime<Utc>) -> Filing {
        let mut verdicts = self.verdicts(&Subject::of(labelled, source_topics));
        let routed = |verdicts: &[Verdict]| -> Vec<String> {
            verdicts.iter().filter(|verdict| verdict.routed).map(|it| it.topic.clone()).collect()
        };
        let topics = routed(&verdicts);
        let rules = &self.settings.rules;
        let decision = rules.decide(&RuleSubject::of(labelled, &topics), now);
        let mut filing = Filing { until: decision.until, ..Filing::default() };
        if let Some(fired) = &decision.fired {
            match &fired.does {
                Does::Drop => filing.fate = Fate::Dropped,
                Does::ArchiveOnly => filing.fate = Fate::ArchiveOnly,
                Does::Keep => {}
                Does::Topic(topic) => {
                    let verdict = verdicts.iter_mut().find(|verdict| verdict.topic == *topic);
                    if let Some(verdict) = verdict.filter(|verdict| !verdict.routed) {
                        verdict.routed = true;
                        verdict.ground = Ground::Rule(fired.to_string());
                    }
                }
            }
            filing.rule = Some(RuleFired {
                rule: fired.to_string(),
                when: rules.0[fired.index].when.as_str().to_owned(),
                does: fired.does.to_string(),
            });
        }
        Filing { topics: routed(&verdicts), verdicts, ..filing }
    }
}
