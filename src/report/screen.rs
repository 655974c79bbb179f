//! The progress bar, for a person at a terminal.

use indicatif::{ProgressBar, ProgressStyle};

use super::Event;

/// Follows a run with a bar: first the sources, then publishing.
#[derive(Debug, Default)]
pub(super) struct Screen {
    bar: Option<ProgressBar>,
}

/// Fewer sources than this are read before anybody could see a bar.
const WORTH_A_BAR: usize = 8;

impl Screen {
    pub(super) fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Visiting { sources } if *sources >= WORTH_A_BAR => {
                let bar = ProgressBar::new(*sources as u64);
                // The template is a constant; if it were wrong, the plain bar would do.
                if let Ok(style) =
                    ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
                {
                    bar.set_style(style);
                }
                bar.set_message("fetching");
                self.bar = Some(bar);
            }
            Event::Unchanged { .. }
            | Event::Read { .. }
            | Event::Resting { .. }
            | Event::Failed { .. } => {
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
            }
            Event::Publishing { .. } => {
                if let Some(bar) = &self.bar {
                    bar.set_message("publishing");
                    bar.tick();
                }
            }
            _ => {}
        }
    }

    pub(super) fn print(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| super::print(line)),
            None => super::print(line),
        }
    }

    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
