//! Requests of CC-Gateway as its clients write them, and what they say when they are read back.

use offhook_machine::{
    AfterCall, ChannelId, Number, Op, Policy, Queueing, Side, Target, UserId, UserState, World,
};
use serde_json::{Map, Value};

use super::agent_states::{BUSY, IDLE, WORKING};
use super::gate::HEADERS_THAT_COUNT;
use super::operation::SET_GUID;
use super::operations::{GET_AGENT_EVENT, HAND_SHAKE, operation};
use super::retcodes::SUCCESS;
use super::route::{Route, Target as Address, route};
use super::transfer_modes::{AGENT, OUTSIDE, SKILL, VOICE_MENU};
use crate::client::{
    Client, Draft, GivenSession, Names, ReadRequest, Recorded, Said, Sender, Summary, Written,
};
use crate::http::{HttpRequest, HttpResponse, JSON};
use crate::operation;
use crate::rest;
use crate::shape::ParamRow;

/// A voice menu of no meaning: the machine has none.
const MENU: &str = "5000";
/// A tone.
const TONE: &str = "5";
/// The number of an agent who does not exist.
const NOBODY: &str = "0";
/// A path that no implementation has.
const UNKNOWN_PATH: &str = "/agentgateway/resource/offhook/0/probe";
/// What the value of the header that hands out a token begins with.
const COOKIE: &str = "JSESSIONID=";

/// The client of CC-Gateway.
#[derive(Debug)]
pub(super) struct Rest;

impl Client for Rest {
    fn write(&self, draft: &Draft<'_>) -> Result<Written, String> {
        let operation =
            operation(draft.operation).ok_or_else(|| format!("unknown operation `{}`", draft.operation))?;
        let own = |row: &ParamRow| {
            let own = match row.name {
                "agentid" => draft.caller.map(|caller| caller.id),
                "phonenum" if operation.signs_in() => draft.caller.and_then(|caller| caller.extension),
                "password" if operation.signs_in() => Some(""),
                _ => None,
            };
            own.map(str::to_owned)
        };
        Ok(rest::write(draft, operation, &own, "Guid"))
    }

