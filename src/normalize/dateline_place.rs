//! The places of a dateline.
//!
//! In: a place in a text. Out: towns with the regions and countries behind them, as written and
//! as an editor writes them. Never: whether it is a dateline.

use super::dateline_credit::Credits;
use super::dateline_date;
use super::dateline_scan::{Scan, begins_name, is_apostrophe, is_caps, is_dash};
use crate::lexicon::Lexicon;
use crate::lexicon::places::{Naming, PlaceKind, Places, fold};

/// Longest name of a town, in words.
const WORDS_MAX: usize = 7;
/// Most regions and countries behind a town.
const BEHIND_MAX: usize = 3;
/// Most towns of one line.
const TOWNS_MAX: usize = 6;

/// People of a capital and of another city that is known by its bare name.
const KNOWN_CAPITAL: u32 = 100_000;
const WORLD_CITY: u32 = 1_000_000;

/// A town as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Town<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Regions and countries behind it.
    pub(super) behind: Vec<&'a str>,
}

/// Reads one town or more: `BATON ROUGE, La.`, `NEW YORK/WASHINGTON`, `Amritsar (Punjab)`.
pub(super) fn read<'a>(scan: &mut Scan<'a>, lexicon: &Lexicon) -> Option<Vec<Town<'a>>> {
    let mut towns = vec![town(scan, lexicon)?];
    while towns.len() < TOWNS_MAX {
        let mut next = *scan;
        next.skip_space();
        let slash =
            next.peek() == Some('/') && slashed_credit(&mut next.clone(), lexicon).is_none();
        let joined = !slash && matches!(next.word(), "and" | "AND" | "&");
        if slash {
            next.bump();
        } else if !joined {
            break;
        }
        next.skip_space();
        let Some(more) = town(&mut next, lexicon) else {
            break;
        };
        // `and` parts towns only where both are known: `Antigua and Barbuda` is one.
        let both = [&more, &towns[0]].iter().all(|town| town.is_known(lexicon));
        if joined && !both {
            break;
        }
        towns.push(more);
        *scan = next;
    }
    Some(towns)
}

fn town<'a>(scan: &mut Scan<'a>, lexicon: &Lexicon) -> Option<Town<'a>> {
    if let Some(name) = loose(scan, lexicon) {
        return Some(Town {
            name,
            behind: Vec::new(),
        });
    }
    let name = words(scan, WORDS_MAX, lexicon)?;
    if goes_on(*scan) {
        return None;
    }
    if lexicon.datelines.no_place.has(name) {
        let behind = behind(scan, lexicon).into_iter().collect();
        return Some(Town { name, behind });
    }
    let first = name.split_whitespace().next()?;
    let known_word =
        lexicon.datelines.not_places.has(first) || lexicon.months.weekday(first).is_some();
    if known_word && !lexicon.places().knows_town(&fold(name)) {
        return None;
    }
    let mut town = Town {
        name,
        behind: Vec::new(),
    };
    while town.behind.len() < BEHIND_MAX {
        let Some(behind) = behind(scan, lexicon) else {
            break;
        };
        town.behind.push(behind);
    }
    // The point behind a town is no part of its name: `MOSCOW. Oct 5`.
    town.name = town.name.trim_end_matches('.');
    Some(town)
}

/// Whether a sentence goes on behind the words: no day, mark or region follows.
fn goes_on(mut scan: Scan<'_>) -> bool {
    scan.skip_space();
    scan.peek().is_some_and(char::is_lowercase) && !scan.rest().starts_with("and ")
}

/// A known town in small letters before a day: `sioux falls, april 7`.
fn loose<'a>(scan: &mut Scan<'a>, lexicon: &Lexicon) -> Option<&'a str> {
    const LONGEST: usize = 40;
    let head = &scan.rest()[..scan.rest().floor_char_boundary(LONGEST + 1)];
    let (name, _) = head
        .split_once(',')
        .filter(|(name, _)| name.len() <= LONGEST)?;
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-');
    let small = name
        .split(' ')
        .any(|word| word.starts_with(char::is_lowercase));
    if !small || !name.chars().all(plain) {
        return None;
    }
    let mut next = Scan {
        text: scan.text,
        at: scan.at + name.len() + 1,
    };
    next.skip_space();
    dateline_date::read(&mut next, &lexicon.months)?;
    if !lexicon.places().knows_town(&fold(name)) {
        return None;
    }
    scan.at += name.len();
    Some(name)
}

