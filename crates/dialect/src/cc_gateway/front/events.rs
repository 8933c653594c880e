//! Which events of the gateway an event of the machine is, and for whom.

use std::collections::BTreeMap;

use offhook_machine::{CallType, Channel, Event, EventKind, Job, JobId, Millis, NameId, Side, UserId, World};
use serde_json::Value;

use super::{
    beside, call_id, calls::Call, data::feature, handset, help_events, one_call::is_asked, session::Session,
};
use crate::shape::Edition;
use crate::source::EventField;

/// What tells an agent who is taken for a call.
const BUSY: &str = "AgentState_Busy";
const ALERTING: &str = "AgentOther_PhoneAlerting";
const OFF_HOOK: &str = "AgentOther_PhoneOffhook";
const INCOMING: &str = "AgentEvent_Incoming_CallInfo";
/// The number of a call among the kinds of media, and that of no agent.
const VOICE: i64 = 5;
const NO_AGENT: i64 = 65_535;

/// What an event can tell besides its name, time and agent.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) job: String,
    pub(super) caller: String,
    pub(super) called: String,
    pub(super) feature: &'static str,
    pub(super) number: String,
    pub(super) other_agent: String,
    pub(super) reason: String,
    /// The parties of a conference.
    pub(super) partners: String,
    /// What became of a transfer: 0 for success.
    pub(super) outcome: i64,
    /// The skill that was called.
    pub(super) skill: String,
    /// The agents at whom the call rang before, without an answer: how many, and who did last.
    pub(super) rang_before: i64,
    pub(super) rang_last: Option<String>,
    /// Which proposal.
    pub(super) control: String,
    /// The data that travel with the call.
    pub(super) data: String,
    /// Who transferred the call.
    pub(super) transferred_by: Option<String>,
}

/// For whom, by which name, telling what.
pub(super) type Told = (UserId, &'static str, Facts);

/// The events of the gateway that an event of the machine becomes, in order.
pub(super) fn of(
    world: &World,
    event: &Event,
    sessions: &mut BTreeMap<UserId, Session>,
    calls: &mut BTreeMap<JobId, Call>,
) -> Vec<Told> {
    let call = event.job.and_then(|job| calls.get(&job)).cloned().unwrap_or_default();
    if let Some(told) = event.user.and_then(|user| beside::joined(world, event, user, &call)) {
        return vec![told];
    }
    let mut told = of_parties(world, event, sessions, &call);
    told.extend(help_events::of(world, event, calls));
    told
}

/// What happens to a party, whatever the call is about.
fn of_parties(
    world: &World,
    event: &Event,
    sessions: &mut BTreeMap<UserId, Session>,
    call: &Call,
) -> Vec<Told> {
    let job = event.job.and_then(|job| world.job(job));
    let leg = event.channel.and_then(|leg| world.channel(leg));
    let Some(user) = event.user else {
        let (Some(job), Some(leg)) = (job, leg) else { return Vec::new() };
        return of_customer(world, event.kind, job, leg, call);
    };
    let state = state_told(event.kind, user, sessions);
    let linked = handset::linked(event, job, sessions.get_mut(&user));
    // The handset is up already where a call is held (`cc-gateway.second-call.handset`).
    let beside = world.user(user).is_some_and(|it| it.held_call.is_some());
    let names: &[&'static str] = match event.kind {
        _ if linked.is_some() => linked.as_slice(),
        EventKind::UserDialing | EventKind::PickedUp if beside => &[],
        EventKind::SignedIn => &["AgentOther_InService"],
        EventKind::Ready | EventKind::Break | EventKind::Work => state.as_slice(),
        EventKind::UserDialing if job.is_some_and(is_inside) => &[ALERTING, OFF_HOOK, BUSY],
        EventKind::UserDialing => &[ALERTING],
        EventKind::PickedUp if !job.is_some_and(is_inside) => &[OFF_HOOK, BUSY],
        EventKind::UserRinging if comes_in(world, leg, call) => {
            if world.user(user).is_some_and(|it| it.auto_answer) {
                &[BUSY, ALERTING, OFF_HOOK, INCOMING, "AgentEvent_Auto_Answer"]
            } else {
                &[BUSY, ALERTING, OFF_HOOK, INCOMING, "AgentEvent_Ringing"]
            }
        }
        EventKind::UserRinging if world.user(user).is_some_and(|it| it.auto_answer) => {
            &[BUSY, ALERTING, OFF_HOOK, "AgentEvent_Auto_Answer"]
        }
        EventKind::UserRinging => &[BUSY, ALERTING, OFF_HOOK, "AgentEvent_Ringing"],
        EventKind::UserTalking | EventKind::Retrieved => &["AgentEvent_Talking"],
        EventKind::Held => &["AgentEvent_Hold"],
        EventKind::RingTimeout => &["AgentEvent_No_Answer"],
        EventKind::Released => own_leg_ended(event, user, job, leg, sessions),
        _ => &[],
    };
    let mut facts = facts(world, user, job, call);
    if names.contains(&INCOMING) {
        facts = of_the_queue(world, job, leg, facts);
    }
    let hang_up = matches!(event.kind, EventKind::Ready | EventKind::Break | EventKind::Work)
        && sessions.get_mut(&user).is_some_and(|session| std::mem::take(&mut session.off_hook));
    let own = hang_up.then_some("AgentOther_PhoneRelease").into_iter().chain(names.iter().copied());
    if let Some(session) = sessions.get_mut(&user) {
        session.idle &= !names.contains(&BUSY);
        // The end of a call that was held beside an attempt has told nothing of the handset yet.
        session.off_hook &= !names.contains(&"AgentOther_PhoneRelease");
    }
    let mut told: Vec<Told> = own.map(|name| (user, name, facts.clone())).collect();
    told.extend(to_colleague(world, event.kind, user, job, leg, call));
    told
}

/// Whether a call comes from a skill's queue, and not from another agent.
fn comes_in(world: &World, leg: Option<&Channel>, call: &Call) -> bool {
    leg.and_then(|leg| world.skill_group(leg.skill_group?)).is_some() && call.left.is_empty()
}

/// What is known of the call's way through the queue.
fn of_the_queue(world: &World, job: Option<&Job>, leg: Option<&Channel>, facts: Facts) -> Facts {
    let skill = leg.and_then(|leg| world.skill_group(leg.skill_group?)).map(|it| it.name.to_string());
    let legs = || job.into_iter().flat_map(|job| &job.channels).filter_map(|leg| world.channel(*leg));
    let rang = || legs().filter(|leg| !leg.is_live() && !leg.answered).filter_map(|leg| leg.user);
    Facts {
        skill: skill.unwrap_or_default(),
        rang_before: rang().count().try_into().unwrap_or(i64::MAX),
        rang_last: rang().next_back().and_then(|agent| world.user(agent)).map(|it| it.name.to_string()),
        ..facts
    }
}

/// What an agent is told of a new state: that a wish of the agent's own is granted, or else the state. To be idle is no news for
/// whoever was told nothing else, as when a call ends before the agent lifts the handset.
fn state_told(
    kind: EventKind,
    user: UserId,
    sessions: &mut BTreeMap<UserId, Session>,
) -> Option<&'static str> {
    let usual = match kind {
        EventKind::Ready => "AgentState_Ready",
        EventKind::Break => "AgentState_SetNotReady_Success",
        EventKind::Work => "AgentState_Work",
        _ => return None,
    };
    let session = sessions.get_mut(&user)?;
    let wish = session.wish.take();
    let was_idle = std::mem::replace(&mut session.idle, kind == EventKind::Ready);
    wish.or((kind != EventKind::Ready || !was_idle).then_some(usual))
}

