//! Settings → a Caddyfile.

use crate::model::EXTENSIONS;

use super::{EVERYWHERE, FOREVER, POLICY, SHORT, Settings, pattern, shared_extensions};

/// Writes the file.
pub(super) fn write(root: &str, settings: &Settings) -> String {
    let base_url = &settings.site.base_url;
    // Without a scheme, Caddy fetches a certificate and redirects to HTTPS.
    let mut address = base_url.host_str().unwrap_or("localhost").to_owned();
    if base_url.scheme() == "http" {
        address.insert_str(0, "http://");
    }
    if let Some(port) = base_url.port() {
        address.push_str(&format!(":{port}"));
    }
    let feeds = pattern::feeds(settings);
    let mut shared: Vec<String> = feeds.iter().map(|(path, _)| path.clone()).collect();
    shared.extend(shared_extensions().map(|extension| format!("\\.{extension}$")));
    let (changing, archived) = (pattern::changing(settings), pattern::archived(settings));
    let mut text = format!(
        "# Serves {base_url}; written by `feedmill export caddy`.\n\
         {address} {{\n\
         \troot * {root}\n",
        root = quote(root),
    );
    if !pattern::prefix(settings).is_empty() {
        text.push_str(&format!(
            "\t# The published files lie in the folder {}/ below it.\n",
            pattern::prefix(settings)
        ));
    }
    text.push_str(&format!(
        "\n\t# Names with a dot in front are not for the public.\n\
         \t@hidden {{\n\
         \t\tpath_regexp /\\.\n\
         \t\tnot path /.well-known/*\n\
         \t}}\n\
         \terror @hidden 404\n\
         \n\
         \t# How long a copy may be used without asking.\n\
         \t@archived {{\n\
         \t\tpath_regexp {archived}\n\
         \t\tnot path_regexp {changing}\n\
         \t}}\n\
         \t@current {{\n\
         \t\tnot {{\n\
         \t\t\tpath_regexp {archived}\n\
         \t\t\tnot path_regexp {changing}\n\
         \t\t}}\n\
         \t}}\n\
         \theader @archived Cache-Control \"{FOREVER}\"\n\
         \theader @current Cache-Control \"{SHORT}\"\n\
         \n\
         \t# Programs on other sites may read feeds.\n\
         \t@shared path_regexp {shared}\n\
         \theader @shared Access-Control-Allow-Origin *\n\
         \n\
         \t# Pages load nothing from elsewhere.\n\
         \t@pages path_regexp (?:/|\\.html)$\n\
         \theader @pages Content-Security-Policy \"{POLICY}\"\n",
        shared = shared.join("|"),
    ));
    for (field, value) in EVERYWHERE {
        text.push_str(&format!("\theader {field} {value}\n"));
    }
    text.push_str("\n\t# Types.\n");
    for (number, (path, media)) in (1..).zip(&feeds) {
        text.push_str(&format!(
            "\t@feed{number} path_regexp {path}\n\theader @feed{number} Content-Type \"{}\"\n",
            media.content_type()
        ));
    }
    // A feed may be called `rss.xml`; the rest of its extension is something else.
    let paths: Vec<&str> = feeds.iter().map(|(path, _)| path.as_str()).collect();
    let paths = paths.join("|");
    for (extension, media) in EXTENSIONS.iter().filter(|(_, media)| media.is_packable) {
        text.push_str(&format!(
            "\t@{extension} {{\n\t\tpath *.{extension}\n\t\tnot path_regexp {paths}\n\t}}\n\
             \theader @{extension} Content-Type \"{}\"\n",
            media.content_type()
        ));
    }
    text.push_str(
        "\n\t# Siblings first; what has none is packed on the way.\n\
         \tencode gzip\n\
         \tfile_server {\n\t\tprecompressed br gzip\n\t}\n}\n",
    );
    text
}

/// A text as Caddy reads it.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
