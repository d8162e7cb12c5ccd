//! How a message can end and what can be remarked on a story: closed lists with stable codes.
//!
//! In: a code and a free detail. Out: values that are metric labels, dead-letter headers and
//! record members. Never: free text as a code, or a code that the record's contract does not list.

use crate::limits;

/// A stage of the way through, as named in dead letters and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Bytes to a faithful story.
    Decode,
    /// A faithful story to a clean one.
    Normalize,
    /// Which language the text is in.
    Language,
    /// Sentences and words, the ground of the stages after it.
    Sentences,
    /// People, organisations, places named.
    Entities,
    /// Who said what.
    Quotes,
    /// Where on the map.
    Places,
    /// What it is about.
    Topics,
    /// Key phrases.
    Keywords,
    /// Story and annotations to the published bytes.
    Record,
}

impl Stage {
    /// Every stage, in the order in which a story passes them.
    pub const ALL: [Self; 10] = [
        Self::Decode,
        Self::Normalize,
        Self::Language,
        Self::Sentences,
        Self::Entities,
        Self::Quotes,
        Self::Places,
        Self::Topics,
        Self::Keywords,
        Self::Record,
    ];

    /// The name in metrics and headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Normalize => "normalize",
            Self::Language => "language",
            Self::Sentences => "sentences",
            Self::Entities => "entities",
            Self::Quotes => "quotes",
            Self::Places => "places",
            Self::Topics => "topics",
            Self::Keywords => "keywords",
            Self::Record => "record",
        }
    }
}

/// Declares a closed list of codes: variant, kebab-case code, meaning.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $meaning] $variant,)* }

        impl $name {
            /// Every code of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it means, in a few words for the person on call.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    /// Why a message or an item became a dead letter.
    RejectCode {
        Empty = "empty", "no bytes or a null value";
        NoText = "no-text", "nothing readable";
        FeedEmpty = "feed-empty", "a feed without entries";
        NewsmlNoItem = "newsml-no-item", "a message without items";
        Binary = "binary", "not text";
        CharsetInvalid = "charset-invalid", "no reading of the bytes is safe";
        CharsetUnsupported = "charset-unsupported", "UTF-7, UTF-32 and the like";
        EncodingUnsupported = "encoding-unsupported", "unknown content-encoding";
        EncodingNested = "encoding-nested", "more layers of compression than announced";
        DecompressCorrupt = "decompress-corrupt", "compressed data cut or its checksum wrong";
        DecompressBomb = "decompress-bomb", "beyond the bound of size or ratio";
        JsonSyntax = "json-syntax", "not JSON and not mendable";
        JsonMultiple = "json-multiple", "several values in one message";
        JsonDepth = "json-depth", "nested too deep";
        JsonLimit = "json-limit", "too many or too long keys";
        JsonDupkey = "json-dupkey", "an identity key twice";
        SchemaType = "schema-type", "wrong type at the top or of a text member";
        SchemaVersion = "schema-version", "an unknown version of the wire schema";
        XmlSyntax = "xml-syntax", "not well-formed";
        XmlTruncated = "xml-truncated", "ends before its root closes";
        XmlRootUnknown = "xml-root-unknown", "well-formed but no news format";
        XmlDepth = "xml-depth", "nested too deep";
        XmlAttrLimit = "xml-attr-limit", "too many attributes";
        XmlNsLimit = "xml-ns-limit", "too many namespaces";
        XmlEntityUndefined = "xml-entity-undefined", "unknown entity";
        XmlDtdForbidden = "xml-dtd-forbidden", "an internal subset";
        HtmlLimit = "html-limit", "too deep or too costly";
        ErrorPage = "error-page", "a gateway's error page delivered as a story";
        IptcFraming = "iptc-framing", "header and text cannot be told apart";
        FanoutLimit = "fanout-limit", "more items than the bound";
        FieldTooLong = "field-too-long", "an identity or element name beyond its bound";
        IdInvalid = "id-invalid", "control or direction characters in an identity";
        TooLarge = "too-large", "message beyond the bound";
        OutputTooLarge = "output-too-large", "record beyond the broker's bound";
        TimeLimit = "time-limit", "a stage beyond its time";
        Internal = "internal", "a fault of this program, contained";
        PoisonCrash = "poison-crash", "the process died on it repeatedly";
    }
}

