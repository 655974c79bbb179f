//! Settings → a Caddyfile.

use crate::model::{EXTENSIONS, Media};

use super::{EVERYWHERE, FOREVER, POLICY, SHORT, Settings, path, pattern, shared_extensions};

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
         \t@writing not method GET HEAD\n\
         \theader @writing Allow \"GET, HEAD\"\n\
         \terror @writing 405\n\
         \n\
         \t# How long a copy may be used without asking.\n\
         \tmap {{path}} {{feedmill.caching}} {{\n\
         \t\t~{archived} \"{FOREVER}\"\n\
         \t\tdefault \"{SHORT}\"\n\
         \t}}\n\
         \theader Cache-Control {{feedmill.caching}}\n\
         \n\
         \t# Programs on other sites may read feeds.\n\
         \t@shared path_regexp {shared}\n\
         \theader @shared Access-Control-Allow-Origin *\n\
         \n\
         \t# Pages load nothing from elsewhere.\n\
         \t@pages path_regexp (?:/|\\.html)$\n\
         \theader @pages Content-Security-Policy \"{POLICY}\"\n",
        archived = pattern::archives(settings),
        shared = shared.join("|"),
    ));
    for (field, value) in EVERYWHERE {
        text.push_str(&format!("\theader {field} {value}\n"));
    }
    text.push_str("\n\tmap {path} {feedmill.type} {\n");
    for (path, media) in &feeds {
        text.push_str(&format!("\t\t~{path} \"{}\"\n", media.content_type()));
    }
    for (extension, media) in EXTENSIONS {
        text.push_str(&format!("\t\t~\\.{extension}$ \"{}\"\n", media.content_type()));
    }
    text.push_str(&format!(
        "\t\t~/$ \"{}\"\n\t\tdefault \"{}\"\n\t}}\n\
         \theader Content-Type {{feedmill.type}}\n\
         \n\t# Siblings first; what has none is packed on the way.\n\
         \tencode gzip\n\
         \tfile_server {{\n\t\tprecompressed br gzip\n\t}}\n}}\n",
        settings.names.media(path::INDEX).content_type(),
        Media::UNKNOWN.content_type(),
    ));
    text
}

/// A text as Caddy reads it.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
