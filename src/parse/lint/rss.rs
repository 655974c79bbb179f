//! RSS 0.91 to 2.0: the channel (RSS 2.0 and the Best Practices Profile of the RSS Advisory Board).

use super::{
    addresses::Wanted,
    findings::{Place, quote},
    html, item,
    judge::{Judge, is_mail},
    links, modules,
    table::*,
    tree::Element,
};

/// The elements of a channel that may stand there once.
const SINGLE: [&str; 17] = [
    "title",
    "link",
    "description",
    "language",
    "copyright",
    "managingEditor",
    "webMaster",
    "pubDate",
    "lastBuildDate",
    "generator",
    "docs",
    "cloud",
    "ttl",
    "image",
    "rating",
    "textInput",
    "skipHours",
];

/// The others.
const OTHERS: [&str; 4] = ["skipDays", "category", "item", "textinput"];

/// Elements of items; in a channel they stand in the wrong place.
const OF_ITEMS: [&str; 5] = ["author", "comments", "enclosure", "guid", "source"];

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Judges a document whose root is `rss`. Gives the format and the number of items.
pub(super) fn judge(root: Element, judge: &mut Judge) -> (String, usize) {
    let version = root.attribute("version").unwrap_or_default();
    match version {
        "2.0" => {}
        "0.91" | "0.92" | "0.93" | "0.94" => {
            judge.add(RSS_OLD, &root.attribute_place("version"), &quote(version));
        }
        _ => judge.add(RSS_VERSION, &root.attribute_place("version"), &quote(version)),
    }
    judge.only_attributes(root, &["version"]);
    for stray in root.children().filter(|child| child.is("", "item")) {
        judge.add(ELEMENT_MISPLACED, &stray.place(), "it belongs into <channel>");
    }
    judge.once(root, "", &["channel"]);
    let items = match root.first("", "channel") {
        Some(channel) => self::channel(channel, judge),
        None => {
            judge.add(RSS_CHANNEL_MISSING, &root.place(), "");
            0
        }
    };
    let strays = root.all("", "item").count();
    let version: String = version.chars().filter(|c| !c.is_control()).take(8).collect();
    (format!("RSS {version}").trim_end().to_owned(), items + strays)
}

fn channel(channel: Element, judge: &mut Judge) -> usize {
    let is_new = channel.parent().and_then(|root| root.attribute("version")) == Some("2.0");
    judge.once(channel, "", &SINGLE);
    judge.once(channel, "", &["skipDays"]);
    for (name, rule) in [
        ("title", RSS_TITLE_MISSING),
        ("link", RSS_LINK_MISSING),
        ("description", RSS_DESCRIPTION_MISSING),
    ] {
        if !channel.has("", name) {
            judge.add(rule, &channel.place(), "");
        }
    }
    let own = ["title", "link"].map(|name| channel.first("", name).map(|own| own.text().trim()));
    for child in channel.children().filter(|child| child.space().is_empty()) {
        element(own, child, judge);
    }
    modules::judge(channel, judge);
    let has_self = channel.all("atom", "link").any(|link| links::relation(link) == "self");
    if is_new && !has_self {
        let fix = judge.location.map(|location| {
            format!(
                "add <atom:link href=\"{location}\" rel=\"self\" type=\"application/rss+xml\"/>"
            )
        });
        judge.found.add_fixed(RSS_SELF_MISSING, &channel.place(), "", fix);
    }
    if !channel.has("", "language") && !channel.has("dc", "language") {
        judge.add(RSS_LANGUAGE_MISSING, &channel.place(), "");
    }
    item::all(channel.all("", "item"), is_new, judge)
}

/// Judges one element; `own` are title and link of the channel.
fn element(own: [Option<&str>; 2], child: Element, judge: &mut Judge) {
    let (place, text) = (child.place(), child.text());
    match child.local() {
        "title" => judge.plain(&place, text),
        "description" => {
            if text.trim().is_empty() {
                judge.add(BLANK, &place, "");
            } else if html::looks_like_html(text) {
                judge.add(RSS_DESCRIPTION_MARKUP, &place, &quote(text));
            }
            judge.characters(&place, text);
        }
        "link" => judge.address(&place, text, Wanted::Absolute),
        "language" => judge.language(&place, text),
        "pubDate" | "lastBuildDate" => {
            judge.date_822(&place, text);
        }
        "managingEditor" | "webMaster" => contact(&place, text, judge),
        "docs" => {
            judge.address(&place, text, Wanted::Web);
            let known = ["specification", "rss", "netscape"];
            if !known.iter().any(|known| text.contains(known)) {
                judge.add(RSS_DOCS, &place, &quote(text));
            }
        }
        "ttl" => {
            judge.integer(&place, text);
        }
        "image" => image(own, child, judge),
        "cloud" => cloud(child, judge),
        "textInput" | "textinput" => text_input(child, judge),
        "skipHours" => skips(child, "hour", judge),
        "skipDays" => skips(child, "day", judge),
        "category" if text.trim().is_empty() => judge.add(BLANK, &place, ""),
        "copyright" | "generator" | "category" | "rating" | "item" => {}
        name if OF_ITEMS.contains(&name) => judge.add(ELEMENT_MISPLACED, &place, ""),
        name => unknown(child, name, SINGLE.iter().chain(&OTHERS), judge),
    }
}

