//! `[story]`: items that tell the same news.

use std::time::Duration;

use crate::{
    config::{
        file::{self, File},
        read::Report,
        value::{self, Wrong},
    },
    group::story::Settings,
    model,
};

/// Shortest window of a story: outlets need an hour to take news up.
const SHORTEST: Duration = Duration::from_secs(3_600);

/// Longest window of a story. All stories within it are compared with every new item.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);

/// Checks the settings of stories, and what topics say of them.
pub(super) fn story(file: &File, report: &mut Report) -> Settings {
    let text = &file.story.window;
    let window = value::duration(text).and_then(|window| {
        let wrong = || Wrong::new(0..text.len(), "must be from `1h` to `30d`");
        (SHORTEST..=LONGEST).contains(&window).then_some(window).ok_or_else(wrong)
    });
    let window = window.unwrap_or_else(|wrong| {
        report.wrong("story.window", text, wrong);
        SHORTEST
    });
    let topics = file.topic.iter();
    Settings {
        enabled: file.story.enabled,
        window,
        show: show(file.story.show),
        show_in: topics.filter_map(|topic| Some((topic.id.clone(), show(topic.story?)))).collect(),
    }
}

fn show(show: file::Show) -> model::Show {
    match show {
        file::Show::All => model::Show::All,
        file::Show::Lead => model::Show::Lead,
    }
}
