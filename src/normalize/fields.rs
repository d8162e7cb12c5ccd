//! The short members of a story, each cleaned by its own rule.
//!
//! In: members as written. Out: clean members; what is unusable is a remark.
//! Never: the text of the story.

use crate::decode::WireStory;
use crate::outcome::Defects;
use crate::story::{Format, SourceCode};

use super::flags::{self, Marks};
use super::{Context, byline, prose};

/// The short members.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) format: Format,
    pub(super) charset: &'static str,
    pub(super) version: Option<String>,
    pub(super) slugline: Option<String>,
    pub(super) by: Vec<String>,
    pub(super) summary: Option<String>,
    pub(super) section: Option<String>,
    pub(super) ed_notes: Vec<String>,
    pub(super) urgency: Option<u8>,
    pub(super) subjects: Vec<SourceCode>,
    pub(super) keywords: Vec<String>,
    pub(super) copyright: Option<String>,
    pub(super) language: Option<String>,
}

/// Reads the short members.
pub(super) fn read(
    wire: WireStory,
    context: &Context<'_>,
    marks: &mut Marks,
    defects: &mut Defects,
) -> Fields {
    let mut one = |value: Option<String>| {
        let line = prose::line(&value?, defects);
        (!line.is_empty()).then_some(line)
    };
    let byline = one(wire.byline);
    let language = one(wire.language);
    let slugline = one(wire.slugline);
    marks.signals.priority = one(wire.priority);
    Fields {
        format: wire.format,
        charset: wire.charset,
        version: one(wire.version),
        slugline: slugline.map(|line| flags::read_slugline(&line, context.lexicon, marks)),
        by: byline.map_or_else(Vec::new, |line| byline::people(&line, context.lexicon)),
        summary: one(wire.summary),
        section: one(wire.section),
        ed_notes: wire
            .ed_notes
            .into_iter()
            .filter_map(|note| one(Some(note)))
            .collect(),
        urgency: marks.signals.priority.as_deref().and_then(urgency),
        subjects: wire.subjects,
        keywords: wire
            .keywords
            .into_iter()
            .filter_map(|word| one(Some(word)))
            .collect(),
        copyright: one(wire.copyright),
        language: language.and_then(|tag| language_tag(&tag)),
    }
}

/// The common scale, 1 (flash) to 9: digits as they are, the letters and words of the wires.
fn urgency(priority: &str) -> Option<u8> {
    let priority = priority.trim().to_lowercase();
    if let Ok(number) = priority.parse::<u8>() {
        return (1..=9).contains(&number).then_some(number);
    }
    Some(match priority.as_str() {
        "f" | "flash" | "alert" | "snap" => 1,
        "b" | "bulletin" | "breaking" | "highest" => 2,
        "u" | "urgent" | "high" => 3,
        "r" | "rush" | "regular" | "normal" | "medium" | "routine" => 4,
        "d" | "deferred" => 5,
        "s" | "w" | "weekend" | "low" => 6,
        "lowest" => 8,
        _ => return None,
    })
}

/// A language tag in the usual case: `en_us` is `en-US`; `None` for what is no tag.
fn language_tag(tag: &str) -> Option<String> {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let mut out = language;
    for part in parts.take(3) {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            4 if part.is_ascii() => {
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => out.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_urgencies_are_brought_to_one_form() {
        for (tag, expected) in [
            ("en", Some("en")),
            ("EN_us", Some("en-US")),
            ("zh-hans-cn", Some("zh-Hans-CN")),
            ("English", None),
            ("e", None),
        ] {
            assert_eq!(language_tag(tag).as_deref(), expected, "{tag}");
        }
        for (priority, expected) in [
            ("1", Some(1)),
            ("u", Some(3)),
            ("Flash", Some(1)),
            ("0", None),
        ] {
            assert_eq!(urgency(priority), expected, "{priority}");
        }
    }
}
