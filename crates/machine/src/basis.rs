//! The basis of our statements.

/// The basis of a rule, a shape row or a clause. The order is that of strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A document states it.
    Documented,
    /// A documented example shows it.
    Sampled,
    /// It follows from several statements.
    Inferred,
    /// No document says; this is our decision.
    Chosen,
}

impl Basis {
    /// All bases, strongest first.
    pub const ALL: [Self; 4] = [Self::Documented, Self::Sampled, Self::Inferred, Self::Chosen];

    /// The lower-case word used in tables, reports and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Sampled => "sampled",
            Self::Inferred => "inferred",
            Self::Chosen => "chosen",
        }
    }
}