    fn say(&self, world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said> {
        say(world, by, op, names)
    }

    fn sign_in(&self, session: &GivenSession<'_>) -> Option<Said> {
        let status = match session.state {
            UserState::Break => BUSY,
            UserState::Ready => IDLE,
            UserState::Working => WORKING,
            UserState::Offline | UserState::Dialing | UserState::Ringing | UserState::Talking => return None,
        };
        Some(said(
            "login",
            [
                ("status", status.into()),
                ("autoanswer", session.auto_answer.into()),
                ("autoenteridle", session.auto_idle.into()),
                ("password", session.password.into()),
            ],
        ))
    }

    /// The users sign in when the case begins: only the answer holds the Guid.
    fn provision(&self, _: UserState, _: &str, _: &[String]) -> Vec<Said> {
        Vec::new()
    }

    fn tidy_up(&self, _: &Value, signed_in: bool) -> Vec<Said> {
        if signed_in { vec![said("release", []), said("forceLogout", [])] } else { Vec::new() }
    }

    fn polls_before_tidying_up(&self) -> bool {
        false
    }

    fn token(&self, response: &HttpResponse) -> Option<String> {
        let cookie = response.header(SET_GUID)?;
        Some(cookie.strip_prefix(COOKIE).unwrap_or(cookie).to_owned())
    }

    fn ends_session(&self, operation: &dyn operation::Operation) -> bool {
        matches!(operation.name(), "logout" | "forceLogout" | "forceLogoutWithReason")
    }

    fn read(&self, request: &HttpRequest) -> ReadRequest {
        let Some(to) = address(request) else { return ReadRequest::default() };
        let agent = to.path.iter().find(|(name, _)| *name == "agentid").map(|(_, agent)| agent.clone());
        let path = to.path.into_iter().map(|(name, value)| (name.to_owned(), value));
        ReadRequest {
            operation: Some(to.operation),
            name: to.operation.id.to_owned(),
            user: agent,
            params: path.chain(to.query).collect(),
            format: None,
        }
    }

    /// A sign-in says the user's own password.
    fn with_password(&self, request: &HttpRequest, password: &str) -> HttpRequest {
        let takes_password = address(request)
            .is_some_and(|to| operation::Operation::param(to.operation, "password").is_some());
        match serde_json::from_slice(&request.body) {
            Ok(Value::Object(mut fields)) if takes_password => {
                fields.insert("password".to_owned(), password.into());
                HttpRequest { body: Value::Object(fields).to_string().into_bytes(), ..request.clone() }
            }
            _ => request.clone(),
        }
    }

    fn map_texts(&self, request: &HttpRequest, map: &dyn Fn(&str) -> String) -> HttpRequest {
        rest::map_texts(request, map)
    }

    fn with_token(&self, request: &HttpRequest, token: &str) -> HttpRequest {
        rest::with_token(request, "Guid", token)
    }

    /// A parameter that is not said is not added.
    fn map_param(
        &self,
        request: &HttpRequest,
        name: &str,
        map: &dyn Fn(Option<&str>) -> Option<String>,
    ) -> Option<HttpRequest> {
        rest::map_param(request, address(request)?.operation, name, map)
    }

    fn to_adapter(&self, request: &HttpRequest) -> Map<String, Value> {
        rest::to_adapter(request)
    }

    fn to_draft(&self, request: &HttpRequest) -> Option<Recorded> {
        let operation = address(request).map_or(&GET_AGENT_EVENT, |to| to.operation);
        rest::to_draft(request, operation.id, &HEADERS_THAT_COUNT)
    }

    fn summary(&self, request: &HttpRequest, response: &HttpResponse) -> Summary {
        let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let code = body["retcode"].as_str().map(str::to_owned);
        let refused = code.as_deref() != Some(SUCCESS);
        let Some(to) = address(request) else {
            let (what, about) = (request.method.clone(), request.path().to_owned());
            return Summary { kind: "request", what, about, answer: code, refused };
        };
        let about = to.agent().to_owned();
        if let Some(event) = body["event"]["eventType"].as_str() {
            return Summary { kind: "event", what: event.to_owned(), about, answer: None, refused: false };
        }
        let polls = [GET_AGENT_EVENT.id, HAND_SHAKE.id].contains(&to.operation.id);
        let kind = if polls { "poll" } else { "request" };
        Summary { kind, what: to.operation.id.to_owned(), about, answer: code, refused }
    }

    fn unknown(&self) -> HttpRequest {
        HttpRequest::new("GET", UNKNOWN_PATH)
    }

    fn bare(&self, of: &dyn operation::Operation) -> HttpRequest {
        let Some(operation) = operation(of.name()) else { return self.unknown() };
        let parts = operation.path.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part });
        let mut request = HttpRequest::new(operation.method.as_str(), parts.collect::<Vec<_>>().join("/"));
        request.set_header("Content-Type", JSON);
        request
    }

    fn send(&self, request: &HttpRequest, _: &Sender<'_>) -> Result<HttpRequest, String> {
        rest::send(request)
    }
}

/// The operation that a request goes to, and what its address says.
pub(super) fn address(request: &HttpRequest) -> Option<Address> {
    match route(&request.method, &request.target) {
        Ok(Route::To(to)) => Some(to),
        _ => None,
    }
}

fn said<const N: usize>(operation: &'static str, with: [(&'static str, Value); N]) -> Said {
    Said { operation, with: with.into() }
}