/// An element that the format does not have; `names` are those it might have been meant for.
pub(super) fn unknown<'n>(
    element: Element,
    name: &str,
    mut names: impl Iterator<Item = &'n &'n str>,
    judge: &mut Judge,
) {
    let fix = names.find(|known| known.eq_ignore_ascii_case(name));
    let fix = fix.map(|known| format!("write <{known}>; capitals and small letters differ in XML"));
    judge.found.add_fixed(ELEMENT_UNKNOWN, &element.place(), "", fix);
}

/// A person as RSS has it: `ann@example.org (Ann Smith)`.
pub(super) fn contact(place: &Place, text: &str, judge: &mut Judge) {
    let text = judge.trimmed(place, text);
    let (mail, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_named = rest.is_empty() || rest.starts_with('(') && rest.ends_with(')');
    let is_mailed = text.split(|c: char| c.is_whitespace() || "<>()[],;:".contains(c)).any(is_mail);
    if !is_mailed {
        judge.add(RSS_CONTACT, place, &quote(text));
    } else if !is_named || !is_mail(mail) {
        judge.add(RSS_CONTACT_FORM, place, &quote(text));
    }
}

fn image([title, link]: [Option<&str>; 2], image: Element, judge: &mut Judge) {
    judge.once(image, "", &["url", "title", "link", "width", "height", "description"]);
    for name in ["url", "title", "link"] {
        if !image.has("", name) {
            judge.add(RSS_IMAGE, &image.place(), &format!("<{name}>"));
        }
    }
    for child in image.children().filter(|child| child.space().is_empty()) {
        let (place, text) = (child.place(), child.text());
        let value = text.trim();
        match child.local() {
            "url" => {
                judge.address(&place, text, Wanted::Web);
                let path = value.split(['?', '#']).next().unwrap_or_default();
                let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
                let ending = ending.map(|(_, ending)| ending.to_ascii_lowercase());
                let others = ["svg", "webp", "ico", "bmp", "tiff", "avif"];
                if ending.is_some_and(|ending| others.contains(&ending.as_str())) {
                    judge.add(RSS_IMAGE_FORMAT, &place, &quote(value));
                }
            }
            "title" if title.is_some_and(|title| title != value) => {
                judge.add(RSS_IMAGE_TITLE, &place, &quote(value));
            }
            "link" => {
                judge.address(&place, text, Wanted::Web);
                if link
                    .is_some_and(|link| link.trim_end_matches('/') != value.trim_end_matches('/'))
                {
                    judge.add(RSS_IMAGE_LINK, &place, &quote(value));
                }
            }
            name @ ("width" | "height") => {
                let most = if name == "width" { 144 } else { 400 };
                let size = judge.integer(&place, text);
                if size.is_some_and(|size| !(1..=most).contains(&size)) {
                    judge.add(RSS_IMAGE_SIZE, &place, &quote(value));
                }
            }
            "title" | "description" => {}
            name => unknown(child, name, [].iter(), judge),
        }
    }
}

fn cloud(cloud: Element, judge: &mut Judge) {
    for name in ["domain", "port", "path", "registerProcedure", "protocol"] {
        match cloud.attribute(name) {
            // A call by http-post names no procedure.
            None => judge.add(RSS_CLOUD, &cloud.place(), name),
            Some(port) if name == "port" => {
                judge.integer(&cloud.attribute_place(name), port);
            }
            Some(protocol) if name == "protocol" => {
                if !["xml-rpc", "soap", "http-post", "https-post"].contains(&protocol) {
                    let place = cloud.attribute_place(name);
                    judge.add(RSS_CLOUD_PROTOCOL, &place, &quote(protocol));
                }
            }
            Some(_) => {}
        }
    }
}

fn text_input(input: Element, judge: &mut Judge) {
    for name in ["title", "description", "name", "link"] {
        match input.first("", name) {
            None => judge.add(RSS_TEXT_INPUT, &input.place(), &format!("<{name}>")),
            Some(link) if name == "link" => judge.address(&link.place(), link.text(), Wanted::Web),
            Some(child) if html::looks_like_html(child.text()) && name != "description" => {
                judge.add(TITLE_MARKUP, &child.place(), &quote(child.text()));
            }
            Some(_) => {}
        }
    }
}

fn skips(parent: Element, name: &'static str, judge: &mut Judge) {
    let mut seen = Vec::new();
    for child in parent.children() {
        let (place, value) = (child.place(), child.text().trim());
        if child.local() != name {
            judge.add(ELEMENT_MISPLACED, &place, "");
            continue;
        }
        let slot = match name {
            "hour" => value.parse::<usize>().ok().filter(|hour| *hour < 24),
            _ => DAYS.iter().position(|day| *day == value),
        };
        match slot {
            None if name == "hour" => judge.add(RSS_HOUR, &place, &quote(value)),
            None => judge.add(RSS_DAY, &place, &quote(value)),
            Some(slot) if seen.contains(&slot) => {
                judge.add(RSS_SKIP_DUPLICATE, &place, &quote(value))
            }
            Some(slot) => seen.push(slot),
        }
    }
}
