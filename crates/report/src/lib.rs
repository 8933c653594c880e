//! Reports of a run, and pages printed from the tables: one module per format. Nothing is decided here.
//!
//! ```
//! let pages = offhook_report::docs::pages(&[]);
//! let vendors = pages.iter().find(|page| page.file == "vendors.md").ok_or("no such page")?;
//! assert!(vendors.text.contains("| HoldCall |")); // what each operation asks of the machine
//! # Ok::<(), &str>(())
//! ```
#![forbid(unsafe_code)]

pub mod compare;
pub mod console;
pub mod coverage;
pub mod docs;
pub mod explain;
mod facts;
mod false_alarms;
mod findings;
mod format;
mod html;
pub mod json;
mod junit;
pub mod list;
pub mod manifest;
mod power;
mod shares;
mod tap;
mod words;

pub use false_alarms::FalseAlarms;
pub use format::{Format, write};
pub use html::{Extras, MAX_DRAWN_LADDERS};
pub use power::{MAX_POWER_BYTES, Power, PowerError};
