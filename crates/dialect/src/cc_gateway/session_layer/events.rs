//! The events of the gateway that an event of the machine becomes, and the agents to whom they are reported.

use std::collections::BTreeMap;

use offhook_machine::{Channel, Event, EventKind, Job, JobId, Side, UserId, World};

use super::consultation_events;
use super::facts::{Facts, Report, agents_on, facts};
use super::lookup::{is_asked, is_inside};
use super::state::{Call, Session};

/// The event that reports to an agent that the agent is taken for a call.
const BUSY: &str = "AgentState_Busy";
const ALERTING: &str = "AgentOther_PhoneAlerting";
const OFF_HOOK: &str = "AgentOther_PhoneOffhook";
const INCOMING: &str = "AgentEvent_Incoming_CallInfo";

/// The events of the gateway that an event of the machine becomes, in order.
pub(super) fn of(
    world: &World,
    event: &Event,
    sessions: &mut BTreeMap<UserId, Session>,
    calls: &mut BTreeMap<JobId, Call>,
) -> Vec<Report> {
    let call = event.job.and_then(|job| calls.get(&job)).cloned().unwrap_or_default();
    if let Some(reports) = event.user.and_then(|user| joined(world, event, user, &call)) {
        return vec![reports];
    }
    let mut reports = of_parties(world, event, sessions, &call);
    reports.extend(consultation_events::of(world, event, calls));
    reports
}

/// What happens to a party, whatever the call is about.
fn of_parties(
    world: &World,
    event: &Event,
    sessions: &mut BTreeMap<UserId, Session>,
    call: &Call,
) -> Vec<Report> {
    let job = event.job.and_then(|job| world.job(job));
    let channel = event.channel.and_then(|channel| world.channel(channel));
    let Some(user) = event.user else {
        let (Some(job), Some(channel)) = (job, channel) else { return Vec::new() };
        return of_customer(world, event.kind, job, channel, call);
    };
    let state = state_told(event.kind, user, sessions);
    let linked = linked_act(event, job, sessions.get_mut(&user));
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
        EventKind::UserRinging if comes_in(world, channel, call) => {
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
        EventKind::Released => own_channel_ended(event, user, job, channel, sessions),
        _ => &[],
    };
    let mut facts = facts(world, user, job, call);
    if names.contains(&INCOMING) {
        facts = of_the_queue(world, job, channel, facts);
    }
    let hang_up = matches!(event.kind, EventKind::Ready | EventKind::Break | EventKind::Work)
        && sessions.get_mut(&user).is_some_and(|session| std::mem::take(&mut session.off_hook));
    let own = hang_up.then_some("AgentOther_PhoneRelease").into_iter().chain(names.iter().copied());
    if let Some(session) = sessions.get_mut(&user) {
        session.idle &= !names.contains(&BUSY);
        // The end of a call that was held beside an attempt has reports nothing of the handset yet.
        session.off_hook &= !names.contains(&"AgentOther_PhoneRelease");
    }
    let mut reports: Vec<Report> = own.map(|name| (user, name, facts.clone())).collect();
    reports.extend(to_colleague(world, event.kind, user, job, channel, call));
    reports
}

/// Whether a call comes from a skill's queue, and not from another agent.
fn comes_in(world: &World, channel: Option<&Channel>, call: &Call) -> bool {
    channel.and_then(|channel| world.skill_group(channel.skill_group?)).is_some() && call.left.is_empty()
}

/// What is known of the call's way through the queue.
fn of_the_queue(world: &World, job: Option<&Job>, channel: Option<&Channel>, facts: Facts) -> Facts {
    let skill =
        channel.and_then(|channel| world.skill_group(channel.skill_group?)).map(|it| it.name.to_string());
    let channels =
        || job.into_iter().flat_map(|job| &job.channels).filter_map(|channel| world.channel(*channel));
    let rang = || {
        channels()
            .filter(|channel| !channel.is_live() && !channel.answered)
            .filter_map(|channel| channel.user)
    };
    Facts {
        skill: skill.unwrap_or_default(),
        rang_before: rang().count().try_into().unwrap_or(i64::MAX),
        rang_last: rang().next_back().and_then(|agent| world.user(agent)).map(|it| it.name.to_string()),
        ..facts
    }
}

