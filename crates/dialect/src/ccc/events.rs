//! The vendor's events: which there are, what each says, and how the machine's events become them.

use std::time::{Duration, UNIX_EPOCH};

use offhook_machine::{
    CallType, Channel, ChannelId, ChannelState, Event, EventKind, Job, Number, Part, World,
};
use serde_json::{Map, Value};

use super::view::channel_id;
use crate::call_parties::parties;

/// What stands in a field of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// When, ISO 8601 in UTC with milliseconds.
    Time,
    /// The event's name.
    Type,
    /// The call centre.
    Instance,
    /// The skill groups the agent is signed in to, comma-joined.
    SkillGroups,
    /// The agent; empty for an outside party.
    Agent,
    /// The skill groups with the agent's level in each.
    SkillLevels,
    /// 1 where the agent takes no inbound calls, else 0.
    OutboundOnly,
    /// The call.
    Job,
    /// The channel.
    Channel,
    /// How the call came to be.
    CallType,
    /// The skill group that served the channel.
    SkillGroup,
    /// What the call is part of; empty for a plain call.
    Scenario,
    /// Why the agent is on a break.
    BreakCode,
    /// The number calling.
    Caller,
    /// The number called.
    Callee,
    /// The centre's number that calls both parties of a double call.
    Broker,
    /// The centre's number that calls the second party of a double call, where it is another.
    AdditionalBroker,
    /// Of calls that are not simulated.
    NotOfThisCall,
    /// Where the channel goes to.
    Destination,
    /// Why the channel ended.
    ReleaseReason,
    /// The channel that was held, retrieved, muted or unmuted.
    Target,
    /// Who handed the call on.
    TransferOriginator,
    /// To whom it was handed.
    TransferDestination,
    /// The other one: consulted, supervised or supervising.
    Counterparty,
    /// How far the caller had come who gave up.
    AbandonPhase,
    /// What kind of queue the caller waits in.
    QueueType,
}

/// One event of the vendor.
#[derive(Clone, Copy, Debug)]
pub struct EventRow {
    /// Its name.
    pub name: &'static str,
    /// The machine's event that becomes it.
    pub kind: EventKind,
    /// Its fields beyond those of its family, in order.
    pub fields: &'static [(&'static str, Field)],
}

/// What every event says first.
const EVERY: &[(&str, Field)] =
    &[("eventTime", Field::Time), ("eventType", Field::Type), ("instanceId", Field::Instance)];
/// What every event of an agent says next.
const AGENT: &[(&str, Field)] = &[("skillGroupIds", Field::SkillGroups), ("agentId", Field::Agent)];
/// What every event of a call says next.
const CALL: &[(&str, Field)] = &[
    ("contactId", Field::Job),
    ("channelId", Field::Channel),
    ("callType", Field::CallType),
    ("caller", Field::Caller),
    ("callee", Field::Callee),
    ("broker", Field::Broker),
    ("additionalBroker", Field::AdditionalBroker),
    ("contactFlowId", Field::NotOfThisCall),
];
/// What an event of an agent in a call says beyond.
const AGENT_IN_CALL: &[(&str, Field)] = &[
    ("contactId", Field::Job),
    ("channelId", Field::Channel),
    ("callType", Field::CallType),
    ("skillGroupId", Field::SkillGroup),
    ("scenario", Field::Scenario),
];
const CHANNEL: &[(&str, Field)] =
    &[("agentId", Field::Agent), ("skillGroupId", Field::SkillGroup), ("scenario", Field::Scenario)];

