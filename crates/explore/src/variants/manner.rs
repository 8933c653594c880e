//! What a variant says otherwise all over, and not at one place of a table.

use offhook_dialect::{Delivery, Format, Vendor, WordKind};

/// What is said otherwise than ours, all over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// The words that the documents only exemplify are others, and parties are named by words.
    Words,
    /// The events of one moment come in the opposite order.
    EventsTurned,
    /// A field of an event without a value is left out.
    EventsWithout,
    /// A field of an event without a value is `null`.
    EventsNull,
    /// Answers and events have fields that no document has.
    MoreFields,
    /// Agents get other extensions.
    OwnExtensions,
    /// Calls, channels and requests get other ids.
    OwnIds,
    /// Times are whole seconds.
    Seconds,
    /// Answers in XML have a root element where ours have none, and none where ours have one.
    OtherRoot,
    /// XML begins with a declaration, escapes what it need not, and is laid out.
    XmlLaidOut,
}

impl Manner {
    /// Every manner.
    pub(super) const ALL: [Self; 10] = [
        Self::Words,
        Self::EventsTurned,
        Self::EventsWithout,
        Self::EventsNull,
        Self::MoreFields,
        Self::OwnExtensions,
        Self::OwnIds,
        Self::Seconds,
        Self::OtherRoot,
        Self::XmlLaidOut,
    ];

    /// The option in a word.
    pub(super) const fn option(self) -> &'static str {
        match self {
            Self::Words | Self::OwnExtensions | Self::OwnIds => "others",
            Self::EventsTurned => "turned",
            Self::EventsWithout => "absent",
            Self::EventsNull => "null",
            Self::MoreFields => "some",
            Self::Seconds => "seconds",
            Self::OtherRoot => "other",
            Self::XmlLaidOut => "laid-out",
        }
    }

    /// Whether a vendor's answers and events can be so.
    pub(super) fn fits(self, vendor: &Vendor) -> bool {
        match self {
            Self::EventsTurned | Self::EventsWithout | Self::EventsNull => {
                matches!(vendor.delivery, Delivery::Pushed)
            }
            Self::OtherRoot | Self::XmlLaidOut => vendor.wire.formats.contains(&Format::Xml),
            Self::OwnExtensions => {
                let mut rows = vendor.tables.operations.iter().flat_map(|of| of.fields());
                rows.any(|row| row.source.is_extension())
            }
            Self::Words | Self::MoreFields | Self::OwnIds | Self::Seconds => true,
        }
    }

    /// The id of the freedom.
    pub(super) fn freedom(self, vendor: &Vendor) -> String {
        let kind = match self {
            Self::Words => WordKind::Word,
            Self::EventsTurned => WordKind::EventOrder,
            Self::EventsWithout | Self::EventsNull => WordKind::EventBlank,
            Self::MoreFields => WordKind::ExtraFields,
            Self::OwnExtensions => WordKind::Extensions,
            Self::OwnIds => WordKind::Ids,
            Self::Seconds => WordKind::Clock,
            Self::OtherRoot => WordKind::XmlRoot,
            // How XML is laid out means nothing.
            Self::XmlLaidOut => return format!("{}.xml", vendor.name),
        };
        kind.id(vendor, &[])
    }
}
