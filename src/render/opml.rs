//! The feeds → `feeds.opml` (OPML 2.0), for readers that subscribe to a whole list at once.

use super::{Settings, html::escape, path, shown::Shown};

/// Writes the list. A topic stands in it once, with the format that is announced first: a reader that
/// imports the list must not subscribe to the same items three times.
pub(super) fn write(feeds: &[Shown], settings: &Settings) -> String {
    let mut outlines = String::new();
    for feed in feeds {
        let Some(&format) = path::documents(settings).first() else { continue };
        outlines.push_str(&format!(
            "    <outline type=\"rss\" text=\"{title}\" title=\"{title}\" description=\"{}\" \
             xmlUrl=\"{}\" htmlUrl=\"{}\"/>\n",
            escape(&feed.description),
            escape(&feed.address(format)),
            escape(&feed.home),
            title = escape(&feed.full_title()),
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n  </head>\n  <body>\n\
         {outlines}  </body>\n</opml>\n",
        escape(&settings.site.title),
    )
}
