//! Stores through the `object_store` crate.
//!
//! Publishing waits for each step, so requests run on a small runtime in here. The HTTP client is made
//! as that of `fetch`: ring for TLS, bundled roots where the machine has none, no proxy and no redirect.

use std::{
    fs::{self, File, TryLockError},
    sync::Arc,
    time::Duration,
};

use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error as StoreError, ObjectStore,
    ObjectStoreExt, PutMode, PutOptions, RetryConfig, UpdateVersion,
    aws::AmazonS3Builder,
    azure::MicrosoftAzureBuilder,
    client::{HttpClient, HttpConnector},
    gcp::GoogleCloudStorageBuilder,
    local::LocalFileSystem,
    path::Path,
};
use tokio::{runtime::Runtime, task::JoinSet};

use crate::model::Names;

use super::{Credentials, Error, Objects, Only, Place, Put, Settings, Version, headers::headers};

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// How often a request is repeated that met a busy server or a broken connection.
const REPEATS: usize = 3;

/// After so long a request is not repeated any more.
const REPEAT_FOR: Duration = Duration::from_secs(60);

/// A store, and what its requests run on.
pub(super) struct Cloud {
    store: Arc<dyn ObjectStore>,
    runtime: Runtime,
    prefix: String,
    names: Names,
    place: String,
    kind: Kind,
    _lock: Option<File>,
}

/// What a store can do.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Conditions and header fields.
    Remote,
    /// Neither. A lock keeps other writers away instead.
    Folder,
}

impl Cloud {
    pub fn open(settings: &Settings, credentials: &Credentials) -> Result<Self, Error> {
        let place = settings.to_string();
        let wrong = |what: String| Error::Setup { place: place.clone(), what };
        let (store, kind) = store(settings, credentials).map_err(|error| wrong(text(&error)))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let prefix = settings.prefix.clone();
        let lock = match &settings.place {
            Place::Folder(path) => Some(lock(path, &place)?),
            _ => None,
        };
        let names = settings.names.clone();
        Ok(Cloud { store, runtime, prefix, names, place, kind, _lock: lock })
    }

    /// The store of a test, which knows conditions.
    #[cfg(test)]
    pub fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (prefix, place) = (prefix.to_owned(), format!("test://store/{prefix}"));
        let names = Names::default();
        Cloud { store, runtime, prefix, names, place, kind: Kind::Remote, _lock: None }
    }

    fn key(&self, path: &str) -> Path {
        let key = if self.prefix.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.prefix)
        };
        Path::from(key)
    }

    fn options(&self, path: &str, mode: PutMode) -> PutOptions {
        let mut attributes = Attributes::new();
        if self.kind == Kind::Remote {
            let headers = headers(path, &self.names);
            attributes.insert(Attribute::ContentType, headers.content_type.into());
            attributes.insert(Attribute::CacheControl, headers.cache_control.into());
            if let Some(coding) = headers.content_encoding {
                attributes.insert(Attribute::ContentEncoding, coding.into());
            }
        }
        PutOptions { mode, attributes, ..PutOptions::default() }
    }

    fn failed(&self, action: &'static str, path: &str, error: StoreError) -> Error {
        let help = advice(&error);
        Error::Request { action, key: self.name(path), help, source: Box::new(error) }
    }
}

impl Objects for Cloud {
    fn name(&self, path: &str) -> String {
        if path.is_empty() { self.place.clone() } else { format!("{}/{path}", self.place) }
    }

    fn get(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error> {
        let (store, key) = (&self.store, self.key(path));
        let found = self.runtime.block_on(async {
            let found = store.get(&key).await?;
            let meta = &found.meta;
            let version = Version { e_tag: meta.e_tag.clone(), version: meta.version.clone() };
            Ok((found.bytes().await?.to_vec(), version))
        });
        match found {
            Ok(found) => Ok(Some(found)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed("read", path, error)),
        }
    }

    fn put_if(&self, path: &str, bytes: Vec<u8>, only: &Only) -> Result<Put, Error> {
        let mode = match only {
            Only::IfNew => PutMode::Create,
            Only::IfSame(version) if self.kind == Kind::Remote => PutMode::Update(UpdateVersion {
                e_tag: version.e_tag.clone(),
                version: version.version.clone(),
            }),
            // The lock is ours, so what was read is still there unless another program wrote.
            Only::IfSame(version) => {
                if self.get(path)?.is_none_or(|(_, found)| found != *version) {
                    return Ok(Put::Refused);
                }
                PutMode::Overwrite
            }
        };
        let (key, options) = (self.key(path), self.options(path, mode));
        let put = self.runtime.block_on(self.store.put_opts(&key, bytes.into(), options));
        match put {
            // A folder tells another version when it is asked.
            Ok(_) if self.kind == Kind::Folder => {
                Ok(self.get(path)?.map_or(Put::Refused, |(_, version)| Put::Done(version)))
            }
            Ok(put) => Ok(Put::Done(Version { e_tag: put.e_tag, version: put.version })),
            Err(StoreError::AlreadyExists { .. } | StoreError::Precondition { .. }) => {
                Ok(Put::Refused)
            }
            // Gone meanwhile is replaced meanwhile; a bucket that is not there says so when it is new.
            Err(StoreError::NotFound { .. }) if matches!(only, Only::IfSame(_)) => Ok(Put::Refused),
            Err(error) => Err(self.failed("write", path, error)),
        }
    }

    fn put_all(&self, objects: Vec<(String, Vec<u8>)>) -> Vec<(String, Result<(), Error>)> {
        let puts = self.runtime.block_on(async {
            let mut puts = JoinSet::new();
            for (path, bytes) in objects {
                let (key, options) = (self.key(&path), self.options(&path, PutMode::Overwrite));
                let store = Arc::clone(&self.store);
                puts.spawn(async move {
                    let put = store.put_opts(&key, bytes.into(), options).await;
                    (path, put)
                });
            }
            puts.join_all().await
        });
        let failed = |path: &str, error| self.failed("write", path, error);
        let told = puts.into_iter().map(|(path, put)| {
            let put = put.map(|_| ()).map_err(|error| failed(&path, error));
            (path, put)
        });
        told.collect()
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        match self.runtime.block_on(self.store.delete(&self.key(path))) {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed("remove", path, error)),
        }
    }
}

