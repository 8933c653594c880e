//! Requests of CCC as the vendor's clients write them, and what they say when they are read back.

use offhook_machine::{JobId, Number, Op, Queueing, Supervision, Target, UserId, UserState, World};
use serde_json::{Map, Value};

use super::actions::action;
use super::call::POLL_USER_STATUS;
use super::rpc::{ACCESS_KEY_ID, RpcRequest, VERSION};
use super::signature::{Key, Unsigned, sign_acs3, sign_rpc1};
use crate::client::{
    AccessKey, Client, Draft, Names, ReadRequest, Recorded, Said, Sender, Shown, Summary, Written,
};
use crate::form::{Format, wire_text};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::Operation;
use crate::query::{ACTION, Pairs, encode_query, parse_query};
use crate::secrets::is_secret;
use crate::wire::MAX_QUERY_BYTES;

/// A contact flow of no meaning: the machine has no flows.
const FLOW: &str = "flow-1";
/// A tone.
const TONE: &str = "5";
/// The break into which a sign-in leads.
const FIRST_BREAK: &str = "Warm-up";
/// An action that no implementation has.
const UNKNOWN: &str = "OffhookProbe";
/// The parameters that are the same in every request of a client.
const EVERYWHERE: [&str; 2] = ["InstanceId", "DeviceId"];

/// The client of CCC.
#[derive(Debug)]
pub(super) struct Rpc;

impl Client for Rpc {
    fn write(&self, draft: &Draft<'_>) -> Result<Written, String> {
        let (name, params) = match draft.uri {
            Some(uri) => {
                let query = uri.split_once('?').map_or("", |(_, query)| query);
                let (named, params) = parse_query(query).map_err(|error| error.to_string())?;
                (named.unwrap_or_else(|| draft.operation.to_owned()), params)
            }
            None => (draft.operation.to_owned(), params(draft)),
        };
        let mut said = params.clone();
        said.push((ACTION.to_owned(), name.clone()));
        let account = draft.caller.map(|caller| (ACCESS_KEY_ID.to_owned(), caller.id.to_owned()));
        let format = draft.format.filter(|format| *format != Format::Json);
        let format = format.map(|format| ("Format".to_owned(), format.as_str().to_owned()));
        let sent: Pairs = account.into_iter().chain(params).chain(format).collect();
        let request = request(draft.method.unwrap_or("POST"), &name, &sent);
        Ok(Written { request, operation: action(&name).map(|it| it as &dyn Operation), said })
    }

    fn say(&self, world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said> {
        say(world, by, op, names)
    }

    fn provision(&self, state: UserState, break_code: &str, groups: &[String]) -> Vec<Said> {
        if state == UserState::Offline {
            return Vec::new();
        }
        let mut requests = vec![said("SignInGroup", [("SignedSkillGroupIdList", groups.into())])];
        if state == UserState::Ready || break_code != FIRST_BREAK {
            requests.push(said("ReadyForService", []));
        }
        if state == UserState::Break && break_code != FIRST_BREAK {
            requests.push(said("TakeBreak", [("Code", break_code.into())]));
        }
        requests
    }

    fn tidy_up(&self, polled: &Value, _: bool) -> Vec<Said> {
        let job = polled.pointer("/Data/CallContext/JobId").and_then(Value::as_str);
        let release =
            job.filter(|job| !job.is_empty()).map(|job| said("ReleaseCall", [("JobId", job.into())]));
        release.into_iter().chain([said("SignOutGroup", [])]).collect()
    }

    fn read(&self, request: &HttpRequest) -> ReadRequest {
        let Ok(rpc) = RpcRequest::decode(request) else { return ReadRequest::default() };
        let user = rpc.params.iter().find(|(name, _)| name == "UserId").map(|(_, value)| value.clone());
        ReadRequest {
            operation: action(&rpc.action).map(|it| it as &dyn Operation),
            name: rpc.action,
            user: user.or(rpc.account),
            params: rpc.params,
            format: Some(rpc.format),
        }
    }

    fn map_texts(&self, request: &HttpRequest, map: &dyn Fn(&str) -> String) -> HttpRequest {
        let Ok((action, params)) = parse_query(request.query()) else { return request.clone() };
        let params: Pairs = params.into_iter().map(|(name, value)| (name, map(&value))).collect();
        let query = encode_query(action.as_deref(), &params);
        let body = String::from_utf8_lossy(&request.body);
        let body = match parse_query(&body) {
            Ok((_, form)) if !form.is_empty() => {
                let form: Pairs = form.into_iter().map(|(name, value)| (name, map(&value))).collect();
                encode_query(None, &form).into_bytes()
            }
            _ => request.body.clone(),
        };
        HttpRequest { target: format!("{}?{query}", request.path()), body, ..request.clone() }
    }

    fn map_param(
        &self,
        request: &HttpRequest,
        name: &str,
        map: &dyn Fn(Option<&str>) -> Option<String>,
    ) -> Option<HttpRequest> {
        let (action, mut params) = parse_query(request.query()).ok()?;
        match params.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => *value = map(Some(value))?,
            None => params.push((name.to_owned(), map(None)?)),
        }
        let target = target(&encode_query(action.as_deref(), &params));
        Some(HttpRequest { target, ..request.clone() })
    }

