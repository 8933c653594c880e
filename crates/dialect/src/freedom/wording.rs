//! Freedoms of wording: a value that no document settles, and that every implementation has words of its own for.

use offhook_machine::Basis;

use super::no_value::BY_ROW;
use crate::form::Format;
use crate::operation::Operation;
use crate::registry::registry;
use crate::source::{CallField, ChannelField, EventField, SessionField, Source, UserField};
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
    /// Whether times are shown to the millisecond or to the second.
    Clock,
    /// Whether an answer in XML has a root element.
    XmlRoot,
}

/// A freedom of wording. Its option is what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its id; `*` stands for what it is about, such as an operation and our own code.
    pub id: String,
    /// What is open.
    pub about: String,
    /// Its kind.
    pub kind: WordKind,
}

impl WordKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::RefusalCode, Self::Word, Self::EventOrder, Self::EventSent, Self::Clock, Self::XmlRoot];

    /// The second part of an id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusalCode => "refusal-code",
            Self::Word => "word",
            Self::EventOrder => "event-order",
            Self::EventSent => "event-sent",
            Self::Clock => "clock",
            Self::XmlRoot => "xml-root",
        }
    }

    /// True if there is one freedom of this kind, and not one for each thing that is said.
    pub const fn is_one_for_all(self) -> bool {
        matches!(self, Self::Clock | Self::XmlRoot)
    }

    /// What may be taken, our own option first; none where any word will do.
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::RefusalCode | Self::Word => &[],
            Self::EventOrder => &["ours", "turned"],
            Self::EventSent => &["sent", "not-sent"],
            Self::Clock => &["milliseconds", "seconds"],
            Self::XmlRoot => &[BY_ROW, "other"],
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::RefusalCode => {
                "the code of a refusal that no document settles, by operation and our own code"
            }
            Self::Word => {
                "the word in a field of which a document shows an example only, by field and our own word"
            }
            Self::EventOrder => "which of two events that a party gets at one moment comes first",
            Self::EventSent => "whether an event is sent of which no document says when",
            Self::Clock => "whether times are shown to the millisecond or to the second",
            Self::XmlRoot => {
                "whether an answer in XML has a root element, whatever its name: by-row, as the form of the answer has it, or other"
            }
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
    let of = |kind: WordKind| {
        let parts: &[&str] = if kind.is_one_for_all() { &[] } else { &["*"] };
        Wording { id: kind.id(vendor, parts), about: kind.about().to_owned(), kind }
    };
    let has_xml = vendor.wire.formats.contains(&Format::Xml);
    WordKind::ALL.into_iter().filter(|kind| has_xml || *kind != WordKind::XmlRoot).map(of).collect()
}

/// Whether no document says with which of its codes an operation refuses what we refuse with this one: the row of the code is
/// inferred or chosen, or which code a situation has is.
pub fn is_open_refusal(operation: &dyn Operation, code: &str) -> bool {
    let which = registry().get(&format!("{}.which-refusal", operation.clause()));
    operation.refusal(code).is_some_and(|row| {
        row.basis > Basis::Sampled || which.is_some_and(|clause| clause.basis > Basis::Sampled)
    })
}

impl Source {
    /// True if the documents show a word for it as an example only: any word is right that always means the same.
    pub const fn is_exemplified(self) -> bool {
        matches!(
            self,
            Self::Channel(
                ChannelField::ReleaseReason | ChannelField::Variables | ChannelField::AssociatedData
            ) | Self::Call(CallField::Variables)
        )
    }

    /// True if a time stands there.
    pub const fn is_time(self) -> bool {
        matches!(
            self,
            Self::Channel(ChannelField::Timestamp)
                | Self::User(UserField::Heartbeat | UserField::Reserved)
                | Self::Call(CallField::Begun | CallField::Ended)
                | Self::Session(SessionField::LoginTime)
                | Self::Event(EventField::Time)
        )
    }
}
