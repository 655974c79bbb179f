//! Days in the life of a source.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-{text}:00Z").parse().unwrap()
}

fn settings(days: u64) -> Settings {
    Settings { dead_after: Duration::from_hours(24 * days), ..Settings::default() }
}

const SAME: Success =
    Success { is_whole: false, news: 0, entries: None, pace: None, fresh_for: None };
const READ: Success = Success { is_whole: true, news: 1, entries: Some(20), ..SAME };

/// What is remembered after visits at these moments.
fn after_visits(visits: &[(&str, Success)]) -> Standing {
    let mut standing = Standing::default();
    for (now, found) in visits {
        succeeded(&mut standing, found, at(now));
    }
    standing
}

#[test]
fn a_document_is_remembered_when_it_came() {
    let pace = Pace { minutes: Some(60), ..Pace::default() };
    let read = Success { pace: Some(pace), ..READ };
    let silent = Success { pace: Some(Pace::default()), entries: Some(3), ..READ };
    let standing = after_visits(&[("05-01T10:00", read), ("05-01T11:00", SAME)]);
    assert_eq!((standing.pace, standing.entries), (pace, 20));
    assert_eq!(standing.last_full, Some(at("05-01T10:00")));
    let standing = after_visits(&[("05-01T10:00", read), ("05-01T11:00", silent)]);
    assert_eq!((standing.pace, standing.entries), (Pace::default(), 3));
    assert_eq!(standing.last_full, Some(at("05-01T11:00")));
}

#[track_caller]
fn check_fresh(second: Success, want: Option<u64>) {
    let first = Success { fresh_for: Some(3_600), ..READ };
    let standing = after_visits(&[("05-01T10:00", first), ("05-01T11:00", second)]);
    assert_eq!(standing.fresh_for, want, "{second:?}");
}

#[test]
fn freshness_outlives_a_silent_304() {
    check_fresh(SAME, Some(3_600));
    check_fresh(Success { fresh_for: Some(60), ..SAME }, Some(60));
    check_fresh(Success { fresh_for: Some(60), ..READ }, Some(60));
    check_fresh(READ, None);
    // The same body sent again is a whole answer all the same.
    check_fresh(Success { is_whole: true, ..SAME }, None);
}

#[track_caller]
fn check_rhythm(visits: &[&str], want: Option<u64>) {
    let visits: Vec<_> = visits.iter().map(|now| (*now, READ)).collect();
    let minutes = after_visits(&visits).rhythm.map(|seconds| seconds / 60);
    assert_eq!(minutes, want, "{visits:?}");
}

#[test]
fn the_rhythm_follows_bursts_at_once_and_silence_slowly() {
    check_rhythm(&["05-01T10:00"], None);
    check_rhythm(&["05-01T10:00", "05-02T10:00"], Some(1_440));
    check_rhythm(&["05-01T10:00", "05-02T10:00", "05-02T10:40"], Some(740));
    check_rhythm(&["05-01T10:00", "05-02T10:00", "05-02T10:40", "05-02T11:20"], Some(390));
    check_rhythm(&["05-01T10:00", "05-02T10:00", "05-04T10:00"], Some(1_800));
    // The clock went back; then it went on.
    check_rhythm(&["05-02T10:00", "05-01T10:00", "05-01T11:00"], Some(60));
}

#[test]
fn only_news_break_the_silence() {
    let found = Success { news: 0, ..READ };
    let visits = [("05-01T10:00", found), ("05-01T11:00", SAME), ("05-01T12:00", found)];
    let standing = after_visits(&visits);
    assert_eq!((standing.last_new, standing.rhythm), (Some(at("05-01T10:00")), None));
}

#[test]
fn gone_is_gone_at_once_and_comes_back_by_success() {
    let mut standing = Standing::default();
    failed(&mut standing, Failure::Gone, 1, &settings(30), at("05-01T10:00"));
    assert_eq!(standing.stopped, Some(Stop::Gone));
    succeeded(&mut standing, &SAME, at("05-02T10:00"));
    assert_eq!((standing.stopped, standing.failing_since), (None, None));
}

#[test]
fn a_learnt_address_that_is_gone_stops_nothing() {
    let learnt = Some("https://new.example/feed".to_owned());
    let mut standing = Standing { learnt, ..Standing::default() };
    for failures in 1..=3 {
        assert!(standing.learnt.is_some());
        failed(&mut standing, Failure::Gone, failures, &settings(30), at("05-01T10:00"));
        assert_eq!(standing.stopped, None);
    }
    assert_eq!(standing.learnt, None);
    failed(&mut standing, Failure::Gone, 4, &settings(30), at("05-01T10:00"));
    assert_eq!(standing.stopped, Some(Stop::Gone));
}