/// Capitalised words with the small words between them.
fn words<'a>(scan: &mut Scan<'a>, most: usize, lexicon: &Lexicon) -> Option<&'a str> {
    let start = scan.at;
    let mut caps = None;
    let mut next = *scan;
    for count in 0..most {
        if count > 0 && dateline_date::read(&mut next.clone(), &lexicon.months).is_some() {
            break;
        }
        let word = next.word();
        let caps = *caps.get_or_insert_with(|| is_caps(word));
        let fits = !caps || !word.contains(char::is_lowercase) || is_half_caps(word);
        let small = count > 0 && !begins_name(word) && lexicon.datelines.particles.has(word);
        if word.is_empty() || !(small || begins_name(word) && fits) {
            break;
        }
        if !small {
            scan.at = next.at;
            if word.ends_with('.') && word.chars().count() > 5 {
                break;
            }
        }
        next.skip_space();
    }
    let name = &scan.text[start..scan.at];
    (!name.is_empty()).then_some(name)
}

/// `McALLEN`, `St.` before capitals.
fn is_half_caps(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 || word.ends_with('.')
}

/// `, Calif.` or ` (Punjab)`.
fn behind<'a>(scan: &mut Scan<'a>, lexicon: &Lexicon) -> Option<&'a str> {
    let mut next = *scan;
    next.skip_space();
    if next.eat(',') {
        next.skip_space();
        if dateline_date::read(&mut next.clone(), &lexicon.months).is_some() {
            return None;
        }
        let start = next.at;
        if next.rest().starts_with("the ") {
            next.at += "the ".len();
        }
        words(&mut next, 5, lexicon)?;
        let mut more = next;
        more.skip_space();
        if lexicon.datelines.area_words.has(more.word()) {
            next = more;
        }
        let name = &next.text[start..next.at];
        // A number behind it: a day that cannot be read.
        more = next;
        more.skip_space();
        if more.peek().is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        if lexicon.datelines.no_date.has(name) || bare_credit(name, lexicon) {
            return None;
        }
        *scan = next;
        return Some(name);
    }
    let name = next.bracket()?;
    let credits = Credits::read(name, lexicon);
    let letters = !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit() || c == '/');
    if credits.is_known() || credits.day.is_some() || !letters {
        return None;
    }
    let mut after = next;
    after.skip_space();
    let more = after.peek().is_some_and(|c| matches!(c, ',' | '(' | '['));
    if !more && !lexicon.places().knows_area(&fold(name)) {
        return None;
    }
    *scan = next;
    Some(name)
}

fn bare_credit(name: &str, lexicon: &Lexicon) -> bool {
    lexicon
        .agencies
        .find(name)
        .is_some_and(|agency| agency.bare)
}

/// `/TASS/`, `/PRNewswire-AsiaNet/`.
pub(super) fn slashed_credit<'a>(scan: &mut Scan<'_>, lexicon: &'a Lexicon) -> Option<Credits<'a>> {
    let inside = scan.rest().strip_prefix('/')?;
    let end = inside.char_indices().take(40).find(|(_, c)| *c == '/')?.0;
    let credits = Credits::read(&inside[..end], lexicon);
    if !credits.is_known() {
        return None;
    }
    scan.at += end + 2;
    Some(credits)
}

impl<'a> Town<'a> {
    /// Whether the gazetteer has a town of this name or the area behind it.
    pub(super) fn is_known(&self, lexicon: &Lexicon) -> bool {
        lexicon.places().knows_town(&fold(self.name)) || self.is_placed(lexicon)
    }

    /// Whether the gazetteer has a town of this name, or a place in that area.
    pub(super) fn is_named(&self, lexicon: &Lexicon) -> bool {
        lexicon.places().knows_town(&fold(self.name))
    }

    /// Whether a story can be filed from it with nothing else said: no country alone.
    pub(super) fn is_town(&self, lexicon: &Lexicon) -> bool {
        let folded = fold(self.name);
        let mut named = lexicon.places().named(&folded);
        let town = |kind| matches!(kind, PlaceKind::City | PlaceKind::Capital | PlaceKind::Site);
        named.any(|(place, naming)| naming != Naming::Short && town(place.kind))
            || self.is_placed(lexicon)
    }

