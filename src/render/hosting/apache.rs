//! Settings → `.htaccess`, as Apache reads it where `AllowOverride FileInfo` permits.

use crate::model::EXTENSIONS;

use super::{EVERYWHERE, FOREVER, POLICY, SHORT, Settings, pattern, shared_extensions};

/// Writes the file.
pub(super) fn write(settings: &Settings) -> String {
    let mut text = String::from("# Written by feedmill, as output.headers asks for.\n");
    text.push_str(
        "# Names with a dot in front are not for the public.\n<IfModule mod_alias.c>\n  \
         RedirectMatch 404 \"/\\.(?!well-known/)\"\n</IfModule>\n",
    );
    for (extension, media) in EXTENSIONS.iter().filter(|(_, media)| media.is_packable) {
        text.push_str(&format!("AddType \"{}\" .{extension}\n", media.content_type()));
    }
    let leaves = pattern::leaves(settings);
    for (leaf, media) in &leaves {
        text.push_str(&format!(
            "<FilesMatch \"{leaf}\">\n  ForceType \"{}\"\n</FilesMatch>\n",
            media.content_type()
        ));
    }
    let mut shared: Vec<String> = leaves.into_iter().map(|(leaf, _)| leaf).collect();
    shared.extend(shared_extensions().map(|extension| format!("\\.{extension}$")));
    // Apache does not know the tags again that it changes while packing, and never says 304.
    text.push_str(
        "<IfModule mod_headers.c>\n  RequestHeader edit* If-None-Match \"-gzip\\\"\" \"\\\"\"\n",
    );
    for (field, value) in EVERYWHERE {
        text.push_str(&format!("  Header always set {field} {value}\n"));
    }
    text.push_str(&format!(
        "  Header set Cache-Control \"{SHORT}\"\n  \
         <If \"%{{REQUEST_URI}} =~ m#{archived}#\">\n    \
         Header set Cache-Control \"{FOREVER}\"\n  </If>\n  \
         <FilesMatch \"{shared}\">\n    Header set Access-Control-Allow-Origin *\n  </FilesMatch>\n  \
         <FilesMatch \"\\.html$\">\n    \
         Header set Content-Security-Policy \"{POLICY}\"\n  </FilesMatch>\n</IfModule>\n",
        archived = pattern::archives(settings),
        shared = shared.join("|"),
    ));
    let packable: Vec<&str> = EXTENSIONS
        .iter()
        .filter(|(_, media)| media.is_packable)
        .map(|&(extension, _)| extension)
        .collect();
    text.push_str(&format!(
        "<IfModule mod_filter.c>\n  <IfModule mod_deflate.c>\n    \
         <FilesMatch \"\\.(?:{})$\">\n      SetOutputFilter DEFLATE\n    </FilesMatch>\n  \
         </IfModule>\n</IfModule>\n",
        packable.join("|")
    ));
    text
}
