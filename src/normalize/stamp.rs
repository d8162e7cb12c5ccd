//! Time stamps of pages: lines of nothing but a time and the words around one.
//!
//! In: a line. Out: whether it is one. Never: which time it says.

use crate::lexicon::{Lexicon, fold};

/// Longest stamp, in bytes.
const BYTES_MAX: usize = 160;

/// Words around a time.
const WORDS: &[&str] = &[
    "ago",
    "minute",
    "minutes",
    "min",
    "mins",
    "hour",
    "hours",
    "hr",
    "hrs",
    "second",
    "seconds",
    "sec",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "updated",
    "update",
    "last",
    "published",
    "posted",
    "created",
    "modified",
    "first",
    "at",
    "on",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "gmt",
    "utc",
    "est",
    "edt",
    "cst",
    "cdt",
    "mst",
    "mdt",
    "pst",
    "pdt",
    "et",
    "ct",
    "pt",
    "bst",
    "ist",
    "pkt",
    "cet",
    "cest",
    "msk",
    "jst",
    "kst",
    "hkt",
    "sgt",
    "aest",
    "aedt",
    "the",
    "of",
    "uhr",
    "st",
    "nd",
    "rd",
    "th",
    "read",
    "an",
    "date",
    "time",
    "just",
    "now",
    "today",
    "yesterday",
    "h",
    "le",
    "à",
    "il",
    "alle",
    "el",
    "las",
    "de",
    "del",
    "den",
    "um",
    "vor",
    "vom",
    "story",
    "aktualisiert",
];

/// Whether a line is a stamp: at least one digit, and no word that is not of a time.
pub(super) fn is_stamp(line: &str, lexicon: &Lexicon) -> bool {
    if line.len() > BYTES_MAX || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let folded = fold(line);
    let mut told = false;
    let mut named = false;
    for word in folded.split(' ') {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &word[digits..];
        told |= digits > 0;
        let calendar =
            || lexicon.months.month(word).is_some() || lexicon.months.weekday(word).is_some();
        if digits > 0 && (rest.is_empty() || WORDS.contains(&rest)) {
            named |= digits == 4 || !rest.is_empty();
            continue;
        }
        if digits == 0 && calendar() {
            named = true;
        } else if WORDS.contains(&word) {
            named |= !matches!(
                word,
                "a" | "p" | "m" | "the" | "of" | "at" | "on" | "de" | "el"
            );
        } else {
            return false;
        }
    }
    told && (named || line.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_told_from_text() {
        let lexicon = Lexicon::built_in();
        for (line, expected) in [
            ("Mar 3, 2031, 3:16 PM", true),
            ("Updated 12 minutes ago", true),
            ("Tue 18th August 2031 | 10:40 PM", true),
            ("03-09-2031 14:36:40", true),
            ("5 min read", true),
            ("Storm of the 300", false),
            ("Two killed in 2031", false),
            ("42", false),
            ("", false),
        ] {
            assert_eq!(is_stamp(line, &lexicon), expected, "{line}");
        }
    }
}
