//! What the parameters of an action name in a world.

use offhook_machine::limits::MAX_NAME_BYTES;
use offhook_machine::{ChannelId, InstanceId, JobId, JobNumber, Number, SkillGroupId, Target, UserId, World};
use serde_json::Value;

use super::action::{Action, ActionRefusal, Decoded, Lists};
use super::errors;
use crate::params::DecodedParams;

/// The parameters before anything of them has been looked up.
#[derive(Clone, Copy)]
pub(super) struct Params<'a> {
    pub(super) action: &'static Action,
    pub(super) params: &'a DecodedParams,
    pub(super) world: &'a World,
}

impl<'a> Params<'a> {
    fn value(&self, name: &str) -> Option<&'a Value> {
        self.params.get(name)
    }

    fn text(&self, name: &str) -> &'a str {
        self.value(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub(super) fn instance(&self) -> Result<InstanceId, ActionRefusal> {
        let name = self.text("InstanceId");
        let found = self.world.find_instance(name);
        found.ok_or_else(|| ActionRefusal::new(self.action, &errors::NO_INSTANCE, &[name]))
    }

    /// The user named, else the one that the caller's account stands for.
    pub(super) fn user(
        &self,
        instance: InstanceId,
        account: Option<UserId>,
    ) -> Result<UserId, ActionRefusal> {
        let world = self.world;
        if !self.has("UserId") {
            let own = account.filter(|user| world.user(*user).is_some_and(|it| it.instance == instance));
            // A call that the instance places is nobody's: any user stands in for the instance.
            let anyone = || world.users().find(|(_, it)| it.instance == instance).map(|(id, _)| id);
            let own = own.or_else(|| if self.action.param("UserId").is_none() { anyone() } else { None });
            return own.ok_or_else(|| ActionRefusal::new(self.action, &errors::BLANK, &["UserId"]));
        }
        let name = self.text("UserId");
        let home = world.instance(instance).map(|it| &*it.name).unwrap_or_default();
        let found = world.find_user(instance, name);
        found.ok_or_else(|| ActionRefusal::new(self.action, &errors::NO_USER, &[name, home]))
    }

    /// What the lists of ids stand for.
    pub(super) fn lists(&self, instance: InstanceId, by: UserId) -> Result<Lists, ActionRefusal> {
        Ok(Lists {
            groups: self.skill_groups(instance, by)?,
            invited: self.invited(instance)?,
            candidates: self.candidates(instance)?,
        })
    }

    /// The skill groups named, each once; after those that the user has, where they are to be added.
    fn skill_groups(
        &self,
        instance: InstanceId,
        by: UserId,
    ) -> Result<Option<Vec<SkillGroupId>>, ActionRefusal> {
        let name = "SignedSkillGroupIdList";
        let Some(list) = self.value(name).and_then(Value::as_array) else { return Ok(None) };
        let adds = self.value("Additivity").and_then(Value::as_bool).unwrap_or_default();
        let own = self.world.user(by).filter(|_| adds).map(|it| &*it.skill_groups);
        let mut groups = own.unwrap_or_default().to_vec();
        for id in list {
            let known = self.world.find_skill_group(instance, id.as_str().unwrap_or_default());
            let allowed = "the skill groups of the instance";
            let group = known
                .ok_or_else(|| ActionRefusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))?;
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Ok(Some(groups))
    }

    /// The parties that a conference invites: colleagues by id or extension, anybody else by number.
    fn invited(&self, instance: InstanceId) -> Result<Vec<Target>, ActionRefusal> {
        let name = "ParticipantListJson";
        let list = self.value(name).and_then(Value::as_array).into_iter().flatten();
        let target = |participant: &Value| {
            let text = participant.as_str().unwrap_or_default();
            let number = || Number::new(text).map(Target::Number);
            agent(self.world, instance, text).map(Target::User).or_else(number)
        };
        let targets: Option<Vec<Target>> = list.map(target).collect();
        let allowed = "extensions and telephone numbers";
        targets.ok_or_else(|| ActionRefusal::new(self.action, &errors::ENUMERATION, &[name, allowed]))
    }

    /// The agents among whom a claim picks: a list of ids, or of objects that say `userId` (`ccc.rules.candidates`).
    fn candidates(&self, instance: InstanceId) -> Result<Vec<UserId>, ActionRefusal> {
        let name = "CandidateUserListJson";
        if !self.has(name) {
            return Ok(Vec::new());
        }
        let wrong = || ActionRefusal::new(self.action, &errors::ENUMERATION, &[name, "a list of users"]);
        let list = serde_json::from_str::<Vec<Value>>(self.text(name)).map_err(|_| wrong())?;
        let user = |entry: &Value| {
            let id = entry.as_str().or_else(|| entry.get("userId")?.as_str()).ok_or_else(wrong)?;
            let no_user =
                || ActionRefusal::new(self.action, &errors::NO_USER, &[id, self.text("InstanceId")]);
            self.world.find_user(instance, id).ok_or_else(no_user)
        };
        list.iter().map(user).collect()
    }
}

