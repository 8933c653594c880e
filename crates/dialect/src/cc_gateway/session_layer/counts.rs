//! What is noted of the machine's events: who left a call, and what an agent did since the sign-in.

use offhook_machine::{Event, EventKind, Side, World};

use super::lookup::is_inside;
use super::state::Sessions;

impl Sessions {
    /// Keeps count of the agents' calls.
    pub(super) fn count(&mut self, world: &World, event: &Event) {
        let Some(user) = event.user else { return };
        let channel = event.channel.and_then(|channel| world.channel(channel));
        if event.kind == EventKind::Released
            && channel.is_some_and(|it| it.answered)
            && let Some(job) = event.job
            && world.job(job).is_some_and(|it| world.find_job(it.number).is_some())
        {
            self.call_mut(world, job).left.push(user);
        }
        let Some(session) = self.sessions.get_mut(&user) else { return };
        let placed = channel.is_some_and(|it| it.index == Some(1) && it.side == Side::User);
        let inside = event.job.and_then(|job| world.job(job)).is_some_and(is_inside);
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
