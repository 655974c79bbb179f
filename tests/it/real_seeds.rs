//! The real sample articles, where the directory that holds them is beside the checkout.

use std::{fs, path::PathBuf};

use feedmill::{
    model::{Body, Document, Entry, Kind},
    parse::{Settings, parse},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

fn entries(bytes: Vec<u8>) -> Vec<Entry> {
    let settings = Settings {
        kind: Kind::Text,
        separator: "Keep Reading".to_owned(),
        date_label: "Updated".to_owned(),
        credit_marker: "PHOTO:".to_owned(),
        categories: ["AI", "Artificial Intelligence", "Finance"].map(str::to_owned).into(),
        ..Settings::standard(Kind::Text)
    };
    let document = Document { name: "seed".to_owned(), bytes, ..Document::default() };
    let parsed = parse(&document, &settings);
    assert!(parsed.complete && parsed.problems.is_empty(), "{:?}", parsed.problems);
    parsed.entries
}

fn sha256(text: &str) -> String {
    let text: String = text.nfc().collect();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[track_caller]
fn check(entry: &Entry, segment: &Value, items: &Value) {
    let text = |name: &str| segment[name].as_str();
    assert_eq!(entry.line.map(u64::from), segment["first_line"].as_u64());
    assert_eq!(entry.categories.first().map(|label| label.name()), text("category_line"));
    assert_eq!(entry.title.is_some(), segment["has_title_line"].as_bool().unwrap());
    assert_eq!(entry.summary.is_some(), segment["has_dek_line"].as_bool().unwrap());
    assert_eq!(entry.updated.as_ref().map(|date| date.text.as_str()), text("updated_raw"));
    assert_eq!(entry.published, None);
    assert_eq!(entry.credits.first().map(String::as_str), text("photo_credit"));
    let Some(Body::Paragraphs(paragraphs)) = &entry.content else { panic!("no paragraphs") };
    assert_eq!(paragraphs.len() as u64, segment["paragraphs"].as_u64().unwrap());
    assert_eq!(Some(sha256(&paragraphs.join("\n")).as_str()), text("body_sha256"));
    let item =
        items.as_array().unwrap().iter().find(|item| item["key"] == segment["item"]).unwrap();
    if let Some(Body::Plain(dek)) = &entry.summary {
        assert_eq!(Some(sha256(dek).as_str()), item["dek"]["sha256"].as_str());
    }
    if let Some(Body::Plain(title)) = &entry.title {
        assert_eq!(Some(title.as_str()), item["title"].as_str());
    }
}

#[test]
fn segments_are_as_expected() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Ok(expected) = fs::read(shared.join("seeds-expected.json")) else { return };
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let segments = expected["segments"].as_array().unwrap();
    let mut seen = 0;
    for file in expected["files"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap();
        let bytes = fs::read(shared.join("seeds").join(name)).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let windows = format!("\u{FEFF}{}", text.replace('\n', " \t\r\n"));
        for bytes in [bytes, windows.into_bytes(), format!("{}\n\n", text.trim_end()).into_bytes()]
        {
            let want: Vec<&Value> =
                segments.iter().filter(|segment| segment["file"] == name).collect();
            let got = entries(bytes);
            assert_eq!(got.len(), want.len(), "{name}");
            got.iter().zip(want).for_each(|(entry, segment)| {
                check(entry, segment, &expected["items"]);
                seen += 1;
            });
        }
    }
    assert_eq!(seen, 27);
}
