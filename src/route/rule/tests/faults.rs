//! What is wrong with an expression, and where. How the config tells it stands in `tests/it/config`.

use super::{super::*, duration};

/// The part that is wrong, and what.
#[track_caller]
fn check(text: &str, part: &str, what: &str) {
    let Err(fault) = parse(text, duration) else { panic!("{text}: is right") };
    assert_eq!((&text[fault.range.clone()], fault.what.as_str()), (part, what), "{text}");
}

/// The hint.
#[track_caller]
fn check_meant(text: &str, part: &str, meant: &str) {
    let Err(fault) = parse(text, duration) else { panic!("{text}: is right") };
    let got = (&text[fault.range.clone()], fault.meant.as_deref());
    assert_eq!(got, (part, Some(meant)), "{text}");
}

const FIELDS: [&str; 10] = [
    "age",
    "author",
    "category",
    "language",
    "link",
    "link.host",
    "source",
    "text",
    "title",
    "topic",
];

/// Every field with every comparison: it is right, or refused at its sign with those that are right.
#[test]
fn types() {
    let right = |field: &str| match field {
        "age" => (&["<", "<=", ">", ">="][..], "`<`, `<=`, `>` and `>=`"),
        "text" => (&["~", "!~"][..], "`~` and `!~`"),
        _ => (&["==", "!=", "~", "!~", "in", "not in"][..], "`==`, `!=`, `~`, `!~` and `in`"),
    };
    for field in FIELDS {
        let (signs, named) = right(field);
        for sign in ["==", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "not in"] {
            let value = if sign.ends_with("in") { "['7s']" } else { "'7s'" };
            let text = format!("{field} {sign} {value}");
            if signs.contains(&sign) {
                assert!(parse(&text, duration).is_ok(), "{text}");
            } else {
                let part = sign.strip_prefix("not ").unwrap_or(sign);
                check(&text, part, &format!("compares `{field}` with `{part}`; it takes {named}"));
            }
        }
    }
}

#[test]
fn fields() {
    check("titel ~ 'a'", "titel", "has the unknown field `titel`");
    check("source == 'a' and link.path ~ 'b'", "link.path", "has the unknown field `link.path`");
    check("Title ~ 'a'", "Title", "has the unknown field `Title`");
    check_meant("url ~ 'a'", "url", "did you mean `link`?");
    check_meant("Summary ~ 'a'", "Summary", "did you mean `text`?");
    let fault = parse("titel ~ 'a'", duration).unwrap_err();
    assert_eq!(fault.known, FIELDS);
}

#[test]
fn grammar() {
    let form = "is empty; an expression is like `title ~ \"(?i)sponsored\"`";
    check("", "", form);
    check(" \n", " \n", form);
    check("title", "title", "ends where a comparison should follow");
    check("title ~", "~", "ends where a text in quotes should follow");
    check("title ~ 'a' and", "and", "ends where a field should follow");
    check("title ~ 'a' title", "title", "has `title` in the place of `and`, `or` or the end");
    check("age > '1s' < '3s'", "<", "has `<` in the place of `and`, `or` or the end");
    check("(title ~ 'a'", "(", "has a `(` that is not closed");
    check("(title ~ 'a' ]", "]", "has `]` in the place of `and`, `or` or `)`");
    check("title ~ 'a')", ")", "has `)` in the place of `and`, `or` or the end");
    check("()", ")", "has `)` in the place of a field");
    check("or title ~ 'a'", "or", "has `or` in the place of a field");
    check("not", "not", "ends where a field should follow");
    check("topic in []", "]", "has `]` in the place of a text in quotes");
    check("topic in ['a'", "[", "has a `[` that is not closed");
    check("topic in ['a' 'b']", "'b'", "has a text in the place of `,` or `]`");
    check("title ~ 'é 晶", "'", "has a `'` that is not closed");
    check("title ~ \"a\nb\"", "\"", "has a `\"` that is not closed");
    check("title ~ 'a\\'", "'", "has a `'` that is not closed");
    check("title % 'a'", "%", "has `%`, which means nothing here");
    check("晶 ~ 'a'", "晶", "has the unknown field `晶`");
}

