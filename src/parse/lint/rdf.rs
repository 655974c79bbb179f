//! RSS 0.90 and 1.0: RDF with a channel beside its items.

use std::collections::BTreeSet;

use super::{
    addresses::Wanted, findings::quote, item, judge::Judge, modules, table::*, tree::Element,
};

/// Judges a document whose root is `rdf:RDF`. Gives the format and the number of items.
pub(super) fn judge(root: Element, judge: &mut Judge) -> (String, usize) {
    let is_named = |child: &Element| matches!(child.local(), "channel" | "item");
    let space = root.children().find(is_named).map_or("rss10", Element::space);
    if space == "rss090" {
        judge.add(RSS_OLD, &root.place(), "\"0.90\"");
    }
    if !matches!(space, "rss10" | "rss090") {
        judge.add(RDF_NAMESPACE, &root.place(), "");
    }
    let is_new = space == "rss10";
    let items: Vec<Element> = root.all(space, "item").collect();
    let mut abouts = BTreeSet::new();
    for child in root.children().filter(|child| child.space() == space) {
        if is_new {
            about(child, &mut abouts, judge);
        }
        match child.local() {
            "channel" => channel(child, space, &items, is_new, judge),
            "item" => {
                for (name, rule) in [("title", RDF_ITEM_TITLE), ("link", RDF_ITEM_LINK)] {
                    if !child.has(space, name) {
                        judge.add(rule, &child.place(), "");
                    }
                }
                judge.once(child, space, &["title", "link", "description"]);
                texts(child, space, judge);
                if let Some(content) = child.first("content", "encoded") {
                    judge.html(&content.place(), content.text(), false);
                }
                modules::judge(child, judge);
            }
            "image" | "textinput" => texts(child, space, judge),
            _ => judge.add(ELEMENT_UNKNOWN, &child.place(), ""),
        }
    }
    if !root.has(space, "channel") {
        judge.add(RSS_CHANNEL_MISSING, &root.place(), "");
    }
    if !matches!(space, "rss10" | "rss090") {
        // Items without a namespace may be those of RSS 2.0 in a root of RSS 1.0.
        item::all(root.all("", "item"), false, judge);
    }
    let version = if is_new { "1.0" } else { "0.90" };
    (format!("RSS {version}"), items.len())
}

fn about<'t>(element: Element<'t, '_>, abouts: &mut BTreeSet<&'t str>, judge: &mut Judge) {
    match element.attribute("rdf:about").or_else(|| element.attribute("about")) {
        None => judge.add(RDF_ABOUT, &element.place(), ""),
        Some(address) => {
            let place = element.attribute_place("rdf:about");
            judge.address(&place, address, Wanted::Absolute);
            if !abouts.insert(address.trim()) {
                judge.add(RDF_ABOUT_DUPLICATE, &place, &quote(address));
            }
        }
    }
}

fn channel(
    channel: Element,
    space: &'static str,
    items: &[Element],
    is_new: bool,
    judge: &mut Judge,
) {
    for (name, rule) in [
        ("title", RSS_TITLE_MISSING),
        ("link", RSS_LINK_MISSING),
        ("description", RSS_DESCRIPTION_MISSING),
    ] {
        if !channel.has(space, name) {
            judge.add(rule, &channel.place(), "");
        }
    }
    judge.once(channel, space, &["title", "link", "description", "items", "image", "textinput"]);
    texts(channel, space, judge);
    modules::judge(channel, judge);
    if !is_new {
        return;
    }
    let list = channel.first(space, "items").and_then(|items| items.first("rdf", "Seq"));
    let Some(list) = list else {
        return judge.add(RDF_ITEMS, &channel.place(), "");
    };
    let listed: BTreeSet<&str> = list.all("rdf", "li").filter_map(resource).collect();
    let there: BTreeSet<&str> =
        items.iter().filter_map(|item| item.attribute("rdf:about")).collect();
    for item in items {
        if let Some(about) = item.attribute("rdf:about")
            && !listed.contains(about)
        {
            judge.add(RDF_UNLISTED, &item.place(), &quote(about));
        }
    }
    for entry in list.all("rdf", "li") {
        if resource(entry).is_some_and(|resource| !there.contains(resource)) {
            judge.add(RDF_LISTED, &entry.place(), &quote(resource(entry).unwrap_or_default()));
        }
    }
}

fn resource<'t>(entry: Element<'t, '_>) -> Option<&'t str> {
    entry.attribute("rdf:resource").or_else(|| entry.attribute("resource"))
}

fn texts(parent: Element, space: &'static str, judge: &mut Judge) {
    for child in parent.children().filter(|child| child.space() == space) {
        let (place, text) = (child.place(), child.text());
        match child.local() {
            "title" => judge.plain(&place, text),
            "link" | "url" => judge.address(&place, text, Wanted::Absolute),
            "description" if parent.local() == "item" => judge.html(&place, text, false),
            "description" | "items" | "image" | "textinput" | "name" => {}
            _ => judge.add(ELEMENT_UNKNOWN, &place, ""),
        }
    }
}
