//! What can be seen of a move from outside.

use std::hash::{Hash as _, Hasher as _};

use offhook_machine::{Channel, OpKind, Refused, UserId, World};
use rustc_hash::FxHasher;

use crate::configuration::Configuration;
use crate::moves::{Ask, Move, Outcome};

/// How much of a subject can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// What the answers say. Hold and mute do not show in them, but in a poll of CCC.
    #[default]
    Answers,
    /// The events, too.
    Events,
}

/// Plays a move, its effect included; a fingerprint of what is seen of it, and whether it was effective.
pub(crate) fn look(configuration: &Configuration, world: &mut World, it: Move, sight: Sight) -> (u64, bool) {
    look_with(configuration, world, it, sight, &|_| {})
}

/// The same; `between` may change the world after the input and after its effect.
pub(crate) fn look_with(
    configuration: &Configuration,
    world: &mut World,
    it: Move,
    sight: Sight,
    between: &dyn Fn(&mut World),
) -> (u64, bool) {
    if let Move::Ask { by, ask: Ask::Poll } = it
        && !configuration.dialect().tables.poll.asks().contains(&OpKind::Poll)
    {
        return (state(configuration, world, by), false);
    }
    let outcome = configuration.give(world, it);
    let mut seen = answer(configuration, world, it, outcome);
    between(world);
    if matches!(outcome, Outcome::Accepted | Outcome::Happened) {
        let _ = world.advance(world.now());
        between(world);
    }
    if sight == Sight::Events {
        seen = seen.rotate_left(7) ^ events(configuration, world);
    }
    (seen, outcome.is_effective())
}

/// The state of an agent, where a poll reads it and the machine is not asked.
fn state(configuration: &Configuration, world: &World, by: u8) -> u64 {
    let mut hash = FxHasher::default();
    world.user(configuration.agent(by)).map(|user| user.state as u8).hash(&mut hash);
    hash.finish()
}

/// True if an answer shows the user and the call, and a refusal says what the machine refused. Elsewhere an answer says whether
/// the request is granted, and the session layer chooses the code.
fn shows_calls(configuration: &Configuration) -> bool {
    configuration.dialect().tables.call.is_some()
}

/// A fingerprint of the answer, seen before the effect.
fn answer(configuration: &Configuration, world: &World, it: Move, outcome: Outcome) -> u64 {
    let mut hash = FxHasher::default();
    match outcome {
        Outcome::Accepted => 1_u8.hash(&mut hash),
        Outcome::Refused(refused) => {
            2_u8.hash(&mut hash);
            if shows_calls(configuration) {
                hash_refusal(refused, &mut hash);
            }
        }
        Outcome::Happened => 3_u8.hash(&mut hash),
        Outcome::Impossible(_) | Outcome::Idle => 4_u8.hash(&mut hash),
        Outcome::Elapsed => 5_u8.hash(&mut hash),
    }
    if let Move::Ask { by, ask } = it
        && outcome == Outcome::Accepted
        && shows_calls(configuration)
        && let Some(user) = world.user(configuration.agent(by))
    {
        (user.state as u8, user.work_mode as u8, user.outbound_only, user.job.is_some()).hash(&mut hash);
        let shows_all = ask == Ask::Poll;
        let channels =
            user.job.and_then(|job| world.job(job)).map(|job| job.channels.iter()).into_iter().flatten();
        for channel in channels.filter_map(|channel| world.channel(*channel)) {
            if shows_all {
                hash_channel(channel, &mut hash);
                channel.flags.iter().for_each(|flag| (flag as u8).hash(&mut hash));
            } else if channel.user == Some(configuration.agent(by)) {
                hash_channel(channel, &mut hash);
            }
        }
    }
    hash.finish()
}

/// A fingerprint of the events that a move led to, in order. They are taken out of the world.
fn events(configuration: &Configuration, world: &mut World) -> u64 {
    let mut hash = FxHasher::default();
    while let Some(event) = world.poll_event() {
        (event.kind as u8, event.user.map(UserId::index)).hash(&mut hash);
        let party =
            event.channel.and_then(|channel| world.channel(channel)).filter(|channel| channel.user.is_none());
        party.and_then(|channel| configuration.find_customer(channel.party())).hash(&mut hash);
    }
    hash.finish()
}

fn hash_channel(channel: &Channel, hash: &mut FxHasher) {
    (channel.side as u8, channel.state as u8, channel.call_type as u8).hash(hash);
}

/// The kind of a refusal and what its message says; not whom it names.
fn hash_refusal(refused: Refused, hash: &mut FxHasher) {
    std::mem::discriminant(&refused).hash(hash);
    match refused {
        Refused::UserState { state, allowed } => {
            (state as u8).hash(hash);
            allowed.iter().for_each(|state| (state as u8).hash(hash));
        }
        Refused::ChannelState { state, .. } => (state as u8).hash(hash),
        Refused::FlagUp(flag) | Refused::FlagDown(flag) => (flag as u8).hash(hash),
        _ => {}
    }
}
