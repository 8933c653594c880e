//! Deviations: cells of the rules that are otherwise than the tables have them, where the documents leave the cell open.

use core::fmt;

use super::{Rules, Table, Word};

/// One cell that is otherwise than the tables have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// The table.
    pub table: Table,
    /// The state before, as the tables spell it.
    pub from: &'static str,
    /// The trigger, as the tables spell it.
    pub trigger: &'static str,
    /// The state after; none where nothing may happen.
    pub to: Option<&'static str>,
}

/// A deviation names a state or a trigger that its table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCell(pub Deviation);

impl fmt::Display for UnknownCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Deviation { table, from, trigger, to } = self.0;
        let to = to.unwrap_or("nothing");
        write!(f, "the {} table has no such cell: {from} + {trigger} => {to}", table.as_str())
    }
}

impl core::error::Error for UnknownCell {}

/// The word that is spelled so.
pub(super) fn word<W: Word>(text: &str) -> Option<W> {
    W::WORDS.iter().copied().find(|word| word.text() == text)
}

impl Rules {
    /// These rules with these cells instead of their own, for every user.
    ///
    /// # Errors
    /// A deviation names a state or a trigger that its table does not have.
    pub fn deviating(mut self, deviations: &[Deviation]) -> Result<Self, UnknownCell> {
        for deviation in deviations {
            self.deviate(deviation).ok_or(UnknownCell(*deviation))?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;
    use crate::policy::{AfterCall, Policy};
    use crate::rules::{FlagTrigger, UserTrigger};
    use crate::state::{Flag, UserState};

    const fn user(from: &'static str, trigger: &'static str, to: Option<&'static str>) -> Deviation {
        Deviation { table: Table::User, from, trigger, to }
    }

    #[test]
    fn a_cell_leads_elsewhere_or_nowhere_or_begins_to_exist() {
        let twice = Deviation { table: Table::Hold, from: "UP", trigger: "raise", to: Some("UP") };
        let deviations = [user("DIALING", "release", Some("WORKING")), user("BREAK", "break", None), twice];
        let rules = Rules::documented().deviating(&deviations).unwrap();
        let mode = Policy::CCC.mode(AfterCall::Work);
        let to = |from, trigger| rules.user(mode, from, trigger).map(|(to, _)| to);
        assert_eq!(to(UserState::Dialing, UserTrigger::Release), Some(UserState::Working));
        assert_eq!(to(UserState::Break, UserTrigger::Break), None);
        assert_eq!(to(UserState::Ready, UserTrigger::Break), Some(UserState::Break), "the others stay");
        assert_eq!(rules.flag(Flag::Hold, true, FlagTrigger::Raise).map(|(up, _)| up), Some(true));
        assert_eq!(rules.flag(Flag::Muted, true, FlagTrigger::Raise), None);
    }

    #[test]
    fn a_word_that_the_table_does_not_have_is_refused() {
        for wrong in
            [user("ASLEEP", "break", None), user("BREAK", "nap", None), user("BREAK", "break", Some("UP"))]
        {
            let error = Rules::documented().deviating(&[wrong]).unwrap_err();
            assert_eq!(error, UnknownCell(wrong));
            assert!(error.to_string().starts_with("the user table has no such cell: "), "{error}");
        }
    }
}
