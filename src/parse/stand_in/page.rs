//! A page → which kind of page it is. What is not surely something else is a page.
//!
//! Marks of walls are looked for in the markup and not in what people read, so that an article about
//! captchas is an article; and a page that goes on is one that people read.

use super::{title, walls::*, words::*};
use crate::{model::StandIn, parse::html::Survey};

/// Longest visible text of a wall, in bytes: some 250 words.
const SHORT: usize = 1_500;

/// Longest visible text of a page that has hardly any, in bytes: a dozen words.
const TINY: usize = 80;

/// Most links of a page that is there for one purpose.
const FEW_LINKS: usize = 25;

/// A page under judgement.
struct Page<'s> {
    survey: &'s Survey,
    /// Whether it has little text, all of which was seen.
    is_little: bool,
    /// The same for a page that nobody calls an article.
    is_short: bool,
    /// What its title says, or else its first heading.
    says: Option<StandIn>,
}

/// Tells the kind of a page; `is_whole` says whether all of it was looked at.
pub(super) fn kind(survey: &Survey, is_whole: bool) -> StandIn {
    let is_little = is_whole && survey.text.len() <= SHORT;
    let is_short = is_little && !survey.has_article;
    let heading = || title::read(&survey.heading).filter(|_| is_little && !survey.announces);
    let says = title::read(&survey.title).or_else(heading);
    let page = Page { survey, is_little, is_short, says };
    page.wall()
        .or_else(|| page.vacant())
        .or_else(|| page.error())
        .or_else(|| page.gate())
        .unwrap_or(if page.is_shell() { StandIn::AppShell } else { StandIn::Page })
}

