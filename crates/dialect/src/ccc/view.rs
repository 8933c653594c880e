//! What an answer shows: the values that stand behind the rows of an action.

use offhook_machine::{
    Accepted, CallType, Channel, ChannelId, Flags, Job, JobId, JobState, Number, User, UserId, UserState,
    World,
};
use serde_json::Value;

use super::action::{Action, ShownChannels};
use crate::form::build;
use crate::freedom::{View, Views};
use crate::source::{CallField, ChannelField, Source, UserField};

/// What an answer says that the world does not know.
pub(super) struct Envelope<'a> {
    pub(super) request_id: &'a str,
    /// Greater than in any answer before (`ccc.rules.context-id`).
    pub(super) context_id: u64,
    pub(super) shows_user: bool,
    /// The workbench for chats, which nothing here needs: it is echoed.
    pub(super) chat_device: Option<&'a str>,
    /// What is shown otherwise than ours.
    pub(super) views: &'a Views,
}

/// The typed tree of an accepted request.
pub(super) fn tree(world: &World, action: &Action, accepted: &Accepted, envelope: &Envelope<'_>) -> Value {
    let own = world.user(accepted.by).and_then(|it| it.channel);
    let in_job = |it: &ChannelId| world.channel(*it).is_some_and(|it| Some(it.job) == accepted.job);
    let job = accepted.job.and_then(|job| world.job(job));
    let other = envelope.views.has(View::OtherChannels(action.name));
    let shown = match (action.does.channels, other) {
        (ShownChannels::All, false) | (ShownChannels::Own, true) => ShownChannels::All,
        (ShownChannels::Own, false) | (ShownChannels::All, true) => ShownChannels::Own,
    };
    let mut channels: Vec<ChannelId> = match (job, shown) {
        (Some(job), ShownChannels::All) => job.channels.to_vec(),
        (Some(job), ShownChannels::Own) => {
            own.filter(in_job).map_or_else(|| job.channels.to_vec(), |own| vec![own])
        }
        (None, _) => Vec::new(),
    };
    let goes_on = job.is_some_and(|job| job.state != JobState::Ended);
    if goes_on && envelope.views.has(View::LiveChannelsOnly) {
        channels.retain(|channel| world.channel(*channel).is_some_and(Channel::is_live));
    }
    build(action.fields, channels.len(), &mut |source, index| match source {
        Source::RequestId => Some(envelope.request_id.into()),
        Source::ContextId => Some(envelope.context_id.into()),
        Source::HttpStatus => Some(200.into()),
        Source::Code => Some("OK".into()),
        Source::User(_) if !envelope.shows_user => None,
        Source::User(UserField::ChatDevice) => envelope.chat_device.map(Value::from),
        Source::User(field) if is_hidden(world, accepted.by, field, envelope.views) => None,
        Source::User(field) => user(world, accepted.by, field),
        Source::Call(field) => call(world, accepted.job?, field),
        Source::Channel(ChannelField::SkillGroup) if envelope.views.has(View::OutboundSkillGroup) => {
            skill_group(world, *channels.get(index)?)
        }
        Source::Channel(field) => channel(world, *channels.get(index)?, field),
        _ => None,
    })
}

/// Whether another call centre than ours does not show this of a user.
fn is_hidden(world: &World, id: UserId, field: UserField, views: &Views) -> bool {
    let state = world.user(id).map(|it| it.state);
    let of_a_session = matches!(
        field,
        UserField::Device
            | UserField::Mobile
            | UserField::BreakCode
            | UserField::Heartbeat
            | UserField::Reserved
    );
    let is_after_break = field == UserField::BreakCode && state != Some(UserState::Break);
    let is_forgotten = of_a_session && state == Some(UserState::Offline);
    is_after_break && views.has(View::BreakCodeOfBreakOnly) || is_forgotten && views.has(View::OfflineForgets)
}

/// The skill group of a channel, or of its agent where the agent placed the call.
fn skill_group(world: &World, id: ChannelId) -> Option<Value> {
    let it = world.channel(id)?;
    let of_agent = || {
        let placed = it.call_type == CallType::Outbound;
        let names = world.skill_group_names(it.user.filter(|_| placed)?);
        names.first().map(|name| Value::from(*name))
    };
    channel(world, id, ChannelField::SkillGroup).or_else(of_agent)
}

