//! What an event can say besides its name, time and agent, and how it is found out.

use offhook_machine::{CallType, Job, Millis, NameId, UserId, World};
use serde_json::Value;

use super::lookup::call_id;
use super::state::{Call, Purpose};
use crate::call_parties::parties;
use crate::shape::Edition;
use crate::source::EventField;

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
pub(super) type Report = (UserId, &'static str, Facts);

/// The agents who answered and did not leave while the call went on.
pub(super) fn agents_on<'a>(
    world: &'a World,
    job: &'a Job,
    call: &'a Call,
) -> impl Iterator<Item = UserId> + 'a {
    let channels =
        job.channels.iter().filter_map(|channel| world.channel(*channel)).filter(|channel| channel.answered);
    channels.filter_map(|channel| channel.user).filter(|agent| !call.left.contains(agent))
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

/// What is known of a call for one of its agents.
pub(super) fn facts(world: &World, user: UserId, job: Option<&Job>, call: &Call) -> Facts {
    let reason =
        world.user(user).and_then(|it| it.break_code).map(|code| reason(world, code)).unwrap_or_default();
    let Some(job) = job else { return Facts { reason, ..Facts::default() } };
    let parties = parties(world, job);
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
    let feature = if help.purpose == Purpose::Help { "51" } else { "52" };
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
