//! Requests as the vendor's clients write them, and what they say when they are read back.

use offhook_machine::{AfterCall, Op, SignIn, UserId, UserState, World};
use serde_json::{Map, Value, json};

use super::operation::Does;
use super::operations::{ROWS, SESSION_HEADER, STATUS, operation};
use super::route::{route, said};
use crate::client::{
    Client, Draft, GivenSession, Names, ReadRequest, Recorded, Said, Sender, Summary, Written,
};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation;
use crate::rest;
use crate::shape::ParamRow;

/// The headers that are looked at.
pub(super) const HEADERS_THAT_COUNT: &[&str] = &["Content-Type", SESSION_HEADER];
/// Where an agent is after a call, as the policy has it: a login asks for nothing else.
pub(super) const AFTER_CALL: AfterCall = AfterCall::Idle;

/// A path that no implementation has.
const UNKNOWN_PATH: &str = "/example/v1/offhook-probe";

/// The client.
#[derive(Debug)]
pub(super) struct Json;

impl Client for Json {
    fn write(&self, draft: &Draft<'_>) -> Result<Written, String> {
        let row =
            operation(draft.operation).ok_or_else(|| format!("unknown operation `{}`", draft.operation))?;
        let own = |row: &ParamRow| {
            let user = draft.caller.filter(|_| row.name == "user");
            user.map(|caller| caller.id.to_owned())
        };
        Ok(rest::write(draft, row, &own, SESSION_HEADER))
    }

    fn say(&self, world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said> {
        world.user(by)?;
        let mut rows = ROWS.iter().filter(|row| row.asks.contains(&op.kind()));
        rows.find_map(|row| Some(Said { operation: row.name, with: said_of(row.does, world, op, names)? }))
    }

    fn sign_in(&self, session: &GivenSession<'_>) -> Option<Said> {
        (session.state == UserState::Ready).then(|| plain("login"))
    }

    /// The users log in when the case begins: only the answer holds the token.
    fn provision(&self, _: UserState, _: &str, _: &[String]) -> Vec<Said> {
        Vec::new()
    }

    fn tidy_up(&self, _: &Value, signed_in: bool) -> Vec<Said> {
        if signed_in { vec![plain("hangup"), plain("logout")] } else { Vec::new() }
    }

    fn polls_before_tidying_up(&self) -> bool {
        false
    }

    fn token(&self, response: &HttpResponse) -> Option<String> {
        let body: Value = serde_json::from_str(&response.body).ok()?;
        body["session"].as_str().map(str::to_owned)
    }

    fn ends_session(&self, operation: &dyn Operation) -> bool {
        operation.name() == "logout"
    }

    fn read(&self, request: &HttpRequest) -> ReadRequest {
        let Ok(row) = route(request) else { return ReadRequest::default() };
        let params = said(request);
        let user = params.iter().find(|(name, _)| name == "user").map(|(_, user)| user.clone());
        ReadRequest { operation: Some(row), name: row.name.to_owned(), user, params, format: None }
    }

    fn map_texts(&self, request: &HttpRequest, map: &dyn Fn(&str) -> String) -> HttpRequest {
        rest::map_texts(request, map)
    }

    fn with_token(&self, request: &HttpRequest, token: &str) -> HttpRequest {
        rest::with_token(request, SESSION_HEADER, token)
    }

    fn map_param(
        &self,
        request: &HttpRequest,
        name: &str,
        map: &dyn Fn(Option<&str>) -> Option<String>,
    ) -> Option<HttpRequest> {
        rest::map_param(request, route(request).ok()?, name, map)
    }

    fn to_adapter(&self, request: &HttpRequest) -> Map<String, Value> {
        rest::to_adapter(request)
    }

    fn to_draft(&self, request: &HttpRequest) -> Option<Recorded> {
        let row = route(request).unwrap_or(&STATUS);
        rest::to_draft(request, row.name, HEADERS_THAT_COUNT)
    }

    fn summary(&self, request: &HttpRequest, response: &HttpResponse) -> Summary {
        let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let answer = body.pointer("/error/reason").and_then(Value::as_str).map(str::to_owned);
        let read = self.read(request);
        let refused = response.status >= 400;
        let Some(row) = read.operation else {
            let (what, about) = (request.method.clone(), request.path().to_owned());
            return Summary { kind: "request", what, about, answer, refused };
        };
        let kind = if row.name() == STATUS.name { "poll" } else { "request" };
        Summary { kind, what: read.name, about: read.user.unwrap_or_default(), answer, refused }
    }

    fn unknown(&self) -> HttpRequest {
        HttpRequest::new("GET", UNKNOWN_PATH)
    }

    fn bare(&self, of: &dyn Operation) -> HttpRequest {
        let Some(row) = operation(of.name()) else { return self.unknown() };
        let mut request = HttpRequest::new(row.method.as_str(), row.path);
        request.body = json!({}).to_string().into_bytes();
        request
    }

    fn send(&self, request: &HttpRequest, _: &Sender<'_>) -> Result<HttpRequest, String> {
        rest::send(request)
    }
}

/// The parameters with which an operation asks for this; none where it has no words for it.
fn said_of(
    does: Does,
    world: &World,
    op: &Op<'_>,
    names: &mut dyn Names,
) -> Option<Vec<(&'static str, Value)>> {
    match does {
        Does::LogIn => {
            let Op::SignIn(SignIn {
                device: None,
                extension: None,
                skill_groups: None,
                after_call,
                auto_answer: false,
            }) = *op
            else {
                return None;
            };
            after_call.is_none_or(|it| it == AFTER_CALL).then(Vec::new)
        }
        Does::LogOut | Does::Status => Some(Vec::new()),
        Does::Call => {
            let Op::MakeCall { callee, caller: None, timeout_ms: None } = *op else { return None };
            Some(vec![("to", callee.as_str().into())])
        }
        Does::HangUp => {
            let Op::Release { job, channel: None } = *op else { return None };
            Some(job.map(|job| ("call", names.job(world, Some(job)))).into_iter().collect())
        }
    }
}

fn plain(operation: &'static str) -> Said {
    Said { operation, with: Vec::new() }
}
