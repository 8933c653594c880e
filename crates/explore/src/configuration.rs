//! The small call centre in which the rules are attacked: interchangeable agents, interchangeable outside parties, one skill group.

use std::sync::Arc;

use offhook_centre::{DEFAULT_CLOCK_MS, DEFAULT_NODE};
use offhook_dialect::UserNames;
use offhook_machine::{
    InstanceId, Millis, NewInstance, NewUser, Number, Rules, SetupError, SkillGroupId, UserId, UserState,
    World,
};
use offhook_scenario::{At, Dialect, Given, Instance, User};

/// Agents that a configuration can have.
pub const MAX_AGENTS: u8 = 6;
/// Outside parties that a configuration can have.
pub const MAX_CUSTOMERS: u8 = 4;

/// The agents, by their names in scenarios.
const NAMES: [&str; MAX_AGENTS as usize] = ["amy", "bob", "cat", "dan", "eve", "fay"];
const FIRST_AGENT: u32 = 1_001;
const FIRST_EXTENSION: u32 = 80_010_001;
const FIRST_CUSTOMER: u64 = 13_100_000_001;
const FIRST_MOBILE: u64 = 13_900_000_001;
const OWN_NUMBER: &str = "01012345678";
/// 2020-12-29T07:08:38Z, where scenarios begin that say nothing else.
const START_MS: Millis = DEFAULT_CLOCK_MS;

/// How long everybody has been there before anything happens.
pub(crate) const SETTLED_MS: Millis = 1_000;

/// Who there is, in the words of a scenario and as a world alike.
#[derive(Clone, Debug)]
pub struct Configuration {
    dialect: Dialect,
    state: UserState,
    start: World,
    agents: Vec<UserId>,
    customers: Vec<Number>,
    group: SkillGroupId,
}

/// A configuration that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// Not 1 to [`MAX_AGENTS`].
    Agents(u8),
    /// More than [`MAX_CUSTOMERS`].
    Customers(u8),
    /// Nobody begins in a call.
    State(UserState),
    /// The machine does not have it.
    Setup(SetupError),
    /// It cannot be set on the wire.
    Wire(String),
}

