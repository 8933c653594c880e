//! What vendors have in common whose operations are each a method and a path: how a request is written from the places of its
//! parameters, taken apart, and carried over.

use serde_json::{Map, Value};

use crate::client::{Draft, Recorded, Written};
use crate::form::wire_text;
use crate::http::{HttpRequest, JSON};
use crate::operation::Operation;
use crate::query::{Pairs, encode_query, parse_query, percent_encode};
use crate::shape::{ParamRow, Place, Type};
use crate::wire::{MAX_BODY_BYTES, WireError};

/// The longest method that a scenario can say.
const MAX_METHOD_BYTES: usize = 20;

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// Every method that some operation uses.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The method's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// The method of this name; the case of letters counts.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// An operation that is a method and a path.
pub(crate) trait Addressed: Operation {
    /// The only method it takes.
    fn method(&self) -> Method;
    /// The path, with `{name}` where the value of a parameter stands.
    fn path(&self) -> &'static str;
}

/// The same request with this token in the header of the session, where it has one.
pub(crate) fn with_token(request: &HttpRequest, header: &str, token: &str) -> HttpRequest {
    let mut request = request.clone();
    for (_, value) in request.headers.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(header)) {
        token.clone_into(value);
    }
    request
}

/// The same request with another value of a parameter. One that is not said is not added.
pub(crate) fn map_param(
    request: &HttpRequest,
    operation: &dyn Addressed,
    name: &str,
    map: &dyn Fn(Option<&str>) -> Option<String>,
) -> Option<HttpRequest> {
    let (path, query) =
        request.target.split_once('?').map_or((&*request.target, None), |(path, query)| (path, Some(query)));
    match operation.param(name)?.place {
        Place::Path => {
            let place = format!("{{{name}}}");
            let place = operation.path().split('/').position(|part| part == place)?;
            let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
            let part = parts.get_mut(place)?;
            *part = map(Some(part))?;
            let query = query.map_or(String::new(), |query| format!("?{query}"));
            Some(HttpRequest { target: parts.join("/") + &query, ..request.clone() })
        }
        Place::Query => {
            let (_, mut pairs) = parse_query(query?).ok()?;
            let (_, value) = pairs.iter_mut().find(|(known, _)| known == name)?;
            *value = map(Some(value))?;
            let target = format!("{path}?{}", encode_query(None, &pairs));
            Some(HttpRequest { target, ..request.clone() })
        }
        Place::Body => {
            let Ok(Value::Object(mut fields)) = serde_json::from_slice(&request.body) else { return None };
            let said = fields.get(name)?;
            let mapped = map(Some(&wire_text(said)))?;
            let mapped = if said.is_number() { serde_json::from_str(&mapped).ok()? } else { mapped.into() };
            fields.insert(name.to_owned(), mapped);
            Some(HttpRequest { body: Value::Object(fields).to_string().into_bytes(), ..request.clone() })
        }
        Place::Header => None,
    }
}

/// Writes the request of a draft: `own` is what the client says where the draft says nothing, `token` the header of the session.
pub(crate) fn write(
    draft: &Draft<'_>,
    operation: &'static dyn Addressed,
    own: &dyn Fn(&ParamRow) -> Option<String>,
    token: &str,
) -> Written {
    let mut parts =
        Parts { operation, path: Vec::new(), query: Vec::new(), body: Map::new(), said: Vec::new() };
    for row in operation.params() {
        let is_said = draft.with.iter().any(|(name, _)| name == row.name);
        if let (false, Some(text)) = (is_said, own(row)) {
            parts.say(row.name, &Value::from(text));
        }
    }
    for (name, value) in &draft.with {
        if let Some(value) = value {
            parts.say(name, value);
        }
    }
    let target = draft.uri.map_or_else(|| parts.target(), str::to_owned);
    let headers = headers(draft, token);
    let body = match draft.body {
        Some(body) => {
            parts.leave_out_body();
            body.to_owned()
        }
        None => parts.body(),
    };
    let mut said = parts.said;
    said.extend(headers.iter().cloned());
    let method = draft.method.unwrap_or(operation.method().as_str()).to_owned();
    let request = HttpRequest { method, target, headers, body: body.into_bytes() };
    Written { request, operation: Some(operation), said }
}

/// The headers that every request carries, the session's token once there is one, and what the draft says otherwise.
fn headers(draft: &Draft<'_>, token: &str) -> Pairs {
    let mut headers = vec![("Content-Type".to_owned(), JSON.to_owned())];
    if let Some(own) = draft.caller.and_then(|caller| caller.token) {
        headers.push((token.to_owned(), own.to_owned()));
    }
    for (name, value) in &draft.headers {
        headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
        headers.extend(value.iter().map(|value| (name.clone(), value.clone())));
    }
    headers
}

/// The parts of a request, by the places of its parameters.
struct Parts {
    operation: &'static dyn Addressed,
    path: Pairs,
    query: Pairs,
    body: Map<String, Value>,
    said: Pairs,
}

impl Parts {
    fn place(&self, name: &str) -> Option<Place> {
        self.operation.param(name).map(|row| row.place)
    }

