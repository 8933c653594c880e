//! What an answer is held against: status, shape, expectations.

use offhook_dialect::{FieldRow, Form, HttpResponse, Operation, ShapeFault, Source, Spelling, VENDORS};
use offhook_machine::Basis;
use offhook_scenario::{At, Diagnostic, Expectations, Matcher, Place, Request, Scenario, Severity};

use serde_json::Value;

use super::binds::Binds;
use super::exercise::without_indices;
use super::kept::MAX_REMARKS;
use super::play::Play;
use super::text::{around, short};
use super::wire::{Composed, ReadAnswer};
use super::{blame, expect, fault};

impl Play<'_> {
    /// A step that says nothing of its answer expects the request to be accepted.
    pub(super) fn check_acceptance(
        &mut self,
        request: &Request,
        of: Option<&'static dyn Operation>,
        answer: &ReadAnswer,
    ) {
        let silent = request.expect.is_empty() && request.status.is_none() && request.answer.is_none();
        if let Some(code) = answer.refusal.as_ref().filter(|_| silent) {
            let title = format!("the request is refused: {code}");
            let diagnostic = fault("expectation", title, request.action.place);
            self.fail(
                blame(diagnostic, of.map_or("", |of| of.clause()))
                    .label("nothing is said of the answer, so it should be accepted")
                    .note(format!("the answer: {}", short(&answer.raw.to_string())))
                    .help("expect the refusal, with `expect:` or `status:`, if it is meant"),
            );
        }
    }

    pub(super) fn check_status(&mut self, request: &Request, composed: &Composed, reply: &HttpResponse) {
        if let Some(status) = &request.status {
            self.note_check(status.value == reply.status, || {
                ("HTTP status".to_owned(), status.value.to_string(), reply.status.to_string())
            });
        }
        if let Some(status) = request.status.as_ref().filter(|status| status.value != reply.status) {
            let label = format!("expected {}, observed {}", status.value, reply.status);
            let refusal = expected_refusal(&request.expect, composed.of);
            let diagnostic = fault("expectation", "the HTTP status is not as expected", status.place);
            self.fail_by(
                refusal.as_ref().map(|(basis, _)| (*basis).max(self.weight)),
                blame(diagnostic, refusal.as_ref().map_or("", |(_, clause)| clause))
                    .label(label)
                    .note(format!("the answer: {}", short(&reply.body))),
            );
        }
    }

    pub(super) fn check_shape(
        &mut self,
        of: Option<&'static dyn Operation>,
        answer: &ReadAnswer,
        place: Place,
    ) {
        for found in &answer.faults {
            let row = found.row_path();
            let departure =
                fault("shape", format!("the answer departs from its documented shape: {found}"), place);
            let departure = blame(departure, &field_clause(of, answer, &row))
                .note(format!("the answer: {}", short(&answer.raw.to_string())));
            if matches!(found, ShapeFault::Unknown { .. }) {
                self.extra(departure, place);
            } else {
                let basis = answer.fields.iter().find(|it| it.path == row).map(|it| it.basis);
                // The order of fields has no meaning in either notation: what departs from it is at most worth a warning.
                let at_most = matches!(found, ShapeFault::OutOfOrder { .. }).then_some(Basis::Inferred);
                self.fail_by(basis.max(at_most), departure);
            }
        }
    }

    /// Something beyond what is documented: no document forbids it, so it is remarked once, and counts only for who is strict.
    pub(super) fn extra(&mut self, departure: Diagnostic, place: Place) {
        self.take_extra_fields(&departure, place);
        if self.options.strict {
            self.fail(departure);
        } else {
            self.keep_remark(Diagnostic { severity: Severity::Note, ..departure });
        }
    }

    /// Something that is not as the scenario expects and no failure, with the reason. It is said once a case.
    pub(super) fn remark(&mut self, departure: Diagnostic, reason: String) {
        let title = format!("{}, and no document says that it must be", departure.title);
        self.keep_remark(Diagnostic { severity: Severity::Note, title, ..departure.note(reason) });
    }

    fn keep_remark(&mut self, remark: Diagnostic) {
        if self.remarks.iter().any(|known| known.title == remark.title) {
            return;
        }
        if self.remarks.len() < MAX_REMARKS {
            self.remarks.push(remark);
        } else {
            self.left_out.remark();
        }
    }

    pub(super) fn check_expectations(
        &mut self,
        expected: &Expectations,
        of: Option<&'static dyn Operation>,
        answer: &ReadAnswer,
        binds: &Binds,
    ) {
        let refusal = expected_refusal(expected, of);
        for (path, matcher) in expected.iter() {
            let found = expect::at(path, &answer.tree);
            self.exercised.assert();
            let held = match &matcher.value {
                Matcher::Is(value)
                    if found.is_none() && self.says_none(answer, path.value.as_str(), value) =>
                {
                    Ok(())
                }
                matcher
                    if self.has_own_form(answer, path.value.as_str())
                        && expect::asks_for_a_form(matcher, found) =>
                {
                    Ok(())
                }
                matcher => expect::hold(matcher, found, binds),
            };
            self.note_check(held.is_ok(), || {
                let observed = found.map_or_else(|| "nothing".to_owned(), expect::shown);
                (path.value.as_str().to_owned(), expect::wanted(&matcher.value, binds), observed)
            });
            if let Err(mismatch) = held {
                let title = format!("`{}` is not as expected", path.value.as_str());
                let row = without_indices(path.value.as_str());
                let (basis, clause) = match (shows_refusal(path.value.as_str()), &refusal) {
                    (true, Some((basis, clause))) => (Some(*basis), clause.clone()),
                    (true, None) => (None, of.map_or("", |of| of.clause()).to_owned()),
                    (false, _) => {
                        let known = answer.fields.iter().find(|field| field.path == row).map(FieldRow::known);
                        (known, field_clause(of, answer, &row))
                    }
                };
                let remedy = mismatch.remedy();
                let diagnostic = blame(fault("expectation", title, matcher.place), &clause)
                    .label(mismatch)
                    .help_maybe(remedy)
                    .note(format!("the answer: {}", around(&answer.tree, path.value.as_str())));
                self.fail_at(&row, basis.map(|basis| basis.max(self.weight)), diagnostic);
            } else if let (Matcher::Absent, Some(of), None) = (&matcher.value, of, &answer.refusal) {
                self.exercised.absent(of.name(), answer.fields, path.value.as_str());
            }
        }
    }

    /// Whether an id stands there whose form is the subject's own.
    fn has_own_form(&self, answer: &ReadAnswer, path: &str) -> bool {
        let row = answer.fields.iter().find(|row| row.path == without_indices(path));
        self.is_free() && row.is_some_and(|row| row.source.is_id() || row.source == Source::RequestId)
    }

    /// Whether an expected value is only a spelling of "no value", where that is free.
    fn says_none(&self, answer: &ReadAnswer, path: &str, value: &Value) -> bool {
        let row = answer.fields.iter().find(|row| row.path == without_indices(path));
        let is_open = row.is_some_and(|row| Spelling::of_row(row, Form::Documented).is_some());
        self.is_free() && is_open && Spelling::of(Some(value)).is_some()
    }

    pub(super) fn bind(
        &mut self,
        binds: &offhook_scenario::Binds,
        of: Option<&'static dyn Operation>,
        answer: &ReadAnswer,
    ) {
        for (name, path) in binds.iter() {
            match expect::at(path, &answer.tree) {
                Some(value) => self.binds.set(name.value.clone(), value.clone()),
                None => {
                    let title = format!("there is nothing at `{}` to bind", path.value.as_str());
                    let note = format!("the answer: {}", short(&answer.tree.to_string()));
                    let clause = field_clause(of, answer, &without_indices(path.value.as_str()));
                    self.fail(blame(fault("bind", title, path.place), &clause).note(note));
                }
            }
        }
    }
}

