//! Documents of runs, and what is made from them.

use std::fmt::Debug;

use offhook_explore::coverage::Coverage;
use offhook_harness::document::{Document, merge};
use offhook_report::compare::compare;
use offhook_report::{Extras, Format, Power, write};
use offhook_scenario::terminal::steers;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// How many bytes of a report each byte of a document may yield.
const TIMES: usize = 64;
/// How many bytes a report may have beyond that: a page brings its style with it.
const ROOM: usize = 256 << 10;

/// Reads a document, writes it in every format, and reads the JSON again as the same.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let document: Document = match text.parse() {
        Ok(document) => document,
        Err(error) => return bounded("a refusal", &format!("{error}"), bytes.len()),
    };
    for format in Format::ALL {
        let report = write(format, &document, Extras::default());
        bounded(format.as_str(), &report, bytes.len());
        match format {
            Format::Json => same(&report.parse(), &document),
            Format::Junit => well_formed(&report),
            Format::Html => assert!(!report.contains(INJECTED), "a page that runs what a document says"),
            Format::Tap => assert!(report.starts_with("TAP version 14\n"), "{report}"),
            Format::Console => {}
        }
        // What goes to a terminal steers none; in XML the first of them may not stand, in JSON they are escaped.
        let steers = |it: char| match format {
            Format::Console | Format::Tap => steers(it) && !matches!(it, '\n' | '\t'),
            Format::Html => false,
            Format::Junit | Format::Json => it < ' ' && !matches!(it, '\n' | '\t' | '\r'),
        };
        assert!(!report.contains(steers), "{} has control characters: {report:?}", format.as_str());
    }
    let compared = compare(&document, &document);
    bounded("a comparison", &compared.text(), bytes.len());
    assert!(!compared.text().contains(|it: char| steers(it) && it != '\n'), "{}", compared.text());
    assert!(!compared.is_worse(), "a run is no worse than itself");
    let _ = merge(vec![document.clone(), document]);
}

/// What a document must not bring into a page.
const INJECTED: &str = "<script>alert";

fn well_formed(xml: &str) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return,
            Ok(_) => {}
            Err(error) => assert!(error.to_string().is_empty(), "{error}: {xml}"),
        }
    }
}

fn bounded(what: &str, said: &str, bytes: usize) {
    assert!(said.len() <= ROOM + TIMES * bytes, "{what} of {} bytes for {bytes}", said.len());
}

fn same<T: PartialEq + Debug, E: PartialEq + Debug>(again: &Result<T, E>, first: &T) {
    assert!(again.as_ref().is_ok_and(|again| again == first), "{first:?} is read again as {again:?}");
}

/// Reads what runs went through, adds it to itself, and reads what is written of it as the same.
pub(crate) fn coverage(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    match Coverage::from_json(&value) {
        Ok(mut coverage) => {
            assert_eq!(Coverage::from_json(&coverage.to_json()).as_ref(), Ok(&coverage));
            let once = coverage.clone();
            coverage.merge(&once);
            coverage.merge(&once);
            assert_eq!(Coverage::from_json(&coverage.to_json()), Ok(coverage));
        }
        Err(error) => bounded("a refusal", &error.to_string(), bytes.len()),
    }
}

/// Reads a kill matrix.
pub(crate) fn power(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Power>() {
        Ok(power) => {
            let Ok(document) = EMPTY.parse::<Document>() else { return };
            let page = write(Format::Html, &document, Extras { power: Some(&power), ..Extras::default() });
            bounded("a page", &page, bytes.len());
            assert!(!page.contains(INJECTED));
        }
        Err(error) => bounded("a refusal", &error.to_string(), bytes.len()),
    }
}

/// A document of nothing.
const EMPTY: &str = r#"{"offhook_report":1,"version":"","subject":{"name":"","version":"","reached":""},"seed":0,"strict":false,"interrupted":false,"summary":{},"cases":[]}"#;
