//! Language tags: those of the model's labels, and which of them mean the same.
//!
//! In: labels and declared tags. Out: BCP 47 tags; the one to publish. Never: a look at the text.

use super::annotations::Language;

/// BCP 47 tags of the model's labels that are named otherwise there; dialects that newsrooms do
/// not tell apart are taken together.
const LABELS: [(&str, &str); 7] = [
    ("als", "gsw"),
    ("arz", "ar"),
    ("bh", "bho"),
    ("eml", "egl"),
    ("wuu", "zh"),
    ("yue", "zh"),
    ("diq", "zza"),
];

pub(super) fn tag_of(label: &str) -> &'static str {
    match LABELS.iter().find(|(from, _)| *from == label) {
        Some((_, tag)) => tag,
        // Once a process, 176 short strings.
        None => String::from(label).leak(),
    }
}

/// Languages that count as one when a declaration is compared: a macrolanguage with its members,
/// old codes with present ones, and neighbours no short text tells apart.
const SAME: [&[&str]; 13] = [
    &["no", "nb", "nn"],
    &["sh", "sr", "hr", "bs", "cnr"],
    &["id", "ms", "in", "zsm", "zlm"],
    &["zh", "cmn", "yue", "wuu"],
    &["ar", "arb", "arz", "ary", "arq", "apc", "acm"],
    &["fa", "pes", "prs"],
    &["he", "iw"],
    &["yi", "ji", "ydd"],
    &["ro", "mo"],
    &["tl", "fil"],
    &["sw", "swh", "swc"],
    &["ku", "kmr", "ckb"],
    &["az", "azj", "azb"],
];
/// Below this confidence a text does not contradict its source.
const CONTRADICTS: u8 = 60;

/// The language to publish, and whether it contradicts what the source declares.
///
/// What is declared stands, with its region, unless the text clearly says otherwise.
pub(super) fn reconcile(declared: Option<&str>, detected: Language) -> (Option<String>, bool) {
    let own = detected.tag.map(str::to_owned);
    let Some(declared) = declared.filter(|tag| primary(tag).is_some()) else {
        return (own, false);
    };
    match (primary(declared), detected.tag) {
        (Some(said), Some(found)) if !same(&said, found) && detected.confidence >= CONTRADICTS => {
            (own, true)
        }
        _ => (Some(declared.to_owned()), false),
    }
}

fn primary(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    let sound = matches!(first.len(), 2 | 3) && first.bytes().all(|b| b.is_ascii_lowercase());
    (sound && !matches!(first.as_str(), "und" | "mul" | "zxx" | "mis")).then_some(first)
}

fn same(a: &str, b: &str) -> bool {
    a == b
        || SAME
            .iter()
            .any(|group| group.contains(&a) && group.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tag: &'static str, confidence: u8) -> Language {
        Language {
            tag: Some(tag),
            confidence,
        }
    }

    #[test]
    fn what_is_declared_stands_unless_the_text_contradicts() {
        let none = Language::default();
        let table: [(Option<&str>, Language, Option<&str>, bool); 12] = [
            (None, none, None, false),
            (None, found("en", 90), Some("en"), false),
            (Some("en-GB"), found("en", 90), Some("en-GB"), false),
            (Some("nb-NO"), found("no", 90), Some("nb-NO"), false),
            (Some("nn"), found("no", 90), Some("nn"), false),
            (
                Some("sr-Latn-RS"),
                found("hr", 90),
                Some("sr-Latn-RS"),
                false,
            ),
            (Some("en"), found("de", 95), Some("de"), true),
            (Some("en"), found("de", 40), Some("en"), false),
            (Some("en"), none, Some("en"), false),
            (Some("und"), found("de", 95), Some("de"), false),
            (Some("English"), found("en", 95), Some("en"), false),
            (Some("iw"), found("he", 95), Some("iw"), false),
        ];
        for (declared, detected, published, contradicts) in table {
            let expected = (published.map(str::to_owned), contradicts);
            assert_eq!(
                reconcile(declared, detected),
                expected,
                "{declared:?} {detected:?}"
            );
        }
    }
}
