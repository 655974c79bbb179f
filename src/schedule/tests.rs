//! When sources are due, at real-looking times.

use super::*;
use crate::model::{Pace, Standing, Stop};

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-{text}Z").parse().unwrap()
}

fn settings(minutes: u64) -> Settings {
    let every = Duration::from_mins(minutes);
    let dead_after = Duration::from_hours(720);
    Settings { every, is_stated: false, longest: LONGEST, dead_after, adopt_after: 5 }
}

/// A source that was visited well at noon of the first of May, a Friday, and had something new.
fn visited() -> SourceState {
    let noon = Some(at("05-01T12:00:00"));
    let standing = Standing { last_new: noon, ..Standing::default() };
    SourceState { last_visit: noon, last_success: noon, standing, ..SourceState::default() }
}

fn with(change: impl FnOnce(&mut SourceState)) -> SourceState {
    let mut state = visited();
    change(&mut state);
    state
}

/// From when on it is due, with an interval of 30 minutes.
#[track_caller]
fn check(state: &SourceState, want: &str, why: &str) {
    check_with(state, &settings(30), want, why);
}

#[track_caller]
fn check_with(state: &SourceState, settings: &Settings, want: &str, why: &str) {
    let (want, second) = (at(want), chrono::TimeDelta::seconds(1));
    match due("a", state, settings, state.last_visit.unwrap()) {
        Due::Later { at, why: told } => assert_eq!((at, &*told.to_string()), (want, why)),
        other => panic!("{other:?}"),
    }
    assert_eq!(due("a", state, settings, want), Due::Now);
    let early = want - chrono::TimeDelta::seconds(60) - second;
    assert!(matches!(due("a", state, settings, early), Due::Later { .. }), "{early}");
}

/// The minutes from noon to when it is due, which a guess decides.
#[track_caller]
fn check_guess(state: &SourceState, minutes: i64) {
    let last = state.last_visit.unwrap();
    for id in ["a", "b", "blog", "wire", "x1", "x2"] {
        let Due::Later { at, why } = due(id, state, &settings(30), last) else { panic!("due") };
        assert!(matches!(why, Why::Failing(_) | Why::Quiet(_)), "{why}");
        let whole = chrono::TimeDelta::minutes(minutes);
        assert!(at - last <= whole && at - last >= whole * 9 / 10, "{id}: {at} {minutes}");
    }
}

#[test]
fn never_visited_is_due() {
    let now = at("05-01T12:00:00");
    assert_eq!(due("a", &SourceState::default(), &settings(30), now), Due::Now);
    // Only a former address was visited.
    let state = SourceState { last_visit: Some(now), ..SourceState::default() };
    assert_eq!(due("a", &state, &settings(30), now), Due::Now);
}

#[test]
fn the_interval_counts_from_the_last_visit() {
    check(&visited(), "05-01T12:30:00", "it is asked every 30 minutes");
    check_with(&visited(), &settings(120), "05-01T14:00:00", "it is asked every 2 hours");
    let now = visited().last_visit.unwrap();
    assert_eq!(due("a", &visited(), &settings(0), now), Due::Now);
    assert_eq!(due("a", &visited(), &Settings::default(), now), Due::Now);
}

#[test]
fn a_minute_early_is_in_time() {
    let now = |text: &str| due("a", &visited(), &settings(30), at(text));
    assert_eq!(now("05-01T12:29:00"), Due::Now);
    assert!(matches!(now("05-01T12:28:59"), Due::Later { .. }));
}

#[test]
fn publishers_are_taken_at_their_word() {
    let ttl = |minutes| with(|state| state.standing.pace.minutes = Some(minutes));
    check(&ttl(60), "05-01T13:00:00", "the feed asks for 1 hour between visits");
    check(&ttl(5), "05-01T12:30:00", "it is asked every 30 minutes");
    let fresh = |seconds| with(|state| state.standing.fresh_for = Some(seconds));
    let why = "the server says that its answer is fresh for 2 hours";
    check(&fresh(7_200), "05-01T14:00:00", why);
    let both = with(|state| {
        state.standing.pace.minutes = Some(60);
        state.standing.fresh_for = Some(7_200);
    });
    check(&both, "05-01T14:00:00", why);
}