    fn to_adapter(&self, request: &HttpRequest) -> Map<String, Value> {
        let mut out = Map::new();
        let Ok(rpc) = RpcRequest::decode(request) else { return out };
        let mut params = rpc.params;
        if rpc.format == Format::Xml {
            params.push(("Format".to_owned(), "XML".to_owned()));
        }
        let params: Map<String, Value> =
            params.into_iter().map(|(name, value)| (name, value.into())).collect();
        out.insert("action".to_owned(), rpc.action.into());
        out.insert("params".to_owned(), params.into());
        out.extend(rpc.account.map(|account| ("account".to_owned(), account.into())));
        out
    }

    /// By its parameters where they are all known and named once, else by its whole query.
    fn to_draft(&self, request: &HttpRequest) -> Option<Recorded> {
        let rpc = RpcRequest::decode(request).ok()?;
        let once = |name: &str| rpc.params.iter().filter(|(it, _)| it == name).count() == 1;
        let known = action(&rpc.action).filter(|action| {
            let mut names = rpc.params.iter().map(|(name, _)| name);
            names.all(|name| name != ACTION && action.param(name).is_some() && once(name))
        });
        let account = rpc.account.clone();
        let Some(action) = known else {
            let operation = action(&rpc.action).map_or(POLL_USER_STATUS.name, |action| action.name);
            let uri = Some(format!("/?{}", encode_query(Some(&rpc.action), &rpc.params)));
            return Some(Recorded { operation, account, uri, ..Recorded::default() });
        };
        let mut with: Vec<(String, Option<String>)> =
            rpc.params.iter().map(|(name, value)| (name.clone(), Some(value.clone()))).collect();
        // What would be filled in, and was not said.
        let filled_in = ["InstanceId", "UserId", "DeviceId"];
        let filled_in = if account.is_some() { &filled_in[..] } else { &filled_in[..1] };
        for name in filled_in.iter().filter(|name| action.param(name).is_some() && !once(name)) {
            with.push(((*name).to_owned(), None));
        }
        Some(Recorded { operation: action.name, account, with, ..Recorded::default() })
    }

    fn summary(&self, request: &HttpRequest, response: &HttpResponse) -> Summary {
        let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let rpc = RpcRequest::decode(request);
        let (name, params) = rpc.map(|rpc| (rpc.action, rpc.params)).unwrap_or_default();
        let shown = |(name, _): &&(String, String)| !is_secret(name) && !EVERYWHERE.contains(&name.as_str());
        let about: Vec<_> =
            params.iter().filter(shown).map(|(name, value)| format!("{name}={value}")).collect();
        let code = body["Code"].as_str().map_or_else(|| response.status.to_string(), str::to_owned);
        Summary {
            kind: if name == POLL_USER_STATUS.name { "poll" } else { "request" },
            what: name,
            about: about.join(" "),
            answer: Some(code),
            refused: response.status >= 400,
        }
    }

    fn unknown(&self) -> HttpRequest {
        request("POST", UNKNOWN, &[])
    }

    fn bare(&self, operation: &dyn Operation) -> HttpRequest {
        request("POST", operation.name(), &[])
    }

