//! What decides about the future of a world, as a fingerprint: two worlds of one configuration with the same outline answer
//! every sequence of moves alike, up to ids, times and the names of interchangeable people.
//!
//! Left out is what has no influence: the past, ids, absolute time, ended jobs and channels. How many channels of a job have
//! ended is left out, too, although a job has room for [`MAX_CHANNELS_PER_JOB`](offhook_machine::limits::MAX_CHANNELS_PER_JOB)
//! only: the way to a full job is explored where they are [counted](Outliner::counting_channels).
//!
//! Agents and outside parties are interchangeable: they are put into the order of what they are doing. Where two agents
//! became ready at this very instant, their place decides who is called next, and the agents keep their places.

use std::hash::{Hash as _, Hasher as _};

use offhook_machine::{Channel, Consult, Due, Job, JobId, Millis, Target, User, UserId, UserState, World};
use rustc_hash::FxHasher;
use xxhash_rust::xxh3::xxh3_128;

use crate::configuration::Configuration;

/// The fingerprint: 128 bits, so that two states in a billion billion could be taken for one.
pub type Key = u128;

/// Room for the work, kept from state to state.
#[derive(Clone, Debug, Default)]
pub struct Outliner {
    jobs: Vec<JobId>,
    due: Vec<(Millis, Due)>,
    /// The agents in canonical order.
    order: Vec<(u64, u8)>,
    /// For each agent its place in that order.
    place: Vec<u8>,
    job_order: Vec<(u64, u8)>,
    customers: Vec<u8>,
    bytes: Vec<u8>,
    symmetric: bool,
    counts_channels: bool,
}

impl Outliner {
    /// Works out outlines; with `symmetric`, interchangeable people are interchanged.
    pub fn new(symmetric: bool) -> Self {
        Self { symmetric, ..Self::default() }
    }

    /// Shows jobs apart by how many channels they have had: what is full takes no more.
    #[must_use]
    pub fn counting_channels(self, counts_channels: bool) -> Self {
        Self { counts_channels, ..self }
    }

    /// The world's fingerprint.
    pub fn key(&mut self, configuration: &Configuration, world: &World) -> Key {
        self.key_with(configuration, world, |_, _| {})
    }

    /// The fingerprint of a world and of what stands before it: `more` writes that down, with the places of the calls.
    pub(crate) fn key_with(
        &mut self,
        configuration: &Configuration,
        world: &World,
        more: impl FnOnce(&dyn Fn(JobId) -> Option<u8>, &mut Vec<u8>),
    ) -> Key {
        self.collect(world);
        self.order_users(configuration, world);
        self.order_jobs(world);
        self.write(configuration, world);
        let mut bytes = std::mem::take(&mut self.bytes);
        more(&|job| Some(self.place_of_job(job)).filter(|place| *place != u8::MAX), &mut bytes);
        let key = xxh3_128(&bytes);
        self.bytes = bytes;
        key
    }

    fn collect(&mut self, world: &World) {
        self.jobs.clear();
        // A job without a live channel can be neither named nor reached.
        let has_live = |job: &Job| job.channels.iter().any(|channel| is_live(world, *channel));
        self.jobs.extend(world.jobs().filter(|(_, job)| has_live(job)).map(|(id, _)| id));
        self.due = world.due();
    }

