//! The session layer: tokens, requests to the machine, and answers and events back.

use std::collections::BTreeMap;

use offhook_machine::{
    Event, InstanceId, JobId, Millis, Number, Op, Refused, Request, SignIn, UserId, Uuids, World,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::events;
use super::ids::{find_job, job_id};
use super::operation::{Does, Row};
use super::operations::SESSION_HEADER;
use super::reasons::{
    BAD_REQUEST, BUSY, NO_CALL, NO_SESSION, REFUSAL_FIELDS, Reason, UNAVAILABLE, UNKNOWN_USER, WRONG_STATE,
};
use super::route::{params, route};
use crate::form::{Form, Format, build, render};
use crate::http::{HttpRequest, HttpResponse};
use crate::params::DecodedParams;
use crate::session_layer::{Opening, SessionLayer};
use crate::shape::FieldRow;
use crate::source::{CallField, SessionField, Source, UserField};

/// The API of one call centre.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sessions {
    instance: InstanceId,
    outage: bool,
    tokens: BTreeMap<UserId, String>,
    uuids: Uuids,
}

impl Sessions {
    /// Opens the session layer of a call centre.
    #[expect(clippy::needless_pass_by_value, reason = "other vendors keep what they are opened with")]
    pub(super) fn open(opening: Opening<'_>) -> Box<dyn SessionLayer> {
        let Opening { instance, token_seed, .. } = opening;
        Box::new(Self { instance, outage: false, tokens: BTreeMap::new(), uuids: Uuids::new(token_seed) })
    }

    fn outcome(
        &mut self,
        world: &mut World,
        now: Millis,
        request: &HttpRequest,
    ) -> Result<HttpResponse, &'static Reason> {
        let row = route(request)?;
        let params = params(row, request)?;
        if self.outage {
            return Err(&UNAVAILABLE);
        }
        let name = params.text("user").unwrap_or_default();
        let by = world.find_user(self.instance, name).ok_or(&UNKNOWN_USER)?;
        let own = self.tokens.get(&by).map(String::as_str);
        if row.does != Does::LogIn && (own.is_none() || own != request.header(SESSION_HEADER)) {
            return Err(&NO_SESSION);
        }
        let op = op(world, row, &params)?;
        debug_assert!(row.asks.contains(&op.kind()), "{}: {:?}", row.name, op.kind());
        let accepted = world.request(now, &Request { by, op }).map_err(reason)?;
        match row.does {
            Does::LogIn => {
                let token = self.uuids.next_uuid().to_string();
                self.tokens.insert(by, token);
            }
            Does::LogOut => {
                self.tokens.remove(&by);
            }
            Does::Call | Does::HangUp | Does::Status => {}
        }
        let tree = build(row.fields, 0, &mut |source, _| self.value(world, by, accepted.job, source));
        Ok(answer(200, row.fields, &tree))
    }

    /// What stands in a field of an answer.
    fn value(&self, world: &World, by: UserId, job: Option<JobId>, source: Source) -> Option<Value> {
        let user = world.user(by)?;
        let id = |job: Option<JobId>| Some(Value::from(job_id(world.job(job?)?)));
        match source {
            Source::Code => Some(true.into()),
            Source::Session(SessionField::Token) => Some(self.tokens.get(&by)?.as_str().into()),
            Source::Call(CallField::Job) => id(job),
            Source::User(UserField::Id) => Some((*user.name).into()),
            Source::User(UserField::State) => Some(user.state.as_str().into()),
            Source::User(UserField::Job) => id(user.job),
            _ => None,
        }
    }
}

impl SessionLayer for Sessions {
    fn answer(&mut self, world: &mut World, now: Millis, request: &HttpRequest) -> HttpResponse {
        self.outcome(world, now, request).unwrap_or_else(|reason| refusal(reason.status, reason))
    }

    fn observe(&mut self, world: &World, event: &Event) -> Option<Value> {
        events::event(world, event)
    }

    fn set_outage(&mut self, outage: bool) {
        self.outage = outage;
    }

    fn outline(&self, world: &World, _: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        out.extend(world.users().map(|(user, _)| u8::from(self.tokens.contains_key(&user))));
    }

    fn saved(&self) -> serde_json::Result<Box<RawValue>> {
        to_raw_value(self)
    }

    fn restore(&mut self, saved: &RawValue) -> serde_json::Result<()> {
        *self = serde_json::from_str(saved.get())?;
        Ok(())
    }

    fn boxed(&self) -> Box<dyn SessionLayer> {
        Box::new(self.clone())
    }
}

/// What the machine is asked for.
pub(super) fn op(world: &World, row: &Row, params: &DecodedParams) -> Result<Op<'static>, &'static Reason> {
    Ok(match row.does {
        Does::LogIn => Op::SignIn(SignIn::default()),
        Does::LogOut => Op::SignOut,
        Does::Call => {
            let callee = params.text("to").and_then(Number::new).ok_or(&BAD_REQUEST)?;
            Op::MakeCall { callee, caller: None, timeout_ms: None }
        }
        Does::HangUp => {
            let named = params.text("call").map(|id| find_job(world, id).ok_or(&NO_CALL)).transpose()?;
            Op::Release { job: named, channel: None }
        }
        Does::Status => Op::Poll,
    })
}

fn reason(refused: Refused) -> &'static Reason {
    match refused {
        Refused::UserState { .. } | Refused::ChannelState { .. } => &WRONG_STATE,
        Refused::Busy(_) => &BUSY,
        Refused::NoSuchJob | Refused::NoSuchChannel => &NO_CALL,
        _ => &UNAVAILABLE,
    }
}

/// A refusal with this HTTP status.
pub(super) fn refusal(status: u16, reason: &Reason) -> HttpResponse {
    answer(status, REFUSAL_FIELDS, &refusal_tree(reason))
}

/// The tree of a refusal.
pub(super) fn refusal_tree(reason: &Reason) -> Value {
    build(REFUSAL_FIELDS, 0, &mut |source, _| match source {
        Source::Code => Some(reason.code.into()),
        Source::Message => Some(reason.text.into()),
        _ => None,
    })
}

fn answer(status: u16, fields: &[FieldRow], tree: &Value) -> HttpResponse {
    let body = render(tree, fields, Form::Typed, Format::Json, "");
    HttpResponse::new(status, Format::Json.content_type(), body)
}
