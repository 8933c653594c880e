//! Channels that act by themselves, when their time has come.

use std::collections::BTreeMap;

use offhook_centre::RemoteParty;
use offhook_dialect::pairs;
use offhook_machine::{Channel, ChannelId, ChannelState, Job, JobState, Side, Signal, World};
use serde::{Deserialize, Serialize};

use super::Behaviours;

/// The most that a live channel is about to do: to ring, to come to something, to hang up.
const ACTS_PER_CHANNEL: usize = 3;
/// Acts of channels that are gone, kept before they are looked for.
const ACTS_KEPT: usize = 1_024;

/// Something that a channel is about to do.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    channel: ChannelId,
    pub(crate) signal: Signal,
    cause: Option<String>,
}

/// Follows the channels of a world, and says what they do when.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Player {
    /// Those of the server, which is started with them.
    #[serde(skip)]
    behaviours: Behaviours,
    /// The channels that have been met, each with how long after the answer its party hangs up.
    #[serde(with = "pairs")]
    met: BTreeMap<ChannelId, Option<u64>>,
    /// By when they are due; what is due at the same time happens in the order in which it was planned.
    #[serde(with = "pairs")]
    acts: BTreeMap<(u64, u64), Act>,
    planned: u64,
}

impl Player {
    pub(crate) fn new(behaviours: Behaviours) -> Self {
        Self { behaviours, ..Self::default() }
    }

    /// The player that was saved, with the behaviours of this one.
    pub(crate) fn restore(&mut self, saved: Self) {
        *self = Self { behaviours: std::mem::take(&mut self.behaviours), ..saved };
    }

    /// Looks who has come, been answered or gone since it looked last: at everybody the first time, then at whom it may concern.
    pub(crate) fn look(&mut self, world: &mut World) {
        if self.behaviours.is_empty() {
            return;
        }
        let touched = world.take_touched();
        let world = &*world;
        let touched = touched.unwrap_or_else(|| {
            let live = world.jobs().filter(|(_, job)| job.state != JobState::Ended);
            live.flat_map(|(_, job)| job.channels.iter().copied()).collect()
        });
        for id in touched {
            match world.channel(id) {
                Some(channel) if channel.is_live() => self.meet(world, id, channel),
                _ => drop(self.met.remove(&id)),
            }
        }
        // What can happen no more is passed over when its time has come, unless there is too much of it.
        if self.acts.len() > self.met.len() * ACTS_PER_CHANNEL + ACTS_KEPT {
            self.acts
                .retain(|_, act| world.channel(act.channel).is_some_and(|channel| fits(act.signal, channel)));
        }
    }

    fn meet(&mut self, world: &World, id: ChannelId, channel: &Channel) {
        let (now, answered) = (world.now(), channel.state == ChannelState::Answered);
        match self.met.get_mut(&id) {
            // Who talks already has not been called.
            None if answered => {
                self.met.insert(id, None);
            }
            None => {
                let conduct = self.behaviours.of(world, channel);
                self.met.insert(id, conduct.hangs_up);
                let rings = conduct.rings.map(|after| (after, Signal::Ringing, None));
                for (after, signal, cause) in rings.into_iter().chain(conduct.comes_to) {
                    self.plan(now.saturating_add(after), Act { channel: id, signal, cause });
                }
            }
            Some(hangs_up) if answered => {
                if let Some(after) = hangs_up.take() {
                    let act = Act { channel: id, signal: Signal::HungUp, cause: None };
                    self.plan(now.saturating_add(after), act);
                }
            }
            Some(_) => {}
        }
    }

    fn plan(&mut self, at_ms: u64, act: Act) {
        self.planned += 1;
        self.acts.insert((at_ms, self.planned), act);
    }

    /// When something is due next.
    pub(crate) fn next_deadline(&self) -> Option<u64> {
        self.acts.first_key_value().map(|((at_ms, _), _)| *at_ms)
    }

    /// Takes what is due by now, in order.
    pub(crate) fn take_due(&mut self, now: u64) -> Vec<Act> {
        let later = self.acts.split_off(&(now.saturating_add(1), 0));
        std::mem::replace(&mut self.acts, later).into_values().collect()
    }

    /// Forgets what channels are about to do.
    pub(crate) fn give_up(&mut self) {
        self.acts.clear();
    }

    /// What a channel is about to do, and when.
    pub(crate) fn plans(&self, id: ChannelId, channel: &Channel) -> impl Iterator<Item = (u64, Signal)> {
        let is_of = move |act: &Act| act.channel == id && fits(act.signal, channel);
        self.acts.iter().filter_map(move |(key, act)| is_of(act).then_some((key.0, act.signal)))
    }
}

impl Act {
    /// The act in the words of the adapter protocol, if it can still happen; `job_id` is a job's id on the wire.
    pub(crate) fn remote_party(self, world: &World, job_id: impl Fn(&Job) -> String) -> Option<RemoteParty> {
        let channel = world.channel(self.channel).filter(|channel| fits(self.signal, channel))?;
        let job = world.job(channel.job)?;
        let outside = |id: &&ChannelId| {
            world.channel(**id).is_some_and(|channel| channel.is_live() && channel.side == Side::Customer)
        };
        let party = match channel.user.and_then(|user| world.user(user)) {
            Some(user) => user.name.to_string(),
            None if job.channels.iter().find(outside) == Some(&self.channel) => "customer".to_owned(),
            None => channel.party().to_string(),
        };
        Some(RemoteParty::Channel {
            signal: self.signal.as_str().to_owned(),
            job: job_id(job),
            party,
            cause: self.cause,
        })
    }
}

/// Whether this can still happen to a channel.
fn fits(signal: Signal, channel: &Channel) -> bool {
    channel.is_live() && (channel.state == ChannelState::Answered) == (signal == Signal::HungUp)
}
