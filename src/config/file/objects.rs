//! `[output.objects]`: object storage as a second place of publication.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Elsewhere;

/// Object storage that gets what the output directory has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Objects {
    /// Where: `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix` or `file:///folder`.
    pub url: String,
    /// The server, where it is not that of the provider: `https://…` of a store that speaks like S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The region, as S3 wants it; `auto` for some stores.
    pub region: String,
    /// Whether the endpoint may be asked over plain `http`.
    pub allow_http: bool,
    /// Where the access key id stands, for Azure the account name. Without it, in the usual variable:
    /// `AWS_ACCESS_KEY_ID`, `AZURE_STORAGE_ACCOUNT_NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_key: Option<Elsewhere>,
    /// Where the secret key stands, for Google the service account in JSON. Without it, in the usual
    /// variable: `AWS_SECRET_ACCESS_KEY`, `AZURE_STORAGE_ACCOUNT_KEY`, `GOOGLE_SERVICE_ACCOUNT_KEY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<Elsewhere>,
    /// Where the session token stands, if the keys of S3 have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_token: Option<Elsewhere>,
    /// Longest time for one request.
    pub timeout: String,
}

impl Default for Objects {
    fn default() -> Self {
        Objects {
            url: String::new(),
            endpoint: None,
            region: "us-east-1".to_owned(),
            allow_http: false,
            access_key: None,
            secret_key: None,
            session_token: None,
            timeout: "60s".to_owned(),
        }
    }
}
