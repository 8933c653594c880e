//! The exit codes, a published table.

/// All as expected.
pub(crate) const OK: u8 = 0;
/// The command line is wrong.
pub(crate) const USAGE: u8 = 1;
/// A scenario or statement does not parse.
pub(crate) const PARSE: u8 = 2;
/// The harness or the subject broke.
pub(crate) const BROKE: u8 = 3;
/// A verdict failed.
pub(crate) const FAILED: u8 = 4;
/// Nothing ran.
pub(crate) const NOTHING: u8 = 5;

/// The table, as the help shows it.
pub(crate) const TABLE: &str = "\
Exit codes:
  0  all as expected
  1  the command line is wrong
  2  a scenario or statement does not parse
  3  the harness or the subject broke
  4  a verdict failed
  5  nothing ran";
