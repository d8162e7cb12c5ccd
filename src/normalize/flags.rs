//! Flags and take marks at the head and the end of headlines, in sluglines too.
//!
//! In: a headline or slugline. Out: the same without its marks, and what the marks say.
//! Never: a name for a flag: words are of a closed list (`config/lexicon/flags.toml`), and a
//! separator must follow.

use crate::lexicon::{Flag, Flags, Lexicon, PHRASE_WORDS_MAX};
use crate::story::{Kind, Replaces, Signals};

/// Marks that may stand one behind the other.
const STACK_MAX: usize = 8;
/// Longest phrase of the list, in bytes.
const PHRASE_BYTES_MAX: usize = 48;

/// What the marks of a story say, beside its signals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Kind, sequence, flags.
    pub(super) signals: Signals,
    /// Genres.
    pub(super) genres: Vec<String>,
    /// The highest urgency of the flags.
    pub(super) urgency: Option<u8>,
    /// A flag says that an embargo holds.
    pub(super) embargo: bool,
}

/// A headline without its marks; they are added to what is known.
pub(super) fn read_headline(headline: &str, lexicon: &Lexicon, marks: &mut Marks) -> String {
    let stars = headline.trim_start_matches(['*', ' ', '\u{2022}']);
    let mut found = Vec::new();
    let only = all(stars, &lexicon.flags);
    let speaks = |marks: &Vec<Mark<'_>>| marks.iter().any(|mark| mark.flag.kind.is_some());
    if let Some(only) = only.filter(speaks) {
        marks.add(&only, headline.trim());
        return headline.trim().to_owned();
    }
    let skipped = headline.len() - stars.len();
    let cut = skipped + head(stars, &lexicon.flags, End::Needed, &mut found).unwrap_or(0);
    let rest = headline[cut..].trim_end();
    let kept = tail(rest, &lexicon.flags, &mut found).unwrap_or(rest.len());
    let left = rest[..kept].trim_end_matches(['*', ' ']);
    if left.is_empty() {
        marks.add(&found, headline.trim());
        return headline.trim().to_owned();
    }
    marks.add(&found, headline[..cut].trim_start());
    marks.add(&[], rest[left.len()..].trim());
    left.to_owned()
}

/// A slugline without its marks; they are added to what is known.
pub(super) fn read_slugline(slugline: &str, lexicon: &Lexicon, marks: &mut Marks) -> String {
    let mut found = Vec::new();
    let slugline = without_numbers(slugline);
    let cut = head(slugline, &lexicon.flags, End::Allowed, &mut found).unwrap_or(0);
    let rest = slugline[cut..].trim_end();
    let kept = tail(rest, &lexicon.flags, &mut found).unwrap_or(rest.len());
    marks.add(&found, "");
    rest[..kept].trim_end_matches([',', ' ', '/']).to_owned()
}

/// A slugline without the numbers of transmission and words behind it: `,a0601,1200`.
fn without_numbers(slugline: &str) -> &str {
    let mut left = slugline.trim();
    while let Some((before, last)) = left.rsplit_once(',') {
        let digits = last
            .trim()
            .trim_start_matches(|c: char| c.is_ascii_lowercase());
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        left = before.trim_end();
    }
    left
}

impl Marks {
    fn add(&mut self, found: &[Mark<'_>], raw: &str) {
        let signals = &mut self.signals;
        for mark in found {
            let flag = mark.flag;
            if !signals.flags.contains(&flag.name) {
                signals.flags.push(flag.name.clone());
            }
            if let Some(kind) = flag.kind
                && rank(kind) > rank(signals.kind)
            {
                signals.kind = kind;
            }
            signals.sequence = signals.sequence.or(mark.number);
            let numbered = mark.number.is_some();
            let said = flag
                .replaces
                .filter(|&said| numbered || said == Replaces::Whole);
            if said == Some(Replaces::Whole) || signals.replaces.is_none() {
                signals.replaces = said.or(signals.replaces);
            }
            if let Some(genre) = &flag.genre
                && !self.genres.contains(genre)
            {
                self.genres.push(genre.clone());
            }
            self.urgency = match (self.urgency, flag.urgency) {
                (Some(known), Some(other)) => Some(known.min(other)),
                (known, other) => known.or(other),
            };
            self.embargo |= flag.embargo;
        }
        if !raw.is_empty() {
            let known = signals.raw.get_or_insert_default();
            known.push_str(raw);
        }
    }

    /// A kind said elsewhere (a kill's wording, a code of the source) holds if it is stronger.
    pub(super) fn raise(&mut self, kind: Kind) {
        if rank(kind) > rank(self.signals.kind) {
            self.signals.kind = kind;
        }
    }
}

/// Of several marks the weightiest decides the kind.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::New => 0,
        Kind::Alert => 1,
        Kind::Advisory => 2,
        Kind::Add => 3,
        Kind::Update => 4,
        Kind::Repeat => 5,
        Kind::Correction => 6,
        Kind::Kill => 7,
    }
}

