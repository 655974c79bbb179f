//! A story → what subscribers see of it: beside one of its items, or as an entry of its own.
//!
//! An entry that stands for several items shows no body of theirs. It says in few words what one of
//! them tells, whose words these are, and where the others are.

use std::{borrow::Cow, collections::BTreeMap, rc::Rc, sync::Arc};

use chrono::{DateTime, Utc};

use crate::model::{self, Digest, FeedStory};

use super::{
    Content, Pages, Settings,
    address::address_of,
    excerpt::excerpt,
    html::{self, count, escape, isolated, link},
    path,
    shown::{LONGEST_NAME, bounded, first, line, line_of, short, short_of},
};

/// Most words of a digest.
const WORDS: usize = 75;

/// A story as subscribers see it.
pub(super) struct ShownStory<'a> {
    pub id: String,
    pub covered_by: usize,
    /// The other items, by date.
    pub others: Vec<Rc<Related<'a>>>,
    /// How many more there are.
    pub more: usize,
    /// The item whose words are shown, where the entry stands for the story.
    pub told_by: Option<String>,
    digest: String,
}

/// Another item of a story.
pub(super) struct Related<'a> {
    pub id: Cow<'a, str>,
    /// Plain text on one line, never empty.
    pub title: Cow<'a, str>,
    pub link: Option<Cow<'a, str>>,
    pub source: Cow<'a, str>,
    pub published: DateTime<Utc>,
}

/// The items of stories that entries of a feed have named so far, by where they are in memory: most
/// entries of a story name the same ones.
pub(super) type Stories<'a> = BTreeMap<*const model::Related, Rc<Related<'a>>>;

impl<'a> ShownStory<'a> {
    pub fn new(story: &'a FeedStory, known: &mut Stories<'a>) -> Self {
        let others = story.others.iter().take(FeedStory::MOST);
        let mut shown = |other: &'a Arc<model::Related>| {
            let shown = known.entry(Arc::as_ptr(other)).or_insert_with(|| Rc::new(related(other)));
            Rc::clone(shown)
        };
        let others = others.map(&mut shown).collect();
        let text = |digest: &Digest| excerpt(&line(&digest.text), WORDS);
        ShownStory {
            id: line(story.guid.as_str()),
            covered_by: story.covered_by,
            others,
            more: story.more + story.others.len().saturating_sub(FeedStory::MOST),
            told_by: story.digest.as_ref().map(|digest| line(digest.item.as_str())),
            digest: story.digest.as_ref().map(text).unwrap_or_default(),
        }
    }

    /// Whether the entry stands for several items.
    pub fn is_digest(&self) -> bool {
        self.told_by.is_some() && !self.others.is_empty()
    }

    /// The story in few words, and whose they are. `None` for an entry that shows an item of its own,
    /// and where no text is published.
    pub fn digest(&self, source: &str, how: Content, settings: &Settings) -> Option<String> {
        if !self.is_digest() {
            return None;
        }
        let text = match how {
            Content::Full => self.digest.clone(),
            Content::Excerpt => excerpt(&self.digest, settings.excerpt_words),
            Content::None => String::new(),
        };
        (!text.is_empty()).then(|| format!("{text} \u{2014} {source}"))
    }

    /// The body of an entry that stands for several items: HTML.
    pub fn body(&self, digest: Option<&str>) -> Option<String> {
        if !self.is_digest() {
            return None;
        }
        let digest = digest.map_or(String::new(), |text| format!("<p>{}</p>\n", escape(text)));
        // Readers know few elements; the direction of a text is theirs to isolate.
        let link = |href: Option<&str>, title: &str| match href {
            Some(href) => format!("<a href=\"{}\">{}</a>", escape(href), escape(title)),
            None => escape(title),
        };
        let day = |at: DateTime<Utc>| at.format("%-d %B %Y").to_string();
        let list = self.list("<ul>", FeedStory::MOST, escape, link, day, |other| {
            other.link.as_deref().map(str::to_owned)
        });
        Some(format!("{digest}<p>{}:</p>\n{list}", self.heading()))
    }

    /// The same for the page `at`, without the digest and with so many of the others; folded up where
    /// the entry is one of the items.
    pub fn on_page(&self, at: &str, pages: &Pages, most: usize) -> String {
        if self.others.is_empty() {
            return String::new();
        }
        let heading = self.heading();
        let place = |other: &Related| match pages.contains(&*other.id) {
            true => Some(path::relative(at, &path::item(&other.id))),
            false => other.link.as_deref().map(str::to_owned),
        };
        let start = "<ul class=\"story\">";
        let list = self.list(start, most, isolated, link, html::day, place);
        match self.told_by {
            Some(_) => format!("<p>{heading}:</p>\n{list}\n"),
            None => format!("<details>\n<summary>{heading}</summary>\n{list}\n</details>\n"),
        }
    }

    /// Two articles of one publisher are no coverage.
    fn heading(&self) -> String {
        let items = self.others.len() + self.more;
        match (&self.told_by, self.covered_by) {
            (Some(_), 0 | 1) => format!("Also in {}", count(items, "article", "articles")),
            (Some(_), all) => format!("Also covered by {}", count(all - 1, "source", "sources")),
            (None, 0 | 1) => format!("Part of a story of {} articles", items + 1),
            (None, all) => format!("Part of a story covered by {all} sources"),
        }
    }

    fn list(
        &self,
        start: &str,
        most: usize,
        name: impl Fn(&str) -> String,
        link: impl Fn(Option<&str>, &str) -> String,
        day: impl Fn(DateTime<Utc>) -> String,
        place: impl Fn(&Related) -> Option<String>,
    ) -> String {
        let mut list = format!("{start}\n");
        for other in self.others.iter().take(most) {
            let title = link(place(other).as_deref(), &other.title);
            let (source, day) = (name(&other.source), day(other.published));
            list.push_str(&format!("<li>{title} ({source}, {day})</li>\n"));
        }
        let more = self.more + self.others.len().saturating_sub(most);
        if more > 0 {
            list.push_str(&format!("<li>and {more} more</li>\n"));
        }
        list + "</ul>"
    }
}

fn related(other: &model::Related) -> Related<'_> {
    let link = other.link.as_deref().and_then(address_of);
    let id = line_of(other.guid.as_str());
    let title = match short_of(&other.title, LONGEST_NAME) {
        title if !title.is_empty() => title,
        _ => Cow::Owned(short(&first([link.as_deref().unwrap_or(""), &id]), LONGEST_NAME)),
    };
    Related {
        title,
        source: short_of(&other.source, LONGEST_NAME),
        published: bounded(other.published),
        link,
        id,
    }
}