codes! {
    /// What was remarked on a story that is published all the same.
    DefectCode {
        IdSynthesized = "id-synthesized", "no id given";
        IdCoerced = "id-coerced", "a number as id, kept as written";
        IdConflict = "id-conflict", "same id for different stories";
        DateMissing = "date-missing", "no time given";
        DateInvalid = "date-invalid", "time unreadable";
        DateGuessed = "date-guessed", "year, language or epoch guessed";
        DateNoTz = "date-no-tz", "no zone";
        DateAmbiguous = "date-ambiguous", "3/4 or 4/3";
        DateAmbiguousTz = "date-ambiguous-tz", "a zone's abbreviation with several meanings";
        DatePrecision = "date-precision", "a day only";
        DateInconsistent = "date-inconsistent", "weekday and day disagree";
        DateAncient = "date-ancient", "before 1970";
        DateFuture = "date-future", "after arrival and allowance";
        CharsetGuessed = "charset-guessed", "no label";
        CharsetMislabelled = "charset-mislabelled", "label contradicted";
        CharsetReplaced = "charset-replaced", "bytes replaced";
        CharsetUnknownLabel = "charset-unknown-label", "label unknown";
        Mojibake = "mojibake", "doubly encoded, mended or not";
        SourceReplacement = "source-replacement", "U+FFFD already in the source";
        Bom = "bom", "a byte order mark in JSON";
        ControlStripped = "control-stripped", "control characters taken out";
        BidiStripped = "bidi-stripped", "direction characters taken out";
        InvisibleStripped = "invisible-stripped", "invisible characters taken out";
        CombiningLimit = "combining-limit", "too many combining marks in a row";
        PrivateUse = "private-use", "characters without a common meaning";
        Confusable = "confusable", "look-alike letters of several scripts in one word";
        HeadlineTruncated = "headline-truncated", "headline beyond the bound";
        BodyTruncated = "body-truncated", "body beyond the bound";
        ListTruncated = "list-truncated", "list beyond the bound";
        EnrichTruncated = "enrich-truncated", "text beyond the bound of enrichment";
        FieldInvalid = "field-invalid", "a member unusable, raw kept";
        UrlRejected = "url-rejected", "scheme of an address not allowed";
        UnknownSource = "unknown-source", "provider not in the lexicon";
        NoBody = "no-body", "headline only";
        Short = "short", "suspiciously short";
        NonTextItem = "non-text-item", "picture and the like";
        TestMessage = "test-message", "a line test, not news";
        ItemSkipped = "item-skipped", "a sibling item is a dead letter";
        JsonRepaired = "json-repaired", "JSON mended";
        JsonDupkey = "json-dupkey", "a member twice";
        XmlRepaired = "xml-repaired", "XML mended";
        XmlHtmlEntity = "xml-html-entity", "an HTML entity in XML";
        XmlNamespace = "xml-namespace", "namespace unexpected";
        XmlDoctypeIgnored = "xml-doctype-ignored", "a document type set aside";
        HtmlSanitized = "html-sanitized", "unsafe HTML taken out";
        IptcFraming = "iptc-framing", "framing mended";
        TrailingGarbage = "trailing-garbage", "bytes after the end";
        FormatMismatch = "format-mismatch", "announced as another format";
        HeaderInvalid = "header-invalid", "a message header unusable";
        HeaderDuplicate = "header-duplicate", "a message header twice";
        HeadersLimit = "headers-limit", "message headers beyond the bound";
        KeyIgnored = "key-ignored", "message key unusable";
        LanguageMismatch = "language-mismatch", "declared and detected language disagree";
        Duplicate = "duplicate", "seen before";
        NearDuplicate = "near-duplicate", "nearly seen before";
        UpdateOrphan = "update-orphan", "update of an unknown story";
        UpdateOutOfOrder = "update-out-of-order", "older than what it updates";
        UpdateCycle = "update-cycle", "replaces itself in a circle";
        LinksStateReset = "links-state-reset", "linking began without its memory";
    }
}

/// A refusal: why, where, and what an operator should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The reason.
    pub code: RejectCode,
    /// The stage that refused.
    pub stage: Stage,
    /// Free text, at most [`limits::DETAIL_CHARS_MAX`] characters, escaped.
    pub detail: String,
}

impl Rejection {
    /// A refusal; the detail is escaped and cut to its bound.
    pub fn new(code: RejectCode, stage: Stage, detail: impl AsRef<str>) -> Self {
        Self {
            code,
            stage,
            detail: bounded_detail(detail.as_ref()),
        }
    }
}

/// A remark on a published story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What was found.
    pub code: DefectCode,
    /// Free text, bounded and escaped like a rejection's; empty when the code says it all.
    pub detail: String,
}

/// The remarks on one story, in the order found, each once, bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defects(Vec<Defect>);

impl Defects {
    /// Adds a remark, unless it is there already or the bound is reached.
    pub fn push(&mut self, code: DefectCode, detail: impl AsRef<str>) {
        let detail = bounded_detail(detail.as_ref());
        let known = self.0.iter().any(|d| d.code == code && d.detail == detail);
        if !known && self.0.len() < limits::DEFECTS_MAX {
            self.0.push(Defect { code, detail });
        }
    }

    /// Adds all remarks of another list.
    pub fn append(&mut self, other: Self) {
        for defect in other.0 {
            self.push(defect.code, defect.detail);
        }
    }

    /// Whether a remark of this code is there.
    pub fn has(&self, code: DefectCode) -> bool {
        self.0.iter().any(|d| d.code == code)
    }

    /// The remarks in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Defect> {
        self.0.iter()
    }

    /// Whether nothing was remarked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Escapes control characters and cuts to the bound, so that a detail fits a header and a log line.
fn bounded_detail(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(limits::DETAIL_CHARS_MAX));
    let mut chars = 0;
    for c in text.chars() {
        let escaped =
            c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}');
        let width = if escaped {
            c.escape_unicode().count()
        } else {
            1
        };
        if chars + width > limits::DETAIL_CHARS_MAX {
            break;
        }
        chars += width;
        if escaped {
            out.extend(c.escape_unicode())
        } else {
            out.push(c)
        }
    }
    out
}
