//! Article dumps without ids: what begins alike is told apart, what is told again is found again, and
//! nothing is lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::moves::words;
use crate::support::{DAY_LATER, Mill, YEAR_LATER};

const CONFIG: &str = "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
                      [output]\nitems = 500\n[[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
                      [[source]]\nid = \"dumps\"\nkind = \"text\"\npaths = [\"in/*.txt\"]\n";

/// How a column begins every time.
const INTRO: &str = "Twice a month this column answers what readers ask about roofs, hedges, dogs and \
                     the law; letters may be shortened, and nobody is called by a true name.";

/// What stands under every part of a show.
const NOTICE: &str =
    "The panel takes the calls of its viewers one by one and says what it thinks of each tonight.";

/// One article of a dump; without title and day it is text and nothing else.
#[derive(Clone)]
struct Piece {
    title: String,
    day: u32,
    text: String,
}

fn piece(title: &str, day: u32, text: &str) -> Piece {
    Piece { title: title.to_owned(), day, text: text.to_owned() }
}

/// The answer to letter `number` of the column.
fn answer(number: usize) -> String {
    format!("{INTRO}\n\n{}\n\n{}", words(number, 2), words(number + 40, 2))
}

fn dump(pieces: &[Piece]) -> String {
    let one = |it: &Piece| {
        let title = if it.title.is_empty() { String::new() } else { format!("{}\n\n", it.title) };
        let date = match it.day {
            0 => String::new(),
            day => format!("Updated\n\nMay {day}, 2026 9:15 AM\n\n"),
        };
        format!("{title}{date}{}\n", it.text)
    };
    pieces.iter().map(one).collect::<Vec<_>>().join("\nKeep Reading\n\n")
}

/// The same pieces in one document, and each in its own.
fn both_ways(pieces: &[Piece]) -> [BTreeMap<String, String>; 2] {
    let each = pieces.iter().enumerate();
    let each = each.map(|(at, it)| (format!("in/{at}.txt"), dump(std::slice::from_ref(it))));
    [BTreeMap::from([("in/all.txt".to_owned(), dump(pieces))]), each.collect()]
}

fn mill(files: &BTreeMap<String, String>) -> Mill {
    let mill = Mill::new(CONFIG);
    for (name, text) in files {
        mill.write(name, text);
    }
    mill.run(&["run"]).silent();
    mill
}

fn items(mill: &Mill) -> Vec<Value> {
    mill.lines(&["list", "items"])
}

fn ids(mill: &Mill) -> BTreeSet<String> {
    items(mill).iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// So many items come of the pieces, whether they share a document or not; each piece stands
/// somewhere, and a second look finds nothing new.
#[track_caller]
fn check(pieces: &[Piece], want: usize) {
    for files in both_ways(pieces) {
        let mill = mill(&files);
        let titles = || -> Vec<String> {
            items(&mill).iter().map(|item| item["title"].to_string()).collect()
        };
        assert_eq!(items(&mill).len(), want, "{:#?}", titles());
        let places: u32 = mill
            .ledger()
            .query_row("SELECT count(DISTINCT place) FROM telling", [], |row| row.get(0))
            .unwrap();
        assert_eq!(places as usize, pieces.len(), "places");
        let before = mill.published();
        mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
        mill.published_still(&before);
    }
}

#[test]
fn a_column_that_always_begins_alike() {
    let check_all = |title: fn(usize) -> &'static str, day: fn(usize) -> u32| {
        let pieces = (0..4).map(|number| piece(title(number), day(number), &answer(number)));
        check(&pieces.collect::<Vec<_>>(), 4);
    };
    let own = |number| ["On moss", "A hedge too high", "Whose dog", "Rain indoors"][number];
    let weekly = |number| [4, 11, 18, 25][number];
    check_all(own, |_| 4);
    check_all(|_| "Our readers ask", weekly);
    check_all(|_| "Our readers ask", |_| 4);
    check_all(|_| "", weekly);
    check_all(|_| "", |_| 0);
}

#[test]
fn one_notice_under_many_titles() {
    let titles = ["Willow is cheap", "Copper is dear", "Wait for Solveig", "Nothing but Kvist"];
    check(&titles.map(|title| piece(title, 4, NOTICE)), 4);
}

#[test]
fn the_same_words_with_other_numbers() {
    let draw = |day: u32| {
        let text = format!(
            "These are the numbers that were drawn on Saturday in the hall of the old mint, under the \
             eyes of a notary: {}, {}, {} and {}.",
            day,
            day + 3,
            day * 2,
            day + 17
        );
        piece("Numbers of the week", day, &text)
    };
    check(&[draw(2), draw(9), draw(16)], 3);
    let part = |number: usize| {
        let title = format!("Knots for everybody, part {number}");
        let text = format!(
            "In this series we tie what holds a boat, a tent or a load of hay, with a \
                            test at the end. {}",
            words(number, 3)
        );
        piece(&title, 4, &text)
    };
    check(&[part(1), part(2), part(3)], 3);
}

#[test]
fn damaged_copies_are_found_again() {
    let whole = piece("What the lock keeper saw", 4, &answer(1));
    let paragraphs: Vec<&str> = whole.text.split("\n\n").collect();
    let copies = [
        piece("What the keeper of the lock saw", 4, &whole.text),
        piece("", 0, &whole.text),
        piece("What the lock keeper saw", 5, &format!("By Ada Brook\n\n{}", whole.text)),
        piece("What the lock keeper saw", 4, &paragraphs[1..].join("\n\n")),
        piece(
            "What the lock keeper saw",
            4,
            &[paragraphs[2], paragraphs[0], paragraphs[1]].join("\n\n"),
        ),
        piece("What the lock keeper saw", 6, &paragraphs[..2].join("\n\n")),
    ];
    for copy in &copies {
        check(&[whole.clone(), copy.clone()], 1);
    }
    // Beside an answer to another letter, and all at once.
    let other = piece("Whose dog", 4, &answer(2));
    check(&[&[whole, other][..], &copies].concat(), 2);
}

/// Of two copies in one dump the whole one is shown, also when the cut one is dated later.
#[test]
fn a_copy_that_was_cut_is_no_edit() {
    let whole = piece("What the lock keeper saw", 4, &answer(1));
    let cut = piece("What the lock keeper saw", 6, &whole.text[..whole.text.len() * 2 / 3]);
    for files in both_ways(&[whole.clone(), cut]) {
        let mill = mill(&files);
        let shown = mill.explain("What the lock keeper saw")["item"]["content"].to_string();
        let end = whole.text.rsplit(' ').next().unwrap();
        assert!(shown.contains(end), "{end} is not in {shown}");
    }
}

#[test]
fn a_folded_copy_says_where_it_stands() {
    let whole = piece("What the lock keeper saw", 4, &answer(1));
    let moved = whole.text.split("\n\n").skip(1).collect::<Vec<_>>().join("\n\n");
    let [_, files] = both_ways(&[whole, piece("The lock keeper looks back", 4, &moved)]);
    let items = items(&mill(&files));
    assert_eq!(items.len(), 1);
    let place = items[0]["also_at"][0]["place"].as_str().unwrap();
    assert!(place.ends_with(".txt#0"), "{place}");
}

/// An edit stays the item that it edits, among others that begin alike.
#[test]
fn an_edit_among_those_that_begin_alike() {
    let pieces: Vec<Piece> =
        (0..4).map(|number| piece("Our readers ask", 4, &answer(number))).collect();
    for files in both_ways(&pieces) {
        let mill = mill(&files);
        let before = ids(&mill);
        let mut edited = pieces.clone();
        let last = edited[2].text.rfind("\n\n").unwrap();
        edited[2].text.truncate(last);
        edited[2].text.push_str("\n\nPut a slate on it and wait for the wind to turn.");
        edited[2].day = 5;
        let name = if files.len() == 1 { "in/all.txt" } else { "in/2.txt" };
        let text = if files.len() == 1 { dump(&edited) } else { dump(&edited[2..3]) };
        mill.write(name, text);
        mill.run_at(DAY_LATER, &["run"]).silent();
        assert_eq!(ids(&mill), before);
        let changed = mill.ledger().query_row(
            "SELECT count(*) FROM body WHERE content LIKE '%slate on it%'",
            [],
            |row| row.get::<_, u32>(0),
        );
        assert_eq!(changed.unwrap(), 1);
    }
}

/// One file whose article is another one each week: the last one is not lost.
#[test]
fn the_next_of_a_column_in_the_same_file() {
    let mill = Mill::new(CONFIG);
    let tell = |now: &str, day: u32, letter: &str| {
        let text = format!("{INTRO}\n\n{letter}");
        mill.write("in/column.txt", dump(&[piece("Our readers ask", day, &text)]));
        mill.run_at(&format!("{now}T08:00:00Z"), &["run"]).silent();
        ids(&mill).len()
    };
    assert_eq!(tell("2026-05-05", 4, LETTERS[0]), 1);
    assert_eq!(tell("2026-05-12", 11, LETTERS[1]), 2);
    assert_eq!(tell("2026-05-19", 18, LETTERS[2]), 3);
    // Corrected the day after, and much of it a week later.
    let corrected = LETTERS[2].replace("twenty paces", "thirty paces");
    assert_eq!(tell("2026-05-20", 19, &corrected), 3);
    assert_eq!(tell("2026-05-27", 26, &format!("{corrected} {}", LETTERS[1])), 3);
}

/// What the column answers.
const LETTERS: [&str; 3] = [
    "Moss on slate does no harm as long as water runs off beneath it; scrape the gutter in March, \
     leave the wire brush in its drawer, and mistrust anybody who offers to spray your house.",
    "A hedge belongs to whoever planted it, even where it leans across a border, so ask before you \
     fetch the saw and keep what falls on your own lawn for the bonfire at Easter.",
    "Barking after ten at night is a matter for the warden, who will stand twenty paces from your \
     kitchen with a watch; most owners buy a thicker door once they have met him.",
];
