//! From a request to the operation that it asks for, and the contract of the session layer.

use offhook_machine::{Event, JobId, Millis, UserId, World};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::answer::refusal;
use super::refusals::fault;
use super::state::Sessions;
use crate::cc_gateway::operation::{Arrival, Does, GUID, Invocation, Operation, Outcome};
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, HTTP_STATUS, INTERNAL, NO_RIGHT, NOT_SIGNED_IN, Retcode, SIGNED_OUT_ALREADY,
};
use crate::cc_gateway::route::{Route, Target, route};
use crate::http::{HttpRequest, HttpResponse};
use crate::session_layer::{HandsetAct, Opening, Proposal, SessionLayer};

/// Opens the session layer of a call centre.
#[expect(clippy::needless_pass_by_value, reason = "the signature is that of every vendor")]
pub(in crate::cc_gateway) fn open(opening: Opening<'_>) -> Box<dyn SessionLayer> {
    Box::new(Sessions::new(&opening))
}

impl SessionLayer for Sessions {
    /// A path that is not known is answered with HTTP 404 and a method that is not allowed with 405, both with 000-002
    /// (chosen: no page says). A poll without an event is answered at once: to wait is the transport's part.
    fn answer(&mut self, world: &mut World, now: Millis, request: &HttpRequest) -> HttpResponse {
        self.do_what_is_due(world, now);
        match route(&request.method, &request.target) {
            Ok(Route::To(target)) => {
                self.operate(world, now, &target, request).unwrap_or_else(|code| refusal(HTTP_STATUS, &code))
            }
            Ok(Route::WrongMethod { allowed }) => {
                let allowed: Vec<&str> = allowed.iter().map(|method| method.as_str()).collect();
                let mut answer = refusal(405, &BAD_PARAMETER);
                answer.headers.push(("Allow".to_owned(), allowed.join(", ")));
                answer
            }
            Ok(Route::Unknown) => refusal(404, &BAD_PARAMETER),
            Err(_) => refusal(HTTP_STATUS, &BAD_PARAMETER),
        }
    }

    fn with_its_token(&self, world: &World, request: &HttpRequest) -> Option<HttpRequest> {
        let Ok(Route::To(target)) = route(&request.method, &request.target) else { return None };
        let agent = world.find_user(self.instance, target.agent());
        let guid = match target.operation.does {
            Does::SignIn(_) => None,
            Does::AnyToken(_) => self.any_guid(request),
            Does::Poll(_) => agent.and_then(|agent| self.guid_of(agent).or_else(|| self.last_guid_of(agent))),
            Does::Session(_) => agent.and_then(|agent| self.guid_of(agent)),
        }?;
        (request.header(GUID.name) != Some(guid)).then(|| {
            let mut vouched = request.clone();
            vouched.set_header(GUID.name, guid);
            vouched
        })
    }

    fn observe(&mut self, world: &World, event: &Event) -> Option<Value> {
        self.take_event(world, event);
        None
    }

    fn follow_up(&mut self, world: &mut World, now: Millis) {
        self.do_what_is_due(world, now);
    }

    /// The layer may wait for what the machine does by itself.
    fn next_deadline(&self, world: &World) -> Option<Millis> {
        [self.silence_ends(), world.next_deadline()].into_iter().flatten().min()
    }

    /// A rest is over.
    fn next_report(&self) -> Option<Millis> {
        self.rest_ends()
    }

    fn would_wait(&self, world: &World, now: Millis, request: &HttpRequest) -> bool {
        let Ok(Route::To(target)) = route(&request.method, &request.target) else { return false };
        let agent = world.find_user(self.instance, target.agent());
        matches!(target.operation.does, Does::Poll(_))
            && !self.outage
            && target.decode(&request.body, self.edition).is_ok()
            && may_be_json(request)
            && agent.is_some_and(|agent| self.has_nothing_for(agent, now, request))
    }

    fn waiting(&self, user: UserId) -> Vec<u64> {
        let session = self.sessions.get(&user).into_iter();
        session.flat_map(|it| it.events.iter().map(|(place, _)| *place)).collect()
    }

    fn set_outage(&mut self, outage: bool) {
        self.outage = outage;
    }

    fn propose(&mut self, world: &World, now: Millis, to: UserId, proposal: Proposal) -> bool {
        self.take_proposal(world, now, to, proposal)
    }

    fn at_handset(&mut self, world: &mut World, now: Millis, by: UserId, act: HandsetAct) -> bool {
        self.act_at_handset(world, now, by, act)
    }

    fn outline(&self, world: &World, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        self.write_outline(world, place, out);
    }

    fn saved(&self) -> serde_json::Result<Box<RawValue>> {
        to_raw_value(self)
    }

    fn restore(&mut self, saved: &RawValue) -> serde_json::Result<()> {
        *self = serde_json::from_str(saved.get())?;
        self.find_schedule();
        Ok(())
    }

    fn boxed(&self) -> Box<dyn SessionLayer> {
        Box::new(self.clone())
    }
}

impl Sessions {
    fn operate(&mut self, world: &mut World, now: Millis, target: &Target, request: &HttpRequest) -> Outcome {
        let operation = target.operation;
        if !may_be_json(request) {
            return Err(BAD_PARAMETER);
        }
        let params = target.decode(&request.body, self.edition).map_err(|error| fault(operation, &error))?;
        let agent = target.agent();
        let arrival = Arrival { operation, agent, now, params: &params, request };
        let perform = match operation.does {
            Does::SignIn(sign_in) => return sign_in(self, world, arrival),
            Does::AnyToken(serve) => return serve(self, arrival),
            Does::Poll(poll) => {
                if let Some(reply) = self.notify_signed_out(world, now, agent, request) {
                    return Ok(reply);
                }
                poll
            }
            Does::Session(perform) => perform,
        };
        let by = self.signed_in(world, now, operation, agent, request)?;
        if self.outage {
            return Err(INTERNAL);
        }
        perform(self, world, Invocation { operation, by, now, params: &params, request })
    }

    /// The agent, if signed in and holding the session's Guid. With a wrong or missing Guid it is 000-003 (chosen: the page
    /// names it beside 100-006 and not which is when).
    fn signed_in(
        &mut self,
        world: &World,
        now: Millis,
        operation: &Operation,
        agent: &str,
        request: &HttpRequest,
    ) -> Result<UserId, Retcode> {
        let agent = world.find_user(self.instance, agent).ok_or(NOT_SIGNED_IN)?;
        let none = self.without_session(operation, agent);
        let renews_tokens = self.renews_tokens;
        let session = self.sessions.get(&agent).ok_or(none)?;
        if !session.admits(request.header("Guid"), now, renews_tokens) {
            return Err(NO_RIGHT);
        }
        self.hear(agent, now);
        Ok(agent)
    }

    /// The refusal where there is no session: a sign-out distinguishes an agent who has signed out from one who never signed in
    /// (`cc-gateway.logout.which-refusal`).
    fn without_session(&self, operation: &Operation, agent: UserId) -> Retcode {
        let was_there = self.configured.contains_key(&agent);
        let distinguishes = operation.retcode(SIGNED_OUT_ALREADY.code).is_some();
        if was_there && distinguishes { SIGNED_OUT_ALREADY } else { NOT_SIGNED_IN }
    }
}

/// Whether the body may be read as JSON: where no media type is named, the documented default is.
fn may_be_json(request: &HttpRequest) -> bool {
    let media = request.header("Content-Type").unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    media.is_empty() || media.eq_ignore_ascii_case("application/json")
}
