//! Answers in XML, to anything that clients send: they are well-formed, and their names come from tables.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use offhook_dialect::ccc::{self, ACTIONS, ERROR_FIELDS};
use offhook_dialect::{Account, Accounts, FieldRow, HttpResponse};
use offhook_harness::{InProcess, Subject as _};

use crate::centre::opened;
use crate::message;

/// Every name that an element may have.
static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let parts = |row: &FieldRow| {
        row.path.split('.').map(|part| part.trim_end_matches("[]").to_owned()).collect::<Vec<_>>()
    };
    let rows = ACTIONS.iter().flat_map(|action| action.fields).chain(ERROR_FIELDS);
    let roots =
        ACTIONS.iter().map(|action| action.name).chain(["Error"]).map(|name| format!("{name}Response"));
    rows.flat_map(parts).chain(roots).collect()
});

/// Nobody has a key.
struct NoKeys;

impl Accounts for NoKeys {
    fn account(&self, _: &str) -> Option<Account<'_>> {
        None
    }
}

/// Asks for XML whatever a request asks for, at the entrance and in the call centre.
pub(crate) fn run(bytes: &[u8]) {
    static WORLD: LazyLock<InProcess> = LazyLock::new(|| opened(include_str!("ccc.yaml")));
    let mut request = message::read(bytes);
    let (path, query) = (request.path().to_owned(), request.query().to_owned());
    // What comes first counts.
    request.target = format!("{path}?Format=XML&{query}");
    let mut gate = (ccc::VENDOR.gate)(0);
    if let Err(answer) = gate.admit(&request, Some(&NoKeys), 0) {
        holds(&answer);
    }
    let admitted = match gate.admit(&request, None, 0) {
        Ok(admitted) => admitted,
        Err(answer) => return holds(&answer),
    };
    let mut subject = WORLD.clone();
    if let Ok(answer) = subject.request(&admitted.request) {
        holds(&answer);
    }
}

fn holds(answer: &HttpResponse) {
    let media = answer.header("Content-Type").unwrap_or_default();
    if media.starts_with("text/xml") {
        assert_eq!(well_formed(&answer.body), Ok(()), "{}", answer.body);
    } else {
        // What cannot be read at all asks for nothing.
        assert!(media.starts_with("application/json"), "{media}");
        assert!(serde_json::from_str::<serde_json::Value>(&answer.body).is_ok(), "{}", answer.body);
    }
}

/// What the typed form begins with.
const DECLARATION: &str = "<?xml version='1.0' encoding='UTF-8'?>";

/// One element with elements and texts in it, without attributes; only what XML 1.0 can carry, and only names of the tables.
fn well_formed(text: &str) -> Result<(), String> {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if let Some(c) = text.chars().find(|c| !legal(*c)) {
        return Err(format!("{c:?} in XML"));
    }
    let text = text.strip_prefix(DECLARATION).unwrap_or(text);
    let (mut open, mut roots, mut rest) = (Vec::new(), 0, text);
    while let Some((before, behind)) = rest.split_once('<') {
        text_between(before, open.is_empty())?;
        let (tag, after) = behind.split_once('>').ok_or("a tag without end")?;
        rest = after;
        let name = tag.trim_start_matches('/').trim_end_matches('/');
        if !NAMES.contains(name) {
            return Err(format!("the name {name:?}"));
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("{name} is not open"));
            }
            continue;
        }
        roots += usize::from(open.is_empty());
        if !tag.ends_with('/') {
            open.push(name);
        }
    }
    text_between(rest, open.is_empty())?;
    if open.is_empty() && roots == 1 { Ok(()) } else { Err(format!("{roots} roots, {open:?} open")) }
}

/// Text without markup, in which an ampersand begins a reference.
fn text_between(text: &str, outside: bool) -> Result<(), String> {
    const REFERENCES: [&str; 6] = ["lt;", "gt;", "amp;", "quot;", "apos;", "#"];
    if outside && !text.trim().is_empty() {
        return Err(format!("text outside: {text:?}"));
    }
    let bare = text.split('&').skip(1).find(|behind| !REFERENCES.iter().any(|it| behind.starts_with(it)));
    if text.contains('>') || bare.is_some() { Err(format!("markup in {text:?}")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_well_formed_is_seen() {
        let error = |inside: &str| format!("<ErrorResponse>{inside}</ErrorResponse>");
        assert_eq!(well_formed(&error("<Code>a &lt; b</Code><Message/>")), Ok(()));
        for bad in [
            String::new(),
            "text".to_owned(),
            error("") + &error(""),
            error("<Code>"),
            error("</Code>"),
            error("<script/>"),
            error("<Code onload=1/>"),
            error("<Code>a & b</Code>"),
            error("<Code>a > b</Code>"),
            error("<Code>\u{1}</Code>"),
            error("<Code>\u{ffff}</Code>"),
            "<Code><ErrorResponse></Code></ErrorResponse>".to_owned(),
        ] {
            assert!(well_formed(&bad).is_err(), "{bad:?}");
        }
    }
}
