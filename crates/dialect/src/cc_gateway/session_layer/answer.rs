//! The answers: of success, of refusal, and those that hand out a token.

use offhook_machine::{JobId, Millis, UserId, World};
use serde_json::{Value, json};

use super::lookup::call_id;
use super::state::{GUID_INTERVAL_MS, Session, Sessions};
use crate::cc_gateway::operation::{Operation, SET_GUID};
use crate::cc_gateway::results::REFUSAL_FIELDS;
use crate::cc_gateway::retcodes::{HTTP_STATUS, Retcode, SUCCESS};
use crate::form::{Form, Format, build, render};
use crate::http::HttpResponse;
use crate::shape::FieldRow;
use crate::source::{CallField, Source};

/// The media type of every body.
const CONTENT_TYPE: &str = "application/json;charset=UTF-8";

/// An answer by its table.
pub(super) fn answer(status: u16, fields: &[FieldRow], tree: &Value) -> HttpResponse {
    HttpResponse::new(status, CONTENT_TYPE, render(tree, fields, Form::Typed, Format::Json, ""))
}

/// The answer of an operation on success; `value` finds what stands in its result.
pub(super) fn success(operation: &Operation, value: &mut dyn FnMut(Source) -> Option<Value>) -> HttpResponse {
    let tree = build(operation.fields, 0, &mut |source, _| match source {
        Source::Message => Some(operation.success_message.into()),
        Source::Code => Some(SUCCESS.into()),
        // A reserved result is there, and holds nothing.
        Source::Group => Some(json!({})),
        other => value(other),
    });
    answer(HTTP_STATUS, operation.fields, &tree)
}

/// The answer of an operation whose acceptance is all there is to say.
pub(super) fn done(operation: &Operation) -> HttpResponse {
    success(operation, &mut |_| None)
}

/// The answer of an operation that begins a call.
pub(super) fn began(world: &World, operation: &Operation, job: Option<JobId>) -> HttpResponse {
    success(operation, &mut |source| match source {
        Source::Call(CallField::Job) => Some(call_id(world.job(job?)?).into()),
        _ => None,
    })
}

/// A refusal.
pub(in crate::cc_gateway) fn refusal(status: u16, retcode: &Retcode) -> HttpResponse {
    refusal_saying(status, retcode, retcode.message)
}

/// A refusal with a message of its own.
pub(in crate::cc_gateway) fn refusal_saying(status: u16, retcode: &Retcode, message: &str) -> HttpResponse {
    let tree = build(REFUSAL_FIELDS, 0, &mut |source, _| match source {
        Source::Message => Some(message.into()),
        Source::Code => Some(retcode.code.into()),
        Source::RefusedResult => retcode.empty_result.then(|| "".into()),
        _ => None,
    });
    answer(status, REFUSAL_FIELDS, &tree)
}

impl Sessions {
    /// Opens a session; the answer hands out its token.
    pub(super) fn open_session(
        &mut self,
        agent: UserId,
        now: Millis,
        linkage: bool,
        answer: &mut HttpResponse,
    ) {
        let guid = self.hand_out(answer);
        self.farewells.remove(&agent);
        self.begin_session(agent, Session::new(guid, now, linkage));
    }

    /// Renews the token with the reply to a poll, when it is time.
    pub(super) fn renew(&mut self, agent: UserId, now: Millis, reply: &mut HttpResponse) {
        let Some(session) = self.sessions.get(&agent) else { return };
        if self.renews_tokens && now.saturating_sub(session.issued) >= GUID_INTERVAL_MS {
            self.new_guid(agent, now, reply);
        }
    }

    /// Gives the session a new token, in the header of an answer.
    pub(super) fn new_guid(&mut self, agent: UserId, now: Millis, answer: &mut HttpResponse) -> String {
        let guid = self.hand_out(answer);
        if let Some(session) = self.sessions.get_mut(&agent) {
            session.guid.clone_from(&guid);
            session.issued = now;
        }
        guid
    }

    /// Puts a new token into the header of an answer.
    fn hand_out(&mut self, answer: &mut HttpResponse) -> String {
        let guid = format!("{:x}.AgentGateway0", self.guids.next_uuid());
        answer.headers.push((SET_GUID.to_owned(), format!("JSESSIONID={guid}")));
        guid
    }
}
