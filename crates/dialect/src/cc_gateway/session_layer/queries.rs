//! What there is to know of calls.

use data_encoding::BASE64;
use offhook_machine::{Job, JobId, JobState, UserId, UserState, World};
use serde_json::Value;

use super::answer::{answer, done};
use super::facts::feature;
use super::lookup::{agent, call_id, calls_of, held_calls, live_channels, own_job, this_call};
use super::state::{Call, Sessions};
use crate::call_parties::parties;
use crate::cc_gateway::operation::{Invocation, Outcome};
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, HTTP_STATUS, INTERNAL, NO_HOLD_LIST, NOTHING_TO_SET, QUERY_NO_AGENT, Retcode, SET_NO_CALL,
    SUCCESS,
};
use crate::form::build;
use crate::http::HttpResponse;
use crate::source::{CallField, SessionField, Source};

/// The trunk of a call that has none.
const NO_TRUNK: i64 = 65_535;

/// The calls that the agent holds.
pub(in crate::cc_gateway) fn hold_list(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let held = held_calls(world, it.by);
    if held.is_empty() {
        return Err(NO_HOLD_LIST);
    }
    Ok(sessions.report(world, it, &held))
}

/// The agent's call, or the last one.
pub(in crate::cc_gateway) fn call_info(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let own = own_job(world, it.by).map(|(job, _)| job);
    // True asks for the last call (`cc-gateway.query-call-info.last-call-flag`).
    let last = it.params.flag("isNoContainLastCall").unwrap_or(false);
    let last = sessions.sessions.get(&it.by).and_then(|it| it.last_call).filter(|_| last);
    let job = own.or(last).filter(|job| world.job(*job).is_some()).ok_or(INTERNAL)?;
    Ok(sessions.report(world, it, &[job]))
}

/// The call that rings at the agent.
pub(in crate::cc_gateway) fn call_info_before_answer(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let rings = world.user(it.by).is_some_and(|it| it.state == UserState::Ringing);
    let own = own_job(world, it.by).map(|(job, _)| job);
    let job = own.filter(|_| rings).ok_or(INTERNAL)?;
    Ok(sessions.report(world, it, &[job]))
}

/// The call that is named.
pub(in crate::cc_gateway) fn this_call_info(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let job = this_call(world, it.by, it.params, &INTERNAL)?;
    Ok(sessions.report(world, it, &[job]))
}

/// The agent's own calls, and what the agent did.
pub(in crate::cc_gateway) fn own_calls(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let jobs: Vec<JobId> = calls_of(world, it.by).collect();
    Ok(sessions.report(world, it, &jobs))
}

/// The calls of an agent.
pub(in crate::cc_gateway) fn all_call_info(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.calls_of_agent(world, it, QUERY_NO_AGENT)
}

/// The calls of an agent, by the later operation.
pub(in crate::cc_gateway) fn all_call_info_ex(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    sessions.calls_of_agent(world, it, INTERNAL)
}

/// Replaces the data that travel with the agent's call.
pub(in crate::cc_gateway) fn set_call_data(
    sessions: &mut Sessions,
    world: &mut World,
    it: Invocation<'_>,
) -> Outcome {
    let job = this_call(world, it.by, it.params, &SET_NO_CALL)?;
    let data = it.params.text("calldata").filter(|data| !data.is_empty()).ok_or(NOTHING_TO_SET)?;
    let coded = it.params.flag("isDataEncoded").unwrap_or(false);
    let data = if coded { decoded(data).ok_or(BAD_PARAMETER)? } else { data.to_owned() };
    sessions.call_mut(world, job).data = data;
    Ok(done(it.operation))
}

impl Sessions {
    fn calls_of_agent(&self, world: &World, it: Invocation<'_>, unknown: Retcode) -> Outcome {
        let number = it.params.text("workno").unwrap_or_default();
        let asked = agent(world, it.by, number).ok_or(unknown)?;
        let jobs: Vec<JobId> = calls_of(world, asked).collect();
        Ok(self.report(world, it, &jobs))
    }

    fn report(&self, world: &World, it: Invocation<'_>, jobs: &[JobId]) -> HttpResponse {
        let Invocation { operation, by, params, .. } = it;
        let coded = params.text("isEncodeResult") == Some("true");
        let tree = build(operation.fields, jobs.len(), &mut |source, index| match source {
            Source::Message => Some(operation.success_message.into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Session(SessionField::Calls) => {
                Some(jobs.iter().filter_map(|job| Some(Value::from(call_id(world.job(*job)?)))).collect())
            }
            Source::Session(field) => self.counted(by, field),
            Source::Call(CallField::Numbers) => Some(numbers(world, by)),
            Source::Call(CallField::Data) => {
                let data = self.calls.get(jobs.get(index)?).map_or("", |call| call.data.as_str());
                Some(if coded { BASE64.encode(data.as_bytes()).into() } else { data.into() })
            }
            Source::Call(field) => {
                let job = jobs.get(index)?;
                fact(world, world.job(*job)?, self.calls.get(job), field)
            }
            _ => None,
        });
        answer(HTTP_STATUS, operation.fields, &tree)
    }

    /// What the agent did since the sign-in (`cc-gateway.query-statistics.since-sign-in`).
    fn counted(&self, by: UserId, field: SessionField) -> Option<Value> {
        let counts = &self.sessions.get(&by)?.counts;
        Some(match field {
            SessionField::TalkSeconds => (counts.talk_ms / 1_000).into(),
            SessionField::Answered => counts.answered.into(),
            SessionField::Unanswered => counts.unanswered.into(),
            SessionField::CallsOut => counts.out.into(),
            SessionField::CallsInside => counts.inside.into(),
            _ => return None,
        })
    }
}

fn numbers(world: &World, by: UserId) -> Value {
    let own = world.user(by).and_then(|it| it.channel);
    let Some((_, job)) = own_job(world, by) else { return Value::Array(Vec::new()) };
    let others = live_channels(world, job).filter(|channel| Some(*channel) != own);
    others.filter_map(|other| Some(Value::from(world.channel(other)?.party().to_string()))).collect()
}

fn fact(world: &World, job: &Job, call: Option<&Call>, field: CallField) -> Option<Value> {
    let parties = parties(world, job).map(|(a, b)| (a.to_string(), b.to_string()));
    let (caller, called) = parties.unwrap_or_default();
    let channels = || job.channels.iter().filter_map(|channel| world.channel(*channel));
    let group = job.queue.or_else(|| channels().find_map(|channel| channel.skill_group));
    let skill = group.and_then(|group| world.skill_group(group)).map_or("", |group| &*group.name);
    Some(match field {
        CallField::Feature => feature(job, call).parse::<i64>().ok()?.into(),
        CallField::Job => call_id(job).into(),
        CallField::Caller => caller.into(),
        CallField::Called | CallField::FirstCalled => called.into(),
        CallField::Skill => skill.into(),
        CallField::SkillId => skill.parse::<i64>().unwrap_or_default().into(),
        CallField::Begun => job.begun.into(),
        CallField::Ended if job.state == JobState::Ended => {
            channels().map(|channel| channel.changed).max()?.into()
        }
        CallField::Priority | CallField::Logons => 0.into(),
        CallField::Trunk => NO_TRUNK.into(),
        _ => return None,
    })
}

/// The text that Base64 stands for.
fn decoded(data: &str) -> Option<String> {
    BASE64.decode(data.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}
