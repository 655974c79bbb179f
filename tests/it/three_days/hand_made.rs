//! Each criterion of the judge over logs made by hand: one that keeps it, one that does not.

use super::{
    feeds::{HOUR, MINUTE, STEP, Wait},
    judge::CRITERIA,
    world::Seen,
};

/// A request as it should be, so many minutes after the first run.
fn seen(minutes: i64) -> Seen {
    let fields = [
        ("User-Agent", "test/1 (+https://wire.example/)"),
        ("Accept", "application/atom+xml, */*;q=0.5"),
        ("Accept-Encoding", "gzip"),
    ];
    Seen {
        at: minutes * MINUTE,
        feed: "feed".to_owned(),
        host: "a".to_owned(),
        path: "/feed".to_owned(),
        at_work: 1,
        headers: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        status: 200,
        is_whole: true,
        ..Seen::default()
    }
}

impl Seen {
    fn status(self, status: u16) -> Self {
        Seen { status, ..self }
    }

    fn path(self, path: &str) -> Self {
        Seen { path: path.to_owned(), ..self }
    }

    fn feed(self, name: &str) -> Self {
        Seen { feed: name.to_owned(), path: format!("/{name}"), ..self }
    }

    fn gives(self, etag: &str, date: &str) -> Self {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Seen { etag: given(etag), last_modified: given(date), ..self }
    }

