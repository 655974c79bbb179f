//! How much fits into a feed document, and what gives way.

use super::*;

#[test]
fn what_does_not_fit_is_the_oldest_everywhere() {
    let all = feed((0..40).map(|number| item(number, "A title")).collect());
    let whole = render(std::slice::from_ref(&all), &settings());
    let max_bytes = find(&whole, "ai/atom.xml").bytes.len() / 2;
    let artifacts = render(std::slice::from_ref(&all), &Settings { max_bytes, ..settings() });
    let guids = &find(&artifacts, "ai/rss.xml").guids;
    assert!((10..30).contains(&guids.len()), "{}", guids.len());
    for path in ["ai/rss.xml", "ai/atom.xml", "ai/feed.json"] {
        let artifact = find(&artifacts, path);
        assert!(artifact.bytes.len() <= max_bytes);
        assert_eq!(&artifact.guids, guids);
        check(artifact, &artifact.bytes).unwrap();
    }
    let newest: Vec<&Guid> = all.items.iter().take(guids.len()).map(|i| &i.item.guid).collect();
    assert_eq!(guids.iter().collect::<Vec<_>>(), newest);
    let least = render(&[all], &Settings { max_bytes: 1, ..settings() });
    assert_eq!(find(&least, "ai/rss.xml").guids.len(), 1);
}

/// An item that is large in every way that a publisher can make it.
fn large() -> FeedItem {
    let mut large = item(0, &"A long title ".repeat(700));
    let text = "Many words of a long text. ".repeat(30_000);
    let names = || (0..9_000).map(|number| format!("Name {number}"));
    large.item.summary = Some(text.as_str().into());
    large.item.content = Some(format!("<p>{text}</p>").as_str().into());
    large.item.lead = text[..2_000].into();
    large.item.categories = names().map(|name| name.as_str().into()).collect();
    large.item.authors =
        names().map(|name| Person { name: name.as_str().into(), email: None, uri: None }).collect();
    large.item.enclosures = vec![large.item.enclosures[0].clone(); 9_000];
    let telling = large.also_at[0].clone();
    let place = |name: String| Some(format!("https://other.example.org/{name}"));
    large.also_at = names().map(|name| Telling { link: place(name), ..telling.clone() }).collect();
    large
}

#[test]
fn no_item_takes_the_room_of_the_others() {
    let mut items: Vec<FeedItem> = (1..40).map(|number| item(number, "A title")).collect();
    items.insert(0, large());
    let artifacts = render(&[feed(items)], &settings());
    for artifact in artifacts.iter().filter(|artifact| !artifact.guids.is_empty()) {
        assert_eq!(artifact.guids.len(), 40, "{}", artifact.path);
        check(artifact, &artifact.bytes).unwrap();
    }
}

#[test]
fn a_lightened_item_is_shown_as_before() {
    for content in [Content::Full, Content::Excerpt, Content::None] {
        let settings = Settings { content, ..settings() };
        let whole = feed(vec![large(), item(1, "A title")]);
        let mut light = whole.clone();
        let bytes: Vec<usize> = light
            .items
            .iter_mut()
            .map(|shown| lighten(&mut shown.item, &mut shown.content, &settings))
            .collect();
        let size = |shown: &FeedItem| shown.item.content.as_deref().map_or(0, str::len);
        assert_eq!(bytes, light.items.iter().map(size).collect::<Vec<_>>());
        assert!(bytes[0] < 10_000, "{content:?}: {bytes:?}");
        assert!(light.items[0].item.summary.as_ref().unwrap().len() < 10_000);
        assert_eq!(render(&[light], &settings), render(&[whole], &settings), "{content:?}");
    }
}
