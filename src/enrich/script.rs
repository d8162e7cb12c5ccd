//! The script of a text, which often is its language already.
//!
//! In: a text. Out: its leading script, and the language where a script has but one.
//! Never: a look at words.

/// Writing systems that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters.
    Arabic,
    /// Hebrew letters.
    Hebrew,
    /// Devanagari.
    Devanagari,
    /// Bengali and Assamese.
    Bengali,
    /// Ethiopic syllables.
    Ethiopic,
    /// Han characters and kana.
    Han,
    /// A script with one language of news.
    Single(&'static str),
}

/// Scripts with one language of news: first and last character, BCP 47.
const SINGLE: [(char, char, &str); 21] = [
    ('\u{370}', '\u{3ff}', "el"),
    ('\u{530}', '\u{58f}', "hy"),
    ('\u{780}', '\u{7bf}', "dv"),
    ('\u{a00}', '\u{a7f}', "pa"),
    ('\u{a80}', '\u{aff}', "gu"),
    ('\u{b00}', '\u{b7f}', "or"),
    ('\u{b80}', '\u{bff}', "ta"),
    ('\u{c00}', '\u{c7f}', "te"),
    ('\u{c80}', '\u{cff}', "kn"),
    ('\u{d00}', '\u{d7f}', "ml"),
    ('\u{d80}', '\u{dff}', "si"),
    ('\u{e00}', '\u{e7f}', "th"),
    ('\u{e80}', '\u{eff}', "lo"),
    ('\u{f00}', '\u{fff}', "bo"),
    ('\u{1000}', '\u{109f}', "my"),
    ('\u{10a0}', '\u{10ff}', "ka"),
    ('\u{1100}', '\u{11ff}', "ko"),
    ('\u{1780}', '\u{17ff}', "km"),
    ('\u{1f00}', '\u{1fff}', "el"),
    ('\u{3130}', '\u{318f}', "ko"),
    ('\u{ac00}', '\u{d7af}', "ko"),
];

/// How often each script occurs, in the order they were met: a text mixes few.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    counts: [(Option<Script>, u32); Scripts::MOST],
    letters: u32,
    kana: u32,
    tigrinya: u32,
}

impl Scripts {
    const MOST: usize = 6;

    /// Counts the letters of a text.
    pub(super) fn add(&mut self, text: &str) {
        for c in text.chars() {
            if let Some(script) = of_char(c) {
                self.count(script);
                self.kana +=
                    u32::from(matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}'));
                self.tigrinya += u32::from(matches!(c, '\u{1250}'..='\u{125d}' | '\u{12a3}'));
            }
        }
    }

    fn count(&mut self, script: Script) {
        self.letters += 1;
        let fits = |(known, _): &&mut (Option<Script>, u32)| known.is_none_or(|k| k == script);
        if let Some(slot) = self.counts.iter_mut().find(fits) {
            *slot = (Some(script), slot.1 + 1);
        }
    }

    /// The script of most letters. A Han character says as much as two letters or more.
    pub(super) fn leading(&self) -> Option<Script> {
        let weight = |(script, count): &(Option<Script>, u32)| match script {
            Some(Script::Han) => count * 2,
            _ => *count,
        };
        self.counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .max_by_key(|c| weight(c))?
            .0
    }

    /// The language, where the leading script decides it.
    ///
    /// Japanese writes its grammar in kana, Tigrinya has syllables that Amharic seldom uses.
    pub(super) fn language(&self) -> Option<&'static str> {
        match self.leading()? {
            Script::Single(language) => Some(language),
            Script::Han if self.kana * 10 >= self.letters => Some("ja"),
            Script::Han => Some("zh"),
            Script::Ethiopic if self.tigrinya * 50 > self.letters => Some("ti"),
            Script::Ethiopic => Some("am"),
            Script::Latin
            | Script::Cyrillic
            | Script::Arabic
            | Script::Hebrew
            | Script::Devanagari
            | Script::Bengali => None,
        }
    }
}

/// The script of a letter; `None` for marks, digits and letters of other scripts.
fn of_char(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' => Some(Script::Latin),
        '\0'..='\u{bf}' | '\u{d7}' | '\u{f7}' => None,
        '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        '\u{590}'..='\u{5ff}' => Some(Script::Hebrew),
        '\u{620}'..='\u{65f}'
        | '\u{66e}'..='\u{6d3}'
        | '\u{750}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}' => Some(Script::Arabic),
        '\u{900}'..='\u{963}' => Some(Script::Devanagari),
        '\u{980}'..='\u{9e5}' | '\u{9f0}' | '\u{9f1}' => Some(Script::Bengali),
        '\u{1200}'..='\u{135f}' => Some(Script::Ethiopic),
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3134f}' => Some(Script::Han),
        _ => {
            let single = SINGLE
                .iter()
                .find(|(first, last, _)| (*first..=*last).contains(&c));
            single.map(|(_, _, language)| Script::Single(language))
        }
    }
}
