//! Who has something to come: kept beside sessions and calls, so that a request does not cost more where there are more of them.

use std::collections::BTreeSet;

use offhook_machine::{JobId, Millis, UserId, World};

use super::state::{Call, SILENCE_MS, Session, Sessions};

/// Notes about calls that are kept before those of calls that are over are looked for.
const CALLS_KEPT: usize = 64;

/// Who has something to come. A place may be out of date in all but the first set: it is dropped when it is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Schedule {
    /// When each session ends if its agent stays silent.
    silences: BTreeSet<(Millis, UserId)>,
    /// The agents who asked for something during a call.
    pub(super) deferring: BTreeSet<UserId>,
    /// The agents whose rest has an end.
    pub(super) resting: BTreeSet<UserId>,
    /// The calls with a consultation.
    pub(super) consulting: BTreeSet<JobId>,
    /// The count of notes about calls at which those of calls that are over are dropped.
    sweeps_at: usize,
}

const fn silence(agent: UserId, heard: Millis) -> (Millis, UserId) {
    (heard.saturating_add(SILENCE_MS), agent)
}

impl Sessions {
    /// Opens a session, in place of one that there may be.
    pub(super) fn begin_session(&mut self, agent: UserId, session: Session) {
        self.end_session(agent);
        self.schedule.silences.insert(silence(agent, session.heard));
        self.sessions.insert(agent, session);
    }

    /// Ends the agent's session, if there is one.
    pub(super) fn end_session(&mut self, agent: UserId) {
        if let Some(session) = self.sessions.remove(&agent) {
            self.schedule.silences.remove(&silence(agent, session.heard));
        }
    }

    /// Notes that the agent sent a request.
    pub(super) fn hear(&mut self, agent: UserId, now: Millis) {
        if let Some(session) = self.sessions.get_mut(&agent) {
            self.schedule.silences.remove(&silence(agent, session.heard));
            session.heard = now;
            self.schedule.silences.insert(silence(agent, now));
        }
    }

    /// Finds out who has something to come, where sessions and calls were read.
    pub(super) fn find_schedule(&mut self) {
        let Self { sessions, calls, schedule, .. } = self;
        let agents = |what: fn(&Session) -> bool| {
            sessions.iter().filter(move |(_, session)| what(session)).map(|(agent, _)| *agent)
        };
        *schedule = Schedule {
            silences: sessions.iter().map(|(agent, session)| silence(*agent, session.heard)).collect(),
            deferring: agents(|session| session.deferred.is_some()).collect(),
            resting: agents(|session| session.rest_until.is_some()).collect(),
            consulting: calls.iter().filter(|(_, call)| call.help.is_some()).map(|(job, _)| *job).collect(),
            sweeps_at: 0,
        };
    }

    /// The time at which the first silent session ends.
    pub(super) fn silence_ends(&self) -> Option<Millis> {
        self.schedule.silences.first().map(|(at, _)| *at)
    }

    /// The agents who have been silent for too long, in the order of the agents.
    pub(super) fn silent(&self, now: Millis) -> BTreeSet<UserId> {
        self.schedule.silences.iter().take_while(|(at, _)| *at <= now).map(|(_, agent)| *agent).collect()
    }

    /// The end of the first rest that is not reported yet.
    pub(super) fn rest_ends(&self) -> Option<Millis> {
        let resting = self.schedule.resting.iter();
        resting.filter_map(|agent| self.sessions.get(agent)?.rest_until).min()
    }

    /// Drops what is out of date.
    pub(super) fn tidy_schedule(&mut self) {
        let Self { sessions, calls, schedule, .. } = self;
        let has = |agent: &UserId, what: fn(&Session) -> bool| sessions.get(agent).is_some_and(what);
        schedule.deferring.retain(|agent| has(agent, |session| session.deferred.is_some()));
        schedule.resting.retain(|agent| has(agent, |session| session.rest_until.is_some()));
        schedule.consulting.retain(|job| calls.get(job).is_some_and(|call| call.help.is_some()));
    }

    /// The notes about a call; those about jobs that are gone are dropped, once there are many.
    pub(super) fn call_mut(&mut self, world: &World, job: JobId) -> &mut Call {
        if self.calls.len() >= self.schedule.sweeps_at {
            self.calls.retain(|job, _| world.job(*job).is_some());
            self.schedule.sweeps_at = 2 * self.calls.len() + CALLS_KEPT;
        }
        self.calls.entry(job).or_default()
    }
}

#[cfg(test)]
mod tests {
    use offhook_machine::{NewInstance, NewUser, Policy};

    use super::*;
    use crate::form::Form;
    use crate::freedom::Views;
    use crate::session_layer::Opening;
    use crate::shape::Edition;

    #[test]
    fn the_first_silence_is_that_of_the_session_heard_longest_ago() {
        let mut world = World::new(Policy::default(), 0, 0);
        let instance = world.add_instance(&NewInstance { name: "home", ..NewInstance::default() }).unwrap();
        let agents = ["1001", "1002", "1003"].map(|name| {
            let user = NewUser::new(name);
            world.add_user(instance, &user).unwrap()
        });
        let mut sessions = Sessions::new(&Opening {
            instance,
            form: Form::Documented,
            edition: Edition::First,
            seed: 0,
            token_seed: 0,
            renews_tokens: false,
            passwords: &[],
            request_ids: Vec::new(),
            views: Views::default(),
        });
        for now in 0..200 {
            let agent = agents[usize::try_from(now * 7 % 3).unwrap()];
            match now * 5 % 4 {
                0 => sessions.begin_session(agent, Session::new(String::new(), now, false)),
                3 if now % 9 == 0 => sessions.end_session(agent),
                _ => sessions.hear(agent, now),
            }
            let heard = || sessions.sessions.iter().map(|(agent, session)| (session.heard, *agent));
            assert_eq!(sessions.silence_ends(), heard().map(|(heard, _)| heard + SILENCE_MS).min(), "{now}");
            let at = now / 2 + SILENCE_MS;
            let silent = heard().filter(|(heard, _)| heard + SILENCE_MS <= at).map(|(_, agent)| agent);
            assert_eq!(sessions.silent(at), silent.collect(), "{now}");
        }
    }
}
