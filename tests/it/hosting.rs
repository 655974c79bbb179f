//! What hosts make of the published files: packed siblings, types, caching, and recipes.

#[cfg(unix)]
mod hosts;
#[cfg(unix)]
mod http;
mod recipes;
#[cfg(unix)]
mod servers;
mod siblings;

use std::fs;

use crate::support::{Mill, YEAR_LATER, differing, touch};

/// A sample mill with every file for hosts, that has run.
fn turned() -> Mill {
    let mill = Mill::sample();
    ask_for(&mill, "compress = [\"gzip\", \"brotli\"]\nheaders = [\"netlify\", \"apache\"]\n");
    mill.run(&["run"]).silent();
    // Some hosts give no strong validator to a file of this very second.
    for name in mill.published().into_keys() {
        touch(&mill.path("feeds/public").join(name), 1_780_000_000);
    }
    mill
}

/// Puts lines under `[output]`.
fn ask_for(mill: &Mill, lines: &str) {
    mill.edit("config.toml", |text| text.replace("[output]\n", &format!("[output]\n{lines}")));
}

fn read(mill: &Mill, name: &str) -> String {
    fs::read_to_string(mill.path("feeds/public").join(name)).unwrap()
}

#[test]
fn files_for_hosts_and_robots() {
    let mill = turned();
    assert!(
        read(&mill, "_headers").contains("/:topic/rss.xml\n  Content-Type: application/rss+xml;")
    );
    assert!(read(&mill, ".htaccess").contains("ForceType \"application/atom+xml; charset=utf-8\""));
    let robots = read(&mill, "robots.txt");
    assert!(robots.ends_with("Sitemap: https://feeds.example.org/sitemap.xml\n"), "{robots}");
    let sitemap = read(&mill, "sitemap.xml");
    let pages = mill.published().into_keys().filter(|name| name.ends_with(".html")).count();
    assert_eq!(sitemap.matches("<url>").count(), pages);
    // Of the newest article in the samples.
    assert!(sitemap.contains("<lastmod>2026-05-26T17:28:00Z</lastmod>"), "{sitemap}");

    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    assert_eq!(differing(&before, &mill.published()), [""; 0]);
    mill.edit("config.toml", |text| text.replace("headers = [\"netlify\", \"apache\"]", ""));
    mill.edit("config.toml", |text| text.replace("feeds.example.org/", "example.org/feeds/"));
    mill.run(&["build", "--force"]).ends_with(0);
    let after = mill.published();
    for gone in ["_headers", ".htaccess", "robots.txt"] {
        assert!(!after.contains_key(gone), "{gone}");
    }
    assert!(
        read(&mill, "sitemap.xml").contains("<loc>https://example.org/feeds/ai/index.html</loc>")
    );
}

#[test]
fn the_list_of_sources_is_published_on_request() {
    let mill = Mill::sample();
    ask_for(&mill, "subscriptions = true\n");
    mill.edit("config.toml", |text| {
        format!("{text}\n[[source]]\nid = \"far\"\nurl = \"https://me:secret@far.example/feed\"\nevery = \"24h\"\n")
    });
    mill.run(&["build"]).ends_with(0);
    let list = read(&mill, "subscriptions.opml");
    assert!(list.contains("xmlUrl=\"https://far.example/feed\""), "{list}");
    mill.edit("config.toml", |text| text.replace("subscriptions = true", ""));
    mill.run(&["build"]).ends_with(0);
    assert!(!mill.path("feeds/public/subscriptions.opml").exists());
}

#[test]
fn what_servers_need_is_printed() {
    let mill = Mill::sample();
    let nginx = mill.run(&["export", "nginx", "--root", "/var/www/feeds"]).ends_with(0).stdout;
    assert!(nginx.contains("\n    root \"/var/www/feeds\";\n"), "{nginx}");
    assert!(nginx.contains("\n    server_name feeds.example.org;\n"), "{nginx}");
    let caddy = mill.run(&["export", "caddy"]).ends_with(0).stdout;
    let root = mill.path("feeds/public").display().to_string();
    assert!(caddy.contains(&format!("\n\troot * \"{root}\"\n")), "{caddy}");
    mill.run(&["export", "netlify", "_headers"]).silent();
    assert!(fs::read_to_string(mill.path("_headers")).unwrap().contains("nosniff"));
    assert!(mill.run(&["export", "apache"]).ends_with(0).stdout.contains("AddType"));

    // A site in a folder of a host: addresses start above the published files where they can.
    mill.edit("config.toml", |text| text.replace("feeds.example.org/", "example.org/public/"));
    let nginx = mill.run(&["export", "nginx"]).ends_with(0).stdout;
    let root = mill.path("feeds").display().to_string();
    assert!(nginx.contains(&format!("\n    root \"{root}\";\n")), "{nginx}");
    assert!(nginx.contains("~ \"^/public/(?:[^/]+/rss\\.xml|"), "{nginx}");
}

#[test]
fn words_that_hosts_do_not_have_are_told() {
    let mill = Mill::sample();
    ask_for(&mill, "headers = [\"netlifi\"]\ncompress = [\"gzip\", \"gzip\"]\n");
    let ran = mill.run(&["check"]).ends_with(3);
    ran.tells(&[
        "`netlifi` is not one of none, netlify,",
        "did you mean `netlify`?",
        "`compress` names a",
    ]);
    mill.edit("config.toml", |text| {
        text.replace("[\"netlifi\"]", "\"nginx\"").replace(", \"gzip\"]", "]")
    });
    mill.run(&["check"])
        .ends_with(0)
        .tells(&["nginx reads no file", "`feedmill export nginx` prints"]);
}
