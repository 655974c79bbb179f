//! A known source gives its articles new ids and addresses: they keep theirs. What only looks alike
//! stays new.

use feedmill::model::{Bound, Changes, Field, Guid};

use super::ledger::{ENTRY, Ledger, Told, at, touches_output};

/// An article as one platform shows it.
#[derive(Clone, Debug)]
pub struct Article {
    pub native: String,
    pub link: String,
    pub title: String,
    pub body: String,
    pub date: String,
}

impl Article {
    pub fn told(&self) -> Told<'_> {
        Told {
            native: &self.native,
            link: &self.link,
            title: &self.title,
            body: &self.body,
            date: &self.date,
            ..ENTRY
        }
    }
}

const WHO: [&str; 7] = ["baker", "pilot", "keeper", "painter", "miller", "ranger", "tailor"];
const WHAT: [&str; 11] = [
    "bridge", "harbour", "orchard", "library", "tunnel", "market", "lantern", "engine", "garden",
    "theatre", "ferry",
];
const WHERE: [&str; 13] = [
    "north", "upper", "quiet", "stony", "western", "hollow", "windy", "lower", "eastern", "misty",
    "ancient", "narrow", "sunny",
];

/// Words that no other article has in this order.
pub fn words(number: usize, sentences: usize) -> String {
    let sentence = |part: usize| {
        let mix = number * 131 + part * 37;
        let (who, what) = (WHO[mix % 7], WHAT[mix % 11]);
        let (place, other) = (WHERE[mix % 13], WHAT[(mix / 7 + number) % 11]);
        format!("The {who} of the {place} {what} showed the {other} to visitor {who}{mix}.")
    };
    (0..sentences).map(sentence).collect::<Vec<_>>().join(" ")
}

/// The article with this number on its old platform. One a day.
pub fn article(number: usize) -> Article {
    let (place, what) = (WHERE[number % 13], WHAT[number % 11]);
    Article {
        native: format!("{}", 5_000 + number),
        link: format!("http://old.example/?p={number}"),
        title: format!("What the {place} {what} keeps \"in store\" for {}", WHO[number % 7]),
        body: words(number, 8),
        date: format!("2026-01-{:02}", number + 1),
    }
}

fn told(articles: &[Article]) -> Vec<Told<'_>> {
    articles.iter().map(Article::told).collect()
}

/// A ledger that knows these articles, and their ids.
fn known(articles: &[Article]) -> (Ledger, Vec<Guid>) {
    let mut ledger = Ledger::default();
    ledger.visit("blog", "2026-02-01", &told(articles));
    let ids = ids(&ledger);
    assert_eq!(ids.len(), articles.len());
    (ledger, ids)
}

fn ids(ledger: &Ledger) -> Vec<Guid> {
    ledger.items.iter().map(|item| item.guid.clone()).collect()
}

/// Every article is told anew after `change`; all keep their ids, and a further visit says nothing.
#[track_caller]
fn check_move(articles: &[Article], change: impl Fn(&mut Article)) -> (Ledger, Changes) {
    let (mut ledger, before) = known(articles);
    let mut moved = articles.to_vec();
    moved.iter_mut().for_each(change);
    let changes = ledger.visit("blog", "2026-02-02", &told(&moved));
    let titles: Vec<&str> = changes.new.iter().map(|item| item.title.text.as_str()).collect();
    assert_eq!(titles, [""; 0], "articles that were told again");
    assert_eq!(ids(&ledger), before);
    let renamed = std::mem::take(&mut ledger.renamed);
    let again = ledger.visit("blog", "2026-02-03", &told(&moved));
    assert!(!touches_output(&again), "{again:#?}");
    assert_eq!(ledger.renamed, [], "the new keys are known now");
    ledger.renamed = renamed;
    (ledger, changes)
}

fn articles(numbers: std::ops::Range<usize>) -> Vec<Article> {
    numbers.map(article).collect()
}

fn new_ids(article: &mut Article) {
    article.native = Guid::of(&["test", &article.native]).0;
    article.link = article.link.replace("http://old.example/?p=", "https://new.example/articles/");
}

/// So many items have new ids, and so many of them were known by their words alone.
#[track_caller]
fn check_renamed(ledger: &Ledger, renamed: usize, by_words: usize) {
    let words = ledger.renamed.iter().filter(|bound| matches!(bound, Bound::Alike(_))).count();
    assert_eq!((ledger.renamed.len(), words), (renamed, by_words), "{:?}", ledger.renamed);
}

/// Another headline over another first sentence: no key is left.
fn rewritten(article: &mut Article) {
    new_ids(article);
    article.title = format!("Our report on {}", &article.title[5..]);
    article.body = format!("First published on our old site. {}", article.body);
}

