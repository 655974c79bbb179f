//! Settings → a file for `conf.d` of nginx, complete as it stands.

use crate::model::{EXTENSIONS, Media};

use super::{EVERYWHERE, FOREVER, POLICY, SHORT, Settings, pattern, shared_extensions};

/// Writes the file.
pub(super) fn write(root: &str, settings: &Settings) -> String {
    let base_url = &settings.site.base_url;
    let host = base_url.host_str().unwrap_or("_");
    let ours = format!("feedmill_{}", host.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let port = base_url.port().unwrap_or(80);
    let shared: Vec<&str> = shared_extensions().collect();
    let mut feeds: Vec<String> =
        pattern::feeds(settings).into_iter().map(|(path, _)| path).collect();
    feeds.push(format!("\\.(?:{})$", shared.join("|")));
    let shared: String = feeds.iter().map(|path| format!("    \"~{path}\" \"*\";\n")).collect();
    let mut text = format!(
        "# Serves {base_url}; written by `feedmill export nginx`, for /etc/nginx/conf.d/.\n\
         # `certbot --nginx` adds a certificate to it.\n\
         \n\
         # How long a copy may be used without asking.\n\
         map $uri ${ours}_caching {{\n\
         \x20   default \"{SHORT}\";\n\
         \x20   \"~{archived}\" \"{FOREVER}\";\n\
         }}\n\
         \n\
         # Programs on other sites may read feeds.\n\
         map $uri ${ours}_origin {{\n\
         \x20   default \"\";\n\
         {shared}\
         }}\n\
         \n\
         # Pages load nothing from elsewhere.\n\
         map $uri ${ours}_policy {{\n\
         \x20   default \"\";\n\
         \x20   \"~(?:/|\\.html)$\" \"{POLICY}\";\n\
         }}\n\
         \n\
         server {{\n\
         \x20   listen {port};\n\
         \x20   listen [::]:{port};\n\
         \x20   server_name {host};\n\
         \x20   root {root};\n",
        archived = pattern::archives(settings),
        root = quote(root),
    );
    if !pattern::prefix(settings).is_empty() {
        text.push_str(&format!(
            "    # The published files lie in the folder {}/ below it.\n",
            pattern::prefix(settings)
        ));
    }
    text.push_str(
        "    index index.html;\n\
         \x20   absolute_redirect off;\n\
         \x20   server_tokens off;\n\
         \n\
         \x20   etag on;\n\
         \x20   if_modified_since before;\n",
    );
    text.push_str(&format!("    add_header Cache-Control ${ours}_caching;\n"));
    text.push_str(&format!("    add_header Access-Control-Allow-Origin ${ours}_origin;\n"));
    text.push_str(&format!("    add_header Content-Security-Policy ${ours}_policy;\n"));
    for (field, value) in EVERYWHERE {
        text.push_str(&format!("    add_header {field} {value} always;\n"));
    }
    text.push_str(&packing());
    text.push_str(&types());
    text.push_str(
        "\n    # Names with a dot in front are not for the public.\n    \
         location ~ \"/\\.(?!well-known/)\" {\n        return 404;\n    }\n",
    );
    for (path, media) in pattern::feeds(settings) {
        text.push_str(&format!(
            "    location ~ \"{path}\" {{\n        types {{ }}\n        default_type {};\n    }}\n",
            media.name
        ));
    }
    text.push_str("}\n");
    text
}

/// Siblings first; what has none is packed on the way.
fn packing() -> String {
    let types: Vec<&str> = all(|media| media.is_packable && media.name != "text/html");
    format!(
        "\n    gzip_static on;\n    # brotli_static on;    # with the package libnginx-mod-http-brotli-static\n    \
         gzip on;\n    gzip_vary on;\n    gzip_proxied any;\n    gzip_min_length 1024;\n    \
         gzip_types {};\n",
        types.join(" ")
    )
}

fn types() -> String {
    let charset: Vec<&str> = all(|media| media.has_charset && media.name != "text/html");
    let mut text = format!(
        "\n    charset utf-8;\n    charset_types {};\n    default_type {};\n    types {{\n",
        charset.join(" "),
        Media::UNKNOWN.name
    );
    for (extension, media) in EXTENSIONS {
        text.push_str(&format!("        {} {extension};\n", media.name));
    }
    text.push_str("    }\n");
    text
}

/// The types that a test picks, each once. nginx adds text/html to its lists by itself.
fn all(picks: impl Fn(&Media) -> bool) -> Vec<&'static str> {
    let known = EXTENSIONS.iter().map(|(_, media)| *media).chain([Media::JSON_FEED]);
    let mut names: Vec<&str> = Vec::new();
    for media in known.filter(picks) {
        if !names.contains(&media.name) {
            names.push(media.name);
        }
    }
    names
}

/// A text as nginx reads it.
fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
