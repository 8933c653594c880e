//! Freedoms of wording: a value that no document settles, and that every implementation has words of its own for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use offhook_machine::Basis;

use super::no_value::BY_ROW;
use crate::form::Format;
use crate::operation::Operation;
use crate::registry::registry;
use crate::shape::FieldRow;
use crate::source::{CallField, ChannelField, EventField, SessionField, Source, UserField};
use crate::vendor::{Delivery, Vendor};
use crate::vendors::VENDORS;

/// What kind of wording is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// The code of a refusal, where no document says which one a situation has.
    RefusalCode,
    /// Which of two reasons a refusal names: what the request names, or the state of the user.
    RefusalOrder,
    /// Whether a request is refused, where we chose so.
    Refused,
    /// The word in a field, where a document only shows an example.
    Word,
    /// Whether a field is shown that only some of the vendor's documents have.
    FieldShown,
    /// Whether there are fields beyond the documented ones.
    ExtraFields,
    /// What ids look like.
    Ids,
    /// What the extensions look like that agents get.
    Extensions,
    /// How a field of a pushed event says that it has no value.
    EventBlank,
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
    pub const ALL: [Self; 13] = [
        Self::RefusalCode,
        Self::RefusalOrder,
        Self::Refused,
        Self::Word,
        Self::FieldShown,
        Self::ExtraFields,
        Self::Ids,
        Self::Extensions,
        Self::EventBlank,
        Self::EventOrder,
        Self::EventSent,
        Self::Clock,
        Self::XmlRoot,
    ];

    /// The second part of an id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RefusalCode => "refusal-code",
            Self::RefusalOrder => "refusal-order",
            Self::Refused => "refused",
            Self::Word => "word",
            Self::FieldShown => "field-shown",
            Self::ExtraFields => "extra-fields",
            Self::Ids => "ids",
            Self::Extensions => "extensions",
            Self::EventBlank => "event-no-value",
            Self::EventOrder => "event-order",
            Self::EventSent => "event-sent",
            Self::Clock => "clock",
            Self::XmlRoot => "xml-root",
        }
    }

    /// True if there is one freedom of this kind, and not one for each thing that is said.
    pub const fn is_one_for_all(self) -> bool {
        matches!(self, Self::ExtraFields | Self::Ids | Self::Extensions | Self::Clock | Self::XmlRoot)
    }

    /// What may be taken, our own option first; none where any word will do.
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::RefusalCode | Self::Word | Self::Ids | Self::Extensions => &[],
            Self::RefusalOrder => &["names-first", "state-first"],
            Self::Refused => &["refused", "accepted"],
            Self::FieldShown => &["shown", "not-shown"],
            Self::ExtraFields => &["none", "some"],
            Self::EventBlank => &["empty-text", "absent", "null", "empty-list", "placeholder"],
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
            Self::RefusalOrder => {
                "which of two reasons a refusal names that both hold, by operation and our own code: that something is missing or does not exist, or that the user is in the wrong state"
            }
            Self::Refused => {
                "whether a request is refused where no document says that it is, by operation and our own code; a case is not judged behind it"
            }
            Self::Word => {
                "the word in a field of which a document shows an example only, by field and our own word"
            }
            Self::FieldShown => {
                "whether an answer shows a field that only some of the vendor's documents have, by operation and field"
            }
            Self::ExtraFields => "whether answers and events have fields beyond the documented ones",
            Self::Ids => "what the ids of calls, channels and requests look like; each stands for one thing",
            Self::Extensions => "what the extensions look like that agents get; each is one agent's",
            Self::EventBlank => "how a field of a pushed event says that it has no value, by event and field",
            Self::EventOrder => "which of two events that a party gets at one moment comes first",
            Self::EventSent => "whether an event is sent of which no document says when",
            Self::Clock => "whether times are shown to the millisecond or to the second",
            Self::XmlRoot => {
                "whether an answer in XML has a root element, whatever its name: by-row, as the form of the answer has it, or other"
            }
        }
    }

    /// Whether a vendor has freedoms of this kind.
    fn is_of(self, vendor: &Vendor) -> bool {
        match self {
            Self::XmlRoot => vendor.wire.formats.contains(&Format::Xml),
            Self::RefusalOrder => vendor.tables.state_refusal.is_some(),
            Self::EventBlank => matches!(vendor.delivery, Delivery::Pushed),
            Self::FieldShown => {
                let mut operations = vendor.tables.operations.iter();
                operations.any(|of| of.fields().iter().any(|row| is_of_one_edition(*of, row)))
            }
            Self::Extensions => {
                let has_extension = |row: &FieldRow| row.source.is_extension();
                vendor.tables.operations.iter().any(|of| of.fields().iter().any(has_extension))
            }
            Self::RefusalCode
            | Self::Refused
            | Self::Word
            | Self::ExtraFields
            | Self::Ids
            | Self::EventOrder
            | Self::EventSent
            | Self::Clock => true,
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
    WordKind::ALL.into_iter().filter(|kind| kind.is_of(vendor)).map(of).collect()
}

/// Whether no document says with which of its codes an operation refuses what we refuse with this one: the row of the code is
/// inferred or chosen, or which code a situation has is.
pub fn is_open_refusal(operation: &dyn Operation, code: &str) -> bool {
    let which = registry().get(&operation.when_refused(code));
    operation.refusal(code).is_some_and(|row| {
        row.basis > Basis::Sampled || which.is_some_and(|clause| clause.basis > Basis::Sampled)
    })
}

/// Whether an answer may lack this field whatever its value: it is of the kind that some of the vendor's documents have and
/// others do not, and the operation's page is none of those that the project set out from.
pub fn is_of_one_edition(operation: &dyn Operation, row: &FieldRow) -> bool {
    row.source.differs_by_edition() && OF_ONE_EDITION.contains(&(operation.clause(), row.path))
}

/// Such fields, by the operation's clause and the path: every answer that is compared asks for them.
static OF_ONE_EDITION: LazyLock<BTreeSet<(&'static str, &'static str)>> = LazyLock::new(|| {
    let is_later = |of: &dyn Operation, row: &FieldRow| {
        row.source.differs_by_edition()
            && registry().get(&of.field_clause(row.path)).is_some_and(|clause| !clause.is_seed())
    };
    let operations = VENDORS.iter().flat_map(|vendor| vendor.tables.operations).copied();
    let rows = operations.flat_map(|of| of.fields().iter().map(move |row| (of, row)));
    rows.filter(|(of, row)| is_later(*of, row)).map(|(of, row)| (of.clause(), row.path)).collect()
});

impl Source {
    /// True if the vendors' documents differ in whether an answer has it.
    pub const fn differs_by_edition(self) -> bool {
        matches!(
            self,
            Self::ContextId
                | Self::Call(CallField::Variables | CallField::CallType)
                | Self::Channel(ChannelField::Index | ChannelField::Variables | ChannelField::SkillGroup)
                | Self::User(
                    UserField::Device
                        | UserField::BreakCode
                        | UserField::SkillGroups
                        | UserField::Mobile
                        | UserField::Heartbeat
                        | UserField::Reserved
                        | UserField::DeviceState
                        | UserField::ChatDevice
                )
        )
    }

    /// True if the id of a call or a channel stands there, or a list of such ids.
    pub const fn is_id(self) -> bool {
        matches!(
            self,
            Self::Call(CallField::Job)
                | Self::Channel(ChannelField::Job | ChannelField::Id)
                | Self::User(UserField::Job)
                | Self::Session(SessionField::Calls)
                | Self::Event(EventField::Job)
        )
    }

    /// True if the extension of an agent stands there.
    pub const fn is_extension(self) -> bool {
        matches!(self, Self::User(UserField::Extension) | Self::Channel(ChannelField::Extension))
    }

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
