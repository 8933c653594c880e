//! Freedoms of wording: a value that no document settles, and that every implementation has words of its own for.

use crate::source::{CallField, ChannelField, Source};
use crate::vendor::Vendor;

/// What kind of wording is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// The code of a refusal, where no document says which one a situation has.
    RefusalCode,
    /// The word in a field, where a document only shows an example.
    Word,
    /// Which of two events of one moment comes first.
    EventOrder,
    /// Whether an event is sent of which no document says when.
    EventSent,
    /// The unit of a time.
    TimeUnit,
}

/// A freedom of wording. Its option is what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its id; where it ends in a dot, what we say in its place is the rest.
    pub id: String,
    /// What is open.
    pub about: String,
    /// Its kind.
    pub kind: WordKind,
}

impl WordKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::RefusalCode, Self::Word, Self::EventOrder, Self::EventSent, Self::TimeUnit];

    /// The second part of an id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusalCode => "refusal-code",
            Self::Word => "word",
            Self::EventOrder => "event-order",
            Self::EventSent => "event-sent",
            Self::TimeUnit => "time-unit",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::RefusalCode => "the code of a refusal that no document settles, by operation, our own code and the user's state",
            Self::Word => "the word in a field of which a document shows an example only, by field and our own word",
            Self::EventOrder => "which of two events that a party gets at one moment comes first",
            Self::EventSent => "whether an event is sent of which no document says when",
            Self::TimeUnit => "milliseconds or seconds",
        }
    }

    /// The id of one freedom of this kind.
    pub fn id(self, vendor: &Vendor, of: &[&str]) -> String {
        let mut id = format!("{}.{}", vendor.name, self.as_str());
        for part in of {
            id.push('.');
            id.push_str(part);
        }
        id
    }
}

/// The freedoms of wording of a vendor. What is in their place in our own words is known only from a run.
pub fn wordings(vendor: &Vendor) -> Vec<Wording> {
    let of = |kind: WordKind| Wording { id: kind.id(vendor, &["*"]), about: kind.about().to_owned(), kind };
    WordKind::ALL.into_iter().map(of).collect()
}

impl Source {
    /// True if the documents show a word for it as an example only: any word is right that always means the same.
    pub const fn is_exemplified(self) -> bool {
        matches!(
            self,
            Self::Channel(ChannelField::ReleaseReason | ChannelField::Variables | ChannelField::AssociatedData)
                | Self::Call(CallField::Variables)
        )
    }
}
