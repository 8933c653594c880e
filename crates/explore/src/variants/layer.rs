//! What stands before our machine and says things as a variant says them.

use std::fmt::Write as _;

use offhook_centre::{RemoteParty, Stimulated, WireChoice};
use offhook_dialect::{
    ChannelField, EventValue, FieldRow, Form, Format, HttpRequest, HttpResponse, Limits, Operation, Source,
    Spelling, Type, is_of_one_edition, parse, render, respell_no_values, revalue,
};
use offhook_harness::{InProcess, Subject as _, SubjectError, Wrap};
use offhook_scenario::Scenario;
use serde_json::Value;

use super::Variant;
use super::accepted::accepted;
use super::manner::Manner;
use super::rename::Rename;

/// Says the answers and events of our machine as a variant does, in the form that a scenario wants.
pub(crate) struct Layer<'a> {
    variant: &'a Variant,
    choice: WireChoice,
    rename: Rename,
    /// The code with which the user's state alone refuses the request that is being answered.
    for_state: Option<&'static str>,
}

impl<'a> Layer<'a> {
    /// A layer before the machine that plays a scenario.
    pub(crate) fn new(variant: &'a Variant, scenario: &Scenario) -> Self {
        Self {
            variant,
            choice: WireChoice::of(scenario),
            rename: Rename::of(scenario, &variant.manners),
            for_state: None,
        }
    }

    fn has(&self, manner: Manner) -> bool {
        self.variant.manners.contains(&manner)
    }

    /// Another code for a refusal, or none.
    fn refuse(&self, of: &'static dyn Operation, reply: &mut HttpResponse) {
        let tables = &self.choice.dialect.tables;
        let Ok(tree) = serde_json::from_str::<Value>(&reply.body) else { return };
        let Some(code) = tables.refusal_in(&tree) else { return };
        let is_meant = |(name, ours): &(&str, &str)| *name == of.name() && *ours == code;
        let otherwise = if self.variant.accepted.iter().any(is_meant) {
            accepted(of, tables, &tree).map(|answer| (answer, of.fields()))
        } else if let Some(state) =
            self.for_state.filter(|state| *state != code && self.variant.state_first.iter().any(is_meant))
        {
            (tables.refusal)(of, state, &tree).map(|answer| (answer, tables.refusal_fields))
        } else {
            let other = self.variant.codes.iter().find(|(refusal, _)| is_meant(refusal));
            let refused = other.and_then(|(_, other)| (tables.refusal)(of, other, &tree));
            refused.map(|answer| (answer, tables.refusal_fields))
        };
        let Some(((status, tree), fields)) = otherwise else { return };
        reply.status = status;
        reply.body = render(&tree, fields, self.choice.form, Format::Json, of.name());
    }

    /// Other words, other times, other spellings of no value, other fields.
    fn reword(&mut self, of: Option<&'static dyn Operation>, reply: &mut HttpResponse) {
        let tables = &self.choice.dialect.tables;
        let format = self.choice.format;
        let Ok(mut raw) = parse(&reply.body, format, &Limits::DEFAULT) else { return };
        let refusal = tables.refusal_in(&raw.value).map(|_| ());
        let rows = match of {
            Some(operation) if refusal.is_none() => {
                (tables.answer_fields)(operation, &raw).unwrap_or_default()
            }
            _ => tables.refusal_fields,
        };
        self.rename.see(&raw, rows);
        let (words, seconds) = (self.has(Manner::Words), self.has(Manner::Seconds));
        revalue(&mut raw.value, rows, &|row: &FieldRow, value: &mut Value| {
            let initiator = Source::Channel(ChannelField::ReleaseInitiator);
            if words && (row.source.is_exemplified() || row.source == initiator) {
                reword(value);
            }
            if seconds && row.source.is_time() {
                round(value);
            }
        });
        if let (Some(of), None) = (of, refusal) {
            for path in &self.variant.hidden {
                if of.field(path).is_some_and(|row| is_of_one_edition(of, row)) {
                    hide(&mut raw.value, path);
                }
            }
        }
        let wanted = |row: &FieldRow| {
            self.variant.spellings.get(&(format, refusal.is_some(), row.path, row.ty)).copied()
        };
        respell_no_values(&mut raw.value, rows, self.choice.form, format, &wanted);
        if self.has(Manner::MoreFields) {
            revalue(&mut raw.value, rows, &|row: &FieldRow, value: &mut Value| match row.ty {
                Type::Object => add_field(value),
                Type::ObjectList => value.as_array_mut().into_iter().flatten().for_each(add_field),
                _ => {}
            });
            add_field(&mut raw.value);
        }
        reply.body = raw.to_text();
    }

