//! How one telling changes what another said.

use std::{cmp::Ordering, collections::BTreeSet};

use chrono::{DateTime, Utc};

use super::Seen;
use crate::model::{Date, DateOrigin, Field, Item, TitleOrigin, fold as folded, tokens};

/// The date that a telling claims for its state of the text; `None` when it claims none.
pub(super) fn claim(item: &Item) -> Option<DateTime<Utc>> {
    item.claimed_updated
        .or_else(|| (item.published.origin != DateOrigin::FirstSeen).then_some(item.published.at))
}

/// The order in which the tellings of one article are folded: by what they claim and hold, never by
/// where they stand, so that the order of files decides nothing.
pub(super) fn telling_order(a: &Seen, b: &Seen) -> Ordering {
    fn key(seen: &Seen) -> impl Ord + '_ {
        let item = &seen.item;
        (
            claim(item),
            // The best title and the longest text are told last and stay.
            std::cmp::Reverse(item.title.origin),
            item.content.as_ref().map(|content| content.len()),
            item.content.as_deref(),
            item.title.text.as_str(),
            item.summary.as_deref(),
            item.link.as_deref(),
            (&item.categories, &item.credits, &item.keys),
            (seen.document, &seen.place),
        )
    }
    key(a).cmp(&key(b))
}

/// Folds tellings of one article, in order, into one. The second value says what each one changed.
pub(super) fn fold(tellings: Vec<Seen>) -> (Item, Vec<Vec<Field>>) {
    let mut tellings = tellings.into_iter().map(|seen| credible(seen.item));
    let mut item = tellings.next().expect("a cluster holds what it was made from");
    let mut steps = vec![Vec::new()];
    for mut telling in tellings {
        // The shorter of two that stand beside each other is no edit.
        if is_cut(telling.content.as_deref(), item.content.as_deref()) {
            telling.content = None;
        }
        steps.push(revise(&mut item, &telling, None));
    }
    (item, steps)
}

/// The item with a claim that can be believed: one about the future would make every later edit an
/// old copy. `first_seen` of a telling is the moment of its visit.
fn credible(mut item: Item) -> Item {
    item.claimed_updated = item.claimed_updated.map(|claimed| claimed.min(item.first_seen));
    item
}

/// Puts what `told` says into `item` and lists what that changed.
///
/// A telling that claims an earlier date than the item's latest is an old copy: it can add what was
/// missing, it replaces nothing. `updated` moves only for a significant change, to the date that the
/// telling claims, else to `seen_at`, the moment the change was met; within one batch that is `None`,
/// for nobody can say when the change happened.
pub(super) fn revise(item: &mut Item, told: &Item, seen_at: Option<DateTime<Utc>>) -> Vec<Field> {
    let mut fields = Vec::new();
    let is_old_copy = matches!((claim(told), claim(item)), (Some(told), Some(ours)) if told < ours);
    title(item, told, is_old_copy, &mut fields);

    if replaces(&item.summary, &told.summary, is_old_copy) {
        // The dek that served as the title until now is no news as a standfirst.
        item.summary.clone_from(&told.summary);
        fields.push(Field::Summary);
    }
    if replaces(&item.content, &told.content, is_old_copy) {
        // Counters, campaign parameters and picture sizes change at every visit: that is no news.
        let same_words = words(item.content.as_deref()) == words(told.content.as_deref());
        item.content.clone_from(&told.content);
        item.lead = told.lead.clone();
        item.citations.clone_from(&told.citations);
        fields.push(if same_words { Field::Markup } else { Field::Content });
    }
    if replaces(&item.link, &told.link, is_old_copy) {
        item.link.clone_from(&told.link);
        fields.push(Field::Link);
    }
    if details(item, told, is_old_copy) {
        fields.push(Field::Details);
    }
    if is_earlier(&told.published, &item.published) {
        item.published = told.published.clone();
        fields.push(Field::Published);
    }
    if told.claimed_updated > item.claimed_updated {
        item.claimed_updated = told.claimed_updated;
    }
    dates(item, told, &fields, seen_at);
    fields
}

