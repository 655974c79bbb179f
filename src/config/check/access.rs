//! What a source is asked with: header fields, a login, cookies, a proxy. The file says where their
//! secrets stand; whether they are there is only seen when they are needed, and by `check`.

use url::Url;

use super::{Base, words};
use crate::{
    config::{
        error::Message,
        file::{self, Auth, Elsewhere, Field},
        place::Place,
        read::{Needed, Report},
        value::Wrong,
    },
    fetch::{Access, Kept, Login, Proxy, Secret, Way},
    model::Kind,
};

/// What the secrets of a part of the file are read with.
pub(super) struct Reader<'r> {
    /// Where the file is, and the environment.
    pub base: &'r Base,
    /// Who needs them, as messages say it.
    pub whose: String,
    /// Whether they are needed at all.
    pub enabled: bool,
    /// What is said about them.
    pub report: &'r mut Report,
}

impl Reader<'_> {
    /// Gathers what a remote source is asked with. Its address loses a login that is in it.
    pub(super) fn access(&mut self, source: &file::Source, url: &mut Url, path: &str) -> Access {
        let written = Login::take(url);
        if written.is_some() {
            self.report.warn(&format!("{path}.url"), in_the_config("url", "auth"));
        }
        let auth = source.auth.as_ref().and_then(|auth| self.auth(auth, &format!("{path}.auth")));
        let cookies = source.cookies.as_ref();
        let access = Access {
            headers: self.headers(source, path),
            login: auth.or(written),
            cookies: cookies.and_then(|kept| self.elsewhere(kept, &format!("{path}.cookies"))),
            way: self.way(source, path),
        };
        let given = [
            ("Authorization", "auth", source.auth.is_some()),
            ("Cookie", "cookies", cookies.is_some()),
        ];
        for (field, key, _) in given.into_iter().filter(|(.., is_given)| *is_given) {
            if let Some((name, _)) =
                access.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(field))
            {
                let what = format!("`headers` has `{name}`, and there is `{key}` as well");
                self.report.error(&format!("{path}.headers.{name}"), Message::new(what));
            }
        }
        access
    }

    /// Reads the address of a proxy, and where its login stands. `None` for going direct.
    pub(super) fn proxy(
        &mut self,
        text: Option<&str>,
        login: Option<&Elsewhere>,
        path: &str,
    ) -> Option<Proxy> {
        if text.is_none() && login.is_none() {
            return None;
        }
        let (key, auth) = (format!("{path}.proxy"), format!("{path}.proxy_auth"));
        let login = login.and_then(|login| self.elsewhere(login, &auth));
        let Some(text) = text.filter(|text| *text != "none") else {
            if login.is_some() {
                self.report.error(&auth, Message::new("`proxy_auth` needs a `proxy` beside it"));
            }
            return None;
        };
        match Proxy::parse(text) {
            Ok(mut proxy) => {
                if proxy.login.is_some() {
                    self.report.warn(&key, in_the_config("proxy", "proxy_auth"));
                }
                proxy.login = login.or(proxy.login);
                Some(proxy)
            }
            Err(what) => {
                self.report.wrong(&key, text, Wrong::new(0..text.len(), what));
                None
            }
        }
    }

    fn way(&mut self, source: &file::Source, path: &str) -> Way {
        let text = source.proxy.as_deref();
        match (text, self.proxy(text, source.proxy_auth.as_ref(), path)) {
            (_, Some(proxy)) => Way::Proxy(proxy),
            (Some(_), None) => Way::Direct,
            (None, None) => Way::Usual,
        }
    }

    fn headers(&mut self, source: &file::Source, path: &str) -> Vec<(String, Kept)> {
        let mut headers = Vec::new();
        for (name, field) in &source.headers {
            let path = format!("{path}.headers.{name}");
            let text = match field {
                Field::Text(text) => text.as_str(),
                Field::Elsewhere(_) => "",
            };
            if let Err(wrong) = words::header(name, text) {
                self.report.wrong_of("headers", &path, text, wrong);
                continue;
            }
            let kept = match field {
                Field::Text(text) => Some(Kept::Here(Secret::new(text.as_str()))),
                Field::Elsewhere(elsewhere) => self.elsewhere(elsewhere, &path),
            };
            headers.extend(kept.map(|kept| (name.clone(), kept)));
        }
        headers
    }

    fn auth(&mut self, auth: &Auth, path: &str) -> Option<Login> {
        let keys = [
            ("password_env", &auth.password_env),
            ("password_file", &auth.password_file),
            ("bearer_env", &auth.bearer_env),
            ("bearer_file", &auth.bearer_file),
        ];
        let mut given = keys.iter().filter_map(|(key, text)| Some((*key, text.as_deref()?)));
        let (first, second) = (given.next(), given.next());
        if let (Some((first, _)), Some((second, _))) = (first, second) {
            let what = format!("`auth` has both `{first}` and `{second}`");
            self.report.error(path, Message::new(what));
            return None;
        }
        let secret = first.map(|(key, text)| {
            let kept = self.kept(text, key.ends_with("_env"), &format!("{path}.{key}"));
            (key.starts_with("bearer"), kept)
        });
        match (auth.user.as_deref(), secret) {
            (Some(_), Some((true, _))) => {
                let what = "`auth` has a token, which needs no `user`";
                self.report.error(&format!("{path}.user"), Message::new(what));
                None
            }
            (None, Some((true, token))) => token.map(Login::Bearer),
            (Some(user), secret) => {
                let unfit = |c: char| c == ':' || c.is_control();
                if let Some(at) = user.find(unfit) {
                    let wrong = Wrong::new(at..at + 1, "must not have a colon in it");
                    self.report.wrong(&format!("{path}.user"), user, wrong);
                }
                // Some services take a key as the user name, and no password.
                let password = match secret {
                    Some((_, password)) => password?,
                    None => Kept::Here(Secret::new("")),
                };
                Some(Login::Basic { user: Secret::new(user), password })
            }
            (None, Some((false, _))) => {
                self.report.error(path, Message::new("`auth` has a password, but no `user`"));
                None
            }
            // A key that was meant for it is told already.
            (None, None) if self.report.origins.is_spoiled_within(path) => None,
            (None, None) => {
                let message = Message::new("`auth` needs a `user` with a password, or a token");
                let help = "auth = { user = \"me\", password_env = \"NAME\" } or { bearer_env = \"NAME\" }";
                self.report.error(path, message.help(help));
                None
            }
        }
    }

    /// A secret that stands elsewhere.
    pub(super) fn elsewhere(&mut self, elsewhere: &Elsewhere, path: &str) -> Option<Kept> {
        match (&elsewhere.env, &elsewhere.file) {
            (Some(name), None) => self.kept(name, true, &format!("{path}.env")),
            (None, Some(file)) => self.kept(file, false, &format!("{path}.file")),
            (None, None) if self.report.origins.is_spoiled_within(path) => None,
            (both, _) => {
                let key = path.rsplit('.').next().unwrap_or(path);
                let what = match both {
                    Some(_) => format!("`{key}` has both `env` and `file`"),
                    None => format!("`{key}` needs `env` or `file`"),
                };
                self.report.error(path, Message::new(what));
                None
            }
        }
    }

    /// A secret in a variable or a file, noted for [`Loaded::missing`](crate::config::Loaded::missing).
    fn kept(&mut self, text: &str, in_variable: bool, path: &str) -> Option<Kept> {
        let kept = if in_variable {
            if let Err(wrong) = variable(text) {
                self.report.wrong(path, text, wrong);
                return None;
            }
            // What is read here is used, whatever its name begins with.
            let place = Some(Place::Variable(text.to_owned()));
            self.report.warnings.retain(|warning| warning.place != place);
            let value = self.base.env.get(text).map(|value| Secret::new(value.as_str()));
            Kept::Variable { name: text.to_owned(), value }
        } else {
            if text.trim().is_empty() {
                self.report.wrong(path, text, Wrong::new(0..text.len(), "must name a file"));
                return None;
            }
            Kept::File(self.base.resolve(text))
        };
        if self.enabled {
            if kept.is_open() {
                let what = format!("others than its owner can read the secret in {text}");
                let message = Message::new(what).meant(Some(format!("chmod 600 {text}")));
                self.report.warn(path, message);
            }
            let place = self.report.origins.get(path).cloned();
            self.report.needed.push(Needed {
                whose: self.whose.clone(),
                place,
                kept: kept.clone(),
            });
        }
        Some(kept)
    }
}

