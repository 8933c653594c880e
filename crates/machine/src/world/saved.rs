//! A world as text that can be read back.
//!
//! Rules and policy are not in it: the world that reads it has the same ones already. What follows from the rest (indexes, members of
//! groups, places of timers) is found once more. What is read is checked before it counts: a handle that leads nowhere is an error.

use alloc::{boxed::Box, collections::VecDeque, sync::Arc, vec::Vec};
use core::cmp::Reverse;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{
    Channel, Consult, Due, HeldCall, Instance, Job, SkillGroup, User, World,
    parts::{ForcedIds, Users},
    places::Places,
    timers::Timers,
};
use crate::{
    event::Event,
    identity::{ChannelId, InstanceId, JobId, JobNumbers, Millis, SkillGroupId, UserId},
    input::Target,
    limits::MAX_TIME_MS,
    names::Names,
    state::JobState,
};

/// A form to write, which borrows, and one to read, of the same fields.
macro_rules! forms {
    ($($field:ident: $kind:ty,)+) => {
        #[derive(Serialize)]
        struct Written<'a> {
            $($field: &'a $kind,)+
        }

        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Read {
            $($field: $kind,)+
        }
    };
}

forms! {
    now: Millis,
    instances: Vec<Arc<Instance>>,
    skill_groups: Vec<SkillGroup>,
    users: Users,
    jobs: Places<JobId, Job>,
    channels: Places<ChannelId, Channel>,
    ended: VecDeque<JobId>,
    timers: Timers,
    events: VecDeque<Event>,
    names: Vec<Box<str>>,
    names_of_users: Vec<(UserId, usize)>,
    numbers: JobNumbers,
    forced: ForcedIds,
    jobs_begun: u32,
}

impl World {
    /// The world to be written down; none while a request waits for its effect: advance first.
    pub fn saved(&self) -> Option<impl Serialize> {
        struct Saved<'a>(&'a World);

