//! What an answer is held against: status, shape, expectations, the whole documented answer.

use offhook_dialect::{
    FieldRow, Form, HttpResponse, Kind, Operation, SamplePart, ShapeFault, Source, Spelling, VENDORS, tokens,
};
use offhook_machine::Basis;
use offhook_scenario::{At, Diagnostic, Expectations, Format, Matcher, Place, Request, Scenario, Severity};

use serde_json::Value;

use super::binds::Binds;
use super::exercise::without_indices;
use super::kept::MAX_REMARKS;
use super::play::{Play, WHOLE};
use super::text::{around, short};
use super::wire::{Composed, ReadAnswer, interpret};
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
                self.fail_by(answer.fields.iter().find(|it| it.path == row).map(|it| it.basis), departure);
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
                let diagnostic = blame(fault("expectation", title, matcher.place), &clause)
                    .label(mismatch)
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

    /// Holds the whole answer against a file, token for token.
    pub(super) fn check_whole(&mut self, request: &Request, composed: &Composed, reply: &HttpResponse) {
        let Some(path) = &request.answer else { return };
        self.exercised.assert();
        let text = match (self.options.read_file)(&relative(self.scenario, path)) {
            Ok(text) => text,
            Err(reason) => {
                self.fail(fault("answer-file", format!("the file cannot be read: {reason}"), path.place));
                return;
            }
        };
        let format = self.choice.format;
        let part = match self.scenario.format {
            Format::Json => SamplePart::Json,
            Format::Xml => SamplePart::Xml,
        };
        let (expected, observed) = (tokens(&text, format), tokens(&reply.body, format));
        let differs =
            (0..expected.len().max(observed.len())).find(|at| expected.get(*at) != observed.get(*at));
        let differs = differs.filter(|_| !self.means_the_same(composed, reply, &text));
        if let Some(at) = differs {
            let token = |list: &[String]| list.get(at).cloned().unwrap_or_else(|| "the end".to_owned());
            let before = expected[at.saturating_sub(4)..at].join(" ");
            let title = "the answer is not the documented one, token for token";
            let sample = composed.of.map(|of| format!("{}.sample.{}", of.clause(), part.as_str()));
            let diagnostic = blame(fault("expectation", title, path.place), &sample.unwrap_or_default())
                .label(format!("expected {}, observed {}", token(&expected), token(&observed)))
                .note(format!("token {}, after: {before}", at + 1));
            self.fail_at(WHOLE, None, diagnostic);
        } else if let Some((of, samples)) = composed.of.and_then(|of| Some((of, of.samples()?))) {
            let sample = if part == SamplePart::Json { samples.json } else { samples.xml };
            if tokens(sample, format) == expected {
                self.exercised.add(Kind::Sample { of: of.name(), part });
            }
        }
    }

    /// Whether an answer differs from an expected text only in how fields say that they have no value, and in fields beyond the
    /// documented ones, where that is free.
    fn means_the_same(&self, composed: &Composed, reply: &HttpResponse, expected: &str) -> bool {
        let place = Place::default();
        let read = |body: &str| {
            let reply = HttpResponse { body: body.to_owned(), ..reply.clone() };
            let answer = interpret(self.choice, composed.of, &reply, true, place).ok()?;
            Some(without_unknown(answer.tree, &answer.faults))
        };
        let (ours, theirs) = (read(expected), read(&reply.body));
        self.is_free() && ours.is_some() && ours == theirs
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

/// The tree of an answer without the fields that no table knows.
fn without_unknown(mut tree: Value, faults: &[ShapeFault]) -> Value {
    let unknown = faults.iter().filter(|fault| matches!(fault, ShapeFault::Unknown { .. }));
    for fault in unknown {
        let pointer = format!("/{}", fault.path().replace(['.', '['], "/").replace(']', ""));
        let Some((container, name)) = pointer.rsplit_once('/') else { continue };
        if let Some(map) = tree.pointer_mut(container).and_then(Value::as_object_mut) {
            map.shift_remove(name);
        }
    }
    tree
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
