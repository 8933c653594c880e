//! The files that a scenario was read from.

use std::sync::Arc;

use crate::place::Place;

/// One file: the name that is shown, and its text. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The name that diagnostics show.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

impl Source {
    /// A file of this name and text.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::new("", "")
    }
}

/// The files of one scenario: itself first, then the included files. Any two are equal, as with [`Place`].
#[derive(Clone, Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// The file of a place; an empty one for a scenario that was built in code.
    #[must_use]
    pub fn of(&self, place: Place) -> Source {
        self.0.get(usize::from(place.source)).cloned().unwrap_or_default()
    }

    /// Every file, the scenario's own first.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    pub(crate) fn add(&mut self, source: Source) -> u16 {
        self.0.push(source);
        u16::try_from(self.0.len() - 1).unwrap_or(u16::MAX)
    }
}

impl From<Source> for Sources {
    fn from(source: Source) -> Self {
        Self(vec![source])
    }
}

impl PartialEq for Sources {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