        impl Serialize for Saved<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.0.written(to)
            }
        }
        self.pending.is_none().then_some(Saved(self))
    }

    fn written<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // Every field is named, so that a new one cannot be left out by accident.
        let Self {
            // The caller's.
            rules: _,
            policy: _,
            now,
            instances,
            skill_groups,
            users,
            jobs,
            channels,
            // Indices of `jobs`.
            by_number: _,
            by_serial: _,
            ended,
            timers,
            // None.
            pending: _,
            events,
            names,
            numbers,
            forced,
            jobs_begun,
            // Observations about the run: no later output depends on them.
            fired: _,
            trace: _,
            touched: _,
        } = self;
        let (names, names_of_users) = names.listed();
        Written {
            now,
            instances,
            skill_groups,
            users,
            jobs: &Places::of(jobs),
            channels: &Places::of(channels),
            ended,
            timers,
            events,
            names: &names.to_vec(),
            names_of_users: &names_of_users,
            numbers,
            forced,
            jobs_begun,
        }
        .serialize(to)
    }

    /// Becomes the world that was written down, under the own rules and policy.
    ///
    /// # Errors
    /// It is none; nothing has changed.
    pub fn restore<'de, D: Deserializer<'de>>(&mut self, from: D) -> Result<(), D::Error> {
        let Read {
            now,
            instances,
            skill_groups,
            users,
            jobs,
            channels,
            ended,
            mut timers,
            events,
            names,
            names_of_users,
            numbers,
            forced,
            jobs_begun,
        } = Read::deserialize(from)?;
        let wrong = |what: &'static str| move || D::Error::custom(what);
        let names = Names::of_list(&names, names_of_users).ok_or_else(wrong("the names are wrong"))?;
        timers.find_places().then_some(()).ok_or_else(wrong("the timers are wrong"))?;
        let mut world = Self {
            instances,
            skill_groups,
            users,
            jobs: jobs.map,
            channels: channels.map,
            ended,
            timers,
            events,
            names,
            numbers,
            forced,
            jobs_begun,
            ..Self::with_rules(Arc::clone(&self.rules), self.policy, now, 0)
        };
        if now > MAX_TIME_MS || !world.leads_somewhere() {
            return Err(wrong("a handle leads nowhere")());
        }
        world.find_indexes();
        *self = world;
        Ok(())
    }

    /// Finds once more what follows from users, groups and jobs.
    fn find_indexes(&mut self) {
        for index in 0..self.users.len() {
            #[expect(clippy::cast_possible_truncation, reason = "MAX_USERS fits in 32 bits")]
            let id = UserId(index as u32);
            let user = &self.users[index];
            if let Some(home) = self.instances.get_mut(usize::from(user.instance.0)) {
                let home = Arc::make_mut(home);
                home.users.insert((*user.name).into(), id);
                home.extensions.extend(user.extension.map(|extension| (extension, id)));
            }
            self.join_groups(id);
        }
        for (index, group) in self.skill_groups.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "MAX_SKILL_GROUPS fits in 16 bits")]
            let id = SkillGroupId(index as u16);
            if let Some(home) = self.instances.get_mut(usize::from(group.instance.0)) {
                Arc::make_mut(home).skill_groups.insert((*group.name).into(), id);
            }
        }
        let live = self.jobs.iter().filter(|(_, job)| job.state != JobState::Ended);
        self.by_number = live.map(|(id, job)| (job.number, id)).collect();
        let mut by_serial: Vec<(u32, JobId)> = self.jobs.iter().map(|(id, job)| (job.serial, id)).collect();
        // The count may have begun anew: the one that began longest ago comes first.
        by_serial.sort_unstable_by_key(|(serial, _)| Reverse(self.jobs_begun.wrapping_sub(*serial)));
        self.by_serial = by_serial.into();
    }

    /// Whether every handle leads to something of this world.
    fn leads_somewhere(&self) -> bool {
        let Self { skill_groups, users, jobs, channels, ended, events, .. } = self;
        skill_groups.iter().all(|group| {
            self.has_instance(group.instance) && group.waiting.iter().all(|job| jobs.contains_key(*job))
        }) && users.iter().all(|user| self.leads_from_user(user))
            && jobs.iter().all(|(id, job)| self.leads_from_job(id, job))
            && channels.iter().all(|(id, channel)| self.leads_from_channel(id, channel))
            && ended.iter().all(|job| jobs.contains_key(*job))
            && self.timers.running().all(|(_, due)| match due {
                Due::Ring(channel) | Due::Channel(channel) => channels.contains_key(channel),
                Due::Call(job) | Due::Queue(job) => jobs.contains_key(job),
            })
            && events.iter().all(|event| event.user.is_none_or(|user| self.user(user).is_some()))
    }

    fn has_instance(&self, instance: InstanceId) -> bool {
        self.instance(instance).is_some()
    }

    fn leads_from_user(&self, user: &User) -> bool {
        let held = user.held_call;
        self.has_instance(user.instance)
            && user.skill_groups.iter().all(|group| self.skill_group(*group).is_some())
            && user.job.is_none_or(|job| self.jobs.contains_key(job))
            && user.channel.is_none_or(|channel| self.channels.contains_key(channel))
            && held.is_none_or(|HeldCall { job, channel }| {
                self.jobs.contains_key(job) && self.channels.contains_key(channel)
            })
    }

    fn leads_from_job(&self, id: JobId, job: &Job) -> bool {
        let invited = |target: &Target| match *target {
            Target::User(user) => self.user(user).is_some(),
            Target::Group(group) => self.skill_group(group).is_some(),
            Target::Number(_) | Target::Ivr => true,
        };
        let is_for = |due| job.call_timer.is_none_or(|timer| self.timers.is_for(timer, due));
        job.instance.is_none_or(|instance| self.has_instance(instance))
            && job.invited.iter().all(invited)
            && job.queue.is_none_or(|group| self.skill_group(group).is_some())
            && job.consult.is_none_or(|Consult { by, with, started: _ }| {
                self.channels.contains_key(by) && self.channels.contains_key(with)
            })
            && job.channels.iter().all(|channel| self.channels.contains_key(*channel))
            && (is_for(Due::Call(id)) || is_for(Due::Queue(id)))
    }

    fn leads_from_channel(&self, id: ChannelId, channel: &Channel) -> bool {
        let is_for = |due| channel.timer.is_none_or(|timer| self.timers.is_for(timer, due));
        let is_user = |user: Option<UserId>| user.is_none_or(|user| self.user(user).is_some());
        self.jobs.contains_key(channel.job)
            && is_user(channel.user)
            && is_user(channel.counterpart)
            && channel.skill_group.is_none_or(|group| self.skill_group(group).is_some())
            && (is_for(Due::Ring(id)) || is_for(Due::Channel(id)))
    }
}
