//! What came in the place of a feed, in plain words.

use serde::{Deserialize, Serialize};

/// What a document is that should have been a feed.
///
/// Walls and errors often arrive with status 200. Names of kinds are stored and shown to programs:
/// they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandIn {
    /// A page that a browser passes by running its script: Cloudflare, DataDome, Anubis and others.
    Challenge,
    /// A page of the same guards that lets nobody pass.
    Blocked,
    /// A riddle for people.
    Captcha,
    /// What a network shows before it lets a machine out.
    CaptivePortal,
    /// A form that wants a password, or the first step of a single sign-on.
    Login,
    /// A domain without a site: parked, expired or for sale.
    Parked,
    /// Cookies and tracking are to be agreed to first.
    Consent,
    /// The site is closed for a while.
    Maintenance,
    /// The host took the site down.
    Suspended,
    /// There is no such page, says a page.
    NotFound,
    /// Any other error, said by a page.
    ErrorPage,
    /// A script or its database broke, and its message is all there is.
    ScriptError,
    /// An error as plain text or as XML.
    ErrorText,
    /// An error as JSON: of an interface, or problem details (RFC 9457).
    ErrorJson,
    /// A server without a site, or a site without content.
    DefaultPage,
    /// The files of a folder.
    Listing,
    /// A page without text, which scripts fill in a browser.
    AppShell,
    /// Any other page. The only kind that may announce a feed.
    Page,
    /// A list of feeds.
    Opml,
    /// A list of pages, or an index of such lists.
    Sitemap,
    /// XML Schema.
    Schema,
    /// A message of a web service.
    Soap,
    /// The description of a web service.
    Wsdl,
    /// Any other XML.
    Xml,
    /// Any other JSON.
    Json,
    /// Any other text.
    Text,
    /// Nothing at all.
    Empty,
    /// A picture, SVG included.
    Image,
    /// Sound or moving pictures.
    Media,
    /// A document in PDF.
    Pdf,
    /// Packed files; office documents and books are such.
    Archive,
    /// Something a machine runs.
    Program,
    /// Any other bytes that are no text.
    Binary,
}

impl StandIn {
    /// All kinds.
    pub const ALL: [StandIn; 33] = [
        StandIn::Challenge,
        StandIn::Blocked,
        StandIn::Captcha,
        StandIn::CaptivePortal,
        StandIn::Login,
        StandIn::Parked,
        StandIn::Consent,
        StandIn::Maintenance,
        StandIn::Suspended,
        StandIn::NotFound,
        StandIn::ErrorPage,
        StandIn::ScriptError,
        StandIn::ErrorText,
        StandIn::ErrorJson,
        StandIn::DefaultPage,
        StandIn::Listing,
        StandIn::AppShell,
        StandIn::Page,
        StandIn::Opml,
        StandIn::Sitemap,
        StandIn::Schema,
        StandIn::Soap,
        StandIn::Wsdl,
        StandIn::Xml,
        StandIn::Json,
        StandIn::Text,
        StandIn::Empty,
        StandIn::Image,
        StandIn::Media,
        StandIn::Pdf,
        StandIn::Archive,
        StandIn::Program,
        StandIn::Binary,
    ];

