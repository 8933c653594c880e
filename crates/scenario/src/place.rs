//! Places in a file.

use serde_saphyr::Location;

/// A place in a source file. Lines and columns count from 1, in characters.
///
/// The default place, line 0, is that of values that were built in code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file: an index into the scenario's [`Sources`](crate::Sources); 0 is the scenario itself.
    pub source: u16,
    /// Line, from 1; 0 when the value was not read from a file.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// Length in characters; 0 where YAML does not say, as for a block of several lines.
    pub len: u32,
}

impl Place {
    pub(crate) fn of(location: &Location, source: u16) -> Self {
        let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let (line, column) = (narrow(location.line()), narrow(location.column()));
        Self { source, line, column, len: narrow(location.span().len()) }
    }

    /// Returns true if this is a place in a file.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.line > 0
    }
}
