//! What a consultation means to the agents on the call.

use std::collections::BTreeMap;

use offhook_machine::{Channel, Event, EventKind, Job, JobId, UserId, World};

use super::facts::{Facts, Report, agents_on, facts};
use super::lookup::{is_asked, live_channels, party_number};
use super::state::{Call, Help, Purpose};

const CONFERENCE: &str = "AgentEvent_Conference";

/// The events that a step of a consultation becomes, in order.
pub(super) fn of(world: &World, event: &Event, calls: &mut BTreeMap<JobId, Call>) -> Vec<Report> {
    let Some((id, job)) = event.job.and_then(|id| Some((id, world.job(id)?))) else { return Vec::new() };
    let channel = event.channel.and_then(|channel| world.channel(channel));
    let call = calls.get(&id).cloned().unwrap_or_default();
    let mut reports = Vec::new();
    if event.kind == EventKind::Released
        && let Some(channel) =
            channel.filter(|channel| is_asked(channel) && channel.answered && channel.user.is_some())
        && world.find_job(job.number).is_some()
    {
        reports.extend(helper_left(world, job, channel, &call));
    }
    if event.kind == EventKind::RouteToIvr && job.connected {
        // The IVR is done at once (`cc-gateway.transfer.suspend-at-once`).
        for agent in agents_on(world, job, &call) {
            reports.push((agent, "AgentEvent_ReturnFromIvr", facts(world, agent, Some(job), &call)));
        }
    }
    if event.kind == EventKind::Conferenced {
        reports.extend(conference(world, job, &call));
    }
    let Some(mut help) = call.help else { return reports };
    let (names, goes_on) = step(world, event, job, channel, &mut help);
    for name in names {
        if *name == CONFERENCE {
            reports.extend(conference(world, job, &call));
        } else {
            reports.push((help.by, name, of_party(world, event, job, channel, &help, &call)));
        }
    }
    if let Some(it) = calls.get_mut(&id) {
        it.help = goes_on.then_some(help);
    }
    reports
}

/// That several talk, for every agent on the call.
fn conference(world: &World, job: &Job, call: &Call) -> Vec<Report> {
    let partners: Vec<String> =
        live_channels(world, job).filter_map(|channel| party_number(world, channel)).collect();
    let report = |agent| {
        let facts = Facts { partners: partners.join(","), ..facts(world, agent, Some(job), call) };
        (agent, CONFERENCE, facts)
    };
    agents_on(world, job, call).map(report).collect()
}

/// The names that the step has for the agent who asked, and whether the consultation goes on.
fn step(
    world: &World,
    event: &Event,
    job: &Job,
    channel: Option<&Channel>,
    help: &mut Help,
) -> (&'static [&'static str], bool) {
    let of_asked = event.channel.is_some() && event.channel == help.with;
    match event.kind {
        EventKind::InitiateConsult => {
            help.with = event.target;
            (if help.purpose.is_help() { &["AgentEvent_Hold"] } else { &[] }, true)
        }
        EventKind::Ringing if of_asked && event.user.is_some() => (&["AgentEvent_Customer_Alerting"], true),
        EventKind::StartConsult if help.purpose != Purpose::HandOver => (&["AgentEvent_Talking"], true),
        EventKind::Released if of_asked && world.find_job(job.number).is_none() => (&[], false),
        EventKind::Released if of_asked && channel.is_some_and(|channel| channel.answered) => {
            help.gone = true;
            (&[], true)
        }
        EventKind::Released if of_asked => (unanswered(help), false),
        EventKind::StopConsult if help.gone => (&["AgentEvent_Talking"], false),
        EventKind::StopConsult => (&[CONFERENCE], false),
        EventKind::AttendedTransfer if help.purpose == Purpose::HandOver => {
            (&["AgentEvent_SuccTransResult"], false)
        }
        EventKind::AttendedTransfer => (&[], false),
        _ => (&[], true),
    }
}

/// Reported to the agent who asked, when the party asked did not answer, or was not let to.
const fn unanswered(help: &Help) -> &'static [&'static str] {
    match help.purpose {
        _ if help.cancelled => &["AgentEvent_Customer_Release", "AgentEvent_Talking"],
        Purpose::Help | Purpose::HelpOfThree => &["AgentEvent_Consult_Fail", "AgentEvent_Talking"],
        Purpose::HandOver => &["AgentEvent_Connect_Fail", "AgentEvent_SuccTransResult"],
        Purpose::Talk | Purpose::ThreeParty => &["AgentEvent_Connect_Fail", "AgentEvent_Talking"],
    }
}

/// The facts of an event for the agent who asked, about the party asked.
fn of_party(
    world: &World,
    event: &Event,
    job: &Job,
    channel: Option<&Channel>,
    help: &Help,
    call: &Call,
) -> Facts {
    let mut facts = facts(world, help.by, Some(job), call);
    facts.outcome = i64::from(event.kind == EventKind::Released);
    if matches!(event.kind, EventKind::Ringing | EventKind::Released)
        && let Some(channel) = channel
    {
        facts.number = channel.party().to_string();
        facts.other_agent = name_of(world, channel.user);
    }
    facts
}

fn name_of(world: &World, user: Option<UserId>) -> String {
    user.and_then(|user| world.user(user)).map(|it| it.name.to_string()).unwrap_or_default()
}

/// The agents who go on with the call get a helper's leaving as they get a customer's.
fn helper_left(world: &World, job: &Job, channel: &Channel, call: &Call) -> Vec<Report> {
    let others = agents_on(world, job, call).filter(|agent| Some(*agent) != channel.user);
    let report = |agent| {
        let facts = Facts { number: channel.party().to_string(), ..facts(world, agent, Some(job), call) };
        (agent, "AgentEvent_Customer_Release", facts)
    };
    others.map(report).collect()
}