    /// By what they are doing: first each for itself, then with the call that it is in.
    fn order_users(&mut self, configuration: &Configuration, world: &World) {
        let now = world.now();
        let ties = world.users().any(|(_, user)| user.state == UserState::Ready && user.idle_since == now);
        self.order.clear();
        for agent in 0..configuration.agents() {
            let id = configuration.agent(agent);
            let mut hash = FxHasher::default();
            if self.symmetric && !ties {
                if let Some(user) = world.user(id) {
                    own(world, id, user, &mut hash);
                    match user.job {
                        Some(job) => hash_job(world, job, Some(id), &mut hash),
                        None => 0_u8.hash(&mut hash),
                    }
                    if let Some(held_call) = user.held_call {
                        hash_job(world, held_call.job, Some(id), &mut hash);
                    }
                }
            } else {
                agent.hash(&mut hash);
                self.order.push((u64::from(agent), agent));
                continue;
            }
            self.order.push((hash.finish(), agent));
        }
        self.order.sort_unstable();
        self.place.clear();
        self.place.resize(self.order.len(), 0);
        for (place, (_, agent)) in (0..).zip(&self.order) {
            self.place[usize::from(*agent)] = place;
        }
    }

    fn order_jobs(&mut self, world: &World) {
        self.job_order.clear();
        for (index, job) in (0..).zip(&self.jobs) {
            let Some(it) = world.job(*job) else { continue };
            let users = it
                .channels
                .iter()
                .filter_map(|channel| world.channel(*channel))
                .filter(|channel| channel.is_live());
            let first = users.filter_map(|channel| channel.user).map(|user| self.place[user.index()]).min();
            let rank = it.waits_since.map_or(0, |_| self.turn(world, it));
            let key = first.map_or(u64::from(u8::MAX) << 32, |place| u64::from(place) << 32) | rank << 16;
            self.job_order.push((key | u64::from(it.state as u8), index));
        }
        self.job_order.sort_unstable();
    }

    /// How many jobs come before this one when parties who wait are served.
    fn turn(&self, world: &World, job: &Job) -> u64 {
        let key = |job: &Job| (job.waits_since, job.number);
        let jobs = self.jobs.iter().filter_map(|other| world.job(*other));
        jobs.filter(|other| other.waits_since.is_some() && key(other) < key(job)).count() as u64
    }

    fn write(&mut self, configuration: &Configuration, world: &World) {
        let mut out = std::mem::take(&mut self.bytes);
        out.clear();
        self.customers.clear();
        for (_, agent) in &self.order {
            let id = configuration.agent(*agent);
            let Some(user) = world.user(id) else { continue };
            self.write_user(world, id, user, &mut out);
        }
        for index in 0..self.job_order.len() {
            let (_, job) = self.job_order[index];
            if let Some(it) = world.job(self.jobs[usize::from(job)]) {
                self.write_job(configuration, world, it, &mut out);
            }
        }
        self.write_due(world, &mut out);
        let group = world.skill_group(configuration.group());
        for job in group.map(|group| group.waiting.iter()).into_iter().flatten() {
            out.push(self.place_of_job(*job));
        }
        self.bytes = out;
    }

