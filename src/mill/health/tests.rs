//! Two states in, what is told of them out.

use super::*;
use crate::model::Standing;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-{text}:00Z").parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("06-01T08:00")
}

fn failure(error: &str) -> FailedSource {
    let (source, error) = ("lane".to_owned(), vec![error.to_owned(), "a cause".to_owned()]);
    FailedSource { source, error, help: Some("wait".to_owned()) }
}

fn visited(failure: Option<&FailedSource>) -> Visited<'_> {
    let redated = Redated::default();
    let rebound = Rebound::default();
    Visited {
        source: "lane",
        is_local: false,
        is_listed: false,
        failure,
        redated,
        rebound,
        now: now(),
    }
}

fn state(change: impl FnOnce(&mut SourceState)) -> SourceState {
    let mut state = SourceState {
        address: "https://old.example/feed".to_owned(),
        last_visit: Some(at("05-31T08:00")),
        last_success: Some(at("05-31T08:00")),
        ..SourceState::default()
    };
    change(&mut state);
    state
}

/// The kinds and texts of what is told.
fn told(notices: &[Notice]) -> Vec<(NoticeKind, &str)> {
    notices.iter().map(|notice| (notice.kind, notice.text.as_str())).collect()
}

/// A row of visits: each fails with a message, or goes well; and whether that is told.
#[track_caller]
fn check_row(is_local: bool, visits: &[(&str, bool)]) {
    let mut state = state(|_| {});
    for (number, (error, want)) in visits.iter().enumerate() {
        let failure = (!error.is_empty()).then(|| failure(error));
        let mut after = state.clone();
        after.failures = if failure.is_some() { state.failures + 1 } else { 0 };
        after.last_error = failure.as_ref().map(|failure| failure.error.join(": "));
        let visited = Visited { is_local, ..visited(failure.as_ref()) };
        let notices = changes(&state, &mut after, &visited);
        assert_eq!(!notices.is_empty(), *want, "{error:?}, visit {number} of {visits:?}");
        state = after;
    }
}

#[test]
fn a_failure_is_told_at_once_and_each_sort_once() {
    let (busy, broken) = (
        "https://a/ answered 503 Service Unavailable",
        "https://a/ answered 500 Internal Server Error",
    );
    check_row(
        false,
        &[("", false), (busy, true), (busy, false), (busy, false), ("", true), ("", false)],
    );
    check_row(false, &[(busy, true), (broken, true), (busy, false), (broken, false), ("", true)]);
    check_row(false, &[(busy, true), ("", true), (busy, true), (busy, false)]);
    // The same sort with other numbers, times and addresses.
    let slow = |seconds, path| format!("https://a/{path} is too slow: not done within {seconds}s");
    check_row(false, &[(&slow(30, "x"), true), (&slow(29, "y?t=12"), false)]);
    let around = |to| format!("https://a/ redirects to {to:?}: it leads in a circle");
    check_row(false, &[(&around("/a"), true), (&around("/b c"), false)]);
    check_row(
        false,
        &[(&around("/a"), true), ("https://a/ redirects to \"/x\": not an address", true)],
    );
}

#[test]
fn files_are_told_again_when_they_say_something_else() {
    let line = |line| format!("in/a.xml is broken at line {line}: the end is missing");
    check_row(
        true,
        &[(&line(3), true), (&line(3), false), (&line(4), true), (&line(3), true), ("", true)],
    );
}

#[test]
fn a_wild_server_is_told_a_few_times() {
    let mut state = state(|_| {});
    let mut count = 0;
    for number in 0..60_u8 {
        let error = format!("fault {}", "x".repeat(usize::from(number) * 20));
        let failure = failure(&error);
        let mut after = SourceState { failures: state.failures + 1, ..state.clone() };
        count += changes(&state, &mut after, &visited(Some(&failure))).len();
        state = after;
    }
    assert!((9..=MOST_SORTS).contains(&count), "{count}");
    assert!(state.standing.told.iter().all(|sort| sort.chars().count() <= LONGEST_SORT));
}

#[test]
fn a_failure_says_what_and_what_to_do() {
    let failure = failure("x answered 404 Not Found");
    let before = state(|_| {});
    let notices = changes(&before, &mut before.clone(), &visited(Some(&failure)));
    assert_eq!(told(&notices), [(NoticeKind::Failed, "fails: x answered 404 Not Found: a cause")]);
    assert_eq!((notices[0].help.as_deref(), notices[0].at), (Some("wait"), now()));
}

