//! JUnit XML, for build servers: a suite for each dialect and action. It has no times, so that two equal runs are equal bytes.

use std::collections::BTreeMap;
use std::io;

use offhook_harness::Verdict;
use offhook_harness::document::{Case, Document, Outcome};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::facts::facts;
use crate::findings::{lines, numbered};

/// The suite for the problems of the run as a whole.
const RUN: &str = "run";

/// A run as a tree of suites.
pub(crate) fn run(document: &Document) -> String {
    let mut bytes = Vec::new();
    // Writing into memory does not fail.
    let written = suites(document, &mut bytes);
    match (written, String::from_utf8(bytes)) {
        (Ok(()), Ok(text)) => text,
        (Err(why), _) => format!("<!-- {why} -->"),
        (_, Err(why)) => format!("<!-- {why} -->"),
    }
}

fn suites(document: &Document, out: &mut Vec<u8>) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut by_suite: BTreeMap<String, Vec<&Case>> = BTreeMap::new();
    for case in &document.cases {
        by_suite.entry(suite(case)).or_default().push(case);
    }
    let problems = document.problems.len() + usize::from(document.interrupted);
    let tally = Tally::of(document.cases.iter());
    xml.create_element("testsuites")
        .with_attribute(("name", "offhook"))
        .with_attribute(("tests", text(tally.tests + problems).as_str()))
        .with_attribute(("failures", text(tally.failures).as_str()))
        .with_attribute(("errors", text(tally.errors + problems).as_str()))
        .with_attribute(("skipped", text(tally.skipped).as_str()))
        .write_inner_content(|xml| {
            run_suite(xml, document)?;
            by_suite.iter().try_for_each(|(name, cases)| case_suite(xml, document, name, cases))
        })?;
    out.push(b'\n');
    Ok(())
}

type Xml<'a> = Writer<&'a mut Vec<u8>>;

/// The facts of the run, its problems as a whole, and the findings.
fn run_suite(xml: &mut Xml<'_>, document: &Document) -> io::Result<()> {
    let interrupted = ("interrupted".to_owned(), "the run was interrupted".to_owned());
    let problems = document.problems.iter().map(|problem| {
        let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        (problem.code.clone(), place + &problem.title)
    });
    let problems: Vec<(String, String)> =
        problems.chain(document.interrupted.then_some(interrupted)).collect();
    let errors = text(problems.len());
    xml.create_element("testsuite")
        .with_attribute(("name", RUN))
        .with_attribute(("tests", errors.as_str()))
        .with_attribute(("failures", "0"))
        .with_attribute(("errors", errors.as_str()))
        .with_attribute(("skipped", "0"))
        .write_inner_content(|xml| {
            xml.create_element("properties").write_inner_content(|xml| {
                facts(document).iter().try_for_each(|(name, value)| {
                    let property = xml.create_element("property").with_attribute(("name", *name));
                    property.with_attribute(("value", legal(value).as_str())).write_empty().map(drop)
                })
            })?;
            problems.iter().try_for_each(|(code, title)| {
                let case = xml.create_element("testcase").with_attribute(("classname", RUN));
                case.with_attribute(("name", code.as_str()))
                    .write_inner_content(|xml| message(xml, "error", code, title, title))
                    .map(drop)
            })?;
            let findings = numbered(document);
            if findings.is_empty() {
                return Ok(());
            }
            let all = findings.iter().flat_map(|(number, it)| lines(document, *number, it));
            let text: String = all.map(|line| line + "\n").collect();
            xml.create_element("system-out").write_text_content(BytesText::new(&legal(&text))).map(drop)
        })
        .map(drop)
}

fn case_suite(xml: &mut Xml<'_>, document: &Document, name: &str, cases: &[&Case]) -> io::Result<()> {
    let tally = Tally::of(cases.iter().copied());
    xml.create_element("testsuite")
        .with_attribute(("name", legal(name).as_str()))
        .with_attribute(("tests", text(tally.tests).as_str()))
        .with_attribute(("failures", text(tally.failures).as_str()))
        .with_attribute(("errors", text(tally.errors).as_str()))
        .with_attribute(("skipped", text(tally.skipped).as_str()))
        .write_inner_content(|xml| cases.iter().try_for_each(|case| test(xml, document, name, case)))
        .map(drop)
}

fn test(xml: &mut Xml<'_>, document: &Document, suite: &str, case: &Case) -> io::Result<()> {
    let (id, file, class) = (legal(&case.id), legal(&case.file), legal(suite));
    let element = xml
        .create_element("testcase")
        .with_attribute(("classname", class.as_str()))
        .with_attribute(("name", id.as_str()))
        .with_attribute(("file", file.as_str()));
    let worst = case.worst();
    let (code, title) = worst.map_or(("", ""), |failure| (failure.code.as_str(), failure.title.as_str()));
    let body = || body(document, case);
    match case.outcome() {
        Outcome::Of(Verdict::Pass) => element.write_empty().map(drop),
        Outcome::Of(Verdict::Fail) => {
            element.write_inner_content(|xml| message(xml, "failure", code, title, &body())).map(drop)
        }
        Outcome::Of(Verdict::Error) => {
            element.write_inner_content(|xml| message(xml, "error", code, title, &body())).map(drop)
        }
        Outcome::Of(verdict) => {
            let title = format!("{verdict}: {title}");
            element.write_inner_content(|xml| message(xml, "skipped", "", &title, &body())).map(drop)
        }
        Outcome::Waived => {
            let waived = case.waived.as_ref();
            let why = waived.map(|it| format!("{} ({}), until {}", it.reason, it.issue, it.expires));
            let title = format!("waived: {}", why.unwrap_or_default());
            element.write_inner_content(|xml| message(xml, "skipped", "", &title, &body())).map(drop)
        }
    }
}

/// Everything that a reader needs to act: the diagnostics and the clauses.
fn body(document: &Document, case: &Case) -> String {
    let mut text: String = case.failures.iter().map(|failure| failure.shown.as_str()).collect();
    for (id, clause) in case.cites.iter().flat_map(|cite| document.cited(cite)) {
        text.push_str(&format!("cites {id} [{}]: {} ({})\n", clause.basis, clause.text, clause.document));
    }
    text
}

fn message(xml: &mut Xml<'_>, name: &str, code: &str, title: &str, body: &str) -> io::Result<()> {
    let title = legal(title);
    let mut element = xml.create_element(name).with_attribute(("message", title.as_str()));
    if !code.is_empty() {
        element = element.with_attribute(("type", code));
    }
    element.write_text_content(BytesText::new(&legal(body))).map(drop)
}

fn suite(case: &Case) -> String {
    format!("{}.{}", case.dialect, case.action())
}

fn text(count: usize) -> String {
    count.to_string()
}

/// Replaces the characters that XML 1.0 does not allow.
fn legal(text: &str) -> String {
    let is_legal = |it: char| matches!(it, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|it| if is_legal(it) { it } else { '\u{FFFD}' }).collect()
}

/// The counts of a suite, with the names of JUnit.
#[derive(Clone, Copy, Default)]
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut tally = Self::default();
        for case in cases {
            tally.tests += 1;
            match case.outcome() {
                Outcome::Of(Verdict::Pass) => {}
                Outcome::Of(Verdict::Fail) => tally.failures += 1,
                Outcome::Of(Verdict::Error) => tally.errors += 1,
                Outcome::Of(_) | Outcome::Waived => tally.skipped += 1,
            }
        }
        tally
    }
}
