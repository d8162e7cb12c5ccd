//! News agencies and the ways their names are written.
//!
//! In: `agencies.toml`. Out: the agency a name means. Never: an agency found inside a sentence;
//! where a name may stand is the reader's business.

use serde::Deserialize;
use toml::Spanned;

use super::places::fold;
use super::table::Table;
use super::{LexiconError, file};

/// A news agency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agency {
    /// The name a record carries.
    pub name: String,
    /// ISO 3166-1 alpha-2 country it is at home in.
    pub country: Option<[u8; 2]>,
    /// IANA zone in which its times without an offset are read.
    pub zone: Option<String>,
    /// Its datelines go over into the text without a dash.
    pub no_dash: bool,
    /// It stands in datelines without brackets.
    pub bare: bool,
}

/// All agencies.
#[derive(Clone, Debug, Default)]
pub struct Agencies {
    list: Vec<Agency>,
    by_name: Table<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    #[serde(default)]
    agency: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    country: Option<Spanned<String>>,
    zone: Option<String>,
    #[serde(default)]
    no_dash: bool,
    #[serde(default)]
    bare: bool,
}

impl Agencies {
    /// Adds the agencies of a file; a name that is there already gets what the file says.
    pub(super) fn extend(&mut self, file: &str, text: &str) -> Result<(), LexiconError> {
        let rows: Rows = file::rows(file, text)?;
        for row in rows.agency {
            let country = row.country.as_ref().map(|country| {
                let bytes: Option<[u8; 2]> = country.get_ref().as_bytes().try_into().ok();
                let code = bytes.filter(|code| code.iter().all(u8::is_ascii_uppercase));
                code.ok_or_else(|| LexiconError {
                    file: file.to_owned(),
                    line: file::line_of(text, country.span().start),
                    problem: "a country is two capital letters".to_owned(),
                })
            });
            let agency = Agency {
                name: row.name.get_ref().clone(),
                country: country.transpose()?,
                zone: row.zone,
                no_dash: row.no_dash,
                bare: row.bare,
            };
            let index = self.list.len();
            self.list.push(agency);
            for name in std::iter::once(&row.name).chain(&row.aliases) {
                let key = fold(name.get_ref());
                if key.is_empty() {
                    return Err(LexiconError {
                        file: file.to_owned(),
                        line: file::line_of(text, name.span().start),
                        problem: "a name without letters".to_owned(),
                    });
                }
                self.by_name.insert(key, index);
            }
        }
        Ok(())
    }

    /// The agency of that name, however it is written.
    pub fn find(&self, name: &str) -> Option<&Agency> {
        self.find_folded(&fold(name))
    }

    /// The agency of that folded name.
    pub fn find_folded(&self, folded: &str) -> Option<&Agency> {
        self.by_name.get(folded).map(|&index| &self.list[index])
    }
}