#[test]
fn it_works_again() {
    for (failures, want) in [
        (1, "works again after 1 failed visit since 2026-05-31 20:15 UTC"),
        (7, "works again after 7 failed visits since 2026-05-31 20:15 UTC"),
    ] {
        let before = state(|state| {
            state.failures = failures;
            state.standing.failing_since = Some(at("05-31T20:15"));
            state.standing.told.insert("x".to_owned());
        });
        let mut after = SourceState { failures: 0, ..before.clone() };
        let notices = changes(&before, &mut after, &visited(None));
        assert_eq!(told(&notices), [(NoticeKind::WorksAgain, want)]);
        assert!(after.standing.told.is_empty());
    }
}

#[track_caller]
fn check_moved(
    old: Option<&str>,
    new: Option<&str>,
    is_listed: bool,
    want: Option<(&str, Option<&str>)>,
) {
    let before = state(|state| state.standing.learnt = old.map(str::to_owned));
    let mut after = before.clone();
    after.standing.learnt = new.map(str::to_owned);
    let notices = changes(&before, &mut after, &Visited { is_listed, ..visited(None) });
    let got = notices.first().map(|notice| (notice.text.as_str(), notice.help.as_deref()));
    assert_eq!(got, want);
}

#[test]
fn it_moves() {
    let (a, b) = (Some("https://a.example/"), Some("https://b.example/"));
    check_moved(a, a, false, None);
    check_moved(
        None,
        a,
        false,
        Some((
            "has moved to https://a.example/; the config still says https://old.example/feed",
            Some("write url = \"https://a.example/\" for this source"),
        )),
    );
    check_moved(
        a,
        b,
        true,
        Some((
            "has moved to https://b.example/; its list still says https://old.example/feed",
            Some("change the address in the list, or tell who keeps it"),
        )),
    );
    let back = "is no longer at https://a.example/; it is asked at https://old.example/feed again";
    check_moved(a, None, false, Some((back, None)));
}

#[test]
fn it_stops_and_that_is_told_instead_of_the_failure() {
    let failure = failure("x answered 410 Gone");
    let before = state(|state| {
        state.failures = 3;
        state.standing.failing_since = Some(at("05-01T08:00"));
    });
    for (stop, kind, want) in [
        (
            Stop::Gone,
            NoticeKind::Gone,
            "is gone for good and not asked any more: x answered 410 Gone: a cause",
        ),
        (
            Stop::Dead,
            NoticeKind::Dead,
            "has failed 4 times since 2026-05-01 08:00 UTC and is not asked any more: x answered 410 Gone: a cause",
        ),
    ] {
        let mut after = SourceState { failures: 4, ..before.clone() };
        after.standing.stopped = Some(stop);
        let notices = changes(&before, &mut after, &visited(Some(&failure)));
        assert_eq!(told(&notices), [(kind, want)]);
        assert!(notices[0].help.as_ref().unwrap().contains("--force"));
        // Forced, and still so.
        let mut again = SourceState { failures: 5, ..after.clone() };
        assert_eq!(changes(&after, &mut again, &visited(Some(&failure))), []);
    }
}

/// Whether silence is told, with something new so many days ago and a rhythm of so many days.
#[track_caller]
fn check_silent(days: i64, rhythm: Option<u64>, want: bool) {
    let before = state(|state| {
        state.standing.last_new = Some(now() - TimeDelta::days(days));
        state.standing.rhythm = rhythm.map(|days| days * 86_400);
    });
    let mut after = before.clone();
    let notices = changes(&before, &mut after, &visited(None));
    let kinds: Vec<_> = notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds == [NoticeKind::Silent], want, "{days} {rhythm:?}");
    assert_eq!(after.standing.signs.contains(&Sign::Silent), want);
    // Only once, until there is news.
    assert_eq!(changes(&after, &mut after.clone(), &visited(None)), []);
    let mut news = after.clone();
    news.standing.last_new = Some(now());
    assert_eq!(changes(&after, &mut news, &visited(None)), []);
    assert!(news.standing.signs.is_empty());
}