/// A flag with its number.
#[derive(Clone, Copy, Debug)]
struct Mark<'a> {
    flag: &'a Flag,
    number: Option<u32>,
    /// Byte behind it.
    end: usize,
    /// Written in capitals.
    capitals: bool,
}

/// Whether a text may end with a flag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Needed,
    Allowed,
}

/// Marks at the head of a text; the byte at which the text proper begins.
fn head<'a>(text: &str, flags: &'a Flags, end: End, found: &mut Vec<Mark<'a>>) -> Option<usize> {
    let mut accepted = None;
    let mut at = 0;
    let mut stack = Vec::new();
    while stack.len() < STACK_MAX {
        let rest = &text[at..];
        let bracket = rest.chars().next().filter(|c| matches!(c, '(' | '[' | '<'));
        if let Some(open) = bracket {
            let Some(length) = bracketed(rest, open, flags, &mut stack) else {
                break;
            };
            at += length;
            accepted = Some((at, stack.len()));
            continue;
        }
        let Some(mark) = mark(rest, flags) else { break };
        let behind = &rest[mark.end..];
        let separator = separator(behind, &mark, end);
        stack.push(mark);
        at += mark.end;
        match separator {
            Some(length) => {
                at += length;
                accepted = Some((at, stack.len()));
            }
            None => match behind.find(|c| !matches!(c, '-' | ' ' | '/' | ',')) {
                Some(joint) if joint > 0 => at += joint,
                _ => break,
            },
        }
    }
    let (at, count) = accepted?;
    found.extend(stack.into_iter().take(count));
    Some(at)
}

/// Marks in brackets, nothing else within; bytes up to the text behind them.
fn bracketed<'a>(
    text: &str,
    open: char,
    flags: &'a Flags,
    found: &mut Vec<Mark<'a>>,
) -> Option<usize> {
    let close = match open {
        '(' => ')',
        '[' => ']',
        _ => '>',
    };
    let end = text.char_indices().take(80).find(|&(_, c)| c == close)?.0;
    let marks = all(&text[1..end], flags)?;
    found.extend(marks);
    let behind = &text[end + 1..];
    let gap = behind.len() - behind.trim_start_matches([' ', '-', ':', '–', '—']).len();
    Some(end + 1 + gap)
}

/// The marks a text consists of; `None` where there is anything else.
fn all<'a>(text: &str, flags: &'a Flags) -> Option<Vec<Mark<'a>>> {
    let mut marks = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && marks.len() < STACK_MAX {
        let mark = mark(rest, flags)?;
        rest = rest[mark.end..].trim_start_matches(['-', ' ', '/', ',', ':', '.', '&', '+']);
        marks.push(mark);
    }
    (rest.is_empty() && !marks.is_empty()).then_some(marks)
}

/// Marks at the end of a text: `, 1st Ld-Writethru`, `(UPDATE 2)`, ` - CORRECTED`, `=2`;
/// the byte at which the text proper ends.
fn tail<'a>(text: &str, flags: &'a Flags, found: &mut Vec<Mark<'a>>) -> Option<usize> {
    let text = text.trim_end_matches(['*', ' ']);
    if let Some(inner) = text.strip_suffix([')', ']']) {
        let open = inner.rfind(['(', '['])?;
        found.extend(all(&inner[open + 1..], flags)?);
        return Some(open).filter(|&open| open > 0);
    }
    for separator in [",", " - ", " – ", " — ", " -- "] {
        let Some(at) = text.rfind(separator) else {
            continue;
        };
        let Some(marks) = all(&text[at + separator.len()..], flags) else {
            continue;
        };
        let small = has_small_words(&text[..at]);
        let certain = marks.iter().any(|mark| {
            let whole = mark.flag.replaces == Some(Replaces::Whole);
            mark.number.is_some() || whole || (mark.capitals && small)
        });
        if certain && at > 0 {
            found.extend(marks);
            return Some(at);
        }
    }
    None
}

