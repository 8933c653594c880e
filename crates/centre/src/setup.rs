//! From the `given` of a scenario to a world.

use offhook_machine::{
    AfterCall, CallType, ChannelName, ChannelState, Flag, Flags, InstanceId, JobNumber, NewChannel,
    NewInstance, NewJob, NewUser, Number, Policy, SetupError, Side, UserId, UserState, WorkMode, World,
};
use offhook_scenario::{Channel, Dialect, Given, Instance, Job, Scenario, User};

use crate::error::CentreError;
use crate::participants::{DEFAULT_NUMBER, Participant};

/// The node of job numbers where a scenario names none.
pub const DEFAULT_NODE: u16 = 259;
/// The time at which a scenario begins where it names none: 2020-12-29T07:08:38Z, that of the documented MakeCall.
pub const DEFAULT_CLOCK_MS: u64 = 1_609_225_718_000;
/// The break code of a user who has none.
pub const DEFAULT_BREAK_CODE: &str = "Warm-up";

/// The vendor's policy with what the scenario says otherwise.
pub fn policy(given: &Given, dialect: Dialect) -> Policy {
    let mut policy = dialect.policy;
    let said = &given.policy;
    if let Some(after_call) = &said.after_call {
        policy.after_call = match after_call.value {
            offhook_scenario::AfterCall::Work => AfterCall::Work,
            offhook_scenario::AfterCall::Idle => AfterCall::Idle,
        };
    }
    if let Some(timeout) = &said.ring_timeout {
        policy.ring_timeout_ms = timeout.value.ms;
    }
    if let Some(timeout) = &said.call_timeout {
        policy.call_timeout_ms = timeout.value.ms;
    }
    if let Some(may) = &said.call_from_break {
        policy.call_from_break = may.value;
    }
    policy
}

fn setup(error: &SetupError) -> CentreError {
    CentreError::Setup(error.to_string())
}

fn wrong(what: &str, text: &str) -> CentreError {
    CentreError::Setup(format!("`{text}` is not a {what}"))
}

fn number(text: &str) -> Result<Number, CentreError> {
    Number::new(text).ok_or_else(|| wrong("number", text))
}

fn maybe<T>(
    text: Option<&offhook_scenario::At<String>>,
    read: impl Fn(&str) -> Result<T, CentreError>,
) -> Result<Option<T>, CentreError> {
    text.map(|text| read(&text.value)).transpose()
}

/// Builds the world; says which users have which passwords.
pub(super) fn set(
    world: &mut World,
    scenario: &Scenario,
) -> Result<(InstanceId, Vec<(UserId, String)>), CentreError> {
    let given = &scenario.given;
    let said = given
        .instance
        .as_ref()
        .map_or_else(|| Instance::DEFAULT_ID.into(), |instance| instance.value.clone());
    let instance = add_instance(world, &said)?;
    let mut passwords = Vec::new();
    for (it, (_, user)) in Participant::of(scenario).iter().zip(given.users.iter()) {
        let id = add_user(world, instance, scenario.dialect.value, it, user, &said)?;
        if let Some(password) = &user.password {
            passwords.push((id, password.value.clone()));
        }
    }
    for (_, job) in given.jobs.iter() {
        add_job(world, instance, scenario, job)?;
    }
    let ids = given.ids.jobs.iter().flatten();
    let numbers: Result<Vec<_>, _> =
        ids.map(|id| JobNumber::from_text(&id.value).ok_or_else(|| wrong("job id", &id.value))).collect();
    world.force_job_numbers(numbers?);
    let channels = given.ids.channels.iter().flatten().map(|id| id.value.as_str());
    world.force_channel_ids(channels).map_err(|error| setup(&error))?;
    Ok((instance, passwords))
}

fn add_instance(world: &mut World, said: &Instance) -> Result<InstanceId, CentreError> {
    let aliases: Vec<&str> = said.aliases.iter().map(|alias| alias.value.as_str()).collect();
    let numbers = |list: &[offhook_scenario::At<String>]| -> Result<Vec<Number>, CentreError> {
        list.iter().map(|text| number(&text.value)).collect()
    };
    let mut own = numbers(&said.numbers)?;
    if own.is_empty() {
        own.push(number(DEFAULT_NUMBER)?);
    }
    let extensions = numbers(&said.extensions)?;
    let new = NewInstance { name: &said.id, aliases: &aliases, numbers: &own, extensions: &extensions };
    let instance = world.add_instance(&new).map_err(|error| setup(&error))?;
    for group in &said.skill_groups {
        world.add_skill_group(instance, group).map_err(|error| setup(&error))?;
    }
    Ok(instance)
}

