//! Waiting parties: the IVR, the queue of a skill group, and the agent who is called next.

use alloc::sync::Arc;

use super::{
    World,
    ending::{Ending, Left, Order},
    operations::Effect,
    resolve::Resolve as _,
    step::ChannelSpec,
    timers::Due,
};
use crate::{
    event::EventKind,
    identity::{ChannelId, JobId, JobNumber, Millis, NameId, SkillGroupId, UserId},
    input::Refused,
    rules::{JobTrigger, UserTrigger},
    state::{CallType, Flag, JobState, Part},
};

impl World {
    pub(super) fn admit_claim(&mut self, by: UserId, job: JobId, among: &[UserId]) -> Result<(), Refused> {
        let home = Some(self.users[by.index()].instance);
        if self.job(job).is_none_or(|it| it.state != JobState::Queued || it.instance != home) {
            return Err(Refused::NoSuchJob);
        }
        let to = self.who_gets(by, among)?;
        self.admit_room(job)?;
        self.extension_of(to).ok_or(Refused::NoExtension)?;
        self.accept(Effect::Claim { by, job, to })
    }

    /// The claiming user, or of the candidates the one who has been free for longest.
    fn who_gets(&self, by: UserId, among: &[UserId]) -> Result<UserId, Refused> {
        let Some(first) = among.first() else {
            return self.admit_user(by, UserTrigger::Ring).map(|_| by);
        };
        let home = self.users[by.index()].instance;
        for user in among {
            self.user(*user).filter(|it| it.instance == home).ok_or(Refused::NoSuchUser)?;
        }
        let free = among.iter().copied().filter(|user| self.is_routable(*user));
        self.free_for_longest(free).ok_or(Refused::Busy(*first))
    }

    pub(super) fn admit_flow(&mut self, by: UserId, job: Option<JobId>, leave: bool) -> Result<(), Refused> {
        let (job, own) = self.own_channel(by, job, UserTrigger::Flow)?;
        self.admit_no_consult(by)?;
        self.admit_two_parties(by, job, own)?;
        self.accept(Effect::Flow { by, job, leave })
    }

    pub(super) fn admit_survey(&mut self, by: UserId, job: Option<JobId>) -> Result<(), Refused> {
        self.own_channel(by, job, UserTrigger::Flow)?;
        self.admit_no_consult(by)?;
        self.accept(Effect::Survey { by })
    }

    /// A party is led to the IVR.
    pub(super) fn route_to_ivr(&mut self, job: JobId, party: ChannelId) {
        self.move_job(job, JobTrigger::Route);
        self.emit_channel(EventKind::RouteToIvr, party);
    }

    /// A party begins to wait for an agent of the group; `again` keeps the
    /// place of a party who has waited before.
    pub(super) fn enqueue(&mut self, job: JobId, party: ChannelId, group: SkillGroupId, again: bool) {
        self.move_job(job, JobTrigger::Enqueue);
        if let Some(it) = self.channels.get_mut(party).resolved() {
            it.skill_group = Some(group);
        }
        let own = self.jobs.get(job).and_then(|it| it.queueing.timeout_ms);
        let timeout_ms = own.unwrap_or(self.policy.queue_timeout_ms);
        let timer = self.timers.start(self.now.saturating_add(timeout_ms), Due::Queue(job));
        let now = self.now;
        if let Some(it) = self.jobs.get_mut(job).resolved() {
            it.queue = Some(group);
            it.call_timer = Some(timer);
            it.waits_since = it.waits_since.filter(|_| again).or(Some(now));
        }
        let place = self
            .skill_group(group)
            .map_or(0, |it| it.waiting.partition_point(|other| self.turn(*other) <= self.turn(job)));
        if let Some(waiting) = self.waiting(group) {
            waiting.insert(place, job);
        }
        self.emit_channel(EventKind::Enqueue, party);
        if let Some(agent) = self.next_agent(group, None).filter(|_| !self.waits_for_claim(job)) {
            self.assign(job, agent);
        }
    }

    /// By priority; of equals, the party who came first is served first, also on return to the queue.
    fn turn(&self, job: JobId) -> Option<(u8, Option<Millis>, JobNumber)> {
        self.jobs.get(job).map(|it| (it.queueing.priority, it.waits_since, it.number))
    }

    fn waits_for_claim(&self, job: JobId) -> bool {
        self.jobs.get(job).is_some_and(|it| it.queueing.by_claim)
    }

