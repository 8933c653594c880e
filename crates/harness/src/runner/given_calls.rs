//! Makes the calls that a case is given, on a subject that can only be given users.

use offhook_scenario::{At, Network, Place, Poll, Request, Severity, Stimulus, Verb};
use serde_json::Value;

use super::concerns_subject;
use super::exercise::Exercised;
use super::play::{Failure, Play};
use crate::given_calls::{GivenCall, given_calls};
use crate::given_ids::CallNames;
use crate::spelled::spells;
use crate::subject::SubjectError;
use crate::verdict::severity;

/// The name of the remote party's channel, of the call that was made last.
const CUSTOMER: &str = "customer.channel";

impl Play<'_> {
    /// Makes every call, and forgets the events meanwhile: the case begins afterwards.
    pub(super) fn make_given_calls(&mut self) -> Result<(), SubjectError> {
        let calls = given_calls(self.scenario).map_err(|why| SubjectError::NotApplicable(why.into()))?;
        if calls.is_empty() {
            return Ok(());
        }
        let place = self.scenario.id.place;
        for call in &calls {
            self.make_given_call(call, place)?;
            if self.cannot_make(call) {
                return Ok(());
            }
            self.bind_made(&call.by, place)?;
        }
        self.take_observed();
        self.exercised = Exercised::of(self.choice.dialect);
        Ok(())
    }

    /// Names what was made: later calls take the other names.
    fn bind_made(&mut self, by: &str, place: Place) -> Result<(), SubjectError> {
        let CallNames { job, own, customer } = CallNames::of(by);
        let is_asked_for = spells(self.scenario, &format!("{{{customer}}}"));
        if is_asked_for && self.binds.get(CUSTOMER).is_none() && !self.subject.reports_events() {
            let poll = Poll { user: by.into(), ..Poll::default() };
            if let Ok(composed) = self.asker().compose(&self.poll_request(&poll)) {
                self.ask(Some(&poll.user), &composed, place)?;
            }
        }
        let ids = [(job, "job".to_owned()), (own, format!("{by}.channel")), (customer, CUSTOMER.to_owned())];
        for (name, of) in ids {
            if let Some(id) = self.binds.get(&of) {
                self.binds.set(name, id);
            }
        }
        Ok(())
    }

    /// Whether the subject broke a documented rule on the way: then the case fails before its first step. What it does
    /// otherwise than nobody documents is for the cases that look at it.
    fn cannot_make(&mut self, call: &GivenCall) -> bool {
        let strict = self.options.strict;
        let is_hard = |it: &Failure| match it.basis {
            Some(basis) if concerns_subject(it.diagnostic.code) => severity(basis, strict) == Severity::Error,
            _ => it.diagnostic.severity == Severity::Error,
        };
        self.failures.retain(is_hard);
        let note = format!("while the call of {} was made that the case is given", call.by);
        let noted = std::mem::take(&mut self.failures).into_iter();
        self.failures =
            noted.map(|it| Failure { diagnostic: it.diagnostic.note(note.clone()), ..it }).collect();
        !self.failures.is_empty()
    }

    fn make_given_call(&mut self, call: &GivenCall, place: Place) -> Result<(), SubjectError> {
        let Some(operations) = self.choice.dialect.given_call else { return Ok(()) };
        let by = call.by.as_str();
        self.binds.forget(CUSTOMER);
        let (operation, callee) = operations.place;
        self.request(&request(by, operation, &[(callee, &call.callee)]), place)?;
        for party in [by, "customer"] {
            if self.failures.is_empty() {
                self.network(&answers(party), place)?;
            }
        }
        if call.held && self.failures.is_empty() {
            let (operation, [job, channel]) = operations.hold;
            let with = [(job, "$job"), (channel, "$customer.channel")];
            self.request(&request(by, operation, &with), place)?;
        }
        if call.muted && self.failures.is_empty() {
            let (operation, job) = operations.mute;
            self.request(&request(by, operation, &[(job, "$job")]), place)?;
        }
        Ok(())
    }
}

fn request(by: &str, action: &str, with: &[(&str, &str)]) -> Request {
    let mut request = Request { by: Some(by.into()), action: action.into(), ..Request::default() };
    for (name, value) in with {
        request.with.insert((*name).to_owned(), At::from(Value::from(*value)));
    }
    request
}

fn answers(party: &str) -> Network {
    Network {
        stimulus: Stimulus::Channel { verb: Verb::Answers, party: party.into() },
        cause: None,
        job: None,
        bind: None,
        impossible: false,
    }
}
