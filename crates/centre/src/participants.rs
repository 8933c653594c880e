//! The users of a scenario as they appear on the wire.

use offhook_dialect::UserNames;
use offhook_machine::UserState;
use offhook_scenario::{Dialect, Given, Scenario, User};

/// The number that a call centre shows where a scenario gives it none.
pub const DEFAULT_NUMBER: &str = "01012345678";
/// The first extension where a scenario gives none.
const FIRST_EXTENSION: usize = 80_010_001;

/// Who a user of a scenario is on the wire: what is not given follows from the user's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The name in the scenario.
    pub alias: String,
    /// The id on the wire: of a CC-Gateway agent, the number.
    pub id: String,
    /// The extension; none where the scenario gives an empty one.
    pub extension: Option<String>,
    /// The workbench's id.
    pub device: String,
    /// The state at the beginning.
    pub state: UserState,
}

impl Participant {
    /// The users of a scenario, in order.
    pub fn of(scenario: &Scenario) -> Vec<Self> {
        let given = &scenario.given;
        let place = |(index, (alias, user))| Self::new(scenario.dialect.value, given, alias, user, index);
        given.users.iter().map(|(alias, user)| (alias.value.as_str(), user)).enumerate().map(place).collect()
    }

    /// The numbers that the call centre of a scenario shows.
    pub fn numbers(scenario: &Scenario) -> Vec<String> {
        let said = scenario.given.instance.iter().flat_map(|instance| &instance.value.numbers);
        let said: Vec<String> = said.map(|number| number.value.clone()).collect();
        if said.is_empty() { vec![DEFAULT_NUMBER.to_owned()] } else { said }
    }

    fn new(dialect: Dialect, given: &Given, alias: &str, user: &User, index: usize) -> Self {
        let id = given.id_of(alias, user);
        let agent_number = user.agent_id.as_ref().map(|id| id.value);
        let id = (dialect.ids.user)(&UserNames { alias, id: &id, agent_number, index });
        let extension = user.extension.as_ref().map(|text| text.value.clone());
        let extension = extension.unwrap_or_else(|| (FIRST_EXTENSION + index).to_string());
        let device = user.device_id.as_ref().map(|text| text.value.clone());
        let state = user.state.as_ref().and_then(|state| UserState::from_text(&state.value));
        Self {
            alias: alias.to_owned(),
            id,
            extension: Some(extension).filter(|text| !text.is_empty()),
            device: device.unwrap_or_else(|| format!("device-{alias}")),
            state: state.unwrap_or(UserState::Offline),
        }
    }
}
