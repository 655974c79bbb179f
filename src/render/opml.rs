//! Lists of feeds (OPML 2.0): `feeds.opml`, our own feeds for readers that subscribe to all of them at
//! once, and the list of our sources.

use std::collections::BTreeMap;

use crate::model::{Artifact, Format, Text};

use super::{Settings, html::escape, path, shown::Shown};

/// The words of feedmill in a list, and the namespace that OPML 2.0 asks of them ("Extending OPML").
const NAMESPACE: &str = " xmlns:feedmill=\"urn:feedmill:source\"";

/// The attribute that keeps the id of a source.
pub const OPML_ID: &str = "feedmill:id";
/// The attribute that keeps its topics, with blanks between them.
pub const OPML_TOPICS: &str = "feedmill:topics";
/// The attribute that says `false` of a source that is switched off.
pub const OPML_ENABLED: &str = "feedmill:enabled";

/// A source as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id in the config, where it has one.
    pub id: Option<String>,
    /// Name for people.
    pub title: Text,
    /// What it is about.
    pub description: Option<Text>,
    /// Its address.
    pub url: String,
    /// Its home page.
    pub home: Option<String>,
    /// The folders that it stands in, outermost first.
    pub folders: Vec<Text>,
    /// The topics that it is given.
    pub topics: Vec<String>,
    /// Whether it is a list of feeds itself.
    pub is_list: bool,
    /// Whether it is read.
    pub enabled: bool,
}

/// Writes our feeds. A topic stands in the list once, with the format that is announced first: a reader
/// that imports the list must not subscribe to the same items three times.
pub(super) fn write(feeds: &[Shown], settings: &Settings) -> String {
    let mut outlines = String::new();
    for feed in feeds {
        let Some(&format) = path::documents(settings).first() else { continue };
        let (title, address) = (feed.full_title(), feed.address(format));
        outline(
            &mut outlines,
            "    ",
            &[
                ("type", Some("rss")),
                ("text", Some(&title)),
                ("title", Some(&title)),
                ("description", Some(&feed.description)),
                ("xmlUrl", Some(&address)),
                ("htmlUrl", Some(&feed.home)),
                ("language", Some(&settings.site.language)),
            ],
        );
    }
    document(&settings.site.title, "", &owner(settings), &outlines)
}

/// Who publishes the list. Dates are left out: each new item would change a list that is the same.
fn owner(settings: &Settings) -> String {
    let author = &settings.site.author;
    let email = author.email.as_deref();
    let id = author.uri.as_deref().unwrap_or(settings.site.base_url.as_str());
    let rows = [("ownerName", Some(&*author.name)), ("ownerEmail", email), ("ownerId", Some(id))];
    let rows = rows.into_iter().filter_map(|(name, value)| Some((name, Text::line(value?))));
    rows.filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("    <{name}>{}</{name}>\n", escape(&value)))
        .collect()
}

/// Writes our sources in their folders, as `subscriptions.opml`.
pub fn subscriptions(title: &Text, list: &[Subscription]) -> Artifact {
    let mut outlines = String::new();
    Folders::of(list).write(0, 0, &mut outlines);
    Artifact {
        path: "subscriptions.opml".to_owned(),
        format: Format::Opml,
        bytes: document(title, NAMESPACE, "", &outlines).into_bytes(),
        guids: Vec::new(),
    }
}

/// Deepest nesting of folders that is written; further ones become labels of the source.
const DEEPEST: usize = 8;

/// The folders of a list, each with what is in it, in the order of first mention; the root first.
struct Folders<'s> {
    entries: Vec<Vec<Entry<'s>>>,
    /// Folders by the one they are in and their name.
    known: BTreeMap<(usize, &'s str), usize>,
}

