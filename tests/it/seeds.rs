//! The sample documents become exactly these items; and the real ones what is written beside them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;

use crate::support::{Mill, NOW};

/// Id, title, publication and topics of every article of the sample text documents. None may ever
/// change: subscribers' readers know the items by these ids.
const GOLDEN: [(&str, &str, &str, &[&str]); 6] = [
    (
        "urn:uuid:63fd8de2-d7c3-51d2-a3f4-797dd2fa8ded",
        "AMD Puts US$10 Billion into Taiwan as AI Runs Short of Chip Packaging",
        "2026-05-26T17:28:00Z",
        &["ai", "semiconductors"],
    ),
    (
        "urn:uuid:300ee9c9-e0ba-51be-94f6-ca0d77760346",
        "Venture funding meets test tracks: a railway’s investment arm opens doors for Beijing’s startups",
        "2026-03-30T14:29:00Z",
        &["finance"],
    ),
    (
        "urn:uuid:2d3a5c44-a7ea-530a-bd5f-32c2379c3366",
        "Korea Bets on a Home-Grown Giant: What SK Telecom’s A.X K1 AI Model Is For",
        "2025-12-30T13:38:00Z",
        &["ai"],
    ),
    (
        "urn:uuid:92af2bc8-a813-5fa9-9c00-d1366e6a68fc",
        "SK Telecom presented its foundation model A.X K1 on December 28, 2025",
        "2025-12-28T00:00:00Z",
        &["ai"],
    ),
    (
        "urn:uuid:6c928cc7-0aae-51cc-8a5c-31961ec0592e",
        "Kioxia’s flash storage keeps warehouse AI up to date",
        "2025-12-16T15:29:00Z",
        &["ai", "semiconductors"],
    ),
    (
        "urn:uuid:d9a1ff86-ef57-56a3-99b3-5a2500d3bba2",
        "Mainland Rivals Turn Hong Kong’s High Street into a Rehearsal Stage",
        "2025-11-28T16:18:00Z",
        &["finance"],
    ),
];

/// Ids of every sample item, in the order of the feed of everything.
const ALL: [&str; 15] = [
    GOLDEN[0].0,
    "https://cable-yard.example/p/41",
    "urn:uuid:c9a45228-c9d9-54ff-83d8-c40e794053cf",
    "tag:quay-street.example,2026:bank-earnings",
    "urn:uuid:ab80087d-5601-5ffd-911f-780a6c7a0ced",
    "urn:uuid:db324776-be0d-54b9-83c3-eb4b66e55f6b",
    "https://harbour-lane.example/2026/04/bees",
    "tag:quay-street.example,2026:wafer-tools",
    GOLDEN[1].0,
    "urn:uuid:bda1b91b-b2c2-5226-b891-182f31c395ec",
    "urn:uuid:9a741645-15e0-518b-8f71-0a07b50b113e",
    GOLDEN[2].0,
    GOLDEN[3].0,
    GOLDEN[4].0,
    GOLDEN[5].0,
];

#[test]
fn the_samples_become_these_items() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let listed = mill.lines(&["list"]);
    let listed: Vec<&Value> = listed.iter().filter(|item| item["source"] == "seeds").collect();
    assert_eq!(listed.len(), GOLDEN.len());
    for (item, (guid, title, published, topics)) in listed.into_iter().zip(GOLDEN) {
        assert_eq!(item["id"], guid, "{title}");
        assert_eq!(item["title"], title);
        assert_eq!(item["published"], published, "{title}");
        assert_eq!(item["topics"], Value::from(topics.to_vec()), "{title}");
    }
}

#[test]
fn the_samples_stand_in_these_feeds() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let check = |topic: &str, places: &[usize]| {
        let want: Vec<&str> = places.iter().map(|&place| ALL[place]).collect();
        assert_eq!(mill.feed(topic).ids, want, "{topic}");
    };
    check("all", &(0..ALL.len()).collect::<Vec<_>>());
    check("ai", &[0, 5, 11, 12, 13]);
    check("finance", &[2, 3, 8, 9, 14]);
    check("semiconductors", &[0, 1, 7, 10, 13]);
    let updated = ["ai", "finance", "semiconductors", "all"].map(|topic| mill.feed(topic).updated);
    assert_eq!(
        updated,
        [
            "2026-05-26T17:28:00Z",
            "2026-04-29T08:00:00Z", // an item of the day before, as revised
            "2026-05-26T17:28:00Z",
            "2026-05-26T17:28:00Z"
        ]
    );
}