#[test]
fn habits_of_other_languages() {
    check_meant("topic = 'a'", "=", "did you mean `==`?");
    check_meant("topic === 'a'", "===", "did you mean `==`?");
    check_meant("title =~ 'a'", "=~", "did you mean `~`?");
    check_meant("topic <> 'a'", "<>", "did you mean `!=`?");
    check_meant("topic == 'a' && age > '1s'", "&&", "did you mean `and`?");
    check_meant("!(topic == 'a')", "!", "did you mean `not`?");
    check_meant("age ≥ '1s'", "≥", "did you mean `>=`?");
    check_meant("topic == “a”", "“", "did you mean `\"`?");
    check_meant("title contains 'a'", "contains", "did you mean `~`?");
    check_meant("topic is 'a'", "is", "did you mean `==`?");
    check_meant("NOT topic == 'a'", "NOT", "did you mean `not`?");
    check_meant("title not ~ 'a'", "not", "`not` stands before the field, or before `in`");
    check_meant("source == blog-a", "blog-a", "write it in quotes: \"blog-a\"");
    check_meant("age > 90d", "90d", "write it in quotes: \"90d\"");
    check_meant("'a' == source", "'a'", "the field stands first: `title ~ \"…\"`");
    check_meant("topic == ['a']", "[", "a list stands behind `in`");
    check_meant("topic in 'a'", "'a'", "write it in brackets: [\"a\"]");
    let fault = parse("topic == 'a' AND age > '1s'", duration).unwrap_err();
    assert_eq!(fault.known, ["and", "or"]);
}

#[test]
fn values() {
    check("source == ''", "''", "compares `source` with nothing");
    check("title in ['a', ' ']", "' '", "compares `title` with nothing");
    check(
        "link.host == 'https://a.example/'",
        "'https://a.example/'",
        "compares `link.host` with `https://a.example/`, which is no name of a host",
    );
    check(r"source == 'a\d'", r"\d", r"has `\d` in a text; a backslash is written `\\`");
    check("age > '7 moons'", "7 moon", "compares `age` with a text that is no duration");
    check("age > ''", "''", "compares `age` with a text that is no duration");
}

#[test]
fn patterns() {
    let check = |text, part, what| {
        check(text, part, &format!("has a pattern that cannot be read: {what}"));
    };
    check("title ~ 'é(b'", "(", "unclosed group");
    check("title ~ 'a)'", ")", "unopened group");
    check("topic == 'a' and title ~ '晶*+[b'", "[", "unclosed character class");
    check("title ~ '*'", "*", "repetition operator missing expression");
    check(r"title ~ '\y'", r"\y", "unrecognized escape sequence");
    check(r"title ~ '\p{Nowhere}'", r"\p{Nowhere}", "Unicode property not found");
    check(
        "title ~ '(?=a)'",
        "(?=",
        "look-around, including look-ahead and look-behind, is not supported",
    );
}

#[test]
fn limits() {
    let large = r"title ~ '(\w{500}){500}'";
    let what = "has a pattern that is too large; its counts, such as `{1000}`, multiply";
    check(large, r"(\w{500}){500}", what);

    let long = |length: usize| format!("title ~ '{}'", "a".repeat(length - 10));
    assert!(parse(&long(16_384), duration).is_ok());
    let what = "is longer than 16384 bytes; write several rules";
    check(&long(16_385), &long(16_385), what);

    let deep = |depth: usize, open: &str, close: &str| {
        format!("{}age > '1s'{}", open.repeat(depth), close.repeat(depth))
    };
    let what = "has more than 50 parentheses and `not` within each other";
    for (open, close, part) in [("(", ")", "("), ("not ", "", "not")] {
        assert!(parse(&deep(50, open, close), duration).is_ok());
        check(&deep(51, open, close), part, what);
        check(&deep(4_000, open, close), part, what);
    }
    let side = format!("{}age > '1s'", "(age > '1s') and ".repeat(500));
    assert!(parse(&side, duration).is_ok(), "what stands side by side is not deep");

    let groups = |depth| format!("title ~ '{}a{}'", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&groups(40), duration).is_ok());
    assert!(parse(&groups(4_000), duration).unwrap_err().what.contains("nested"));
}

/// Any soup of pieces is read or refused with a place to show.
#[test]
fn every_fault_has_a_place() {
    let pieces = [
        "title", "age", "晶", "==", "~", "<", "in", "not", "and", "or", "(", ")", "[", "]", ",",
        "'", "'é'", "\"7s\"", "'(é'", "\\", "=", "“", "\n",
    ];
    let mut state = 1_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..7 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            text.push(' ');
        }
        if let Err(fault) = parse(&text, duration) {
            let part = text.get(fault.range.clone());
            assert!(part.is_some_and(|part| !part.is_empty()), "{text}: {fault:?}");
        }
    }
}

#[test]
fn mentions_say_where() {
    let text = "source in ['a', \"b\"] or not topic == 'c' and language != 'de' and title == 'd'";
    let (_, mentions) = parse(text, duration).unwrap();
    let got: Vec<_> = mentions
        .iter()
        .map(|mention| (mention.named, mention.value.as_str(), &text[mention.range.clone()]))
        .collect();
    let want = [
        (Named::Source, "a", "a"),
        (Named::Source, "b", "b"),
        (Named::Topic, "c", "c"),
        (Named::Language, "de", "de"),
    ];
    assert_eq!(got, want);
}
