//! What publishers permit: how much of a text is published, whose it is, and what is said about it.

use std::fs;

use serde_json::Value;

use crate::support::Mill;

/// One source per id, read from `ID.xml`, with lines of its own, and one topic that takes everything.
fn wire(sources: &[(&str, &str)], output: &str) -> String {
    let mut text = format!(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
         rights = \"Each item belongs to its publisher.\"\n[output]\n{output}\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n"
    );
    for (id, lines) in sources {
        text.push_str(&format!(
            "[[source]]\nid = \"{id}\"\nkind = \"feed\"\npaths = [\"{id}.xml\"]\n\
             topics = [\"ferries\"]\n{lines}\n"
        ));
    }
    text
}

/// A feed with one item, whose body and further elements are these.
fn feed(id: &str, body: &str, more: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>The {id}</title>\
         <link>https://{id}.example/</link><description>x</description>\
         <copyright>All of {id}</copyright>\n<item><guid isPermaLink=\"false\">{id}-1</guid>\
         <title>A ferry of {id}</title><link>https://{id}.example/1</link>\
         <pubDate>20 May 2026 10:00:00 GMT</pubDate>\
         <description><![CDATA[{body}]]></description>{more}</item></channel></rss>"
    )
}

/// The items of the topic as JSON Feed has them, by the end of their ids.
fn json(mill: &Mill) -> Vec<Value> {
    let bytes = fs::read(mill.path("feeds/public/ferries/feed.json")).unwrap();
    let feed: Value = serde_json::from_slice(&bytes).unwrap();
    let mut items = feed["items"].as_array().unwrap().clone();
    items.sort_by_key(|item| item["title"].to_string());
    items
}

fn text(mill: &Mill, name: &str) -> String {
    fs::read_to_string(mill.path(&format!("feeds/public/ferries/{name}"))).unwrap()
}

const BODY: &str = "<p>The pier of the quiet harbour opened before dawn today. Nobody came.</p>\
                    <p>Lanterns <b>swung</b> over hidden water until noon.</p>";

#[test]
fn a_source_says_how_much_of_its_text_is_published() {
    let sources =
        [("aurora", ""), ("bellona", "content = \"excerpt\""), ("calypso", "content = \"none\"")];
    let mill = Mill::new(&wire(&sources, "excerpt_words = 13"));
    for (number, (id, _)) in sources.iter().enumerate() {
        let body = BODY.replace("harbour", &format!("harbour {id} {}", number * 1_000 + 17));
        mill.write(&format!("{id}.xml"), feed(id, &body, ""));
    }
    mill.run(&["run"]).silent();
    mill.feed("ferries");
    let items = json(&mill);
    let contents: Vec<Option<&str>> =
        items.iter().map(|item| item["content_html"].as_str()).collect();
    assert!(contents[0].unwrap().contains("until noon"), "{contents:?}");
    let excerpt = "<p>The pier of the quiet harbour bellona 1017 opened before dawn today.</p>\n\
                   <p><a href=\"https://bellona.example/1\">Read on at The bellona</a></p>";
    assert_eq!(contents[1], Some(excerpt));
    assert_eq!(contents[2], None);
    let marks: Vec<&Value> = items.iter().map(|item| &item["_feedmill"]["excerpt"]).collect();
    assert_eq!(marks, [&Value::Null, &Value::Bool(true), &Value::Null]);
    for name in ["atom.xml", "rss.xml", "index.html"] {
        let text = text(&mill, name);
        assert!(!text.contains("bellona 1017 opened before dawn today. Nobody"), "{name}");
        assert!(!text.contains("calypso 2017"), "{name} tells what its source keeps");
        if name != "index.html" {
            assert!(text.contains("Read on at The bellona"), "{name}");
        }
    }
}

#[test]
fn a_source_may_say_more_than_the_rest() {
    let sources = [("aurora", "content = \"full\""), ("bellona", "")];
    let mill = Mill::new(&wire(&sources, "content = \"none\""));
    mill.write("aurora.xml", feed("aurora", BODY, ""));
    mill.write("bellona.xml", feed("bellona", "<p>Another text about sails.</p>", ""));
    mill.run(&["run"]).silent();
    let items = json(&mill);
    assert!(items[0]["content_html"].as_str().unwrap().contains("until noon"));
    assert_eq!(items[1]["content_text"], "A ferry of bellona");
}

/// The same article by a source that gives its whole text and by one that is not to be published.
#[test]
fn the_stricter_of_two_tellings_is_obeyed() {
    let sources = [("aurora", "content = \"excerpt\""), ("bellona", "content = \"none\"")];
    let mill = Mill::new(&wire(&sources, ""));
    let words: Vec<String> = (0..120).map(|n| format!("word{}", n * 37 % 1009)).collect();
    let long = format!("<p>{}. Harbour at the end.</p>", words.join(" "));
    let short = format!("<p>{}.</p>", words[..60].join(" "));
    mill.write("aurora.xml", feed("aurora", &short, ""));
    mill.run(&["run"]).silent();
    assert!(text(&mill, "atom.xml").contains("word37 "));
    let same = feed("bellona", &long, "").replace("A ferry of bellona", "A ferry of aurora");
    mill.write("bellona.xml", same);
    mill.run_at(crate::support::DAY_LATER, &["run"]).silent();
    assert_eq!(mill.feed("ferries").ids.len(), 1, "one article");
    assert!(!text(&mill, "feed.json").contains("content_html"));
    assert!(!text(&mill, "atom.xml").contains("word37 "));
}

