//! Setting up a world: instances, skill groups and users.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet, VecDeque},
    string::String,
    sync::Arc,
    vec::Vec,
};
use core::fmt;

use super::{Instance, SkillGroup, World, parts::User};
use crate::{
    identity::{InstanceId, Millis, Number, SkillGroupId, UserId},
    limits::{Limit, MAX_INSTANCES, MAX_NAME_BYTES, MAX_SKILL_GROUPS, MAX_SKILL_GROUPS_PER_USER, MAX_USERS},
    policy::AfterCall,
    state::{UserState, WorkMode},
};

/// An instance to add.
#[derive(Clone, Debug, Default)]
pub struct NewInstance<'a> {
    /// Its id.
    pub name: &'a str,
    /// Other names that requests may use for it.
    pub aliases: &'a [&'a str],
    /// The numbers it shows to outside parties.
    pub numbers: &'a [Number],
    /// Extensions that nobody has yet.
    pub extensions: &'a [Number],
}

/// A user to add.
#[derive(Clone, Debug)]
pub struct NewUser<'a> {
    /// The id, unique in the instance.
    pub name: &'a str,
    /// The state.
    pub state: UserState,
    /// The place where the user takes calls.
    pub work_mode: WorkMode,
    /// The phone.
    pub extension: Option<Number>,
    /// The workbench's id.
    pub device: Option<&'a str>,
    /// The mobile number.
    pub mobile: Option<Number>,
    /// The reason of the current or the last break.
    pub break_code: Option<&'a str>,
    /// The skill groups signed in to.
    pub skill_groups: &'a [SkillGroupId],
    /// The state that follows a call; the policy's where left out.
    pub after_call: Option<AfterCall>,
    /// True if the gateway answers incoming calls.
    pub auto_answer: bool,
    /// True if the user receives no calls.
    pub outbound_only: bool,
    /// The time of the last request.
    pub heartbeat: Option<Millis>,
    /// The time when the user was last reserved for a call.
    pub reserved: Option<Millis>,
}

impl<'a> NewUser<'a> {
    /// A user of this name, not signed in.
    pub const fn new(name: &'a str) -> Self {
        Self {
            name,
            state: UserState::Offline,
            work_mode: WorkMode::OnSite,
            extension: None,
            device: None,
            mobile: None,
            break_code: None,
            skill_groups: &[],
            after_call: None,
            auto_answer: false,
            outbound_only: false,
            heartbeat: None,
            reserved: None,
        }
    }
}

