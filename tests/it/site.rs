//! The published pages in a real browser: what people see, and what must not happen.

mod browser;
mod same;
mod world;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::support::{Answer, Server};

use browser::{Browser, Look};
pub use world::Served;
use world::{TITLES, World};

/// Where pictures of the pages are left for people to look at.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("site")
}

/// The first page, those of topics, and one of an item.
fn pages(world: &World) -> Vec<(&'static str, String)> {
    let published = world.mill.published();
    let item = published
        .keys()
        .filter(|name| name.starts_with("item/"))
        .max_by_key(|name| published[*name].0.len());
    vec![
        ("index", world.url.clone()),
        ("harbour", format!("{}harbour/", world.url)),
        ("all", format!("{}all/index.html", world.url)),
        ("item", format!("{}{}", world.url, item.expect("items without an address"))),
    ]
}

fn texts(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// What a browser makes of a page: what ran, what of a publisher is there as markup, and headings.
fn made_of(browser: &Browser) -> Vec<String> {
    let found = browser.run(
        "return [typeof window.hostile, document.querySelectorAll('main script, main style, \
         main img, main svg, main iframe, main object, main embed, main form:not(.search), main meta, \
         main base, base, main link, [style], [onclick], [onerror], [onload], \
         [href^=\"javascript:\"]').length, document.querySelectorAll('h1').length, \
         document.querySelectorAll('main').length].map(String)",
    );
    texts(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn what_these_tests_look_for_is_seen() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let page = "<!DOCTYPE html><html lang=en><title>x</title><main><h1>a</h1><h1>b</h1>\
                <img src=gone.png onerror='window.hostile=1'><img src='https://other.example/a.png'>\
                <p style='width:2000px'>wide</p></main>";
    server.route("/", Answer::ok(page).header("Content-Type", "text/html"));
    browser.look(Look::Light, 320);
    browser.requests();
    browser.open(server.url("/").as_str());
    assert_eq!(made_of(&browser), ["number", "3", "2", "1"]);
    assert!(!browser.console().is_empty());
    assert!(browser.requests().contains(&"https://other.example/a.png".to_owned()));
    assert!(browser.run("return document.documentElement.scrollWidth").as_u64() > Some(2000));
    if let Some(axe) = axe() {
        assert!(!violations(&browser, &axe).is_empty());
    }
}

#[test]
fn pages_load_nothing_foreign_and_say_nothing_wrong() {
    let Some(browser) = Browser::start() else { return };
    let world = World::new();
    browser.requests();
    for (name, url) in pages(&world) {
        browser.open(&url);
        assert_eq!(browser.console(), [""; 0], "{name}");
        let requests = browser.requests();
        assert!(requests.len() >= 2, "{name}: {requests:?}");
        assert!(
            requests.iter().all(|request| request.starts_with(&world.url)),
            "{name}: {requests:?}"
        );
        assert_eq!(made_of(&browser), ["undefined", "0", "1", "1"], "{name}");
    }
    browser.open(&format!("{}harbour/", world.url));
    let titles =
        browser.run("return Array.from(document.querySelectorAll('h3'), it => it.textContent)");
    let titles = texts(&titles);
    assert_eq!(titles.len(), 100);
    for title in TITLES {
        assert!(titles.contains(&title), "{title:?} is not among {:#?}", &titles[..10]);
    }
}

#[test]
fn subscribe_links_lead_to_valid_feeds() {
    let Some(browser) = Browser::start() else { return };
    let world = World::new();
    for (name, url) in pages(&world) {
        browser.open(&url);
        let announced = browser.run(
            "return Array.from(document.querySelectorAll('link[rel=alternate]'), it => it.href)",
        );
        let linked = browser
            .run("return Array.from(document.querySelectorAll('main a[type]'), it => it.href)");
        let written = browser.run(
            "return Array.from(document.querySelectorAll('.subscribe code'), it => it.textContent)",
        );
        let mut feeds = texts(&announced);
        assert!(feeds.len() >= 3, "{name}: {feeds:?}");
        assert!(feeds[0].ends_with("/atom.xml"), "{name}: {feeds:?}");
        assert!(texts(&linked).iter().all(|feed| feeds.contains(feed)), "{name}");
        if name == "harbour" {
            assert_eq!(texts(&written), feeds);
        }
        feeds.truncate(6);
        let ran = world.mill.run(&[&["lint", "--allow", "127.0.0.1"], &feeds[..]].concat());
        let ran = ran.ends_with(0);
        assert!(!ran.stdout.contains(" error"), "{}", ran.stdout);
    }
}

#[test]
fn a_page_works_without_script() {
    let Some(browser) = Browser::start() else { return };
    let world = World::new();
    let page = format!("{}harbour/", world.url);
    browser.command("Emulation.setScriptExecutionDisabled", &serde_json::json!({"value": true}));
    browser.open(&page);
    assert!(!browser.is_displayed(".search"));
    assert!(browser.is_displayed("article:last-child h3 a"));
    assert!(browser.shown(".subscribe").contains("/harbour/atom.xml"));
    assert_eq!(browser.console(), [""; 0]);
    // What is folded up opens without one, too.
    assert!(!browser.is_displayed(".why ul"));
}

#[test]
fn the_search_shows_what_has_all_words() {
    let Some(browser) = Browser::start() else { return };
    let world = World::new();
    browser.open(&format!("{}harbour/", world.url));
    assert!(browser.is_displayed(".search"));
    browser.type_into("#search", "FIRE brekvik");
    let shown = browser.run(
        "return Array.from(document.querySelectorAll('article:not([hidden]) h3'), it => it.textContent)",
    );
    let shown = texts(&shown);
    assert!((1..20).contains(&shown.len()), "{shown:?}");
    assert!(shown.iter().all(|title| title.contains("Fire in the Brekvik")), "{shown:?}");
    assert_eq!(browser.shown(".search output"), format!("{} of 100 items", shown.len()));
    let empty = browser.run("return document.querySelectorAll('.day:not([hidden]):not(:has(article:not([hidden])))').length");
    assert_eq!(empty, 0, "days without an item that is shown");
    browser.type_into("#search", "\u{E007} no such word");
    assert_eq!(browser.shown(".search output"), "0 of 100 items");
    assert_eq!(browser.console(), [""; 0]);
}

/// The rules of accessibility, where `.ci/run` has put them.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("FEEDMILL_AXE") else {
        let is_asked_for = std::env::var_os("FEEDMILL_TEST_TOOLS").is_some_and(|it| it == "all");
        assert!(!is_asked_for, "FEEDMILL_AXE does not say where axe.min.js is");
        eprintln!("left out: FEEDMILL_AXE does not say where axe.min.js is");
        return None;
    };
    Some(fs::read_to_string(path).unwrap())
}

