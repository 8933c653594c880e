//! A fingerprint of the whole observable state: equal states, equal digests, in every process.

use core::fmt;

use xxhash_rust::xxh3::Xxh3;

use super::World;
use crate::identity::{NameId, Number};

/// XXH3 (64 bits) over the state, in a fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub u64);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Feeds values so that no two sequences of values give the same bytes.
struct Feed<'a> {
    hash: Xxh3,
    world: &'a World,
}

impl Feed<'_> {
    fn word(&mut self, word: u64) {
        self.hash.update(&word.to_le_bytes());
    }

    fn maybe(&mut self, word: Option<u64>) {
        self.word(u64::from(word.is_some()));
        self.word(word.unwrap_or(0));
    }

    fn text(&mut self, text: &str) {
        self.word(text.len() as u64);
        self.hash.update(text.as_bytes());
    }

    fn number(&mut self, number: Option<Number>) {
        self.text(number.unwrap_or_default().as_str());
    }

    fn name(&mut self, name: Option<NameId>) {
        self.word(u64::from(name.is_some()));
        if let Some(name) = name {
            self.text(self.world.text(name));
        }
    }

    fn users(&mut self) {
        for user in &self.world.users {
            let flags = u64::from(user.auto_answer) | u64::from(user.outbound_only) << 1;
            let words = [user.state as u64, user.work_mode as u64, user.after_call as u64, flags];
            words.into_iter().for_each(|word| self.word(word));
            self.text(&user.name);
            self.name(user.break_code);
            self.number(user.extension);
            self.number(user.mobile);
            self.text(user.device.as_deref().unwrap_or_default());
            self.maybe(user.heartbeat);
            self.maybe(user.reserved);
            self.maybe(user.job.and_then(|job| self.world.job(job)).map(|job| job.number.0));
            self.maybe(user.channel.and_then(|it| self.world.channel(it)).map(|it| it.created));
            user.skill_groups.iter().for_each(|group| self.word(u64::from(group.0)));
        }
    }

    fn jobs(&mut self) {
        for job in self.world.jobs.values() {
            let words =
                [job.number.0, u64::from(job.serial), job.begun, job.state as u64, job.call_type as u64];
            words.into_iter().for_each(|word| self.word(word));
            self.maybe(job.instance.map(|instance| u64::from(instance.0)));
            self.word(u64::from(job.connected));
            self.number(Some(job.caller));
            for channel in &job.channels {
                self.channel(*channel);
            }
        }
    }

    fn channel(&mut self, id: crate::ChannelId) {
        let Some(it) = self.world.channel(id) else { return };
        let flags = u64::from(it.flags.bits()) | u64::from(it.answered) << 8;
        let words = [it.side as u64, it.state as u64, flags, it.call_type as u64, it.created, it.changed];
        words.into_iter().for_each(|word| self.word(word));
        self.maybe(it.user.map(|user| u64::from(user.0)));
        self.maybe(it.index.map(u64::from));
        self.maybe(it.skill_group.map(|group| u64::from(group.0)));
        self.number(Some(it.originator));
        self.number(Some(it.destination));
        self.number(it.release_initiator);
        self.name(it.release_reason);
        self.name(it.forced_id);
    }

    fn rest(&mut self) {
        for (deadline, due) in self.world.timers.in_order() {
            let (kind, job) = match due {
                super::Due::Ring(channel) => (0, self.world.channel(channel).map(|it| it.job)),
                super::Due::Call(job) => (1, Some(job)),
            };
            self.word(deadline);
            self.word(kind);
            self.maybe(job.and_then(|job| self.world.job(job)).map(|job| job.number.0));
        }
        self.word(u64::from(self.world.pending.is_some()));
        for event in &self.world.events {
            self.word(event.at);
            self.word(event.kind as u64);
            self.maybe(event.user.map(|user| u64::from(user.0)));
        }
        for part in self.world.numbers.parts() {
            self.word(part);
        }
        self.word(self.world.forced.jobs.len() as u64);
        self.word(self.world.forced.channels.len() as u64);
        for instance in &self.world.instances {
            self.text(&instance.name);
            self.word(instance.free_extensions.len() as u64);
        }
    }
}

impl World {
    /// The fingerprint of everything that a getter or a later output can show.
    pub fn digest(&self) -> Digest {
        let mut feed = Feed { hash: Xxh3::new(), world: self };
        feed.word(self.now);
        feed.users();
        feed.jobs();
        feed.rest();
        Digest(feed.hash.digest())
    }
}