    /// True if the group's queue has no room for the job.
    pub(super) fn is_full(&self, group: SkillGroupId, job: JobId) -> bool {
        let most = self.jobs.get(job).map_or(0, |it| it.queueing.overflow);
        let wait = self.skill_group(group).map_or(0, |it| it.waiting.len());
        usize::try_from(most).is_ok_and(|most| most > 0 && wait >= most)
    }

    fn waiting(&mut self, group: SkillGroupId) -> Option<&mut alloc::collections::VecDeque<JobId>> {
        self.skill_groups.get_mut(usize::from(group.0)).resolved().map(|it| &mut it.waiting)
    }

    /// Takes the job out of its queue, without an agent.
    pub(super) fn dequeue(&mut self, job: JobId) {
        let Some(group) =
            self.jobs.get(job).filter(|it| it.state == JobState::Queued).and_then(|it| it.queue)
        else {
            return;
        };
        self.stop_call_timer(job);
        if let Some(waiting) = self.waiting(group) {
            waiting.retain(|waits| *waits != job);
        }
    }

    /// The agent of a skill group who is called next: of the members who are free, the one who has been ready for longest;
    /// of several, the one who was added first. None if no member is free.
    ///
    /// A member is free who is READY and in no job, takes calls (is neither invisible nor there for outbound calls only), and
    /// has an extension or can be given one of the instance: a call to a member without one allocates it. `except` is
    /// passed over: a client who looks for a colleague does not mean the user who asks.
    pub fn next_agent(&self, group: SkillGroupId, except: Option<UserId>) -> Option<UserId> {
        let members = &self.skill_group(group)?.members;
        let fits = |user: &UserId| Some(*user) != except && self.is_routable(*user);
        self.free_for_longest(members.iter().copied().filter(fits))
    }

    fn free_for_longest(&self, users: impl Iterator<Item = UserId>) -> Option<UserId> {
        users.min_by_key(|user| (self.users[user.index()].idle_since, *user))
    }

    /// True if the user is free to be called from a queue.
    pub(super) fn is_routable(&self, user: UserId) -> bool {
        let it = &self.users[user.index()];
        let has_phone = it.extension.is_some()
            || self.instance(it.instance).is_some_and(|home| !home.free_extensions.is_empty());
        it.job.is_none() && has_phone && self.takes_calls(user)
    }

    /// A free agent takes the next job of all the agent's groups.
    pub(super) fn serve(&mut self, user: UserId) {
        if !self.is_routable(user) {
            return;
        }
        let groups = &self.users[user.index()].skill_groups;
        let first = groups.iter().filter_map(|group| {
            let waiting = &self.skill_group(*group)?.waiting;
            let is_next = |job: &JobId| !self.waits_for_claim(*job) && self.admit_room(*job).is_ok();
            waiting.iter().copied().find(is_next)
        });
        let oldest = first.min_by_key(|job| self.turn(*job));
        if let Some(job) = oldest {
            self.assign(job, user);
        }
    }

    /// The agent's phone rings for the waiting party. A job that has no room for another channel waits until its time is up.
    pub(super) fn assign(&mut self, job: JobId, agent: UserId) {
        // Rules of a mutant can leave an ended job in the queue.
        let Some(party) = self.waiting_party(job).filter(|_| self.admit_room(job).is_ok()) else {
            return;
        };
        let Some(destination) = self.extension_of(agent).resolved() else { return };
        let group = self.jobs.get(job).and_then(|it| it.queue);
        self.dequeue(job);
        self.move_job(job, JobTrigger::Assign);
        let Some((originator, call_type)) =
            self.channels.get(party).map(|it| (it.party(), it.call_type)).resolved()
        else {
            return;
        };
        let spec = ChannelSpec { job, user: Some(agent), call_type, originator, destination };
        let Some(channel) = self.begin_channel(&spec).resolved() else { return };
        let part = self.handed_on(job);
        if let Some(it) = self.channels.get_mut(channel).resolved() {
            it.skill_group = group;
            it.part = part;
        }
        self.emit_target(EventKind::AssignAgent, party, Some(channel));
        self.ring(channel, agent, self.policy.ring_timeout_ms);
    }

    /// The part of an agent who takes a call from the queue: of a transfer, if an agent has transferred the call to the group.
    fn handed_on(&self, job: JobId) -> Option<Part> {
        let part = Part::BlindTransfer;
        let is_part =
            |channel: &ChannelId| self.channels.get(*channel).is_some_and(|it| it.part == Some(part));
        self.jobs.get(job)?.channels.iter().any(is_part).then_some(part)
    }

