//! What a host may expect of us, one rule a function: a log in, violations out.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    feeds::{DAY, MINUTE, STEP, Wait},
    world::Seen,
};

/// A rule: what is against it in a log.
pub type Criterion = fn(&[Seen]) -> Vec<String>;

pub const CRITERIA: &[(&str, Criterion)] = &[
    ("entity tags go back as they came", etags_go_back),
    ("dates go back as they came", dates_go_back),
    ("nobody gets a validator of somebody else", validators_are_not_invented),
    ("a whole answer is asked for once a day at the most", whole_answers_are_rare),
    ("Cache-Control: max-age", |log| too_early(log, Wait::MaxAge)),
    ("Expires", |log| too_early(log, Wait::Expires)),
    ("ttl", |log| too_early(log, Wait::Ttl)),
    ("sy:updatePeriod", |log| too_early(log, Wait::Period)),
    ("skipHours", skipped_hours),
    ("Retry-After in seconds rests the host", |log| restless(log, Wait::RetrySeconds)),
    ("Retry-After as a date rests the host", |log| restless(log, Wait::RetryDate)),
    ("failures are asked about less and less", failures_back_off),
    ("who is gone is left alone", gone_is_gone),
    ("permanent redirects are learnt", moves_are_learnt),
    ("temporary redirects are not learnt", detours_are_not_learnt),
    ("an address is asked once in a run", once_in_a_run),
    ("nobody is asked more often than set", intervals),
    ("nobody is forgotten for more than a day", nobody_is_forgotten),
    ("one request at a time", one_at_a_time),
    ("one connection for all of a host", one_connection),
    ("header fields", header_fields),
];

/// The clock of a cron line is not exact.
const SLACK: i64 = MINUTE;

/// So often a permanent redirect may be met before it is believed, and once more.
const SIGHTINGS: usize = 6;

impl Seen {
    /// A header field of the request.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn is_conditional(&self) -> bool {
        ["If-None-Match", "If-Modified-Since"].iter().any(|name| self.header(name).is_some())
    }

    /// Whether its validators are those to send next.
    fn teaches(&self) -> bool {
        self.is_whole && [200, 304].contains(&self.status)
    }

    fn has_validators(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }

    fn is_permanent(&self) -> bool {
        [301, 308].contains(&self.status)
    }

    fn is_failure(&self) -> bool {
        self.status >= 400 || !self.is_whole
    }

    fn complain(&self, what: &str) -> String {
        format!("{} at {} min: {what}", self.path, self.at / MINUTE)
    }
}

/// The requests of each address, feed or host, in their order.
fn by(log: &[Seen], key: fn(&Seen) -> &str) -> BTreeMap<&str, Vec<&Seen>> {
    let mut groups: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in log {
        groups.entry(key(seen)).or_default().push(seen);
    }
    groups
}

/// Pairs of a request and the last one to the same address before it that taught something.
fn taught(log: &[Seen]) -> Vec<(&Seen, &Seen)> {
    let mut pairs = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let mut last: Option<&Seen> = None;
        for seen in requests {
            pairs.extend(last.map(|last| (last, *seen)));
            if seen.teaches() {
                last = Some(seen);
            }
        }
    }
    pairs
}

fn etags_go_back(log: &[Seen]) -> Vec<String> {
    go_back(log, "If-None-Match", |seen| seen.etag.as_deref())
}

fn dates_go_back(log: &[Seen]) -> Vec<String> {
    go_back(log, "If-Modified-Since", |seen| seen.last_modified.as_deref())
}

fn go_back(log: &[Seen], field: &str, given: fn(&Seen) -> Option<&str>) -> Vec<String> {
    let mut violations = Vec::new();
    for (last, seen) in taught(log) {
        // A whole reading now and then is another rule.
        if given(last).is_some() && seen.is_conditional() && seen.header(field) != given(last) {
            let (sent, given) = (seen.header(field), given(last));
            violations.push(seen.complain(&format!("{field} is {sent:?}, not {given:?}")));
        }
    }
    violations
}

fn validators_are_not_invented(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let (mut etag, mut date) = (None, None);
        for seen in requests {
            for (field, given) in [("If-None-Match", &etag), ("If-Modified-Since", &date)] {
                let sent = seen.header(field);
                if sent.is_some() && sent != *given {
                    violations.push(seen.complain(&format!("{field} {sent:?} was not given here")));
                }
            }
            if seen.teaches() {
                (etag, date) = (seen.etag.as_deref(), seen.last_modified.as_deref());
            }
        }
    }
    violations
}

fn whole_answers_are_rare(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    let mut last_whole: BTreeMap<&str, i64> = BTreeMap::new();
    for (last, seen) in taught(log) {
        if last.has_validators() && !seen.is_conditional() {
            let before = last_whole.insert(&seen.path, seen.at);
            if before.is_some_and(|before| seen.at - before < DAY - SLACK) {
                violations.push(seen.complain("asked without validators again"));
            }
        }
    }
    violations
}