#[test]
fn rights_are_carried() {
    let mill = Mill::new(&wire(&[("aurora", ""), ("bellona", "")], ""));
    let own = "<dc:rights>Free to quote &amp; share</dc:rights>";
    mill.write("aurora.xml", feed("aurora", BODY, own));
    mill.write("bellona.xml", feed("bellona", "<p>Another text about sails.</p>", ""));
    mill.run(&["run"]).silent();
    let atom = atom_syndication::Feed::read_from(text(&mill, "atom.xml").as_bytes()).unwrap();
    let mut rights: Vec<(Option<&str>, Option<&str>)> = atom
        .entries()
        .iter()
        .map(|entry| {
            let source = entry.source().unwrap().rights().map(|rights| rights.as_str());
            (entry.rights().map(|rights| rights.as_str()), source)
        })
        .collect();
    rights.sort();
    let own = Some("Free to quote & share");
    assert_eq!(rights, [(None, Some("All of bellona")), (own, Some("All of aurora"))]);
    assert_eq!(atom.rights().unwrap().as_str(), "Each item belongs to its publisher.");
    let rss = rss::Channel::read_from(text(&mill, "rss.xml").as_bytes()).unwrap();
    let mut rights: Vec<&str> = rss
        .items()
        .iter()
        .map(|item| item.dublin_core_ext().unwrap().rights()[0].as_str())
        .collect();
    rights.sort_unstable();
    assert_eq!(rights, ["All of bellona", "Free to quote & share"]);
    assert_eq!(rss.copyright(), Some("Each item belongs to its publisher."));
    let items = json(&mill);
    let said = |number: usize| &items[number]["_feedmill"];
    assert_eq!(said(0)["rights"], "Free to quote & share");
    assert_eq!(said(1)["source"]["rights"], "All of bellona");
}

#[test]
fn what_is_stated_about_artificial_intelligence_is_carried() {
    let said = [
        ("aurora", "<category>AI-generated</category>", BODY, "generated"),
        (
            "bellona",
            "<x:ai-disclosure xmlns:x=\"urn:x\">partially</x:ai-disclosure>",
            "x",
            "assisted",
        ),
        ("calypso", "", "<p>One.</p><p>This story was written by AI.</p>", "generated"),
        ("daphne", "<category>AI</category>", "<p>This story was not written by AI.</p>", ""),
    ];
    let sources: Vec<(&str, &str)> = said.iter().map(|(id, ..)| (*id, "")).collect();
    let mill = Mill::new(&wire(&sources, ""));
    for (id, more, body, _) in said {
        mill.write(&format!("{id}.xml"), feed(id, body, more));
    }
    mill.run(&["run"]).silent();
    let items = json(&mill);
    let atom = atom_syndication::Feed::read_from(text(&mill, "atom.xml").as_bytes()).unwrap();
    let rss = rss::Channel::read_from(text(&mill, "rss.xml").as_bytes()).unwrap();
    for (item, (id, .., want)) in items.iter().zip(said) {
        assert_eq!(item["_feedmill"]["ai"].as_str().unwrap_or_default(), want, "{id}");
        let term = match want {
            "generated" => Some("trainedAlgorithmicMedia"),
            "assisted" => Some("compositeWithTrainedAlgorithmicMedia"),
            _ => None,
        };
        let scheme = Some("http://cv.iptc.org/newscodes/digitalsourcetype/");
        let entry = atom.entries().iter().find(|it| it.id() == item["id"]).unwrap();
        let stated = entry.categories().iter().find(|label| label.scheme() == scheme);
        assert_eq!(stated.map(|label| label.term()), term, "{id}");
        let entry = rss.items().iter().find(|it| item["id"] == it.guid().unwrap().value()).unwrap();
        let stated = entry.categories().iter().find(|label| label.domain() == scheme);
        assert_eq!(stated.map(|label| label.name()), term, "{id}");
    }
    let page = text(&mill, "index.html");
    assert_eq!(page.matches(" \u{B7} AI-generated</p>").count(), 2, "{page}");
    assert_eq!(page.matches(" \u{B7} AI-assisted</p>").count(), 1);

    // What we write is read again, by whoever takes our feed as a source.
    let again = Mill::new(&wire(&[("aurora", ""), ("bellona", "")], ""));
    again.write("aurora.xml", text(&mill, "atom.xml"));
    again.write("bellona.xml", text(&mill, "feed.json"));
    again.run(&["run"]).ends_with(0);
    let stated = json(&again);
    let stated: Vec<&str> =
        stated.iter().map(|item| item["_feedmill"]["ai"].as_str().unwrap_or_default()).collect();
    assert_eq!(stated, ["generated", "assisted", "generated", ""]);
}