    fn say(&mut self, name: &str, value: &Value) {
        let pair = (name.to_owned(), wire_text(value).into_owned());
        self.said.push(pair.clone());
        match self.place(name).unwrap_or(Place::Body) {
            Place::Path => self.path.push(pair),
            Place::Query => self.query.push(pair),
            // Where the table asks for a text, a number that is written without quotes is one.
            Place::Body if self.is_text(name) && (value.is_number() || value.is_boolean()) => {
                self.body.insert(pair.0, pair.1.into());
            }
            Place::Body => {
                self.body.insert(name.to_owned(), value.clone());
            }
            Place::Header => {}
        }
    }

    fn is_text(&self, name: &str) -> bool {
        self.operation.param(name).is_some_and(|row| row.ty == Type::String)
    }

    fn target(&self) -> String {
        let mut target = self.operation.path().to_owned();
        for (name, value) in &self.path {
            target = target.replace(&format!("{{{name}}}"), &percent_encode(value));
        }
        if self.query.is_empty() { target } else { format!("{target}?{}", encode_query(None, &self.query)) }
    }

    /// What the body would say is not sent.
    fn leave_out_body(&mut self) {
        self.body.clear();
        let said = std::mem::take(&mut self.said);
        let stays = |name: &str| self.place(name).is_some_and(|place| place != Place::Body);
        self.said = said.into_iter().filter(|(name, _)| stays(name)).collect();
    }

    fn body(&self) -> String {
        let takes_body = self.operation.params().iter().any(|row| row.place == Place::Body);
        if takes_body || !self.body.is_empty() {
            Value::Object(self.body.clone()).to_string()
        } else {
            String::new()
        }
    }
}

/// The object of a body in JSON; an empty body is an empty object.
///
/// # Errors
/// When it is too large, or no JSON object.
pub(crate) fn parse_body(body: &[u8]) -> Result<Map<String, Value>, WireError> {
    if body.len() > MAX_BODY_BYTES {
        return Err(WireError::TooLarge { bytes: body.len(), limit: MAX_BODY_BYTES });
    }
    let text =
        std::str::from_utf8(body).map_err(|error| WireError::NotUtf8 { valid_up_to: error.valid_up_to() })?;
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(WireError::NotAnObject),
        Err(error) => Err(WireError::Json { line: error.line(), column: error.column() }),
    }
}

/// The text of a parameter where its row says that it stands; headers are left to whoever checks the session.
pub(crate) fn look_up<N: AsRef<str>>(
    row: &ParamRow,
    path: &[(N, String)],
    query: &[(String, String)],
    body: &Map<String, Value>,
) -> Option<String> {
    match row.place {
        Place::Path => {
            path.iter().find(|(name, _)| name.as_ref() == row.name).map(|(_, value)| value.clone())
        }
        Place::Query => query.iter().find(|(name, _)| name == row.name).map(|(_, value)| value.clone()),
        Place::Body => {
            body.get(row.name).filter(|value| !value.is_null()).map(|value| wire_text(value).into_owned())
        }
        Place::Header => None,
    }
}

/// The same request with its target and its body mapped to another text.
pub(crate) fn map_texts(request: &HttpRequest, map: &dyn Fn(&str) -> String) -> HttpRequest {
    let body = match std::str::from_utf8(&request.body) {
        Ok(text) => map(text).into_bytes(),
        Err(_) => request.body.clone(),
    };
    HttpRequest { target: map(&request.target), body, ..request.clone() }
}

/// The request as the adapter protocol has it.
pub(crate) fn to_adapter(request: &HttpRequest) -> Map<String, Value> {
    let headers: Map<String, Value> =
        request.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let text = String::from_utf8_lossy(&request.body);
    let body = match text.as_ref() {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    };
    let mut out = Map::new();
    out.insert("method".to_owned(), request.method.clone().into());
    out.insert("path".to_owned(), request.target.clone().into());
    out.insert("headers".to_owned(), headers.into());
    out.insert("body".to_owned(), body);
    out
}

/// The request as a draft that spells method, address, headers and body. None if the method is a word that no scenario has and
/// no operation either.
pub(crate) fn to_draft(
    request: &HttpRequest,
    operation: &'static str,
    headers_that_count: &[&str],
) -> Option<Recorded> {
    let method = request.method.as_str();
    if method.len() > MAX_METHOD_BYTES || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let said = |name: &str| request.header(name).map(str::to_owned);
    // A media type is filled in where none is said.
    let headers = headers_that_count.iter().filter_map(|name| {
        let value = said(name);
        (value.is_some() || *name == "Content-Type").then(|| ((*name).to_owned(), value))
    });
    let body = match std::str::from_utf8(&request.body) {
        Ok(text) => text.to_owned(),
        // As little JSON as what came, and a text.
        Err(_) => char::REPLACEMENT_CHARACTER.to_string(),
    };
    Some(Recorded {
        operation,
        method: Some(method.to_owned()),
        uri: Some(request.target.clone()),
        headers: headers.collect(),
        body: Some(body),
        ..Recorded::default()
    })
}

/// The request as it is sent: its target is relative to the address of the implementation.
///
/// # Errors
/// The target is none.
pub(crate) fn send(request: &HttpRequest) -> Result<HttpRequest, String> {
    if request.target.starts_with('/') {
        Ok(request.clone())
    } else {
        Err("a request is addressed elsewhere".to_owned())
    }
}