/// Bytes of the separator behind a mark; `None` where there is none.
fn separator(behind: &str, mark: &Mark<'_>, end: End) -> Option<usize> {
    let text = behind.trim_start_matches([' ', '-', '–', '—', ':', '/']);
    let gap = &behind[..behind.len() - text.len()];
    if text.is_empty() {
        return (end == End::Allowed || gap.contains(':')).then_some(gap.len());
    }
    let tight = mark.capitals || mark.number.is_some();
    let good = gap.contains(':')
        || gap.contains("--")
        || gap.starts_with(" -")
        || gap.starts_with(" –")
        || gap.starts_with(" —")
        || gap.starts_with(['–', '—'])
        || (gap.starts_with("- ") && tight)
        || (gap == "-" && tight && (mark.flag.bare || mark.number.is_some()));
    let blank = !gap.is_empty() && gap.trim().is_empty();
    let spaced = blank && mark.flag.space && mark.capitals && has_small_words(text);
    (good || spaced).then_some(gap.len())
}

/// Whether a headline is written in small letters, so that capitals before it mean something.
fn has_small_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_lowercase()).count() * 2 > text.len() / 2
}

/// The mark at the head of a text: `UPDATE 2`, `2nd Ld`, `1. Zusammenfassung`.
fn mark<'a>(text: &str, flags: &'a Flags) -> Option<Mark<'a>> {
    let (ordinal, start) = ordinal(text);
    let (flag, length, capitals) = phrase(&text[start..], flags, ordinal.is_some())?;
    let end = start + length;
    if ordinal.is_some() {
        return Some(Mark {
            flag,
            number: ordinal,
            end,
            capitals: true,
        });
    }
    let number = number_behind(&text[end..]);
    Some(Mark {
        flag,
        number: number.map(|(number, _)| number),
        end: end + number.map_or(0, |(_, length)| length),
        capitals,
    })
}

/// `1st `, `2nd-`, `3rd`, `1. `: the number and the byte behind it.
fn ordinal(text: &str) -> (Option<u32>, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return (None, 0);
    }
    let number = text[..digits].parse().ok();
    let rest = &text[digits..];
    let ending = rest.get(..2).map(str::to_ascii_lowercase);
    let length = match ending.as_deref() {
        Some("st" | "nd" | "rd" | "th" | "er") => 2,
        Some(". ") => 1,
        _ => return (None, 0),
    };
    let gap = rest[length..]
        .bytes()
        .take_while(|b| matches!(b, b' ' | b'-'))
        .count();
    (number, digits + length + gap.min(1))
}

/// ` 2`, `-2`, ` No. 2` behind a flag, followed by neither letter nor digit.
fn number_behind(text: &str) -> Option<(u32, usize)> {
    let rest = text.strip_prefix([' ', '-', '='])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let behind = &rest[digits..];
    let over = behind.is_empty()
        || behind.starts_with(['-', ':', ')', ']', '>', '/', ','])
        || behind.starts_with(" -")
        || behind.starts_with(" –")
        || behind.starts_with(" —")
        || behind.starts_with(" :");
    over.then_some(())?;
    Some((rest[..digits].parse().ok()?, 1 + digits))
}

/// The longest phrase of the list at the head of a text, its length, and whether in capitals.
fn phrase<'a>(text: &str, flags: &'a Flags, numbered: bool) -> Option<(&'a Flag, usize, bool)> {
    let mut ends = [0; 2 * PHRASE_WORDS_MAX];
    let mut count = 0;
    let mut words = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        let over = matches!(
            c,
            '\0' | ':' | ')' | ']' | '>' | ',' | '/' | '.' | '–' | '—'
        );
        if over || matches!(c, ' ' | '-') {
            ends[count] = at;
            count += 1;
            words += usize::from(c == ' ');
        }
        if over || count == ends.len() || words == PHRASE_WORDS_MAX {
            break;
        }
    }
    let longest = ends[..count].iter().rev();
    longest
        .copied()
        .find_map(|end| known(&text[..end], flags, numbered))
}

