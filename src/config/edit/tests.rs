use super::*;

fn addition(id: &str) -> Addition {
    Addition {
        id: id.to_owned(),
        kind: None,
        url: format!("https://{id}.example/feed"),
        name: None,
        home: None,
        description: None,
        tags: Vec::new(),
        topics: Vec::new(),
        enabled: true,
    }
}

/// The new source stands between `before` and `after`, with the empty lines `around` it.
#[track_caller]
fn check(before: &str, around: [&str; 2], after: &str) {
    let block = "[[source]]\nid  = \"new\"\nurl = \"https://new.example/feed\"\n";
    let text = format!("{before}{after}");
    let want = format!("{before}{}{block}{}{after}", around[0], around[1]);
    for newline in ["\n", "\r\n"] {
        let [text, want] = [&text, &want].map(|text| text.replace('\n', newline));
        let edited = add(&text, &[addition("new")]).unwrap();
        // Nothing says how the lines of a file without lines end.
        if !text.is_empty() {
            assert_eq!(edited, want, "{text:?}");
        }
        let new: toml::Table = edited.parse().unwrap();
        let sources = new["source"].as_array().unwrap();
        assert_eq!(sources.last().unwrap()["id"].as_str(), Some("new"));
    }
}

const OLD: &str = "[[source]]\nid = \"old\" # why\n";

#[test]
fn behind_the_last_source() {
    check(OLD, ["\n", ""], "");
    check(OLD, ["\n", ""], "\n[[topic]]\nid = \"a\"\n");
    check(&format!("# head\n\n{OLD}\n{OLD}"), ["\n", ""], "\n\n# tail\n");
    // A comment that follows at once belongs to the source, a heading to what it heads.
    let own = format!("{OLD}# enabled = false\n# more\n");
    check(&own, ["\n", ""], "\n# Topics\n\n[[topic]]\nid = \"a\"\n");
    check(&own, ["\n", ""], "");
    check(OLD, ["\n", "\n"], "# Topics\n[[topic]]\nid = \"a\"\n");
    check(OLD, ["\n", "\n"], "[[topic]]\nid = \"a\"\n");
}

#[test]
fn behind_all_that_belongs_to_the_last_source() {
    let topics = "\n[topics]\nshare = 0.5\n";
    check("[[source]]\nid = \"a\"\ndate_formats = [\n  \"%Y\", # x\n]\n", ["\n", ""], topics);
    check("[[source]]\nid = \"a\"\n[source.headers]\nX-A = \"1\"\n", ["\n", ""], topics);
    // Tables may stand anywhere: another source before this one would take it over.
    let late = format!("[[source]]\nid = \"a\"\n{topics}[source.headers]\nX-A = \"1\"\n");
    check(&late, ["\n", ""], "");
    check("[[source]]\nid = \"\"\"\n[[source]]\n\"\"\"\n", ["\n", ""], "");
    check("[[source]]\n", ["\n", ""], topics);
    check("[[source]]\nheaders.X = \"1\"\n", ["\n", ""], "");
}

#[test]
fn where_there_is_no_source() {
    let topic = "[[topic]]\nid = \"a\"\n";
    check("", ["", ""], "");
    check("version = 1\n", ["\n", ""], "");
    check("# only words\n", ["\n", ""], "");
    check("[site]\ntitle = \"x\"\n", ["\n", ""], "\n# Topics\n[topics]\nshare = 0.5\n");
    check("[fetch]\n", ["\n", ""], &format!("\n\n# Topics\n\n{topic}"));
    check("[fetch]\n", ["\n", "\n"], &format!("# Topics\n{topic}"));
    check("", ["", "\n"], topic);
    check("", ["", "\n"], &format!("{topic}[site]\ntitle = \"x\"\n"));
}

#[test]
fn a_last_line_without_an_end_gets_one() {
    let text = "[[source]]\nid = \"old\"";
    let edited = add(text, &[addition("new")]).unwrap();
    assert!(edited.starts_with("[[source]]\nid = \"old\"\n\n[[source]]\n"), "{edited}");
    let mark = "\u{feff}# a\r\nversion = 1\r\n";
    let edited = add(mark, &[addition("new")]).unwrap();
    assert!(
        edited.starts_with("\u{feff}# a\r\nversion = 1\r\n\r\n[[source]]\r\nid "),
        "{edited:?}"
    );
    assert!(!edited.replace("\r\n", "").contains('\n'), "{edited:?}");
}

#[test]
fn sources_in_a_list() {
    let new = "{ id = \"new\", url = \"https://new.example/feed\" }";
    for (text, want) in [
        ("source = []\n", format!("source = [{new}]\n")),
        ("source = [ { id = \"a\" } ]\n", format!("source = [ {{ id = \"a\" }}, {new} ]\n")),
        (
            "source = [\n  { id = \"a\" }, # x\n]\n",
            format!("source = [\n  {{ id = \"a\" }},\n  {new}, # x\n]\n"),
        ),
    ] {
        assert_eq!(add(text, &[addition("new")]).unwrap(), want, "{text}");
    }
}

#[test]
fn every_value_is_what_it_was() {
    let wild = "a \"b\" 'c' \\ #{}[]= \u{1}\t\u{7f} é 港 🚢";
    let full = Addition {
        kind: Some(Kind::Opml),
        name: Some(wild.to_owned()),
        home: Some("https://x.example/".to_owned()),
        description: Some("'''\"\"\"".to_owned()),
        tags: vec![wild.to_owned(), "b, c".to_owned()],
        topics: vec!["ai".to_owned()],
        enabled: false,
        ..addition("full")
    };
    let text = add("version = 1\n", &[full, addition("b")]).unwrap();
    let read: toml::Table = text.parse().unwrap();
    let source = &read["source"][0];
    assert_eq!((source["name"].as_str(), source["tags"][0].as_str()), (Some(wild), Some(wild)));
    assert_eq!(source["tags"][1].as_str(), Some("b, c"));
    assert_eq!(source["description"].as_str(), Some("'''\"\"\""));
    assert_eq!((source["kind"].as_str(), source["enabled"].as_bool()), (Some("opml"), Some(false)));
    assert_eq!(read["source"][1]["id"].as_str(), Some("b"));
    let broken = Addition { name: Some("a\r\nb".to_owned()), ..addition("x") };
    let read: toml::Table = add("", &[broken]).unwrap().parse().unwrap();
    assert_eq!(read["source"][0]["name"].as_str(), Some("a  b"));
}

#[test]
fn the_old_text_is_there_byte_for_byte() {
    let text = include_str!("../../../config.toml");
    let edited = add(text, &[addition("new")]).unwrap();
    let new = "\n[[source]]\nid  = \"new\"\nurl = \"https://new.example/feed\"\n";
    assert!(edited.contains(new) && edited.replacen(new, "", 1) == text);
}
