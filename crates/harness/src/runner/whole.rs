//! The whole of an answer, held against a file. What it says counts, not how it is spelled: escapes, entities, sections of character
//! data, declarations and comments may differ.

use std::fmt;

use offhook_dialect::{Format, HttpResponse, Kind, SamplePart, ShapeFault, tokens};
use offhook_machine::Basis;
use offhook_scenario::{Place, Request};
use serde_json::Value;

use super::checks::relative;
use super::expect::shown;
use super::play::{Play, WHOLE};
use super::wire::{Composed, ReadAnswer, interpret};
use super::{blame, fault};

/// The first place at which two answers differ.
#[derive(Debug, PartialEq)]
struct Difference<'a> {
    path: String,
    expected: Option<&'a Value>,
    observed: Option<&'a Value>,
}

impl Play<'_> {
    /// Holds the whole answer against the file that the step names.
    pub(super) fn check_whole(
        &mut self,
        request: &Request,
        composed: &Composed,
        answer: &ReadAnswer,
        reply: &HttpResponse,
    ) {
        let Some(path) = &request.answer else { return };
        self.exercised.assert();
        let (text, expected) = match self.expected_answer(&relative(self.scenario, path), composed, reply) {
            Ok(expected) => expected,
            Err(reason) => return self.fail(fault("answer-file", reason, path.place)),
        };
        let part = match self.choice.format {
            Format::Json => SamplePart::Json,
            Format::Xml => SamplePart::Xml,
        };
        let sample =
            composed.of.map_or(String::new(), |of| format!("{}.sample.{}", of.clause(), part.as_str()));
        let departure = |title: &str| blame(fault("expectation", title, path.place), &sample);
        match difference(String::new(), Some(&expected.raw), Some(&answer.raw)) {
            Some(_) if self.means_the_same(&expected, answer) => {}
            Some(difference) => {
                let differs = departure("the answer is not the documented one").label(difference);
                return self.fail_at(WHOLE, None, differs);
            }
            None if self.choice.format == Format::Json && is_doubled(&answer.raw, &reply.body) => {
                return self.fail_at(WHOLE, None, departure("the answer has a field twice"));
            }
            // Where the table has an order, its shape says so.
            None if !is_ordered_alike(&expected.raw, &answer.raw) && !answer.faults.iter().any(is_order) => {
                let order = departure("the fields of the answer are not in the documented order");
                self.fail_at(WHOLE, Some(Basis::Inferred), order);
            }
            None => {}
        }
        let Some((of, samples)) = composed.of.and_then(|of| Some((of, of.samples()?))) else { return };
        let sample = if part == SamplePart::Json { samples.json } else { samples.xml };
        if tokens(sample, self.choice.format) == tokens(&text, self.choice.format) {
            self.exercised.add(Kind::Sample { of: of.name(), part });
        }
    }

    /// The text of a file, and the answer that it holds. Nothing of a file is quoted that holds none.
    fn expected_answer(
        &self,
        path: &str,
        composed: &Composed,
        reply: &HttpResponse,
    ) -> Result<(String, ReadAnswer), String> {
        let text =
            (self.options.read_file)(path).map_err(|reason| format!("the file cannot be read: {reason}"))?;
        let whole = HttpResponse { body: text.clone(), ..reply.clone() };
        let read = interpret(self.choice, composed.of, &whole, self.is_free(), Place::default());
        let answer =
            read.map_err(|_| format!("the file holds no answer in {}", self.choice.format.as_str()))?;
        if answer.faults.iter().any(is_unknown) {
            return Err("the file holds no such answer: it has a field that none has".to_owned());
        }
        Ok((text, answer))
    }

    /// Whether an answer differs from the expected one only in how fields say that they have no value, and in fields beyond the
    /// documented ones, where that is free.
    fn means_the_same(&self, expected: &ReadAnswer, answer: &ReadAnswer) -> bool {
        self.is_free() && expected.tree == without_unknown(answer)
    }
}

const fn is_unknown(fault: &ShapeFault) -> bool {
    matches!(fault, ShapeFault::Unknown { .. })
}

/// Whether two equal values have their fields in the same order: objects are equal in any, their texts are not.
fn is_ordered_alike(expected: &Value, observed: &Value) -> bool {
    let (expected, observed) = (expected.to_string(), observed.to_string());
    expected == observed
}

const fn is_order(fault: &ShapeFault) -> bool {
    matches!(fault, ShapeFault::OutOfOrder { .. })
}

/// The first place at which two values differ, whatever the order of their fields.
fn difference<'a>(
    path: String,
    expected: Option<&'a Value>,
    observed: Option<&'a Value>,
) -> Option<Difference<'a>> {
    match (expected, observed) {
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let names = ours.keys().chain(theirs.keys().filter(|name| !ours.contains_key(*name)));
            let below = |name: &String| if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            names.into_iter().find_map(|name| difference(below(name), ours.get(name), theirs.get(name)))
        }
        (Some(Value::Array(ours)), Some(Value::Array(theirs))) => (0..ours.len().max(theirs.len()))
            .find_map(|at| difference(format!("{path}[{at}]"), ours.get(at), theirs.get(at))),
        (expected, observed) if expected == observed => None,
        (expected, observed) => Some(Difference { path, expected, observed }),
    }
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
        write!(f, "`{}`: expected {}, observed {}", self.path, shown(self.expected), shown(self.observed))
    }
}

/// Whether an object of a text has a name twice: what was read of it is shorter.
fn is_doubled(raw: &Value, text: &str) -> bool {
    tokens(&raw.to_string(), Format::Json).len() != tokens(text, Format::Json).len()
}

/// The tree of an answer without the fields that no table knows.
fn without_unknown(answer: &ReadAnswer) -> Value {
    let mut tree = answer.tree.clone();
    for fault in answer.faults.iter().filter(|fault| is_unknown(fault)) {
        let pointer = format!("/{}", fault.path().replace(['.', '['], "/").replace(']', ""));
        let Some((container, name)) = pointer.rsplit_once('/') else { continue };
        if let Some(map) = tree.pointer_mut(container).and_then(Value::as_object_mut) {
            map.shift_remove(name);
        }
    }
    tree
}