fn add_user(
    world: &mut World,
    instance: InstanceId,
    dialect: Dialect,
    it: &Participant,
    user: &User,
    said: &Instance,
) -> Result<UserId, CentreError> {
    // Without the user's own list, all of the instance.
    let groups = user.skill_groups.as_deref().unwrap_or(&said.skill_groups);
    let mut skill_groups = Vec::new();
    for group in groups {
        let known = world.find_skill_group(instance, group);
        let known = known.map_or_else(|| world.add_skill_group(instance, group), Ok);
        skill_groups.push(known.map_err(|error| setup(&error))?);
    }
    let work_mode = maybe(user.work_mode.as_ref(), |text| {
        WorkMode::from_text(text).ok_or_else(|| wrong("work mode", text))
    })?;
    let flag = |flag: &Option<offhook_scenario::At<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
    let break_code = user.break_code.as_ref().map_or(DEFAULT_BREAK_CODE, |code| code.value.as_str());
    let idle = user.auto_idle.as_ref().map(|idle| if idle.value { AfterCall::Idle } else { AfterCall::Work });
    let new = NewUser {
        // Where users sign in, they come to any state by signing in: only the answer holds the token.
        state: if dialect.sign_in.operation().is_some() { UserState::Offline } else { it.state },
        work_mode: work_mode.unwrap_or(WorkMode::OnSite),
        extension: it.extension.as_deref().map(number).transpose()?,
        device: Some(&it.device),
        mobile: maybe(user.mobile.as_ref(), number)?,
        break_code: (it.state != UserState::Offline || user.break_code.is_some()).then_some(break_code),
        skill_groups: &skill_groups,
        after_call: idle,
        auto_answer: flag(&user.auto_answer),
        outbound_only: flag(&user.outbound_only),
        heartbeat: user.heartbeat.as_ref().map(|ms| ms.value),
        reserved: user.reserved.as_ref().map(|ms| ms.value),
        ..NewUser::new(&it.id)
    };
    world.add_user(instance, &new).map_err(|error| setup(&error))
}

fn add_job(world: &mut World, home: InstanceId, scenario: &Scenario, job: &Job) -> Result<(), CentreError> {
    let call_type = maybe(job.call_type.as_ref(), |text| {
        CallType::from_text(text).ok_or_else(|| wrong("call type", text))
    })?;
    let call_type = call_type.unwrap_or(CallType::Outbound);
    let instance = match &job.instance {
        None => Some(home),
        Some(None) => None,
        Some(Some(name)) => {
            Some(world.find_instance(&name.value).ok_or_else(|| wrong("known instance", name))?)
        }
    };
    let number =
        maybe(job.id.as_ref(), |text| JobNumber::from_text(text).ok_or_else(|| wrong("job id", text)))?;
    let participants = Participant::of(scenario);
    let channels = job.channels.as_deref().unwrap_or_default();
    let channels: Result<Vec<_>, _> = (1_u8..)
        .zip(channels)
        .map(|(place, channel)| new_channel(world, home, &participants, call_type, place, &channel.value))
        .collect();
    let channels = channels?;
    // Outward the customer's channel comes from the number shown; between agents the second channel comes from the first agent.
    let from = |channel: &&NewChannel<'_>| match call_type {
        CallType::Outbound => channel.side == Side::Customer,
        _ => channel.index == Some(2),
    };
    let caller = channels.iter().find(from).map(|channel| channel.originator).unwrap_or_default();
    let new = NewJob { number, instance, call_type, caller, channels: &channels };
    world.add_job(&new).map(|_| ()).map_err(|error| setup(&error))
}

fn new_channel<'a>(
    world: &World,
    home: InstanceId,
    participants: &[Participant],
    call_type: CallType,
    place: u8,
    channel: &'a Channel,
) -> Result<NewChannel<'a>, CentreError> {
    let user = channel.user.as_ref().map(|alias| &alias.value);
    let user = user.map(|alias| {
        let who = participants.iter().find(|who| who.alias == *alias);
        who.and_then(|who| world.find_user(home, &who.id)).ok_or_else(|| wrong("user of the scenario", alias))
    });
    let spelled = channel.id.as_ref().and_then(|id| ChannelName::from_text(&id.value));
    let state = maybe(channel.state.as_ref(), |text| {
        ChannelState::from_text(text).ok_or_else(|| wrong("channel state", text))
    })?;
    let own_type = maybe(channel.call_type.as_ref(), |text| {
        CallType::from_text(text).ok_or_else(|| wrong("call type", text))
    })?;
    let group = maybe(channel.skill_group.as_ref(), |text| {
        world.find_skill_group(home, text).ok_or_else(|| wrong("known skill group", text))
    })?;
    let mut flags = Flags::NONE;
    for flag in &channel.flags {
        flags = flags.with(Flag::from_text(flag).ok_or_else(|| wrong("channel flag", flag))?, true);
    }
    let created = channel.created.as_ref().map(|ms| ms.value).or_else(|| spelled.map(|id| id.created));
    let created = created.unwrap_or_else(|| world.now());
    let index = channel.index.as_ref().map(|index| u8::try_from(index.value)).transpose();
    Ok(NewChannel {
        side: match channel.side.value {
            offhook_scenario::Side::User => Side::User,
            offhook_scenario::Side::Customer => Side::Customer,
        },
        user: user.transpose()?,
        state: state.unwrap_or(ChannelState::Answered),
        flags,
        call_type: own_type.unwrap_or(call_type),
        originator: maybe(channel.originator.as_ref(), number)?
            .or_else(|| spelled.map(|id| id.originator))
            .unwrap_or_default(),
        destination: maybe(channel.destination.as_ref(), number)?
            .or_else(|| spelled.map(|id| id.destination))
            .unwrap_or_default(),
        created,
        changed: channel.timestamp.as_ref().map_or(created, |ms| ms.value),
        index: index
            .map_err(|_| CentreError::Setup("a channel's index is at most 255".to_owned()))?
            .or(Some(place)),
        skill_group: group,
        release_initiator: maybe(channel.release_initiator.as_ref(), number)?,
        release_reason: channel.release_reason.as_ref().map(|reason| reason.value.as_str()),
        id: channel.id.as_ref().map(|id| id.value.as_str()),
    })
}
