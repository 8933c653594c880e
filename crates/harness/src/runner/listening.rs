//! Events: pushed or polled for, and held against what is expected.

use offhook_centre::Participant;
use offhook_dialect::GivenSession;
use offhook_machine::UserState;
use offhook_scenario::{AfterCall, At, Diagnostic, EventItem, Place, Request};

use super::cites::clause_of_event;
use super::envelope::event_faults;
use super::exercise::Exercised;
use super::observed::{self, Observed};
use super::play::Play;
use super::text::short;
use super::{blame, fault};
use crate::subject::SubjectError;

/// Events of one agent that are polled before the agent is taken for a fountain.
const MAX_POLLS: usize = 10_000;

impl Play<'_> {
    /// Signs in the users whom a scenario gives in a state that one must sign in for: only the answer holds the token.
    pub(super) fn sign_in_given(&mut self) -> Result<(), SubjectError> {
        let vendor = self.choice.dialect.vendor();
        let Some(operation) = vendor.sign_in.operation() else { return Ok(()) };
        for who in self.participants.iter().filter(|who| who.state != UserState::Offline) {
            let user = self.scenario.given.users.get(&who.alias);
            let flag = |flag: Option<&At<bool>>| flag.map(|flag| flag.value);
            let works =
                self.scenario.given.policy.after_call.as_ref().is_some_and(|it| it.value == AfterCall::Work);
            let password =
                user.and_then(|user| user.password.as_ref()).map(|it| it.value.clone()).unwrap_or_default();
            let session = GivenSession {
                state: who.state,
                auto_answer: user.and_then(|user| flag(user.auto_answer.as_ref())).unwrap_or(false),
                auto_idle: user.and_then(|user| flag(user.auto_idle.as_ref())).unwrap_or(!works),
                password: &password,
            };
            let said = vendor.client.sign_in(&session).ok_or_else(|| {
                let state = who.state.as_str();
                let reason =
                    format!("{} cannot begin in {state}: give READY, and make the call in steps", who.alias);
                SubjectError::Setup(reason)
            })?;
            let mut request = Request {
                by: Some(who.alias.as_str().into()),
                action: said.operation.into(),
                ..Request::default()
            };
            for (name, value) in said.with {
                request.with.insert(name.to_owned(), At::from(value));
            }
            self.request(&request, self.scenario.id.place)?;
            if !self.failures.is_empty() {
                let reason = format!("{} cannot be signed in: see the other messages", who.alias);
                return Err(SubjectError::Setup(reason));
            }
        }
        self.poll_events(self.scenario.id.place)?;
        self.take_observed();
        self.exercised = Exercised::of(self.choice.dialect);
        // What the sign-ins said is the scenario's own word: a statement about them may be cited.
        if self.requests > 0 {
            self.exercised.request(operation.name());
        }
        Ok(())
    }

    /// Takes the pushed events, and what they tell of channels.
    pub(super) fn collect(&mut self, place: Place) -> Result<(), SubjectError> {
        for mut event in self.subject.events()? {
            let dialect = self.choice.dialect;
            self.settle_event(&mut event, place);
            let fields = &dialect.vendor().tables.event;
            let (faults, beyond) = event_faults(dialect, &event);
            let departure = |found: &String| {
                let title = format!("an event departs from its documented shape: {found}");
                let clause = clause_of_event(dialect, fields.name_in(&event));
                let diagnostic = blame(fault("shape", title, place), clause.map_or("", |clause| &clause.id));
                diagnostic.note(format!("the event: {}", short(&event.to_string())))
            };
            for found in &faults {
                self.fail(departure(found));
            }
            for found in &beyond {
                self.extra(departure(found), place);
            }
            if !fields.channel_in(&event).is_empty() {
                let (user, channel) = (fields.user_in(&event), fields.channel_in(&event));
                self.binds.learn_channel(self.participants, user, channel);
            }
            self.exercised.event(fields.name_in(&event), &event);
            self.observe(Observed::pushed(fields, self.participants, event));
        }
        Ok(())
    }

    /// Polls every agent who has a session until nothing waits.
    pub(super) fn poll_events(&mut self, place: Place) -> Result<(), SubjectError> {
        for who in self.participants {
            if let Some(code) = self.poll_agent(who, place)? {
                let fault = self.cannot_poll(who, &code, place);
                self.fail(fault);
            }
        }
        Ok(())
    }

    /// Polls every agent until nothing waits, where events are polled for; the code of each whose poll is refused.
    pub(super) fn poll_each(&mut self, place: Place) -> Result<Vec<Option<String>>, SubjectError> {
        if self.choice.dialect.delivery.poll().is_none() {
            return Ok(Vec::new());
        }
        self.participants.iter().map(|who| self.poll_agent(who, place)).collect()
    }

    pub(super) fn cannot_poll(&self, who: &Participant, code: &str, place: Place) -> Diagnostic {
        let title = format!("the events of {} cannot be polled: {code}", who.alias);
        let poll = self.choice.dialect.delivery.poll();
        blame(fault("expectation", title, place), poll.map_or("", |poll| poll.clause()))
    }

    /// Polls an agent, who may have no session, until nothing waits; the code where that is refused.
    pub(super) fn poll_agent(
        &mut self,
        who: &Participant,
        place: Place,
    ) -> Result<Option<String>, SubjectError> {
        let fields = &self.choice.dialect.vendor().tables.event;
        if self.binds.token(self.choice.dialect.vendor(), &who.alias).is_none() {
            return Ok(None);
        }
        let Some(poll) = self.choice.dialect.delivery.poll() else { return Ok(None) };
        let mut polls = 0;
        loop {
            let request = Request {
                by: Some(who.alias.as_str().into()),
                action: poll.name().into(),
                ..Request::default()
            };
            let Ok(composed) = self.asker().compose(&request) else { return Ok(None) };
            self.hush(true);
            let asked = self.ask(request.by.as_ref(), &composed, place);
            self.hush(false);
            let Some((_, answer)) = asked? else { return Ok(None) };
            if let Some(code) = answer.refusal {
                return Ok(Some(code));
            }
            let Some(event) = fields.polled_in(&answer.settled) else { return Ok(None) };
            let before = self.failures.len();
            self.check_shape(Some(poll), &answer, place);
            let clause = clause_of_event(self.choice.dialect, fields.name_in(event));
            self.blame_since(before, clause.map(|clause| clause.id.as_ref()));
            let polled = Observed::polled(fields, &who.alias, event);
            self.observe(polled);
            polls += 1;
            if polls > MAX_POLLS {
                let reason = format!("more than {MAX_POLLS} polls of {} bring an event each", who.alias);
                return Err(SubjectError::Broken(reason));
            }
        }
    }

    /// What was emitted since it was asked last; where events are polled for, every user polls first.
    pub(super) fn take_events(&mut self, place: Place) -> Result<Vec<Observed>, SubjectError> {
        if self.choice.dialect.delivery.poll().is_some() {
            self.poll_events(place)?;
        }
        Ok(self.take_observed())
    }

    pub(super) fn events(&mut self, expected: &[At<EventItem>], place: Place) -> Result<(), SubjectError> {
        let by_party = self.choice.dialect.delivery.poll().is_some();
        let observed = self.take_events(place)?;
        self.exercised.assert();
        if let Err(departure) = observed::hold(place, expected, &observed, by_party, &self.binds) {
            let diagnostic = fault("expectation", departure.title, departure.place)
                .label(departure.label)
                .help_maybe(departure.remedy);
            let clause = clause_of_event(self.choice.dialect, &departure.event);
            let diagnostic = blame(diagnostic, clause.map_or("", |clause| &clause.id));
            self.fail_at(&departure.path, None, diagnostic);
        }
        Ok(())
    }
}
