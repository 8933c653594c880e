//! What requests mean in a world: the agent's calls, their parties, and the calls that are named.

use offhook_machine::{CallType, Channel, ChannelId, Flag, Job, JobId, Side, UserId, UserState, World};

use crate::cc_gateway::retcodes::Retcode;
use crate::params::DecodedParams;

/// The id of a call on this wire: `{unix seconds}-{counter}`.
pub fn call_id(job: &Job) -> String {
    format!("{}-{}", job.begun / 1_000, job.serial)
}

/// The live call of this id.
pub fn find_call(world: &World, id: &str) -> Option<JobId> {
    let (_, serial) = id.rsplit_once('-')?;
    let found = world.find_serial(serial.parse().ok()?)?;
    world.job(found).filter(|job| call_id(job) == id).map(|_| found)
}

/// The agent of this number in the agent's own instance.
pub(super) fn agent(world: &World, by: UserId, number: &str) -> Option<UserId> {
    world.find_user(world.user(by)?.instance, number)
}

/// The call that the agent is in.
pub(super) fn own_job(world: &World, by: UserId) -> Option<(JobId, &Job)> {
    let job = world.user(by)?.job?;
    Some((job, world.job(job)?))
}

/// The agent's held call, while another one is current.
pub(super) fn held_call(world: &World, by: UserId) -> Option<JobId> {
    world.user(by)?.held_call.map(|held_call| held_call.job)
}

/// The agent's calls: the current one, then the held one.
pub(super) fn calls_of(world: &World, by: UserId) -> impl Iterator<Item = JobId> {
    let current = own_job(world, by).map(|(job, _)| job);
    current.into_iter().chain(held_call(world, by))
}

/// The calls that the agent holds, the older first.
pub(super) fn held_calls(world: &World, by: UserId) -> Vec<JobId> {
    let current = own_job(world, by).map(|(job, _)| job).filter(|_| holds(world, by));
    held_call(world, by).into_iter().chain(current).collect()
}

/// True if the other party of the current call is on hold.
pub(super) fn holds(world: &World, by: UserId) -> bool {
    other_channel(world, by).and_then(|it| world.channel(it)).is_some_and(|it| it.flags.has(Flag::Hold))
}

/// Whether the party asked has answered, where the agent asks somebody.
pub(super) fn own_consult(world: &World, by: UserId) -> Option<bool> {
    let consult = own_job(world, by)?.1.consult?;
    (world.user(by)?.channel == Some(consult.by)).then_some(consult.started)
}

/// The call of an agent who talks with a customer, and with nobody else.
pub(super) fn customer_call(world: &World, by: UserId) -> Option<JobId> {
    let talks = world.user(by)?.state == UserState::Talking;
    let (id, job) = own_job(world, by)?;
    let alone = job.consult.is_none() && live_channels(world, job).count() == 2;
    let outside = world.channel(other_channel(world, by)?)?.side == Side::Customer;
    (talks && alone && outside && job.call_type != CallType::Internal).then_some(id)
}

pub(super) fn live_channels<'a>(world: &'a World, job: &'a Job) -> impl Iterator<Item = ChannelId> + 'a {
    job.channels.iter().copied().filter(|it| world.channel(*it).is_some_and(Channel::is_live))
}

/// True for the channel of a party who was asked into the call.
pub(super) fn is_asked(channel: &Channel) -> bool {
    channel.call_type == CallType::Consultant
}

/// True for a call between agents.
pub(super) fn is_inside(job: &Job) -> bool {
    job.call_type == CallType::Internal
}

/// True if the number means this channel: a customer's own, an agent's phone or agent number.
pub(super) fn names(world: &World, channel: ChannelId, number: &str) -> bool {
    let Some(it) = world.channel(channel) else { return false };
    let agent = it.user.and_then(|user| world.user(user));
    agent.is_some_and(|agent| *agent.name == *number) || it.party().as_str() == number
}

/// The call of the agent's that is named; the current one where none is.
pub(super) fn this_call(
    world: &World,
    by: UserId,
    params: &DecodedParams,
    otherwise: &Retcode,
) -> Result<JobId, Retcode> {
    let named = params.text("callid").or_else(|| params.text("callId"));
    let is_named =
        |job: &JobId| named.is_none_or(|named| world.job(*job).is_some_and(|job| call_id(job) == named));
    calls_of(world, by).find(is_named).ok_or(*otherwise)
}

/// The other party's channel in the agent's call.
pub(super) fn other_channel(world: &World, by: UserId) -> Option<ChannelId> {
    let own = world.user(by)?.channel;
    live_channels(world, own_job(world, by)?.1).find(|it| Some(*it) != own)
}

/// The number of a party as other parties know it: an agent's number, or a telephone number.
pub(super) fn party_number(world: &World, channel: ChannelId) -> Option<String> {
    let it = world.channel(channel)?;
    Some(match (it.side, it.user.and_then(|user| world.user(user))) {
        (Side::User, Some(agent)) => agent.name.to_string(),
        _ => it.party().to_string(),
    })
}
