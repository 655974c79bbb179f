//! What gives walls away: titles, phrases that people read, and marks in the markup.
//!
//! Each list holds what the makers of the page wrote and nobody else does, folded. Ordinary pages
//! carry the scripts of their guards, too: marks are of the page that stands in the way.

/// Of the protocol by which portals speak to programs.
pub(super) const PORTAL_SURE: &[&str] = &["<wispaccessgatewayparam"];

pub(super) const PORTAL_TITLES: &[&str] = &[
    "captive portal",
    "captive-portal",
    "hotspot login",
    "hotspot >",
    "wi-fi login",
    "wifi login",
    "wlan login",
    "guest wi-fi",
    "guest wifi",
    "guest network",
    "network login",
    "network authentication",
    "mikrotik hotspot",
    "firewall authentication",
    "internet access login",
    "welcome to our wi-fi",
    "welcome to our wifi",
    "free wi-fi",
    "free wifi",
];

/// Words for a network, and for getting into one.
pub(super) const NETWORKS: &[&str] = &["wifi", "wi-fi", "wlan", "hotspot", "captive", "network"];

pub(super) const ENTRIES: &[&str] =
    &["login", "log in", "sign in", "portal", "access", "connect", "welcome", "authentication"];

pub(super) const PORTAL_ADDRESSES: &[&str] =
    &["captiveportal", "/guest/s/", "wifi-portal", "hotspot"];

/// FortiGate, openNDS, CoovaChilli, UniFi, Meraki, MikroTik, pfSense, Cisco controllers.
pub(super) const PORTAL_MARKS: &[&str] = &[
    "/fgtauth?",
    "fgtauth",
    "opennds",
    "nodogsplash",
    "chillispot",
    "coovachilli",
    "chillijs",
    "/guest/s/",
    "network-auth.com/splash",
    "mikrotik hotspot",
    "$portal_redirurl$",
    "portal_redirurl",
    "captiveportal",
    "captive-portal",
    "switch_url=",
    "wlanuserip=",
];

pub(super) const CHALLENGE_TITLES: &[&str] = &[
    "just a moment...",
    "attention required! | cloudflare",
    "ddos-guard",
    "vercel security checkpoint",
    "making sure you're not a bot",
    "client challenge",
    "checking your browser",
    "checking if the site connection is secure",
    "one moment, please",
    "please wait while your request is being verified",
    "bot verification",
    "security check",
    "security checkpoint",
    "validating your browser",
    "you are being redirected",
    "access to this page has been denied",
    "nur einen moment...",
    "un instant...",
    "un momento...",
    "um momento...",
    "один момент...",
    "请稍候...",
    "しばらくお待ちください...",
];

/// Cloudflare, Incapsula, DataDome, PerimeterX, Sucuri, AWS, Fastly, DDoS-Guard, Anubis, Vercel,
/// Akamai, Aliyun, SiteGround, Kasada, Imunify360, Radware, go-away.
pub(super) const CHALLENGE_MARKS: &[&str] = &[
    "_cf_chl_opt",
    "cf-chl-",
    "__cf_chl_",
    "cf-browser-verification",
    "jschl_vc",
    "/cdn-cgi/challenge-platform/h/b/orchestrate",
    "/cdn-cgi/challenge-platform/h/g/orchestrate",
    "incapsula incident id",
    "captcha-delivery.com/",
    "id=\"px-captcha",
    "id='px-captcha",
    "window._pxblock",
    "sucuri_cloudproxy_js",
    "awswafintegration",
    "window.gokuprops",
    "/_fs-ch-",
    "/.well-known/ddos-guard/",
    "/.within.website/x/cmd/anubis/",
    "anubis_challenge",
    "/.well-known/vercel/security/",
    "sec-if-cpt-container",
    "/_sec/cp_challenge/",
    "acw_sc__v2",
    "/.well-known/sgcaptcha/",
    "kpsdk",
    "imunify360",
    "validate.perfdrive.com",
    "/.well-known/.git.gammaspectra.live/",
    "basedflare",
];

pub(super) const CHALLENGE_TEXTS: &[&str] = &[
    "checking your browser before accessing",
    "needs to review the security of your connection before proceeding",
    "verify you are human by completing the action below",
    "verifying you are human. this may take a few seconds",
    "enable javascript and cookies to continue",
    "request unsuccessful. incapsula incident id",
    "we're verifying your browser",
    "we are checking your browser",
    "press & hold to confirm you are a human",
    "this process is automatic. your browser will redirect",
];

pub(super) const GUARD_SCRIPTS: &[&str] = &[
    "/_incapsula_resource",
    "/cdn-cgi/challenge-platform/",
    "challenges.cloudflare.com/",
    ".awswaf.com/",
    "datadome",
    "perimeterx",
    "px-cloud.net",
    "ddos-guard",
];

pub(super) const BLOCK_TITLES: &[&str] = &[
    "sucuri website firewall",
    "access denied | ",
    "you have been blocked",
    "request blocked",
    "request rejected",
    "blocked request",
    "your access to this site has been limited",
    "the request could not be satisfied",
    "error: the request could not be satisfied",
    "sorry, you have been blocked",
    "403 forbidden - wordfence",
];

pub(super) const BLOCK_TEXTS: &[&str] = &[
    "sorry, you have been blocked",
    "you are unable to access",
    "this website is using a security service to protect itself from online attacks",
    "has banned your ip address",
    "has banned the country or region your ip address is in",
    "access denied - sucuri website firewall",
    "sucuri website firewall",
    "your access to this site has been limited by the site owner",
    "the requested url was rejected. please consult with your administrator",
    "your access to this service has been limited",
    "blocked by mod_security",
    "generated by wordfence",
    "request blocked. we can't connect to the server for this app or website",
    "web page blocked",
    "our systems have detected unusual traffic",
    "you've been blocked by network security",
    "whoa there, pardner",
];

/// What shows a riddle.
pub(super) const CAPTCHAS: &[&str] = &[
    "g-recaptcha",
    "recaptcha/api.js",
    "recaptcha/enterprise.js",
    "h-captcha",
    "hcaptcha.com/1/api.js",
    "js.hcaptcha.com",
    "cf-turnstile",
    "turnstile/v0/api.js",
    "friendly-challenge",
    "frc-captcha",
    "altcha-widget",
    "geetest",
    "name=\"captcha",
    "id=\"captcha",
];

pub(super) const CAPTCHA_TITLES: &[&str] = &[
    "captcha",
    "recaptcha",
    "robot check",
    "are you a robot",
    "are you human",
    "human verification",
    "verify you are human",
    "i am not a robot",
    "enter the characters you see",
];