/// How we know that the request is refused with the code that is expected of it, and the clause that says so.
fn expected_refusal(expected: &Expectations, of: Option<&'static dyn Operation>) -> Option<(Basis, String)> {
    let is_code = |path: &str| VENDORS.iter().any(|vendor| vendor.tables.code.0 == path);
    let (_, matcher) = expected.iter().find(|(path, _)| is_code(path.value.as_str()))?;
    let Matcher::Is(code) = &matcher.value else { return None };
    let (of, code) = (of?, code.as_str()?);
    Some((of.refusal(code)?.basis, of.refusal_clause(code)))
}

/// The clause of a field of an accepted answer; the fields of a refusal have none.
fn field_clause(of: Option<&'static dyn Operation>, answer: &ReadAnswer, row: &str) -> String {
    match (of, &answer.refusal) {
        (Some(of), None) => of.field_clause(row),
        _ => String::new(),
    }
}

/// Whether what stands there follows from the refusal.
fn shows_refusal(path: &str) -> bool {
    VENDORS.iter().any(|vendor| {
        let is_status = |row: &FieldRow| row.source == Source::HttpStatus && row.path == path;
        vendor.tables.code.0 == path || vendor.tables.refusal_fields.iter().any(is_status)
    })
}

/// A path that a scenario gives, seen from where the scenario's own path is seen.
pub(crate) fn relative(scenario: &Scenario, path: &At<String>) -> String {
    let source = scenario.sources.of(path.place);
    match source.name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{}", path.value),
        None => path.value.clone(),
    }
}
