//! `[output.objects]`: where in which store, and where its keys stand.

use std::path::{Path, PathBuf};

use url::Url;

use super::{Base, access::Reader, duration};
use crate::{
    config::{
        Objects,
        error::Message,
        file::{self, Elsewhere},
        read::Report,
        value::Wrong,
    },
    fetch::Kept,
    model::Names,
    publish::objects::{Place, Settings},
};

/// Under which names the keys of a store usually stand in the environment.
struct Usual {
    access: Option<&'static str>,
    secret: Option<&'static str>,
    token: Option<&'static str>,
}

/// The store, if there is one. `dir` is the output directory.
pub(super) fn objects(
    file: &file::Output,
    base: &Base,
    dir: &Path,
    names: Names,
    report: &mut Report,
) -> Option<Objects> {
    let file = file.objects.as_ref()?;
    let (place, prefix) = match place(&file.url) {
        Ok(found) => found,
        Err(what) => {
            let wrong = Wrong::new(0..file.url.len(), what);
            report.wrong("output.objects.url", &file.url, wrong);
            return None;
        }
    };
    if let Place::Folder(folder) = &place
        && (folder.starts_with(dir) || dir.starts_with(folder))
    {
        let wrong = Wrong::new(0..file.url.len(), "must be apart from `output.dir`");
        report.wrong("output.objects.url", &file.url, wrong);
    }
    let endpoint = file.endpoint.as_ref().and_then(|text| {
        endpoint(text, file.allow_http)
            .map_err(|what| {
                let wrong = Wrong::new(0..text.len(), what);
                report.wrong("output.objects.endpoint", text, wrong);
            })
            .ok()
    });
    let timeout = duration(&file.timeout, "output.objects.timeout", report);
    if timeout.is_zero() {
        let wrong = Wrong::new(0..file.timeout.len(), "must be more than no time");
        report.wrong("output.objects.timeout", &file.timeout, wrong);
    }
    let usual = usual(&place);
    let mut reader = Reader { base, whose: "`output.objects`".to_owned(), enabled: true, report };
    let mut kept = |key: &str, given: &Option<Elsewhere>, usual: Option<&str>| -> Option<Kept> {
        let path = format!("output.objects.{key}");
        match (given, usual) {
            (Some(given), _) => reader.elsewhere(given, &path),
            (None, Some(name)) => {
                let usual = Elsewhere { env: Some(name.to_owned()), file: None };
                reader.elsewhere(&usual, &path)
            }
            (None, None) => None,
        }
    };
    // A session token belongs to the keys that stand beside it, and most keys have none.
    let token = usual.token.filter(|name| {
        file.access_key.is_none() && file.secret_key.is_none() && base.env.contains_key(*name)
    });
    let access_key = kept("access_key", &file.access_key, usual.access);
    let secret_key = kept("secret_key", &file.secret_key, usual.secret);
    let session_token = kept("session_token", &file.session_token, token);
    if !cfg!(feature = "objects") {
        let what = "this feedmill was built without object storage";
        report.error("output.objects", Message::new(what));
    }
    let settings = Settings {
        place,
        prefix,
        endpoint,
        region: file.region.clone(),
        allow_http: file.allow_http,
        names,
        timeout,
    };
    Some(Objects { settings, access_key, secret_key, session_token })
}

fn usual(place: &Place) -> Usual {
    match place {
        Place::S3(_) => Usual {
            access: Some("AWS_ACCESS_KEY_ID"),
            secret: Some("AWS_SECRET_ACCESS_KEY"),
            token: Some("AWS_SESSION_TOKEN"),
        },
        Place::Google(_) => {
            Usual { access: None, secret: Some("GOOGLE_SERVICE_ACCOUNT_KEY"), token: None }
        }
        Place::Azure(_) => Usual {
            access: Some("AZURE_STORAGE_ACCOUNT_NAME"),
            secret: Some("AZURE_STORAGE_ACCOUNT_KEY"),
            token: None,
        },
        Place::Folder(_) => Usual { access: None, secret: None, token: None },
    }
}

/// The store that an address names, and what comes before each path there.
fn place(text: &str) -> Result<(Place, String), &'static str> {
    const FORMS: &str = "must be like `s3://bucket/prefix`, `gs://bucket/prefix`, \
                         `az://container/prefix` or `file:///folder`";
    let url = Url::parse(text).map_err(|_| FORMS)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a login: keys stand in `access_key` and `secret_key`");
    }
    if url.query().is_some() || url.fragment().is_some() || url.port().is_some() {
        return Err(FORMS);
    }
    if url.scheme() == "file" {
        let folder: PathBuf = url.to_file_path().map_err(|()| FORMS)?;
        return Ok((Place::Folder(folder), String::new()));
    }
    let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or(FORMS)?.to_owned();
    let place = match url.scheme() {
        "s3" => Place::S3(bucket),
        "gs" => Place::Google(bucket),
        "az" => Place::Azure(bucket),
        _ => return Err(FORMS),
    };
    let prefix = url.path().trim_matches('/');
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let fits =
        |part: &str| !part.is_empty() && part != "." && part != ".." && part.chars().all(legal);
    if !prefix.is_empty() && !prefix.split('/').all(fits) {
        return Err("must have a prefix of letters, digits, `.`, `-`, `_` and `/`");
    }
    Ok((place, prefix.to_owned()))
}

fn endpoint(text: &str, allow_http: bool) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an address like `https://storage.example`")?;
    match url.scheme() {
        "https" => {}
        "http" if allow_http => {}
        "http" => return Err("is not safe on the way: use https, or set `allow_http = true`"),
        _ => return Err("must be an address like `https://storage.example`"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a login: keys stand in `access_key` and `secret_key`");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let s3 = |bucket: &str| Place::S3(bucket.to_owned());
        assert_eq!(place("s3://feeds"), Ok((s3("feeds"), String::new())));
        assert_eq!(place("s3://feeds/a/b/"), Ok((s3("feeds"), "a/b".to_owned())));
        assert_eq!(place("gs://feeds/a"), Ok((Place::Google("feeds".into()), "a".into())));
        assert_eq!(place("az://feeds"), Ok((Place::Azure("feeds".into()), String::new())));
        assert_eq!(place("file:///srv/x"), Ok((Place::Folder("/srv/x".into()), String::new())));
        for bad in [
            "",
            "feeds",
            "s3:///x",
            "s3://me:secret@feeds",
            "s3://feeds?x",
            "s3://feeds:80/",
            "s3://feeds/a//b",
            "s3://feeds/é",
            "https://feeds.example/",
            "file://host/x",
        ] {
            assert!(place(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn endpoints() {
        assert!(endpoint("https://s3.example", false).is_ok());
        assert!(endpoint("http://127.0.0.1:9000", true).is_ok());
        assert!(endpoint("http://127.0.0.1:9000", false).is_err());
        assert!(endpoint("https://me:x@s3.example", false).is_err());
        assert!(endpoint("ftp://s3.example", true).is_err());
    }
}
