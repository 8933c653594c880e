//! Extensions of the variant's own.

use std::cell::RefCell;
use std::collections::BTreeSet;

use offhook_dialect::{FieldRow, HttpRequest, Raw, revalue};
use offhook_scenario::Scenario;
use serde_json::Value;

/// What an extension of the variant begins with, in place of its first digit.
const FIRST_DIGIT: &str = "6";

/// The extensions that have been seen. What a scenario spells is given to the call centre, and stays.
pub(super) struct Rename {
    spelled: String,
    extensions: BTreeSet<String>,
}

impl Rename {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let spelled = scenario.sources.iter().map(|source| source.text.as_ref()).collect();
        Self { spelled, extensions: BTreeSet::new() }
    }

    pub(super) fn forget(&mut self) {
        self.extensions.clear();
    }

    /// Notes the extensions in an answer.
    pub(super) fn see(&mut self, raw: &Raw, rows: &[FieldRow]) {
        let found = RefCell::new(Vec::new());
        revalue(&mut raw.value.clone(), rows, &|row: &FieldRow, value: &mut Value| {
            if row.source.is_extension() {
                found.borrow_mut().extend(value.as_str().filter(|text| !text.is_empty()).map(str::to_owned));
            }
        });
        self.extensions.extend(found.into_inner().into_iter().filter(|text| !self.spelled.contains(text)));
    }

    /// The text with the variant's extensions.
    pub(super) fn mark(&self, text: &str) -> String {
        self.extensions.iter().fold(text.to_owned(), |text, own| text.replace(own, &other(own)))
    }

    /// The request as our machine understands it.
    pub(super) fn unmark(&self, request: &HttpRequest) -> HttpRequest {
        let own = |text: &str| {
            self.extensions.iter().fold(text.to_owned(), |text, own| text.replace(&other(own), own))
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