/// The directory beside the checkout that holds the real documents, if it is there.
pub fn shared() -> Option<PathBuf> {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let found = shared.join("seeds-expected.json").is_file() && shared.join("seeds").is_dir();
    if !found {
        eprintln!("note: ../shared/seeds is not there; the real documents are not tried");
    }
    found.then_some(shared)
}

/// A mill with the project's own config and the real documents.
fn real() -> Option<(Mill, Value)> {
    let shared = shared()?;
    let mill = Mill::bare();
    for entry in fs::read_dir(shared.join("seeds")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        mill.write(&format!("feeds/seeds/{name}"), fs::read(entry.path()).unwrap());
    }
    let expected = fs::read(shared.join("seeds-expected.json")).unwrap();
    Some((mill, serde_json::from_slice(&expected).unwrap()))
}

/// The ids that the mill gave to the expected items, by their key.
fn ids(mill: &Mill, expected: &Value) -> BTreeMap<String, String> {
    let listed = mill.lines(&["list"]);
    let wanted = expected["items"].as_array().unwrap();
    assert_eq!(listed.len(), wanted.len());
    let id = |want: &Value| {
        let same = |item: &&Value| item["title"] == want["title"];
        let found = listed.iter().find(same).unwrap_or_else(|| panic!("{} lacks", want["title"]));
        (want["key"].as_str().unwrap().to_owned(), found["id"].as_str().unwrap().to_owned())
    };
    wanted.iter().map(id).collect()
}

#[test]
fn the_real_documents_become_what_is_expected() {
    let Some((mill, expected)) = real() else { return };
    mill.run(&["run"]).silent();
    let ids = ids(&mill, &expected);
    for want in expected["items"].as_array().unwrap() {
        let key = want["key"].as_str().unwrap();
        let explained = mill.explain(&ids[key]);
        let item = &explained["item"];
        let origin = match want["published_source"].as_str().unwrap() {
            "earliest-updated-line" => "earliest-updated",
            "body-lead-date" => "body-lead",
            other => panic!("{other}"),
        };
        assert_eq!(item["title"]["origin"], want["title_source"], "{key}");
        assert_eq!(item["published"]["at"], want["published"], "{key}");
        assert_eq!(item["published"]["origin"], origin, "{key}");
        assert_eq!(item["published"]["precision"], want["published_precision"], "{key}");
        assert_eq!(item["published"]["zone_assumed"], true, "{key}");
        assert_eq!(item["updated"]["at"], want["updated"], "{key}");
        assert_eq!(item["link"], want["link"], "{key}");
        assert_eq!(item["citations"], want["external_links_clean"], "{key}");
        assert_eq!(item["credits"], want["photo_credits"], "{key}");
        assert_eq!(item["categories"], want["category_lines"], "{key}");
        assert_eq!(item["first_seen"], NOW, "{key}");
        if !want["claimed_updated"].is_null() {
            assert_eq!(item["claimed_updated"], want["claimed_updated"], "{key}");
        }
        let copies = explained["tellings"].as_array().unwrap();
        assert_eq!(copies.len() as u64, want["copies"].as_u64().unwrap(), "{key}");
        let verdicts = explained["verdicts"].as_array().unwrap();
        let topics: Vec<&Value> =
            verdicts.iter().filter(|v| v["routed"] == true).map(|v| &v["topic"]).collect();
        let topics = serde_json::to_value(topics).unwrap();
        assert_eq!(topics, want["topics"]["expected_default"], "{key}");
    }
}

#[test]
fn the_real_documents_stand_in_the_expected_feeds() {
    let Some((mill, expected)) = real() else { return };
    mill.run(&["run"]).silent();
    let ids = ids(&mill, &expected);
    for (topic, keys) in expected["feeds_expected_default"].as_object().unwrap() {
        let feed = mill.feed(topic);
        let want: Vec<&String> =
            keys.as_array().unwrap().iter().map(|key| &ids[key.as_str().unwrap()]).collect();
        assert_eq!(feed.ids.iter().collect::<Vec<_>>(), want, "{topic}");
        assert_eq!(feed.updated, expected["feed_updated_expected_default"][topic], "{topic}");
    }
    assert_eq!(mill.feed("all").ids.len() as u64, expected["counts"]["items"].as_u64().unwrap());
}
