//! The word to a WebSub hub that a feed has changed.
//!
//! The Recommendation leaves open how a publisher tells its hub. By habit, since PubSubHubbub 0.3, it is
//! a form with `hub.mode=publish` and `hub.url`. Newer hubs read `hub.topic` instead, so both are sent.
//! Some hubs take several addresses in one request, others see only the last one: each goes alone.

use std::{sync::Arc, time::Duration};

use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderValue},
};
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use super::{
    Access, Error, Excerpt, Phase, Settings,
    client::{Clients, Way},
    guard::{Barred, Guard, Refused},
    reply, shown, trouble, wire,
};

/// Tells hubs. It asks nothing of the pauses between two requests to a host: a ping is answered at
/// once, and a hub expects many.
#[derive(Clone, Debug)]
pub struct Pinger {
    settings: Arc<Settings>,
    clients: Clients,
}

impl Pinger {
    /// Sets up the HTTP client. Opens no connection yet.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        let settings = Arc::new(settings.clone());
        let guard = Guard::new(&settings.allow_addresses);
        let clients = Clients::new(settings.clone(), &guard).map_err(|e| wire::no_client(&e))?;
        Ok(Pinger { settings, clients })
    }

    /// Tells a hub that the document at an address has changed.
    ///
    /// # Errors
    ///
    /// The hub cannot be reached, is too slow, may not be asked, or does not say that it is well.
    pub async fn ping(&self, hub: &Url, topic: &str) -> Result<(), Error> {
        let limit: Duration = self.settings.total_timeout;
        let told = timeout(limit, self.tell(hub, topic)).await;
        told.unwrap_or_else(|_| Err(trouble::timed_out(&self.settings, hub, Phase::Total)))
    }

    async fn tell(&self, hub: &Url, topic: &str) -> Result<(), Error> {
        let credentials =
            Arc::new(Access::default()).open(hub, self.settings.proxy.as_ref()).await?;
        let route = credentials.route.as_ref();
        let way = self.clients.get(hub, route, false).map_err(|error| wire::no_client(&error))?;
        let Way { client, guard } = way;
        let refused = |Refused(address)| Error::NotAllowed { url: shown(hub), address };
        guard.check(hub).map_err(|barred| match barred {
            Barred::Address(address) => refused(address),
            Barred::Scheme => Error::Barred { url: shown(hub), what: "neither http nor https" },
            Barred::Host => Error::Barred { url: shown(hub), what: "it names no host" },
        })?;
        guard.resolves(hub).await.map_err(refused)?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "publish")
            .append_pair("hub.url", topic)
            .append_pair("hub.topic", topic)
            .finish();
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = client.post(hub.clone()).header(CONTENT_TYPE, form_type).body(form);
        let response = request
            .send()
            .await
            .map_err(|error| trouble::no_answer(&self.settings, hub, route, &error))?;
        if let Some(peer) = response.remote_addr() {
            guard.connected(peer).map_err(refused)?;
        }
        let (status, fields) = (response.status(), response.headers().clone());
        // Read to its end, so that the connection serves the next ping.
        let bytes = wire::excerpt(response).await;
        if status.is_success() {
            return Ok(());
        }
        let excerpt = Excerpt { bytes, fields: reply::marks(&fields) };
        Err(Error::Status { url: shown(hub), status: status.as_u16(), retry_after: None, excerpt })
    }
}

/// Whether a hub that fails so would also fail for the next feed.
pub fn concerns_all(error: &Error) -> bool {
    match error {
        // It does not like this feed, but may like another.
        Error::Status { status, .. } => StatusCode::from_u16(*status)
            .map_or(true, |it| !it.is_client_error() || it == StatusCode::TOO_MANY_REQUESTS),
        _ => true,
    }
}
