//! After a refusal nothing has changed: the agent is polled for the own state and for events, beside the steps of the scenario.

use offhook_scenario::{At, Place, Poll, Request, Scenario, Step};

use super::heard::Heard;
use super::play::Play;
use crate::subject::SubjectError;

/// What is looked at after a refusal.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// Whose request was refused.
    pub(super) who: At<String>,
    /// Whether the state is polled: not where the next step does so.
    polls_state: bool,
    /// Whether events are polled: not in a scenario that takes them one by one.
    polls_events: bool,
}

impl Look {
    /// What to look at after a step that was refused, before the step that comes next; none where the request was not as the
    /// vendor's client writes it: then it may not even be known whose it was.
    pub(super) fn after(play: &Play<'_>, step: &Step, next: Option<&Step>, heard: &Heard) -> Option<Self> {
        let Step::Request(request) = step else { return None };
        heard.answers.last()?.answer.refusal.as_ref()?;
        let Scenario { dialect, steps, .. } = play.scenario;
        let who = request.by.clone().filter(|_| is_plain(request))?;
        let polls_next = matches!(next, Some(Step::Poll(poll)) if poll.user.value == who.value);
        let poll = dialect.value.delivery.poll();
        let polls_events = poll.is_some_and(|poll| !asks_for(steps, poll.name()));
        Some(Self { who, polls_state: !polls_next && play.subject.can_be_polled(), polls_events })
    }
}

/// Whether nothing in the request is written otherwise than the vendor's client would.
fn is_plain(request: &Request) -> bool {
    request.uri.is_none() && request.method.is_none() && request.body.is_none() && request.headers.is_empty()
}

/// Whether some step asks for this by name.
fn asks_for(steps: &[At<Step>], action: &str) -> bool {
    steps.iter().any(|step| match &step.value {
        Step::Request(request) => request.action.value == action,
        Step::Repeat(repeat) => asks_for(&repeat.steps, action),
        Step::Network(_) | Step::Wait(_) | Step::Poll(_) | Step::Events(_) => false,
    })
}

impl Play<'_> {
    /// Polls the agent whose request was refused; the code with which the poll for events is refused. Names stay what they were: the
    /// scenario knows nothing of this.
    pub(super) fn look(&mut self, look: &Look, place: Place) -> Result<Option<String>, SubjectError> {
        let binds = self.binds.clone();
        let exercised = self.exercised.clone();
        if look.polls_state {
            let request = self.poll_request(&Poll { user: look.who.clone(), ..Poll::default() });
            if let Ok(composed) = self.asker().compose(&request)
                && let Some((_, answer)) = self.ask(Some(&look.who), &composed, place)?
            {
                self.note_answer(&composed, &answer);
                self.check_shape(composed.of, &answer, place);
            }
        }
        let who = self.participants.iter().find(|who| look.polls_events && who.alias == look.who.value);
        let refused = match who {
            Some(who) => self.poll_agent(who, place)?,
            None => None,
        };
        self.binds = binds;
        self.exercised = exercised;
        Ok(refused)
    }
}
