//! Calls that a case is given, as an implementation that can only be given users comes by them: they are made.

use offhook_machine::{ChannelName, UserState};
use offhook_scenario::{Channel, Job, Scenario, Side, User};

use crate::given_ids::with_names;
use crate::spelled::{spells, spells_value};

/// Who is called where the case does not say.
const SOMEBODY: &str = "13188888888";

/// A call to be made before the first step: by an agent, to a customer, answered by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GivenCall {
    /// The agent's alias.
    pub(crate) by: String,
    /// The customer's number.
    pub(crate) callee: String,
    /// Whether the customer is on hold.
    pub(crate) held: bool,
    /// Whether the agent is muted.
    pub(crate) muted: bool,
}

/// The calls of a case, if they all can be made; else why not.
pub(crate) fn given_calls(scenario: &Scenario) -> Result<Vec<GivenCall>, &'static str> {
    let given = &scenario.given;
    if given.jobs.iter().next().is_none() {
        return Ok(Vec::new());
    }
    if scenario.dialect.value.given_call.is_none() {
        return Err("calls under way");
    }
    let calls = given.jobs.iter().map(|(_, job)| made(job).ok_or("calls that nobody can make"));
    let calls = calls.collect::<Result<Vec<_>, _>>()?;
    let talks = |alias: &str| {
        let state = given.users.get(alias).and_then(|user| user.state.as_ref());
        state.is_some_and(|state| state.value == UserState::Talking.as_str())
    };
    if calls.iter().any(|call| !talks(&call.by)) {
        return Err("calls of agents who do not talk");
    }
    let named = with_names(scenario);
    if ids(scenario).any(|id| spells(&named, &id)) {
        return Err("calls of certain ids");
    }
    if begun(scenario).any(|time| spells_value(&named, &time)) {
        return Err("calls that began at a certain time");
    }
    Ok(calls)
}

/// Whether a user is in a call that the case is given.
pub(crate) fn is_in_given_call(scenario: &Scenario, alias: &str) -> bool {
    given_calls(scenario).is_ok_and(|calls| calls.iter().any(|call| call.by == alias))
}

/// The case before its calls are made: who is to talk is ready.
pub(crate) fn without_calls(scenario: &Scenario) -> Scenario {
    let mut alone = scenario.clone();
    for call in given_calls(scenario).unwrap_or_default() {
        let Some(user) = alone.given.users.get(&call.by).cloned() else { continue };
        let ready = User { state: Some(UserState::Ready.as_str().into()), job: None, ..user };
        alone.given.users.insert(call.by, ready);
    }
    alone.given.jobs = offhook_scenario::Map::new();
    alone
}

/// The ids of channels of a scenario's given calls.
fn channels(scenario: &Scenario) -> impl Iterator<Item = &String> {
    let channels = scenario.given.jobs.iter().flat_map(|(_, job)| job.channels.iter().flatten());
    channels.filter_map(|channel| channel.value.id.as_ref()).map(|id| &id.value)
}

/// The ids that only these calls have.
fn ids(scenario: &Scenario) -> impl Iterator<Item = String> {
    let jobs = scenario.given.jobs.iter().filter_map(|(_, job)| job.id.as_ref()).map(|id| &id.value);
    jobs.chain(channels(scenario)).cloned()
}

/// When they began, as the ids of their channels say.
fn begun(scenario: &Scenario) -> impl Iterator<Item = String> {
    channels(scenario).filter_map(|id| Some(ChannelName::from_text(id)?.created.to_string()))
}

fn made(job: &Job) -> Option<GivenCall> {
    let [own, far] = job.channels.as_deref()? else { return None };
    let (own, far) = (&own.value, &far.value);
    let plain = job.instance.is_none() && job.call_type.is_none() && is_plain(own, 1) && is_plain(far, 2);
    let only = |channel: &Channel, flag: &str| channel.flags.iter().all(|it| it.value == flag);
    let sides = own.side.value == Side::User && far.side.value == Side::Customer && far.user.is_none();
    if !(plain && sides && only(own, "MUTED") && only(far, "HOLD")) {
        return None;
    }
    let said = far.destination.as_ref().map(|number| number.value.clone());
    let callee = said.or_else(|| {
        let id = ChannelName::from_text(&far.id.as_ref()?.value)?;
        Some(id.destination.as_str().to_owned())
    });
    Some(GivenCall {
        by: own.user.as_ref()?.value.clone(),
        callee: callee.unwrap_or_else(|| SOMEBODY.to_owned()),
        held: !far.flags.is_empty(),
        muted: !own.flags.is_empty(),
    })
}

/// Whether a channel is as every answered one is.
fn is_plain(channel: &Channel, place: u64) -> bool {
    channel.state.as_ref().is_none_or(|state| state.value == "ANSWERED")
        && channel.index.as_ref().is_none_or(|index| u64::from(index.value) == place)
        && channel.call_type.is_none()
        && channel.originator.is_none()
        && channel.created.is_none()
        && channel.timestamp.is_none()
        && channel.skill_group.is_none()
        && channel.release_initiator.is_none()
        && channel.release_reason.is_none()
}
