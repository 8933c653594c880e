//! The report formats.

use offhook_harness::document::Document;

use crate::html::Extras;
use crate::{console, html, json, junit, tap};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JUnit XML, for build servers.
    Junit,
    /// The document itself.
    Json,
    /// Test Anything Protocol, version 14.
    Tap,
    /// One HTML page that loads nothing.
    Html,
    /// Plain text.
    Console,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Junit, Self::Json, Self::Tap, Self::Html, Self::Console];

    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Json => "json",
            Self::Tap => "tap",
            Self::Html => "html",
            Self::Console => "console",
        }
    }
}

/// Writes a run in a format.
pub fn write(format: Format, document: &Document, extras: Extras<'_>) -> String {
    match format {
        Format::Junit => junit::run(document),
        Format::Json => json::document(document),
        Format::Tap => tap::run(document),
        Format::Html => html::run(document, extras),
        Format::Console => console::run(document, false),
    }
}