impl std::fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Agents(count) => write!(f, "{count} agents: from 1 to {MAX_AGENTS}"),
            Self::Customers(count) => write!(f, "{count} customers: at most {MAX_CUSTOMERS}"),
            Self::State(state) => write!(f, "nobody begins in {}", state.as_str()),
            Self::Setup(error) => error.fmt(f),
            Self::Wire(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for ConfigurationError {}

impl From<SetupError> for ConfigurationError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

impl Configuration {
    /// A configuration whose agents all begin in one state, by the documented rules.
    ///
    /// # Errors
    /// Too many people, or a state in which nobody begins.
    pub fn new(
        dialect: Dialect,
        agents: u8,
        customers: u8,
        state: UserState,
    ) -> Result<Self, ConfigurationError> {
        Self::with_rules(Arc::new(Rules::documented()), dialect, agents, customers, state)
    }

    /// The same by other rules, such as a mutant's.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_rules(
        rules: Arc<Rules>,
        dialect: Dialect,
        agents: u8,
        customers: u8,
        state: UserState,
    ) -> Result<Self, ConfigurationError> {
        if !(1..=MAX_AGENTS).contains(&agents) {
            return Err(ConfigurationError::Agents(agents));
        }
        if customers > MAX_CUSTOMERS {
            return Err(ConfigurationError::Customers(customers));
        }
        if state.is_in_call() {
            return Err(ConfigurationError::State(state));
        }
        let mut start = World::with_rules(rules, dialect.policy, START_MS, DEFAULT_NODE);
        let instance = NewInstance {
            name: Instance::DEFAULT_ID,
            numbers: &[number(OWN_NUMBER)],
            ..NewInstance::default()
        };
        let instance = start.add_instance(&instance)?;
        let group = start.add_skill_group(instance, dialect.examples.skill_group)?;
        let agents = (0..agents).map(|agent| add(&mut start, instance, group, dialect, agent, state));
        let agents = agents.collect::<Result<Vec<_>, _>>()?;
        let customers = (0..customers).map(|customer| number(&customer_number(customer))).collect();
        // Nobody has become ready at this very instant: who is idle longest is settled.
        let _ = start.advance(START_MS + SETTLED_MS);
        Ok(Self { dialect, state, start, agents, customers, group })
    }

    /// The vendor whose policy holds.
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The world before anything happens.
    pub const fn start(&self) -> &World {
        &self.start
    }

    /// How many agents there are.
    #[expect(clippy::cast_possible_truncation, reason = "at most MAX_AGENTS")]
    pub fn agents(&self) -> u8 {
        self.agents.len() as u8
    }

    /// How many outside parties there are.
    #[expect(clippy::cast_possible_truncation, reason = "at most MAX_CUSTOMERS")]
    pub fn customers(&self) -> u8 {
        self.customers.len() as u8
    }

    /// The agent's handle.
    pub fn agent(&self, agent: u8) -> UserId {
        self.agents[usize::from(agent) % self.agents.len()]
    }

    /// The agent's name in scenarios.
    pub fn alias(agent: u8) -> &'static str {
        NAMES[usize::from(agent) % NAMES.len()]
    }

    /// The agent's id on the wire.
    pub fn wire_id(&self, agent: u8) -> String {
        wire_id(self.dialect, agent)
    }

    /// The agent's extension.
    pub fn extension(agent: u8) -> String {
        (FIRST_EXTENSION + u32::from(agent)).to_string()
    }

    /// The outside party's number; nobody's where there is no such party.
    pub fn customer(&self, customer: u8) -> Number {
        self.customers
            .get(usize::from(customer))
            .copied()
            .unwrap_or_else(|| number(&customer_number(customer)))
    }

    /// Which outside party has this number.
    pub(crate) fn find_customer(&self, number: Number) -> Option<usize> {
        self.customers.iter().position(|known| *known == number)
    }

    /// The number of the instance.
    pub(crate) fn own_number() -> Number {
        number(OWN_NUMBER)
    }

    /// The agent's mobile number.
    pub fn mobile(agent: u8) -> Number {
        number(&(FIRST_MOBILE + u64::from(agent)).to_string())
    }

    /// The skill group of all agents.
    pub const fn group(&self) -> SkillGroupId {
        self.group
    }

    /// Its id on the wire.
    pub fn group_name(&self) -> &'static str {
        self.dialect.examples.skill_group
    }

    /// The configuration as a scenario gives it.
    pub fn given(&self) -> Given {
        let mut given = Given::default();
        let mut instance = Instance::from(Instance::DEFAULT_ID);
        instance.skill_groups = vec![self.group_name().into()];
        given.instance = Some(At::from(instance));
        for agent in 0..self.agents() {
            let mut user = User {
                extension: Some(Self::extension(agent).into()),
                state: Some(self.state.as_str().into()),
                ..User::default()
            };
            if self.dialect.ids.agent_numbers {
                user.agent_id = Some((FIRST_AGENT + u32::from(agent)).into());
            }
            given.users.insert(Self::alias(agent).to_owned(), user);
        }
        given
    }
}

fn wire_id(dialect: Dialect, agent: u8) -> String {
    let alias = Configuration::alias(agent);
    let id = format!("{alias}@{}", Instance::DEFAULT_ID);
    let agent_number = Some(FIRST_AGENT + u32::from(agent));
    (dialect.ids.user)(&UserNames { alias, id: &id, agent_number, index: usize::from(agent) })
}

fn customer_number(customer: u8) -> String {
    (FIRST_CUSTOMER + u64::from(customer)).to_string()
}

fn number(text: &str) -> Number {
    Number::new(text).unwrap_or_default()
}

fn add(
    world: &mut World,
    instance: InstanceId,
    group: SkillGroupId,
    dialect: Dialect,
    agent: u8,
    state: UserState,
) -> Result<UserId, SetupError> {
    let name = wire_id(dialect, agent);
    let device = format!("device-{}", Configuration::alias(agent));
    world.add_user(
        instance,
        &NewUser {
            state,
            extension: Some(number(&Configuration::extension(agent))),
            device: Some(&device),
            break_code: (state != UserState::Offline).then_some("Warm-up"),
            skill_groups: &[group],
            ..NewUser::new(&name)
        },
    )
}
