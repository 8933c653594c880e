//! What each action asks the machine for: a function from its decoded parameters to the machine's request.

use offhook_machine::{JobNumber, Number, Op, Queueing, SignIn, Supervision, WorkMode};
use serde_json::Value;

use super::action::{ActionRefusal, Decoded};
use super::errors;
use crate::call_parties::parties;

type Outcome<'a> = Result<Op<'a>, ActionRefusal>;

pub(super) fn sign_in<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::SignIn(SignIn {
        device: Some(it.name("DeviceId")?).filter(|device| !device.is_empty()),
        extension: Some(it.extension()?),
        skill_groups: it.lists.groups.as_deref(),
        ..SignIn::default()
    }))
}

pub(super) fn sign_out<'a>(_: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::SignOut)
}

pub(super) fn ready<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Ready { outbound_only: it.flag("OutboundScenario") })
}

pub(super) fn take_break<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Break { code: it.name("Code")? })
}

pub(super) fn poll<'a>(_: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Poll)
}

pub(super) fn make_call<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (callee, caller) = (it.demanded("Callee")?, it.number("Caller")?);
    Ok(Op::MakeCall { callee, caller, timeout_ms: it.timeout_ms() })
}

/// Calls the number named, else that of the call named, else the one that the user called last.
pub(super) fn redial<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let earlier = match it.has("JobId") {
        true => Some(earlier_callee(it)?),
        false => it.world.user(it.by).and_then(|it| it.last_callee),
    };
    let callee = it.number("Callee")?.or(earlier);
    let callee = callee.ok_or_else(|| it.refusal(&errors::BLANK, &["Callee"]))?;
    Ok(Op::MakeCall { callee, caller: it.number("Caller")?, timeout_ms: it.timeout_ms() })
}

/// The party called in a job that can still be read, ended or not.
fn earlier_callee(it: &Decoded<'_, '_>) -> Result<Number, ActionRefusal> {
    let id = it.text("JobId");
    let number = JobNumber::from_text(id);
    let job = it.world.jobs().find(|(_, job)| Some(job.number) == number).map(|(_, job)| job);
    let callee = job.and_then(|job| parties(it.world, job)).map(|(_, callee)| callee);
    callee.ok_or_else(|| it.refusal(&errors::NO_JOB, &[id]))
}

pub(super) fn answer<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Answer { job: it.named()?.0 })
}

pub(super) fn release<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named()?;
    Ok(Op::Release { job, channel })
}

pub(super) fn hold<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named_channel()?;
    Ok(Op::Hold { job, channel })
}

pub(super) fn retrieve<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named_channel()?;
    Ok(Op::Retrieve { job, channel })
}

pub(super) fn mute<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named()?;
    Ok(Op::Mute { job, channel })
}

pub(super) fn unmute<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named()?;
    Ok(Op::Unmute { job, channel })
}

pub(super) fn send_dtmf<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, channel) = it.named_channel()?;
    Ok(Op::Dtmf { job, channel })
}

pub(super) fn blind_transfer<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, _) = it.named()?;
    let (to, caller) = (it.transferee()?, it.number("Transferor")?);
    Ok(Op::BlindTransfer { job, to, caller, timeout_ms: it.timeout_ms(), queueing: queueing(it) })
}

pub(super) fn consult<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, _) = it.named()?;
    let (to, caller) = (it.transferee()?, it.number("Transferor")?);
    Ok(Op::Consult { job, to, caller, timeout_ms: it.timeout_ms() })
}

pub(super) fn complete_transfer<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::CompleteTransfer { job: it.named()?.0 })
}

pub(super) fn cancel_transfer<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::CancelTransfer { job: it.named()?.0 })
}

pub(super) fn switch_to_conference<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::SwitchToConference { job: it.named()?.0 })
}

pub(super) fn end_conference<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::EndConference { job: it.named()?.0 })
}

pub(super) fn start_conference<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::StartConference { invited: &it.lists.invited, timeout_ms: it.timeout_ms() })
}

pub(super) fn monitor<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    supervise(it, Supervision::SilentMonitor, "MonitoredUserId")
}

pub(super) fn coach<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    supervise(it, Supervision::Coach, "CoachedUserId")
}

pub(super) fn barge_in<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    supervise(it, Supervision::Barge, "BargedUserId")
}

pub(super) fn intercept<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    supervise(it, Supervision::Intercept, "InterceptedUserId")
}

fn supervise<'a>(it: &Decoded<'a, '_>, kind: Supervision, name: &'static str) -> Outcome<'a> {
    let (job, _) = it.named()?;
    let text = it.text(name);
    let agent = it.home().and_then(|home| it.world.find_user(home, text));
    let no_agent = || it.refusal(&errors::NO_USER, &[text, it.text("InstanceId")]);
    Ok(Op::Supervise { kind, job, agent: agent.ok_or_else(no_agent)?, timeout_ms: it.timeout_ms() })
}

pub(super) fn authenticate<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Flow { job: it.named()?.0, leave: false })
}

/// A survey leads to the IVR where it is by voice (`ccc.rules.survey-voice`), else the call stays as it is.
pub(super) fn survey<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, _) = it.named()?;
    let by_voice = matches!(it.text("SurveyChannel"), "" | "IVR");
    Ok(if by_voice { Op::Flow { job, leave: true } } else { Op::Survey { job } })
}

pub(super) fn claim<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    let (job, _) = it.named()?;
    // The call is not moved to another group; one that is named has to exist all the same.
    it.group("SkillGroupId")?;
    Ok(Op::Claim { job: job.unwrap_or_default(), among: &it.lists.candidates })
}

pub(super) fn back_to_back<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::BackToBack {
        broker: it.demanded("Broker")?,
        second_broker: it.number("AdditionalBroker")?,
        caller: it.demanded("Caller")?,
        callee: it.demanded("Callee")?,
        timeout_ms: it.timeout_ms(),
    })
}

pub(super) fn predictive<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Predictive {
        callee: it.demanded("Callee")?,
        caller: it.demanded("Caller")?,
        group: it.group("SkillGroupId")?,
        timeout_ms: it.timeout_ms(),
    })
}

pub(super) fn work_mode<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::WorkMode {
        mode: WorkMode::from_text(it.text("WorkMode")).unwrap_or(WorkMode::OnSite),
        mobile: it.number("Mobile")?,
    })
}

/// A workbench that moves may sign in to other groups; whoever is offline is in none.
pub(super) fn skill_groups<'a>(it: &Decoded<'a, '_>) -> Option<Op<'a>> {
    it.lists.groups.as_deref().map(|groups| Op::SkillGroups { groups })
}

pub(super) fn visibility<'a>(it: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Visibility { invisible: it.flag("Invisible") })
}

pub(super) fn reset<'a>(_: &Decoded<'a, '_>) -> Outcome<'a> {
    Ok(Op::Reset)
}

/// How the call waits in the queue of a skill group.
fn queueing(it: &Decoded<'_, '_>) -> Queueing {
    let number = |name| it.value(name).and_then(Value::as_u64);
    let usual = Queueing::default();
    Queueing {
        timeout_ms: number("QueuingTimeoutSeconds").map(|seconds| seconds * 1_000),
        priority: number("CallPriority").and_then(|it| it.try_into().ok()).unwrap_or(usual.priority),
        by_claim: it.text("RoutingType") == "Manual",
        overflow: number("QueuingOverflowThreshold")
            .and_then(|it| it.try_into().ok())
            .unwrap_or(usual.overflow),
    }
}
