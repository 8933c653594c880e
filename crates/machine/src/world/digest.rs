//! A fingerprint of the whole observable state: equal states, equal digests, in every process.

use core::{fmt, hash::Hash as _};

use xxhash_rust::xxh3::Xxh3;

use super::{Due, World};
use crate::{
    identity::{ChannelId, JobId, NameId, Number},
    input::Target,
};

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
        self.word(u64::from(number.is_some()));
        self.text(number.unwrap_or_default().as_str());
    }

    fn name(&mut self, name: Option<NameId>) {
        self.word(u64::from(name.is_some()));
        if let Some(name) = name {
            self.text(self.world.text(name));
        }
    }

    fn users(&mut self) {
        self.word(self.world.users.len() as u64);
        for user in &self.world.users {
            let flags = u64::from(user.auto_answer)
                | u64::from(user.outbound_only) << 1
                | u64::from(user.invisible) << 2;
            let words = [user.state as u64, user.work_mode as u64, user.after_call as u64, flags];
            words.into_iter().for_each(|word| self.word(word));
            self.word(u64::from(user.instance.0));
            self.text(&user.name);
            self.name(user.break_code);
            self.number(user.extension);
            self.number(user.mobile);
            self.number(user.last_callee);
            self.word(u64::from(user.device.is_some()));
            self.text(user.device.as_deref().unwrap_or_default());
            self.word(user.idle_since);
            self.maybe(user.heartbeat);
            self.maybe(user.reserved);
            self.job_of(user.job);
            self.leg_of(user.channel);
            self.job_of(user.held_call.map(|held_call| held_call.job));
            self.leg_of(user.held_call.map(|held_call| held_call.channel));
            self.word(user.skill_groups.len() as u64);
            user.skill_groups.iter().for_each(|group| self.word(u64::from(group.0)));
        }
    }

    fn jobs(&mut self) {
        self.word(self.world.jobs.len() as u64);
        for job in self.world.jobs.values() {
            let words =
                [job.number.0, u64::from(job.serial), job.begun, job.state as u64, job.call_type as u64];
            words.into_iter().for_each(|word| self.word(word));
            self.maybe(job.instance.map(|instance| u64::from(instance.0)));
            self.word(u64::from(job.connected) | u64::from(job.from_phone) << 1);
            self.number(Some(job.caller));
            self.number(job.second_caller);
            self.maybe(job.queueing.timeout_ms);
            self.word(u64::from(job.queueing.priority) << 1 | u64::from(job.queueing.by_claim));
            self.word(u64::from(job.queueing.overflow));
            self.maybe(job.queue.map(|group| u64::from(group.0)));
            self.word(job.consult.map_or(0, |consult| 1 + u64::from(consult.started)));
            self.maybe(job.waits_since);
            self.maybe(job.invited_timeout_ms);
            self.word(job.invited.len() as u64);
            job.invited.iter().for_each(|target| self.target(*target));
            self.leg_of(job.consult.map(|consult| consult.by));
            self.leg_of(job.consult.map(|consult| consult.with));
            self.word(job.channels.len() as u64);
            for channel in &job.channels {
                self.channel(*channel);
            }
        }
        self.word(self.world.ended.len() as u64);
        for job in &self.world.ended {
            self.job_of(Some(*job));
        }
    }

    fn target(&mut self, target: Target) {
        let (kind, index) = match target {
            Target::User(user) => (0, user.0),
            Target::Number(_) => (1, 0),
            Target::Group(group) => (2, u32::from(group.0)),
            Target::Ivr => (3, 0),
        };
        self.word(kind);
        self.word(u64::from(index));
        self.number(if let Target::Number(number) = target { Some(number) } else { None });
    }

    /// Which job a handle leads to.
    fn job_of(&mut self, job: Option<JobId>) {
        self.maybe(job.and_then(|job| self.world.job(job)).map(|job| job.number.0));
    }

    /// Which leg a handle leads to: its job, and its place in it.
    fn leg_of(&mut self, leg: Option<ChannelId>) {
        let job = leg.and_then(|leg| self.world.channel(leg)).map(|it| it.job);
        let legs = job.and_then(|job| self.world.job(job)).map(|job| &job.channels);
        let place = legs.and_then(|legs| legs.iter().position(|it| Some(*it) == leg));
        self.job_of(job);
        self.maybe(place.map(|place| place as u64));
    }

    fn channel(&mut self, id: ChannelId) {
        let Some(it) = self.world.channel(id) else { return };
        let flags = u64::from(it.flags.bits()) | u64::from(it.answered) << 8;
        let words = [it.side as u64, it.state as u64, flags, it.call_type as u64, it.created, it.changed];
        words.into_iter().for_each(|word| self.word(word));
        self.maybe(it.user.map(|user| u64::from(user.0)));
        self.maybe(it.part.map(|part| part as u64));
        self.maybe(it.counterpart.map(|user| u64::from(user.0)));
        self.maybe(it.index.map(u64::from));
        self.maybe(it.skill_group.map(|group| u64::from(group.0)));
        self.number(Some(it.originator));
        self.number(Some(it.destination));
        self.number(it.release_initiator);
        self.name(it.release_reason);
        self.name(it.forced_id);
    }

    /// What is due, and the effect that is pending.
    fn due(&mut self) {
        let timers = self.world.timers.in_order();
        self.word(timers.len() as u64);
        for (deadline, due) in timers {
            self.word(deadline);
            match due {
                Due::Ring(channel) => {
                    self.word(0);
                    self.leg_of(Some(channel));
                }
                Due::Leg(channel) => {
                    self.word(2);
                    self.leg_of(Some(channel));
                }
                Due::Queue(job) => {
                    self.word(3);
                    self.job_of(Some(job));
                }
                Due::Call(job) => {
                    self.word(1);
                    self.job_of(Some(job));
                }
            }
        }
        self.word(u64::from(self.world.pending.is_some()));
        if let Some(effect) = self.world.pending {
            effect.hash(&mut self.hash);
        }
    }

    fn events(&mut self) {
        self.word(self.world.events.len() as u64);
        for event in &self.world.events {
            self.word(event.at);
            self.word(event.kind as u64);
            self.maybe(event.instance.map(|instance| u64::from(instance.0)));
            self.maybe(event.user.map(|user| u64::from(user.0)));
            self.job_of(event.job);
            self.leg_of(event.channel);
            self.leg_of(event.target);
        }
    }

    /// What decides about the ids to come.
    fn ids(&mut self) {
        for part in self.world.numbers.parts() {
            self.word(part);
        }
        self.word(u64::from(self.world.jobs_begun));
        let forced = &self.world.forced;
        self.word(u64::from(forced.any_job));
        self.word(forced.jobs.len() as u64);
        forced.jobs.iter().for_each(|number| self.word(number.0));
        self.word(forced.channels.len() as u64);
        forced.channels.iter().for_each(|id| self.name(Some(*id)));
    }

    fn instances(&mut self) {
        self.word(self.world.instances.len() as u64);
        for group in &self.world.skill_groups {
            self.word(group.waiting.len() as u64);
            for job in &group.waiting {
                self.job_of(Some(*job));
            }
        }
        for instance in &self.world.instances {
            self.text(&instance.name);
            self.word(instance.aliases.len() as u64);
            instance.aliases.iter().for_each(|alias| self.text(alias));
            self.word(instance.numbers.len() as u64);
            instance.numbers.iter().for_each(|number| self.number(Some(*number)));
            self.word(instance.free_extensions.len() as u64);
            instance.free_extensions.iter().for_each(|number| self.number(Some(*number)));
        }
        self.word(self.world.skill_groups.len() as u64);
        for group in &self.world.skill_groups {
            self.word(u64::from(group.instance.0));
            self.text(&group.name);
        }
    }
}

impl World {
    /// The fingerprint of everything that a getter or a later output can show.
    pub fn digest(&self) -> Digest {
        let mut feed = Feed { hash: Xxh3::new(), world: self };
        feed.word(self.now);
        feed.instances();
        feed.users();
        feed.jobs();
        feed.due();
        feed.events();
        feed.ids();
        Digest(feed.hash.digest())
    }
}