const fn row(name: &'static str, kind: EventKind, fields: &'static [(&'static str, Field)]) -> EventRow {
    EventRow { name, kind, fields }
}

/// The events. The machine's events for after-call work and for an agent's own phone picked up have none.
pub const EVENTS: &[EventRow] = &[
    row("AgentCheckIn", EventKind::SignedIn, &[("skillLevels", Field::SkillLevels)]),
    row("AgentReady", EventKind::Ready, &[("outboundScenario", Field::OutboundOnly)]),
    row("AgentBreak", EventKind::Break, &[("breakCode", Field::BreakCode)]),
    row("AgentCheckOut", EventKind::SignedOut, &[]),
    row("AgentDialing", EventKind::UserDialing, AGENT_IN_CALL),
    row("AgentRinging", EventKind::UserRinging, AGENT_IN_CALL),
    row("AgentTalk", EventKind::UserTalking, AGENT_IN_CALL),
    row("AgentRelease", EventKind::UserLeft, AGENT_IN_CALL),
    row("Dialing", EventKind::Dialing, CHANNEL),
    row("Established", EventKind::Established, CHANNEL),
    row(
        "Ringing",
        EventKind::Ringing,
        &[
            ("agentId", Field::Agent),
            ("destination", Field::Destination),
            ("skillGroupId", Field::SkillGroup),
            ("scenario", Field::Scenario),
        ],
    ),
    row(
        "Released",
        EventKind::Released,
        &[
            ("agentId", Field::Agent),
            ("skillGroupId", Field::SkillGroup),
            ("releaseReason", Field::ReleaseReason),
            ("scenario", Field::Scenario),
        ],
    ),
    row("Held", EventKind::Held, &target("heldChannelId")),
    row("Retrieved", EventKind::Retrieved, &target("retrievedChannelId")),
    row("Muted", EventKind::Muted, &target("mutedChannelId")),
    row("Unmuted", EventKind::Unmuted, &target("unmutedChannelId")),
    row("RingingTimeout", EventKind::RingTimeout, CHANNEL),
    row("BlindTransfer", EventKind::BlindTransfer, TRANSFER),
    row("AttendedTransfer", EventKind::AttendedTransfer, TRANSFER),
    row("InitiateConsultant", EventKind::InitiateConsult, PAIR),
    row("StartConsultant", EventKind::StartConsult, PAIR),
    row("StopConsultant", EventKind::StopConsult, PAIR),
    row("StartMonitor", EventKind::StartSilentMonitor, PAIR),
    row("StopMonitor", EventKind::StopSilentMonitor, PAIR),
    row("StartCoach", EventKind::StartCoach, PAIR),
    row("StopCoach", EventKind::StopCoach, PAIR),
    row("BargeIn", EventKind::BargeIn, PAIR),
    row("Intercept", EventKind::Intercept, PAIR),
    row("Route2IVR", EventKind::RouteToIvr, &[]),
    row("Enqueue", EventKind::Enqueue, QUEUE),
    row("AssignAgent", EventKind::AssignAgent, QUEUE),
    row("QueueingTimeout", EventKind::QueueTimeout, QUEUE),
    row("Abandoned", EventKind::AbandonedInIvr, ABANDONED),
    row("Abandoned", EventKind::AbandonedInQueue, ABANDONED),
    row("Abandoned", EventKind::AbandonedInRing, ABANDONED),
];

const TRANSFER: &[(&str, Field)] = &[
    ("agentId", Field::Agent),
    ("skillGroupId", Field::SkillGroup),
    ("originator", Field::TransferOriginator),
    ("destination", Field::TransferDestination),
];
const PAIR: &[(&str, Field)] =
    &[("agentId", Field::Agent), ("skillGroupId", Field::SkillGroup), ("counterparty", Field::Counterparty)];
const QUEUE: &[(&str, Field)] =
    &[("queueType", Field::QueueType), ("agentId", Field::Agent), ("skillGroupId", Field::SkillGroup)];
const ABANDONED: &[(&str, Field)] =
    &[("agentId", Field::Agent), ("skillGroupId", Field::SkillGroup), ("abandonPhase", Field::AbandonPhase)];

const fn target(name: &'static str) -> [(&'static str, Field); 3] {
    [("agentId", Field::Agent), ("skillGroupId", Field::SkillGroup), (name, Field::Target)]
}

impl EventRow {
    /// All fields, in wire order.
    pub fn all_fields(&self) -> impl Iterator<Item = (&'static str, Field)> {
        let family = if self.name.starts_with("Agent") { AGENT } else { CALL };
        EVERY.iter().chain(family).chain(self.fields).copied()
    }
}

/// The vendor's event, or none where the vendor has none. To be asked before the next input, while the event's handles can
/// be read.
pub fn event(world: &World, event: &Event) -> Option<Value> {
    let row = EVENTS.iter().find(|row| row.kind == event.kind)?;
    let value = |field| value(world, event, row, field).unwrap_or_else(|| Value::from(""));
    Some(Value::Object(
        row.all_fields().map(|(name, field)| (name.to_owned(), value(field))).collect::<Map<_, _>>(),
    ))
}

fn value(world: &World, event: &Event, row: &EventRow, field: Field) -> Option<Value> {
    let user = event.user.and_then(|user| world.user(user));
    let job = event.job.and_then(|job| world.job(job));
    let channel = event.channel.and_then(|channel| world.channel(channel));
    let id =
        |channel: Option<ChannelId>| channel.and_then(|channel| channel_id(world, channel)).map(Value::from);
    Some(match field {
        Field::Time => time(event.at).into(),
        Field::Type => row.name.into(),
        Field::Instance => (*world.instance(event.instance?)?.name).into(),
        Field::SkillGroups => world.skill_group_names(event.user?).join(",").into(),
        Field::Agent => (*user?.name).into(),
        Field::SkillLevels => skill_levels(&world.skill_group_names(event.user?)),
        Field::OutboundOnly => i32::from(user?.outbound_only).into(),
        Field::Job => job?.number.to_string().into(),
        Field::Channel => id(event.channel)?,
        Field::CallType => channel.map_or(CallType::Outbound, |channel| channel.call_type).as_str().into(),
        Field::SkillGroup => (*world.skill_group(channel?.skill_group?)?.name).into(),
        Field::Broker => job.filter(|job| job.call_type == CallType::Back2Back)?.caller.as_str().into(),
        Field::AdditionalBroker => job?.second_caller?.as_str().into(),
        Field::NotOfThisCall => return None,
        Field::Scenario => scenario(channel?)?.into(),
        Field::TransferOriginator => transferor(world, job?)?.as_str().into(),
        Field::TransferDestination => transferee(world, job?, event.target)?.into(),
        Field::Counterparty => counterparty(world, event)?.into(),
        Field::AbandonPhase => abandon_phase(event.kind)?.into(),
        Field::QueueType => "SkillGroup".into(),
        Field::BreakCode => world.text(user?.break_code?).into(),
        Field::Caller => parties(world, job?)?.0.as_str().into(),
        Field::Callee => parties(world, job?)?.1.as_str().into(),
        Field::Destination => channel?.destination.as_str().into(),
        Field::ReleaseReason => world.text(channel?.release_reason?).into(),
        Field::Target => id(event.target)?,
    })
}

/// The level is 1 for every group (chosen: levels are set in the console, not by a sign-in).
fn skill_levels(groups: &[&str]) -> Value {
    groups.iter().map(|group| serde_json::json!({ "skillLevel": 1, "skillGroupId": group })).collect()
}

/// What a channel is part of; a channel of a plain call is part of nothing.
const fn scenario(channel: &Channel) -> Option<&'static str> {
    if let Some(part) = channel.part {
        return Some(match part {
            Part::BlindTransfer => "BLIND_TRANSFER",
            Part::AttendedTransfer => "ATTENDED_TRANSFER",
            Part::Conference => "CONFERENCE",
            Part::Intercepted => "INTERCEPTED",
        });
    }
    match channel.call_type {
        CallType::Consultant => Some("CONSULTED"),
        CallType::Monitor => Some("MONITORING"),
        CallType::Coach => Some("COACHING"),
        CallType::Barge => Some("BARGING"),
        CallType::Intercept => Some("INTERCEPTING"),
        CallType::Conference => Some("CONFERENCE"),
        _ => None,
    }
}

