//! From an action and its parameters to a request of the machine.

use offhook_machine::limits::MAX_NAME_BYTES;
use offhook_machine::{
    Accepted, ChannelId, InstanceId, JobId, JobNumber, Millis, Number, Op, Request, SignIn, SkillGroupId,
    Target, UserId, World,
};
use serde_json::Value;

use super::Ask;
use super::refusal::{Named, Refusal};
use crate::ccc::action::{Action, decode_params};
use crate::ccc::errors;
use crate::params::DecodedParams;
use crate::shape::Edition;

/// Puts the request to the machine. What is missing or malformed is said first, then what does not exist, then what
/// is in the wrong state.
pub(super) fn accept(
    world: &mut World,
    now: Millis,
    action: &'static Action,
    ask: &Ask<'_>,
    edition: Edition,
) -> Result<Accepted, Refusal> {
    let params =
        decode_params(action, ask.params, edition).map_err(|error| Refusal::param(action, &error))?;
    let asked = Asked { action, params: &params };
    let instance = asked.instance(world)?;
    let by = asked.user(world, instance, ask.account)?;
    let groups = asked.skill_groups(world, instance, by)?;
    let invited = asked.invited(world, instance)?;
    let candidates = asked.candidates(world, instance)?;
    let lists = Lists { groups: groups.as_deref(), invited: &invited, candidates: &candidates };
    let op = asked.op(world, by, &lists)?;
    let named = Named {
        by,
        job: &asked.job_id(world, by),
        channel: asked.text("ChannelId"),
        whose: &asked.whose_leg(world, by),
    };
    let shown = call_of_others(world, &op);
    let request = Request { by, op };
    let accepted =
        world.request(now, &request).map_err(|refused| Refusal::machine(world, action, &refused, &named))?;
    if let (Op::WorkMode { .. }, Some(groups)) = (op, groups.as_deref()) {
        // A workbench that moves may sign in to other groups; whoever is offline is in none.
        let _ = world.request(now, &Request { by, op: Op::SkillGroups { groups } });
    }
    Ok(Accepted { job: shown.or(accepted.job), ..accepted })
}

/// The call that a user asks to take part in, or to hand to a colleague: the answer tells of it, though the user is in it with
/// the effect only, or in another one.
fn call_of_others(world: &World, op: &Op<'_>) -> Option<JobId> {
    match *op {
        Op::Supervise { agent, .. } => world.user(agent)?.job,
        Op::Claim { job, .. } => Some(job),
        _ => None,
    }
}

/// What lists of ids in the parameters stand for.
pub(super) struct Lists<'b> {
    pub(super) groups: Option<&'b [SkillGroupId]>,
    pub(super) invited: &'b [Target],
    pub(super) candidates: &'b [UserId],
}

/// An action with its decoded parameters.
pub(super) struct Asked<'a> {
    pub(super) action: &'static Action,
    params: &'a DecodedParams,
}

