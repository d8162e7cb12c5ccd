//! Names of months and weekdays in the languages of the wires.
//!
//! In: `months.toml`. Out: the number a name means. Never: whether a date stands there.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::places::fold;
use super::table::Table;
use super::{LexiconError, file};

/// Months and weekdays by their folded names.
#[derive(Clone, Debug, Default)]
pub struct Months {
    months: Table<String, i8>,
    weekdays: Table<String, i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    #[serde(default)]
    months: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    weekdays: BTreeMap<Spanned<String>, Vec<String>>,
}

impl Months {
    /// Adds the names of a file.
    pub(super) fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let rows: Rows = file::rows(file, text)?;
        let tables = [
            (rows.months, &mut self.months, 12),
            (rows.weekdays, &mut self.weekdays, 7),
        ];
        for (rows, table, last) in tables {
            for (number, names) in rows {
                let value = number.get_ref().parse().ok();
                let value = value.filter(|n| (1..=last).contains(n));
                let value = value.ok_or_else(|| LexiconError {
                    file: file.to_owned(),
                    line: file::line_of(text, number.span().start),
                    problem: format!("a number from 1 to {last} is wanted"),
                })?;
                table.extend(names.iter().map(|name| (fold(name), value)));
            }
        }
        Ok(())
    }

    /// 1 to 12 for the name of a month.
    pub fn month(&self, name: &str) -> Option<i8> {
        self.months.get(&fold(name)).copied()
    }

    /// 1 (Monday) to 7 for the name of a day.
    pub fn weekday(&self, name: &str) -> Option<i8> {
        self.weekdays.get(&fold(name)).copied()
    }
}
