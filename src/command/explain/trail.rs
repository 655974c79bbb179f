//! The part of `explain` that tells what became of an item: who told it when, what was found to be the
//! same article and how, what the operator said, and whose text is shown.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use crate::{
    command::show,
    mill::{Explanation, Fold},
    model::{Bound, Guid, KeyKind, Telling},
};

/// Lines below those of the item itself: whose text is shown, and what keeps it out of the feeds.
pub(super) fn head(text: &mut String, explanation: &Explanation) {
    let trail = &explanation.trail;
    let place = &trail.place;
    if place.is_its_own() {
        let of = match &trail.text_of {
            _ if trail.text_of_page => "that of its page, which says more".to_owned(),
            Some(best) => {
                let also = trail.also_at.iter().find(|also| also.guid == *best);
                let source = also.map_or("another source", |also| also.source.as_str());
                format!("as {source} tells it, which says more: {best}")
            }
            None => "its own".to_owned(),
        };
        let _ = writeln!(text, "  text       {of}");
        return;
    }
    text.push('\n');
    show::standing(text, place);
    if let Some(fold) = &trail.fold {
        let owner = place.telling_of.as_ref();
        let _ = writeln!(text, "found to tell the same article {}", found(fold, owner));
        let _ = writeln!(text, "to undo it: feedmill state split {}", fold.guid);
    }
}

/// Who told it, what else tells the article, what the operator said, and its keys.
pub(super) fn tail(text: &mut String, explanation: &Explanation) {
    let (item, trail) = (&explanation.item, &explanation.trail);
    let of = |guid: &Guid| -> Vec<&Telling> {
        explanation.tellings.iter().filter(|telling| telling.guid == *guid).collect()
    };
    let own = of(&item.guid);
    if !own.is_empty() {
        let _ = writeln!(text, "\nTellings (UTC)");
    }
    for (number, telling) in own.into_iter().enumerate() {
        let from = if telling.source == item.source { None } else { Some(&telling.source) };
        let from = from.map(|source| format!("{source}, ")).unwrap_or_default();
        let is_first = number == 0 && trail.fold.is_some();
        let _ = writeln!(text, "  {}  {from}{}", at(telling.seen), told(telling, is_first));
    }
    if !trail.also_at.is_empty() {
        let _ = writeln!(text, "\nAlso at");
    }
    for also in &trail.also_at {
        let address = also.link.as_deref().unwrap_or("without an address");
        let _ = writeln!(text, "  {}  {address}", also.source);
        let _ = writeln!(text, "      id     {}", also.guid);
        if also.title != item.title.text.as_str() {
            let _ = writeln!(text, "      title  {}", also.title);
        }
        let _ = writeln!(text, "      found  {}", found(also, Some(&item.guid)));
        for (number, telling) in of(&also.guid).into_iter().enumerate() {
            let _ = writeln!(text, "      {}  {}", at(telling.seen), told(telling, number == 0));
        }
    }
    if !trail.apart.is_empty() {
        let _ = writeln!(text, "\nAnother article than these, by your word");
    }
    for apart in &trail.apart {
        let _ = writeln!(text, "  {}  {} ({})", at(apart.said), apart.title, apart.guid);
    }
    if !explanation.keys.is_empty() {
        let _ = writeln!(text, "\nKnown by");
    }
    for known in &explanation.keys {
        let (kind, value) = (known.key.kind.as_str(), &known.key.value);
        let _ = writeln!(text, "  {kind:<15} {value}  ({})", known.source);
    }
}

/// Where it was told, how that was known, the date that it has, and what it changed. How the first
/// telling was known, where another item stands for the article, is how that was found.
fn told(telling: &Telling, is_first: bool) -> String {
    let known = match telling.bound {
        _ if is_first => "first told".to_owned(),
        Bound::New => "made the item".to_owned(),
        bound => format!("known {}", by(bound)),
    };
    let dated = match telling.claimed {
        Some(claimed) => format!("dated {}", at(claimed)),
        None => "without a date".to_owned(),
    };
    let mut told = format!("{}: {known}, {dated}", telling.place);
    if !telling.changed.is_empty() {
        let fields: Vec<&str> = telling.changed.iter().map(|field| field.as_str()).collect();
        let _ = write!(told, "; changed {}", fields.join(", "));
    }
    told
}

/// How an item was found to tell the same article as the one it is under.
fn found(fold: &Fold, owner: Option<&Guid>) -> String {
    let mut found = match (fold.bound, fold.said) {
        (Some(Bound::Word) | None, Some(said)) => format!("by your word of {}", at(said)),
        (Some(bound), _) => by(bound),
        (None, None) => "by an earlier version of feedmill".to_owned(),
    };
    if let Some(under) = fold.under.as_ref().filter(|under| Some(*under) != owner) {
        let _ = write!(found, ", as a telling of {under}");
    }
    found
}

fn by(bound: Bound) -> String {
    match bound {
        Bound::New => "as an item of its own".to_owned(),
        Bound::Key(kind) | Bound::Elsewhere(kind) => format!("by {}", key(kind)),
        Bound::Alike(likeness) => {
            format!(
                "by its words: {} % of the shorter text stands in the longer one",
                likeness.percent
            )
        }
        Bound::Word => "by your word".to_owned(),
    }
}

fn key(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::NativeId => "the publisher's id",
        KeyKind::BareNativeId => "the publisher's id without its host",
        KeyKind::Address => "its address",
        KeyKind::Words => "its title and text, word for word",
        KeyKind::Lead => "its first words",
        KeyKind::TitleDay => "its title and day",
    }
}

fn at(moment: DateTime<Utc>) -> impl std::fmt::Display {
    moment.format("%Y-%m-%d %H:%M")
}
