//! Ids and extensions of a form of their own.

use std::collections::BTreeSet;

use offhook_dialect::{FieldRow, HttpRequest, Raw, revalue};
use offhook_scenario::Scenario;
use serde_json::Value;

/// What an id of another form begins with.
const MARK: &str = "zz-";
/// What an extension of another form begins with, in place of its first digit.
const FIRST_DIGIT: &str = "6";

/// What is named otherwise, and has been seen. What a scenario spells is given to the call centre, and keeps its name.
pub(super) struct Rename {
    spelled: String,
    ids: BTreeSet<String>,
    extensions: BTreeSet<String>,
}

impl Rename {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let spelled = scenario.sources.iter().map(|source| source.text.as_ref()).collect();
        Self { spelled, ids: BTreeSet::new(), extensions: BTreeSet::new() }
    }

    pub(super) fn forget(&mut self) {
        self.ids.clear();
        self.extensions.clear();
    }

    /// Notes what an answer names.
    pub(super) fn see(&mut self, raw: &Raw, rows: &[FieldRow]) {
        let found = std::cell::RefCell::new(Vec::new());
        let mut value = raw.value.clone();
        revalue(&mut value, rows, &|row: &FieldRow, value: &mut Value| {
            let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let texts = texts.iter().filter_map(Value::as_str).filter(|text| !text.is_empty());
            found.borrow_mut().extend(texts.map(|text| (row.source, text.to_owned())));
        });
        for (source, text) in found.into_inner() {
            if self.spelled.contains(&text) {
                continue;
            }
            if source.is_id() {
                self.ids.insert(text);
            } else if source.is_extension() {
                self.extensions.insert(text);
            }
        }
    }

    /// Names the ids otherwise.
    pub(super) fn mark_ids(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, id| text.replace(id, &format!("{MARK}{id}")))
    }

    /// Names the extensions otherwise.
    pub(super) fn mark_extensions(&self, text: &str) -> String {
        self.extensions.iter().fold(text.to_owned(), |text, own| text.replace(own, &other(own)))
    }

    /// The request as our machine understands it.
    pub(super) fn unmark(&self, request: &HttpRequest) -> HttpRequest {
        let own = |text: &str| {
            let text = text.replace(MARK, "");
            self.extensions.iter().fold(text, |text, own| text.replace(&other(own), own))
        };
        let body = match std::str::from_utf8(&request.body) {
            Ok(text) => own(text).into_bytes(),
            Err(_) => request.body.clone(),
        };
        HttpRequest { target: own(&request.target), body, ..request.clone() }
    }
}

fn other(extension: &str) -> String {
    format!("{FIRST_DIGIT}{}", extension.get(1..).unwrap_or_default())
}
