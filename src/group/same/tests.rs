//! A row for each way for each veto, and the damage that is none.

use super::*;
use crate::model::{Date, DateOrigin, Guid, Origin, Precision, Text, Title, TitleOrigin};

/// An item that says nothing but a title and a text, on 3 March 2026 at noon.
pub(in super::super) fn test_item(title: &str, text: &str) -> Item {
    let origin = match title {
        "" => TitleOrigin::BodyLead,
        _ => TitleOrigin::TitleLine,
    };
    let at = "2026-03-03T12:00:00Z".parse().unwrap();
    let date = Date {
        at,
        raw: None,
        origin: DateOrigin::Published,
        precision: Precision::Second,
        zone_assumed: false,
        day_assumed: false,
        clamped: false,
    };
    Item {
        guid: Guid("g".to_owned()),
        source: "wire".to_owned(),
        keys: Vec::new(),
        title: Title { text: Text::line(title), origin },
        link: None,
        summary: Some(Text::new(text)).filter(|text| !text.is_empty()),
        content: None,
        lead: Text::default(),
        updated: date.clone(),
        published: date,
        claimed_updated: None,
        first_seen: at,
        authors: Vec::new(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        credits: Vec::new(),
        citations: Vec::new(),
        comments: None,
        language: None,
        rights: None,
        disclosure: None,
        origin: Origin::default(),
    }
}

fn later(item: Item, hours: i64) -> Item {
    let mut item = item;
    item.published.at += TimeDelta::hours(hours);
    item
}

type Told<'t> = (&'t str, &'t str);

#[track_caller]
fn verdict(a: Told, b: Told, hours: i64) -> Result<Overlap, Unlike> {
    let (a, b) = (test_item(a.0, a.1), later(test_item(b.0, b.1), hours));
    let settings = Settings::standard();
    let verdict = same_article(&a, &b, &settings);
    assert_eq!(verdict, same_article(&b, &a, &settings), "one way and the other");
    verdict
}

#[track_caller]
fn same(a: Told, b: Told) {
    let verdict = verdict(a, b, 0);
    assert!(verdict.is_ok(), "{verdict:?}: {a:?} and {b:?}");
}

#[track_caller]
fn unlike(a: Told, b: Told, want: Unlike) {
    assert_eq!(verdict(a, b, 0), Err(want), "{a:?} and {b:?}");
}

const TITLE: &str = "Ferry to the outer islands runs again";
const TEXT: &str = "The ferry to the outer islands runs again from Monday, the port said. It had been in dock \
    since the storm of last autumn, which tore off a part of the bow. Tickets cost as much as before, and \
    islanders travel for half. The first boat leaves at dawn with the post, two cows and the new teacher.";

#[test]
fn one_article() {
    let excerpt = &TEXT[..120];
    for (title, text) in [
        (TITLE, TEXT.to_owned()),
        ("", TEXT.to_owned()),
        ("FERRY TO THE OUTER ISLANDS RUNS AGAIN - Coast Daily", excerpt.to_owned()),
        ("UPDATE 2-Ferry to the outer islands runs again", format!("{excerpt}…")),
        (TITLE, format!("Updated\n\nMarch 3, 2026 8:15 AM\n\n{TEXT}")),
        ("Islanders get their boat back", TEXT.to_owned()),
        (TITLE, TEXT.replace("tore off", "took").replace("the new teacher", "a teacher")),
        (
            TITLE,
            format!(
                "{TEXT}\n\nKeep Reading\n\nLibrary opens late\n\nFrom May it stays open until ten."
            ),
        ),
        (TITLE, String::new()),
    ] {
        same((TITLE, TEXT), (title, &text));
    }
}

#[test]
fn too_few_words_in_common() {
    let other = "Islanders waited half a year for this boat. Since the storm of last autumn it had been in dock, \
        and on Monday at dawn it leaves again. Two cows have booked.";
    let verdict = verdict((TITLE, TEXT), ("Back at sea", other), 0);
    assert!(matches!(verdict, Err(Unlike::Words(overlap)) if overlap.share < 0.3), "{verdict:?}");
}

#[test]
fn short_texts_need_more_in_common() {
    let text =
        |town: &str| format!("Now playing on Harbour Radio: Paper Moon by the {town} Brass Band.");
    let found = verdict(("", &text("Ashmere")), ("", &text("Lowfield")), 0);
    assert!(matches!(found, Err(Unlike::Words(overlap)) if overlap.share > 0.6), "{found:?}");
    same(("", &text("Ashmere")), ("", &format!("{} Read more…", text("Ashmere"))));
    // An edit under one long title.
    same((TITLE, &text("Ashmere")), (TITLE, &text("Lowfield")));
}

#[test]
fn numbers_in_titles() {
    let text = "A new version is out with a faster start and the usual fixes.";
    unlike(("Mill 4.1 released", text), ("Mill 4.2 released", text), Unlike::TitleNumbers);
    unlike(("Notes of week 41", TEXT), ("Notes of week 42", TEXT), Unlike::TitleNumbers);
    same(("Mill 4.1 released", text), ("Mill 4.1 released - Coast Daily", text));
    same(("UPDATE 1-Mill sells 1,000 mills", text), ("UPDATE 2-Mill sells 1000 mills", text));
    // The day differs, though both have a 1.
    let calm = "All is calm in the mill house today, and nobody has seen a thing.";
    unlike(("Watch of 2026-01-02", calm), ("Watch of 2026-01-01", calm), Unlike::TitleNumbers);
    // Parts that are counted in words or letters.
    unlike(
        ("Evening class, part two", TEXT),
        ("Evening class, part one", TEXT),
        Unlike::TitleNumbers,
    );
    unlike(("Group A", TEXT), ("Group B", TEXT), Unlike::TitleNumbers);
    same(("A boat for Ada", TEXT), ("A boot for Ada", TEXT));
    // Two headlines over one long text.
    let long = format!("{TEXT} It carries 12 cars. The repair took 160 days.");
    same(("Ferry back after 160 days", &long), ("Ferry for 12 cars runs again", &long));
    unlike(
        ("Ferry back after 160 days", TEXT),
        ("Ferry for 12 cars runs again", TEXT),
        Unlike::TitleNumbers,
    );
}

#[test]
fn numbers_in_texts() {
    let close = |rise: &str, points: &str| {
        format!(
            "On a calm day with little news from abroad the index rose {rise} to {points} points at the close of the exchange."
        )
    };
    let (a, b) = (close("1.2%", "18,204"), close("0.4%", "18,277"));
    unlike(
        ("Index closes up on a calm day", &a),
        ("Index closes up on a calm day", &b),
        Unlike::Numbers,
    );
    same(
        ("Index closes up on a calm day", &a),
        ("Index closes up on a calm day", &close("1,2 percent", "18204")),
    );
    unlike(
        ("指数在平静的一天里收涨", "指数今日收涨，成交额九百亿元。"),
        ("指数在平静的一天里收涨", "指数今日收涨，成交额八百亿元。"),
        Unlike::Numbers,
    );
    same(
        ("指数在平静的一天里收涨", "指数今日收涨，成交额九百亿元。"),
        ("指数在平静的一天里收涨", "指数今日收涨，成交额900亿元。"),
    );
    // A long text may be edited.
    let long = |cars: &str, days: &str| {
        format!("{TEXT} It carries {cars} cars. The repair took {days} days.")
    };
    same((TITLE, &long("12", "160")), (TITLE, &long("12", "161")));
    unlike((TITLE, &long("12", "160")), (TITLE, &long("14", "171")), Unlike::Numbers);
}

#[test]
fn boilerplate_under_other_titles() {
    let text = "The panel goes through the calls of viewers one by one.";
    unlike(
        ("Quick calls: Copper looks cheap", text),
        ("Quick calls: stay away from Willow", text),
        Unlike::Boilerplate,
    );
    same(
        ("Quick calls: Copper looks cheap", text),
        ("Quick calls: Copper looks cheap | Coast Daily", text),
    );
    let show = format!("Follow the show wherever you listen and tell your friends. {TEXT}");
    unlike(("Ada talks about bells", &show), ("Bert repairs looms", &show), Unlike::Boilerplate);
    same(("Islanders get their ferry", &show), ("New teacher comes by boat", &show));
}

#[test]
fn templates_with_other_names() {
    let job = |work: &str, town: &str| {
        format!(
            "We look for a {work} for our team in {town}. You enjoy working with people, you take care and have \
             some years behind you. We offer a fair salary, thirty days of holiday and an office at the station. \
             Send us the usual papers by mail, and we will answer within a week or two."
        )
    };
    let (a, b) = (job("translator", "Husberg"), job("bookbinder", "Tarnow"));
    unlike(("Translator (Husberg)", &a), ("Bookbinder (Tarnow)", &b), Unlike::Names);
    // A name that was filled in, beside one where none was.
    let a = "Told of the pump in the old mill house by the weir 1 first.";
    let b = "Told of the pump in the old mill house by the weir before 1 first.";
    let (a, b) = ((&a[8..a.len() - 1], a), (&b[8..b.len() - 1], b));
    unlike(a, b, Unlike::Names);
}

#[test]
fn short_numbers_days_apart() {
    let text = "The index rose 1.2% to 18,204 points on a calm day.";
    assert_eq!(verdict(("Index up", text), ("Index up", text), 37), Err(Unlike::Apart));
    assert!(verdict(("Index up", text), ("Index up", text), 35).is_ok());
    assert!(verdict((TITLE, TEXT), (TITLE, TEXT), 999).is_ok());
    // Nobody says when.
    let mut undated = later(test_item("Index up", text), 99);
    undated.published.origin = DateOrigin::FirstSeen;
    assert!(same_article(&test_item("Index up", text), &undated, &Settings::standard()).is_ok());
}

#[test]
fn what_is_surely_apart_needs_no_reading() {
    let brief = |title: &str, hours| {
        let item = later(test_item(title, TEXT), hours);
        Brief::new(item.title, item.published)
    };
    let other = "Two towns share a bakery";
    for (a, b, hours, likeness, is_apart) in [
        (TITLE, other, 8 * 24, 620, true),
        (TITLE, other, -8 * 24, 0, true),
        (TITLE, other, 7 * 24, 620, false),
        (TITLE, other, 8 * 24, 640, false),
        (TITLE, TITLE, 99 * 24, 0, false),
        (TITLE, "", 99 * 24, 0, false),
    ] {
        let (one, two) = (brief(a, 0), brief(b, hours));
        assert_eq!(surely_apart(&one, &two, likeness), is_apart, "{b} {hours} {likeness}");
        assert_eq!(surely_apart(&two, &one, likeness), is_apart, "{b} {hours} {likeness}");
    }
    let mut undated = brief(other, 99 * 24);
    undated.published.origin = DateOrigin::FirstSeen;
    assert!(!surely_apart(&brief(TITLE, 0), &undated, 0), "nobody says when");
}

#[test]
fn a_part_of_a_round_up() {
    let title = "Islanders get their boat back";
    let other: String = (0..200).map(|word| format!("w{} ", word * 7_919 % 1_009)).collect();
    for page in [format!("{other}\n\n{title}\n\n{TEXT}"), format!("{title}\n\n{TEXT}\n\n{other}")] {
        unlike((title, TEXT), ("What you missed", &page), Unlike::Part);
        same((title, TEXT), (title, &page));
    }
    unlike((title, TEXT), ("What you missed", &format!("{other}\n\n{TEXT}")), Unlike::Part);
    same((title, TEXT), ("Boat back", &format!("{TEXT}\n\n{other}")));
}

#[test]
fn headlines_alone() {
    let none = "";
    same((TITLE, none), (TITLE, none));
    same((TITLE, none), ("BREAKING: Ferry to the outer islands runs again | Coast Daily", none));
    same(("渡轮周一恢复通航外岛", none), ("渡轮周一恢复通航外岛_每日新闻网", none));
    assert_eq!(verdict((TITLE, none), (TITLE, none), 37), Err(Unlike::Headline));
    unlike((TITLE, none), ("Ferry to the inner islands runs again", none), Unlike::Headline);
    unlike(("Weekly notes", none), ("Weekly notes", none), Unlike::Headline);
    unlike(("", none), ("", none), Unlike::Headline);
    unlike(
        ("Ten years of the harbour fair: Part 2", none),
        ("Ten years of the harbour fair: Part 3", none),
        Unlike::TitleNumbers,
    );
    unlike(
        ("Ten years of the harbour fair - Part 2", none),
        ("Ten years of the harbour fair - Part 3", none),
        Unlike::TitleNumbers,
    );
}

#[test]
fn switched_off() {
    let off = Settings { near_duplicate: 0.0, ..Settings::standard() };
    let item = test_item(TITLE, TEXT);
    assert_eq!(same_article(&item, &item, &off), Err(Unlike::Off));
}
