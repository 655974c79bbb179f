//! Rules of JSON Feed 1.1.

use super::rules;

rules! {
    JSON_SYNTAX Error "json-syntax" "is no JSON"
        "let a JSON library write the document"
        "RFC 8259 §2";
    JSON_ROOT Error "json-root" "is no object with a version"
        "begin with {\"version\": \"https://jsonfeed.org/version/1.1\""
        "JSON Feed 1.1, Top-level";
    JSON_VERSION Error "json-version" "is no version of JSON Feed"
        "write https://jsonfeed.org/version/1.1"
        "JSON Feed 1.1, version";
    JSON_OLD Hint "json-old" "is an old version of JSON Feed"
        "write https://jsonfeed.org/version/1.1, and authors instead of author"
        "JSON Feed 1.1, version";
    JSON_TITLE_MISSING Error "json-title-missing" "has no title"
        "say the name of the feed"
        "JSON Feed 1.1, title";
    JSON_ITEMS_MISSING Error "json-items-missing" "has no items"
        "write an array, even if it is empty"
        "JSON Feed 1.1, items";
    JSON_FEED_URL Hint "json-feed-url" "has no feed_url"
        "say the address of the feed itself"
        "JSON Feed 1.1, feed_url";
    JSON_HOME Hint "json-home" "has no home_page_url"
        "say the address of the site"
        "JSON Feed 1.1, home_page_url";
    JSON_ID_MISSING Error "json-id-missing" "has no id"
        "give every item an id that never changes"
        "JSON Feed 1.1, Items";
    JSON_ID_DUPLICATE Error "json-id-duplicate" "is that of another item"
        "give every item its own"
        "JSON Feed 1.1, Items";
    JSON_CONTENT_MISSING Error "json-content-missing" "has neither content_html nor content_text"
        "give every item one of them"
        "JSON Feed 1.1, Items";
    JSON_TYPE Error "json-type" "is not of the right type"
        "write the type that the specification gives"
        "JSON Feed 1.1";
    JSON_NULL Warning "json-null" "is null"
        "leave the member out"
        "JSON Feed 1.1";
    JSON_UNKNOWN Warning "json-unknown" "is not a member of JSON Feed"
        "check its spelling; a member of your own begins with _"
        "JSON Feed 1.1, Extensions";
    JSON_EXTENSION Error "json-extension" "has a dot in its name"
        "leave the dot out of names of extensions"
        "JSON Feed 1.1, Extensions";
    JSON_DUPLICATE Error "json-duplicate" "stands there twice"
        "keep one of them"
        "RFC 8259 §4";
    JSON_AUTHOR Warning "json-author" "is deprecated"
        "write \"authors\": [{…}]"
        "JSON Feed 1.1, authors";
    JSON_AUTHOR_EMPTY Error "json-author-empty" "says neither name, url nor avatar"
        "say at least one of them"
        "JSON Feed 1.1, authors";
    JSON_ATTACHMENT Error "json-attachment" "lacks a member"
        "say url and mime_type"
        "JSON Feed 1.1, Attachments";
    JSON_HUB Error "json-hub" "lacks a member"
        "say type and url"
        "JSON Feed 1.1, hubs";
}
