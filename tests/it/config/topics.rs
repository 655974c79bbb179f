//! Topics: shipped ones, topic files, what a configuration adds and takes away.

use std::fs;

use feedmill::{
    config::{Error, Loaded, Request, load, portable, show},
    route::{Term, Topic},
};

use super::request;

/// Loads a configuration beside a topic file `own.toml`.
fn load_with(own: &str, text: &str) -> Result<Loaded, Error> {
    let (folder, request) = request(text);
    fs::write(folder.path().join("own.toml"), own).unwrap();
    load(&request)
}

#[track_caller]
fn topic(own: &str, topic: &str) -> Topic {
    let loaded = load_with(own, &format!("[[topic]]\nid = \"x\"\n{topic}")).unwrap();
    loaded.config.route.topics.into_iter().next().unwrap()
}

/// What is wrong or odd, one message in a line.
#[track_caller]
fn check(own: &str, text: &str, want: &[&str]) {
    let messages = match load_with(own, &format!("[[topic]]\nid = \"x\"\n{text}")) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Err(error) => error.messages().iter().map(ToString::to_string).collect(),
    };
    let own = messages.into_iter().filter(|message| !message.contains("base_url"));
    assert_eq!(own.collect::<Vec<_>>(), want, "{text}");
}

fn texts(terms: &[Term]) -> Vec<&str> {
    terms.iter().map(|term| term.text.as_str()).collect()
}

#[test]
fn shipped_topics_are_without_fault() {
    for (id, text) in feedmill::route::SHIPPED {
        check(text, "base = \"own.toml\"", &[]);
        let shipped = topic("", &format!("base = \"{id}\""));
        let own = topic(text, "base = \"own.toml\"");
        assert_eq!(*shipped.lists, *own.lists);
        assert!(shipped.lists.strong.len() > 20 && !shipped.lists.tests.is_empty());
        // The name of lists says where they are from; all else is the same.
        assert_eq!(shipped, Topic { lists: shipped.lists.clone(), ..own });
    }
}

#[test]
fn lists_of_all_languages_are_joined() {
    let own = "title = \"Own\"\nstrong = [\"a\", { term = \"b\", weight = 4 }]\ncategories = [\"Ax\"]\n\
               [lang.de]\nstrong = [\"c\", \"a\"]\ncategories = [\"ax\", \"Bx\"]\nexclude = [\"d\"]\n";
    let topic = topic(own, "base = \"own.toml\"\nnames = [\"e\"]\nlang.fr.weak = [\"f\"]");
    assert_eq!(texts(&topic.lists.strong), ["b", "c", "a"]);
    assert_eq!(topic.lists.strong[0].weight, Some(4.0));
    assert_eq!((texts(&topic.lists.names), texts(&topic.lists.weak)), (vec!["e"], vec!["f"]));
    assert_eq!(
        (topic.categories.join(" "), topic.lists.exclude.join(" ")),
        ("Ax Bx".into(), "d".into())
    );
    assert_eq!((topic.title.as_str(), topic.id.as_str()), ("Own", "x"));
}

#[test]
fn labels_of_a_base_are_known_to_article_texts() {
    let text = "[[topic]]\nid = \"x\"\nbase = \"own.toml\"\n[[source]]\nid = \"s\"\nkind = \"text\"\npaths = [\"*.txt\"]";
    let config = load_with("categories = [\"Harbours\"]", text).unwrap().config;
    assert!(config.sources[0].parse.categories.iter().any(|label| label == "Harbours"));
}

#[test]
fn the_configuration_wins_over_the_base() {
    let own = "title = \"Own\"\nstrong = [\"robot arm\", \"b\", \"c\"]\ncategories = [\"A\"]\n\
               priors = { s = 1 }\n[[test]]\ntitle = \"t\"\nexpect = true";
    let base = "base = \"own.toml\"\n";
    let topic = |text: &str| {
        topic(
            own,
            &format!(
                "{base}{text}\n[[source]]\nid = \"s\"\npaths = [\"a.md\"]\nkind = \"markdown\""
            ),
        )
    };
    let same = topic("title = \"Mine\"\nweak = [{ term = \"Robot-Arm\", weight = 0.5 }]");
    assert_eq!((same.title.as_str(), texts(&same.lists.strong)), ("Mine", vec!["b", "c"]));
    assert_eq!(same.lists.weak, [Term { text: "Robot-Arm".to_owned(), weight: Some(0.5) }]);
    assert_eq!((same.lists.tests.len(), same.priors["s"]), (1, 1.0));
    let fewer = topic("without = [\"B\", \"a\"]\npriors = { s = -2.5 }");
    assert_eq!((texts(&fewer.lists.strong), fewer.categories.len()), (vec!["robot arm", "c"], 0));
    // The tests speak of the whole topic.
    assert_eq!((fewer.lists.tests.len(), fewer.priors["s"]), (0, -2.5));
}

