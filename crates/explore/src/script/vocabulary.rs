//! What a vendor's API has words for.

use std::sync::LazyLock;

use offhook_dialect::{Names, Said};
use offhook_machine::{ChannelId, JobId, UserId, UserState, World};
use offhook_scenario::Dialect;
use serde_json::Value;

use crate::configuration::Configuration;
use crate::moves::{Ask, Move, Who};

/// A call between two agents: one of them asks. What is about an agent's channel is about the colleague's; an outside party
/// has none.
struct Example {
    dialect: Dialect,
    configuration: Configuration,
    world: World,
}

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| Dialect::all().filter_map(example).collect());

fn example(dialect: Dialect) -> Option<Example> {
    let configuration = Configuration::new(dialect, 2, 1, UserState::Ready).ok()?;
    let mut world = configuration.start().clone();
    configuration.play(&mut world, Move::Ask { by: 0, ask: Ask::Call(Who::Agent(1)) });
    configuration.play(&mut world, Move::Ask { by: 1, ask: Ask::Answer });
    Some(Example { dialect, configuration, world })
}

/// Whether a vendor has words for a move.
pub fn can_say(dialect: Dialect, it: &Move) -> bool {
    let Move::Ask { ask, .. } = it else { return true };
    words(dialect, *ask).is_some()
}

/// How a vendor's API asks for something: the operation and its parameters, with the names of an example.
pub(crate) fn words(dialect: Dialect, ask: Ask) -> Option<Said> {
    let example = EXAMPLES.iter().find(|example| example.dialect == dialect)?;
    example.configuration.say(&example.world, 0, of_colleague(ask), &mut NoNames)
}

/// The same about the colleague of the example.
fn of_colleague(ask: Ask) -> Ask {
    ask.map(&|who| match who {
        Who::Agent(_) => Who::Agent(1),
        Who::Customer(_) => Who::Customer(0),
    })
}

/// Names do not matter here.
pub(crate) struct NoNames;

impl Names for NoNames {
    fn user(&mut self, _: &World, _: UserId) -> Value {
        Value::from("")
    }

    fn job(&mut self, _: &World, _: Option<JobId>) -> Value {
        Value::from("")
    }

    fn channel(&mut self, _: &World, _: ChannelId) -> Value {
        Value::from("")
    }
}