/// Reports a new state to the agent: that the agent's own wish is granted, or else the state. Being idle is not reported to an agent
/// who got no other event before it, as when a call ends before the agent lifts the handset.
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
    let grant = session.grant.take();
    let was_idle = std::mem::replace(&mut session.idle, kind == EventKind::Ready);
    grant.or((kind != EventKind::Ready || !was_idle).then_some(usual))
}

/// Reports what happens to an outside party to the agents on the call.
fn of_customer(world: &World, kind: EventKind, job: &Job, channel: &Channel, call: &Call) -> Vec<Report> {
    let name = match kind {
        EventKind::Ringing => "AgentEvent_Customer_Alerting",
        EventKind::Released if job.connected && (channel.answered || !is_asked(channel)) => {
            "AgentEvent_Customer_Release"
        }
        _ => return Vec::new(),
    };
    let report = |agent| {
        let number = channel.party().to_string();
        (agent, name, Facts { number, ..facts(world, agent, Some(job), call) })
    };
    agents_on(world, job, call).map(report).collect()
}

/// Reports what happens to an agent's channel of an inside call to the other agent too, as for a customer.
fn to_colleague(
    world: &World,
    kind: EventKind,
    user: UserId,
    job: Option<&Job>,
    channel: Option<&Channel>,
    call: &Call,
) -> Option<Report> {
    let (job, channel) = (job.filter(|job| is_inside(job))?, channel?);
    let name = match kind {
        EventKind::Ringing => "AgentEvent_Customer_Alerting",
        EventKind::Released if job.connected => "AgentEvent_Customer_Release",
        _ => return None,
    };
    let mut others = job.channels.iter().filter_map(|channel| world.channel(*channel)?.user);
    let other = others.find(|other| *other != user)?;
    let other_agent = world.user(user).map(|it| it.name.to_string()).unwrap_or_default();
    Some((
        other,
        name,
        Facts { number: channel.party().to_string(), other_agent, ..facts(world, other, Some(job), call) },
    ))
}

/// The end of an agent's own channel: of a call, or of an attempt. The agent who placed an attempt gets its failure, before or
/// after the handset's return as the sequence of the development guide has it.
fn own_channel_ended(
    event: &Event,
    user: UserId,
    job: Option<&Job>,
    channel: Option<&Channel>,
    sessions: &mut BTreeMap<UserId, Session>,
) -> &'static [&'static str] {
    let declined = sessions.get_mut(&user).is_some_and(|session| std::mem::take(&mut session.declined));
    let (Some(job), Some(channel)) = (job, channel) else { return &[] };
    if job.connected && channel.answered {
        if let Some(session) = sessions.get_mut(&user) {
            session.off_hook = true;
        }
        return &["AgentEvent_Call_Release"];
    }
    let placed = channel.index == Some(1) && channel.side == Side::User;
    let is_last = sessions.get(&user).is_none_or(|session| session.left_last == event.job);
    match (placed, is_inside(job), channel.answered) {
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

/// The event of something that was done at the handset, in place of the one that the client's own wish would bring.
fn linked_act(event: &Event, job: Option<&Job>, session: Option<&mut Session>) -> Option<&'static str> {
    let session = session?;
    let is_act =
        matches!(event.kind, EventKind::Held | EventKind::Retrieved | EventKind::Muted | EventKind::Unmuted);
    let at_handset = is_act && std::mem::take(&mut session.at_handset);
    match event.kind {
        EventKind::UserDialing if session.linkage && job.is_some_and(|job| job.from_phone) => {
            Some("AgentEvent_linkagePhoneCallOut")
        }
        EventKind::Held if at_handset => Some("AgentEvent_linkagePhoneHold"),
        EventKind::Retrieved if at_handset => Some("AgentEvent_linkagePhoneUnHold"),
        EventKind::Muted if at_handset => Some("AgentEvent_linkagePhoneMute"),
        _ => None,
    }
}

/// The report that the held call is joined to the current one: that the talk with its party is over
/// (`cc-gateway.conf-join.events`), in place of the agent's own end of it.
fn joined(world: &World, event: &Event, user: UserId, call: &Call) -> Option<Report> {
    let number = call.joined.clone().filter(|_| event.kind == EventKind::Released)?;
    let job = event.job.and_then(|job| world.job(job));
    Some((user, "AgentEvent_Customer_Release", Facts { number, ..facts(world, user, job, call) }))
}
