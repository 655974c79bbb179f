//! Elements of other vocabularies that stand in feeds of every format.

use super::{addresses::Wanted, findings::quote, judge::Judge, table::*, tree::Element};

/// Judges the foreign children of a channel or an item.
pub(super) fn judge(parent: Element, judge: &mut Judge) {
    children(parent.children(), judge);
}

/// Judges the foreign children of a feed or an entry, where the elements of Atom are at home.
pub(super) fn beside_atom(parent: Element, judge: &mut Judge) {
    children(parent.children().filter(|child| child.space() != "atom"), judge);
}

fn children<'t, 'a: 't>(children: impl Iterator<Item = Element<'t, 'a>>, judge: &mut Judge) {
    for child in children {
        let place = child.place();
        let text = child.text();
        match (child.space(), child.local()) {
            ("dc", "date") | ("dcterms", "created" | "modified" | "issued" | "date") => {
                judge.date_w3c(&place, text);
            }
            ("dc", "language") => judge.language(&place, text),
            ("dc", "creator" | "title" | "subject" | "publisher")
            | ("itunes", "author" | "title")
                if text.trim().is_empty() =>
            {
                judge.add(BLANK, &place, "");
            }
            ("itunes", "explicit") => explicit(child, judge),
            ("itunes", "duration") => duration(child, judge),
            ("itunes", "image") => match child.attribute("href") {
                Some(_) => judge.address_of(child, "href", Wanted::Web),
                None => judge.add(ITUNES_IMAGE, &place, ""),
            },
            ("itunes", "episode" | "season") => {
                judge.integer(&place, text);
            }
            ("itunes", "owner") => {
                for mail in child.all("itunes", "email") {
                    if !super::judge::is_mail(mail.text().trim()) {
                        judge.add(MAIL, &mail.place(), &quote(mail.text()));
                    }
                }
            }
            ("sy", "updatePeriod") => {
                let known = ["hourly", "daily", "weekly", "monthly", "yearly"];
                if !known.contains(&text.trim()) {
                    judge.add(SY_PERIOD, &place, &quote(text));
                }
            }
            ("sy", "updateFrequency") | ("slash", "comments") | ("thr", "total") => {
                judge.integer(&place, text);
            }
            ("sy", "updateBase") => {
                judge.date_w3c(&place, text);
            }
            ("wfw", "comment" | "commentRss") => judge.address(&place, text, Wanted::Web),
            ("media", "content" | "thumbnail") => {
                judge.address_of(child, "url", Wanted::Web);
                if let Some(kind) = child.attribute("type") {
                    judge.media_type(&child.attribute_place("type"), kind);
                }
            }
            ("atom" | "atom03", "link") => super::links::link(child, judge),
            ("atom", "updated" | "published") => {
                judge.date_3339(&place, text);
            }
            _ => {}
        }
    }
}

fn explicit(element: Element, judge: &mut Judge) {
    // The last three are of older versions of the namespace.
    let known = ["true", "false", "yes", "no", "clean"];
    if !known.contains(&element.text().trim().to_ascii_lowercase().as_str()) {
        judge.add(EXPLICIT, &element.place(), &quote(element.text()));
    }
}

fn duration(element: Element, judge: &mut Judge) {
    let text = element.text().trim();
    let parts: Vec<&str> = text.split(':').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_number) {
        judge.add(DURATION, &element.place(), &quote(text));
    }
}
