//! Who answers the phone where nobody plays the remote party: what numbers do, and agents' own phones.

mod conduct;
mod file;
mod numbers;
mod player;

use offhook_machine::{Channel, UserState, World};

use self::conduct::Conduct;
pub use self::file::{Behaviour, behaviour_schema};
pub(crate) use self::player::{Act, Player};

/// Everything that decides what a channel does by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviours {
    file: Option<Behaviour>,
    /// Whether numbers have a built-in meaning.
    numbers: bool,
}

impl Behaviours {
    pub(crate) const fn new(file: Option<Behaviour>, numbers: bool) -> Self {
        Self { file, numbers }
    }

    /// Whether no channel does anything by itself.
    pub(crate) fn is_empty(&self) -> bool {
        !self.numbers && self.file.is_none()
    }

    /// What a channel does that has just come to be. The file's word comes before the built-in meaning of a number.
    fn of(&self, world: &World, channel: &Channel) -> Conduct {
        let file = self.file.as_ref();
        match channel.user.and_then(|user| world.user(user)) {
            Some(user) => file
                .and_then(|file| file.agent(&user.name, user.state == UserState::Ringing))
                .unwrap_or_default(),
            None => {
                let party = channel.party();
                let number = party.as_str();
                let spelled = || self.numbers.then(|| numbers::spelled(number)).flatten();
                file.and_then(|file| file.number(number)).or_else(spelled).unwrap_or_default()
            }
        }
    }

    /// All that counts, as text: equal where channels do the same.
    pub(crate) fn fingerprint(&self) -> String {
        let file = self.file.as_ref().map(|file| serde_json::to_string(file).unwrap_or_default());
        format!("{} {}", self.numbers, file.unwrap_or_default())
    }
}