/// What a trusted source makes of an item that is not its own: title and text follow the later claim;
/// id, address, first date and origin stay. `None` when that is no edit.
///
/// Without dates nobody could say whose word is the last, and the two would take turns.
pub fn edit(item: &Item, told: &Item) -> Option<(Item, Vec<Field>)> {
    let claimed = latest(told).filter(|claimed| Some(*claimed) > latest(item))?;
    let mut told = Item {
        title: told.title.clone(),
        summary: told.summary.clone(),
        content: told.content.clone(),
        lead: told.lead.clone(),
        citations: told.citations.clone(),
        updated: told.updated.clone(),
        claimed_updated: Some(claimed),
        ..item.clone()
    };
    if is_excerpt(told.content.as_deref(), item.content.as_deref()) {
        told.content = None;
    }
    let mut edited = item.clone();
    let fields = revise(&mut edited, &told, None);
    (!fields.is_empty()).then_some((edited, fields))
}

/// The latest date that any telling of a stored item has claimed.
pub(super) fn latest(item: &Item) -> Option<DateTime<Utc>> {
    let updated = Some(&item.updated).filter(|date| date.origin != DateOrigin::FirstSeen);
    claim(item).max(updated.map(|date| date.at))
}

/// Whether a text is much shorter than another one and has hardly a word of its own: a copy that was
/// cut, and perhaps got another beginning or end.
fn is_cut(told: Option<&str>, ours: Option<&str>) -> bool {
    let (Some(told), Some(ours)) = (told, ours) else { return false };
    if told.len() >= ours.len() {
        return false;
    }
    let (told, ours) = (folded(&words(Some(told))), folded(&words(Some(ours))));
    let list = |text| -> Vec<&str> { tokens(text).collect() };
    let (told, ours) = (list(&told), list(&ours));
    let known: BTreeSet<&[&str]> = ours.windows(2).collect();
    let found = told.windows(2).filter(|pair| known.contains(pair)).count();
    told.len() * 4 < ours.len() * 3 && found * 10 >= told.len().saturating_sub(1) * CUT_OF_TEN
}

/// Of ten pairs of words of a copy that was cut, how many stand in the whole text.
const CUT_OF_TEN: usize = 7;

/// Whether a text is much shorter than another one and says nothing else.
fn is_excerpt(told: Option<&str>, ours: Option<&str>) -> bool {
    let (told, ours) = (words(told), words(ours));
    let told = told.trim_end_matches(['.', '…', '[', ']', ' ']);
    told.len() * 4 < ours.len() * 3 && ours.contains(told)
}

fn title(item: &mut Item, told: &Item, is_old_copy: bool, fields: &mut Vec<Field>) {
    let (ours, theirs) = (&item.title, &told.title);
    let field = match theirs.origin.cmp(&ours.origin) {
        Ordering::Less => Field::TitleRepaired,
        Ordering::Equal if !is_old_copy && theirs.text != ours.text => match ours.origin {
            TitleOrigin::TitleLine if folded(&theirs.text) == folded(&ours.text) => Field::Markup,
            TitleOrigin::TitleLine => Field::Title,
            TitleOrigin::Dek | TitleOrigin::BodyLead => Field::TitleRepaired,
        },
        Ordering::Equal | Ordering::Greater => return,
    };
    item.title = theirs.clone();
    fields.push(field);
}

/// Whether `told` takes the place of `ours`: it says something, and we said nothing or something else.
fn replaces<T: PartialEq>(ours: &Option<T>, told: &Option<T>, is_old_copy: bool) -> bool {
    match (ours, told) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(ours), Some(told)) => !is_old_copy && ours != told,
    }
}