/// 30-minute cron lines that start a little early or late turn 60 minutes neither into 30 nor into 90.
#[test]
fn a_cron_line_and_a_pace_meet() {
    let state = |last: &str| {
        with(|state| {
            state.last_visit = Some(at(last));
            state.standing.pace.minutes = Some(60);
        })
    };
    let table = [
        ("05-01T12:00:07", "05-01T12:30:02", false),
        ("05-01T12:00:07", "05-01T13:00:01", true),
        ("05-01T12:00:01", "05-01T12:59:59", true),
        ("05-01T12:00:00", "05-01T12:30:59", false),
    ];
    for (last, now, want) in table {
        for id in ["a", "b", "c", "d"] {
            let is_due = due(id, &state(last), &settings(30), at(now)) == Due::Now;
            assert_eq!(is_due, want, "{last} {now}");
        }
    }
}

#[test]
fn retry_after_is_kept_to_the_second() {
    let state = with(|state| {
        state.failures = 1;
        state.not_before = Some(at("05-01T13:00:00"));
    });
    check(&state, "05-01T13:00:00", "the server asked to wait");
    assert!(due("a", &state, &settings(30), at("05-01T12:59:59")) != Due::Now);
    let short = with(|state| {
        state.failures = 1;
        state.not_before = Some(at("05-01T12:02:00"));
    });
    check(&short, "05-01T12:30:00", "it is asked every 30 minutes");
    // It holds where the operator wants a visit at every run, and beyond the operator's longest wait.
    let quick = Settings { longest: Duration::from_mins(40), ..settings(0) };
    check_with(&state, &quick, "05-01T13:00:00", "the server asked to wait");
}

#[test]
fn nobody_keeps_us_away_for_more_than_a_day() {
    let day = "05-02T12:00:00";
    let ttl = with(|state| state.standing.pace.minutes = Some(u32::MAX));
    check(&ttl, day, "the feed asks for 2982616 days between visits");
    let fresh = with(|state| state.standing.fresh_for = Some(u64::MAX));
    check(&fresh, day, "the server says that its answer is fresh for 213503982334601 days");
    let asked = with(|state| state.not_before = Some(DateTime::<Utc>::MAX_UTC));
    check(&asked, day, "the server asked to wait");
    let every = Settings { every: Duration::MAX, longest: Duration::MAX, ..settings(0) };
    assert!(
        matches!(due("a", &visited(), &every, at("05-01T12:00:00")), Due::Later { at, .. } if at == self::at(day))
    );
    check_guess(&with(|state| state.failures = u32::MAX), 24 * 60);
    let shorter = Settings { longest: Duration::from_mins(90), ..settings(30) };
    let why = "the server says that its answer is fresh for 213503982334601 days";
    check_with(&fresh, &shorter, "05-01T13:30:00", why);
}

#[test]
fn failures_are_answered_with_patience() {
    let failed = |failures| with(|state| state.failures = failures);
    check(&failed(1), "05-01T12:30:00", "it is asked every 30 minutes");
    for (failures, minutes) in [(2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1_440)] {
        check_guess(&failed(failures), minutes);
    }
    // Freshness is that of an answer; there was none. The pace of the feed still holds.
    let fresh = with(|state| {
        state.failures = 1;
        state.standing.fresh_for = Some(7_200);
    });
    check(&fresh, "05-01T12:30:00", "it is asked every 30 minutes");
    let paced = with(|state| {
        state.failures = 1;
        state.standing.pace.minutes = Some(60);
    });
    check(&paced, "05-01T13:00:00", "the feed asks for 1 hour between visits");
}

/// A source that was last new so many hours ago.
fn quiet(hours: i64) -> SourceState {
    with(|state| {
        state.standing.last_new = Some(at("05-01T12:00:00") - chrono::TimeDelta::hours(hours));
    })
}

