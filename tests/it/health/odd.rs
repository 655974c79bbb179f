//! Sources that go on in an odd way: told once.

use super::at;
use crate::support::{Answer, Mill, Server, news, rss};

/// Items of a feed, each dated so many days of May.
fn feed(dates: &[u32]) -> Answer {
    let names: Vec<_> = (0..dates.len()).map(|number| format!("item-{number}")).collect();
    let items: Vec<_> =
        names.iter().zip(dates).map(|(name, day)| (&**name, *day, &**name, "x")).collect();
    Answer::ok(rss(&items))
}

/// What is told over runs, each with one document.
#[track_caller]
fn check(documents: &[Answer], want: &[(usize, &str)]) {
    let server = Server::start();
    let mill = Mill::new(&news(&[("lane", server.url("/feed").as_str())]));
    let mut told = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        server.route("/feed", document.clone());
        let hour = u32::try_from(number).unwrap() * 24;
        let ran = mill.run_at(&at(hour), &["run"]).ends_with(0);
        told.extend(
            ran.stderr.lines().filter(|l| l.starts_with("w")).map(|l| (number, l.to_owned())),
        );
    }
    assert_eq!(told.len(), want.len(), "{told:?}");
    for ((number, told), (expected, words)) in told.iter().zip(want) {
        assert_eq!(number, expected, "{told}");
        assert!(told.contains(words), "{words:?} is not in {told:?}");
    }
}

#[test]
fn a_feed_that_lost_most_of_its_entries() {
    let (many, few) = (feed(&[1; 20]), feed(&[1; 4]));
    let words = "source \"lane\": shows 4 entries; it had 20";
    check(&[many.clone(), few.clone(), few.clone()], &[(1, words)]);
    check(&[many.clone(), many.clone(), feed(&[1; 12])], &[]);
    // Nothing new is nothing lost.
    let tagged = many.header("ETag", "\"1\"").conditional();
    check(&[tagged.clone(), tagged.clone(), tagged, few], &[(3, words)]);
}

#[test]
fn a_planet_that_dates_everything_anew() {
    let words = "source \"lane\": gave 6 of 6 items a new date and changed nothing else";
    check(&[feed(&[1; 6]), feed(&[2; 6]), feed(&[3; 6]), feed(&[4; 6])], &[(1, words)]);
    // One at a time is an edit, and what was dated anew long ago is not dated anew today.
    let edits = [[1, 1, 1, 1, 1, 1], [9, 1, 1, 1, 1, 1], [9, 9, 9, 1, 1, 1], [9, 9, 9, 9, 9, 1]];
    check(&edits.map(|dates| feed(&dates)), &[]);
    // New items, and an earlier date.
    check(&[feed(&[5; 6]), feed(&[4; 6]), feed(&[4; 14])], &[]);
}

#[test]
fn dates_of_the_future_move_by_themselves() {
    let ahead = |note: &str| {
        let items: Vec<_> = (0..8)
            .map(|n| {
                format!(
                    "<item><guid>e{n}</guid><title>Concert {n}</title><description>x\
                     </description><pubDate>{:02} Dec 2026 20:00:00 GMT</pubDate></item>",
                    n + 1
                )
            })
            .collect();
        let head =
            "<rss version=\"2.0\"><channel><title>Hall</title><link>https://h.example/</link>";
        Answer::ok(format!(
            "{head}<description>x</description>{}<!-- {note} --></channel></rss>",
            items.concat()
        ))
    };
    // What stands around the items changes, so they are read anew each time.
    let feeds = ["a", "b", "c", "d"].map(ahead);
    check(&feeds, &[]);
}
