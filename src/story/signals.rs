//! What a story says of itself: new, update, correction, kill …
//!
//! In: nothing. Out: the vocabulary of marks. Never: how a mark is recognised.

/// What kind of transmission it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// No mark.
    #[default]
    New,
    /// A newer version of a story.
    Update,
    /// A version that says what was wrong.
    Correction,
    /// Withdraws a story.
    Kill,
    /// For editors, not for publication.
    Advisory,
    /// A line that announces a story.
    Alert,
    /// The same text again.
    Repeat,
    /// A continuation of an earlier take.
    Add,
}

impl Kind {
    /// The name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update => "update",
            Self::Correction => "correction",
            Self::Kill => "kill",
            Self::Advisory => "advisory",
            Self::Alert => "alert",
            Self::Repeat => "repeat",
            Self::Add => "add",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [
            Self::New,
            Self::Update,
            Self::Correction,
            Self::Kill,
            Self::Advisory,
            Self::Alert,
            Self::Repeat,
            Self::Add,
        ];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// How much of the earlier version a new one replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaces {
    /// The whole text (AP's Writethru).
    Whole,
    /// Only the top; the rest of the earlier text goes on (a plain Ld).
    Top,
}

/// The marks of one story, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// The kind that the marks add up to.
    pub kind: Kind,
    /// The mark's number (`UPDATE 1`, `2nd Ld`).
    pub sequence: Option<u32>,
    /// What is replaced, where the mark says so.
    pub replaces: Option<Replaces>,
    /// Every recognised flag, normalised (`update`, `factbox`), in order.
    pub flags: Vec<String>,
    /// What was cut from the headline, as it stood.
    pub raw: Option<String>,
    /// What changed, in the agency's words (`Adds details, background`).
    pub note: Option<String>,
    /// The item's own urgency or priority as sent.
    pub priority: Option<String>,
}