#[test]
fn other_ids_and_addresses_are_no_other_articles() {
    let (ledger, changes) = check_move(&articles(0..20), new_ids);
    check_renamed(&ledger, 20, 0);
    for revision in &changes.revised {
        assert_eq!(revision.fields, [Field::Link], "a moved address is no news");
        assert_eq!(revision.item.updated, revision.item.published);
    }
    let (ledger, _) = check_move(&articles(0..20), rewritten);
    check_renamed(&ledger, 20, 20);
    // Other ids alone; then other addresses alone, which is nothing new.
    let (ledger, _) = check_move(&articles(0..20), |article| article.native += "-uuid");
    check_renamed(&ledger, 20, 0);
    let (ledger, _) = check_move(&articles(0..20), |article| {
        article.link = article.link.replace("?p=", "2026/01/article-");
    });
    check_renamed(&ledger, 0, 0);
}

#[test]
fn another_platform_writes_titles_and_texts_in_its_own_way() {
    let (ledger, _) = check_move(&articles(0..12), |article| {
        new_ids(article);
        article.title = article.title.replace("\"in store\"", "“in store”") + " | The Blog";
        let body = article.body.replace(". ", ".<br/>");
        article.body = format!("<div class=\"x\"><p>{body}</p></div>");
    });
    check_renamed(&ledger, 12, 12);
    // An excerpt where the whole text was, under a headline that was cut.
    let (ledger, _) = check_move(&articles(0..12), |article| {
        new_ids(article);
        article.title = article.title.rsplit_once(" keeps").unwrap().0.to_owned() + "…";
        let excerpt: String = article.body.split_inclusive('.').take(5).collect();
        article.body = format!("Old site: {excerpt} […]");
    });
    check_renamed(&ledger, 12, 12);
}

#[test]
fn a_move_may_date_everything_anew() {
    let (ledger, _) = check_move(&articles(0..12), |article| {
        rewritten(article);
        article.date = "2026-02-02".to_owned();
    });
    check_renamed(&ledger, 12, 12);
    assert_eq!(ledger.items[3].published.at, at("2026-01-04"), "the first date stays");
}

#[test]
fn headlines_alone_are_known_by_title_and_time() {
    let mut headlines = articles(0..12);
    headlines.iter_mut().for_each(|article| article.body.clear());
    let (ledger, _) = check_move(&headlines, new_ids);
    check_renamed(&ledger, 12, 12);
    let (ledger, _) = check_move(&headlines, |article| {
        new_ids(article);
        article.date += "T09:00:00Z";
    });
    check_renamed(&ledger, 12, 12);
    // The same titles another day are other articles.
    let (mut ledger, _) = known(&headlines);
    headlines.iter_mut().for_each(|article| {
        new_ids(article);
        article.date = article.date.replace("2026-01", "2026-02");
    });
    let changes = ledger.visit("blog", "2026-03-01", &told(&headlines));
    assert_eq!(changes.new.len(), 12);
}

/// One article of ten is told anew after `change`, beside the others.
fn single(number: usize, change: impl Fn(&mut Article)) -> (Ledger, Changes) {
    let mut articles = articles(0..10);
    let (mut ledger, _) = known(&articles);
    rewritten(&mut articles[number]);
    change(&mut articles[number]);
    let changes = ledger.visit("blog", "2026-02-02", &told(&articles));
    (ledger, changes)
}

#[test]
fn one_article_is_known_by_its_words() {
    for change in [
        |_: &mut Article| {},
        |article: &mut Article| article.title = "Another headline for the same report".to_owned(),
        |article: &mut Article| article.date = "2026-01-20".to_owned(),
        |article: &mut Article| article.body += " Corrected on Friday: it was the other bank.",
    ] {
        let (ledger, changes) = single(5, change);
        assert!(changes.new.is_empty(), "{:#?}", changes.new);
        check_renamed(&ledger, 1, 1);
        assert_eq!((ledger.items.len(), ledger.left), (10, 0));
    }
}

#[test]
fn other_words_are_another_article() {
    let (ledger, changes) = single(5, |article| {
        article.date = "2026-01-20".to_owned();
        article.title = "Something else".to_owned();
        article.body = words(77, 8);
    });
    assert_eq!(changes.new.len(), 1);
    check_renamed(&ledger, 0, 0);
}