#[test]
fn a_quiet_source_is_asked_less() {
    for (hours, minutes) in
        [(36, 45), (48, 60), (72, 60), (6 * 24, 120), (30 * 24, 600), (200 * 24, 24 * 60)]
    {
        check_guess(&quiet(hours), minutes);
    }
    let now = at("05-01T12:00:00");
    assert_eq!(due("a", &quiet(9_000), &settings(0), now), Due::Now);
    let stated = Settings { is_stated: true, ..settings(30) };
    check_with(&quiet(9_000), &stated, "05-01T12:30:00", "it is asked every 30 minutes");
}

/// Versions 40 minutes apart, of which two are shown, are all seen also after days of silence.
#[test]
fn a_burst_after_silence_is_not_missed() {
    for hours in 0..=72 {
        let wait = match due("a", &quiet(hours), &settings(30), at("05-01T12:00:00")) {
            Due::Later { at: due, .. } => due - at("05-01T12:00:00"),
            other => panic!("{other:?}"),
        };
        assert!(wait <= chrono::TimeDelta::hours(1), "{hours}: {wait}");
    }
}

#[test]
fn skipped_hours_and_days_are_kept() {
    let night = with(|state| state.standing.pace.skip_hours = 0b1111 << 12);
    check(&night, "05-01T16:00:00", "the feed excludes this hour");
    let saturday = with(|state| {
        state.standing.pace = Pace { minutes: Some(1_440), skip_days: 1 << 5, skip_hours: 0 };
    });
    let Due::Later { at: sunday, why } = due("a", &saturday, &settings(30), at("05-01T12:00:00"))
    else {
        panic!("due")
    };
    assert_eq!((sunday, why), (at("05-03T00:00:00"), Why::SkippedDay));
    assert_eq!(due("a", &saturday, &settings(30), sunday), Due::Now);
    // Local files are read at every run.
    assert_eq!(due("a", &night, &Settings::default(), at("05-01T12:00:00")), Due::Now);
}

#[test]
fn a_stopped_source_is_never_due() {
    for stop in [Stop::Gone, Stop::Dead] {
        let state = with(|state| state.standing.stopped = Some(stop));
        let due = due("a", &state, &settings(30), at("12-31T12:00:00"));
        assert_eq!(due, Due::Never { why: Why::Stopped(stop) });
    }
}

#[test]
fn a_clock_that_was_set_back_silences_nobody() {
    let state = with(|state| {
        state.last_visit = Some(at("06-01T12:00:00"));
        state.not_before = Some(at("06-02T12:00:00"));
    });
    assert_eq!(due("a", &state, &settings(30), at("05-01T12:00:00")), Due::Now);
}

#[test]
fn guesses_are_spread_and_stable() {
    let last = at("05-01T12:00:00");
    let state = with(|state| state.failures = 4);
    let when = |id: &str| match due(id, &state, &settings(30), last) {
        Due::Later { at, .. } => (at - last).num_seconds(),
        other => panic!("{other:?}"),
    };
    let waits: Vec<i64> = (0..200).map(|number| when(&format!("source-{number}"))).collect();
    let whole = 240 * 60;
    for tenth in 0..10 {
        let from = whole * 9 / 10 + whole * tenth / 100;
        let some = waits.iter().filter(|wait| (from..=from + whole / 100).contains(*wait)).count();
        assert!(some > 5, "{tenth}: {some}");
    }
    // A golden value: the same in every run and on every machine.
    assert_eq!(spread("source-0", 1_000_000), 5_631);
}

