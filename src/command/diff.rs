//! `diff`: what a publish would change, as a person reads it.

use std::{fmt::Write, path::PathBuf};

use clap::Args;

use super::{Context, Exit, Failure, answer};
use crate::mill::{Access, Difference, FeedChange, FeedFate, FieldChange, ItemMove, Mill};

/// Options of `diff`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Only these feeds: ids of topics, `all`, or `source/ID`
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    /// Compare with this directory, over `output.dir`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Exit with 5 when anything would change
    #[arg(long)]
    pub exit_code: bool,
}

/// What is shown of a value on each side of a change, in characters.
const SHOWN: usize = 60;

/// What is shown of a long value before the first difference, in characters.
const BEFORE: usize = 16;

pub(crate) fn diff(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(options.out.clone())?;
    // What would be settled is looked at as if it were, and then forgotten.
    let mill = Mill::open(&loaded.config, Access::DryRun)?;
    mill.settle()?;
    if !options.feeds.is_empty() {
        let known = mill.feed_ids(context.now())?;
        if let Some(feed) = options.feeds.iter().find(|feed| !known.contains(feed)) {
            let help = format!("the feeds are: {}", known.join(", "));
            return Err(Failure::text(Exit::Usage, format!("there is no feed \"{feed}\""), help));
        }
    }
    let difference = mill.difference(&options.feeds, context.now())?;
    if context.json() {
        answer::json(&difference);
    } else {
        answer::text(&words(&difference));
    }
    let found = options.exit_code && difference.is_change();
    Ok(if found { Exit::Findings } else { Exit::Done })
}

fn words(difference: &Difference) -> String {
    let mut text = String::new();
    for change in &difference.feeds {
        feed(&mut text, change);
    }
    for path in &difference.written {
        let _ = writeln!(text, "would write {path}");
    }
    for path in &difference.removed {
        let _ = writeln!(text, "would remove {path}");
    }
    if difference.is_change() {
        let _ = writeln!(text, "would leave {} files alone", difference.unchanged);
    } else {
        text.push_str("nothing would change\n");
    }
    if let Some(refused) = &difference.refused {
        let _ = writeln!(text, "but it would be refused: {refused} (--force publishes it)");
    }
    text
}

fn feed(text: &mut String, change: &FeedChange) {
    let counts = [
        (change.added.len(), "added"),
        (change.edited.len(), "edited"),
        (change.left.len(), "left"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let fate = match change.kind {
        FeedFate::New => "new; ",
        FeedFate::Gone => "goes; ",
        FeedFate::Changed => "",
    };
    let counts = if counts.is_empty() { "no items".to_owned() } else { counts.join(", ") };
    let _ = writeln!(text, "{}: {fate}{counts}", change.feed);
    for field in &change.about {
        edit(text, "  ", field);
    }
    for item in &change.added {
        moving(text, '+', item, "from");
    }
    for item in &change.edited {
        let _ = writeln!(text, "  ~ {}{}", day(item.published.as_deref()), item.title);
        for field in &item.fields {
            edit(text, "      ", field);
        }
    }
    for item in &change.left {
        moving(text, '-', item, "to");
    }
}

fn moving(text: &mut String, sign: char, item: &ItemMove, way: &str) {
    let why = match (item.moved.as_slice(), item.why) {
        ([], None) => String::new(),
        ([], Some(why)) => format!(" ({why})"),
        (topics, _) => format!(" ({way} {})", topics.join(", ")),
    };
    let _ = writeln!(text, "  {sign} {}{}{why}", day(item.published.as_deref()), item.title);
}

fn edit(text: &mut String, indent: &str, change: &FieldChange) {
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    let same = match (before, after) {
        (Some(before), Some(after)) => alike(before, after),
        _ => 0,
    };
    let show = |value: Option<&str>| value.map_or("nothing".to_owned(), |text| part(text, same));
    let _ = writeln!(text, "{indent}{}: {} \u{2192} {}", change.field, show(before), show(after));
}

/// How many characters two texts have in common at their beginning.
fn alike(before: &str, after: &str) -> usize {
    before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count()
}

/// A value on one line, in quotes; of a long one, where it begins to differ.
fn part(value: &str, same: usize) -> String {
    let length = value.chars().count();
    let from = if length > SHOWN { same.saturating_sub(BEFORE) } else { 0 };
    let shown: String = value.chars().skip(from).take(SHOWN).collect();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let (head, tail) = (from > 0, from + SHOWN < length);
    let ellipsis = |is_cut: bool| if is_cut { "\u{2026}" } else { "" };
    format!("\"{}{shown}{}\"", ellipsis(head), ellipsis(tail))
}

fn day(published: Option<&str>) -> String {
    published.and_then(|date| date.get(..10)).map_or(String::new(), |day| format!("{day}  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: Option<&str>, after: Option<&str>, want: &str) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        let change = FieldChange { field: "title", before: own(before), after: own(after) };
        let mut text = String::new();
        edit(&mut text, "", &change);
        assert_eq!(text, format!("title: {want}\n"));
    }

    #[test]
    fn a_change_is_shown_where_it_begins() {
        check(Some("a"), Some("b\nc"), "\"a\" \u{2192} \"b c\"");
        check(None, Some("b"), "nothing \u{2192} \"b\"");
        check(Some("b"), None, "\"b\" \u{2192} nothing");
        let long = "x".repeat(100);
        let want =
            format!("\"\u{2026}{}\" \u{2192} \"\u{2026}{}é\"", "x".repeat(16), "x".repeat(16));
        check(Some(&long), Some(&format!("{long}é")), &want);
    }
}