impl<'a> Asked<'a> {
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.params.get(name)
    }

    pub(super) fn text(&self, name: &str) -> &'a str {
        self.value(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn instance(&self, world: &World) -> Result<InstanceId, Refusal> {
        let name = self.text("InstanceId");
        world.find_instance(name).ok_or_else(|| Refusal::new(self.action, &errors::NO_INSTANCE, &[name]))
    }

    /// The user named, else the one that the caller's account stands for.
    fn user(&self, world: &World, instance: InstanceId, account: Option<UserId>) -> Result<UserId, Refusal> {
        if !self.has("UserId") {
            let own = account.filter(|user| world.user(*user).is_some_and(|it| it.instance == instance));
            // A call that the centre places is nobody's: any user stands in for the call centre.
            let anyone = || world.users().find(|(_, it)| it.instance == instance).map(|(id, _)| id);
            let own = own.or_else(|| if self.action.param("UserId").is_none() { anyone() } else { None });
            return own.ok_or_else(|| Refusal::new(self.action, &errors::BLANK, &["UserId"]));
        }
        let name = self.text("UserId");
        let home = world.instance(instance).map(|it| &*it.name).unwrap_or_default();
        world
            .find_user(instance, name)
            .ok_or_else(|| Refusal::new(self.action, &errors::NO_USER, &[name, home]))
    }

    fn job(&self, world: &World) -> Result<Option<JobId>, Refusal> {
        if !self.has("JobId") {
            return Ok(None);
        }
        let id = self.text("JobId");
        let found = JobNumber::from_text(id).and_then(|number| world.find_job(number));
        found.map(Some).ok_or_else(|| Refusal::new(self.action, &errors::NO_JOB, &[id]))
    }

    /// The id of the job that the request is about, for the messages: the one named, else the user's own.
    fn job_id(&self, world: &World, by: UserId) -> String {
        let own = || world.user(by).and_then(|it| world.job(it.job?)).map(|job| job.number.to_string());
        if self.has("JobId") { self.text("JobId").to_owned() } else { own().unwrap_or_default() }
    }

    /// The agent supervised, else the user who asks.
    fn whose_leg(&self, world: &World, by: UserId) -> String {
        let own = || world.user(by).map(|it| it.name.to_string()).unwrap_or_default();
        let supervised = |name| Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        supervised("MonitoredUserId").unwrap_or_else(own)
    }

    /// The leg named, which must be one of the job named or else of the user's own.
    fn channel(&self, world: &World, by: UserId, job: Option<JobId>) -> Result<Option<ChannelId>, Refusal> {
        if !self.has("ChannelId") {
            return Ok(None);
        }
        let id = self.text("ChannelId");
        let job = job.or_else(|| world.user(by).and_then(|it| it.job));
        let found = job.and_then(|job| world.find_channel(job, id));
        found
            .map(Some)
            .ok_or_else(|| Refusal::new(self.action, &errors::NO_CHANNEL, &[id, &self.job_id(world, by)]))
    }

    pub(super) fn number(&self, name: &'static str) -> Result<Option<Number>, Refusal> {
        if !self.has(name) {
            return Ok(None);
        }
        let number = Number::new(self.text(name));
        let allowed = "1..28 printable characters";
        number.map(Some).ok_or_else(|| Refusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))
    }

    /// The user's extension, else the first that nobody has: the answer to a sign-in names one.
    fn extension(&self, world: &World, by: UserId) -> Result<Number, Refusal> {
        let free = |by| world.instance(world.user(by)?.instance)?.free_extensions.front().copied();
        let own = world.user(by).and_then(|it| it.extension);
        own.or_else(|| free(by)).ok_or_else(|| Refusal::new(self.action, &errors::NO_EXTENSION, &[]))
    }

    /// A text that the machine is to remember.
    pub(super) fn name(&self, name: &'static str) -> Result<&'a str, Refusal> {
        let text = self.text(name);
        if text.len() <= MAX_NAME_BYTES {
            return Ok(text);
        }
        let allowed = format!("1..{MAX_NAME_BYTES} bytes");
        Err(Refusal::new(self.action, &errors::ENUMERATION, &[name, &allowed]))
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The skill groups named, each once; after those that the user has, where they are to be added.
    fn skill_groups(
        &self,
        world: &World,
        instance: InstanceId,
        by: UserId,
    ) -> Result<Option<Vec<SkillGroupId>>, Refusal> {
        let name = "SignedSkillGroupIdList";
        let Some(list) = self.value(name).and_then(Value::as_array) else { return Ok(None) };
        let own = world.user(by).filter(|_| self.flag("Additivity")).map(|it| &*it.skill_groups);
        let mut groups = own.unwrap_or_default().to_vec();
        for id in list {
            let known = world.find_skill_group(instance, id.as_str().unwrap_or_default());
            let allowed = "the skill groups of the instance";
            let group =
                known.ok_or_else(|| Refusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))?;
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Ok(Some(groups))
    }

    fn op<'b>(&self, world: &World, by: UserId, lists: &Lists<'b>) -> Result<Op<'b>, Refusal>
    where
        'a: 'b,
    {
        if self.action.name == "RedialCall" {
            return self.redial(world, by);
        }
        let job = self.job(world)?;
        let channel = self.channel(world, by, job)?;
        let named = || channel.ok_or_else(|| Refusal::new(self.action, &errors::BLANK, &["ChannelId"]));
        Ok(match self.action.name {
            "SignInGroup" => Op::SignIn(SignIn {
                device: Some(self.name("DeviceId")?).filter(|device| !device.is_empty()),
                extension: Some(self.extension(world, by)?),
                skill_groups: lists.groups,
                ..SignIn::default()
            }),
            "SignOutGroup" => Op::SignOut,
            "ReadyForService" => Op::Ready { outbound_only: self.flag("OutboundScenario") },
            "TakeBreak" => Op::Break { code: self.name("Code")? },
            "PollUserStatus" => Op::Poll,
            "MakeCall" => Op::MakeCall {
                callee: self.number("Callee")?.unwrap_or_default(),
                caller: self.number("Caller")?,
                timeout_ms: self.timeout_ms(),
            },
            "AnswerCall" => Op::Answer { job },
            "ReleaseCall" => Op::Release { job, channel },
            "HoldCall" => Op::Hold { job, channel: named()? },
            "RetrieveCall" => Op::Retrieve { job, channel: named()? },
            "MuteCall" => Op::Mute { job, channel },
            "UnmuteCall" => Op::Unmute { job, channel },
            _ => return self.several(world, by, job, channel, lists),
        })
    }
}