/// The text of sanitised HTML, folded: what remains when markup and typography are taken away.
fn words(html: Option<&str>) -> String {
    let mut text = String::new();
    // Inside a tag, and there inside which quotes.
    let (mut tag, mut quote) = (false, None);
    for c in html.unwrap_or_default().chars() {
        match (tag, quote, c) {
            (false, _, '<') => {
                tag = true;
                text.push(' ');
            }
            (false, ..) => text.push(c),
            (true, None, '>') => tag = false,
            (true, None, '"' | '\'') => quote = Some(c),
            (true, Some(open), _) if c == open => quote = None,
            (true, ..) => {}
        }
    }
    folded(&text)
}

/// Takes over everything that is neither text nor address; tells whether anything changed.
fn details(item: &mut Item, told: &Item, is_old_copy: bool) -> bool {
    fn take<T: PartialEq + Clone>(
        ours: &mut T,
        told: &T,
        empty: bool,
        old: bool,
        was: bool,
    ) -> bool {
        let replace = !empty && *ours != *told && (was || !old);
        if replace {
            ours.clone_from(told);
        }
        replace
    }
    let mut changed = false;
    macro_rules! list {
        ($field:ident) => {
            let was_empty = item.$field.is_empty();
            changed |=
                take(&mut item.$field, &told.$field, told.$field.is_empty(), is_old_copy, was_empty)
        };
    }
    macro_rules! option {
        ($field:ident) => {
            let was_none = item.$field.is_none();
            changed |=
                take(&mut item.$field, &told.$field, told.$field.is_none(), is_old_copy, was_none)
        };
    }
    list!(authors);
    list!(enclosures);
    option!(image);
    option!(comments);
    option!(language);
    option!(rights);
    option!(disclosure);
    for label in &told.categories {
        if !item.categories.contains(label) && item.categories.len() < MOST_CATEGORIES {
            item.categories.push(label.clone());
            changed = true;
        }
    }
    for credit in &told.credits {
        if !item.credits.contains(credit) {
            item.credits.push(credit.clone());
            changed = true;
        }
    }
    if !is_old_copy {
        // What attribution says of the feed as a whole is not a change of the item.
        item.origin = told.origin.clone();
    }
    changed
}

/// Labels gather over the tellings of an article; this bounds them.
const MOST_CATEGORIES: usize = 64;

/// Whether `told` is the better claim for the first publication: stated beats inferred, inferred
/// beats first seen, and among claims of one sort the earliest wins. A clamped date only says "later
/// than the clock of this run", and that clock may have been set back.
fn is_earlier(told: &Date, ours: &Date) -> bool {
    if told.clamped {
        return false;
    }
    let stated = |date: &Date| match date.origin {
        DateOrigin::Published | DateOrigin::EarliestUpdated => 0,
        DateOrigin::BodyLead => 1,
        DateOrigin::FirstSeen => 2,
    };
    match (stated(told), stated(ours)) {
        (2, _) => false,
        // A date that turns up later may move an item back, never forward: nothing is new twice.
        (theirs, mine) if theirs != mine => theirs < mine && (mine == 1 || told.at < ours.at),
        _ => told.at < ours.at,
    }
}

fn dates(item: &mut Item, told: &Item, fields: &[Field], seen_at: Option<DateTime<Utc>>) {
    if fields.iter().any(|field| field.is_significant()) {
        let claimed = claim(told).filter(|claimed| *claimed > item.updated.at);
        if let Some(at) = claimed {
            item.updated = Date { at, ..told.updated.clone() };
        } else if let Some(at) = seen_at.filter(|at| *at > item.updated.at) {
            item.updated = Date {
                at,
                raw: None,
                origin: DateOrigin::FirstSeen,
                precision: crate::model::Precision::Second,
                zone_assumed: false,
                day_assumed: false,
                clamped: false,
            };
        }
    } else if fields.contains(&Field::Published) && item.updated.at < item.published.at {
        item.updated = item.published.clone();
    }
}
