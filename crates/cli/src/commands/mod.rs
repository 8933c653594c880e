//! One file for each command. A command returns its outcome or an error; `exit` turns both into an exit code.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod conform;
pub(crate) mod docs;
pub(crate) mod explain;
pub(crate) mod fuzz;
pub(crate) mod generate;
pub(crate) mod graph;
pub(crate) mod list;
pub(crate) mod manifest;
pub(crate) mod merge;
pub(crate) mod mutants;
pub(crate) mod openapi;
pub(crate) mod probe;
pub(crate) mod record;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod variants;
