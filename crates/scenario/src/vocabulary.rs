//! The words that a scenario may use, given by the caller.

use crate::dialect::Dialect;

/// The words that a scenario may use. This crate knows none of them: the dialects and the machine do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary<'a> {
    /// The words of each dialect, by its name.
    pub dialects: Vec<(&'a str, DialectWords<'a>)>,
    /// Ids of the clauses that can be cited.
    pub clauses: Vec<&'a str>,
    /// The ids of the rules.
    pub rules: Vec<&'a str>,
    /// Names of the machine's invariants.
    pub invariants: Vec<&'a str>,
    /// States of users.
    pub user_states: Vec<&'a str>,
    /// States of channels.
    pub channel_states: Vec<&'a str>,
    /// Flags of channels.
    pub flags: Vec<&'a str>,
    /// Call types.
    pub call_types: Vec<&'a str>,
    /// Work modes.
    pub work_modes: Vec<&'a str>,
}

/// The words of one dialect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialectWords<'a> {
    /// Actions or operations.
    pub actions: Vec<Action<'a>>,
    /// The action that `poll` stands for; its answer is what `poll` expects and binds.
    pub poll: &'a str,
    /// Names of events.
    pub events: Vec<&'a str>,
}

/// One action or operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Action<'a> {
    /// Name.
    pub name: &'a str,
    /// Names of its parameters.
    pub parameters: Vec<&'a str>,
    /// Paths of its answer, list positions written `[]`: `Data.ChannelContexts[].ChannelState`.
    /// The paths above them may be used too. Where there are none, any path may.
    pub answer: Vec<&'a str>,
    /// Those of its parameters and paths that are texts, or lists of texts.
    pub texts: Vec<&'a str>,
}

impl<'a> Vocabulary<'a> {
    /// The words of a dialect; none of one that the caller does not know.
    #[must_use]
    pub fn dialect(&self, dialect: Dialect) -> Option<&DialectWords<'a>> {
        self.dialects.iter().find(|(name, _)| *name == dialect.as_str()).map(|(_, words)| words)
    }
}

impl<'a> DialectWords<'a> {
    /// The action of this name.
    #[must_use]
    pub fn action(&self, name: &str) -> Option<&Action<'a>> {
        self.actions.iter().find(|action| action.name == name)
    }
}