    /// Signed where there is something to sign with.
    fn send(&self, it: &HttpRequest, sender: &Sender<'_>) -> Result<HttpRequest, String> {
        let rpc = RpcRequest::decode(it).map_err(|error| error.to_string())?;
        let mut params = rpc.params;
        if params.iter().any(|(name, _)| name == ACTION) {
            return Err("a request names two actions, and HTTP carries one".to_owned());
        }
        if rpc.format == Format::Xml {
            params.push(("Format".to_owned(), "XML".to_owned()));
        }
        let account = rpc.account.filter(|_| sender.accounts);
        let Some(key) = key(sender.key, account) else {
            params.insert(0, ("Version".to_owned(), VERSION.to_owned()));
            return Ok(HttpRequest::new("POST", target(&encode_query(Some(&rpc.action), &params))));
        };
        let unsigned = Unsigned {
            method: "POST",
            host: sender.host,
            action: &rpc.action,
            params: &params,
            now_ms: sender.now_ms,
            nonce: sender.nonce,
        };
        if sender.key.is_some_and(|key| key.older_signature) {
            let query = encode_query(None, &sign_rpc1(&key, &unsigned));
            return Ok(HttpRequest::new("POST", target(&query)));
        }
        let headers = sign_acs3(&key, &unsigned);
        Ok(HttpRequest { headers, ..HttpRequest::new("POST", target(&encode_query(None, &params))) })
    }

    fn shown(&self, request: &HttpRequest) -> Shown {
        let read = self.read(request);
        Shown { head: read.name, pairs: read.params, joint: "=", body: String::new() }
    }
}

fn target(query: &str) -> String {
    if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
}

/// The key to sign with: that of the account where there is one. An implementation that only reads the id of a key has no secret
/// to check a signature with.
fn key(own: Option<&AccessKey>, account: Option<String>) -> Option<Key> {
    let own = own.map(|key| Key { id: key.id.clone(), secret: key.secret.clone(), token: key.token.clone() });
    let Some(id) = account else { return own };
    let unchecked = || Key { id: String::new(), secret: "unchecked".to_owned(), token: None };
    Some(Key { id, ..own.unwrap_or_else(unchecked) })
}

/// A request whose parameters stand in the query, or in a form where a query would be too long.
fn request(method: &str, name: &str, params: &[(String, String)]) -> HttpRequest {
    let query = encode_query(Some(name), params);
    if query.len() <= MAX_QUERY_BYTES {
        return HttpRequest::new(method, format!("/?{query}"));
    }
    let mut request = HttpRequest::new("POST", "/");
    request.set_header("Content-Type", super::rpc::FORM);
    request.body = query.into_bytes();
    request
}

/// The parameters of a draft: those that a client fills in, and those that it says.
fn params(draft: &Draft<'_>) -> Pairs {
    let rows = action(draft.operation).map(|action| action.params).unwrap_or_default();
    let said = |name: &str| draft.with.iter().any(|(said, _)| said == name);
    let mut params = Pairs::new();
    for row in rows.iter().filter(|row| row.name != ACTION && !said(row.name)) {
        let own = match row.name {
            "InstanceId" => Some(draft.instance),
            "UserId" => draft.caller.map(|caller| caller.id),
            "DeviceId" => draft.caller.map(|caller| caller.device),
            _ => None,
        };
        params.extend(own.map(|own| (row.name.to_owned(), own.to_owned())));
    }
    let said = draft
        .with
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), wire_text(value.as_ref()?).into_owned())));
    params.extend(said);
    params
}

fn said<const N: usize>(operation: &'static str, with: [(&'static str, Value); N]) -> Said {
    Said { operation, with: with.into() }
}