pub(super) fn is_inside(job: &Job) -> bool {
    job.call_type == CallType::Internal
}

/// What happens to an outside party is told to the agents on the call.
fn of_customer(world: &World, kind: EventKind, job: &Job, leg: &Channel, call: &Call) -> Vec<Told> {
    let name = match kind {
        EventKind::Ringing => "AgentEvent_Customer_Alerting",
        EventKind::Released if job.connected && (leg.answered || !is_asked(leg)) => {
            "AgentEvent_Customer_Release"
        }
        _ => return Vec::new(),
    };
    let tell = |agent| {
        let number = leg.party().to_string();
        (agent, name, Facts { number, ..facts(world, agent, Some(job), call) })
    };
    agents_on(world, job, call).map(tell).collect()
}

/// The agents who answered and did not leave while the call went on.
pub(super) fn agents_on<'a>(
    world: &'a World,
    job: &'a Job,
    call: &'a Call,
) -> impl Iterator<Item = UserId> + 'a {
    let legs = job.channels.iter().filter_map(|leg| world.channel(*leg)).filter(|leg| leg.answered);
    legs.filter_map(|leg| leg.user).filter(|agent| !call.left.contains(agent))
}

/// What happens to an agent's leg of an inside call is told to the other agent too, as of a customer.
fn to_colleague(
    world: &World,
    kind: EventKind,
    user: UserId,
    job: Option<&Job>,
    leg: Option<&Channel>,
    call: &Call,
) -> Option<Told> {
    let (job, leg) = (job.filter(|job| is_inside(job))?, leg?);
    let name = match kind {
        EventKind::Ringing => "AgentEvent_Customer_Alerting",
        EventKind::Released if job.connected => "AgentEvent_Customer_Release",
        _ => return None,
    };
    let mut others = job.channels.iter().filter_map(|leg| world.channel(*leg)?.user);
    let other = others.find(|other| *other != user)?;
    let other_agent = world.user(user).map(|it| it.name.to_string()).unwrap_or_default();
    Some((
        other,
        name,
        Facts { number: leg.party().to_string(), other_agent, ..facts(world, other, Some(job), call) },
    ))
}