/// Whether a source that has failed since the first of May is given up.
#[track_caller]
fn check_dead(now: &str, failures: u32, days: u64, want: bool) {
    let failing_since = Some(at("05-01T10:00"));
    let mut standing = Standing { failing_since, ..Standing::default() };
    failed(&mut standing, Failure::Missing, failures, &settings(days), at(now));
    assert_eq!(standing.stopped, want.then_some(Stop::Dead), "{now} {failures} {days}");
    assert_eq!(standing.failing_since, failing_since);
}

#[test]
fn a_source_that_fails_for_too_long_is_given_up() {
    check_dead("05-31T09:59", 35, 30, false);
    check_dead("05-31T10:00", 35, 30, true);
    check_dead("05-31T10:00", 20, 30, true);
    check_dead("12-31T10:00", u32::MAX, 0, false);
}

#[test]
fn a_clock_that_jumps_gives_nobody_up() {
    check_dead("12-31T10:00", 2, 30, false);
    check_dead("12-31T10:00", 19, 30, false);
    // Failing since the future: it begins anew.
    let mut standing = Standing { failing_since: Some(at("12-31T10:00")), ..Standing::default() };
    failed(&mut standing, Failure::Other, 30, &settings(1), at("05-01T10:00"));
    assert_eq!((standing.stopped, standing.failing_since), (None, Some(at("05-01T10:00"))));
}

#[test]
fn a_dead_learnt_address_gives_way_to_the_configured_one() {
    let learnt = Some("https://new.example/feed".to_owned());
    let failing_since = Some(at("05-01T10:00"));
    let mut standing = Standing { learnt, failing_since, ..Standing::default() };
    failed(&mut standing, Failure::Other, 35, &settings(30), at("06-01T10:00"));
    assert_eq!((&standing.learnt, standing.stopped), (&None, None));
    failed(&mut standing, Failure::Other, 36, &settings(30), at("06-02T10:00"));
    assert_eq!(standing.stopped, None);
    failed(&mut standing, Failure::Other, 66, &settings(30), at("07-01T10:00"));
    assert_eq!(standing.stopped, Some(Stop::Dead));
}

#[test]
fn another_address_is_another_beginning() {
    let mut state = SourceState {
        address: "https://old.example/feed".to_owned(),
        last_visit: Some(at("05-01T10:00")),
        failures: 3,
        standing: Standing { stopped: Some(Stop::Gone), ..Standing::default() },
        ..SourceState::default()
    };
    let before = state.clone();
    assert!(!readdress(&mut state, "https://old.example/feed"));
    assert_eq!(state, before);
    assert!(readdress(&mut state, "https://new.example/feed"));
    assert_eq!(state.address, "https://new.example/feed");
    assert_eq!((state.last_visit, state.failures), (before.last_visit, 0));
    assert_eq!(state.standing, Standing::default());
}

#[track_caller]
fn check_full(last: &str, now: &str, want: bool) {
    let standing = Standing { last_full: Some(at(last)), ..Standing::default() };
    let wants = ["a", "b", "c", "d"].map(|id| wants_full(id, &standing, at(now)));
    assert_eq!(wants, [want; 4], "{last} {now}");
}

#[test]
fn a_whole_reading_every_week_or_so() {
    assert!(wants_full("a", &Standing::default(), at("05-01T10:00")));
    check_full("05-01T10:00", "05-08T09:59", false);
    check_full("05-01T10:00", "05-11T10:00", true);
    // A clock that was ahead when it was noted makes no reading more, and puts off none for long.
    check_full("11-02T10:00", "05-01T10:00", false);
    let mut standing = Standing { last_full: Some(at("11-02T10:00")), ..Standing::default() };
    succeeded(&mut standing, &Success::default(), at("05-01T10:00"));
    assert_eq!(standing.last_full, Some(at("05-01T10:00")));
}

#[test]
fn whole_readings_are_spread_over_days() {
    let standing = Standing { last_full: Some(at("05-01T10:00")), ..Standing::default() };
    let ids: Vec<String> = (0..300).map(|number| format!("source-{number}")).collect();
    let read = |now: &str| ids.iter().filter(|id| wants_full(id, &standing, at(now))).count();
    let days = [read("05-09T10:00"), read("05-10T10:00"), read("05-11T10:00")];
    assert!((60..140).contains(&days[0]) && (160..240).contains(&days[1]), "{days:?}");
    assert_eq!(days[2], ids.len());
}
