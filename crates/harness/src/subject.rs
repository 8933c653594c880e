//! What a scenario is played on: the machine in process, or other people's implementations.

use std::fmt;

use offhook_centre::{CentreError, RemoteParty, Stimulated};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_machine::{Digest, Fired, Trace};
use offhook_scenario::Scenario;
use serde_json::Value;

use crate::applicable::Reason;
use crate::secrets::Secrets;

/// What only a subject in process lets one see.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The fingerprint of the whole state.
    pub digest: Digest,
    /// The names of the invariants that do not hold.
    pub broken: Vec<&'static str>,
    /// The rules that have fired.
    pub fired: Fired,
}

/// Why a subject cannot be used: never the fault of what it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectError {
    /// The world asked for cannot be set up here.
    Setup(String),
    /// The subject cannot be reached, or broke.
    Broken(String),
    /// No connection to it can be made.
    Unreached(String),
    /// The clock cannot be moved so far.
    Clock(String),
    /// The subject cannot be asked this, and need not: why.
    NotApplicable(Reason),
    /// The subject has been down for so many requests in a row; the case was not begun.
    Down(u32),
    /// The run is being ended from outside.
    Interrupted,
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(reason) => write!(f, "the given world cannot be set up: {reason}"),
            Self::Broken(reason) | Self::Unreached(reason) | Self::Clock(reason) => {
                write!(f, "the subject broke: {reason}")
            }
            Self::NotApplicable(reason) => f.write_str(&reason.why),
            Self::Down(times) => {
                write!(f, "the subject is down: {times} requests in a row were not answered")
            }
            Self::Interrupted => f.write_str("the run was interrupted"),
        }
    }
}

impl std::error::Error for SubjectError {}

impl From<CentreError> for SubjectError {
    fn from(error: CentreError) -> Self {
        match error {
            CentreError::Setup(reason) => Self::Setup(reason),
            other => Self::Clock(other.to_string()),
        }
    }
}

/// An implementation under test. One call at a time; a subject is never shared by two cases.
pub trait Subject {
    /// Forgets everything and sets the configuration of a scenario.
    ///
    /// # Errors
    /// The configuration cannot be set here.
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError>;

    /// Called when the given world stands, the sign-ins of its agents included: what it says of an outage holds from here.
    ///
    /// # Errors
    /// The subject broke.
    fn begin(&mut self) -> Result<(), SubjectError> {
        Ok(())
    }

    /// Sends a request.
    ///
    /// # Errors
    /// There is no answer at all; a refusal is an answer.
    fn request(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError>;

    /// Lets what an accepted request asked for take effect. A subject that does so by itself does nothing here.
    ///
    /// # Errors
    /// The subject broke.
    fn settle(&mut self) -> Result<(), SubjectError>;

    /// Plays the remote party.
    ///
    /// # Errors
    /// The subject broke; what cannot happen is an answer.
    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError>;

    /// Whether the subject may say that a stimulus is impossible whatever its state is, because not every implementation has what
    /// it is about. A case that needs it does not apply then.
    fn may_lack(&self, _stimulus: &RemoteParty) -> bool {
        false
    }

    /// Moves the clock.
    ///
    /// # Errors
    /// The subject broke.
    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError>;

    /// The vendor's pushed events since the last call, oldest first. CC-Gateway has none: it is polled.
    ///
    /// # Errors
    /// The subject broke.
    fn events(&mut self) -> Result<Vec<Value>, SubjectError>;

    /// True if [`events`](Self::events) reports what happens. Where it does not, channels are learnt by polling.
    fn reports_events(&self) -> bool {
        true
    }

    /// Whether a user's state can be read by the vendor's own operation, also where no step asks for it.
    fn can_be_polled(&self) -> bool {
        true
    }

    /// Whether the calls that a case is given are to be made: the subject can only be given users.
    fn makes_given_calls(&self) -> bool {
        false
    }

    /// Called when the case is over: what it began is cleaned up.
    fn finish(&mut self) {}

    /// The secrets that it is reached with: they stand in no report, whatever the subject makes of them.
    fn secrets(&self) -> Secrets {
        Secrets::default()
    }

    /// What only a subject in process lets one see.
    fn inspect(&self) -> Option<Inspection> {
        None
    }

    /// Of CC-Gateway, the events that wait for an agent's polls: the place of each among all that were ever told, oldest first, where
    /// the subject lets one see.
    fn waiting(&self, _agent: &str) -> Vec<u64> {
        Vec::new()
    }

    /// The code with which the user's state alone would refuse a request, where the subject is our machine and can say so.
    fn refused_for_state(&self, _request: &HttpRequest) -> Option<&'static str> {
        None
    }

    /// Every row that fired and every request that was judged since the configuration was set, where the subject keeps a trace.
    fn take_trace(&mut self) -> Trace {
        Trace::default()
    }
}

impl<S: Subject + ?Sized> Subject for &mut S {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        (**self).reset(scenario, seed)
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        (**self).begin()
    }

    fn request(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        (**self).request(request)
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        (**self).settle()
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        (**self).stimulus(stimulus)
    }

    fn may_lack(&self, stimulus: &RemoteParty) -> bool {
        (**self).may_lack(stimulus)
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        (**self).advance(by_ms)
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        (**self).events()
    }

    fn reports_events(&self) -> bool {
        (**self).reports_events()
    }

    fn can_be_polled(&self) -> bool {
        (**self).can_be_polled()
    }

    fn makes_given_calls(&self) -> bool {
        (**self).makes_given_calls()
    }

    fn finish(&mut self) {
        (**self).finish();
    }

    fn secrets(&self) -> Secrets {
        (**self).secrets()
    }

    fn inspect(&self) -> Option<Inspection> {
        (**self).inspect()
    }

    fn waiting(&self, agent: &str) -> Vec<u64> {
        (**self).waiting(agent)
    }

    fn refused_for_state(&self, request: &HttpRequest) -> Option<&'static str> {
        (**self).refused_for_state(request)
    }

    fn take_trace(&mut self) -> Trace {
        (**self).take_trace()
    }
}