fn number(number: Option<Number>) -> Option<Value> {
    number.map(|number| number.as_str().into())
}

fn job_id(world: &World, job: Option<JobId>) -> Option<Value> {
    Some(world.job(job?)?.number.to_string().into())
}

fn user(world: &World, id: UserId, field: UserField) -> Option<Value> {
    let it: &User = world.user(id)?;
    match field {
        UserField::Extension => number(it.extension),
        UserField::State => Some(it.state.as_str().into()),
        UserField::Instance => Some((*world.instance(it.instance)?.name).into()),
        UserField::Id => Some((*it.name).into()),
        UserField::Device => Some(it.device.as_deref()?.into()),
        UserField::BreakCode => Some(world.text(it.break_code?).into()),
        UserField::OutboundOnly => Some((it.outbound_only || it.invisible).into()),
        UserField::WorkMode => Some(it.work_mode.as_str().into()),
        UserField::Job => job_id(world, it.job),
        UserField::SkillGroups => Some(world.skill_group_names(id).into()),
        UserField::Mobile => number(it.mobile),
        UserField::Heartbeat => it.heartbeat.map(Value::from),
        UserField::Reserved => it.reserved.map(Value::from),
        UserField::DeviceState => Some(device_state(it).into()),
        UserField::ChatDevice => None,
    }
}

/// Variables are set by contact flows, which are not simulated (`ccc.rules.no-variables`).
const NO_VARIABLES: &str = "{}";

/// Of the agent's SIP phone (`ccc.rules.device-state-chosen`).
const fn device_state(user: &User) -> &'static str {
    match (user.extension, user.state) {
        (None, _) => "UNREGISTERED",
        (_, UserState::Offline) => "OFFLINE",
        _ => "ONLINE",
    }
}

fn call(world: &World, id: JobId, field: CallField) -> Option<Value> {
    let it: &Job = world.job(id)?;
    match field {
        CallField::Instance => Some((*world.instance(it.instance?)?.name).into()),
        CallField::CallType => Some(it.call_type.as_str().into()),
        CallField::Job => Some(it.number.to_string().into()),
        CallField::Variables => Some(NO_VARIABLES.into()),
        // The others no answer of this dialect has.
        _ => None,
    }
}

fn channel(world: &World, id: ChannelId, field: ChannelField) -> Option<Value> {
    let it: &Channel = world.channel(id)?;
    let owner = it.user.and_then(|user| world.user(user));
    match field {
        ChannelField::Destination => number(Some(it.destination)),
        ChannelField::State => Some(it.state.as_str().into()),
        ChannelField::ReleaseInitiator => number(it.release_initiator),
        ChannelField::CallType => Some(it.call_type.as_str().into()),
        ChannelField::AssociatedData => None,
        ChannelField::Variables => Some(NO_VARIABLES.into()),
        ChannelField::Id => channel_id(world, id).map(Value::from),
        ChannelField::Timestamp => Some(it.changed.into()),
        ChannelField::ReleaseReason => Some(world.text(it.release_reason?).into()),
        ChannelField::Originator => number(Some(it.originator)),
        ChannelField::Flags => Some(flags(it.flags).into()),
        ChannelField::User => owner.map(|user| (*user.name).into()),
        ChannelField::Extension => number(owner?.extension),
        ChannelField::Job => job_id(world, Some(it.job)),
        ChannelField::SkillGroup => Some((*world.skill_group(it.skill_group?)?.name).into()),
        ChannelField::Index => it.index.map(Value::from),
    }
}

/// The id of a channel as the wire spells it: its own, or the one that a given world forced on it.
pub(super) fn channel_id(world: &World, id: ChannelId) -> Option<String> {
    match world.channel(id)?.forced_id {
        Some(forced) => Some(world.text(forced).to_owned()),
        None => Some(world.channel_name(id)?.to_string()),
    }
}

/// `[]` where there is none, as the samples have it; several are comma-joined (chosen: no sample shows any).
fn flags(flags: Flags) -> String {
    if flags.is_empty() {
        return "[]".to_owned();
    }
    flags.iter().map(|flag| flag.as_str()).collect::<Vec<_>>().join(",")
}
