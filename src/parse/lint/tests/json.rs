//! Rules of JSON Feed.

use super::{check, document, hints, judge};

/// A clean feed with more in it on line 2, and one item on line 3.
fn feed(head: &str, item: &str) -> String {
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"feed_url\": \"https://a.example/f.json\", \
         \"home_page_url\": \"https://a.example/\",\n{head}\n\"items\": [{{{item}}}]}}"
    )
}

const CLEAN: &str = "\"id\": \"1\", \"content_text\": \"a\"";

#[track_caller]
fn head(inside: &str, want: &[&str]) {
    check(&feed(inside, CLEAN), want);
}

#[track_caller]
fn item(inside: &str, want: &[&str]) {
    check(&feed("", &format!("{CLEAN}, {inside}")), want);
}

#[test]
fn feeds() {
    let judgement = judge(&document(feed("", CLEAN)));
    assert_eq!(judgement.findings, []);
    assert_eq!((judgement.format.as_str(), judgement.items), ("JSON Feed 1.1", 1));
    check(
        "{\"version\": \"https://jsonfeed.org/version/1.1\"}",
        &["json-title-missing:1", "json-items-missing:1"],
    );
    check(
        "{\"version\": \"https://jsonfeed.org/version/1.1\",\n \"items\": [,]}",
        &["json-syntax:2"],
    );
    check("{\"title\": \"T\", \"items\": []}", &["json-root:1"]);
    check(&feed("", CLEAN).replace("1.1\"", "7\""), &["json-version:1"]);
    head("\"language\": \"english\",", &["language:2"]);
    head("\"expired\": \"yes\",", &["json-type:2"]);
    head("\"icon\": null,", &["json-null:2"]);
    head("\"titel\": \"T\",", &["json-unknown:2"]);
    head("\"_a\": {\"b\": 1},", &[]);
    head("\"_a.b\": {},", &["json-extension:2"]);
    head("\"title\": \"T\",", &["json-duplicate:2"]);
    head("\"author\": {\"name\": \"A\"},", &["json-author:2"]);
    head("\"authors\": [{\"name\": \"A\"}, {}],", &["json-author-empty:2"]);
    head("\"hubs\": [{\"type\": \"x\"}],", &["json-hub:2"]);
    head("\"icon\": \"/i.png\",", &["address-relative:2"]);
    hints(&feed("", CLEAN).replace("1.1\"", "1\""), &["json-old"]);
    hints(&feed("", CLEAN).replace("feed_url", "_f"), &["json-feed-url"]);
    hints(&feed("", CLEAN).replace("home_page_url", "_h"), &["json-home"]);
}

#[test]
fn items() {
    check(&feed("", ""), &["json-id-missing:3", "json-content-missing:3"]);
    check(&feed("", CLEAN).replace("\"1\"", "1"), &["json-type:3"]);
    check(&feed("", &format!("{CLEAN}}},\n{{{CLEAN}")), &["json-id-duplicate:4"]);
    item("\"url\": \"x\"", &["address-relative:3"]);
    item("\"title\": \"<b>T</b>\"", &["title-markup:3"]);
    item("\"content_html\": \"<script>x</script>\"", &["html-script:3"]);
    item("\"date_published\": \"yesterday\"", &["date-3339:3"]);
    item("\"tags\": [1]", &["json-type:3"]);
    item(
        "\"attachments\": [{\"url\": \"https://a.example/1\", \"size_in_bytes\": \"1\"}]",
        &["json-attachment:3", "json-type:3"],
    );
    item(
        "\"attachments\": [{\"url\": \"https://a.example/1\", \"mime_type\": \"mp3\"}]",
        &["media-type:3"],
    );
}