    /// Another root element, and XML laid out otherwise.
    fn rewrite(&self, reply: &mut HttpResponse) {
        if self.has(Manner::OtherRoot) {
            reply.body = match self.choice.form {
                Form::Documented => format!("<answer>{}</answer>", reply.body),
                Form::Typed => without_root(&reply.body).unwrap_or(&reply.body).to_owned(),
            };
        }
        if self.has(Manner::XmlLaidOut) {
            reply.body = laid_out(&reply.body);
        }
    }
}

impl Wrap for Layer<'_> {
    fn reset(&mut self) {
        self.rename.forget();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let request = self.hear(inner, request);
        let mut reply = inner.request(&request)?;
        self.say(&request, &mut reply);
        Ok(reply)
    }

    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &RemoteParty,
    ) -> Result<Stimulated, SubjectError> {
        let stimulus = self.hear_stimulus(inner, stimulus);
        let outcome = inner.stimulus(&stimulus)?;
        Ok(self.say_outcome(outcome))
    }

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        self.emit(events)
    }
}

impl Layer<'_> {
    /// Before anything happens: notes what the world was given.
    fn settle(&mut self, inner: &InProcess) {
        if let Some(world) = inner.world() {
            self.rename.settle(world, self.choice.dialect.ids.job);
        }
    }

    /// A stimulus as our machine understands it.
    pub(crate) fn hear_stimulus(&mut self, inner: &InProcess, stimulus: &RemoteParty) -> RemoteParty {
        self.settle(inner);
        self.rename.unmark_stimulus(stimulus)
    }

    /// What came of a stimulus, as the variant says it.
    pub(crate) fn say_outcome(&mut self, outcome: Stimulated) -> Stimulated {
        self.rename.mark_outcome(outcome)
    }

    /// A request as our machine understands it.
    pub(crate) fn hear(&mut self, inner: &InProcess, request: &HttpRequest) -> HttpRequest {
        self.settle(inner);
        let request = self.rename.unmark(request);
        if !self.variant.state_first.is_empty() {
            self.for_state = inner.refused_for_state(&request);
        }
        request
    }

    /// Says an answer of ours as the variant does.
    pub(crate) fn say(&mut self, request: &HttpRequest, reply: &mut HttpResponse) {
        let of = self.choice.dialect.client.read(request).operation;
        if let (Some(of), Format::Json) = (of, self.choice.format) {
            self.refuse(of, reply);
        }
        self.reword(of, reply);
        reply.body = self.rename.mark(&reply.body);
        if self.choice.format == Format::Xml {
            self.rewrite(reply);
        }
    }

    /// Emits events of ours as the variant does.
    pub(crate) fn emit(&mut self, mut events: Vec<Value>) -> Vec<Value> {
        for event in &mut events {
            let name = self.choice.dialect.tables.event.name_in(event);
            let Some(facts) = self.choice.dialect.event(name) else { continue };
            for field in &facts.fields {
                let Some(value) = event.get_mut(field.path) else { continue };
                if field.kind == EventValue::Time && self.has(Manner::Seconds) {
                    round(value);
                }
                if field.kind == EventValue::Word && self.has(Manner::Words) {
                    reword(value);
                }
                if field.kind == EventValue::Id {
                    self.rename.see_id(value);
                }
                let is_blank = value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
                match event.as_object_mut() {
                    Some(map) if is_blank && self.has(Manner::EventsWithout) => {
                        map.shift_remove(field.path);
                    }
                    Some(map) if is_blank && self.has(Manner::EventsNull) => {
                        map.insert(field.path.to_owned(), Value::Null);
                    }
                    _ => {}
                }
            }
            if self.has(Manner::MoreFields) {
                add_field(event);
            }
            if self.has(Manner::OwnExtensions) || self.has(Manner::OwnIds) {
                let text = self.rename.mark(&event.to_string());
                *event = serde_json::from_str(&text).unwrap_or_default();
            }
        }
        if self.has(Manner::EventsTurned) {
            let time = |event: &Value| event[self.choice.dialect.vendor().tables.event.time].clone();
            for moment in events.chunk_by_mut(|one, other| time(one) == time(other)) {
                moment.reverse();
            }
        }
        events
    }
}

