//! From a step to a request on the wire, and from an answer back to a tree with declared types.

use offhook_dialect::cc_gateway::{self, Operation};
use offhook_dialect::ccc::{self, Action};
use offhook_dialect::{
    FieldRow, Form, Format, Kind, Limits, Place as In, ShapeFault, encode_query, parse, parse_query,
    percent_encode, read,
};
use offhook_machine::Basis;
use offhook_scenario::{At, Diagnostic, Dialect, Place, Request, fill};
use serde_json::{Map, Value};

use super::binds::Binds;
use super::fault;
use crate::in_process::Cast;
use crate::subject::{Ask, Reply, Speech};

/// A request ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// The action or operation, where it is one of the dialect's.
    pub(super) of: Option<Of>,
    pub(super) ask: Ask,
    /// What the request says, by parameter.
    pub(super) said: Vec<(String, String)>,
}

/// A row of the dialect's list of requests.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    Action(&'static Action),
    Operation(&'static Operation),
}

impl Of {
    pub(super) fn find(dialect: Dialect, name: &str) -> Option<Self> {
        match dialect {
            Dialect::Ccc => ccc::action(name).map(Self::Action),
            Dialect::CcGateway => cc_gateway::OPERATIONS
                .iter()
                .copied()
                .find(|operation| operation.id == name)
                .map(Self::Operation),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Action(action) => action.name,
            Self::Operation(operation) => operation.id,
        }
    }

    /// The clause that describes it as a whole.
    pub(super) fn clause(self) -> String {
        match self {
            Self::Action(action) => action.clause.to_owned(),
            Self::Operation(operation) => operation.clause.to_owned(),
        }
    }

    /// The clause of a field of its answer.
    pub(super) fn field_clause(self, path: &str) -> String {
        match self {
            Self::Action(action) => action.field_clause(path),
            Self::Operation(operation) => operation.field_clause(path),
        }
    }

    /// How we know a refusal with this code, and its clause.
    pub(super) fn refusal(self, code: &str) -> Option<(Basis, String)> {
        match self {
            Self::Action(action) => action.error(code).map(|row| (row.basis, action.error_clause(code))),
            Self::Operation(operation) => {
                operation.retcode(code).map(|row| (row.basis, operation.retcode_clause(code)))
            }
        }
    }

    /// The parts of the table that a request touches.
    pub(super) fn params(self, said: &[(String, String)]) -> impl Iterator<Item = Kind> {
        let rows = match self {
            Self::Action(action) => action.params,
            Self::Operation(operation) => operation.params,
        };
        let of = self.name();
        let is_said = |name: &str| said.iter().any(|(said, _)| said.eq_ignore_ascii_case(name));
        rows.iter().filter(move |row| is_said(row.name)).map(move |row| Kind::Param { of, name: row.name })
    }
}

/// Who asks, and in which words.
pub(super) struct Asker<'a> {
    pub(super) speech: Speech,
    pub(super) instance: &'a str,
    pub(super) cast: &'a [Cast],
    pub(super) binds: &'a Binds,
}