/// A clock that goes on by minutes and hours, and jumps by months and years, ahead and back.
#[test]
fn no_clock_makes_a_source_silent_for_more_than_a_day() {
    let mut seed = 42_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..200 {
        let (mut state, mut now) = (SourceState::default(), at("05-01T12:00:00"));
        let (mut visits, mut waited) = (0, 0);
        for _ in 0..300 {
            let minutes = [1_i64, 30, 60, 600][next(4) as usize];
            now += chrono::TimeDelta::minutes(minutes);
            waited += minutes;
            if next(50) == 0 {
                let days = [30_i64, 366][next(2) as usize] * [1, -1][next(2) as usize];
                now += chrono::TimeDelta::days(days);
            }
            if due("a", &state, &settings(30), now) != Due::Now {
                assert!(waited <= 24 * 60, "silent for {waited} minutes: {state:?} {now}");
                continue;
            }
            (visits, waited) = (visits + 1, 0);
            state.last_visit = Some(now);
            state.not_before = None;
            let standing = &mut state.standing;
            if next(3) == 0 {
                state.failures += 1;
                failed(standing, Failure::Other, state.failures, &settings(30), now);
                state.not_before = (next(2) == 0).then(|| now + chrono::TimeDelta::days(400));
            } else {
                let fresh_for = [None, Some(3_600), Some(u64::MAX)][next(3) as usize];
                let pace = pace([None, Some(60), Some(u32::MAX)][next(3) as usize], &[], &[]);
                let (is_whole, news) = (true, next(2) as usize);
                let found = Success { is_whole, news, entries: None, pace: Some(pace), fresh_for };
                succeeded(standing, &found, now);
                (state.failures, state.last_success) = (0, Some(now));
            }
        }
        assert!(visits > 20, "{visits}");
    }
}

/// No run visits it before the moment that was told, whenever somebody asks; and that moment is not
/// earlier than it has to be, but for so many minutes.
#[track_caller]
fn check_not_before(state: &SourceState, most: i64) {
    let last = state.last_visit.unwrap();
    let minutes = |count: i64| last + chrono::TimeDelta::seconds(30 * count);
    let first = (0_i64..).map(minutes).find(|&now| due("a", state, &settings(30), now) == Due::Now);
    let first = first.unwrap();
    for now in (0_i64..).map(minutes).take_while(|now| *now < first) {
        let Due::Later { at, why } = due("a", state, &settings(30), now) else { panic!("due") };
        let told = not_before("a", state, &settings(30), (at, why), now);
        assert!(told <= first, "{now}: {told} {first}");
        assert!(first - told <= chrono::TimeDelta::minutes(most), "{now}: {told} {first}");
    }
}

#[test]
fn nothing_is_due_before_the_moment_that_is_told() {
    check_not_before(&visited(), 0);
    check_not_before(&with(|state| state.failures = 3), 1);
    check_not_before(&with(|state| state.not_before = Some(at("05-01T12:30:30"))), 0);
    check_not_before(&with(|state| state.not_before = Some(at("05-01T14:10:30"))), 0);
    let skip = |hours: u32, days: u32| {
        with(|state| {
            state.standing.pace = Pace { skip_hours: hours, skip_days: days, ..Pace::default() };
        })
    };
    check_not_before(&skip(1 << 12, 0), 60);
    check_not_before(&skip(1 << 13, 0), 60);
    check_not_before(&skip(0b111 << 13, 1 << 5), 240);
    check_not_before(&skip(!0 << 12, 1 << 5), 24 * 60);
}

#[test]
fn before_excluded_hours_a_visit_may_still_come() {
    // It waits until one, and the hour from one on is excluded: a minute before one it is due.
    let state = with(|state| {
        state.last_visit = Some(at("05-01T12:30:00"));
        state.last_success = state.last_visit;
        state.standing.last_new = state.last_visit;
        state.standing.pace.skip_hours = 1 << 13;
    });
    let now = at("05-01T12:40:00");
    let Due::Later { at: told, why } = due("a", &state, &settings(30), now) else { panic!("due") };
    assert_eq!((told, why), (at("05-01T14:00:00"), Why::SkippedHour));
    assert_eq!(due("a", &state, &settings(30), at("05-01T12:59:30")), Due::Now);
    let first = not_before("a", &state, &settings(30), (told, why), now);
    assert_eq!(first, at("05-01T12:59:00"));
    // Once it was let pass, the end of the hour is what counts.
    let now = at("05-01T13:10:00");
    assert_eq!(not_before("a", &state, &settings(30), (told, why), now), told);
}