#[test]
fn silence_is_odd_for_who_used_to_speak() {
    check_silent(31, Some(1), true);
    check_silent(30, Some(1), false);
    check_silent(31, Some(4), false);
    check_silent(33, Some(4), true);
    check_silent(80, Some(10), false);
    check_silent(81, Some(10), true);
    check_silent(4_000, None, false);
    check_silent(4_000, Some(u64::MAX / 86_400), false);
    check_silent(-400, Some(1), false);
}

/// The numbers of entries of visits in a row; which of them are told as a loss.
#[track_caller]
fn check_shrunk(entries: &[u32], want: &[usize]) {
    let mut before = state(|state| state.standing.entries = entries[0]);
    let mut told = Vec::new();
    for (number, entries) in entries.iter().enumerate() {
        let standing = Standing { entries: *entries, ..before.standing.clone() };
        let mut after = SourceState { standing, ..before.clone() };
        let notices = changes(&before, &mut after, &visited(None));
        told.extend(notices.iter().map(|_| number));
        before = after;
    }
    assert_eq!(told, want, "{entries:?}");
}

#[test]
fn a_loss_of_entries_is_told_once() {
    check_shrunk(&[40, 9, 9, 9], &[1]);
    check_shrunk(&[40, 10], &[]);
    check_shrunk(&[13, 3], &[1]);
    check_shrunk(&[12, 3], &[]);
    check_shrunk(&[11, 1, 11, 0], &[1]);
    check_shrunk(&[40, 0, 40, 40, 0], &[1, 4]);
    check_shrunk(&[40, 9, 40, 9, 40, 9], &[1]);
    check_shrunk(&[0, 40, 41], &[]);
    check_shrunk(&[u32::MAX, 0], &[1]);
}

#[test]
fn new_dates_for_old_items_are_told_once() {
    for (shown, moved, want) in
        [(5, 5, true), (10, 5, true), (9, 4, false), (4, 4, false), (11, 5, false)]
    {
        let before = state(|_| {});
        let mut after = before.clone();
        let visited = Visited { redated: Redated { shown, moved }, ..visited(None) };
        let notices = changes(&before, &mut after, &visited);
        assert_eq!(notices.len(), usize::from(want), "{moved} of {shown}");
        assert_eq!(changes(&after, &mut after.clone(), &visited), []);
    }
}

/// Items with new ids over visits, each `(shown, kept, by words, left)`, and what is told of each.
#[track_caller]
fn check_new_ids(visits: &[([usize; 4], &str)]) {
    let mut before = state(|_| {});
    for ([shown, kept, by_words, left], want) in visits {
        let rebound = Rebound { shown: *shown, kept: *kept, by_words: *by_words, left: *left };
        let mut after = before.clone();
        let notices = changes(&before, &mut after, &Visited { rebound, ..visited(None) });
        let texts = told(&notices);
        let want: Vec<_> =
            Some((NoticeKind::NewIds, *want)).into_iter().filter(|it| !it.1.is_empty()).collect();
        assert_eq!(texts, want, "{rebound:?}");
        before = after;
    }
}

#[test]
fn new_ids_are_told_once() {
    let all =
        "gave 27 of its 30 items new ids: they were recognised by their words and kept theirs";
    let by_keys = "gave 3 of its 6 items new ids: they were recognised and kept theirs";
    let many = "gave 12 of its 30 items new ids: 8 were recognised by their words and kept theirs, 4 \
                are too many at once and taken as new";
    check_new_ids(&[([30, 27, 27, 0], all), ([30, 27, 27, 0], ""), ([30, 0, 0, 0], "")]);
    check_new_ids(&[([6, 3, 0, 0], by_keys), ([0, 0, 0, 0], ""), ([6, 3, 3, 0], "")]);
    check_new_ids(&[([30, 8, 8, 4], many), ([30, 0, 0, 0], ""), ([30, 8, 8, 4], many)]);
    // A few are no news, and two of two are no move.
    check_new_ids(&[([30, 8, 8, 0], ""), ([2, 2, 2, 0], ""), ([5, 2, 2, 0], "")]);
}

#[test]
fn files_may_be_as_the_operator_wants_them() {
    let before = state(|state| state.standing.entries = 40);
    let mut after = before.clone();
    after.standing.entries = 0;
    let redated = Redated { shown: 9, moved: 9 };
    let visited = Visited { is_local: true, redated, ..visited(None) };
    assert_eq!(changes(&before, &mut after, &visited), []);
}
