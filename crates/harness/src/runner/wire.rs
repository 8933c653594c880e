//! From a step to a request on the wire, and from an answer back to a tree with declared types.

use offhook_centre::{Participant, WireChoice};
use offhook_dialect::{
    Caller, Draft, FieldRow, Format, HttpRequest, HttpResponse, Kind, Limits, Operation, Pairs, ShapeFault,
    Spelling, is_of_one_edition, parse, read, settle_no_values, wire_text,
};
use offhook_scenario::{At, Diagnostic, Place, Request, fill};
use serde_json::Value;

use super::binds::Binds;
use super::codes::UNBOUND;
use super::fault;

/// A request ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// The operation, where it is one of the dialect's.
    pub(super) of: Option<&'static dyn Operation>,
    pub(super) request: HttpRequest,
    /// What the request says, by parameter.
    pub(super) said: Pairs,
}

/// The parts of the table that a request touches.
pub(super) fn params(of: &'static dyn Operation, said: &[(String, String)]) -> impl Iterator<Item = Kind> {
    let is_said = |name: &str| said.iter().any(|(said, _)| said.eq_ignore_ascii_case(name));
    let rows = of.params().iter().filter(move |row| is_said(row.name));
    rows.map(move |row| Kind::Param { of: of.name(), name: row.name })
}

/// The names and words with which a scenario's requests are written.
pub(super) struct Asker<'a> {
    pub(super) choice: WireChoice,
    pub(super) instance: &'a str,
    pub(super) participants: &'a [Participant],
    pub(super) binds: &'a Binds,
}

impl Asker<'_> {
    /// Writes the request of a step.
    pub(super) fn compose(&self, request: &Request) -> Result<Composed, Diagnostic> {
        let who = request.by.as_ref();
        let who = self.participants.iter().find(|it| who.is_some_and(|alias| it.alias == alias.value));
        let uri = request.uri.as_ref().map(|uri| self.text(uri)).transpose()?;
        let body = request.body.as_ref().map(|body| self.text(body)).transpose()?;
        let mut with = Vec::new();
        for (name, value) in request.with.iter() {
            let value = if value.value.is_null() { None } else { Some(self.value(value)?) };
            with.push((name.value.clone(), value));
        }
        let mut headers = Vec::new();
        for (name, value) in request.headers.iter() {
            headers.push((name.value.clone(), value.as_ref().map(|text| self.text(text)).transpose()?));
        }
        let token = who.and_then(|who| self.binds.token(self.choice.dialect.vendor(), &who.alias));
        let draft = Draft {
            operation: &request.action.value,
            with,
            caller: who.map(|who| Caller {
                id: &who.id,
                device: &who.device,
                extension: who.extension.as_deref(),
                token,
            }),
            instance: self.instance,
            format: Some(self.choice.format),
            uri: uri.as_deref(),
            method: request.method.as_ref().map(|method| method.value.as_str()),
            body: body.as_deref(),
            headers,
        };
        let written = self.choice.dialect.client.write(&draft).map_err(|reason| match &request.uri {
            Some(uri) => fault("bad-uri", reason, uri.place),
            None => fault("unknown-action", reason, request.action.place),
        })?;
        Ok(Composed { of: written.operation, request: written.request, said: written.said })
    }

    fn value(&self, value: &At<Value>) -> Result<Value, Diagnostic> {
        fill(&value.value, &|name| self.binds.get(name))
            .map_err(|error| fault(UNBOUND, error.to_string(), value.place))
    }

    fn text(&self, text: &At<String>) -> Result<String, Diagnostic> {
        let value = At::new(Value::from(text.value.as_str()), text.place);
        self.value(&value).map(|value| wire_text(&value).into_owned())
    }
}

/// An answer, read by the table that it should follow.
#[derive(Clone, Debug)]
pub(super) struct ReadAnswer {
    /// With declared types, values that are none left out.
    pub(super) tree: Value,
    /// As it came.
    pub(super) raw: Value,
    /// As it came, but for how fields say that they have no value, where that is free.
    pub(super) settled: Value,
    /// The table.
    pub(super) fields: &'static [FieldRow],
    /// How it departs from the table.
    pub(super) faults: Vec<ShapeFault>,
    /// The code of a refusal.
    pub(super) refusal: Option<String>,
    /// Whether an answer in XML has a root element, where that is free.
    pub(super) has_root: Option<bool>,
    /// How each field without a value says so, where that is free.
    pub(super) spelled: Vec<(&'static str, Spelling)>,
}

/// Leaves out a list or an object without items that stands in for a field that is not there.
fn leave_empty_out(tree: &mut Value, path: &str) {
    let Some(map) = tree.as_object_mut() else { return };
    let Some((first, rest)) = path.split_once('.') else {
        let is_empty = |value: &Value| {
            value.as_array().is_some_and(Vec::is_empty)
                || value.as_object().is_some_and(serde_json::Map::is_empty)
        };
        if map.get(path).is_some_and(is_empty) {
            map.shift_remove(path);
        }
        return;
    };
    match map.get_mut(first.strip_suffix("[]").unwrap_or(first)) {
        Some(Value::Array(items)) => items.iter_mut().for_each(|item| leave_empty_out(item, rest)),
        Some(inner) => leave_empty_out(inner, rest),
        None => {}
    }
}

/// Reads an answer. Where the spelling of "no value" is free, the tree has that of the table's rows.
pub(super) fn interpret(
    choice: WireChoice,
    of: Option<&'static dyn Operation>,
    response: &HttpResponse,
    is_free: bool,
    place: Place,
) -> Result<ReadAnswer, Diagnostic> {
    let tables = &choice.dialect.vendor().tables;
    let raw = parse(&response.body, choice.format, &Limits::DEFAULT)
        .map_err(|error| fault("answer", format!("the answer cannot be read: {error}"), place))?;
    let refusal = tables.refusal_in(&raw.value);
    let fields = match (of, &refusal) {
        (Some(of), None) => (tables.answer_fields)(of, &raw)
            .ok_or_else(|| fault("answer", "the answer holds an event that is not documented", place))?,
        _ => tables.refusal_fields,
    };
    let mut settled = raw.clone();
    let spelled = if is_free { settle_no_values(&mut settled, fields, choice.form) } else { Vec::new() };
    let (mut tree, mut faults) = read(&settled, fields, choice.form);
    let has_root = (is_free && raw.format == Format::Xml).then_some(raw.root.is_some());
    if let (true, Some(of)) = (is_free, of) {
        let may_lack = |fault: &ShapeFault| {
            matches!(fault, ShapeFault::Missing { .. })
                && fields.iter().any(|row| row.path == fault.row_path() && is_of_one_edition(of, row))
        };
        faults.retain(|fault| !may_lack(fault));
        let is_lacking = |(path, spelling): &&(&str, Spelling)| {
            *spelling == Spelling::Absent
                && fields.iter().any(|row| row.path == *path && is_of_one_edition(of, row))
        };
        for (path, _) in spelled.iter().filter(is_lacking) {
            leave_empty_out(&mut tree, path);
        }
    }
    if has_root.is_some() {
        faults.retain(|fault| !matches!(fault, ShapeFault::Root { .. }));
    }
    Ok(ReadAnswer {
        tree,
        raw: raw.value,
        settled: settled.value,
        fields,
        faults,
        refusal,
        has_root,
        spelled,
    })
}
