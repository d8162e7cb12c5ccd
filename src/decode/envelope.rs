//! The JSON envelope: one object, its members by the names of the contract.
//!
//! In: JSON text. Out: a story with every member where it belongs. Never: a member of the text
//! dropped because its neighbour is unusable.

use std::borrow::Cow;

use crate::limits;
use crate::outcome::{DefectCode, RejectCode, Rejection, Stage};
use crate::story::{AltId, Format};

use super::fields::{Fields, Scalar, name_of, scalar, string};
use super::json::{self, Failure};
use super::members::{Found, Meaning, Member};
use super::{
    DecodeOptions, Opened, WireContent, WireStory, WireText, WireTime, charset, entities, html,
    html_active, markup, mojibake,
};

/// The version of the wire schema that is read.
const SCHEMA: (&str, &str) = ("wire/v", "1");

/// Reads an envelope.
pub(super) fn read(opened: Opened<'_>, options: &DecodeOptions) -> Result<WireStory, Rejection> {
    let Opened {
        text,
        charset,
        sha256,
        mut defects,
    } = opened;
    json::check_bounds(&text)?;
    let mended;
    let members = match json::members(&text) {
        Ok(members) => members,
        Err(Failure::Other(rejection)) => return Err(rejection),
        Err(Failure::Syntax(rejection)) => {
            mended = json::mend(&text).ok_or_else(|| rejection.clone())?;
            defects.push(
                DefectCode::JsonRepaired,
                "line ends or backslashes in strings",
            );
            json::members(&mended).map_err(|_| rejection)?
        }
    };
    let found = Found::among(&members, options, &mut defects)?;
    let mut fields = Fields {
        found,
        defects: &mut defects,
    };
    fields.check_schema()?;
    let content = fields.content()?;
    let id = fields.id()?;
    let mut story = WireStory::bare(Format::Envelope, content, sha256);
    story.id = id;
    story.alt_ids = fields.alt_ids();
    story.version = fields.version();
    story.replaces = fields.short(Meaning::Replaces);
    story.provider = fields.provider();
    story.summary = fields.long(Meaning::Summary);
    story.version_created = fields.time(Meaning::Time);
    story.first_created = fields.time(Meaning::FirstTime);
    story.embargo = fields.embargo();
    story.byline = fields.byline();
    story.language = fields.short(Meaning::Language);
    story.section = fields.short(Meaning::Section);
    story.keywords = fields.keywords();
    story.slugline = fields.short(Meaning::Slugline);
    story.priority = fields.short(Meaning::Priority);
    story.ed_notes = fields.notes();
    story.copyright = fields.long(Meaning::Copyright);
    story.charset = charset;
    story.defects = defects;
    Ok(story)
}