    fn shows(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn waits(self, kind: Wait, seconds: i64) -> Self {
        Seen { wait: Some((kind, seconds)), ..self }
    }

    fn cut(self) -> Self {
        Seen { is_whole: false, ..self }
    }

    fn skipped(self) -> Self {
        Seen { is_skipped: true, ..self }
    }

    fn over(self, connection: usize) -> Self {
        Seen { connection, ..self }
    }
}

/// The criterion with this name finds nothing in the good log, and something in each bad one.
#[track_caller]
fn check(name: &str, good: &[Seen], bad: &[&[Seen]]) {
    let (_, criterion) = CRITERIA.iter().find(|(other, _)| *other == name).expect(name);
    assert_eq!(criterion(good), [""; 0], "{name}");
    for log in bad {
        assert!(!criterion(log).is_empty(), "{name} lets pass {log:#?}");
    }
}

#[test]
fn validators() {
    let (first, tag) = (seen(0).gives("\"1\"", "noon"), "If-None-Match");
    let date = "If-Modified-Since";
    let both = |minutes: i64| seen(minutes).shows(tag, "\"1\"").shows(date, "noon");
    check(
        "entity tags go back as they came",
        &[first.clone(), both(30).gives("\"2\"", "").cut(), both(60).status(500), both(90)],
        &[
            &[first.clone(), seen(30).shows(tag, "1")],
            &[first.clone(), seen(30).shows(date, "noon")],
            &[first.clone(), both(30).status(304).gives("\"2\"", "noon"), both(60)],
        ],
    );
    check(
        "dates go back as they came",
        &[first.clone(), both(30), seen(60)],
        &[&[first.clone(), seen(30).shows(tag, "\"1\"").shows(date, "Noon")]],
    );
    check(
        "nobody gets a validator of somebody else",
        &[first.clone(), both(30).gives("", ""), seen(60)],
        &[
            &[seen(0).shows(tag, "\"0\"")],
            &[first.clone(), both(30).path("/other")],
            &[first.clone(), both(30).gives("", ""), both(60)],
            &[first.clone(), seen(30).gives("\"2\"", "").cut(), seen(60).shows(tag, "\"2\"")],
        ],
    );
    check(
        "a whole answer is asked for once a day at the most",
        &[first.clone(), seen(30).gives("\"1\"", ""), both(60), seen(24 * 60 + 30)],
        &[&[first, seen(30).gives("\"1\"", ""), seen(23 * 60)]],
    );
}

#[test]
fn waits() {
    let kinds = [
        ("Cache-Control: max-age", Wait::MaxAge),
        ("Expires", Wait::Expires),
        ("ttl", Wait::Ttl),
        ("sy:updatePeriod", Wait::Period),
    ];
    for (name, kind) in kinds {
        let first = seen(0).waits(kind, 2 * HOUR);
        let other = seen(30).path("/other");
        check(name, &[first.clone(), other, seen(120)], &[&[first, seen(90)]]);
    }
    for (name, kind) in [
        ("Retry-After in seconds rests the host", Wait::RetrySeconds),
        ("Retry-After as a date rests the host", Wait::RetryDate),
    ] {
        let first = seen(0).status(429).waits(kind, 2 * HOUR);
        let (same, other) = (seen(90), seen(90).path("/other"));
        let elsewhere = Seen { host: "b".to_owned(), ..other.clone() };
        check(
            name,
            &[first.clone(), elsewhere, seen(120)],
            &[&[first.clone(), same], &[first, other]],
        );
    }
    check(
        "skipHours",
        &[seen(0).skipped(), seen(240)],
        &[&[seen(0), seen(30).skipped()], &[seen(0).skipped(), seen(60).skipped()]],
    );
}

#[test]
fn failures_and_moves() {
    let fails = |minutes: i64| seen(minutes).status(404);
    check(
        "failures are asked about less and less",
        &[
            fails(0),
            fails(30),
            fails(90),
            fails(210),
            fails(420),
            seen(900),
            fails(930),
            fails(960),
        ],
        &[
            &[fails(0), fails(30), fails(60), fails(90), fails(120), fails(240), fails(300)],
            &[fails(0), fails(240), fails(480), fails(720)],
        ],
    );
    check(
        "who is gone is left alone",
        &[seen(0), seen(30).status(410)],
        &[&[seen(0).status(410), seen(900)]],
    );
    let moved =
        |count: i64| -> Vec<Seen> { (0..count).map(|run| seen(30 * run).status(301)).collect() };
    check("permanent redirects are learnt", &moved(6), &[&moved(7)]);
    let led = |minutes: i64| {
        let now = Seen { path: "/feed/now".to_owned(), ..seen(minutes) };
        [seen(minutes).status(302), now]
    };
    let [_, direct] = led(30);
    check(
        "temporary redirects are not learnt",
        &[led(0), led(30)].concat(),
        &[&[&led(0)[..], &[direct]].concat()],
    );
}

#[test]
fn rhythm() {
    check("an address is asked once in a run", &[seen(0), seen(30)], &[&[seen(0), seen(0)]]);
    check("nobody is asked more often than set", &[seen(0), seen(30)], &[&[seen(0), seen(28)]]);
    let step = STEP / MINUTE;
    check(
        "nobody is forgotten for more than a day",
        &[seen(0), seen(24 * 60 + step), seen(0).feed("gone").status(410)],
        &[&[seen(0), seen(25 * 60)], &[seen(0).feed("other"), seen(0), seen(720), seen(1_500)]],
    );
}

#[test]
fn connections_and_fields() {
    let two = Seen { at_work: 2, ..seen(0) };
    check("one request at a time", &[seen(0)], &[&[two]]);
    let other = |connection| seen(0).path("/other").over(connection);
    check(
        "one connection for all of a host",
        &[seen(0), other(0), seen(30).over(1), seen(60).cut(), seen(60).path("/other").over(2)],
        &[&[seen(0), other(1)]],
    );
    let without = |name: &str| {
        let mut seen = seen(0);
        seen.headers.retain(|(other, _)| other != name);
        seen
    };
    check(
        "header fields",
        &[seen(0)],
        &[
            &[without("User-Agent")],
            &[without("Accept")],
            &[without("Accept-Encoding")],
            &[seen(0).shows("Referer", "https://wire.example/")],
            &[seen(0).shows("Cookie", "a=b")],
            &[seen(0).shows("accept", "*/*")],
        ],
    );
}

/// Every criterion is in one of the tests above.
#[test]
fn every_criterion_can_fail() {
    let text = include_str!("hand_made.rs");
    for (name, _) in CRITERIA {
        assert!(text.contains(&format!("\"{name}\"")), "{name} is never seen to fail");
    }
}
