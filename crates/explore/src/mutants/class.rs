//! The ways in which a mutant is wrong.

use std::fmt;

/// What kind of fault a mutant has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A row of a rule table is gone.
    MissingTransition,
    /// A row of a rule table leads elsewhere.
    WrongNextState,
    /// An empty cell of a rule table leads somewhere.
    ExtraTransition,
    /// A state that nobody sees: once a row has fired, one cell is another.
    HiddenState,
    /// A field says something else of its type.
    WrongAnswer,
    /// A request is accepted and nothing comes of it.
    AcceptedButIgnored,
    /// A request is refused and carried out all the same.
    RefusedButApplied,
    /// An event never comes.
    EventLost,
    /// An event comes twice.
    EventDoubled,
    /// An event changes places with the one behind it.
    EventReordered,
    /// A request, an answer or an event is about the other channel.
    WrongChannel,
    /// An answer is the one before.
    StaleAnswer,
    /// A timer goes off though what it waited for has happened.
    TimerNotCancelled,
    /// A timer goes off too late.
    TimerLate,
    /// A channel that has ended is still said to be held or muted.
    FlagSurvivesRelease,
    /// An id is given out twice.
    IdReused,
    /// What is over can be ended again.
    DoubleRelease,
    /// A field is not there.
    FieldDropped,
    /// A field has another name.
    FieldRenamed,
    /// A field has another type.
    FieldRetyped,
    /// A field is null.
    FieldNull,
    /// The HTTP status is another.
    WrongStatus,
    /// The code is another.
    WrongCode,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 23] = [
        Self::MissingTransition,
        Self::WrongNextState,
        Self::ExtraTransition,
        Self::HiddenState,
        Self::WrongAnswer,
        Self::AcceptedButIgnored,
        Self::RefusedButApplied,
        Self::EventLost,
        Self::EventDoubled,
        Self::EventReordered,
        Self::WrongChannel,
        Self::StaleAnswer,
        Self::TimerNotCancelled,
        Self::TimerLate,
        Self::FlagSurvivesRelease,
        Self::IdReused,
        Self::DoubleRelease,
        Self::FieldDropped,
        Self::FieldRenamed,
        Self::FieldRetyped,
        Self::FieldNull,
        Self::WrongStatus,
        Self::WrongCode,
    ];

    /// The word for it: the middle part of a mutant's id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingTransition => "missing-transition",
            Self::WrongNextState => "wrong-next-state",
            Self::ExtraTransition => "extra-transition",
            Self::HiddenState => "hidden-state",
            Self::WrongAnswer => "wrong-answer",
            Self::AcceptedButIgnored => "accepted-but-ignored",
            Self::RefusedButApplied => "refused-but-applied",
            Self::EventLost => "event-lost",
            Self::EventDoubled => "event-doubled",
            Self::EventReordered => "event-reordered",
            Self::WrongChannel => "wrong-channel",
            Self::StaleAnswer => "stale-answer",
            Self::TimerNotCancelled => "timer-not-cancelled",
            Self::TimerLate => "timer-late",
            Self::FlagSurvivesRelease => "flag-survives-release",
            Self::IdReused => "id-reused",
            Self::DoubleRelease => "double-release",
            Self::FieldDropped => "field-dropped",
            Self::FieldRenamed => "field-renamed",
            Self::FieldRetyped => "field-retyped",
            Self::FieldNull => "field-null",
            Self::WrongStatus => "wrong-status",
            Self::WrongCode => "wrong-code",
        }
    }

    /// The class of this name.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Whether the mutant is made from the rule tables, so that exploring the product of two worlds can judge it.
    pub const fn is_of_tables(self) -> bool {
        matches!(
            self,
            Self::MissingTransition | Self::WrongNextState | Self::ExtraTransition | Self::HiddenState
        )
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