/// Another word, for a value that there is.
fn reword(value: &mut Value) {
    if Spelling::of(Some(value)).is_none() {
        *value = format!("own-{}", value.as_str().unwrap_or_default()).into();
    }
}

/// A time in whole seconds, written as a number, as the text of one, or as a date.
fn round(time: &mut Value) {
    let down = |ms: u64| ms / 1_000 * 1_000;
    if let Some(ms) = time.as_u64() {
        *time = down(ms).into();
    } else if let Some(text) = time.as_str() {
        let rounded = match (text.parse::<u64>(), text.split_once('.')) {
            (Ok(ms), _) => Some(down(ms).to_string()),
            (Err(_), Some((second, _))) => Some(format!("{second}Z")),
            (Err(_), None) => None,
        };
        if let Some(rounded) = rounded {
            *time = rounded.into();
        }
    }
}

/// Leaves a field out, wherever it stands.
fn hide(tree: &mut Value, path: &str) {
    let Some(map) = tree.as_object_mut() else { return };
    let Some((first, rest)) = path.split_once('.') else {
        map.shift_remove(path);
        return;
    };
    let inner = map.get_mut(first.strip_suffix("[]").unwrap_or(first));
    match inner {
        Some(Value::Array(items)) => items.iter_mut().for_each(|item| hide(item, rest)),
        Some(inner) => hide(inner, rest),
        None => {}
    }
}

/// Adds a field that no table knows to an object that has any.
fn add_field(value: &mut Value) {
    if let Some(map) = value.as_object_mut().filter(|map| !map.is_empty()) {
        map.insert("OwnField".to_owned(), "more".into());
    }
}

/// What stands in the root element.
fn without_root(text: &str) -> Option<&str> {
    let start = text.find('>')? + 1;
    text.get(start..text.rfind("</")?)
}

/// The same XML with a declaration, with every element on a line of its own, and with the first letter of each text escaped.
fn laid_out(text: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    for part in text.split_inclusive('>') {
        let (content, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
        let mut letters = content.chars();
        match letters.next() {
            Some(first) if first.is_alphanumeric() => {
                let _ = write!(out, "&#{};{}", u32::from(first), letters.as_str());
            }
            Some(_) => out.push_str(content),
            None => out.push('\n'),
        }
        out.push_str(tag);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_rounded_down_however_they_are_written() {
        for (time, rounded) in [
            (json!(1_700_000_000_999_u64), json!(1_700_000_000_000_u64)),
            (json!("1700000000999"), json!("1700000000000")),
            (json!("2023-11-14T22:13:20.999Z"), json!("2023-11-14T22:13:20Z")),
            (json!("2023-11-14T22:13:20Z"), json!("2023-11-14T22:13:20Z")),
        ] {
            let mut it = time;
            round(&mut it);
            assert_eq!(it, rounded);
        }
    }

    #[test]
    fn xml_says_the_same_however_it_is_laid_out() {
        let text = "<A><B>one</B><C>&lt;2</C></A>";
        assert_eq!(without_root(text), Some("<B>one</B><C>&lt;2</C>"));
        let laid = laid_out(text);
        assert!(laid.ends_with("<A>\n<B>&#111;ne</B>\n<C>&lt;2</C>\n</A>"), "{laid}");
    }
}