    /// In plain words, to stand behind "is" or a colon.
    pub fn as_str(self) -> &'static str {
        match self {
            StandIn::Challenge => "a challenge page of a CDN",
            StandIn::Blocked => "a block page of a CDN",
            StandIn::Captcha => "a captcha page",
            StandIn::CaptivePortal => "a captive portal of a network",
            StandIn::Login => "a login page",
            StandIn::Parked => "a page of a parked domain",
            StandIn::Consent => "a consent page for cookies",
            StandIn::Maintenance => "a maintenance page",
            StandIn::Suspended => "a notice that the site is suspended",
            StandIn::NotFound => "a \"not found\" page",
            StandIn::ErrorPage => "an error page",
            StandIn::ScriptError => "an error message of the site's software",
            StandIn::ErrorText => "an error message",
            StandIn::ErrorJson => "an error message in JSON",
            StandIn::DefaultPage => "the default page of a server",
            StandIn::Listing => "a directory listing",
            StandIn::AppShell => "a page that only JavaScript fills",
            StandIn::Page => "an HTML page",
            StandIn::Opml => "a list of feeds (OPML)",
            StandIn::Sitemap => "a list of pages (sitemap)",
            StandIn::Schema => "an XML schema",
            StandIn::Soap => "a message of a web service (SOAP)",
            StandIn::Wsdl => "a description of a web service (WSDL)",
            StandIn::Xml => "XML of another kind",
            StandIn::Json => "JSON of another kind",
            StandIn::Text => "plain text",
            StandIn::Empty => "an empty document",
            StandIn::Image => "an image",
            StandIn::Media => "an audio or video file",
            StandIn::Pdf => "a PDF file",
            StandIn::Archive => "an archive",
            StandIn::Program => "an executable program",
            StandIn::Binary => "binary data",
        }
    }

    /// What the operator can do about it.
    pub fn help(self) -> &'static str {
        match self {
            StandIn::Challenge | StandIn::Blocked | StandIn::Captcha => {
                "ask the publisher to let feed readers in, or lower how often you ask"
            }
            StandIn::CaptivePortal => "check the network of this machine",
            StandIn::Login => {
                "send credentials with `auth`, or ask the publisher for a public feed"
            }
            StandIn::Parked => "the domain changed hands: switch the source off",
            StandIn::Consent => {
                "ask the publisher to serve the feed without it, or send its cookie in `headers`"
            }
            StandIn::Maintenance
            | StandIn::ErrorPage
            | StandIn::ScriptError
            | StandIn::ErrorText => "it may pass; if it lasts, tell the publisher",
            StandIn::Suspended => "if it lasts, switch the source off",
            StandIn::NotFound => "look for the feed's new address",
            StandIn::ErrorJson => {
                "check the address and its parameters, and whether it wants a key"
            }
            StandIn::DefaultPage => {
                "check the address; if it is right, the site is gone or not ready yet"
            }
            StandIn::Listing => "give the address of one of its files",
            StandIn::AppShell => "look for the address of the site's feed: none is announced",
            StandIn::Opml => "use kind = \"opml\"",
            StandIn::Sitemap => "use kind = \"sitemap\"",
            StandIn::Page
            | StandIn::Schema
            | StandIn::Soap
            | StandIn::Wsdl
            | StandIn::Xml
            | StandIn::Json
            | StandIn::Text
            | StandIn::Empty
            | StandIn::Image
            | StandIn::Media
            | StandIn::Pdf
            | StandIn::Archive
            | StandIn::Program
            | StandIn::Binary => "open the address in a browser and check what it shows",
        }
    }

    /// Whether it may lead to a feed that it announces (RSS autodiscovery). A wall, a portal or an
    /// error page speaks for somebody else, or for nobody.
    pub fn may_lead(self) -> bool {
        self == StandIn::Page
    }

    /// Whether it stands before the document and not for it: a wall, a portal, an outage. That a
    /// feed shows it says nothing about where the feed is.
    pub fn is_barrier(self) -> bool {
        matches!(
            self,
            StandIn::Challenge
                | StandIn::Blocked
                | StandIn::Captcha
                | StandIn::CaptivePortal
                | StandIn::Login
                | StandIn::Consent
                | StandIn::Maintenance
                | StandIn::ErrorPage
                | StandIn::ScriptError
                | StandIn::ErrorText
                | StandIn::ErrorJson
        )
    }

    /// Whether it says more about an answer than an error status does: every 404 has an error page.
    pub fn explains_status(self) -> bool {
        matches!(
            self,
            StandIn::Challenge
                | StandIn::Blocked
                | StandIn::Captcha
                | StandIn::CaptivePortal
                | StandIn::Login
                | StandIn::Parked
                | StandIn::Consent
                | StandIn::Maintenance
                | StandIn::Suspended
                | StandIn::ScriptError
        )
    }
}

/// A document that was to be judged and is no feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAFeed {
    /// What it is.
    pub kind: StandIn,
    /// The same in words, to stand behind "is", with the title of a page.
    pub what: String,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_words_and_a_name_of_its_own() {
        let words: BTreeSet<_> = StandIn::ALL.map(StandIn::as_str).into();
        let names: BTreeSet<_> =
            StandIn::ALL.map(|kind| serde_json::to_string(&kind).unwrap()).into();
        assert_eq!((words.len(), names.len()), (StandIn::ALL.len(), StandIn::ALL.len()));
        for kind in StandIn::ALL {
            let name = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<StandIn>(&name).unwrap(), kind);
            for text in [kind.as_str(), kind.help()] {
                assert!(!text.ends_with('.') && text.len() < 90, "{text}");
            }
        }
        assert!(names.contains("\"captive-portal\""));
    }

    #[test]
    fn only_a_page_leads_on() {
        let leading: Vec<_> = StandIn::ALL.into_iter().filter(|kind| kind.may_lead()).collect();
        assert_eq!(leading, [StandIn::Page]);
    }
}