    fn write_user(&self, world: &World, id: UserId, user: &User, out: &mut Vec<u8>) {
        let User {
            state,
            work_mode,
            after_call,
            auto_answer,
            outbound_only,
            invisible,
            job,
            channel,
            held_call,
            extension,
            mobile,
            // Ranked, and not as an absolute time.
            idle_since: _,
            // Names, numbers and reasons decide nothing that follows.
            name: _,
            device: _,
            last_callee: _,
            break_code: _,
            // The session layer writes these; no move of the machine reads them.
            heartbeat: _,
            reserved: _,
            // A configuration has one instance and one skill group, with every agent in it.
            instance: _,
            skill_groups: _,
        } = user;
        let flags = u8::from(*auto_answer)
            | u8::from(*outbound_only) << 1
            | u8::from(*invisible) << 2
            | u8::from(mobile.is_some()) << 3
            | u8::from(extension.is_some()) << 4;
        let rank = idle_rank(world, id, user);
        out.extend([*state as u8, *work_mode as u8, *after_call as u8, flags, rank]);
        out.push(job.map_or(u8::MAX, |job| self.place_of_job(job)));
        out.push(held_call.map_or(u8::MAX, |held_call| self.place_of_job(held_call.job)));
        let channel = channel.and_then(|channel| world.channel(channel).map(|it| (channel, it.job)));
        let place = channel.and_then(|(channel, job)| {
            world.job(job)?.channels.iter().filter(|it| is_live(world, **it)).position(|it| *it == channel)
        });
        #[expect(clippy::cast_possible_truncation, reason = "a job has a few channels")]
        out.push(place.map_or(u8::MAX, |place| place as u8));
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are a few jobs")]
    fn place_of_job(&self, job: JobId) -> u8 {
        let place = self.job_order.iter().position(|(_, index)| self.jobs[usize::from(*index)] == job);
        place.map_or(u8::MAX, |place| place as u8)
    }

    fn write_job(&mut self, configuration: &Configuration, world: &World, job: &Job, out: &mut Vec<u8>) {
        let Job {
            state,
            call_type,
            from_phone,
            connected,
            invited,
            queue,
            waits_since,
            consult,
            channels,
            // Ids, and when and for whom the call began.
            number: _,
            serial: _,
            begun: _,
            instance: _,
            caller: _,
            second_caller: _,
            // Every move places a call with the same times, and lets it wait in the same way.
            invited_timeout_ms: _,
            queueing: _,
            // Timers are written by deadline.
            call_timer: _,
        } = job;
        let flags = u8::from(*connected) | u8::from(*from_phone) << 1;
        #[expect(clippy::cast_possible_truncation, reason = "there are a few jobs")]
        let turn = waits_since.map_or(u8::MAX, |_| self.turn(world, job) as u8);
        out.extend([0xFE, *state as u8, *call_type as u8, flags, turn, u8::from(queue.is_some())]);
        if self.counts_channels {
            #[expect(clippy::cast_possible_truncation, reason = "a job has a few channels")]
            out.push(channels.len() as u8);
        }
        for target in invited {
            self.write_target(configuration, *target, out);
        }
        let consult = consult.map(|Consult { by, with, started }| (by, with, started));
        for channel in channels.iter().filter(|channel| is_live(world, **channel)) {
            let Some(it) = world.channel(*channel) else { continue };
            let role = consult.map_or(0, |(by, with, started)| {
                u8::from(by == *channel) | u8::from(with == *channel) << 1 | u8::from(started) << 2
            });
            self.write_channel(configuration, it, role, out);
        }
    }

    fn write_channel(
        &mut self,
        configuration: &Configuration,
        channel: &Channel,
        role: u8,
        out: &mut Vec<u8>,
    ) {
        let Channel {
            side,
            user,
            state,
            flags,
            call_type,
            index,
            answered,
            skill_group,
            counterpart,
            // The channel is written as a part of its job.
            job: _,
            // Numbers: an agent's are the agent's place, an outside party's is written below.
            originator: _,
            destination: _,
            // Absolute times, what is said of the end, and ids.
            created: _,
            changed: _,
            release_initiator: _,
            release_reason: _,
            forced_id: _,
            // Only a field of events shows it: no answer and no state depends on it.
            part: _,
            // Timers are written by deadline.
            timer: _,
        } = channel;
        let flags = flags.iter().fold(0, |bits, flag| bits | 1 << flag as u8);
        let place = |user: &Option<UserId>| user.map_or(u8::MAX, |user| self.place[user.index()]);
        let marks = u8::from(*answered) | u8::from(*index == Some(1)) << 1 | role << 2;
        out.extend([0xFD, *side as u8, *state as u8, flags, *call_type as u8, marks]);
        out.extend([place(user), place(counterpart), u8::from(skill_group.is_some())]);
        if user.is_none() {
            self.write_number(configuration, channel.party(), out);
        }
    }

    fn write_target(&mut self, configuration: &Configuration, target: Target, out: &mut Vec<u8>) {
        match target {
            Target::User(user) => out.extend([0xFC, self.place[user.index()]]),
            Target::Number(number) => self.write_number(configuration, number, out),
            Target::Group(_) => out.push(0xFB),
            Target::Ivr => out.push(0xFA),
        }
    }

    /// An outside party, numbered as it is met first.
    #[expect(clippy::cast_possible_truncation, reason = "there are a few customers")]
    fn write_number(
        &mut self,
        configuration: &Configuration,
        number: offhook_machine::Number,
        out: &mut Vec<u8>,
    ) {
        let Some(customer) = configuration.find_customer(number) else { return out.push(0xF9) };
        let customer = customer as u8;
        let known = self.customers.iter().position(|it| *it == customer);
        let place = known.unwrap_or_else(|| {
            self.customers.push(customer);
            self.customers.len() - 1
        });
        out.push(if self.symmetric { place as u8 } else { customer });
    }

    fn write_due(&self, world: &World, out: &mut Vec<u8>) {
        for (deadline, due) in &self.due {
            out.extend((deadline - world.now()).to_le_bytes());
            match *due {
                Due::Ring(channel) => self.write_due_channel(world, 0, channel, out),
                Due::Channel(channel) => self.write_due_channel(world, 1, channel, out),
                Due::Call(job) => out.extend([2, self.place_of_job(job)]),
                Due::Queue(job) => out.extend([3, self.place_of_job(job)]),
            }
        }
    }

    fn write_due_channel(
        &self,
        world: &World,
        kind: u8,
        channel: offhook_machine::ChannelId,
        out: &mut Vec<u8>,
    ) {
        let Some(it) = world.channel(channel) else { return };
        let channels = world.job(it.job).map(|job| job.channels.iter()).into_iter().flatten();
        #[expect(clippy::cast_possible_truncation, reason = "a job has a few channels")]
        let place = channels
            .filter(|channel| is_live(world, **channel))
            .position(|other| *other == channel)
            .unwrap_or_default() as u8;
        out.extend([kind, self.place_of_job(it.job), place]);
    }
}

fn is_live(world: &World, channel: offhook_machine::ChannelId) -> bool {
    world.channel(channel).is_some_and(Channel::is_live)
}

/// What a call is like, seen by one of those on it.
fn hash_job(world: &World, job: JobId, me: Option<UserId>, hash: &mut FxHasher) {
    let Some(it) = world.job(job) else { return };
    (it.state as u8, it.call_type as u8, it.connected, it.queue.is_some()).hash(hash);
    for channel in
        it.channels.iter().filter_map(|channel| world.channel(*channel)).filter(|channel| channel.is_live())
    {
        let is_mine = me.is_some() && channel.user == me;
        (
            channel.side as u8,
            channel.state as u8,
            channel.call_type as u8,
            is_mine,
            channel.counterpart == me,
        )
            .hash(hash);
        channel.flags.iter().for_each(|flag| (flag as u8).hash(hash));
        if let Some((id, user)) = channel.user.and_then(|id| Some((id, world.user(id)?))) {
            own(world, id, user, hash);
        }
    }
}

/// What a user is doing, the call left aside.
fn own(world: &World, id: UserId, user: &User, hash: &mut FxHasher) {
    (user.state as u8, user.work_mode as u8, user.after_call as u8, user.auto_answer).hash(hash);
    (user.outbound_only, user.invisible, user.mobile.is_some(), idle_rank(world, id, user)).hash(hash);
}

/// Of those who are ready, how many have been so longer; whether the user became so just now.
fn idle_rank(world: &World, id: UserId, user: &User) -> u8 {
    if user.state != UserState::Ready {
        return u8::MAX;
    }
    let before = |(other, it): &(UserId, &User)| {
        it.state == UserState::Ready && (it.idle_since, *other) < (user.idle_since, id)
    };
    #[expect(clippy::cast_possible_truncation, reason = "there are a few agents")]
    let rank = world.users().filter(before).count() as u8;
    rank | u8::from(user.idle_since == world.now()) << 7
}
