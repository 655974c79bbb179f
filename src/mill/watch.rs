//! Files for whoever watches feedmill: the health feed and the metrics. Neither is ever published.

use chrono::{DateTime, Utc};

use super::{Access, Emitted, Error, Ingested, Mill};
use crate::{
    fetch::Tape,
    model::Guid,
    publish,
    render::{self, Metrics, RunMetrics, SourceMetrics},
};

/// Under this name the ledger keeps the id of the health feed; no topic can have it.
const HEALTH: &str = "private/health";

impl Mill<'_> {
    /// Brings the files for the operator up to date, as far as the config wants them.
    pub fn watch(
        &self,
        now: DateTime<Utc>,
        ingested: &Ingested,
        emitted: &Emitted,
    ) -> Result<(), Error> {
        // What was recorded elsewhere is no news here.
        let is_replay = matches!(self.tape, Tape::Replay(_));
        if is_replay || !matches!(self.access, Access::Write { .. }) {
            return Ok(());
        }
        let public = &self.config.publish.dir;
        if let Some(path) = &self.config.private.health_feed {
            let site = &self.config.render.site;
            let minted = Guid::of(&["health-feed", site.base_url.as_str()]);
            let guid = self.store.feed_guid(HEALTH, minted)?;
            publish::put(path, &render::health(site, &guid, &self.store.notices()?), public)?;
        }
        if let Some(path) = &self.config.private.metrics {
            let metrics = self.metrics(now, ingested, emitted)?;
            publish::put(path, render::metrics(&metrics).as_bytes(), public)?;
        }
        Ok(())
    }

    fn metrics(
        &self,
        now: DateTime<Utc>,
        ingested: &Ingested,
        emitted: &Emitted,
    ) -> Result<Metrics, Error> {
        let sources = self.sources(now)?.into_iter().filter(|source| source.enabled);
        let sources = sources.map(|source| SourceMetrics {
            up: source.last_visit.map(|_| source.failures == 0),
            failures: source.failures.into(),
            last_success: source.last_success,
            items: source.items,
            next_due: source.stopped.is_none().then(|| source.not_before.unwrap_or(now)),
            id: source.id,
        });
        let visits = ingested.visits;
        Ok(Metrics {
            now,
            sources: sources.collect(),
            feeds: emitted.feeds.iter().map(|f| (f.topic.clone(), f.items as u64)).collect(),
            resting_hosts: self.resting_hosts(now)?.len() as u64,
            run: RunMetrics {
                visited: (visits.done + visits.failed) as u64,
                unchanged: visits.unchanged as u64,
                failed: visits.failed as u64,
                postponed: visits.postponed as u64,
                new: ingested.new as u64,
                revised: ingested.revised as u64,
            },
        })
    }
}