impl<'a> Decoded<'a, '_> {
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.params.get(name)
    }

    pub(super) fn text(&self, name: &str) -> &'a str {
        self.value(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The refusal as the action's own table has it.
    pub(super) fn refusal(&self, row: &crate::shape::ErrorRow, args: &[&str]) -> ActionRefusal {
        ActionRefusal::new(self.action, row, args)
    }

    /// The call and the channel named.
    pub(super) fn named(&self) -> Result<(Option<JobId>, Option<ChannelId>), ActionRefusal> {
        let job = self.job()?;
        Ok((job, self.channel(job)?))
    }

    /// The call, if one is named, and the channel, which must be.
    pub(super) fn named_channel(&self) -> Result<(Option<JobId>, ChannelId), ActionRefusal> {
        let (job, channel) = self.named()?;
        Ok((job, channel.ok_or_else(|| self.refusal(&errors::BLANK, &["ChannelId"]))?))
    }

    fn job(&self) -> Result<Option<JobId>, ActionRefusal> {
        if !self.has("JobId") {
            return Ok(None);
        }
        let id = self.text("JobId");
        let found = JobNumber::from_text(id).and_then(|number| self.world.find_job(number));
        found.map(Some).ok_or_else(|| self.refusal(&errors::NO_JOB, &[id]))
    }

    /// The id of the job that the request is about, for the messages: the one named, else the user's own.
    pub(super) fn job_id(&self) -> String {
        let world = self.world;
        let own = || world.user(self.by).and_then(|it| world.job(it.job?)).map(|job| job.number.to_string());
        if self.has("JobId") { self.text("JobId").to_owned() } else { own().unwrap_or_default() }
    }

    /// The agent supervised, else the user who asks.
    pub(super) fn channel_owner(&self) -> String {
        let own = || self.world.user(self.by).map(|it| it.name.to_string()).unwrap_or_default();
        let supervised = |name| Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
        supervised("MonitoredUserId").unwrap_or_else(own)
    }

    /// The channel named, which must be one of the job named or else of the user's own.
    fn channel(&self, job: Option<JobId>) -> Result<Option<ChannelId>, ActionRefusal> {
        if !self.has("ChannelId") {
            return Ok(None);
        }
        let id = self.text("ChannelId");
        let job = job.or_else(|| self.world.user(self.by).and_then(|it| it.job));
        let found = job.and_then(|job| self.world.find_channel(job, id));
        found.map(Some).ok_or_else(|| self.refusal(&errors::NO_CHANNEL, &[id, &self.job_id()]))
    }

    pub(super) fn number(&self, name: &'static str) -> Result<Option<Number>, ActionRefusal> {
        if !self.has(name) {
            return Ok(None);
        }
        let number = Number::new(self.text(name));
        let allowed = "1..28 printable characters";
        number.map(Some).ok_or_else(|| self.refusal(&errors::ENUMERATION, &[name, allowed]))
    }

    /// A number whose row demands it.
    pub(super) fn demanded(&self, name: &'static str) -> Result<Number, ActionRefusal> {
        self.number(name).map(Option::unwrap_or_default)
    }

    /// The user's extension, else the first that nobody has: the answer to a sign-in names one.
    pub(super) fn extension(&self) -> Result<Number, ActionRefusal> {
        let world = self.world;
        let free = || world.instance(world.user(self.by)?.instance)?.free_extensions.front().copied();
        let own = world.user(self.by).and_then(|it| it.extension);
        own.or_else(free).ok_or_else(|| self.refusal(&errors::NO_EXTENSION, &[]))
    }

    /// A text that the machine is to remember.
    pub(super) fn name(&self, name: &'static str) -> Result<&'a str, ActionRefusal> {
        let text = self.text(name);
        if text.len() <= MAX_NAME_BYTES {
            return Ok(text);
        }
        let allowed = format!("1..{MAX_NAME_BYTES} bytes");
        Err(self.refusal(&errors::ENUMERATION, &[name, &allowed]))
    }

    /// `TimeoutSeconds` in milliseconds.
    pub(super) fn timeout_ms(&self) -> Option<u64> {
        self.value("TimeoutSeconds").and_then(Value::as_u64).map(|seconds| seconds * 1_000)
    }

    pub(super) fn home(&self) -> Option<InstanceId> {
        self.world.user(self.by).map(|it| it.instance)
    }

    pub(super) fn group(&self, name: &'static str) -> Result<Option<SkillGroupId>, ActionRefusal> {
        if !self.has(name) {
            return Ok(None);
        }
        let found = self.home().and_then(|home| self.world.find_skill_group(home, self.text(name)));
        let allowed = "the skill groups of the instance";
        found.map(Some).ok_or_else(|| self.refusal(&errors::ENUMERATION, &[name, allowed]))
    }

    /// The party to whom a call is handed: as `TransfereeType` says, and without it whatever the id or number is known as.
    pub(super) fn transferee(&self) -> Result<Target, ActionRefusal> {
        let text = self.text("Transferee");
        let agent = self.home().and_then(|home| agent(self.world, home, text));
        let group = || self.group("Transferee");
        let outside = || self.number("Transferee").map(|number| Target::Number(number.unwrap_or_default()));
        let no_agent = || self.refusal(&errors::NO_USER, &[text, self.text("InstanceId")]);
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
}

/// The agent of this id or extension.
fn agent(world: &World, instance: InstanceId, text: &str) -> Option<UserId> {
    let by_extension = || world.find_extension(instance, Number::new(text)?);
    world.find_user(instance, text).or_else(by_extension)
}
