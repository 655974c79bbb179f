//! Stories beside items, and in their place.

use std::sync::Arc;

use feedmill::model::{Digest, FeedStory, Related};

use super::*;

/// So many other items, each of another source, all with this title.
fn others(many: usize, title: &str) -> Vec<Related> {
    let other = |number: usize| Related {
        guid: Guid::of(&["other", &number.to_string()]),
        title: title.into(),
        link: Some(format!("https://other.example.org/{number}?a=1&b='2'")),
        source: format!("Paper {number}"),
        published: "2026-01-02T05:00:00Z".parse().unwrap(),
    };
    (1..=many).map(other).collect()
}

fn story(number: usize, others: Vec<Related>, digest: Option<&str>) -> FeedStory {
    FeedStory {
        guid: Guid::of(&["story", &number.to_string()]),
        covered_by: others.len() + 1,
        more: 0,
        digest: digest.map(|text| Digest {
            item: Guid::of(&["test", &number.to_string()]),
            source: "wire".into(),
            text: text.into(),
            covered_by: others.len() + 1,
        }),
        others: others.into_iter().map(Arc::new).collect(),
    }
}

/// An item beside which its story is named.
fn member(number: usize, title: &str, others: Vec<Related>) -> FeedItem {
    FeedItem { story: Some(story(number, others, None)), ..item(number, title) }
}

/// An entry that stands for a story.
fn lead(number: usize, title: &str, others: Vec<Related>) -> FeedItem {
    let story = story(number, others, Some("The works stand still. Nobody is hurt."));
    let mut shown = item(number, title);
    shown.item.guid = story.guid.clone();
    FeedItem { story: Some(story), ..shown }
}

fn plain_item(number: usize, title: &str) -> FeedItem {
    let mut plain = item(number, title);
    plain.also_at = Vec::new();
    plain.item.enclosures = Vec::new();
    plain.item.categories = Vec::new();
    plain.item.comments = None;
    plain
}

fn written(items: Vec<FeedItem>, settings: &Settings) -> [String; 4] {
    let artifacts = render(&[feed(items)], settings);
    for artifact in &artifacts {
        check(artifact, &artifact.bytes).unwrap_or_else(|what| panic!("{}: {what}", artifact.path));
        if matches!(artifact.format, Format::Rss | Format::Atom) {
            well_formed(text(artifact));
        }
    }
    ["ai/atom.xml", "ai/rss.xml", "ai/feed.json", "ai/index.html"]
        .map(|path| text(find(&artifacts, path)).to_owned())
}

#[track_caller]
fn holds(text: &str, part: &str) {
    assert!(text.contains(part), "{part}\n is not in\n{text}");
}

const BODY: &str = "<p>The works stand still. Nobody is hurt. \u{2014} Fire</p>\n\
                    <p>Also covered by 1 source:</p>\n<ul>\n\
                    <li><a href=\"https://other.example.org/1?a=1&amp;b=%272%27\">Fire &amp; smoke\
                    </a> (Paper 1, 2 January 2026)</li>\n</ul>";

#[test]
fn an_entry_stands_for_a_story() {
    let mut entry = lead(0, "Fire", others(1, "Fire & smoke"));
    entry.also_at = Vec::new();
    let [atom, rss, json, page] = written(vec![entry], &settings());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let entry = &json["items"][0];
    assert_eq!(entry["content_html"], BODY);
    assert_eq!(entry["summary"], "The works stand still. Nobody is hurt. \u{2014} Fire");
    let id = |kind: &str, number: &str| Guid::of(&[kind, number]).0;
    assert_eq!(entry["id"], id("story", "0"));
    assert_eq!(
        entry["_feedmill"]["story"],
        serde_json::json!({
            "id": id("story", "0"),
            "covered_by": 2,
            "told_by": id("test", "0"),
            "items": [{
                "id": id("other", "1"),
                "title": "Fire & smoke",
                "url": "https://other.example.org/1?a=1&b=%272%27",
                "source": "Paper 1",
                "date_published": "2026-01-02T05:00:00Z",
            }],
        })
    );
    let atom_feed = atom_syndication::Feed::read_from(atom.as_bytes()).unwrap();
    let entry = &atom_feed.entries[0];
    assert_eq!(entry.content.as_ref().unwrap().value.as_deref(), Some(BODY));
    let related: Vec<_> = entry.links.iter().filter(|link| link.rel == "related").collect();
    assert_eq!(related.len(), 1);
    assert_eq!(related[0].href, "https://other.example.org/1?a=1&b=%272%27");
    assert_eq!(related[0].title.as_deref(), Some("Fire & smoke"));
    let channel = rss::Channel::read_from(rss.as_bytes()).unwrap();
    assert_eq!(channel.items[0].content.as_deref(), Some(BODY));
    assert_eq!(
        channel.items[0].description.as_deref(),
        Some("The works stand still. Nobody is hurt. \u{2014} Fire")
    );
    holds(
        &page,
        "<p lang=\"de\" dir=\"auto\">The works stand still. Nobody is hurt. \u{2014} Fire</p>\n\
         <p>Also covered by 1 source:</p>\n<ul class=\"story\">\n\
         <li><a href=\"https://other.example.org/1?a=1&amp;b=%272%27\"><bdi>Fire \
         &amp; smoke</bdi></a> (<bdi>Paper 1</bdi>, <time datetime=\"2026-01-02\">2 January 2026\
         </time>)</li>\n</ul>\n",
    );
}

