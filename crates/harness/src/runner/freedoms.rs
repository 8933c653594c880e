//! The freedoms of a run: which options the subject may still take.

use std::collections::BTreeSet;

use offhook_dialect::{
    BY_ROW, EventValue, Form, Operation, Spelling, WordKind, is_of_one_edition, no_value_id, possible,
};
use offhook_machine::Basis;
use offhook_scenario::{Code, Diagnostic, Place};
use serde_json::Value;

use super::codes::FREEDOM;
use super::fault;
use super::play::Play;
use super::text::short;
use super::wire::ReadAnswer;
use crate::profile::Profile;

impl Play<'_> {
    /// Begins to watch which options the subject takes.
    pub(super) fn watch_freedoms(&mut self) {
        self.freedoms = Some(self.options.profile.cloned().unwrap_or_else(Profile::open));
    }

    /// Whether any option is right that is taken consistently.
    pub(super) const fn is_free(&self) -> bool {
        self.options.oracle.is_some()
    }

    /// The options that everything seen agrees with.
    pub(super) fn take_freedoms(&mut self) -> Option<Profile> {
        self.freedoms.take()
    }

    /// Narrows the options by how an answer is written: how fields say that they have no value, and the root of XML.
    pub(super) fn check_freedoms(
        &mut self,
        of: Option<&'static dyn Operation>,
        answer: &ReadAnswer,
        place: Place,
    ) {
        if self.freedoms.is_none() {
            return;
        }
        let vendor = self.choice.dialect.vendor();
        let mut seen: Vec<(String, BTreeSet<String>)> = Vec::new();
        for (path, spelling) in &answer.spelled {
            let Some(row) = answer.fields.iter().find(|row| row.path == *path) else { continue };
            // An operation that never shows the field says nothing of how others spell that it has no value.
            if *spelling == Spelling::Absent && of.is_some_and(|of| is_of_one_edition(of, row)) {
                continue;
            }
            let agree = possible(row, self.choice.form, *spelling).into_iter().map(str::to_owned).collect();
            let id = no_value_id(vendor, self.choice.format, answer.refusal.is_some(), row);
            seen.push((id, agree));
        }
        if let Some(has_root) = answer.has_root {
            let option = if has_root == (self.choice.form == Form::Typed) { BY_ROW } else { "other" };
            seen.push((WordKind::XmlRoot.id(vendor, &[]), BTreeSet::from([option.to_owned()])));
        }
        for (id, agree) in seen {
            self.narrow(&id, &agree, || format!("the answer: {}", short(&answer.raw.to_string())), place);
        }
    }

    /// Puts each field of a pushed event that has no value into our spelling, and narrows the options by the one that it had.
    pub(super) fn settle_event(&mut self, event: &mut Value, place: Place) {
        if !self.is_free() {
            return;
        }
        let dialect = self.choice.dialect;
        let name = dialect.tables.event.name_in(event);
        let Some(facts) = dialect.event(name) else { return };
        for field in &facts.fields {
            let own = match field.kind {
                EventValue::Number => continue,
                EventValue::List => Value::Array(Vec::new()),
                EventValue::Text | EventValue::Word | EventValue::Id | EventValue::Time => "".into(),
            };
            let Some(spelling) = Spelling::of(event.get(field.path)) else { continue };
            if [Spelling::Zero, Spelling::EmptyObject].contains(&spelling) {
                continue;
            }
            let id = WordKind::EventBlank.id(dialect.vendor(), &[facts.name, field.path]);
            let option = BTreeSet::from([spelling.as_str().to_owned()]);
            let note = short(&event.to_string());
            self.narrow(&id, &option, || format!("the event: {note}"), place);
            if let Some(map) = event.as_object_mut() {
                map.insert(field.path.to_owned(), own);
            }
        }
    }

    /// The subject has fields beyond the documented ones.
    pub(super) fn take_extra_fields(&mut self, departure: &Diagnostic, place: Place) {
        let id = WordKind::ExtraFields.id(self.choice.dialect.vendor(), &[]);
        self.narrow(&id, &BTreeSet::from(["some".to_owned()]), || departure.title.clone(), place);
    }

    fn narrow(&mut self, id: &str, agree: &BTreeSet<String>, note: impl FnOnce() -> String, place: Place) {
        let Some(profile) = &mut self.freedoms else { return };
        if let Err(wrong) = profile.narrow(id, agree, &self.scenario.id.value) {
            let diagnostic = fault(FREEDOM, wrong.title(), place).label(wrong.label()).note(note());
            let is_known = |it: &super::play::Failure| {
                it.diagnostic.code == Code::Other(FREEDOM) && it.diagnostic.title == diagnostic.title
            };
            if !self.failures.iter().any(is_known) {
                self.fail_by(Some(Basis::Documented), diagnostic);
            }
        }
    }
}