/// The operation that asks for this; none where the API has none, or where the session layer alone asks the machine for it.
fn say(world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said> {
    let user = world.user(by)?;
    let held = user.held_call.map(|held| held.job);
    Some(match *op {
        Op::SignIn(sign_in) => {
            // Skills and devices are configured, and not said by a sign-in.
            if sign_in.skill_groups.is_some() || sign_in.device.is_some() {
                return None;
            }
            let idle = sign_in.after_call.unwrap_or(Policy::CC_GATEWAY.after_call) == AfterCall::Idle;
            let phone = sign_in.extension.map(|phone| ("phonenum", Value::from(phone.as_str())));
            let with = [
                ("status", IDLE.into()),
                ("autoanswer", sign_in.auto_answer.into()),
                ("autoenteridle", idle.into()),
            ];
            Said { operation: "login", with: with.into_iter().chain(phone).collect() }
        }
        Op::SignOut => said("logout", []),
        Op::Ready { outbound_only: false } => said("sayFree", []),
        Op::Break { .. } => said("sayBusy", []),
        Op::Work => said("work", []),
        Op::Poll => said("agentStatus", []),
        Op::AfterCall { after_call } => {
            let idle = after_call == AfterCall::Idle;
            said("autoEnterIdle", [("flag", if idle { "true" } else { "false" }.into())])
        }
        Op::MakeCall { callee, caller, timeout_ms: None } => {
            match world.find_extension(user.instance, callee) {
                Some(colleague) if caller.is_none() => {
                    said("callInner", [("called", names.user(world, colleague))])
                }
                Some(_) => return None,
                None => {
                    let caller = caller.map(|caller| ("caller", Value::from(caller.as_str())));
                    let called = ("called", Value::from(callee.as_str()));
                    Said { operation: "callout", with: [called].into_iter().chain(caller).collect() }
                }
            }
        }
        Op::Answer { job: None } => said("answer", []),
        Op::Release { job: None, channel: None } => said("release", []),
        Op::Hold { job: None, channel } if is_outside(world, channel) => said("hold", []),
        Op::Retrieve { job: None, channel } if is_outside(world, channel) => said("getHold", []),
        Op::Mute { job: None, channel: None } => said("beginMute", []),
        Op::Unmute { job: None, channel: None } => said("endMute", []),
        Op::Dtmf { job: None, channel } if is_outside(world, channel) => {
            said("secondDial", [("number", TONE.into())])
        }
        Op::BlindTransfer { job: None, to, caller: None, timeout_ms: None, queueing } => {
            if queueing != Queueing::default() {
                return None;
            }
            let (device, address, mode) = address_of(world, to, names)?;
            let with = [("devicetype", device.into()), ("address", address), ("mode", mode.into())];
            said("transfer", with)
        }
        Op::Consult {
            job: None,
            to: to @ (Target::User(_) | Target::Group(_)),
            caller: None,
            timeout_ms: None,
        } => {
            let (device, address, _) = address_of(world, to, names)?;
            said("innerHelp", [("dstaddress", address), ("devicetype", device.into())])
        }
        Op::CancelTransfer { job: None } => said("cancelTransfer", []),
        Op::Alternate { job } => said("connectHold", [("callid", names.job(world, job.or(held)))]),
        Op::Conference { job } => said("confJoin", [("callid", names.job(world, job.or(held)))]),
        Op::DirectedPickup { agent } => {
            let number = world.user(agent)?.name.parse::<i64>().ok()?;
            said("snatchPickup", [("destWorkNo", number.into())])
        }
        // The API has no such operation, or has it only as a step of another one.
        Op::Ready { outbound_only: true }
        | Op::Reset
        | Op::Visibility { .. }
        | Op::WorkMode { .. }
        | Op::SkillGroups { .. }
        | Op::MakeCall { .. }
        | Op::Answer { .. }
        | Op::Release { .. }
        | Op::Hold { .. }
        | Op::Retrieve { .. }
        | Op::Mute { .. }
        | Op::Unmute { .. }
        | Op::Dtmf { .. }
        | Op::BlindTransfer { .. }
        | Op::Consult { .. }
        | Op::CompleteTransfer { .. }
        | Op::CancelTransfer { .. }
        | Op::SwitchToConference { .. }
        | Op::EndConference { .. }
        | Op::StartConference { .. }
        | Op::Flow { .. }
        | Op::Survey { .. }
        | Op::Claim { .. }
        | Op::BackToBack { .. }
        | Op::Predictive { .. }
        | Op::Supervise { .. } => return None,
    })
}

/// True for the channel of an outside party, or one that is not there: `hold` and its like are about the other party.
fn is_outside(world: &World, channel: ChannelId) -> bool {
    world.channel(channel).is_none_or(|it| it.side == Side::Customer)
}

/// The kind of a target, its address, and the mode by which the call is handed on at once.
fn address_of(world: &World, to: Target, names: &mut dyn Names) -> Option<(i64, Value, i64)> {
    let text = |number: Number| Value::from(number.as_str());
    Some(match to {
        Target::User(agent) => (AGENT, names.user(world, agent), 0),
        // Only an inbound call is handed on so; of an outbound one the refusal is the same.
        Target::Number(number) => (OUTSIDE, text(number), 0),
        Target::Group(group) => (SKILL, Value::from(&*world.skill_group(group)?.name), 0),
        Target::Ivr => (VOICE_MENU, MENU.into(), 0),
    })
}