impl Page<'_> {
    /// Whether the markup holds one of these marks, and what people read does not.
    fn has(&self, marks: &[&str]) -> bool {
        let Survey { markup, text, .. } = self.survey;
        marks.iter().any(|mark| markup.contains(mark) && !text.contains(mark))
    }

    /// Whether people read one of these.
    fn reads(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.survey.text.contains(phrase))
    }

    /// Whether title or heading begins so. A blog that announces its feed may be called anything.
    fn is_titled(&self, phrases: &[&str]) -> bool {
        let Survey { title, heading, announces, .. } = self.survey;
        let begins = |phrase: &&str| title.starts_with(phrase) || heading.starts_with(phrase);
        !announces && phrases.iter().any(begins)
    }

    /// The same for titles that a blog is hardly called by, whatever the page announces.
    fn is_walled(&self, phrases: &[&str]) -> bool {
        let begins = |phrase: &&str| self.survey.title.starts_with(phrase);
        phrases.iter().any(begins) || self.is_titled(phrases)
    }

    /// Whether it is a form, and its title speaks of a network and of getting in.
    fn is_network(&self) -> bool {
        let Survey { title, markup, .. } = self.survey;
        has_any(title, NETWORKS)
            && has_any(title, ENTRIES)
            && has_any(markup, &["<form", "<input", "<button"])
    }

    /// What stands between us and the site.
    fn wall(&self) -> Option<StandIn> {
        let Survey { text, refresh, .. } = self.survey;
        if self.has(PORTAL_SURE) {
            return Some(StandIn::CaptivePortal);
        }
        if !self.is_short {
            return None;
        }
        let leads_inside = refresh.as_deref().is_some_and(is_private);
        if leads_inside
            || self.has(PORTAL_MARKS)
            || self.is_network()
            || self.is_walled(PORTAL_TITLES)
        {
            return Some(StandIn::CaptivePortal);
        }
        if self.is_walled(BLOCK_TITLES) || self.reads(BLOCK_TEXTS) {
            return Some(StandIn::Blocked);
        }
        let is_akamai =
            self.reads(&["reference #", "reference#"]) && self.is_walled(&["access denied"]);
        if is_akamai {
            return Some(StandIn::Blocked);
        }
        if self.is_walled(CHALLENGE_TITLES)
            || self.has(CHALLENGE_MARKS)
            || self.reads(CHALLENGE_TEXTS)
        {
            return Some(StandIn::Challenge);
        }
        // These scripts stand in ordinary pages, too; a page made of nothing else is none.
        if text.len() <= TINY && self.has(GUARD_SCRIPTS) {
            return Some(StandIn::Challenge);
        }
        let is_riddle = text.len() <= SHORT / 3
            && self.survey.passwords == 0
            && self.survey.links <= 5
            && !self.survey.announces
            && self.has(CAPTCHAS);
        (is_riddle || self.is_walled(CAPTCHA_TITLES)).then_some(StandIn::Captcha)
    }

    /// A place where no site is.
    fn vacant(&self) -> Option<StandIn> {
        if self.is_titled(LISTING_TITLES)
            && (self.survey.title == self.survey.heading || self.has(&["<pre", "<table", "<li"]))
        {
            return Some(StandIn::Listing);
        }
        // The default pages of distributions explain themselves at length.
        if self.is_titled(DEFAULT_TITLES) && self.says.is_none() {
            return Some(StandIn::DefaultPage);
        }
        if !self.is_short {
            return None;
        }
        if self.is_walled(SUSPENDED_TITLES)
            || self.reads(SUSPENDED_TEXTS)
            || self.has(SUSPENDED_MARKS)
        {
            return Some(StandIn::Suspended);
        }
        if self.reads(PARKED_TEXTS) || self.has(PARKED_MARKS) || self.is_walled(PARKED_TITLES) {
            return Some(StandIn::Parked);
        }
        let is_default = self.reads(DEFAULT_TEXTS) && !self.survey.announces
            || self.survey.text.trim_matches('!') == "it works";
        is_default.then_some(StandIn::DefaultPage)
    }

    /// A site that broke or rests.
    fn error(&self) -> Option<StandIn> {
        let Survey { text, title, .. } = self.survey;
        let is_script = |phrase: &&str| text.starts_with(phrase) || title.starts_with(phrase);
        if SCRIPT_ERRORS.iter().any(is_script) && !self.survey.announces
            || self.is_short && self.reads(SCRIPT_TEXTS)
        {
            return Some(StandIn::ScriptError);
        }
        if self.is_short && self.reads(MAINTENANCE_TEXTS) {
            return Some(StandIn::Maintenance);
        }
        match self.says {
            Some(StandIn::Login) => None,
            // A blog may be called "Maintenance".
            Some(StandIn::Maintenance) if !self.is_little || self.survey.announces => None,
            said => said,
        }
    }

    /// A site that wants something first.
    fn gate(&self) -> Option<StandIn> {
        let Survey { text, passwords, links, announces, .. } = self.survey;
        let is_bare = self.is_short && *links <= FEW_LINKS && !announces;
        let is_login = match self.says {
            Some(StandIn::Login) => *passwords > 0 || self.is_short && !announces,
            _ => is_bare && (*passwords > 0 && text.len() <= SHORT / 2),
        };
        if is_login || self.is_short && self.has(SIGN_ON_MARKS) {
            return Some(StandIn::Login);
        }
        let is_consent = self.is_titled(CONSENT_TITLES)
            || is_bare && self.has(CONSENT_MARKS)
            || is_bare && self.reads(&["cookie"]) && self.reads(CONSENT_BUTTONS);
        (is_consent && !*announces).then_some(StandIn::Consent)
    }

    /// Whether only scripts make it a page. One that announces a feed is as good as any.
    fn is_shell(&self) -> bool {
        let Survey { text, fallback, scripts, has_mount, announces, .. } = self.survey;
        let wants_script = fallback.contains("javascript") || has_any(text, SHELL_TEXTS);
        self.is_short
            && !announces
            && *scripts > 0
            && (text.len() <= TINY && (*has_mount || wants_script)
                || text.len() <= 3 * TINY && has_any(text, SHELL_TEXTS))
    }
}

fn has_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// Whether an address is one inside a network: portals send people there.
fn is_private(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', ':', '?', '"', '\'']).next().unwrap_or_default();
    let is_address =
        host.split('.').count() == 4 && host.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let second = |host: &str| host.split('.').nth(1).and_then(|part| part.parse::<u8>().ok());
    let is_inside = host.starts_with("10.")
        || host.starts_with("192.168.")
        || host.starts_with("172.") && second(host).is_some_and(|part| (16..32).contains(&part))
        || host == "1.1.1.1";
    is_address && is_inside || has_any(rest, PORTAL_ADDRESSES)
}
