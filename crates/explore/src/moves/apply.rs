//! A move, played on a world.

use offhook_dialect::{Names, Said};
use offhook_machine::{
    ChannelId, Impossible, JobId, JobState, Millis, Number, Party, Refused, Request, Side, Stimulus, Target,
    World,
};

use super::{Ask, Asker, Move, Whither, Who};
use crate::configuration::Configuration;

/// How long nothing happens where nothing is due.
pub const RESTLESS_MS: Millis = 1_000;
/// How long before something is due a wait ends that is too short for it.
pub const LINGER_MS: Millis = 1_000;

/// What a move led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A request was accepted; its effect has come.
    Accepted,
    /// A request was refused.
    Refused(Refused),
    /// A stimulus happened.
    Happened,
    /// A stimulus cannot happen.
    Impossible(Impossible),
    /// Somebody to whom something would happen has no channel, or who would call is on the phone: there is nothing to try.
    Idle,
    /// Time passed.
    Elapsed,
}

impl Outcome {
    /// Whether anything may have changed.
    pub const fn is_effective(&self) -> bool {
        matches!(self, Self::Accepted | Self::Happened | Self::Elapsed)
    }
}

impl Configuration {
    /// Plays the move, its effect included. Events are left to be polled.
    pub fn play(&self, world: &mut World, it: Move) -> Outcome {
        let outcome = self.give(world, it);
        if outcome == Outcome::Accepted || outcome == Outcome::Happened {
            let _ = world.advance(world.now());
        }
        outcome
    }

    /// Gives the input; the effect of an accepted request is still to come.
    pub fn give(&self, world: &mut World, it: Move) -> Outcome {
        if self.is_idle(world, it) {
            return Outcome::Idle;
        }
        match it {
            Move::Ask { by, ask } => self.ask(world, by, ask),
            Move::Channel { who, signal } => {
                let job = self.job_of(world, who).unwrap_or_default();
                happen(world, &Stimulus::Channel { job, party: self.party(who), signal, cause: None })
            }
            Move::Inbound { from, to } => {
                happen(world, &Stimulus::Inbound { from: self.customer(from), to: self.agent(to) })
            }
            Move::InboundToGroup { from } => {
                happen(world, &Stimulus::InboundToGroup { from: self.customer(from), to: self.group() })
            }
            Move::Dials { by, to } => {
                happen(world, &Stimulus::Dialled { by: self.agent(by), to: self.number(world, to) })
            }
            Move::Elapse | Move::Linger => {
                let _ = world.advance(world.now() + Self::wait_ms(world, it));
                Outcome::Elapsed
            }
        }
    }

    /// For how long a move waits: 0 for one that is no wait, and for too short a wait where nothing is due, or almost at once.
    pub(crate) fn wait_ms(world: &World, it: Move) -> Millis {
        let left = world.next_deadline().map(|deadline| deadline.saturating_sub(world.now()));
        match it {
            Move::Elapse => left.unwrap_or(RESTLESS_MS),
            Move::Linger => left.map_or(0, |left| left.saturating_sub(LINGER_MS)),
            Move::Ask { .. }
            | Move::Channel { .. }
            | Move::Inbound { .. }
            | Move::InboundToGroup { .. }
            | Move::Dials { .. } => 0,
        }
    }

    /// Whether there is nothing to try: who is meant is not there, or is on the phone.
    pub(crate) fn is_idle(&self, world: &World, it: Move) -> bool {
        match it {
            Move::Ask { ask, .. } => self.calls_busy(world, ask),
            Move::Channel { who, .. } => self.job_of(world, who).is_none(),
            Move::Inbound { from, .. } | Move::InboundToGroup { from } => {
                self.job_of(world, Who::Customer(from)).is_some()
            }
            Move::Dials { .. } | Move::Elapse | Move::Linger => false,
        }
    }

    /// An outside party has one phone: while it is in use, nobody calls it.
    fn calls_busy(&self, world: &World, ask: Ask) -> bool {
        ask.calls(|who| matches!(who, Who::Customer(_)) && self.job_of(world, who).is_some())
    }

    /// An agent's request in the words of the vendor's client; none where it has no words for it.
    pub(crate) fn say(&self, world: &World, by: u8, ask: Ask, names: &mut dyn Names) -> Option<Said> {
        let asker = Asker::new(self, world, by);
        let mut invited = [Target::Ivr];
        let op = ask.op(&asker, &mut invited);
        self.dialect().client.say(world, asker.user(), &op, names)
    }

    fn ask(&self, world: &mut World, by: u8, ask: Ask) -> Outcome {
        let mut invited = [Target::Ivr];
        let asker = Asker::new(self, world, by);
        let request = Request { by: asker.user(), op: ask.op(&asker, &mut invited) };
        match world.request(world.now(), &request) {
            Ok(_) => Outcome::Accepted,
            Err(refused) => Outcome::Refused(refused),
        }
    }

    /// The digits that call somebody.
    pub(crate) fn dialled(&self, who: Who) -> String {
        match who {
            Who::Agent(agent) => Self::extension(agent),
            Who::Customer(customer) => self.customer(customer).to_string(),
        }
    }

    pub(super) fn number(&self, world: &World, who: Who) -> Number {
        match who {
            Who::Agent(agent) => {
                world.user(self.agent(agent)).and_then(|user| user.extension).unwrap_or_default()
            }
            Who::Customer(customer) => self.customer(customer),
        }
    }

    pub(super) fn target(&self, whither: Whither) -> Target {
        match whither {
            Whither::To(Who::Agent(agent)) => Target::User(self.agent(agent)),
            Whither::To(Who::Customer(customer)) => Target::Number(self.customer(customer)),
            Whither::Group => Target::Group(self.group()),
            Whither::Ivr => Target::Ivr,
        }
    }

    fn party(&self, who: Who) -> Party {
        match who {
            Who::Agent(agent) => Party::User(self.agent(agent)),
            Who::Customer(customer) => Party::Number(self.customer(customer)),
        }
    }

    /// The call that somebody is in: of an outside party the first.
    pub(crate) fn job_of(&self, world: &World, who: Who) -> Option<JobId> {
        match who {
            Who::Agent(agent) => world.user(self.agent(agent))?.job,
            Who::Customer(_) => {
                let live = |(_, job): &(JobId, &offhook_machine::Job)| job.state != JobState::Ended;
                world
                    .jobs()
                    .filter(live)
                    .map(|(id, _)| id)
                    .find(|job| self.channel_in(world, *job, who).is_some())
            }
        }
    }

    /// Somebody's live channel of a call.
    pub(crate) fn channel_in(&self, world: &World, job: JobId, who: Who) -> Option<ChannelId> {
        let is_it = |channel: &ChannelId| {
            world.channel(*channel).is_some_and(|it| {
                it.is_live()
                    && match who {
                        Who::Agent(agent) => it.user == Some(self.agent(agent)),
                        Who::Customer(customer) => {
                            it.side == Side::Customer && it.party() == self.customer(customer)
                        }
                    }
            })
        };
        world.job(job)?.channels.iter().copied().find(is_it)
    }
}

fn happen(world: &mut World, stimulus: &Stimulus<'_>) -> Outcome {
    match world.stimulus(world.now(), stimulus) {
        Ok(_) => Outcome::Happened,
        Err(impossible) => Outcome::Impossible(impossible),
    }
}