enum Entry<'s> {
    Folder(&'s str, usize),
    Source(&'s Subscription),
}

impl<'s> Folders<'s> {
    fn of(list: &'s [Subscription]) -> Self {
        let mut folders = Folders { entries: vec![Vec::new()], known: BTreeMap::new() };
        for subscription in list {
            let names = subscription.folders.iter().take(DEEPEST);
            let at = names.fold(0, |at, name| folders.inner(at, name));
            folders.entries[at].push(Entry::Source(subscription));
        }
        folders
    }

    fn inner(&mut self, outer: usize, name: &'s str) -> usize {
        let next = self.entries.len();
        let at = *self.known.entry((outer, name)).or_insert(next);
        if at == next {
            self.entries.push(Vec::new());
            self.entries[outer].push(Entry::Folder(name, at));
        }
        at
    }

    /// Writes a folder's content. It calls itself no deeper than folders go.
    fn write(&self, folder: usize, depth: usize, out: &mut String) {
        let indent = "  ".repeat(depth + 2);
        for entry in &self.entries[folder] {
            match entry {
                Entry::Folder(name, inner) => {
                    let name = escape(name);
                    out.push_str(&format!("{indent}<outline text=\"{name}\" title=\"{name}\">\n"));
                    self.write(*inner, depth + 1, out);
                    out.push_str(&format!("{indent}</outline>\n"));
                }
                Entry::Source(subscription) => source(out, &indent, subscription),
            }
        }
    }
}

fn source(out: &mut String, indent: &str, source: &Subscription) {
    let label = |label: &Text| Text::line(&label.replace([',', '/'], " ")).into_string();
    let labels: Vec<String> = source.folders.iter().skip(DEEPEST).map(label).collect();
    let (kind, address) = if source.is_list { ("include", "url") } else { ("rss", "xmlUrl") };
    outline(
        out,
        indent,
        &[
            ("type", Some(kind)),
            ("text", Some(&source.title)),
            ("title", Some(&source.title)),
            ("description", source.description.as_deref()),
            (address, Some(&source.url)),
            ("htmlUrl", source.home.as_deref()),
            ("category", Some(&*labels.join(",")).filter(|labels| !labels.is_empty())),
            (OPML_ID, source.id.as_deref()),
            (OPML_TOPICS, Some(&*source.topics.join(" ")).filter(|topics| !topics.is_empty())),
            (OPML_ENABLED, (!source.enabled).then_some("false")),
        ],
    );
}

/// Writes one line of a list.
fn outline(out: &mut String, indent: &str, attributes: &[(&str, Option<&str>)]) {
    out.push_str(indent);
    out.push_str("<outline");
    for (name, value) in attributes {
        if let Some(value) = value {
            out.push_str(&format!(" {name}=\"{}\"", escape(&Text::line(value))));
        }
    }
    out.push_str("/>\n");
}

/// A list with its head, as OPML 2.0 has it ("What is a `head`?").
fn document(title: &str, namespace: &str, owner: &str, outlines: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <opml version=\"2.0\"{namespace}>\n  <head>\n    <title>{}</title>\n\
         {owner}    <docs>http://opml.org/spec2.opml</docs>\n  </head>\n  <body>\n\
         {outlines}  </body>\n</opml>\n",
        escape(title),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(id: &str, folders: &[&str]) -> Subscription {
        Subscription {
            id: Some(id.to_owned()),
            title: Text::line(id),
            description: None,
            url: format!("https://{id}.example/?a=1&b=2"),
            home: None,
            folders: folders.iter().map(|folder| Text::line(folder)).collect(),
            topics: Vec::new(),
            is_list: false,
            enabled: true,
        }
    }

    /// Depth and name of every outline.
    #[track_caller]
    fn check(list: &[Subscription], want: &[&str]) {
        let artifact = subscriptions(&"x < y".into(), list);
        crate::render::check(&artifact, &artifact.bytes).unwrap();
        let text = String::from_utf8(artifact.bytes).unwrap();
        let lines = text.lines().filter(|line| line.trim().starts_with("<outline"));
        let shown = lines.map(|line| {
            let depth = (line.len() - line.trim_start().len()) / 2 - 2;
            let name = line.split("text=\"").nth(1).unwrap().split('"').next().unwrap();
            format!("{depth} {name}")
        });
        assert_eq!(shown.collect::<Vec<_>>(), want, "{text}");
    }

    #[test]
    fn folders_are_written_once() {
        let list = [
            subscription("a", &["F", "G"]),
            subscription("b", &[]),
            subscription("c", &["F"]),
            subscription("d", &["G"]),
        ];
        check(&list, &["0 F", "1 G", "2 a", "1 c", "0 b", "0 G", "1 d"]);
        check(&[], &[]);
    }

    #[test]
    fn what_is_too_deep_becomes_a_label() {
        let names = ["1", "2", "3", "4", "5", "6", "7", "8", "nine, or", "ten/"];
        let artifact = subscriptions(&"x".into(), &[subscription("a", &names)]);
        crate::render::check(&artifact, &artifact.bytes).unwrap();
        let text = String::from_utf8(artifact.bytes).unwrap();
        assert!(text.contains(" category=\"nine or,ten\" feedmill:id=\"a\"/>"), "{text}");
    }

    #[test]
    fn hostile_words_stay_words() {
        let mut wild = subscription("wild", &["<b>\"&\u{1}"]);
        wild.title = Text::line("]]> & <x y='\"'> \u{FFFE}");
        wild.home = Some("https://a.example/\"?\u{0}&".to_owned());
        check(&[wild], &["0 &lt;b&gt;&quot;&amp;", "1 ]]&gt; &amp; &lt;x y=&#39;&quot;&#39;&gt;"]);
    }
}
