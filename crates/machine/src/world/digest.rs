//! A fingerprint of the whole observable state: equal states, equal digests, in every process.

use core::{fmt, hash::Hash as _};

use xxhash_rust::xxh3::Xxh3;

use super::{Channel, Consult, Due, HeldCall, Instance, Job, SkillGroup, User, World, parts::ForcedIds};
use crate::{
    event::Event,
    identity::{ChannelId, InstanceId, JobId, NameId, Number, SkillGroupId, UserId},
    input::{Queueing, Target},
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
            self.user(user);
        }
    }

    fn user(&mut self, user: &User) {
        let User {
            instance: InstanceId(instance),
            state,
            work_mode,
            after_call,
            auto_answer,
            outbound_only,
            last_callee,
            idle_since,
            invisible,
            job,
            channel,
            held_call,
            break_code,
            extension,
            heartbeat,
            reserved,
            name,
            device,
            mobile,
            skill_groups,
        } = user;
        let flags = u64::from(*auto_answer) | u64::from(*outbound_only) << 1 | u64::from(*invisible) << 2;
        let words = [*state as u64, *work_mode as u64, *after_call as u64, flags];
        words.into_iter().for_each(|word| self.word(word));
        self.word(u64::from(*instance));
        self.text(name);
        self.name(*break_code);
        self.number(*extension);
        self.number(*mobile);
        self.number(*last_callee);
        self.word(u64::from(device.is_some()));
        self.text(device.as_deref().unwrap_or_default());
        self.word(*idle_since);
        self.maybe(*heartbeat);
        self.maybe(*reserved);
        self.job_of(*job);
        self.channel_of(*channel);
        let (job, channel) = held_call.map(|HeldCall { job, channel }| (job, channel)).unzip();
        self.job_of(job);
        self.channel_of(channel);
        self.word(skill_groups.len() as u64);
        skill_groups.iter().for_each(|SkillGroupId(group)| self.word(u64::from(*group)));
    }

    fn jobs(&mut self) {
        self.word(self.world.jobs.len() as u64);
        for job in self.world.jobs.values() {
            self.job(job);
        }
        self.word(self.world.ended.len() as u64);
        for job in &self.world.ended {
            self.job_of(Some(*job));
        }
    }

    fn job(&mut self, job: &Job) {
        let Job {
            number,
            serial,
            begun,
            instance,
            state,
            call_type,
            from_phone,
            connected,
            caller,
            second_caller,
            invited,
            invited_timeout_ms,
            queueing: Queueing { timeout_ms, priority, by_claim, overflow },
            queue,
            waits_since,
            consult,
            channels,
            // The running timers are hashed by deadline, whatever their places in the heap are.
            call_timer: _,
        } = job;
        let words = [number.0, u64::from(*serial), *begun, *state as u64, *call_type as u64];
        words.into_iter().for_each(|word| self.word(word));
        self.maybe(instance.map(|InstanceId(instance)| u64::from(instance)));
        self.word(u64::from(*connected) | u64::from(*from_phone) << 1);
        self.number(Some(*caller));
        self.number(*second_caller);
        self.maybe(*timeout_ms);
        self.word(u64::from(*priority) << 1 | u64::from(*by_claim));
        self.word(u64::from(*overflow));
        self.maybe(queue.map(|SkillGroupId(group)| u64::from(group)));
        self.word(consult.map_or(0, |Consult { started, by: _, with: _ }| 1 + u64::from(started)));
        self.maybe(*waits_since);
        self.maybe(*invited_timeout_ms);
        self.word(invited.len() as u64);
        invited.iter().for_each(|target| self.target(*target));
        let (by, with) = consult.map(|Consult { by, with, started: _ }| (by, with)).unzip();
        self.channel_of(by);
        self.channel_of(with);
        self.word(channels.len() as u64);
        for channel in channels {
            self.channel(*channel);
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

    /// The job that a handle leads to.
    fn job_of(&mut self, job: Option<JobId>) {
        self.maybe(job.and_then(|job| self.world.job(job)).map(|job| job.number.0));
    }

    /// The channel that a handle leads to: its job, and its place in it.
    fn channel_of(&mut self, channel: Option<ChannelId>) {
        let job = channel.and_then(|channel| self.world.channel(channel)).map(|it| it.job);
        let channels = job.and_then(|job| self.world.job(job)).map(|job| &job.channels);
        let place = channels.and_then(|channels| channels.iter().position(|it| Some(*it) == channel));
        self.job_of(job);
        self.maybe(place.map(|place| place as u64));
    }

    fn channel(&mut self, id: ChannelId) {
        let Some(channel) = self.world.channel(id) else { return };
        let Channel {
            // The channel is hashed as a part of its job.
            job: _,
            side,
            user,
            state,
            flags,
            call_type,
            index,
            originator,
            destination,
            created,
            changed,
            answered,
            release_initiator,
            release_reason,
            skill_group,
            part,
            counterpart,
            forced_id,
            // The running timers are hashed by deadline, whatever their places in the heap are.
            timer: _,
        } = channel;
        let flags = u64::from(flags.bits()) | u64::from(*answered) << 8;
        let words = [*side as u64, *state as u64, flags, *call_type as u64, *created, *changed];
        words.into_iter().for_each(|word| self.word(word));
        self.maybe(user.map(|UserId(user)| u64::from(user)));
        self.maybe(part.map(|part| part as u64));
        self.maybe(counterpart.map(|UserId(user)| u64::from(user)));
        self.maybe(index.map(u64::from));
        self.maybe(skill_group.map(|SkillGroupId(group)| u64::from(group)));
        self.number(Some(*originator));
        self.number(Some(*destination));
        self.number(*release_initiator);
        self.name(*release_reason);
        self.name(*forced_id);
    }

    /// The running timers, and the pending effect.
    fn due(&mut self) {
        let timers = self.world.timers.in_order();
        self.word(timers.len() as u64);
        for (deadline, due) in timers {
            self.word(deadline);
            match due {
                Due::Ring(channel) => {
                    self.word(0);
                    self.channel_of(Some(channel));
                }
                Due::Channel(channel) => {
                    self.word(2);
                    self.channel_of(Some(channel));
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
            let Event { at, kind, instance, user, job, channel, target } = event;
            self.word(*at);
            self.word(*kind as u64);
            self.maybe(instance.map(|InstanceId(instance)| u64::from(instance)));
            self.maybe(user.map(|UserId(user)| u64::from(user)));
            self.job_of(*job);
            self.channel_of(*channel);
            self.channel_of(*target);
        }
    }

    /// The counters and lists from which the next ids come.
    fn ids(&mut self) {
        for part in self.world.numbers.parts() {
            self.word(part);
        }
        self.word(u64::from(self.world.jobs_begun));
        let ForcedIds { jobs, any_job, channels } = &self.world.forced;
        self.word(u64::from(*any_job));
        self.word(jobs.len() as u64);
        jobs.iter().for_each(|number| self.word(number.0));
        self.word(channels.len() as u64);
        channels.iter().for_each(|id| self.name(Some(*id)));
    }

    fn instances(&mut self) {
        self.word(self.world.instances.len() as u64);
        for group in &self.world.skill_groups {
            self.queue(group);
        }
        for instance in &self.world.instances {
            self.instance(instance);
        }
        self.word(self.world.skill_groups.len() as u64);
        for group in &self.world.skill_groups {
            self.skill_group(group);
        }
    }

    fn queue(&mut self, group: &SkillGroup) {
        // The rest is hashed by [`Self::skill_group`].
        let SkillGroup { waiting, instance: _, name: _, members: _ } = group;
        self.word(waiting.len() as u64);
        for job in waiting {
            self.job_of(Some(*job));
        }
    }

    fn skill_group(&mut self, group: &SkillGroup) {
        let SkillGroup {
            instance: InstanceId(instance),
            name,
            // Hashed by [`Self::queue`].
            waiting: _,
            // Follows from the skill groups of the users.
            members: _,
        } = group;
        self.word(u64::from(*instance));
        self.text(name);
    }

    fn instance(&mut self, instance: &Instance) {
        let Instance {
            name,
            aliases,
            numbers,
            free_extensions,
            // These maps lead from names and extensions to users and skill groups, which are hashed themselves.
            users: _,
            extensions: _,
            skill_groups: _,
        } = instance;
        self.text(name);
        self.word(aliases.len() as u64);
        aliases.iter().for_each(|alias| self.text(alias));
        self.word(numbers.len() as u64);
        numbers.iter().for_each(|number| self.number(Some(*number)));
        self.word(free_extensions.len() as u64);
        free_extensions.iter().for_each(|number| self.number(Some(*number)));
    }
}

impl World {
    /// The fingerprint of everything that a getter or a later output can show.
    pub fn digest(&self) -> Digest {
        // Every field is named, so that a new one cannot be left out by accident. The functions of `Feed` hash those
        // that have no comment.
        let Self {
            // Not part of the state: two worlds are compared under the same rules and policy.
            rules: _,
            policy: _,
            now,
            instances: _,
            skill_groups: _,
            users: _,
            jobs: _,
            // Hashed as a part of their jobs.
            channels: _,
            // Indices of `jobs`.
            by_number: _,
            by_serial: _,
            ended: _,
            timers: _,
            pending: _,
            events: _,
            // The texts are hashed where they are used: in which order they were learned does not show.
            names: _,
            numbers: _,
            forced: _,
            jobs_begun: _,
            // Observations about the run: no later output depends on them.
            fired: _,
            trace: _,
            touched: _,
        } = self;
        let mut feed = Feed { hash: Xxh3::new(), world: self };
        feed.word(*now);
        feed.instances();
        feed.users();
        feed.jobs();
        feed.due();
        feed.events();
        feed.ids();
        Digest(feed.hash.digest())
    }
}