#[test]
fn what_is_still_shown_is_not_bound_again() {
    let mut articles = articles(0..10);
    let (mut ledger, _) = known(&articles);
    let mut copy = articles[5].clone();
    rewritten(&mut copy);
    articles.push(copy);
    let changes = ledger.visit("blog", "2026-02-02", &told(&articles));
    assert_eq!(changes.new.len(), 1);
    check_renamed(&ledger, 0, 0);
}

#[test]
fn too_many_at_once_are_not_believed_unless_half_of_all_moved() {
    let mut all = articles(0..30);
    all.iter_mut().enumerate().for_each(|(number, article)| {
        article.date = format!("2026-01-{:02}T{:02}:00:00Z", number / 2 + 1, number % 2 * 8);
    });
    for (moved, new, left) in [(8, 0, 0), (14, 6, 6), (15, 0, 0), (30, 0, 0)] {
        let (mut ledger, _) = known(&all);
        let mut after = all.clone();
        after.iter_mut().take(moved).for_each(rewritten);
        let changes = ledger.visit("blog", "2026-02-02", &told(&after));
        assert_eq!((changes.new.len(), ledger.left), (new, left), "{moved} of 30");
        check_renamed(&ledger, moved - new, moved - new);
    }
}

#[test]
fn two_articles_never_become_one() {
    // Two articles that are alike to one item: the closer one is it.
    let mut articles = articles(0..10);
    let (mut ledger, _) = known(&articles);
    let mut other = articles[5].clone();
    rewritten(&mut articles[5]);
    other.native = "other".to_owned();
    other.link = "https://new.example/other".to_owned();
    other.title = "What else there is to say".to_owned();
    other.body = format!("{} {} {}", words(91, 2), other.body, words(90, 2));
    other.date = "2026-01-07".to_owned();
    articles.push(other);
    let changes = ledger.visit("blog", "2026-02-02", &told(&articles));
    assert_eq!(changes.new.len(), 1);
    assert_eq!(changes.new[0].link.as_deref(), Some("https://new.example/other"));
    check_renamed(&ledger, 1, 1);
}

/// A source that fills in one form, day after day; a feed of ten, of which each day's visit shows the
/// last ones. Nothing of it may be taken for what it was the day before.
#[track_caller]
fn check_form(window: usize, title: impl Fn(usize) -> String, body: impl Fn(usize) -> String) {
    let mut ledger = Ledger::default();
    let all: Vec<Article> = (0..25)
        .map(|number| Article {
            native: format!("form-{number}"),
            link: format!("https://form.example/{number}"),
            title: title(number),
            body: body(number),
            date: format!("2026-01-{:02}", number + 1),
        })
        .collect();
    for day in window..=all.len() {
        let now = format!("2026-01-{day:02}T20:00:00Z");
        ledger.visit("form", &now, &told(&all[day - window..day]));
    }
    assert_eq!(ledger.items.len(), all.len(), "items that were taken for one another");
}

#[test]
fn forms_that_are_filled_in_again_are_new_each_time() {
    for window in [1, 3, 10] {
        // Closing prices.
        check_form(
            window,
            |n| format!("Market close: index ends at {}", 4_000 + n * 7),
            |n| {
                format!(
                    "The index closed at {} points, a change of {} points on the day. Volume was {} \
                     million shares. Advancers led decliners by {} to {} on the exchange, and the \
                     ten-year yield stood at {} percent when trading ended in the afternoon.",
                    4_000 + n * 7,
                    n * 3 + 1,
                    300 + n,
                    20 + n,
                    11 + n * 2,
                    n + 2
                )
            },
        );
        // Releases.
        check_form(
            window,
            |n| format!("Release 2.{n}.0"),
            |n| {
                format!(
                    "Version 2.{n}.0 is out. Packages for all systems are on the download page as \
                     usual, and the list of changes is in the repository. Thanks to everybody who \
                     helped with this release by testing, translating and reporting what was wrong."
                )
            },
        );
        // A thread that says the same every week.
        check_form(
            window,
            |_| "Open thread: what are you working on?".to_owned(),
            |_| {
                "This is the open thread in which everybody tells what they are working on. Be kind \
                 to each other, say where we can look at it, and tell us what kind of help you \
                 need. Old threads are in the archive; the next one opens when this one is full."
                    .to_owned()
            },
        );
        // A bulletin in one sentence.
        check_form(
            window,
            |_| "Traffic on the network".to_owned(),
            |_| "No disturbances are reported at this time.".to_owned(),
        );
        // A column that always begins in the same way.
        check_form(
            window,
            |n| format!("Letter from the {}", WHERE[n % 13]),
            |n| {
                format!(
                    "Every week we open the letters that readers send us, and answer the one that \
                     made us think. {}",
                    words(n, 7)
                )
            },
        );
    }
}
