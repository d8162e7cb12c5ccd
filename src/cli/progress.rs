//! How far a long command has come, for a person who waits at a terminal.
//!
//! In: counts. Out: one line on stderr that renews itself, gone at the end.
//! Never: anything where stderr is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// One line of progress, or nothing.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Progress over an unknown number of things.
    pub(super) fn new(things: &str, visible: bool) -> Self {
        if !visible {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        bar.set_style(style(&format!(
            "{{spinner}} {{pos}} {things}, {{per_sec}}, {{elapsed}}"
        )));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Progress over a known number of things.
    pub(super) fn of(total: usize, things: &str, visible: bool) -> Self {
        if !visible {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(total as u64);
        bar.set_style(style(&format!(
            "{{bar:32}} {{pos}}/{{len}} {things}, {{eta}} left"
        )));
        Self(bar)
    }

    /// So many are done.
    pub(super) fn at(&self, count: usize) {
        self.0.set_position(count as u64);
    }

    /// The end: the line goes.
    pub(super) fn done(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