    fn waiting_party(&self, job: JobId) -> Option<ChannelId> {
        let is_live = |channel: &ChannelId| self.channels.get(*channel).is_some_and(super::Channel::is_live);
        self.jobs.get(job)?.channels.iter().copied().find(is_live)
    }

    /// The queue to which a job returns when this channel ends, because its agent did not answer.
    pub(super) fn returns_to_queue(&self, channel: ChannelId) -> Option<SkillGroupId> {
        // A supervisor, who may be about to monitor a waiting agent, does not send the job back.
        let is_called = |it: &&super::Channel| it.user.is_some() && !it.answered && it.counterpart.is_none();
        let it = self.channels.get(channel).filter(is_called)?;
        let job = self.jobs.get(it.job)?;
        (job.state == JobState::Alerting && job.consult.is_none()).then_some(job.queue?)
    }

    /// The agent's channel ends, and the party waits again.
    pub(super) fn return_to_queue(&mut self, ending: Ending, group: SkillGroupId) {
        let Some(job) = self.channels.get(ending.first).map(|it| it.job).resolved() else { return };
        let mut left = Left::new();
        self.end_channel(ending.first, ending, Order::UserFirst, &mut left);
        left.into_iter().for_each(|user| self.finish_leaving(user));
        // Rules of a mutant can end the party's channel before.
        if let Some(party) = self.waiting_party(job) {
            self.enqueue(job, party, group, true);
        }
    }

    pub(super) fn queue_timed_out(&mut self, job: JobId) {
        // Rules of a mutant can end a job and leave its timer.
        if let Some(it) = self.jobs.get_mut(job) {
            it.call_timer = None;
        }
        let Some(party) = self.waiting_party(job) else { return };
        self.emit_channel(EventKind::QueueTimeout, party);
        self.end_job(Ending { first: party, by: None, initiator: None, reason: NameId::REQUEST_TIMEOUT });
    }

    /// Emits the event of a caller who gives up before an agent has answered.
    pub(super) fn emit_abandoned(&mut self, channel: ChannelId) {
        let Some(it) = self.channels.get(channel).filter(|it| it.user.is_none()) else { return };
        let Some(job) = self.jobs.get(it.job).filter(|_| it.answered) else { return };
        let was_routed = job.queue.is_some() || it.call_type == CallType::Inbound && !job.connected;
        let kind = match job.state {
            // A dialogue after a talk, such as a survey, is not abandoned but over.
            JobState::Ivr if !job.connected => EventKind::AbandonedInIvr,
            JobState::Queued => EventKind::AbandonedInQueue,
            JobState::Alerting if was_routed => EventKind::AbandonedInRing,
            JobState::Ivr
            | JobState::Accepted
            | JobState::Alerting
            | JobState::Connected
            | JobState::Ended => return,
        };
        self.emit_channel(kind, channel);
    }

    pub(super) fn leave_groups(&mut self, user: UserId) {
        for group in self.users[user.index()].skill_groups.iter() {
            if let Some(it) = self.skill_groups.get_mut(usize::from(group.0)).resolved() {
                Arc::make_mut(&mut it.members).retain(|member| *member != user);
            }
        }
    }

    pub(super) fn join_groups(&mut self, user: UserId) {
        for group in self.users[user.index()].skill_groups.iter() {
            if let Some(it) = self.skill_groups.get_mut(usize::from(group.0)).resolved() {
                let place = it.members.partition_point(|member| *member < user);
                Arc::make_mut(&mut it.members).insert(place, user);
            }
        }
    }

    /// Leads the other party to the IVR; the agent stays, or leaves first.
    pub(super) fn flow(&mut self, by: UserId, job: JobId, leave: bool) {
        self.move_user(by, UserTrigger::Flow);
        let Some((own, party)) = self.users[by.index()].channel.zip(self.other_party(job, by)).resolved()
        else {
            return;
        };
        let mut left = Left::new();
        if leave {
            self.leave_call(by, own, &mut left, Order::UserFirst);
            self.lower(party, Flag::Hold);
            self.route_to_ivr(job, party);
        } else {
            self.emit_channel(EventKind::RouteToIvr, party);
        }
        left.into_iter().for_each(|user| self.finish_leaving(user));
    }
}
