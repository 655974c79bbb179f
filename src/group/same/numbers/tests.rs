//! Spellings of numbers, and what stands in the place of what.

use super::*;

fn number(text: &str) -> Number {
    let numbers = Numbers::of(text);
    assert_eq!(numbers.found.len(), 1, "{text:?}");
    numbers.found[0]
}

#[track_caller]
fn same(texts: &[&str]) {
    for text in texts {
        assert!(number(text).is(number(texts[0])), "{text:?} is not {:?}", texts[0]);
        assert!(number(texts[0]).is(number(text)), "{:?} is not {text:?}", texts[0]);
    }
}

#[track_caller]
fn differ(texts: &[&str]) {
    for (at, text) in texts.iter().enumerate() {
        for other in &texts[at + 1..] {
            assert!(!number(text).is(number(other)), "{text:?} is {other:?}");
        }
    }
}

#[test]
fn spellings_of_one_number() {
    same(&[
        "1000",
        "1,000",
        "1.000",
        "1 000",
        "1'000",
        "１０００",
        "1k",
        "1 thousand",
        "1千",
        "一千",
    ]);
    same(&["1.2%", "1,2 percent", "１．２％", "1.20", "01.2"]);
    same(&[
        "$10bn",
        "10 billion",
        "10,000,000,000",
        "10 Mrd.",
        "100亿",
        "一百亿",
        "10-billion",
        "10",
    ]);
    same(&["1.234,5", "1,234.5", "1 234.5", "1234.50"]);
    same(&["500B-scale", "500 billion", "5000亿"]);
    same(&["0", "00", "0.0"]);
    same(&["3rd", "3", "Q3", "3,"]);
    same(&["4.1.2", "v4.1.2"]);
    same(&["九百亿", "900亿"]);
}

#[test]
fn other_numbers() {
    differ(&["1.2", "12", "1.3", "120", "0.12", "1.2.3", "1.2.4"]);
    differ(&["10 million", "10 billion", "11 billion"]);
    differ(&["九百亿", "八百亿", "九百万"]);
    differ(&["9".repeat(30).as_str(), "9".repeat(31).as_str(), "1"]);
}

#[test]
fn what_is_no_number() {
    for text in ["", "十分", "千万", "word", "一", ".,"] {
        assert!(Numbers::of(text).is_empty(), "{text:?}");
    }
}

#[track_caller]
fn check(a: &str, b: &str, confirmed: usize, contradicted: usize) {
    let want = Comparison { confirmed, contradicted };
    assert_eq!(Numbers::of(a).compare(&Numbers::of(b)), want, "{a:?} and {b:?}");
}

#[test]
fn in_the_place_of_another() {
    check("The index rose 1.2% to 18,204 points.", "The index rose 0.4% to 18,277 points.", 0, 2);
    check("The index rose 1.2% to 18,204 points.", "The index rose 1,2 % to 18204 points.", 2, 0);
    // The other says nothing there.
    check("It cost 5 euros. Channel 4 news.", "It cost 5 euros and more.", 1, 0);
    check("指数收涨1.68%，成交额九百亿元", "指数收涨0.05%，成交额八百亿元", 0, 2);
}
