//! `[[rule]]`: what is read of it, and what is wrong with it, to the character.

use super::load_text;
use feedmill::route::rule::{Does, RuleSubject};

const AROUND: &str = "site.base_url = \"https://feeds.example/\"\ntopic = [{ id = \"ai\" }]\n[[source]]\nid = \"blog-a\"\nurl = \"https://example.org/\"\n";

/// Each message about a rule as one line, without the name of the file. The first line of the rule is
/// the seventh.
#[track_caller]
fn check(rule: &str, want: &[&str]) {
    let text = format!("{AROUND}[[rule]]\n{rule}\n");
    let messages = match load_text(&text) {
        Ok(loaded) => loaded.warnings,
        Err(error) => error.messages().to_vec(),
    };
    let got: Vec<_> =
        messages.iter().map(|message| message.to_string().replace("config.toml:", "")).collect();
    assert_eq!(got, want, "{rule}");
}

/// A message about an expression.
#[track_caller]
fn check_when(when: &str, want: &str) {
    check(&format!("when = {when}\ndo = \"drop\""), &[want]);
}

#[test]
fn rules_reach_their_stage() {
    let text = format!(
        "{AROUND}{}",
        r#"
        [[rule]]
        name = "adverts"
        when = 'source == "blog-a" and title ~ "(?i)sponsored"'
        do   = "drop"

        [[rule]]
        when = 'title ~ "(?i)neural"'
        do   = { topic = "ai" }

        [[rule]]
        when = "author == \"Ada\""
        do   = "keep"

        [[rule]]
        when = '''
            age > "90d"
            and not (topic == "ai")
        '''
        do   = "archive-only"
        "#
    );
    let loaded = load_text(&text).unwrap();
    assert_eq!(loaded.warnings, []);
    let config = loaded.into_config();
    let got: Vec<_> =
        config.route.rules.0.iter().map(|rule| (rule.name.as_deref(), rule.does.clone())).collect();
    let want = [
        (Some("adverts"), Does::Drop),
        (None, Does::Topic("ai".to_owned())),
        (None, Does::Keep),
        (None, Does::ArchiveOnly),
    ];
    assert_eq!(got, want);

    let published = "2026-01-01T00:00:00Z".parse().unwrap();
    let subject = RuleSubject {
        source: "blog-a",
        title: "SPONSORED: a kettle",
        text: ["", "Boils."],
        categories: &[],
        authors: &[],
        language: None,
        link: None,
        published,
        topics: &[],
    };
    let fired = config.route.rules.decide(&subject, published).fired.unwrap();
    assert_eq!(fired.to_string(), "rule 1 (adverts)");
    let plain = RuleSubject { title: "A kettle", ..subject };
    let young = config.route.rules.decide(&plain, published);
    assert_eq!((young.fired, young.until.is_some()), (None, true));
    let old = config.route.rules.decide(&plain, young.until.unwrap());
    assert_eq!(old.fired.unwrap().to_string(), "rule 4");
}

#[test]
fn faults_in_an_expression() {
    check_when(
        r#"'titel ~ "x"'"#,
        "7:9: `when` has the unknown field `titel`; did you mean `title`?",
    );
    check_when(
        r#"'title ~ "x" and lang == "en"'"#,
        "7:25: `when` has the unknown field `lang`; did you mean `language`?",
    );
    check_when(
        r#"'age == "90d"'"#,
        "7:13: `when` compares `age` with `==`; it takes `<`, `<=`, `>` and `>=`",
    );
    check_when(
        r#"'age > "90 days"'"#,
        "7:19: `when` compares `age` with a text that has the unit `days`; the units are w, d, h, m and s",
    );
    check_when(
        r#"'age > ""'"#,
        "7:15: `when` compares `age` with a text that must be a duration such as `30s`, `15m`, `2h` or `1h30m`",
    );
    check_when(
        r#"'source == blog-a'"#,
        "7:19: `when` has `blog-a` in the place of a text in quotes; write it in quotes: \"blog-a\"",
    );
    check_when(
        r#"'title ~ "é(b"'"#,
        "7:19: `when` has a pattern that cannot be read: unclosed group",
    );
    check_when(
        r#"'title ~ "a" AND age > "1d"'"#,
        "7:21: `when` has `AND` in the place of `and`, `or` or the end; did you mean `and`?",
    );
    check_when("''", "7:8: `when` is empty; an expression is like `title ~ \"(?i)sponsored\"`");
    check_when("7", "7:8: `when` must be text in quotes, not a whole number");
}

