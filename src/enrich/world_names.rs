//! People, organisations and places in texts that are not English, by lists and sure rules.
//!
//! In: a text, its language, gazetteer and lists. Out: mentions, few and nearly all right.
//! Never: a guess: what no list and no title shows is left out.

use super::annotations::{EntityKind, Ground};
use super::mention::Mention;
use super::names::{self, NameBits, Names};
use super::world_words::WorldWords;
use super::{hashing, world_places};
use crate::lexicon::Lexicon;
use crate::lexicon::name_words::ORGANISATION_WORDS_MAX;
use crate::story::Span;

/// Capitalised words of a person's name.
const PERSON_WORDS_MAX: usize = 4;
/// Letters of the shortest name of an organisation that only a list for English knows.
const LISTED_LETTERS_MIN: usize = 4;
/// Small words within a person's name.
const PARTICLES: [&str; 21] = [
    "de", "del", "da", "das", "do", "dos", "di", "la", "las", "los", "le", "du", "des", "von",
    "van", "der", "den", "zu", "bin", "al", "y",
];

/// The names of a text that is not English.
pub(super) fn world_names(
    text: &str,
    ground: &Ground,
    language: &str,
    lexicon: &Lexicon,
    listed: &Names,
) -> Vec<Mention> {
    let own = lexicon.name_words.of(language);
    let words = WorldWords::new(text, ground, language, own);
    let mut reader = Reader {
        taken: vec![false; words.words.len()],
        words,
        lexicon,
        listed,
        found: Vec::new(),
    };
    reader.organisations();
    for (from, to, ending) in world_places::places(&reader.words, language, lexicon) {
        if !reader.taken[from..to].contains(&true) {
            reader.take(EntityKind::Place, from, to);
            reader.shorten(ending);
        }
    }
    reader.people();
    reader.surnames();
    let mut found = reader.found;
    found.sort_by_key(|mention| mention.tokens);
    found.dedup_by(|next, before| next.tokens.0 < before.tokens.1);
    found
}

struct Reader<'a> {
    words: WorldWords<'a>,
    taken: Vec<bool>,
    lexicon: &'a Lexicon,
    listed: &'a Names,
    found: Vec<Mention>,
}