impl<'m> Fields<'m, '_> {
    fn check_schema(&self) -> Result<(), Rejection> {
        let Some(member) = self.found.first(Meaning::Schema) else {
            return Ok(());
        };
        let schema: String = serde_json::from_str(member.raw.get()).unwrap_or_default();
        let version = schema
            .strip_prefix(SCHEMA.0)
            .filter(|version| !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()));
        match version {
            Some(version) if version != SCHEMA.1 => Err(reject(RejectCode::SchemaVersion, schema)),
            _ => Ok(()),
        }
    }

    /// Headline and body, apart or not.
    fn content(&mut self) -> Result<WireContent, Rejection> {
        let headline = self.text(Meaning::Headline)?;
        let headline = headline.map(|headline| self.headline_text(headline));
        let body = self.text(Meaning::Body)?;
        let whole = match (&headline, &body) {
            (Some(_), Some(_)) => None,
            _ => self.text(Meaning::Whole)?,
        };
        let no_text = || reject(RejectCode::NoText, "neither headline nor text");
        match (headline, body.or(whole)) {
            (None, None) => Err(no_text()),
            (None, Some(text)) => {
                let text = self.story_text(text)?;
                match text.text().trim().is_empty() {
                    true => Err(no_text()),
                    false => Ok(WireContent::Whole(text)),
                }
            }
            (Some(headline), None) => Ok(WireContent::Parted {
                headline: Some(headline),
                body: None,
            }),
            (Some(headline), Some(body)) => Ok(WireContent::Parted {
                headline: Some(headline),
                body: Some(self.story_text(body)?),
            }),
        }
    }

    /// A member that is text or nothing: another type is refused.
    fn text(&mut self, meaning: Meaning) -> Result<Option<String>, Rejection> {
        let Some(member) = self.found.first(meaning) else {
            return Ok(None);
        };
        if !member.raw.get().starts_with('"') {
            return Err(reject(RejectCode::SchemaType, member.name));
        }
        let text = string(member.raw)?;
        charset::remark_replacements(&text, self.defects);
        let text = match json::unescape_twice(&text) {
            Some(undone) => {
                self.defects
                    .push(DefectCode::JsonRepaired, "text escaped twice");
                undone
            }
            None => text,
        };
        let text = mojibake::mend(Cow::Owned(text), self.defects).into_owned();
        Ok((!text.trim().is_empty()).then_some(text))
    }

    /// A headline without markup and references; all of it where nothing else would be left.
    fn headline_text(&mut self, headline: String) -> String {
        if !markup::is_html(&headline) {
            return entities::decode_whole(&headline).into_owned();
        }
        match html::read(&headline) {
            Ok(html) if !html.text.is_empty() => {
                if html.active {
                    self.defects.push(DefectCode::HtmlSanitized, "headline");
                }
                html.text.replace('\n', " ")
            }
            _ => headline,
        }
    }

    /// Plain text, or HTML made safe. Markup that was escaped as a whole is markup.
    fn story_text(&mut self, text: String) -> Result<WireText, Rejection> {
        let text = match markup::is_html(&text) {
            true => text,
            false => {
                let text = entities::decode_whole(&text).into_owned();
                if !markup::is_html(&text) {
                    return Ok(WireText::Plain(text));
                }
                text
            }
        };
        let html = html::read(&text)?;
        if html.active {
            self.defects.push(DefectCode::HtmlSanitized, "");
        }
        Ok(WireText::Html {
            safe: html.safe,
            text: html.text,
        })
    }

    /// The identity; it must be single, short and printable.
    fn id(&mut self) -> Result<Option<String>, Rejection> {
        let Some(member) = self.found.first(Meaning::Id) else {
            return Ok(None);
        };
        let id = match scalar(member.raw)? {
            Some(Scalar::Text(id)) => id.trim().to_owned(),
            Some(Scalar::Number(id)) => {
                self.defects.push(DefectCode::IdCoerced, "");
                id
            }
            _ => return Err(reject(RejectCode::SchemaType, member.name)),
        };
        if id.len() > limits::ID_BYTES_MAX {
            let detail = format!("an identity of {} bytes", id.len());
            return Err(reject(RejectCode::FieldTooLong, detail));
        }
        if id.contains(is_unprintable) {
            return Err(reject(RejectCode::IdInvalid, id));
        }
        Ok(Some(id))
    }

    /// Every identifier given under the name it has there, and the address.
    fn alt_ids(&mut self) -> Vec<AltId> {
        let mut ids: Vec<AltId> = Vec::new();
        let members: Vec<Member<'m>> = self.found.all(Meaning::Id).collect();
        for member in members {
            if let Some(value) = self.bounded(member, limits::ID_BYTES_MAX) {
                ids.push(AltId {
                    role: member.name.to_owned(),
                    value,
                });
            }
        }
        if let Some(member) = self.found.first(Meaning::Link)
            && let Some(value) = self.bounded(member, limits::FIELD_BYTES_MAX)
        {
            if html_active::is_web_address(&value) {
                ids.push(AltId {
                    role: "link".to_owned(),
                    value,
                });
            } else {
                self.defects.push(DefectCode::UrlRejected, value);
            }
        }
        ids
    }

    /// A version as written; a number that no counter reaches is none.
    fn version(&mut self) -> Option<String> {
        let member = self.found.first(Meaning::Version)?;
        let value = self.bounded(member, limits::SHORT_FIELD_BYTES_MAX)?;
        let is_number = member
            .raw
            .get()
            .starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if is_number && !value.contains(['.', 'e', 'E']) && value.parse::<i64>().is_err() {
            self.invalid(member);
            return None;
        }
        Some(value)
    }

    /// A provider's name, or the name or id of an object.
    fn provider(&mut self) -> Option<String> {
        let member = self.found.first(Meaning::Provider)?;
        if !member.raw.get().starts_with('{') {
            return self.bounded(member, limits::SHORT_FIELD_BYTES_MAX);
        }
        let name = self.nested(member).and_then(|value| name_of(&value));
        let name = name.filter(|name| name.len() <= limits::SHORT_FIELD_BYTES_MAX);
        if name.is_none() {
            self.invalid(member);
        }
        name
    }

    fn time(&mut self, meaning: Meaning) -> Option<WireTime> {
        let member = self.found.first(meaning)?;
        match scalar(member.raw) {
            Ok(Some(Scalar::Text(text))) => Some(WireTime::Text(text)),
            Ok(Some(Scalar::Number(number))) => Some(WireTime::Number(number)),
            _ => {
                self.invalid(member);
                None
            }
        }
    }

    /// A time, or `true`: until further notice.
    fn embargo(&mut self) -> Option<WireTime> {
        let member = self.found.first(Meaning::Embargo)?;
        match member.raw.get() {
            "false" => None,
            "true" => Some(WireTime::Text(String::new())),
            _ => self.time(Meaning::Embargo),
        }
    }

    /// The author's line: text, or the names of a list in its order.
    fn byline(&mut self) -> Option<String> {
        let member = self.found.first(Meaning::Byline)?;
        let names = self.list(member, false);
        let (last, others) = names.split_last()?;
        match others {
            [] => Some(last.clone()),
            _ => Some(format!("{} and {last}", others.join(", "))),
        }
    }

    fn keywords(&mut self) -> Vec<String> {
        let member = self.found.first(Meaning::Keywords);
        member.map_or_else(Vec::new, |member| self.list(member, true))
    }

    fn notes(&mut self) -> Vec<String> {
        let member = self.found.first(Meaning::EdNote);
        member.map_or_else(Vec::new, |member| self.list(member, false))
    }
}

/// Controls and what changes the direction or cannot be seen: no part of an identity.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{61c}' | '\u{feff}' | '\u{fffd}')
}

fn reject(code: RejectCode, detail: impl AsRef<str>) -> Rejection {
    Rejection::new(code, Stage::Decode, detail)
}
