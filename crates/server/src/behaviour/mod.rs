//! Who answers the phone where nobody plays the remote party: what numbers do, and agents' own phones.

mod conduct;
mod file;
mod numbers;
mod player;

use offhook_machine::{Channel, Signal, UserState, World};

use self::conduct::Conduct;
pub use self::file::{Behaviour, behaviour_schema};
pub(crate) use self::player::{Act, Player};

/// Everything that decides what a channel does by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behaviours {
    file: Option<Behaviour>,
    by_itself: ByItself,
}

/// What happens by itself where no file says anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByItself {
    /// Whether numbers have a built-in meaning.
    pub(crate) numbers: bool,
    /// Whether an agent's phone is answered when the agent calls.
    pub(crate) phones: bool,
}

/// How long an agent's phone rings for the agent's own call, where it is answered by itself.
const PHONE_ANSWERED_AFTER_MS: u64 = 1_000;

impl Behaviours {
    pub(crate) const fn new(file: Option<Behaviour>, by_itself: ByItself) -> Self {
        Self { file, by_itself }
    }

    /// Whether no channel does anything by itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_itself == ByItself::default() && self.file.is_none()
    }

    /// What a channel does that has just come to be. The file's word comes before the built-in meaning of a number.
    fn of(&self, world: &World, channel: &Channel) -> Conduct {
        let file = self.file.as_ref();
        match channel.user.and_then(|user| world.user(user)) {
            Some(user) => {
                let is_incoming = user.state == UserState::Ringing;
                let own_phone = || (self.by_itself.phones && !is_incoming).then(own_phone);
                file.and_then(|file| file.agent(&user.name, is_incoming))
                    .or_else(own_phone)
                    .unwrap_or_default()
            }
            None => {
                let party = channel.party();
                let number = party.as_str();
                let spelled = || self.by_itself.numbers.then(|| numbers::spelled(number)).flatten();
                file.and_then(|file| file.number(number)).or_else(spelled).unwrap_or_default()
            }
        }
    }

    /// All that counts, as text: equal where channels do the same.
    pub(crate) fn fingerprint(&self) -> String {
        let file = self.file.as_ref().map(|file| serde_json::to_string(file).unwrap_or_default());
        let ByItself { numbers, phones } = self.by_itself;
        let phones = if phones { "phones " } else { "" };
        format!("{numbers} {phones}{}", file.unwrap_or_default())
    }
}

/// What an agent's phone does for the agent's own call, where it is answered by itself.
fn own_phone() -> Conduct {
    Conduct { comes_to: Some((PHONE_ANSWERED_AFTER_MS, Signal::Answered, None)), ..Conduct::default() }
}
