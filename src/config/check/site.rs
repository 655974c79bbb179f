//! `[site]`: who publishes, and how it names itself to servers.

use chrono_tz::Tz;
use url::Url;

use super::words;
use crate::{
    config::{error::Message, file, read::Report, value::Wrong},
    model::{self, Person, Text},
};

/// What `[site]` says.
pub(super) struct Site {
    /// Who publishes.
    pub site: model::Site,
    /// Zone of dates that state none.
    pub timezone: Tz,
}

/// Checks `[site]`.
pub(super) fn site(file: &file::Site, report: &mut Report) -> Site {
    let title = Text::line(&file.title);
    if title.is_empty() {
        let wrong = Wrong::new(0..file.title.len(), "must not be empty");
        report.wrong("site.title", &file.title, wrong);
    }
    if let Err(wrong) = words::language(&file.language) {
        report.wrong("site.language", &file.language, wrong);
    }
    let timezone = words::zone(&file.timezone).unwrap_or_else(|wrong| {
        report.wrong("site.timezone", &file.timezone, wrong);
        Tz::UTC
    });
    let author = author(&file.author, &title, report);
    Site {
        site: model::Site {
            base_url: base_url(&file.base_url, report),
            author,
            language: Text::line(&file.language),
            rights: Some(Text::line(&file.rights)).filter(|rights| !rights.is_empty()),
            title,
        },
        timezone,
    }
}

/// The address of the output directory, with a slash at its end.
fn base_url(text: &str, report: &mut Report) -> Url {
    const PATH: &str = "site.base_url";
    if !report.origins.is_given(PATH) {
        let what = "`site.base_url` is not set, so feeds say that they live at an example address";
        report.warn(PATH, Message::new(what));
    }
    let mut wrong = None;
    let mut url = words::address(text).unwrap_or_else(|found| {
        wrong = Some(found);
        Url::parse(&file::Site::default().base_url).expect("the default is an address")
    });
    let extra = ["?", "#"].iter().find_map(|mark| text.find(mark));
    if let (None, Some(at)) = (&wrong, extra) {
        wrong = Some(Wrong::new(at..text.len(), "must end with the path, without `?` or `#`"));
    }
    if wrong.is_none() && (!url.username().is_empty() || url.password().is_some()) {
        wrong = Some(Wrong::new(0..text.len(), "must not hold a user or password"));
    }
    if let Some(wrong) = wrong {
        report.wrong(PATH, text, wrong);
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

fn author(file: &file::Author, title: &Text, report: &mut Report) -> Person {
    let name = Text::line(&file.name);
    let email = Text::line(&file.email);
    // RSS writes "address (name)", so the address must be one word (RSS 2.0, `managingEditor`).
    let fits = |email: &str| {
        email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
            && !email.contains([' ', '(', ')', '<', '>'])
    };
    if !email.is_empty() && !fits(&email) {
        let wrong =
            Wrong::new(0..file.email.len(), "must be a mail address such as `desk@example.org`");
        report.wrong("site.author.email", &file.email, wrong);
    }
    if !file.uri.is_empty()
        && let Err(wrong) = words::address(&file.uri)
    {
        report.wrong("site.author.uri", &file.uri, wrong);
    }
    Person {
        name: if name.is_empty() { title.clone() } else { name },
        email: Some(email).filter(|email| !email.is_empty()),
        uri: Some(file.uri.clone()).filter(|uri| !uri.is_empty()),
    }
}

/// The `User-Agent` field with its placeholders filled in.
pub(super) fn user_agent(text: &str, site: &model::Site, report: &mut Report) -> String {
    const PATH: &str = "fetch.user_agent";
    let filled = text
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{base_url}", site.base_url.as_str());
    if text.trim().is_empty() {
        report.wrong(PATH, text, Wrong::new(0..text.len(), "must say who asks"));
    } else if let Err(wrong) = words::field(text) {
        report.wrong(PATH, text, wrong);
    } else if filled.contains(['{', '}']) {
        let what = "has a placeholder other than `{version}` and `{base_url}`";
        report.wrong(PATH, text, Wrong::new(0..text.len(), what));
    }
    filled
}
