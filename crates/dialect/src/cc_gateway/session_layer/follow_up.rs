//! What comes later than its request: consultations that go on once they are answered, breaks that wait for the end of a call,
//! and the end of a silent session.

use offhook_machine::{JobId, Millis, Op, Request, UserId, UserState, World};

use super::state::{Deferred, Purpose, Sessions};

impl Sessions {
    /// Does what is due by now.
    pub(super) fn do_what_is_due(&mut self, world: &mut World, now: Millis) {
        self.go_on_with_consultations(world, now);
        self.grant_deferred(world, now);
        self.end_silent_sessions(world, now);
        self.tidy_schedule();
    }

    /// All three talk, or the agent leaves, once the party asked has answered.
    fn go_on_with_consultations(&mut self, world: &mut World, now: Millis) {
        let next = |job: &JobId| {
            let help = self.calls.get(job)?.help?;
            world.job(*job)?.consult.filter(|consult| consult.started)?;
            let job = Some(*job);
            let op = match help.purpose {
                Purpose::HelpOfThree | Purpose::ThreeParty => Op::SwitchToConference { job },
                Purpose::HandOver => Op::CompleteTransfer { job },
                Purpose::Help | Purpose::Talk => return None,
            };
            Some(Request { by: help.by, op })
        };
        let due: Vec<Request<'static>> = self.schedule.consulting.iter().filter_map(next).collect();
        for request in due {
            if world.request(now, &request).is_ok() {
                self.take_effect(world, now);
            }
        }
    }

    /// Grants what was asked for during a call, once the agent is in none (`cc-gateway.say-busy.deferred`).
    fn grant_deferred(&mut self, world: &mut World, now: Millis) {
        let free = |agent: UserId| {
            world.user(agent).is_some_and(|it| it.state != UserState::Offline && !it.state.is_in_call())
        };
        let waits = |agent: UserId| {
            let session = self.sessions.get(&agent);
            session.is_some_and(|session| session.deferred.is_some()) && free(agent)
        };
        let deferring = self.schedule.deferring.iter().copied();
        let due: Vec<UserId> = deferring.filter(|agent| waits(*agent)).collect();
        for by in due {
            let Some(session) = self.sessions.get_mut(&by) else { continue };
            let Some(Deferred { code, grant, rest_ms }) = session.deferred.take() else { continue };
            if world.request(now, &Request { by, op: Op::Break { code: &code } }).is_ok() {
                session.grant = Some(grant);
                session.rest_until = rest_ms.map(|length| now.saturating_add(length));
                self.schedule.resting.insert(by);
                self.take_effect(world, now);
            }
        }
    }

    /// Signs out by force each agent who sent no request for too long (`cc-gateway.poll.silence`).
    fn end_silent_sessions(&mut self, world: &mut World, now: Millis) {
        for agent in self.silent(now) {
            // What cannot be ended in the machine is over for the gateway all the same.
            if self.force_out(world, now, agent).is_err() {
                self.end_session(agent);
            }
        }
    }

    /// Lets an accepted request take effect before the next one of the same answer.
    pub(super) fn take_effect(&mut self, world: &mut World, now: Millis) {
        if world.advance(now).is_ok() {
            while let Some(event) = world.poll_event() {
                self.take_event(world, &event);
            }
        }
    }
}