impl Asker<'_> {
    /// Writes the request of a step.
    pub(super) fn compose(&self, request: &Request) -> Result<Composed, Diagnostic> {
        match self.speech.dialect {
            Dialect::Ccc => self.rpc(request),
            Dialect::CcGateway => self.rest(request),
        }
    }

    pub(super) fn who(&self, alias: Option<&At<String>>) -> Option<&Cast> {
        self.cast.iter().find(|who| alias.is_some_and(|alias| who.alias == alias.value))
    }

    fn value(&self, value: &At<Value>) -> Result<Value, Diagnostic> {
        fill(&value.value, &|name| self.binds.get(name))
            .map_err(|error| fault("unbound", error.to_string(), value.place))
    }

    fn text(&self, text: &At<String>) -> Result<String, Diagnostic> {
        let value = At::new(Value::from(text.value.as_str()), text.place);
        self.value(&value).map(|value| wire_text(&value))
    }

    fn rpc(&self, request: &Request) -> Result<Composed, Diagnostic> {
        let who = self.who(request.by.as_ref());
        let account = who.map(|who| who.id.clone());
        if let Some(uri) = &request.uri {
            let text = self.text(uri)?;
            let query = text.split_once('?').map_or("", |(_, query)| query);
            let (action, params) =
                parse_query(query).map_err(|error| fault("bad-uri", error.to_string(), uri.place))?;
            let name = action.unwrap_or_else(|| request.action.value.clone());
            let of = Of::find(Dialect::Ccc, &name);
            return Ok(Composed {
                of,
                said: said(&name, &params),
                ask: Ask::Rpc { action: name, params, account },
            });
        }
        let name = request.action.value.clone();
        let of = Of::find(Dialect::Ccc, &name);
        let rows = ccc::action(&name).map(|action| action.params).unwrap_or_default();
        let mut params = Vec::new();
        for row in rows.iter().filter(|row| row.name != offhook_dialect::ACTION) {
            let own = match row.name {
                "InstanceId" => Some(self.instance.to_owned()),
                "UserId" => who.map(|who| who.id.clone()),
                "DeviceId" => who.map(|who| who.device.clone()),
                _ => None,
            };
            if let (false, Some(text)) = (request.with.get(row.name).is_some(), own) {
                params.push((row.name.to_owned(), text));
            }
        }
        for (name, value) in request.with.iter().filter(|(_, value)| !value.value.is_null()) {
            params.push((name.value.clone(), wire_text(&self.value(value)?)));
        }
        Ok(Composed { of, said: said(&name, &params), ask: Ask::Rpc { action: name, params, account } })
    }

    fn rest(&self, request: &Request) -> Result<Composed, Diagnostic> {
        let name = &request.action;
        let Some(Of::Operation(operation)) = Of::find(Dialect::CcGateway, name) else {
            return Err(fault("unknown-action", format!("unknown operation `{}`", name.value), name.place));
        };
        let who = self.who(request.by.as_ref());
        let mut parts = Parts::new(operation);
        for row in operation.params {
            let own = match (row.name, operation.id) {
                ("agentid", _) => who.map(|who| who.id.clone()),
                ("phonenum", "login" | "forceLogin" | "loginEx") => who.and_then(|who| who.extension.clone()),
                ("password", "login" | "forceLogin" | "loginEx") => Some(String::new()),
                _ => None,
            };
            if let (false, Some(text)) = (request.with.get(row.name).is_some(), own) {
                parts.say(row.name, &Value::from(text));
            }
        }
        for (name, value) in request.with.iter().filter(|(_, value)| !value.value.is_null()) {
            parts.say(name, &self.value(value)?);
        }
        let target = match &request.uri {
            Some(uri) => self.text(uri)?,
            None => parts.target(),
        };
        let method =
            request.method.as_ref().map_or(operation.method.as_str(), |method| method.value.as_str());
        let headers = self.headers(request, who)?;
        let body = match &request.body {
            Some(body) => {
                parts.leave_out_body();
                self.text(body)?
            }
            None => parts.body(),
        };
        let mut said = parts.said.clone();
        said.extend(headers.iter().cloned());
        let ask = Ask::Rest { method: method.to_owned(), target, headers, body };
        Ok(Composed { of: Some(Of::Operation(operation)), ask, said })
    }

    /// The headers that every request carries, the Guid once the agent has one, and what the step says otherwise.
    fn headers(&self, request: &Request, who: Option<&Cast>) -> Result<Vec<(String, String)>, Diagnostic> {
        let mut headers = vec![("Content-Type".to_owned(), "application/json; charset=UTF-8".to_owned())];
        if let Some(guid) = who.and_then(|who| self.binds.text(&format!("{}.guid", who.alias))) {
            headers.push(("Guid".to_owned(), guid.to_owned()));
        }
        for (name, value) in request.headers.iter() {
            headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
            if let Some(text) = value {
                headers.push((name.value.clone(), self.text(text)?));
            }
        }
        Ok(headers)
    }
}

