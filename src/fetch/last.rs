//! What is remembered of a place when it is visited again.

use chrono::{DateTime, Utc};

use crate::model::{SourceState, Validators, Wire};

/// What came of the last visit to a place, as far as the next one asks for it. Runs hold one for each of
/// their visits from the beginning, so it is no more than that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Last {
    /// The address that the rest belongs to, as [`Place::address`](super::Place::address) writes it.
    pub address: String,
    /// Validators of the last complete response.
    pub validators: Validators,
    /// The bytes of that response, where its server does not say that nothing changed.
    pub wire: Option<Wire>,
    /// When it was: of several visits to a host, the longest ago goes first.
    pub at: Option<DateTime<Utc>>,
}

impl Last {
    /// That of a source.
    pub fn of(state: &SourceState) -> Self {
        Last {
            address: state.address.clone(),
            validators: state.validators.clone(),
            wire: state.standing.wire.clone(),
            at: state.last_visit,
        }
    }
}
