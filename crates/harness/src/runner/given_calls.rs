//! Makes the calls that a case is given, on a subject that can only be given users.

use offhook_dialect::ccc;
use offhook_machine::Basis;
use offhook_scenario::{At, Network, Place, Request, Stimulus, Verb};
use serde_json::Value;

use super::exercise::Exercised;
use super::fault;
use super::play::{Failure, Play};
use crate::given_calls::{GivenCall, given_calls};
use crate::subject::SubjectError;

impl Play<'_> {
    /// Makes every call, and forgets what was told meanwhile: the case begins afterwards.
    pub(super) fn make_given_calls(&mut self) -> Result<(), SubjectError> {
        let calls = given_calls(self.scenario).map_err(|why| SubjectError::NotApplicable(why.to_owned()))?;
        if calls.is_empty() {
            return Ok(());
        }
        let place = self.scenario.id.place;
        for call in &calls {
            self.make_given_call(call, place)?;
            if let Some(failure) = self.failures.first() {
                // What the case is about is not come to, so that of it nothing is known. The cases of the requests themselves
                // judge what went wrong.
                let title = format!("the call of {} cannot be made: {}", call.by, failure.diagnostic.title);
                let mut diagnostic = fault("expectation", title, place);
                diagnostic.remarks.clone_from(&failure.diagnostic.remarks);
                self.failures = vec![Failure { diagnostic, basis: Some(Basis::Inferred) }];
                return Ok(());
            }
        }
        self.observed.clear();
        self.exercised = Exercised::of(self.scenario.dialect.value.as_str());
        Ok(())
    }

    fn make_given_call(&mut self, call: &GivenCall, place: Place) -> Result<(), SubjectError> {
        let by = call.by.as_str();
        self.request(&request(by, ccc::MAKE_CALL.name, &[("Callee", &call.callee)]), place)?;
        for party in [by, "customer"] {
            if self.failures.is_empty() {
                self.network(&answers(party), place)?;
            }
        }
        let (job, customer) = (("JobId", "$job"), ("ChannelId", "$customer.channel"));
        if call.held && self.failures.is_empty() {
            self.request(&request(by, ccc::HOLD_CALL.name, &[job, customer]), place)?;
        }
        if call.muted && self.failures.is_empty() {
            self.request(&request(by, ccc::MUTE_CALL.name, &[job]), place)?;
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
        stimulus: Stimulus::Leg { verb: Verb::Answers, party: party.into() },
        cause: None,
        job: None,
        bind: None,
        impossible: false,
    }
}
