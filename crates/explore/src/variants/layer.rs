//! What stands before our machine and says things as a variant says them.

use std::fmt::Write as _;

use offhook_centre::WireChoice;
use offhook_dialect::{
    EventValue, FieldRow, Form, Format, HttpRequest, HttpResponse, Operation, Raw, Spelling, render,
    respell_no_values, revalue,
};
use offhook_harness::{InProcess, Subject as _, SubjectError, Wrap};
use serde_json::Value;

use super::{Manner, Variant};

/// Says the answers and events of our machine as a variant does, in the form that a scenario wants.
pub(crate) struct Layer<'a> {
    pub(crate) variant: &'a Variant,
    pub(crate) choice: WireChoice,
}

impl Layer<'_> {
    fn has(&self, manner: Manner) -> bool {
        self.variant.manners.contains(&manner)
    }

    /// Another code for a refusal.
    fn refuse(&self, of: &'static dyn Operation, reply: &mut HttpResponse) {
        let tables = &self.choice.dialect.tables;
        let Ok(tree) = serde_json::from_str::<Value>(&reply.body) else { return };
        let other = tables.refusal_in(&tree).and_then(|code| {
            let taken =
                self.variant.codes.iter().find(|((name, ours), _)| *name == of.name() && *ours == code);
            taken.map(|(_, other)| *other)
        });
        let Some((status, refused)) = other.and_then(|other| (tables.refusal)(of, other, &tree)) else {
            return;
        };
        reply.status = status;
        reply.body = render(&refused, tables.refusal_fields, self.choice.form, Format::Json, of.name());
    }

    /// Other words, other times, other spellings of no value.
    fn reword(&self, of: Option<&'static dyn Operation>, reply: &mut HttpResponse) {
        let tables = &self.choice.dialect.tables;
        let Ok(mut tree) = serde_json::from_str::<Value>(&reply.body) else { return };
        let is_refusal = tables.refusal_in(&tree).is_some();
        let rows = match of {
            Some(operation) if !is_refusal => {
                let raw = Raw { format: Format::Json, root: None, value: tree.clone() };
                (tables.answer_fields)(operation, &raw).unwrap_or_default()
            }
            _ => tables.refusal_fields,
        };
        let (words, seconds) = (self.has(Manner::Words), self.has(Manner::Seconds));
        revalue(&mut tree, rows, &|row: &FieldRow, value: &mut Value| {
            if words && row.source.is_exemplified() {
                reword(value);
            }
            if seconds && row.source.is_time() {
                round(value);
            }
        });
        let wanted = |row: &FieldRow| self.variant.spellings.get(&(is_refusal, row.path, row.ty)).copied();
        respell_no_values(&mut tree, rows, self.choice.form, Format::Json, &wanted);
        reply.body = tree.to_string();
    }

    /// Another root element, and XML laid out otherwise.
    fn rewrite(&self, of: Option<&'static dyn Operation>, reply: &mut HttpResponse) {
        if let (true, Some(of)) = (self.has(Manner::Seconds), of) {
            for row in of.fields().iter().filter(|row| row.source.is_time()) {
                reply.body = rounded(&reply.body, row.name());
            }
        }
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
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        self.say(request, &mut reply);
        Ok(reply)
    }

    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        self.emit(events)
    }
}

impl Layer<'_> {
    /// Says an answer of ours as the variant does.
    pub(crate) fn say(&self, request: &HttpRequest, reply: &mut HttpResponse) {
        let of = self.choice.dialect.client.read(request).operation;
        if self.choice.format == Format::Xml {
            self.rewrite(of, reply);
            return;
        }
        if let Some(of) = of {
            self.refuse(of, reply);
        }
        self.reword(of, reply);
    }

    /// Emits events of ours as the variant does.
    pub(crate) fn emit(&self, mut events: Vec<Value>) -> Vec<Value> {
        for event in &mut events {
            let name = event["eventType"].as_str().unwrap_or_default();
            let Some(facts) = self.choice.dialect.event(name) else { continue };
            for field in &facts.fields {
                let Some(value) = event.get_mut(field.path) else { continue };
                if field.kind == EventValue::Time && self.has(Manner::Seconds) {
                    round(value);
                }
                if field.kind == EventValue::Word && self.has(Manner::Words) {
                    reword(value);
                }
            }
        }
        if self.has(Manner::EventsTurned) {
            let time = |event: &Value| event["eventTime"].clone();
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

/// The same XML with whole seconds in the elements of this name.
fn rounded(text: &str, name: &str) -> String {
    let (open, mut out) = (format!("<{name}>"), String::new());
    for (index, part) in text.split(&open).enumerate() {
        let (content, rest) = part.split_at(part.find('<').unwrap_or(part.len()));
        let ms = content.parse::<u64>().ok().filter(|_| index > 0);
        if index > 0 {
            out.push_str(&open);
        }
        match ms {
            Some(ms) => drop(write!(out, "{}", ms / 1_000 * 1_000)),
            None => out.push_str(content),
        }
        out.push_str(rest);
    }
    out
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
        assert_eq!(rounded("<T>1609225718295</T><U>1999</U>", "T"), "<T>1609225718000</T><U>1999</U>");
        let laid = laid_out(text);
        assert!(laid.ends_with("<A>\n<B>&#111;ne</B>\n<C>&lt;2</C>\n</A>"), "{laid}");
    }
}
