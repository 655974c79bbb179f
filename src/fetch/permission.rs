//! Whether a page may be asked for: what `robots.txt` of its host says (RFC 9309).
//!
//! Only pages made for people need it; a feed is made for programs. The file of a host is asked for
//! once, behind the same walls as everything else, and its answer is good for a day, also in later
//! runs.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use tokio::sync::OnceCell;
use url::Url;

use super::{
    Error, Robots, bare,
    http::Web,
    proxy::Route,
    shown,
    wire::{self, Deadline, Request},
};

/// What the hosts of a run permit.
#[derive(Debug, Default)]
pub(super) struct Permissions {
    /// By origin: when the file was asked for, and what it said then.
    known: BTreeMap<String, (DateTime<Utc>, String)>,
    asked: Mutex<BTreeMap<String, Arc<OnceCell<Arc<Robots>>>>>,
    /// What this run has learnt.
    learnt: Mutex<BTreeMap<String, String>>,
}

impl Permissions {
    /// `known` is what earlier runs have learnt.
    pub(super) fn new(known: BTreeMap<String, (DateTime<Utc>, String)>) -> Self {
        Permissions { known, ..Permissions::default() }
    }

    /// What this run has learnt, by origin.
    pub(super) fn learnt(&self) -> BTreeMap<String, String> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An earlier answer that still holds.
    fn fresh(&self, origin: &str, now: DateTime<Utc>) -> Option<Robots> {
        let (asked, text) = self.known.get(origin)?;
        let age = (now - *asked).to_std().ok()?;
        (age < Robots::LIFETIME).then(|| Robots::restore(text))
    }
}

impl Web {
    /// Refuses a page that its host does not want to be asked for.
    pub(super) async fn permit(
        &self,
        page: &Url,
        route: Option<&Route>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let origin = page.origin().ascii_serialization();
        let cell = {
            let mut asked = self.permissions.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.entry(origin.clone()).or_default().clone()
        };
        let robots = cell.get_or_try_init(|| self.robots(&origin, page, route, now)).await?;
        if let Some(pause) = robots.crawl_delay() {
            self.hosts.slow_down(page, pause);
        }
        let query = page.query().map(|query| format!("?{query}")).unwrap_or_default();
        if robots.allows(&format!("{}{query}", page.path())) {
            Ok(())
        } else {
            Err(Error::Unwelcome { url: shown(page) })
        }
    }

    /// The rules of a host: those that are known, else those that it says.
    async fn robots(
        &self,
        origin: &str,
        page: &Url,
        route: Option<&Route>,
        now: DateTime<Utc>,
    ) -> Result<Arc<Robots>, Error> {
        if let Some(robots) = self.permissions.fresh(origin, now) {
            return Ok(Arc::new(robots));
        }
        let robots = match self.ask_robots(page, route).await {
            Ok(robots) => robots,
            // The page waits with its rules.
            Err(error) if error.postponed().is_some() => return Err(error),
            // No answer: an older one is better than none.
            Err(_) => match self.permissions.known.get(origin) {
                Some((_, text)) => Robots::restore(text),
                None => Robots::unreachable(),
            },
        };
        let mut learnt = self.permissions.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        learnt.insert(origin.to_owned(), robots.to_string());
        Ok(Arc::new(robots))
    }

    async fn ask_robots(&self, page: &Url, route: Option<&Route>) -> Result<Robots, Error> {
        let mut deadline = Deadline::after(self.settings.total_timeout);
        let mut here = bare(page);
        here.set_path("/robots.txt");
        here.set_query(None);
        for _ in 0..=Robots::MAX_REDIRECTS {
            let turn = deadline
                .pause(self.hosts.turn(&here))
                .await
                .map_err(|why| Error::Postponed { url: shown(&here), why })
                .inspect_err(|why| self.wire.note(&here, &HeaderMap::new(), why))?;
            let accepted = HeaderValue::from_static("text/plain, */*;q=0.5");
            let headers = HeaderMap::from_iter([(ACCEPT, accepted)]);
            let request = Request { is_alone: false, route, url: &here, headers };
            let result = self.wire.exchange(request, &mut deadline).await;
            turn.end(&result);
            let exchange = result?;
            if wire::is_redirect(&exchange)
                && let Some(next) = wire::location(&here, &exchange)
            {
                here = next;
                continue;
            }
            let status = exchange.status.as_u16();
            let body = self.decoded(&exchange.headers, exchange.body);
            return Ok(Robots::answered(status, &body));
        }
        // So many redirects are as good as no file (RFC 9309 §2.3.1.2).
        Ok(Robots::answered(404, b""))
    }
}