#[test]
fn an_item_stays_itself_beside_its_story() {
    let plain = written(vec![item(0, "Fire")], &settings());
    let [atom, rss, json, page] = written(vec![member(0, "Fire", others(2, "Smoke"))], &settings());
    assert_eq!((&atom, &rss), (&plain[0], &plain[1]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let plain_json: serde_json::Value = serde_json::from_str(&plain[2]).unwrap();
    let (item, story) = (&json["items"][0], &json["items"][0]["_feedmill"]["story"]);
    assert_eq!(story["items"].as_array().unwrap().len(), 2);
    assert!(story.get("told_by").is_none() && story.get("more").is_none());
    for name in ["id", "url", "title", "summary", "content_html", "date_modified"] {
        assert_eq!(item[name], plain_json["items"][0][name], "{name}");
    }
    let folded = "<details>\n<summary>Part of a story covered by 3 sources</summary>\n\
                  <ul class=\"story\">\n<li>";
    holds(&page, folded);
    let (before, rest) = page.split_once("<details>\n<summary>Part of").unwrap();
    let (_, after) = rest.split_once("</details>\n").unwrap();
    assert_eq!(format!("{before}{after}"), plain[3], "the rest of the page");
}

#[test]
fn an_entry_for_one_item_looks_like_it() {
    let mut alone = lead(0, "Fire", Vec::new());
    let mut plain = item(0, "Fire");
    plain.item.guid = alone.item.guid.clone();
    let [atom, rss, json, page] = written(vec![alone.clone()], &settings());
    let wanted = written(vec![plain], &settings());
    assert_eq!([&atom, &rss, &page], [&wanted[0], &wanted[1], &wanted[3]]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let story = &json["items"][0]["_feedmill"]["story"];
    assert_eq!(story["told_by"], Guid::of(&["test", "0"]).0);
    assert_eq!(story["items"], serde_json::json!([]));
    // Nor does a story beside an item that nothing else tells.
    alone.story = Some(story_of_one());
    assert!(!written(vec![alone], &settings())[3].contains("story covered"));
}

fn story_of_one() -> FeedStory {
    story(0, Vec::new(), None)
}

#[test]
fn how_much_text_is_shown_is_obeyed() {
    for (content, words, want) in [
        (Content::Full, 80, "<p>The works stand still. Nobody is hurt. \u{2014} Fire</p>\n<p>Also"),
        (Content::Excerpt, 4, "<p>The works stand still. \u{2014} Fire</p>\n<p>Also"),
        (Content::None, 80, "<p>Also"),
    ] {
        let settings = Settings { content, excerpt_words: words, ..settings() };
        let [_, _, json, _] = written(vec![lead(0, "Fire", others(3, "Smoke"))], &settings);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let body = json["items"][0]["content_html"].as_str().unwrap();
        assert!(body.starts_with(want), "{content:?}: {body}");
        assert_eq!(body.matches("<li>").count(), 3);
    }
}

#[test]
fn two_articles_of_one_publisher_are_no_coverage() {
    let one_publisher = |mut shown: FeedItem| {
        shown.story.as_mut().unwrap().covered_by = 1;
        written(vec![shown], &settings())[3].clone()
    };
    holds(&one_publisher(lead(0, "Fire", others(1, "Smoke"))), "<p>Also in 1 article:</p>");
    holds(&one_publisher(member(0, "Fire", others(1, "Smoke"))), ">Part of a story of 2 articles<");
}

#[test]
fn a_long_list_has_an_end() {
    let mut long = story(0, others(25, "Smoke"), Some("Text."));
    long.more = 3;
    let shown = FeedItem { story: Some(long), ..item(0, "Fire") };
    let [atom, rss, json, page] = written(vec![shown], &settings());
    holds(&page, "Also covered by 25 sources:");
    holds(&page, "<li>and 23 more</li>\n</ul>");
    assert_eq!(page.matches("Smoke</bdi>").count(), 5);
    holds(&rss, "<li>and 8 more</li>\n</ul>");
    assert_eq!(rss.matches("Smoke</a>").count(), FeedStory::MOST);
    // The other 20, and where the article is told once more.
    assert_eq!(atom.matches("rel=\"related\"").count(), FeedStory::MOST + 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["items"][0]["_feedmill"]["story"]["more"], 8);
}

#[test]
fn nothing_is_related_twice() {
    let mut entry = lead(0, "Fire", others(2, "Smoke"));
    let story = entry.story.as_mut().unwrap();
    Arc::make_mut(&mut story.others[0]).link = entry.item.link.clone();
    Arc::make_mut(&mut story.others[1]).link = entry.also_at[0].link.clone();
    let [atom, ..] = written(vec![entry], &settings());
    assert_eq!(atom.matches("rel=\"related\"").count(), 1, "{atom}");
}

#[test]
fn hostile_titles_stay_text_and_formats_agree() {
    let mut items = Vec::new();
    for (number, title) in HOSTILE.iter().enumerate() {
        let mut others = others(2, title);
        others[0].source = (*title).into();
        others[1].link = Some("javascript:alert(1)".into());
        let mut shown = lead(number, title, others.clone());
        shown.story.as_mut().unwrap().digest.as_mut().unwrap().text = (*title).into();
        items.push(shown);
        items.push(member(number + 100, title, others));
    }
    let [atom, rss, json, page] = written(items.clone(), &settings());
    for (document, name) in [(&atom, "atom"), (&rss, "rss"), (&json, "json"), (&page, "page")] {
        assert!(!document.contains("javascript:"), "{name}");
    }
    assert!(page.matches("<script").count() == 1 && !page.contains("<b>"), "{page}");
    let channel = rss::Channel::read_from(rss.as_bytes()).unwrap();
    let feed = atom_syndication::Feed::read_from(atom.as_bytes()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (number, shown) in items.iter().enumerate() {
        let body = channel.items[number].content.as_deref().unwrap();
        assert_eq!(feed.entries[number].content.as_ref().unwrap().value.as_deref(), Some(body));
        assert_eq!(json["items"][number]["content_html"], body);
        assert!(!body.contains("<script") && !body.contains("<b>"), "{body}");
        let story = &json["items"][number]["_feedmill"]["story"];
        let want = Text::line(&shown.story.as_ref().unwrap().others[0].title).into_string();
        assert_eq!(story["items"][0]["title"], want);
        assert!(story["items"][1].get("url").is_none());
    }
}

fn plain_lead(number: usize, others: Vec<Related>) -> FeedItem {
    let lead = lead(number, "Fire in the works", others);
    let item =
        Item { guid: lead.item.guid.clone(), ..plain_item(number, "Fire in the works").item };
    FeedItem { item, also_at: Vec::new(), ..lead }
}

#[test]
fn a_page_of_a_hundred_stories_is_small() {
    let title = "A fire in the works at the harbour stops all lines";
    let digest = "The works stand still for days. ".repeat(8);
    // Every other one is told by three newspapers.
    let entry = |number: usize| {
        let mut shown = plain_lead(number, others(number % 2 * 2, title));
        shown.item.title.text = title.into();
        shown.item.summary = Some(digest.as_str().into());
        (shown.item.authors, shown.item.language) = (Vec::new(), None);
        shown.item.origin.title = Some("The north post".into());
        shown.story.as_mut().unwrap().digest.as_mut().unwrap().text = digest.as_str().into();
        let verdict = shown.verdict.as_mut().unwrap();
        verdict.evidence[0].term = "harbour".into();
        verdict.evidence[0].matched = "harbour".into();
        (verdict.example, verdict.shields) = (None, Vec::new());
        shown
    };
    let [.., page] = written((0..100).map(entry).collect(), &settings());
    assert!(page.len() <= 100 * 1024, "{} bytes", page.len());
}

#[test]
fn a_page_that_would_be_too_large_says_less_of_each_item() {
    let title = "A fire in the works at the harbour stops all lines";
    let entry = |number: usize| {
        let mut shown = plain_lead(number, others(20, title));
        shown.story.as_mut().unwrap().digest.as_mut().unwrap().text =
            "The works stand still for days. ".repeat(12);
        shown
    };
    let roomy = Settings { max_bytes: 8 << 20, ..settings() };
    let [.., page] = written((0..100).map(entry).collect(), &roomy);
    assert!(page.len() <= 100 * 1024, "{} bytes", page.len());
    assert_eq!(page.matches("<article>").count(), 100);
    assert_eq!(page.matches("<li>and 19 more</li>").count(), 100);
    let [.., page] = written((0..2).map(entry).collect(), &settings());
    assert_eq!(page.matches("<li>and 15 more</li>").count(), 2);
}

#[test]
fn a_verdict_is_told_to_programs() {
    let mut shown = item(0, "A & <b>");
    let [_, _, json, _] = written(vec![shown.clone()], &settings());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["items"][0]["_feedmill"]["why"],
        serde_json::json!({
            "ground": "score",
            "score": 4.5,
            "needed": 3.0,
            "terms": [{
                "term": "A & <b>", "matched": "AI", "kind": "strong", "place": "title",
                "weight": 4.5
            }],
            "prior": 1.0,
            "example": {"title": "A & <b>", "belongs": true, "similarity": 0.5, "added": 1.5},
            "shields": [{"matched": "A & <b>", "swallowed": ["A & <b>"]}],
        })
    );
    let verdict = shown.verdict.as_mut().unwrap();
    (verdict.ground, verdict.prior, verdict.example) =
        (Ground::Category("AI\u{FFFE}".into()), 0.0, None);
    (verdict.evidence, verdict.shields) = (Vec::new(), Vec::new());
    let [_, _, json, _] = written(vec![shown], &settings());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["items"][0]["_feedmill"]["why"],
        serde_json::json!({"ground": "category", "by": "AI", "score": 4.5, "needed": 3.0})
    );
}