/// Says which keys do nothing, because a source is read from local files.
pub(super) fn vain(source: &file::Source, kind: Kind, path: &str, report: &mut Report) {
    for (key, is_given) in [
        ("headers", !source.headers.is_empty()),
        ("auth", source.auth.is_some()),
        ("cookies", source.cookies.is_some()),
        ("proxy", source.proxy.is_some()),
        ("proxy_auth", source.proxy_auth.is_some()),
    ] {
        if is_given {
            let message = Message::new(format!("`{key}` has no effect on local files"));
            let listed = kind == Kind::Opml && key.starts_with("proxy");
            let meant = listed.then_some("the feeds of a local list take `fetch.proxy`");
            report.warn(&format!("{path}.{key}"), message.meant(meant));
        }
    }
}

fn in_the_config(key: &str, better: &str) -> Message {
    Message::new(format!("`{key}` holds a login, and passwords do not belong into this file"))
        .meant(Some(format!("use `{better}`")))
}

/// The name of a variable. Nothing of the text is told: it may be the secret itself.
fn variable(text: &str) -> Result<(), Wrong> {
    let bare = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !text.is_empty()
            && text.chars().all(fits)
            && !text.starts_with(|c: char| c.is_ascii_digit())
    };
    if bare(text) {
        return Ok(());
    }
    let what = "must be the name of a variable: letters, digits and `_`";
    let inner = text.trim_start_matches('$').trim_matches(['{', '}']);
    let meant = (text.starts_with('$') && bare(inner)).then_some("without `$` and braces");
    Err(Wrong::new(0..text.len(), what).meant(meant.map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables() {
        for good in ["TOKEN", "_x9", "FEEDMILL_TOKEN"] {
            assert_eq!(variable(good), Ok(()), "{good}");
        }
        for bad in ["", "9x", "A B", "sk-12", "$TOKEN", "A=B", "é"] {
            let wrong = variable(bad).unwrap_err();
            assert!(bad.is_empty() || !wrong.what.contains(bad), "{wrong:?}");
            assert_eq!(wrong.meant.is_some(), bad == "$TOKEN", "{bad}");
        }
    }
}
