//! What was published, brought to object storage and back.

use chrono::{DateTime, Utc};

use super::{Access, Error, Mill};
use crate::{
    config::Objects,
    fetch::{Kept, Tape},
    publish::objects::{self, Credentials, Pushed},
};

impl Mill<'_> {
    /// Brings what was published to the store of the config, if it names one.
    pub fn push(&self, now: DateTime<Utc>) -> Result<Option<Pushed>, Error> {
        let Some(config) = self.objects() else { return Ok(None) };
        let dir = &self.config.publish.dir;
        Ok(Some(objects::push(dir, &config.settings, &credentials(config)?, now)?))
    }

    /// Brings what was published earlier into an output directory that has no manifest, so that a
    /// machine that begins anew knows it. How many files came.
    pub fn fetch_published(&self) -> Result<usize, Error> {
        let Some(config) = self.objects() else { return Ok(0) };
        let dir = &self.config.publish.dir;
        if objects::is_published(dir)? {
            return Ok(0);
        }
        Ok(objects::published(dir, &config.settings, &credentials(config)?)?)
    }

    /// The store, where this turn may write to it. What was recorded elsewhere is no news there.
    fn objects(&self) -> Option<&Objects> {
        let is_replay = matches!(self.tape, Tape::Replay(_));
        let may_write = matches!(self.access, Access::Write { .. }) && !is_replay;
        self.config.objects.as_ref().filter(|_| may_write)
    }
}

fn credentials(config: &Objects) -> Result<Credentials, objects::Error> {
    let read = |kept: &Option<Kept>| match kept {
        None => Ok(None),
        Some(kept) => match kept.read() {
            Ok(secret) => Ok(Some(secret.reveal().to_owned())),
            Err(missing) => {
                let place = config.settings.to_string();
                Err(objects::Error::Setup { place, what: missing.to_string() })
            }
        },
    };
    Ok(Credentials {
        key: read(&config.access_key)?.unwrap_or_default(),
        secret: read(&config.secret_key)?.unwrap_or_default(),
        token: read(&config.session_token)?,
    })
}
