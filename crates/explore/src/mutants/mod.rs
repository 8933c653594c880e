//! Known-bad variants of the machine and of what it says, and the engine that shows which of them a suite kills.
//!
//! A mutant is a value, made from the tables: from the rules by changing one cell, from the shapes by twisting one field, and by
//! wrapping a subject so that one thing it does is another. Whatever is wrong with it, nobody sees inside: it is killed by a
//! scenario that passes on the original and does not pass on the mutant, by what is seen on the wire.

mod class;
pub(crate) mod edit;
mod heard;
mod judges;
mod marks;
mod matrix;
mod mutant;
mod mutated;
mod of_acts;
mod of_shapes;
mod of_tables;
mod power;
mod run;
mod silent;
mod spot;
mod twist;
mod wrap;

use offhook_scenario::Dialect;

pub use class::Class;
pub use edit::{Change, Edit};
pub use judges::Judges;
pub(crate) use judges::kills;
pub use matrix::{Fate, Matrix, RandomSuite, Tally, Verdicts};
pub use mutant::{Judge, Judgement, Mutant, TableMutant, undecided};
pub use power::{Learned, Missed, Power, Trial, drawn};
pub use run::{Hunt, hunt};

/// Every mutant of a dialect, always in the same order.
pub fn mutants(dialect: Dialect) -> Vec<Mutant> {
    let mut all = Vec::new();
    of_tables::all(dialect, &mut all);
    of_acts::all(dialect, &mut all);
    of_shapes::all(dialect, &mut all);
    all
}
