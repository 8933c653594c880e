//! What a front knows of a call beside the machine: its data, a consultation's purpose, and who left it.

use offhook_machine::{ChannelId, Event, EventKind, JobId, Side, UserId, UserState, World};

use super::Front;

/// A call as the front knows it; dropped with the machine's job.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    /// The data that travel with it.
    pub(super) data: String,
    /// The consultation under way.
    pub(super) help: Option<Help>,
    /// The agents who left while it went on, in order.
    pub(super) left: Vec<UserId>,
    /// The number of the party that left it for another call of the same agent.
    pub(super) joined: Option<String>,
    /// Whether the call centre proposed it.
    pub(super) preview: bool,
}

/// A consultation: who asked for it, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Help {
    pub(super) by: UserId,
    pub(super) purpose: Purpose,
    /// The leg of the party asked, once it is called.
    pub(super) with: Option<ChannelId>,
    /// Whether whoever asked took the wish back.
    pub(super) cancelled: bool,
    /// Whether the party asked has left.
    pub(super) gone: bool,
}

/// What a consultation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Help of two: the agent talks with the helper alone.
    Help,
    /// Help of three.
    HelpOfThree,
    /// A transfer that is done once the new party answers.
    HandOver,
    /// A transfer with a talk before it.
    Talk,
    /// A transfer to a conversation of three.
    ThreeParty,
}

impl Purpose {
    /// Whether a colleague is asked for help, rather than the call handed on.
    pub(super) const fn is_help(self) -> bool {
        matches!(self, Self::Help | Self::HelpOfThree)
    }
}

impl Front {
    /// Notes what a call is about.
    pub(super) fn call_mut(&mut self, world: &World, job: JobId) -> &mut Call {
        self.calls.retain(|job, _| world.job(*job).is_some());
        self.calls.entry(job).or_default()
    }

    /// Keeps count of the agents' calls.
    pub(super) fn note(&mut self, world: &World, event: &Event) {
        let Some(user) = event.user else { return };
        let leg = event.channel.and_then(|leg| world.channel(leg));
        if event.kind == EventKind::Released
            && leg.is_some_and(|leg| leg.answered)
            && let Some(job) = event.job
            && world.job(job).is_some_and(|it| world.find_job(it.number).is_some())
        {
            self.call_mut(world, job).left.push(user);
        }
        let Some(session) = self.sessions.get_mut(&user) else { return };
        let placed = leg.is_some_and(|leg| leg.index == Some(1) && leg.side == Side::User);
        let inside = event.job.and_then(|job| world.job(job)).is_some_and(super::events::is_inside);
        let counts = &mut session.counts;
        match event.kind {
            EventKind::UserDialing if inside => counts.inside += 1,
            EventKind::UserDialing => counts.out += 1,
            EventKind::UserTalking => {
                counts.answered += i64::from(!placed);
                counts.since.get_or_insert(event.at);
            }
            EventKind::RingTimeout => counts.unanswered += 1,
            EventKind::UserLeft => {
                session.left_last = event.job;
                let talked = counts.since.take().map_or(0, |since| event.at.saturating_sub(since));
                counts.talk_ms = counts.talk_ms.saturating_add(talked);
            }
            _ => {}
        }
        if matches!(event.kind, EventKind::UserDialing | EventKind::UserRinging) {
            session.last_call = event.job;
        }
    }
}

/// The agent of a skill group who has been idle for longest; of several, the first.
pub(super) fn idle_agent(world: &World, by: UserId, skill: &str) -> Option<UserId> {
    let home = world.user(by)?.instance;
    let group = world.find_skill_group(home, skill)?;
    let idle = world.users().filter(|(id, it)| {
        *id != by
            && it.instance == home
            && it.state == UserState::Ready
            && !it.invisible
            && !it.outbound_only
            && it.extension.is_some()
            && it.skill_groups.contains(&group)
    });
    idle.min_by_key(|(id, it)| (it.idle_since, *id)).map(|(id, _)| id)
}
