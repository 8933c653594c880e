//! Calls in progress of a given configuration, and the ids that the next jobs and channels bear.

use alloc::vec::Vec;

use super::{World, parts::Channel, resolve::Resolve as _, setup::SetupError};
use crate::{
    identity::{InstanceId, JobId, JobNumber, Millis, NameId, Number, SkillGroupId, UserId},
    limits::{Limit, MAX_CHANNELS_PER_JOB, MAX_LIVE_JOBS},
    state::{CallType, ChannelState, Flags, JobState, Side},
};

/// A call in progress to add.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// The number in its id; the next one where left out.
    pub number: Option<JobNumber>,
    /// The instance that owns it.
    pub instance: Option<InstanceId>,
    /// The kind of call.
    pub call_type: CallType,
    /// The number shown to the outside party.
    pub caller: Number,
    /// Its channels.
    pub channels: &'a [NewChannel<'a>],
}

/// A channel of a call in progress.
#[derive(Clone, Debug)]
pub struct NewChannel<'a> {
    /// The side.
    pub side: Side,
    /// The user, on a user's channel.
    pub user: Option<UserId>,
    /// The state.
    pub state: ChannelState,
    /// Its marks.
    pub flags: Flags,
    /// The kind of call.
    pub call_type: CallType,
    /// The number that it comes from.
    pub originator: Number,
    /// The number that it goes to.
    pub destination: Number,
    /// The time when it began.
    pub created: Millis,
    /// The time when its state last changed.
    pub changed: Millis,
    /// Its place in the order of channels.
    pub index: Option<u8>,
    /// The skill group that served it.
    pub skill_group: Option<SkillGroupId>,
    /// The party that hung up.
    pub release_initiator: Option<Number>,
    /// The cause of its end.
    pub release_reason: Option<&'a str>,
    /// An id in place of its own.
    pub id: Option<&'a str>,
}

impl World {
    /// Adds a call in progress. Its state follows from its channels. No timer runs for it.
    ///
    /// # Errors
    /// The job's number is taken, a handle is unknown, or a limit would be passed; nothing has changed.
    pub fn add_job(&mut self, new: &NewJob<'_>) -> Result<JobId, SetupError> {
        self.admit_job(new)?;
        let names =
            new.channels.iter().map(|channel| self.names_of(channel)).collect::<Result<Vec<_>, _>>()?;
        if let Some(number) = new.number {
            self.forced.jobs.push_front(number);
        }
        let job = self.begin_job(new.instance, new.call_type);
        for (channel, names) in new.channels.iter().zip(names) {
            self.add_channel(job, channel, names);
        }
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            let answered =
                new.channels.iter().filter(|channel| channel.state == ChannelState::Answered).count();
            it.caller = new.caller;
            it.connected = answered > 1;
            it.state = if it.connected { JobState::Connected } else { JobState::Alerting };
        }
        Ok(job)
    }

    fn admit_job(&self, new: &NewJob<'_>) -> Result<(), SetupError> {
        if self.live_jobs() >= MAX_LIVE_JOBS {
            return Err(Limit::Jobs.into());
        }
        if new.channels.len() > MAX_CHANNELS_PER_JOB {
            return Err(Limit::Channels.into());
        }
        if new.instance.is_some_and(|instance| self.instance(instance).is_none()) {
            return Err(SetupError::Unknown("instance"));
        }
        match new.number.filter(|number| self.is_taken(*number)) {
            Some(number) => Err(SetupError::Taken(alloc::format!("{number}"))),
            None => new.channels.iter().try_for_each(|channel| self.admit_new_channel(channel)),
        }
    }

    fn admit_new_channel(&self, new: &NewChannel<'_>) -> Result<(), SetupError> {
        if new.user.is_some_and(|user| self.user(user).is_none()) {
            return Err(SetupError::Unknown("user"));
        }
        if new.skill_group.is_some_and(|group| self.skill_group(group).is_none()) {
            return Err(SetupError::Unknown("skill group"));
        }
        Ok(())
    }

    /// Remembers the release reason and the id of a channel to add.
    fn names_of(&mut self, new: &NewChannel<'_>) -> Result<[Option<NameId>; 2], Limit> {
        let mut intern = |text: Option<&str>| text.map(|text| self.names.intern(text)).transpose();
        Ok([intern(new.release_reason)?, intern(new.id)?])
    }

    fn add_channel(
        &mut self,
        job: JobId,
        new: &NewChannel<'_>,
        [release_reason, forced_id]: [Option<NameId>; 2],
    ) {
        let channel = self.channels.insert(Channel {
            side: new.side,
            state: new.state,
            flags: new.flags,
            index: new.index,
            changed: new.changed,
            answered: new.state == ChannelState::Answered,
            release_initiator: new.release_initiator,
            release_reason,
            skill_group: new.skill_group,
            ..Channel::new(job, new.user, new.call_type, (new.originator, new.destination), new.created)
        });
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.channels.push(channel);
        }
        // An id that equals the channel's own is not forced.
        let own = self.channel_name(channel).map(|name| alloc::format!("{name}"));
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.forced_id = forced_id.filter(|_| own.as_deref() != new.id);
            if let Some(user) = new.user.filter(|_| it.is_live()) {
                let user = &mut self.users[user.index()];
                user.job = Some(job);
                user.channel = Some(channel);
            }
        }
    }

    /// Makes the next jobs bear these numbers, in order.
    pub fn force_job_numbers(&mut self, numbers: impl IntoIterator<Item = JobNumber>) {
        self.forced.jobs.extend(numbers);
    }

    /// Makes the next channels bear these ids, in order.
    ///
    /// # Errors
    /// An id is too long, or there are too many; nothing has changed.
    pub fn force_channel_ids<'a>(
        &mut self,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), SetupError> {
        let names = ids.into_iter().map(|id| self.names.intern(id)).collect::<Result<Vec<_>, _>>()?;
        self.forced.channels.extend(names);
        Ok(())
    }
}