/// The action that asks for this; none where the API has none.
fn say(world: &World, by: UserId, op: &Op<'_>, names: &mut dyn Names) -> Option<Said> {
    let user = world.user(by)?;
    let own = user.job;
    let job = |names: &mut dyn Names, job: &Option<JobId>| ("JobId", names.job(world, job.or(own)));
    let number = |number: Number| Value::from(number.as_str());
    let shown = |it: Number| (it != Number::NONE).then(|| number(it));
    Some(match *op {
        Op::SignIn(sign_in) => {
            let groups = sign_in.skill_groups.unwrap_or(&user.skill_groups);
            let groups =
                groups.iter().filter_map(|group| Some(Value::from(&*world.skill_group(*group)?.name)));
            let device = sign_in.device.map(|device| ("DeviceId", device.into()));
            let groups = ("SignedSkillGroupIdList", groups.collect());
            Said { operation: "SignInGroup", with: device.into_iter().chain([groups]).collect() }
        }
        Op::SignOut => said("SignOutGroup", []),
        Op::Ready { outbound_only } => said("ReadyForService", [("OutboundScenario", outbound_only.into())]),
        Op::Break { code } => said("TakeBreak", [("Code", code.into())]),
        Op::Reset => said("ResetAgentState", []),
        Op::Poll => said("PollUserStatus", []),
        Op::Visibility { invisible } => said("ChangeVisibility", [("Invisible", invisible.into())]),
        Op::WorkMode { mode, mobile } => {
            let mode = ("WorkMode", Value::from(mode.as_str()));
            let mobile = mobile.map(|mobile| ("Mobile", number(mobile)));
            Said { operation: "ChangeWorkMode", with: [mode].into_iter().chain(mobile).collect() }
        }
        Op::MakeCall { callee, caller, timeout_ms } => {
            let with = [("Callee", number(callee))];
            let caller = caller.map(|caller| ("Caller", number(caller)));
            let with = with.into_iter().chain(caller).chain(timeout(timeout_ms)?);
            Said { operation: "MakeCall", with: with.collect() }
        }
        Op::Answer { job: it } => said("AnswerCall", [job(names, &it)]),
        Op::Release { job: it, channel: None } => said("ReleaseCall", [job(names, &it)]),
        Op::Release { job: it, channel: Some(channel) } => {
            said("ReleaseCall", [job(names, &it), ("ChannelId", names.channel(world, channel))])
        }
        Op::Hold { job: it, channel } => {
            said("HoldCall", [job(names, &it), ("ChannelId", names.channel(world, channel))])
        }
        Op::Retrieve { job: it, channel } => {
            said("RetrieveCall", [job(names, &it), ("ChannelId", names.channel(world, channel))])
        }
        Op::Dtmf { job: it, channel } => {
            let channel = ("ChannelId", names.channel(world, channel));
            said("SendDtmfSignaling", [job(names, &it), channel, ("Dtmf", TONE.into())])
        }
        Op::Mute { job: it, channel } | Op::Unmute { job: it, channel } => {
            let operation = if matches!(op, Op::Mute { .. }) { "MuteCall" } else { "UnmuteCall" };
            let channel = channel.map(|channel| ("ChannelId", names.channel(world, channel)));
            Said { operation, with: [job(names, &it)].into_iter().chain(channel).collect() }
        }
        Op::BlindTransfer { job: it, to, caller, timeout_ms, queueing } => {
            // The way a call waits is said by parameters that only make sense for a group.
            if queueing != Queueing::default() {
                return None;
            }
            let call = job(names, &it);
            transfer("BlindTransfer", "EXTERNAL_NUMBER", world, call, to, caller, timeout_ms, names)?
        }
        Op::Consult { job: it, to, caller, timeout_ms } => {
            let call = job(names, &it);
            transfer("InitiateAttendedTransfer", "EXTERNAL", world, call, to, caller, timeout_ms, names)?
        }
        Op::CompleteTransfer { job: it } => said("CompleteAttendedTransfer", [job(names, &it)]),
        Op::CancelTransfer { job: it } => said("CancelAttendedTransfer", [job(names, &it)]),
        Op::SwitchToConference { job: it } => said("SwitchToConference", [job(names, &it)]),
        Op::EndConference { job: it } => said("EndConference", [job(names, &it)]),
        Op::StartConference { invited, timeout_ms } => {
            let invited: Option<Vec<Value>> = invited.iter().map(|target| dialled(world, *target)).collect();
            let with = [("ParticipantListJson", Value::from(invited?))];
            Said {
                operation: "StartConference",
                with: with.into_iter().chain(timeout(timeout_ms)?).collect(),
            }
        }
        Op::Flow { job: it, leave } => {
            let operation = if leave { "LaunchSurvey" } else { "LaunchAuthentication" };
            said(operation, [job(names, &it), ("ContactFlowId", FLOW.into())])
        }
        Op::Survey { job: it } => {
            let flow = ("ContactFlowId", FLOW.into());
            said("LaunchSurvey", [job(names, &it), flow, ("SurveyChannel", "SMS".into())])
        }
        Op::Claim { job: it, among } => {
            let call = ("JobId", names.job(world, Some(it)));
            let among: Vec<Value> = among.iter().map(|user| names.user(world, *user)).collect();
            let among = (!among.is_empty()).then(|| Value::from(among).to_string());
            let among = among.map(|among| ("CandidateUserListJson", among.into()));
            Said { operation: "ClaimCall", with: [call].into_iter().chain(among).collect() }
        }
        Op::BackToBack { broker, second_broker, caller, callee, timeout_ms } => {
            let with = [("Broker", shown(broker)?), ("Caller", number(caller)), ("Callee", number(callee))];
            let second = second_broker.map(|broker| ("AdditionalBroker", number(broker)));
            let with = with.into_iter().chain(second).chain(timeout(timeout_ms)?);
            Said { operation: "StartBack2BackCall", with: with.collect() }
        }
        Op::Predictive { callee, caller, group, timeout_ms } => {
            let flow = ("ContactFlowId", FLOW.into());
            let with = [("Caller", shown(caller)?), ("Callee", number(callee)), flow];
            let group = group.and_then(|group| world.skill_group(group));
            let group = group.map(|group| ("SkillGroupId", Value::from(&*group.name)));
            let with = with.into_iter().chain(group).chain(timeout(timeout_ms)?);
            Said { operation: "StartPredictiveCall", with: with.collect() }
        }
        Op::Supervise { kind, job: it, agent, timeout_ms } => {
            let theirs = it.or(world.user(agent).and_then(|agent| agent.job));
            let call = |names: &mut dyn Names| Some(("JobId", names.job(world, theirs)));
            let (operation, name, call) = match kind {
                // The first edition of the page has no `JobId`.
                Supervision::SilentMonitor => ("MonitorCall", "MonitoredUserId", None),
                Supervision::Coach => ("CoachCall", "CoachedUserId", call(names)),
                Supervision::Barge => ("BargeInCall", "BargedUserId", call(names)),
                Supervision::Intercept => ("InterceptCall", "InterceptedUserId", call(names)),
            };
            let agent = (name, names.user(world, agent));
            let with = [agent].into_iter().chain(call).chain(timeout(timeout_ms)?);
            Said { operation, with: with.collect() }
        }
        // The vendor has no after-call work by request, no settings of these, and one call an agent.
        Op::Work
        | Op::AfterCall { .. }
        | Op::SkillGroups { .. }
        | Op::Alternate { .. }
        | Op::Conference { .. }
        | Op::DirectedPickup { .. } => return None,
    })
}