fn known<'a>(text: &str, flags: &'a Flags, numbered: bool) -> Option<(&'a Flag, usize, bool)> {
    let phrase = text.trim_end_matches(['-', ' ']);
    if phrase.is_empty() || phrase.len() > PHRASE_BYTES_MAX {
        return None;
    }
    let flag = flags.get(&phrase.to_lowercase())?;
    let capitals = !phrase.chars().any(char::is_lowercase);
    let small = !phrase.chars().any(char::is_uppercase);
    let titled = small || phrase.starts_with(char::is_uppercase);
    let certain = capitals || numbered || !flag.caps;
    (titled && certain).then_some((flag, phrase.len(), capitals))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case<'a> = (&'a str, &'a str, Kind, Option<u32>, &'a [&'a str]);

    fn check(cases: &[Case<'_>]) {
        let lexicon = Lexicon::built_in();
        for (headline, left, kind, number, flags) in cases {
            let mut marks = Marks::default();
            let found = read_headline(headline, &lexicon, &mut marks);
            assert_eq!(found, *left, "{headline}");
            assert_eq!(marks.signals.kind, *kind, "{headline}");
            assert_eq!(marks.signals.sequence, *number, "{headline}");
            assert_eq!(marks.signals.flags, *flags, "{headline}");
        }
    }

    #[test]
    fn flags_of_every_agency_are_read() {
        check(&[
            (
                "UPDATE 3-Mill shares jump",
                "Mill shares jump",
                Kind::Update,
                Some(3),
                &["update"],
            ),
            (
                "UPDATE - Ministers meet",
                "Ministers meet",
                Kind::Update,
                None,
                &["update"],
            ),
            (
                "Update-2: Dock reopens",
                "Dock reopens",
                Kind::Update,
                Some(2),
                &["update"],
            ),
            (
                "RPT-UPDATE 2-EXCLUSIVE-Bank to sell arm",
                "Bank to sell arm",
                Kind::Repeat,
                Some(2),
                &["repeat", "update", "exclusive"],
            ),
            (
                "CORRECTED - MILL BUYS LAND",
                "MILL BUYS LAND",
                Kind::Correction,
                None,
                &["corrected"],
            ),
            (
                "(CORRECTED) - MILL BUYS LAND",
                "MILL BUYS LAND",
                Kind::Correction,
                None,
                &["corrected"],
            ),
            (
                "(2nd LD) Troops cross river",
                "Troops cross river",
                Kind::Update,
                Some(2),
                &["lead"],
            ),
            (
                "(LAED) Troops cross river",
                "Troops cross river",
                Kind::Update,
                None,
                &["lead"],
            ),
            (
                "1st Ld-Writethru: Dam fails",
                "Dam fails",
                Kind::Update,
                Some(1),
                &["lead", "writethru"],
            ),
            (
                "2ndlead: Dam fails",
                "Dam fails",
                Kind::Update,
                Some(2),
                &["lead"],
            ),
            (
                "URGENT Several hurt in blast",
                "Several hurt in blast",
                Kind::Alert,
                None,
                &["urgent"],
            ),
            (
                "Urgent: Several hurt",
                "Several hurt",
                Kind::Alert,
                None,
                &["urgent"],
            ),
            (
                "Dam fails, 1st Ld-Writethru",
                "Dam fails",
                Kind::Update,
                Some(1),
                &["lead", "writethru"],
            ),
            (
                "Dam fails (UPDATE 1)",
                "Dam fails",
                Kind::Update,
                Some(1),
                &["update"],
            ),
            (
                "PRESS DIGEST-Papers of the day",
                "Papers of the day",
                Kind::New,
                None,
                &["press digest"],
            ),
            (
                "Berichtigung: Damm gebrochen",
                "Damm gebrochen",
                Kind::Correction,
                None,
                &["corrected"],
            ),
            (
                "2. Zusammenfassung: Damm bricht",
                "Damm bricht",
                Kind::Update,
                Some(2),
                &["wrapup"],
            ),
            (
                "KILL KILL KILL",
                "KILL KILL KILL",
                Kind::Kill,
                None,
                &["kill"],
            ),
        ]);
    }

    #[test]
    fn names_and_sentences_stay_headlines() {
        let plain = [
            "COCA-COLA TO BUY BOTTLER",
            "ALLIED-SIGNAL UNIT SOLD",
            "CIBA-GEIGY LIFTS PAYOUT",
            "LEAD-ZINC MINE TO CLOSE",
            "Updated rules for ports",
            "Analysis of ice cores shows drought",
            "TV-maker cuts jobs",
            "1st team wins",
            "Feature-length film wins prize",
            "Urgent talks on grain deal",
        ];
        for headline in plain {
            check(&[(headline, headline, Kind::New, None, &[])]);
        }
    }

    #[test]
    fn sluglines_lose_their_marks() {
        let lexicon = Lexicon::built_in();
        for (slugline, left, number) in [
            (
                "BC-Hills-Flood, 2nd Ld-Writethru",
                "BC-Hills-Flood",
                Some(2),
            ),
            (
                "PM-Hills Flood, 8th Ld-Writethru,a0601,1200",
                "PM-Hills Flood",
                Some(8),
            ),
            ("HILLS-FLOOD/ (UPDATE 4)", "HILLS-FLOOD", Some(4)),
            (
                "BC-US--Hills-Losing Ground",
                "BC-US--Hills-Losing Ground",
                None,
            ),
        ] {
            let mut marks = Marks::default();
            assert_eq!(read_slugline(slugline, &lexicon, &mut marks), left);
            assert_eq!(marks.signals.sequence, number, "{slugline}");
        }
    }
}
