//! The formats in which a run is handed over.

use offhook_harness::document::Document;

use crate::power::Power;
use crate::{console, html, junit, tap};

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JUnit XML, for build servers.
    Junit,
    /// The document itself.
    Json,
    /// Test Anything Protocol, version 14.
    Tap,
    /// One page that needs nothing else.
    Html,
    /// Plain text.
    Console,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Junit, Self::Json, Self::Tap, Self::Html, Self::Console];

    /// The word that names it.
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

/// What a page shows beside the run itself, where there is such a thing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Extras<'a> {
    /// The graphs of states, each with its title, as SVG that we have drawn ourselves: it is put into the page as it stands.
    pub states: &'a [(String, String)],
    /// Which known-bad variants of the machine the suite notices.
    pub power: Option<&'a Power>,
}

/// Writes a run in a format.
pub fn write(format: Format, document: &Document, extras: Extras<'_>) -> String {
    match format {
        Format::Junit => junit::run(document),
        Format::Json => json(document),
        Format::Tap => tap::run(document),
        Format::Html => html::run(document, extras),
        Format::Console => console::run(document, false),
    }
}

fn json(document: &Document) -> String {
    // Every key is a text, so there is nothing that could not be written; should there ever be, the file says so.
    let text = serde_json::to_string_pretty(document);
    text.unwrap_or_else(|why| format!("{{\"error\": \"{why}\"}}")) + "\n"
}