/// `TimeoutSeconds`, where one is set; none of a time that it cannot say.
fn timeout(timeout_ms: Option<u64>) -> Option<Option<(&'static str, Value)>> {
    match timeout_ms {
        None => Some(None),
        Some(ms) if ms.is_multiple_of(1_000) => Some(Some(("TimeoutSeconds", (ms / 1_000).into()))),
        Some(_) => None,
    }
}

#[expect(clippy::too_many_arguments, reason = "one transfer in the words of two actions")]
fn transfer(
    operation: &'static str,
    outside: &'static str,
    world: &World,
    call: (&'static str, Value),
    to: Target,
    caller: Option<Number>,
    timeout_ms: Option<u64>,
    names: &mut dyn Names,
) -> Option<Said> {
    let (transferee, kind) = match to {
        Target::User(agent) => (names.user(world, agent), "AGENT"),
        Target::Number(number) => (number.as_str().into(), outside),
        Target::Group(group) => (Value::from(&*world.skill_group(group)?.name), "SKILL_GROUP"),
        Target::Ivr => (FLOW.into(), "IVR"),
    };
    let with = [call, ("Transferee", transferee), ("TransfereeType", kind.into())];
    let caller = caller.map(|caller| ("Transferor", caller.as_str().into()));
    Some(Said { operation, with: with.into_iter().chain(caller).chain(timeout(timeout_ms)?).collect() })
}

/// What is dialled to reach somebody; a conference invites no group.
fn dialled(world: &World, target: Target) -> Option<Value> {
    match target {
        Target::User(user) => Some(world.user(user)?.extension?.as_str().into()),
        Target::Number(number) => Some(number.as_str().into()),
        Target::Group(_) | Target::Ivr => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_in_a_summary() {
        let request = HttpRequest::new("POST", "/?Action=MakeCall&Callee=13188888888&SecurityToken=a-secret");
        let response = HttpResponse::new(400, "application/json", r#"{"Code":"UserBusy"}"#.to_owned());
        let summary = Rpc.summary(&request, &response);
        assert_eq!((summary.what.as_str(), summary.about.as_str()), ("MakeCall", "Callee=13188888888"));
        assert_eq!((summary.answer.as_deref(), summary.refused), (Some("UserBusy"), true));
    }
}