impl Reader<'_> {
    fn take(&mut self, kind: EntityKind, from: usize, to: usize) {
        self.taken[from..to].fill(true);
        let (first, last) = (self.words.words[from], self.words.words[to - 1]);
        self.found.push(Mention {
            kind,
            tokens: (first.token, last.token + 1),
            span: Some(Span::new(first.span.start, last.span.end)),
            known: None,
        });
    }

    /// Takes a genitive's ending off the mention that was found last.
    fn shorten(&mut self, ending: usize) {
        if let Some(span) = self.found.last_mut().and_then(|found| found.span.as_mut()) {
            span.end -= ending;
        }
    }

    fn bits(&self, at: usize) -> NameBits {
        self.listed.get(hashing::lower_hash(self.words.word(at)))
    }

    /// The language's own organisations, news agencies, and what the lists for English call an
    /// organisation and nothing else.
    fn organisations(&mut self) {
        let mut at = 0;
        while at < self.words.words.len() {
            let most = ORGANISATION_WORDS_MAX.min(self.words.words.len() - at);
            let longest = (1..=most)
                .rev()
                .find(|count| self.is_organisation(at, at + count));
            if let Some(count) = longest {
                self.take(EntityKind::Organisation, at, at + count);
            }
            at += longest.unwrap_or(1);
        }
    }

    fn is_organisation(&self, from: usize, to: usize) -> bool {
        let begins = self
            .words
            .word(from)
            .chars()
            .next()
            .is_some_and(char::is_uppercase);
        if !begins || !self.words.are_together(from, to) {
            return false;
        }
        let phrase = self.words.phrase(from, to);
        if self
            .words
            .own
            .is_some_and(|own| own.is_organisation(phrase))
        {
            return true;
        }
        let shouted = phrase.chars().filter(|c| c.is_uppercase()).count() >= 3;
        if shouted && self.lexicon.agencies.find(phrase).is_some() {
            return true;
        }
        to - from == 1 && self.is_listed_organisation(from)
    }

    fn is_listed_organisation(&self, at: usize) -> bool {
        let word = self.words.word(at);
        let mixed = word.chars().skip(1).any(char::is_uppercase);
        let nouns = self.words.own.is_some_and(|own| own.capitals);
        let alone = self.words.neighbours(at, at + 1) == (false, false);
        let inner = !self.words.words[at].opens && !self.words.is_also_small(at) && !nouns;
        let others = !(names::ORGANISATION | names::PEOPLE);
        let bits = self.bits(at);
        self.words.is_large(at)
            && !self.words.is_no_name(at)
            && word.chars().count() >= LISTED_LETTERS_MIN
            && bits & names::ORGANISATION != 0
            && bits & others == 0
            && (mixed || alone && inner && bits & names::PEOPLE == 0)
    }

    /// Names behind a title, and given names with a surname.
    fn people(&mut self) {
        let mut at = 0;
        while at < self.words.words.len() {
            let titled = at > 0 && self.words.words[at].follows && self.words.is_title(at - 1);
            let to = self.person_from(at, titled);
            if let Some(to) = to {
                self.take(EntityKind::Person, at, to);
            }
            at = to.unwrap_or(at + 1);
        }
    }

    /// The end of the person's name that begins here.
    fn person_from(&self, from: usize, titled: bool) -> Option<usize> {
        if !self.is_free(from) || self.words.is_title(from) || self.words.is_no_name(from) {
            return None;
        }
        let given = self.is_given(from);
        if !given && !titled {
            return None;
        }
        let (mut to, mut large) = (from + 1, 1);
        let nouns = self.words.own.is_some_and(|own| own.capitals);
        while large < PERSON_WORDS_MAX {
            // `Ursula von der Leyen`, but not `Angela Merkel von der Partei`.
            let next = if large == 1 {
                self.behind_particles(to)
            } else {
                to
            };
            if !self.is_free(next) || !self.words.are_together(to - 1, next + 1) {
                break;
            }
            // Where nouns are large, too, only a given name in between leads to a third word.
            if nouns && large >= 2 && next == to && !self.is_given(to - 1) {
                break;
            }
            to = next + 1;
            large += 1;
        }
        let shouted = |at: usize| self.words.word(at).chars().all(|c| !c.is_lowercase());
        let whole = large >= 2
            && (given || !nouns)
            && !shouted(to - 1)
            && (from + 1..to).all(|at| self.is_part(at, titled));
        let surname = self.bits(from) & (names::SURNAME | names::PEOPLE) != 0 && large == 1;
        let short = titled && surname && !self.words.is_also_small(from);
        (whole || short).then_some(to)
    }

    /// The word behind the small ones that a surname may begin with.
    fn behind_particles(&self, at: usize) -> usize {
        let nouns = self.words.own.is_some_and(|own| own.capitals);
        let particle = |at: usize| PARTICLES.contains(&self.words.word(at));
        match self.words.word(at) {
            // The article of a genitive follows any noun; `von der` begins a surname.
            "der" | "des" | "den" | "das" | "du" if nouns => at,
            _ if particle(at) && particle(at + 1) => at + 2,
            _ if particle(at) => at + 1,
            _ => at,
        }
    }

    /// Whether a word may be the later part of a person's name.
    fn is_part(&self, at: usize, titled: bool) -> bool {
        let bits = self.bits(at);
        let people = bits & (names::SURNAME | names::PEOPLE | names::GIVEN) != 0;
        let other = bits & (names::COMMON | names::ORGANISATION_WORD | names::COUNTRY) != 0;
        let surname = bits & (names::SURNAME | names::PEOPLE) != 0;
        let town = bits & names::PLACE != 0 && !surname && !titled;
        let thing = other && !people;
        !thing && !town && !self.words.is_no_name(at)
    }

    fn is_free(&self, at: usize) -> bool {
        let digits = |word: &str| word.contains(|c: char| c.is_ascii_digit());
        self.words.is_large(at) && !self.taken[at] && !digits(self.words.word(at))
    }

    /// A known given name that is no month, town or country.
    fn is_given(&self, at: usize) -> bool {
        let word = self.words.word(at);
        let bits = self.bits(at);
        let listed = bits & names::GIVEN != 0
            || bits & names::PEOPLE != 0 && bits & (names::COMMON | names::PLACE) == 0;
        let given = match self.words.own.filter(|own| own.capitals) {
            Some(own) => own.is_given(word.split('-').next().unwrap_or(word)),
            None => listed && bits & (names::COUNTRY | names::NATIONALITY | names::NO_NAME) == 0,
        };
        let calendar = || {
            self.lexicon
                .months
                .month(word)
                .or(self.lexicon.months.weekday(word))
        };
        given
            && word.chars().count() >= 2
            && word.chars().any(char::is_lowercase)
            && !self.words.is_also_small(at)
            && calendar().is_none()
    }

    /// The surname alone of who was named in full.
    fn surnames(&mut self) {
        let people = self.found.iter().filter(|m| m.kind == EntityKind::Person);
        let whole = people.filter(|m| m.tokens.1 - m.tokens.0 > 1);
        let last = whole.filter_map(|mention| {
            let end = mention.span?.end;
            let words = &self.words.words;
            let at = words.partition_point(|word| word.span.end < end);
            Some(self.words.word(at))
        });
        let known: Vec<&str> = last.collect();
        let nouns = self.words.own.is_some_and(|own| own.capitals);
        for at in 0..self.words.words.len() {
            if !self.is_free(at) || !nouns && self.words.neighbours(at, at + 1).1 {
                continue;
            }
            let word = self.words.word(at);
            let genitive = word.strip_suffix('s').unwrap_or(word);
            if known.contains(&word) {
                self.take(EntityKind::Person, at, at + 1);
            } else if nouns && known.contains(&genitive) {
                self.take(EntityKind::Person, at, at + 1);
                self.shorten(1);
            }
        }
    }
}