fn said(action: &str, params: &[(String, String)]) -> Vec<(String, String)> {
    let mut said = params.to_vec();
    said.push((offhook_dialect::ACTION.to_owned(), action.to_owned()));
    said
}

/// The text of a value in a query: lists as JSON, as the vendor's clients write them.
fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The parts of a REST request.
struct Parts {
    operation: &'static Operation,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Map<String, Value>,
    said: Vec<(String, String)>,
}

impl Parts {
    fn new(operation: &'static Operation) -> Self {
        Self { operation, path: Vec::new(), query: Vec::new(), body: Map::new(), said: Vec::new() }
    }

    fn say(&mut self, name: &str, value: &Value) {
        let pair = (name.to_owned(), wire_text(value));
        self.said.push(pair.clone());
        match self.operation.param(name).map_or(In::Body, |row| row.place) {
            In::Path => self.path.push(pair),
            In::Query => self.query.push(pair),
            In::Body => {
                self.body.insert(name.to_owned(), value.clone());
            }
            In::Header => {}
        }
    }

    fn target(&self) -> String {
        let mut target = self.operation.path.to_owned();
        for (name, value) in &self.path {
            target = target.replace(&format!("{{{name}}}"), &percent_encode(value));
        }
        if self.query.is_empty() { target } else { format!("{target}?{}", encode_query(None, &self.query)) }
    }

    /// What the body would say is not sent.
    fn leave_out_body(&mut self) {
        let operation = self.operation;
        self.body.clear();
        self.said.retain(|(name, _)| operation.param(name).is_some_and(|row| row.place != In::Body));
    }

    fn body(&self) -> String {
        let takes_body = self.operation.params.iter().any(|row| row.place == In::Body);
        if takes_body || !self.body.is_empty() {
            Value::Object(self.body.clone()).to_string()
        } else {
            String::new()
        }
    }
}

/// An answer, read by the table that it should follow.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// With declared types, values that are none left out.
    pub(super) tree: Value,
    /// As it came.
    pub(super) raw: Value,
    /// The table.
    pub(super) fields: &'static [FieldRow],
    /// How it departs from the table.
    pub(super) faults: Vec<ShapeFault>,
    /// The code of a refusal.
    pub(super) refusal: Option<String>,
}

/// Reads an answer.
pub(super) fn interpret(
    speech: Speech,
    of: Option<Of>,
    reply: &Reply,
    place: Place,
) -> Result<Answer, Diagnostic> {
    let (form, format) = match speech.dialect {
        Dialect::Ccc => (speech.form, speech.format),
        Dialect::CcGateway => (Form::Typed, Format::Json),
    };
    let raw = parse(&reply.body, format, &Limits::DEFAULT)
        .map_err(|error| fault("answer", format!("the answer cannot be read: {error}"), place))?;
    let (code, accepted) = match speech.dialect {
        Dialect::Ccc => (text_at(&raw.value, "Code"), "OK"),
        Dialect::CcGateway => (text_at(&raw.value, "retcode"), cc_gateway::retcodes::SUCCESS),
    };
    let refusal = (code != accepted).then_some(code);
    let fields = match (of, &refusal) {
        (Some(Of::Operation(it)), None) if it.id == cc_gateway::GET_AGENT_EVENT.id => {
            cc_gateway::poll_fields(&raw)
                .ok_or_else(|| fault("answer", "the answer holds an event that is not documented", place))?
        }
        (Some(Of::Operation(it)), None) => it.fields,
        (Some(Of::Action(it)), None) => it.fields,
        (Some(Of::Operation(_)), Some(_)) => cc_gateway::REFUSAL_FIELDS,
        _ => ccc::ERROR_FIELDS,
    };
    let (tree, faults) = read(&raw, fields, form);
    Ok(Answer { tree, raw: raw.value, fields, faults, refusal })
}

fn text_at(value: &Value, name: &str) -> String {
    value.get(name).map(wire_text).unwrap_or_default()
}