const fn abandon_phase(kind: EventKind) -> Option<&'static str> {
    match kind {
        EventKind::AbandonedInIvr => Some("IVR"),
        EventKind::AbandonedInQueue => Some("Queuing"),
        EventKind::AbandonedInRing => Some("Ringing"),
        _ => None,
    }
}

/// To whom a call was handed: the number called, or the skill group that it waits for; a contact flow has no name here.
fn transferee<'a>(world: &'a World, job: &Job, target: Option<ChannelId>) -> Option<&'a str> {
    match target {
        Some(channel) => world.channel(channel).map(|channel| channel.destination.as_str()),
        None => world.skill_group(job.queue?).map(|group| &*group.name),
    }
}

/// The extension of the agent who has just handed the call on: of the call's own agents the one who left it last.
fn transferor(world: &World, job: &Job) -> Option<Number> {
    let channels = job.channels.iter().filter_map(|channel| world.channel(*channel));
    let left =
        channels.filter(|channel| channel.state == ChannelState::Released && channel.counterpart.is_none());
    let agents = left.filter_map(|channel| Some((channel.changed, channel.user?)));
    let (_, last) = agents.max_by_key(|(changed, _)| *changed)?;
    world.user(last)?.extension
}

/// The agent at the other end, by id; an outside party by number.
fn counterparty(world: &World, event: &Event) -> Option<String> {
    let other = event.target.and_then(|channel| world.channel(channel));
    let user = match other {
        Some(channel) => channel.user,
        // Who takes a call over is reported before the agent's channel is gone.
        None => world.channel(event.channel?)?.counterpart,
    };
    match (user.and_then(|user| world.user(user)), other) {
        (Some(user), _) => Some(user.name.to_string()),
        (None, Some(channel)) => Some(channel.party().to_string()),
        (None, None) => None,
    }
}

fn time(at: u64) -> String {
    humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(at)).to_string()
}