/// What the page in the browser does wrong, everything unfolded.
fn violations(browser: &Browser, axe: &str) -> Vec<String> {
    browser.run("document.querySelectorAll('details').forEach(it => it.open = true)");
    browser.run(axe);
    let found = browser.wait_for(
        "const done = arguments[arguments.length - 1];\
         const told = rule => rule.id + ': ' + \
         rule.nodes.slice(0, 3).map(node => node.html + node.failureSummary).join(' | ');\
         axe.run(document).then(it => done(it.passes.length > 15 || it.violations.length \
         ? it.violations.map(told) : ['it tried nothing']), error => done([String(error)]))",
    );
    texts(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn pages_are_accessible_in_light_and_dark() {
    let (Some(axe), Some(browser)) = (axe(), Browser::start()) else { return };
    let world = World::new();
    for (look, width) in [(Look::Light, 1280), (Look::Dark, 320)] {
        browser.look(look, width);
        for (name, url) in pages(&world) {
            browser.open(&url);
            assert_eq!(violations(&browser, &axe), [""; 0], "{name}, {width}");
        }
    }
}

#[test]
fn pages_fit_on_narrow_screens_and_on_paper() {
    let Some(browser) = Browser::start() else { return };
    let world = World::new();
    for (look, width, kind) in [
        (Look::Light, 320, "light-320"),
        (Look::Dark, 320, "dark-320"),
        (Look::Light, 1280, "light-1280"),
        (Look::Dark, 1280, "dark-1280"),
        (Look::Print, 700, "print-700"),
    ] {
        browser.look(look, width);
        for (name, url) in pages(&world) {
            browser.open(&url);
            let wide = browser.run("return document.documentElement.scrollWidth");
            assert_eq!(wide, width, "{name}, {kind}");
            if let Look::Print = look {
                let hidden = ["nav", ".subscribe", ".search", ".why"];
                for selector in hidden.iter().filter(|_| name == "harbour") {
                    assert!(!browser.is_displayed(selector), "{selector} on paper");
                }
                let color = browser.run("return getComputedStyle(document.body).backgroundColor");
                assert_eq!(color, "rgb(255, 255, 255)");
                assert!(browser.is_displayed("h1"));
            }
            browser.picture(&pictures().join(format!("{name}-{kind}.png")), 2400);
        }
    }
}

#[test]
fn a_page_of_a_hundred_items_is_small() {
    let world = World::new();
    let published = world.mill.published();
    for page in ["harbour/index.html", "all/index.html"] {
        let bytes = published[page].0.len();
        assert!(bytes <= 100 * 1024, "{page}: {bytes} bytes");
    }
}