    /// Whether it is a capital or a city of a million, which hardly anybody is called after.
    pub(super) fn is_world_city(&self, lexicon: &Lexicon) -> bool {
        let mut named = lexicon.places().table().written(self.name);
        named.any(|(place, naming)| {
            let capital = place.kind == PlaceKind::Capital;
            let least = if capital { KNOWN_CAPITAL } else { WORLD_CITY };
            let large = place.is_town() && place.population >= least;
            large && naming == Naming::Name
        })
    }

    /// Whether the gazetteer has the area behind it.
    pub(super) fn is_placed(&self, lexicon: &Lexicon) -> bool {
        let places = lexicon.places();
        self.behind
            .iter()
            .any(|name| places.knows_area(&fold(name)))
    }

    /// Takes a desk and rests of a page from the front: `Sports News, New Delhi`,
    /// `AM EST WASHINGTON`, `ESTWASHINGTON`.
    pub(super) fn drop_rests(&mut self, lexicon: &Lexicon) {
        if lexicon.datelines.desks.has(self.name) && !self.behind.is_empty() {
            self.name = self.behind.remove(0);
        }
        while !self.is_known(lexicon) {
            let rests = &lexicon.datelines.rests;
            if let Some((first, more)) = self.name.split_once(char::is_whitespace)
                && rests.has(first)
            {
                self.name = more.trim_start();
                continue;
            }
            let glued = (2..=4).filter_map(|at| self.name.split_at_checked(at));
            let glued = glued.filter(|(front, _)| rests.has(front));
            let mut known = glued.filter(|(_, more)| lexicon.places().knows_town(&fold(more)));
            match known.next() {
                Some((_, more)) => self.name = more,
                None => break,
            }
        }
    }

    /// The town's name as an editor writes it.
    pub(super) fn cased(&self, places: &Places) -> String {
        cased(self.name, places)
    }

    /// The town with what stands behind it, as an editor writes it: `Hayward, Calif.`.
    pub(super) fn located(&self, places: &Places) -> String {
        let mut out = self.cased(places);
        for name in &self.behind {
            out.push_str(", ");
            // What is not in capitals stays: `the Netherlands`, `Fla`.
            if is_caps(name) {
                out.push_str(&cased(name, places));
            } else {
                out.push_str(name);
            }
        }
        out
    }
}

/// As the gazetteer spells the name; else capitals become capitals and small letters by rule, and
/// everything else stays as it is.
fn cased(name: &str, places: &Places) -> String {
    let name = &name.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = fold(name);
    let mut short = false;
    for (place, naming) in places.named(&folded) {
        short |= naming == Naming::Short;
        if fold(place.name()) == folded
            && let Some(cased) = with_case_of(name, place.name())
        {
            return cased;
        }
    }
    if !is_caps(name) && !is_half_capitals(name) {
        return name.clone();
    }
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let initials = name.len() > letters + 1 && !name.contains(' ');
    if short && (letters <= 3 && !name.ends_with('.') || initials) {
        return name.clone();
    }
    by_rule(name)
}

/// `McALLEN`: capitals but for the small letters of a prefix.
fn is_half_capitals(name: &str) -> bool {
    let rest = name.strip_prefix("Mc").or_else(|| name.strip_prefix("Mac"));
    rest.is_some_and(is_caps)
}

/// The letters of one text in the case of another of as many letters.
fn with_case_of(name: &str, pattern: &str) -> Option<String> {
    let mut pattern_letters = pattern.chars().filter(|c| c.is_alphabetic());
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if !c.is_alphabetic() {
            out.push(c);
        } else if pattern_letters.next()?.is_lowercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    pattern_letters.next().is_none().then_some(out)
}

fn by_rule(name: &str) -> String {
    const SMALL: [&str; 16] = [
        "OF", "THE", "AND", "UPON", "ON", "DE", "DEL", "LA", "LES", "AM", "AN", "DER", "SUR", "DI",
        "DO", "DA",
    ];
    let mut out = String::with_capacity(name.len());
    for (index, word) in name.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if index > 0 && SMALL.contains(&word) {
            out.push_str(&word.to_lowercase());
            continue;
        }
        let mut letters = 0;
        for c in word.chars() {
            if letters == 0 {
                out.extend(c.to_uppercase());
            } else {
                out.extend(c.to_lowercase());
            }
            // `N'Djamena`, but `St. John's`.
            let starts = matches!(c, '.' | '(') || is_dash(c) || is_apostrophe(c) && letters == 1;
            letters = if starts {
                0
            } else {
                letters + u32::from(c.is_alphabetic())
            };
        }
    }
    out
}