/// The reason why a world cannot be set up so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// The id is taken.
    Taken(String),
    /// The handle is another world's.
    Unknown(&'static str),
    /// A limit would be passed.
    Limit(Limit),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(name) => write!(f, "there is a {name} already"),
            Self::Unknown(what) => write!(f, "there is no such {what} in this world"),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl core::error::Error for SetupError {}

impl From<Limit> for SetupError {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}

fn short(text: &str) -> Result<Box<str>, SetupError> {
    if text.len() > MAX_NAME_BYTES { Err(Limit::NameBytes.into()) } else { Ok(text.into()) }
}

/// The numbers without repetitions, in order.
fn distinct(numbers: &[Number]) -> VecDeque<Number> {
    let mut seen = BTreeSet::new();
    numbers.iter().copied().filter(|number| seen.insert(*number)).collect()
}

impl World {
    /// Adds an instance.
    ///
    /// # Errors
    /// The id is taken, or a limit would be passed.
    pub fn add_instance(&mut self, new: &NewInstance<'_>) -> Result<InstanceId, SetupError> {
        if self.instances.len() >= MAX_INSTANCES {
            return Err(Limit::Instances.into());
        }
        if let Some(name) =
            [&[new.name], new.aliases].concat().into_iter().find(|name| self.find_instance(name).is_some())
        {
            return Err(SetupError::Taken(name.into()));
        }
        self.instances.push(Arc::new(Instance {
            name: short(new.name)?,
            aliases: new.aliases.iter().map(|alias| short(alias)).collect::<Result<_, _>>()?,
            numbers: new.numbers.into(),
            free_extensions: distinct(new.extensions),
            users: hashbrown::HashMap::default(),
            extensions: hashbrown::HashMap::default(),
            skill_groups: BTreeMap::new(),
        }));
        #[expect(clippy::cast_possible_truncation, reason = "MAX_INSTANCES fits in 16 bits")]
        Ok(InstanceId(self.instances.len() as u16 - 1))
    }

    /// Adds a skill group.
    ///
    /// # Errors
    /// The id is taken in this instance, the instance is unknown, or a limit would be passed.
    pub fn add_skill_group(&mut self, instance: InstanceId, name: &str) -> Result<SkillGroupId, SetupError> {
        let home = self.instances.get_mut(usize::from(instance.0)).ok_or(SetupError::Unknown("instance"))?;
        if self.skill_groups.len() >= MAX_SKILL_GROUPS {
            return Err(Limit::SkillGroups.into());
        }
        if home.skill_groups.contains_key(name) {
            return Err(SetupError::Taken(name.into()));
        }
        let name = short(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "MAX_SKILL_GROUPS fits in 16 bits")]
        let id = SkillGroupId(self.skill_groups.len() as u16);
        Arc::make_mut(home).skill_groups.insert(name.clone(), id);
        self.skill_groups.push(SkillGroup {
            instance,
            name: name.into(),
            waiting: VecDeque::new(),
            members: Arc::default(),
        });
        Ok(id)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// The id or the extension is taken in this instance, a handle is unknown, or a limit would be passed; nothing
    /// has changed.
    pub fn add_user(&mut self, instance: InstanceId, new: &NewUser<'_>) -> Result<UserId, SetupError> {
        if self.users.len() >= MAX_USERS {
            return Err(Limit::Users.into());
        }
        if new.skill_groups.len() > MAX_SKILL_GROUPS_PER_USER {
            return Err(Limit::SkillGroupsPerUser.into());
        }
        if new.skill_groups.iter().any(|group| self.skill_group(*group).is_none()) {
            return Err(SetupError::Unknown("skill group"));
        }
        let device = new.device.map(short).transpose()?;
        let name = short(new.name)?;
        let home = self.instances.get_mut(usize::from(instance.0)).ok_or(SetupError::Unknown("instance"))?;
        let home = Arc::make_mut(home);
        if home.users.contains_key(new.name) {
            return Err(SetupError::Taken(new.name.into()));
        }
        if let Some(taken) = new.extension.filter(|it| home.extensions.contains_key(it)) {
            return Err(SetupError::Taken(taken.as_str().into()));
        }
        let break_code = new.break_code.map(|code| self.names.intern(code)).transpose()?;
        #[expect(clippy::cast_possible_truncation, reason = "MAX_USERS fits in 32 bits")]
        let id = UserId(self.users.len() as u32);
        if let Some(extension) = new.extension {
            home.extensions.insert(extension, id);
            home.free_extensions.retain(|free| *free != extension);
        }
        home.users.insert(name.clone(), id);
        self.users.push(User {
            instance,
            state: new.state,
            work_mode: new.work_mode,
            after_call: new.after_call.unwrap_or(self.policy.after_call),
            auto_answer: new.auto_answer,
            outbound_only: new.outbound_only,
            invisible: false,
            last_callee: None,
            idle_since: self.now,
            job: None,
            channel: None,
            held_call: None,
            break_code,
            extension: new.extension,
            heartbeat: new.heartbeat,
            reserved: new.reserved,
            name: name.into(),
            device: device.map(Into::into),
            mobile: new.mobile,
            skill_groups: new.skill_groups.into(),
        });
        self.join_groups(id);
        Ok(id)
    }

    /// The names of a user's skill groups.
    pub fn skill_group_names(&self, user: UserId) -> Vec<&str> {
        let groups = self.user(user).map(|it| &*it.skill_groups).unwrap_or_default();
        groups.iter().filter_map(|group| self.skill_group(*group)).map(|group| &*group.name).collect()
    }
}
