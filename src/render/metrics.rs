//! How the sources fare and what the last run did → the text format of Prometheus (version 0.0.4),
//! as the textfile collector of node_exporter reads it.
//!
//! Everything is a gauge: a run begins at nothing, so no number here only ever grows.

use std::fmt::Write;

use chrono::{DateTime, Utc};

/// What is measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// The moment of the run.
    pub now: DateTime<Utc>,
    /// The sources that are switched on.
    pub sources: Vec<SourceMetrics>,
    /// Topic of each feed, and how many items it shows.
    pub feeds: Vec<(String, u64)>,
    /// Hosts that asked to be left alone and still are.
    pub resting_hosts: u64,
    /// What the run did.
    pub run: RunMetrics,
}

/// How one source fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMetrics {
    /// Its id.
    pub id: String,
    /// Whether its last visit went well; `None` when there was none.
    pub up: Option<bool>,
    /// Failed visits in a row.
    pub failures: u64,
    /// The last visit that went well.
    pub last_success: Option<DateTime<Utc>>,
    /// How many items it owns.
    pub items: u64,
    /// When it is due; `None` for never.
    pub next_due: Option<DateTime<Utc>>,
}

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunMetrics {
    /// Sources that were asked.
    pub visited: u64,
    /// Those of them that said nothing new.
    pub unchanged: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Sources that were due but not asked.
    pub postponed: u64,
    /// Items never seen before.
    pub new: u64,
    /// Items that say something else now.
    pub revised: u64,
}

/// Writes the text.
pub fn metrics(metrics: &Metrics) -> String {
    let mut text = String::new();
    type Read = fn(&SourceMetrics) -> Option<i64>;
    let of_sources: [(&str, &str, Read); 5] = [
        ("up", "Whether the last visit went well.", |source| source.up.map(i64::from)),
        ("failures", "Failed visits in a row.", |source| Some(whole(source.failures))),
        ("last_success_timestamp_seconds", "Last visit that went well.", |source| {
            source.last_success.map(|at| at.timestamp())
        }),
        ("items", "Items that the source owns.", |source| Some(whole(source.items))),
        ("next_due_timestamp_seconds", "When the source is visited next.", |source| {
            source.next_due.map(|at| at.timestamp())
        }),
    ];
    for (name, help, read) in of_sources {
        let values = metrics
            .sources
            .iter()
            .filter_map(|source| read(source).map(|value| (label("source", &source.id), value)));
        family(&mut text, &format!("feedmill_source_{name}"), help, values);
    }
    let feeds = metrics.feeds.iter().map(|(topic, items)| (label("feed", topic), whole(*items)));
    family(&mut text, "feedmill_feed_items", "Items that the feed shows.", feeds);
    let run = &metrics.run;
    let single = [
        ("published_feeds", "Feeds that are published.", metrics.feeds.len() as u64),
        ("resting_hosts", "Hosts that asked to be left alone.", metrics.resting_hosts),
        ("last_run_visited_sources", "Sources that the last run visited.", run.visited),
        ("last_run_unchanged_sources", "Visited sources without news.", run.unchanged),
        ("last_run_failed_sources", "Visited sources that failed.", run.failed),
        ("last_run_postponed_sources", "Sources that were due but not visited.", run.postponed),
        ("last_run_new_items", "Items that the last run saw first.", run.new),
        ("last_run_revised_items", "Items that the last run found changed.", run.revised),
    ];
    for (name, help, value) in single {
        family(&mut text, &format!("feedmill_{name}"), help, [(String::new(), whole(value))]);
    }
    let now = [(String::new(), metrics.now.timestamp())];
    family(&mut text, "feedmill_last_run_timestamp_seconds", "Moment of the last run.", now);
    text
}

/// One metric with its samples; nothing without any.
fn family(
    text: &mut String,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = (String, i64)>,
) {
    let mut samples = samples.into_iter().peekable();
    if samples.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (labels, value) in samples {
        let _ = writeln!(text, "{name}{labels} {value}");
    }
}

/// A label; its value has three characters that must be escaped.
fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    format!("{{{name}=\"{value}\"}}")
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written() {
        let at = |hour| format!("2026-06-01T{hour:02}:00:00Z").parse::<DateTime<Utc>>().unwrap();
        let never = SourceMetrics { id: "a\"b\\c\nd".to_owned(), ..SourceMetrics::default() };
        let lane = SourceMetrics {
            id: "lane".to_owned(),
            up: Some(true),
            items: 12,
            last_success: Some(at(8)),
            next_due: Some(at(9)),
            failures: 0,
        };
        let text = metrics(&Metrics {
            now: at(8),
            sources: vec![lane, never],
            feeds: vec![("ai".to_owned(), 5)],
            resting_hosts: 1,
            run: RunMetrics { visited: 2, failed: 1, ..RunMetrics::default() },
        });
        let up = "# HELP feedmill_source_up Whether the last visit went well.\n\
                  # TYPE feedmill_source_up gauge\n\
                  feedmill_source_up{source=\"lane\"} 1\n# HELP";
        assert!(text.starts_with(up), "{text}");
        for line in [
            r#"feedmill_source_failures{source="a\"b\\c\nd"} 0"#,
            "feedmill_source_last_success_timestamp_seconds{source=\"lane\"} 1780300800",
            "feedmill_source_next_due_timestamp_seconds{source=\"lane\"} 1780304400",
            "feedmill_feed_items{feed=\"ai\"} 5",
            "feedmill_published_feeds 1",
            "feedmill_resting_hosts 1",
            "feedmill_last_run_visited_sources 2",
            "feedmill_last_run_failed_sources 1",
            "feedmill_last_run_timestamp_seconds 1780300800",
        ] {
            assert!(text.lines().any(|have| have == line), "{line}\n{text}");
        }
        assert!(text.ends_with('\n'));
    }

    #[test]
    fn a_metric_without_samples_is_left_out() {
        let text = metrics(&Metrics::default());
        assert!(!text.contains("feedmill_source_up") && !text.contains("feedmill_feed_items"));
    }
}