#[test]
fn faults_have_a_place_in_any_string() {
    let unknown = "`when` has the unknown field `titel`; did you mean `title`?";
    check_when(r#""source == \"blog-a\" and titel ~ \"x\"""#, &format!("7:34: {unknown}"));
    check_when("'''\nage > \"1d\"\n  and titel ~ \"x\"'''", &format!("9:7: {unknown}"));
    check_when("\"\"\"age > '1d'\nand titel ~ 'x'\"\"\"", &format!("8:5: {unknown}"));
}

#[test]
fn what_an_expression_names() {
    check_when(r#"'topic == "aj"'"#, "7:19: unknown topic `aj`; did you mean `ai`?");
    check_when(r#"'topic in ["ai", "all"]'"#, "7:26: unknown topic `all`");
    check_when(
        r#"'language != "en_US"'"#,
        "7:22: a language in `when` must be a language tag such as `en` or `pt-BR`; did you mean `en-US`?",
    );
    // The ledger may hold items of a source that is gone, and lists have sources of their own.
    check_when(
        r#"'source in ["blog-a", "blog-b"]'"#,
        "7:31: `when` names `blog-b`, which is no source here; did you mean `blog-a`?",
    );
    check("when = 'source == \"blog.example.c55f04da7b\"'\ndo = \"keep\"", &[]);
    check("when = 'source ~ \"^shop\" or topic !~ \"^x\"'\ndo = \"keep\"", &[]);
}

#[test]
fn what_a_rule_does() {
    let when = "when = 'topic == \"ai\"'";
    let check = |does: &str, want: &[&str]| check(&format!("{when}\n{does}"), want);
    check("do = \"dorp\"", &["8:6: `do` cannot be `dorp`; did you mean `drop`?"]);
    check(
        "do = \"archive_only\"",
        &["8:6: `do` cannot be `archive_only`; did you mean `archive-only`?"],
    );
    check("do = \"ai\"", &["8:6: `do` cannot be `ai`; write it as a table: { topic = \"ai\" }"]);
    check(
        "do = \"topic\"",
        &["8:6: `do` cannot be `topic`; write it as a table: { topic = \"id\" }"],
    );
    check("do = { topic = \"aj\" }", &["8:16: unknown topic `aj`; did you mean `ai`?"]);
    check(
        "do = { topics = \"ai\" }",
        &[
            "8:6: missing key `topic` in [rule.do]",
            "8:8: unknown key `topics` in [rule.do]; did you mean `topic`?",
        ],
    );
    check("do = [\"drop\"]", &["8:6: `do` must be text in quotes, or a table, not a list"]);
    check("", &["6:1: missing key `do` in [[rule]]"]);
    check("do = \"drop\"\nname = \" \"", &["9:9: `name` must not be empty"]);
    check(
        "do = \"drop\"\nname = \"a\"\n[[rule]]\nname = \"a\"\nwhen = 'age > \"1d\"'\ndo = \"keep\"",
        &["11:8: two rules have the name `a`; first used here on line 9"],
    );
}

#[test]
fn a_fault_is_shown_with_its_line() {
    let rule = "[[rule]]\nwhen = 'source == \"blog-a\" and titel ~ \"x\"'\ndo = \"drop\"\n";
    let shown = load_text(&format!("{AROUND}{rule}")).unwrap_err().render(false);
    let want = "\
error: `when` has the unknown field `titel`
 --> config.toml:7:32
  |
7 | when = 'source == \"blog-a\" and titel ~ \"x\"'
  |                                ^^^^^ did you mean `title`?
  |
  = help: known words: `age`, `author`, `category`, `language`, `link`, `link.host`, `source`, `text`, `title`, `topic`
";
    assert_eq!(shown, want);
}
