//! Three simulated days of a cron line every 30 minutes, and a judge who reads the log of the servers.
//!
//! Feeds of every temperament live on hosts of their own. What they ask for must be honoured, and
//! still every version of every feed must be published as soon as its feed lets it. A second test turns
//! the clock far ahead and far back.

mod feeds;
mod hand_made;
mod judge;
mod world;

use feeds::{DAY, FEEDS, HOUR, STEP};
use judge::CRITERIA;
use world::World;

/// Most violations of a criterion that a failure names one by one.
const MOST_TOLD: usize = 5;

#[test]
fn three_days_under_a_judge() {
    let world = World::new(FEEDS);
    for run in 0..144 {
        world.run(run * STEP);
    }
    let log = world.log();
    assert!(log.len() > 500, "the log has only {} requests", log.len());
    let mut violations = Vec::new();
    for (name, criterion) in CRITERIA {
        let found = criterion(&log);
        let more = found.len().saturating_sub(MOST_TOLD);
        violations.extend(found.iter().take(MOST_TOLD).map(|text| format!("{name}: {text}")));
        violations.extend((more > 0).then(|| format!("{name}: {more} more")));
    }
    violations.extend(world.late(144 * STEP));
    assert!(violations.is_empty(), "{}:\n{}", violations.len(), violations.join("\n"));
}

/// The moments of a clock that goes wrong, and those after which it goes on.
#[track_caller]
fn check_jump(jump: i64) {
    let world = World::new(FEEDS);
    let healthy: Vec<&str> =
        FEEDS.iter().filter(|feed| feed.is_healthy()).map(|feed| feed.name).collect();
    assert!(healthy.len() >= 12);
    let visited_within_a_day = |begin: i64, side: &str| {
        let log = world.log();
        for name in &healthy {
            let visited = log
                .iter()
                .any(|seen| seen.feed == *name && seen.at > begin && seen.at <= begin + DAY);
            assert!(visited, "{name} was silent for a day {side}");
        }
    };
    let day = |from: i64| (from + 2 * HOUR..=from + DAY).step_by(2 * HOUR as usize);
    (0..=6).for_each(|step| world.run(step * 2 * HOUR));
    // Two runs with a wrong clock, then a whole day with the right one.
    let before = 12 * HOUR;
    world.run(before + jump);
    world.run(before + jump + STEP);
    world.forget_log();
    day(before).for_each(|at| world.run(at));
    visited_within_a_day(before, "after the clock was right again");
    // The wrong clock stays: it is the right one from then on.
    world.run(before + DAY + jump);
    world.forget_log();
    let after = before + DAY + jump;
    day(after).for_each(|at| world.run(at));
    visited_within_a_day(after, "after the clock had jumped");
}

#[test]
fn a_clock_a_year_ahead_silences_nobody() {
    check_jump(365 * DAY);
}

#[test]
fn a_clock_a_year_back_silences_nobody() {
    check_jump(-365 * DAY);
}