fn store(
    settings: &Settings,
    credentials: &Credentials,
) -> Result<(Arc<dyn ObjectStore>, Kind), StoreError> {
    let connector = Connector { allow_http: settings.allow_http, timeout: settings.timeout };
    let options = ClientOptions::new().with_allow_http(settings.allow_http);
    let retry = RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: REPEATS,
        retry_timeout: REPEAT_FOR,
    };
    let endpoint = settings.endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/'));
    let store: Arc<dyn ObjectStore> = match &settings.place {
        Place::S3(bucket) => {
            let mut builder = AmazonS3Builder::new()
                .with_bucket_name(bucket)
                .with_region(&settings.region)
                .with_access_key_id(&credentials.key)
                .with_secret_access_key(&credentials.secret)
                .with_allow_http(settings.allow_http)
                .with_client_options(options)
                .with_retry(retry)
                .with_http_connector(connector);
            if let Some(token) = &credentials.token {
                builder = builder.with_token(token);
            }
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint);
            }
            Arc::new(builder.build()?)
        }
        Place::Google(bucket) => {
            let mut builder = GoogleCloudStorageBuilder::new()
                .with_bucket_name(bucket)
                .with_service_account_key(&credentials.secret)
                .with_client_options(options)
                .with_retry(retry)
                .with_http_connector(connector);
            if let Some(endpoint) = endpoint {
                builder = builder.with_base_url(endpoint);
            }
            Arc::new(builder.build()?)
        }
        Place::Azure(container) => {
            let mut builder = MicrosoftAzureBuilder::new()
                .with_container_name(container)
                .with_account(&credentials.key)
                .with_access_key(&credentials.secret)
                .with_allow_http(settings.allow_http)
                .with_client_options(options)
                .with_retry(retry)
                .with_http_connector(connector);
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint.to_owned());
            }
            Arc::new(builder.build()?)
        }
        Place::Folder(path) => {
            let store = "folder";
            let failed = |error| StoreError::Generic { store, source: Box::new(error) };
            fs::create_dir_all(path).map_err(failed)?;
            let folder = LocalFileSystem::new_with_prefix(path)?.with_automatic_cleanup(true);
            return Ok((Arc::new(folder), Kind::Folder));
        }
    };
    Ok((store, Kind::Remote))
}

/// Keeps other writers away from a folder, as long as it is held.
fn lock(path: &std::path::Path, place: &str) -> Result<File, Error> {
    let place = place.to_owned();
    let folder = match File::open(path) {
        Ok(folder) => folder,
        Err(error) => return Err(Error::Setup { place, what: error.to_string() }),
    };
    match folder.try_lock() {
        Ok(()) => Ok(folder),
        Err(TryLockError::WouldBlock) => Err(Error::Busy { place }),
        Err(TryLockError::Error(error)) => Err(Error::Setup { place, what: error.to_string() }),
    }
}

/// Makes the client of a store.
#[derive(Debug)]
struct Connector {
    allow_http: bool,
    timeout: Duration,
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> Result<HttpClient, StoreError> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("feedmill/", env!("CARGO_PKG_VERSION")))
                .https_only(!self.allow_http)
                .connect_timeout(CONNECT)
                .timeout(self.timeout)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
        };
        let client = builder().build().or_else(|_| {
            // A machine without a certificate store (a slim container): the bundled roots serve.
            let roots: Result<Vec<_>, _> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
                .iter()
                .map(|certificate| reqwest::Certificate::from_der(certificate))
                .collect();
            builder().tls_certs_only(roots?).build()
        });
        let failed = |error| StoreError::Generic { store: "http", source: Box::new(error) };
        Ok(HttpClient::new(client.map_err(failed)?))
    }
}

/// An error and its causes on one line.
fn text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

/// What helps against an error of a store.
fn advice(error: &StoreError) -> &'static str {
    match error {
        StoreError::NotFound { .. } => "make the bucket, or check its name in output.objects.url",
        StoreError::PermissionDenied { .. } | StoreError::Unauthenticated { .. } => {
            "check the credentials of output.objects, and that they may read, write and delete there"
        }
        StoreError::NotImplemented { .. } | StoreError::NotSupported { .. } => {
            "the store has to know puts with If-Match and If-None-Match"
        }
        _ => "what is there is whole; the next run goes on, also when nothing changed here",
    }
}