/// The end of an agent's own leg: of a call, or of an attempt. Who placed an attempt is told that it failed, before or
/// after the handset's return as the sequence of the development guide has it.
fn own_leg_ended(
    event: &Event,
    user: UserId,
    job: Option<&Job>,
    leg: Option<&Channel>,
    sessions: &mut BTreeMap<UserId, Session>,
) -> &'static [&'static str] {
    let declined = sessions.get_mut(&user).is_some_and(|session| std::mem::take(&mut session.declined));
    let (Some(job), Some(leg)) = (job, leg) else { return &[] };
    if job.connected && leg.answered {
        if let Some(session) = sessions.get_mut(&user) {
            session.off_hook = true;
        }
        return &["AgentEvent_Call_Release"];
    }
    let placed = leg.index == Some(1) && leg.side == Side::User;
    let is_last = sessions.get(&user).is_none_or(|session| session.left_last == event.job);
    match (placed, is_inside(job), leg.answered) {
        (true, true, _) if !is_last => &["AgentEvent_Inside_Call_Fail"],
        (true, false, _) if !is_last => &["AgentEvent_Call_Out_Fail", "AgentEvent_Connect_Fail"],
        (true, true, _) => &["AgentOther_PhoneRelease", "AgentEvent_Inside_Call_Fail"],
        (true, false, true) => {
            &["AgentOther_PhoneRelease", "AgentEvent_Call_Out_Fail", "AgentEvent_Connect_Fail"]
        }
        (true, false, false) => {
            &["AgentEvent_Call_Out_Fail", "AgentEvent_Connect_Fail", "AgentOther_PhoneRelease"]
        }
        (false, ..) if declined => &["AgentOther_PhoneRelease", "AgentEvent_No_Answer"],
        (false, ..) => &["AgentOther_PhoneRelease"],
    }
}

pub(super) fn facts(world: &World, user: UserId, job: Option<&Job>, call: &Call) -> Facts {
    let reason =
        world.user(user).and_then(|it| it.break_code).map(|code| reason(world, code)).unwrap_or_default();
    let Some(job) = job else { return Facts { reason, ..Facts::default() } };
    let parties = crate::ccc::parties(world, job);
    let (caller, called) = parties.map(|(a, b)| (a.to_string(), b.to_string())).unwrap_or_default();
    let transferred_by = call.left.last().and_then(|agent| world.user(*agent)).map(|it| it.name.to_string());
    let facts = Facts {
        job: call_id(job),
        caller,
        called,
        feature: feature(job, Some(call)),
        reason,
        transferred_by,
        ..Facts::default()
    };
    match help_between(world, user, job, call) {
        Some((caller, called, feature)) => Facts { caller, called, feature, ..facts },
        None => facts,
    }
}

/// The phones of the agent who asks for help and of the helper, and the kind of such a call, for either of the two.
fn help_between(
    world: &World,
    user: UserId,
    job: &Job,
    call: &Call,
) -> Option<(String, String, &'static str)> {
    let help = call.help.filter(|help| help.purpose.is_help() && !help.gone)?;
    let asked = world.channel(job.consult?.with)?;
    if user != help.by && asked.user != Some(user) {
        return None;
    }
    let caller = world.user(help.by)?.extension?.to_string();
    let feature = if help.purpose == super::calls::Purpose::Help { "51" } else { "52" };
    Some((caller, asked.party().to_string(), feature))
}

/// The number of a reason: 2 for a call left to ring, 7 for one rejected, else what the agent gave.
fn reason(world: &World, code: NameId) -> String {
    match code {
        NameId::RINGING_TIMEOUT => "2".to_owned(),
        NameId::REJECT_CALL => "7".to_owned(),
        code => world.text(code).to_owned(),
    }
}

/// The value of a field of an event.
pub(super) fn value(
    field: EventField,
    name: &str,
    agent: &str,
    at: Millis,
    edition: Edition,
    facts: &Facts,
) -> Option<Value> {
    Some(match field {
        EventField::Name => name.into(),
        EventField::Time => (edition == Edition::Later).then(|| at.into())?,
        EventField::Agent => agent.into(),
        EventField::Job => facts.job.as_str().into(),
        EventField::Caller => facts.caller.as_str().into(),
        EventField::Called => facts.called.as_str().into(),
        EventField::Role => "main".into(),
        EventField::Feature => facts.feature.into(),
        EventField::Media => "1".into(),
        EventField::Transferred => if facts.transferred_by.is_some() { "yes" } else { "no" }.into(),
        EventField::TransferredFrom => facts.transferred_by.as_deref().unwrap_or_default().into(),
        EventField::Partners => facts.partners.as_str().into(),
        EventField::Outcome => facts.outcome.into(),
        EventField::Number => facts.number.as_str().into(),
        EventField::OtherAgent => facts.other_agent.as_str().into(),
        EventField::Reason => facts.reason.as_str().into(),
        EventField::Skill => facts.skill.as_str().into(),
        EventField::SkillId => facts.skill.parse::<i64>().unwrap_or_default().into(),
        EventField::LastAgent => {
            facts.rang_last.as_ref().and_then(|agent| agent.parse::<i64>().ok()).unwrap_or(NO_AGENT).into()
        }
        EventField::MediaKind => VOICE.into(),
        EventField::Requeues => facts.rang_before.into(),
        EventField::Requeued => i64::from(facts.rang_before > 0).into(),
        EventField::Control => facts.control.as_str().into(),
        EventField::Data => facts.data.as_str().into(),
        _ => return None,
    })
}