#[test]
fn what_is_wrong_is_told_where_it_is() {
    let unknown = "config.toml:3:8: `base` cannot be `finnance`; did you mean `finance`?";
    check("", "base = \"finnance\"", &[unknown]);
    check(
        "",
        "base = \"other.toml\"",
        &[
            "config.toml:3:8: `base` cannot be read from other.toml: No such file or directory (os error 2)",
        ],
    );
    let base = "base = \"own.toml\"";
    check(
        "strong = [\"a\", \"b*c\"]",
        base,
        &["own.toml:1:18: `strong` holds `b*c`; `*` can only stand at the end of a term"],
    );
    check("strong = [", base, &["own.toml:1:11: unclosed array, expected `]`"]);
    check(
        "storng = [\"a\"]",
        base,
        &["own.toml:1:1: unknown key `storng`; did you mean `strong`?"],
    );
    check("id = \"y\"", base, &["own.toml:1:1: unknown key `id`; did you mean `identity.ids`?"]);
    check(
        "strong = [\"a b\"]\nweak = [\"A-b\"]",
        base,
        &["own.toml:2:9: topic `x` has the term `A-b` twice"],
    );
    check(
        "[lang.german]\nweak = [\"x\"]",
        base,
        &[
            "own.toml:1:1: `lang` has `german`, which must be a language tag such as `en` or `pt-BR`",
        ],
    );
    check("[[test]]\ntitle = \"x\"", base, &["own.toml:1:1: missing key `expect` in [[test]]"]);
    let gone = "config.toml:4:12: `without` names `modle`, which the base of topic `x` does not have; did you mean `model`?";
    check("weak = [\"model\"]", &format!("{base}\nwithout = [\"modle\"]"), &[gone]);
    check(
        "",
        "strong = [{ term = \"a*b\", weight = 1 }]",
        &["config.toml:3:22: `term` holds `a*b`; `*` can only stand at the end of a term"],
    );
    check(
        "",
        "strong = [{ term = \"a\" }]",
        &["config.toml:3:11: missing key `weight` in [[topic.strong]]"],
    );
    check(
        "",
        "strong = [{ term = \"a\", weight = -2000 }]",
        &["config.toml:3:34: `weight` must be a number between -1000 and 1000"],
    );
    check("", "priors = { s = 1 }", &["config.toml:3:16: `priors` names the unknown source `s`"]);
}

#[test]
fn examples_are_read_from_a_file_and_from_the_configuration() {
    let own = "# comment\n+ A title\tand text\r\n\n- [urn:x] Other\n";
    let topic = topic(own, "examples = \"own.toml\"\nexample = [\"+ Third\"]");
    let titles: Vec<_> =
        topic.examples.iter().map(|one| (one.belongs, one.title.as_str())).collect();
    assert_eq!(titles, [(true, "A title"), (false, "Other"), (true, "Third")]);
}

#[test]
fn what_is_wrong_with_examples_is_told_where_it_is() {
    let path = "examples = \"own.toml\"";
    let wrong = "own.toml:2:1: the line begins with neither `+` nor `-`";
    check("+ one\n  two\n", path, &[wrong]);
    check(
        "",
        "examples = \"new.txt\"",
        &["config.toml:3:12: `examples` names new.txt, which is not there yet"],
    );
    check("", "examples = \"\"", &["config.toml:3:12: `examples` must not be empty"]);
    check("", "example = [\"+\"]", &["config.toml:3:13: `example` has a line that has no title"]);
}

/// Every sort of value in one topic.
const FULL: &str = "base = \"own.toml\"\nwithout = [\"b\"]\nexamples = \"own.txt\"\nexample = [\"- x\\ty\"]\n\
    strong = [\"c\", { term = \"d\", weight = 1.5 }, \"e\"]\nweak = [{ term = \"f\", weight = 2 }]\n\
    lang.de.names = [\"G\"]\npriors = { s = 1.5 }\n[[topic.test]]\ntitle = \"c\"\nexpect = true\n\
    [[topic]]\nid = \"y\"\nbase = \"ai\"\nstrong = [\"c\"]\n\
    [[source]]\nid = \"s\"\nkind = \"markdown\"\npaths = [\"a.md\"]\n\
    [site]\nbase_url = \"https://example.org/\"\n";

#[test]
fn what_is_shown_says_the_same() {
    let own = "strong = [\"a\", \"b\"]\nshields = [\"a b\"]\n";
    let (folder, request) = request(&format!("[[topic]]\nid = \"x\"\n{FULL}"));
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("own.toml", own);
    write("own.txt", "+ one\ttext\n");
    let loaded = load(&request).unwrap();
    assert_eq!(loaded.warnings, []);
    for origin in [false, true] {
        write("shown.toml", &show(&loaded, origin));
        let path = Some("shown.toml".into());
        let again = load(&Request { path, ..request.clone() }).unwrap();
        assert_eq!(again.config.route, loaded.config.route);
    }
    // Elsewhere there are none of the files.
    let elsewhere = super::request(&portable(&loaded, "out", "state.db"));
    assert_eq!(load(&elsewhere.1).unwrap().config.route, loaded.config.route);
}
