//! Requests about more than two parties, and those of a workbench's settings.

use offhook_machine::{
    ChannelId, InstanceId, JobId, JobNumber, Number, Op, Queueing, Supervision, Target, UserId, WorkMode,
    World,
};
use serde_json::Value;

use super::ask::{Asked, Lists};
use super::refusal::Refusal;
use super::view::parties;
use crate::ccc::errors;

impl<'a> Asked<'a> {
    pub(super) fn several<'b>(
        &self,
        world: &World,
        by: UserId,
        job: Option<JobId>,
        channel: Option<ChannelId>,
        lists: &Lists<'b>,
    ) -> Result<Op<'b>, Refusal>
    where
        'a: 'b,
    {
        let timeout_ms = self.timeout_ms();
        let named = || channel.ok_or_else(|| Refusal::new(self.action, &errors::BLANK, &["ChannelId"]));
        Ok(match self.action.name {
            "BlindTransfer" => {
                let (to, caller) = (self.transferee(world, by)?, self.number("Transferor")?);
                Op::BlindTransfer { job, to, caller, timeout_ms, queueing: self.queueing() }
            }
            "InitiateAttendedTransfer" => {
                let (to, caller) = (self.transferee(world, by)?, self.number("Transferor")?);
                Op::Consult { job, to, caller, timeout_ms }
            }
            "CompleteAttendedTransfer" => Op::CompleteTransfer { job },
            "CancelAttendedTransfer" => Op::CancelTransfer { job },
            "SwitchToConference" => Op::SwitchToConference { job },
            "EndConference" => Op::EndConference { job },
            "StartConference" => Op::StartConference { invited: lists.invited, timeout_ms },
            "MonitorCall" => self.supervise(world, by, job, Supervision::SilentMonitor, "MonitoredUserId")?,
            "CoachCall" => self.supervise(world, by, job, Supervision::Coach, "CoachedUserId")?,
            "BargeInCall" => self.supervise(world, by, job, Supervision::Barge, "BargedUserId")?,
            "InterceptCall" => self.supervise(world, by, job, Supervision::Intercept, "InterceptedUserId")?,
            "LaunchAuthentication" => Op::Flow { job, leave: false },
            "LaunchSurvey" if self.is_by_voice() => Op::Flow { job, leave: true },
            "LaunchSurvey" => Op::Survey { job },
            "ClaimCall" => {
                // The call is not moved to another group; one that is named has to exist all the same.
                self.group(world, by, "SkillGroupId")?;
                Op::Claim { job: job.unwrap_or_default(), among: lists.candidates }
            }
            "SendDtmfSignaling" => Op::Dtmf { job, channel: named()? },
            "StartBack2BackCall" => Op::BackToBack {
                broker: self.demanded("Broker")?,
                second_broker: self.number("AdditionalBroker")?,
                caller: self.demanded("Caller")?,
                callee: self.demanded("Callee")?,
                timeout_ms,
            },
            "StartPredictiveCall" => Op::Predictive {
                callee: self.demanded("Callee")?,
                caller: self.demanded("Caller")?,
                group: self.group(world, by, "SkillGroupId")?,
                timeout_ms,
            },
            "ChangeWorkMode" => Op::WorkMode {
                mode: WorkMode::from_text(self.text("WorkMode")).unwrap_or(WorkMode::OnSite),
                mobile: self.number("Mobile")?,
            },
            "ChangeVisibility" => Op::Visibility { invisible: self.flag("Invisible") },
            "ResetAgentState" => Op::Reset,
            other => return Err(Refusal::unknown_action(other)),
        })
    }

    /// Whether a survey is by voice (`ccc.rules.survey-voice`).
    fn is_by_voice(&self) -> bool {
        matches!(self.text("SurveyChannel"), "" | "IVR")
    }

    /// How the call waits in the queue of a skill group.
    fn queueing(&self) -> Queueing {
        let number = |name| self.value(name).and_then(Value::as_u64);
        let usual = Queueing::default();
        Queueing {
            timeout_ms: number("QueuingTimeoutSeconds").map(|seconds| seconds * 1_000),
            priority: number("CallPriority").and_then(|it| it.try_into().ok()).unwrap_or(usual.priority),
            by_claim: self.text("RoutingType") == "Manual",
            overflow: number("QueuingOverflowThreshold")
                .and_then(|it| it.try_into().ok())
                .unwrap_or(usual.overflow),
        }
    }

    /// `TimeoutSeconds` in milliseconds.
    pub(super) fn timeout_ms(&self) -> Option<u64> {
        self.value("TimeoutSeconds").and_then(Value::as_u64).map(|seconds| seconds * 1_000)
    }

    fn demanded(&self, name: &'static str) -> Result<Number, Refusal> {
        self.number(name).map(Option::unwrap_or_default)
    }

    fn home(world: &World, by: UserId) -> Option<InstanceId> {
        world.user(by).map(|it| it.instance)
    }

    fn group(
        &self,
        world: &World,
        by: UserId,
        name: &'static str,
    ) -> Result<Option<offhook_machine::SkillGroupId>, Refusal> {
        if !self.has(name) {
            return Ok(None);
        }
        let found = Self::home(world, by).and_then(|home| world.find_skill_group(home, self.text(name)));
        let allowed = "the skill groups of the instance";
        found.map(Some).ok_or_else(|| Refusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))
    }

    /// To whom a call is handed: as `TransfereeType` says, and without it whatever the id or number is known as.
    fn transferee(&self, world: &World, by: UserId) -> Result<Target, Refusal> {
        let text = self.text("Transferee");
        let agent = Self::home(world, by).and_then(|home| agent(world, home, text));
        let group = || self.group(world, by, "Transferee");
        let outside = || self.number("Transferee").map(|number| Target::Number(number.unwrap_or_default()));
        let no_agent = || Refusal::new(self.action, &errors::NO_USER, &[text, self.text("InstanceId")]);
        match self.text("TransfereeType") {
            "AGENT" => agent.map(Target::User).ok_or_else(no_agent),
            "SKILL_GROUP" => group().map(|group| group.map_or(Target::Ivr, Target::Group)),
            "IVR" => Ok(Target::Ivr),
            "EXTERNAL" | "EXTERNAL_NUMBER" => outside(),
            _ => match (agent, group()) {
                (Some(agent), _) => Ok(Target::User(agent)),
                (None, Ok(Some(group))) => Ok(Target::Group(group)),
                (None, _) => outside(),
            },
        }
    }

    fn supervise(
        &self,
        world: &World,
        by: UserId,
        job: Option<JobId>,
        kind: Supervision,
        name: &'static str,
    ) -> Result<Op<'static>, Refusal> {
        let text = self.text(name);
        let agent = Self::home(world, by).and_then(|home| world.find_user(home, text));
        let no_agent = || Refusal::new(self.action, &errors::NO_USER, &[text, self.text("InstanceId")]);
        Ok(Op::Supervise { kind, job, agent: agent.ok_or_else(no_agent)?, timeout_ms: self.timeout_ms() })
    }

    /// The agents among whom a claim picks: a list of ids, or of objects that say `userId` (`ccc.rules.candidates`).
    pub(super) fn candidates(&self, world: &World, instance: InstanceId) -> Result<Vec<UserId>, Refusal> {
        let name = "CandidateUserListJson";
        if !self.has(name) {
            return Ok(Vec::new());
        }
        let wrong = || Refusal::new(self.action, &errors::ENUMERATION, &[name, "a list of users"]);
        let list = serde_json::from_str::<Vec<Value>>(self.text(name)).map_err(|_| wrong())?;
        let user = |entry: &Value| {
            let id = entry.as_str().or_else(|| entry.get("userId")?.as_str()).ok_or_else(wrong)?;
            let no_user = || Refusal::new(self.action, &errors::NO_USER, &[id, self.text("InstanceId")]);
            world.find_user(instance, id).ok_or_else(no_user)
        };
        list.iter().map(user).collect()
    }

    /// Whom a conference invites: colleagues by id or extension, anybody else by number.
    pub(super) fn invited(&self, world: &World, instance: InstanceId) -> Result<Vec<Target>, Refusal> {
        let name = "ParticipantListJson";
        let list = self.value(name).and_then(Value::as_array).into_iter().flatten();
        let target = |participant: &Value| {
            let text = participant.as_str().unwrap_or_default();
            let number = || Number::new(text).map(Target::Number);
            agent(world, instance, text).map(Target::User).or_else(number)
        };
        let targets: Option<Vec<Target>> = list.map(target).collect();
        let allowed = "extensions and telephone numbers";
        targets.ok_or_else(|| Refusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))
    }

    /// The number named, else that of the call named, else the one that the user called last.
    pub(super) fn redial(&self, world: &World, by: UserId) -> Result<Op<'static>, Refusal> {
        let earlier = match self.has("JobId") {
            true => Some(self.earlier_callee(world)?),
            false => world.user(by).and_then(|it| it.last_callee),
        };
        let callee = self.number("Callee")?.or(earlier);
        let callee = callee.ok_or_else(|| Refusal::new(self.action, &errors::BLANK, &["Callee"]))?;
        Ok(Op::MakeCall { callee, caller: self.number("Caller")?, timeout_ms: self.timeout_ms() })
    }

    /// Who was called in a job that can still be read, ended or not.
    fn earlier_callee(&self, world: &World) -> Result<Number, Refusal> {
        let id = self.text("JobId");
        let number = JobNumber::from_text(id);
        let job = world.jobs().find(|(_, job)| Some(job.number) == number).map(|(_, job)| job);
        let callee = job.and_then(|job| parties(world, job)).map(|(_, callee)| callee);
        callee.ok_or_else(|| Refusal::new(self.action, &errors::NO_JOB, &[id]))
    }
}

/// The agent of this id or extension.
fn agent(world: &World, instance: InstanceId, text: &str) -> Option<UserId> {
    let by_extension = || world.find_extension(instance, Number::new(text)?);
    world.find_user(instance, text).or_else(by_extension)
}