fn too_early(log: &[Seen], kind: Wait) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        for pair in requests.windows(2) {
            if let Some((wait, seconds)) = pair[0].wait
                && wait == kind
                && pair[1].at < pair[0].at + seconds - SLACK
            {
                let early = (pair[0].at + seconds - pair[1].at) / MINUTE;
                violations.push(pair[1].complain(&format!("{early} minutes too early")));
            }
        }
    }
    violations
}

fn skipped_hours(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        // Before the first visit nobody knows.
        let skipped = requests.iter().skip(1).filter(|seen| seen.is_skipped);
        violations.extend(skipped.map(|seen| seen.complain("asked in a skipped hour")));
    }
    violations
}

fn restless(log: &[Seen], kind: Wait) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.host).values() {
        let mut until = None;
        for seen in requests {
            if until.is_some_and(|until| seen.at < until - SLACK) {
                violations.push(seen.complain("asked although its host rests"));
            }
            if let Some((_, seconds)) = seen.wait.filter(|(wait, _)| *wait == kind) {
                until = until.max(Some(seen.at + seconds));
            }
        }
    }
    violations
}

fn failures_back_off(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        for streak in requests.chunk_by(|one, other| one.is_failure() == other.is_failure()) {
            if !streak[0].is_failure() {
                continue;
            }
            let gaps: Vec<i64> = streak.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
            for (number, three) in gaps.windows(3).enumerate() {
                // Each wait is twice the one before, which leaves room for rounding to runs. At a day
                // it ends, less a tenth, so that not all sources come back at once.
                if three[2] < (2 * three[0]).min(DAY * 9 / 10 - STEP) {
                    let what = format!("asked again after {} minutes", three[2] / MINUTE);
                    violations.push(streak[number + 3].complain(&what));
                }
            }
        }
    }
    violations
}

fn gone_is_gone(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let after = requests.iter().skip_while(|seen| seen.status != 410).skip(1);
        violations.extend(after.map(|seen| seen.complain("asked although it is gone")));
    }
    violations
}

fn moves_are_learnt(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let after = requests.iter().filter(|seen| seen.is_permanent()).skip(SIGHTINGS);
        violations.extend(after.map(|seen| seen.complain("asked although it has moved")));
    }
    violations
}

fn detours_are_not_learnt(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.feed).values() {
        let Some(detour) = requests.iter().find(|seen| [302, 303, 307].contains(&seen.status))
        else {
            continue;
        };
        let led: BTreeSet<i64> =
            requests.iter().filter(|seen| seen.path == detour.path).map(|seen| seen.at).collect();
        let direct = requests.iter().filter(|seen| !led.contains(&seen.at));
        violations.extend(direct.map(|seen| seen.complain("asked without being led there")));
    }
    violations
}

fn once_in_a_run(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let again = requests.windows(2).filter(|pair| pair[0].at == pair[1].at);
        violations.extend(again.map(|pair| pair[1].complain("asked twice in one run")));
    }
    violations
}

fn intervals(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.path).values() {
        let often = requests
            .windows(2)
            .filter(|pair| (1..STEP - SLACK).contains(&(pair[1].at - pair[0].at)));
        violations.extend(often.map(|pair| pair[1].complain("asked again too soon")));
    }
    violations
}

fn nobody_is_forgotten(log: &[Seen]) -> Vec<String> {
    let end = log.iter().map(|seen| seen.at).max().unwrap_or(0);
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.feed).values() {
        let is_gone = requests.iter().any(|seen| seen.status == 410);
        let mut moments: Vec<i64> = requests.iter().map(|seen| seen.at).collect();
        if !is_gone {
            moments.push(end);
        }
        for (seen, pair) in requests.iter().zip(moments.windows(2)) {
            if pair[1] - pair[0] > DAY + STEP {
                violations.push(seen.complain("the last request for more than a day"));
            }
        }
    }
    violations
}

fn one_at_a_time(log: &[Seen]) -> Vec<String> {
    let many = log.iter().filter(|seen| seen.at_work > 1);
    many.map(|seen| seen.complain(&format!("{} requests at a time", seen.at_work))).collect()
}

fn one_connection(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for requests in by(log, |seen| &seen.host).values() {
        for pair in requests.windows(2) {
            // Whoever sends half an answer hangs up.
            let is_kept = pair[0].is_whole && pair[0].at == pair[1].at;
            if is_kept && pair[0].connection != pair[1].connection {
                violations.push(pair[1].complain("a new connection"));
            }
        }
    }
    violations
}

fn header_fields(log: &[Seen]) -> Vec<String> {
    let mut violations = Vec::new();
    for seen in log {
        let mut must = |holds: bool, what: &str| {
            if !holds {
                violations.push(seen.complain(what));
            }
        };
        let value = |name| seen.header(name).unwrap_or_default();
        must(value("User-Agent").contains("https://wire.example/"), "no contact in User-Agent");
        must(value("Accept").contains("application/atom+xml"), "Accept without feeds");
        must(value("Accept-Encoding").contains("gzip"), "no gzip wanted");
        for name in ["Referer", "Cookie", "Authorization", "Range", "Pragma", "Cache-Control"] {
            must(seen.header(name).is_none(), name);
        }
        let names: BTreeSet<String> =
            seen.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        must(names.len() == seen.headers.len(), "a field is there twice");
    }
    violations
}
