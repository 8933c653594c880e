//! What there is to know of calls.

use data_encoding::BASE64;
use offhook_machine::{CallType, Job, JobId, JobState, UserId, UserState, World};
use serde_json::Value;

use super::asked::Asked;
use super::beside::held_calls;
use super::calls::Call;
use super::one_call::{agent, calls_of, live_legs, own_job, this_call};
use super::{Answer, Front, call_id};
use crate::cc_gateway::operation::Operation;
use crate::cc_gateway::retcodes::{
    BAD_PARAMETER, HTTP_STATUS, INTERNAL, NO_HOLD_LIST, NOTHING_TO_SET, QUERY_NO_AGENT, Retcode, SET_NO_CALL,
    SUCCESS,
};
use crate::form::build;
use crate::source::{CallField, SessionField, Source};

/// The trunk of a call that has none.
const NO_TRUNK: i64 = 65_535;

impl Front {
    /// Answers a question about calls.
    pub(super) fn query(&self, world: &World, asked: Asked<'_>) -> Result<Answer, Retcode> {
        let Asked { operation, by, params, .. } = asked;
        let own = own_job(world, by).map(|(job, _)| job);
        let jobs: Vec<JobId> = match operation.id {
            "queryHoldListInfo" => {
                let held = held_calls(world, by);
                if held.is_empty() {
                    return Err(NO_HOLD_LIST);
                }
                held
            }
            "queryCallInfo" => {
                // True asks for the last call (`cc-gateway.query-call-info.last-call-flag`).
                let last = params.flag("isNoContainLastCall").unwrap_or(false);
                let last = self.sessions.get(&by).and_then(|it| it.last_call).filter(|_| last);
                vec![own.or(last).filter(|job| world.job(*job).is_some()).ok_or(INTERNAL)?]
            }
            "queryCallInfoBeforeAnswer" => {
                let rings = world.user(by).is_some_and(|it| it.state == UserState::Ringing);
                vec![own.filter(|_| rings).ok_or(INTERNAL)?]
            }
            "queryCallInfoByCallId" => {
                vec![this_call(world, by, params, &INTERNAL)?]
            }
            "queryAllCallInfo" | "queryAllCallInfoEx" => {
                let unknown = if operation.id == "queryAllCallInfo" { QUERY_NO_AGENT } else { INTERNAL };
                let asked = agent(world, by, params.text("workno").unwrap_or_default()).ok_or(unknown)?;
                calls_of(world, asked).collect()
            }
            "queryAppData" => {
                vec![this_call(world, by, params, &INTERNAL)?]
            }
            _ => calls_of(world, by).collect(),
        };
        let coded = params.text("isEncodeResult") == Some("true");
        Ok(self.tell(world, operation, by, &jobs, coded))
    }

    fn tell(
        &self,
        world: &World,
        operation: &'static Operation,
        by: UserId,
        jobs: &[JobId],
        coded: bool,
    ) -> Answer {
        let tree = build(operation.fields, jobs.len(), &mut |source, index| match source {
            Source::Message => Some(operation.success_message.into()),
            Source::Code => Some(SUCCESS.into()),
            Source::Session(SessionField::Calls) => {
                Some(jobs.iter().filter_map(|job| Some(Value::from(call_id(world.job(*job)?)))).collect())
            }
            Source::Session(field) => self.count(by, field),
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
        Answer::new(HTTP_STATUS, operation.fields, &tree)
    }

    /// What the agent did since the sign-in (`cc-gateway.query-statistics.since-sign-in`).
    fn count(&self, by: UserId, field: SessionField) -> Option<Value> {
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

    /// Replaces the data that travel with the agent's call.
    pub(super) fn set_data(&mut self, world: &World, asked: Asked<'_>) -> Result<(), Retcode> {
        let Asked { by, params, .. } = asked;
        let job = this_call(world, by, params, &SET_NO_CALL)?;
        let data = params.text("calldata").filter(|data| !data.is_empty()).ok_or(NOTHING_TO_SET)?;
        let coded = params.flag("isDataEncoded").unwrap_or(false);
        let data = if coded { decoded(data).ok_or(BAD_PARAMETER)? } else { data.to_owned() };
        self.call_mut(world, job).data = data;
        Ok(())
    }
}

fn numbers(world: &World, by: UserId) -> Value {
    let own = world.user(by).and_then(|it| it.channel);
    let Some((_, job)) = own_job(world, by) else { return Value::Array(Vec::new()) };
    let others = live_legs(world, job).filter(|leg| Some(*leg) != own);
    others.filter_map(|leg| Some(Value::from(world.channel(leg)?.party().to_string()))).collect()
}

/// The number of the kind of a call.
pub(super) fn feature(job: &Job, call: Option<&Call>) -> &'static str {
    match job.call_type {
        CallType::Conference => "53",
        _ if call.is_some_and(|call| call.preview) => "44",
        CallType::Inbound => "0",
        CallType::Internal => "6",
        _ => "7",
    }
}

fn fact(world: &World, job: &Job, call: Option<&Call>, field: CallField) -> Option<Value> {
    let parties = crate::ccc::parties(world, job).map(|(a, b)| (a.to_string(), b.to_string()));
    let (caller, called) = parties.unwrap_or_default();
    let legs = || job.channels.iter().filter_map(|leg| world.channel(*leg));
    let group = job.queue.or_else(|| legs().find_map(|leg| leg.skill_group));
    let skill = group.and_then(|group| world.skill_group(group)).map_or("", |group| &*group.name);
    Some(match field {
        CallField::Feature => feature(job, call).parse::<i64>().ok()?.into(),
        CallField::Job => call_id(job).into(),
        CallField::Caller => caller.into(),
        CallField::Called | CallField::FirstCalled => called.into(),
        CallField::Skill => skill.into(),
        CallField::SkillId => skill.parse::<i64>().unwrap_or_default().into(),
        CallField::Begun => job.begun.into(),
        CallField::Ended if job.state == JobState::Ended => legs().map(|leg| leg.changed).max()?.into(),
        CallField::Priority | CallField::Logons => 0.into(),
        CallField::Trunk => NO_TRUNK.into(),
        _ => return None,
    })
}

/// The text that Base64 stands for.
fn decoded(data: &str) -> Option<String> {
    BASE64.decode(data.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}
