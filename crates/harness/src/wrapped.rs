//! Our machine with something between it and the harness, which changes what goes in or comes out.

use offhook_centre::{RemoteParty, Stimulated};
use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_scenario::Scenario;
use serde_json::Value;

use crate::in_process::InProcess;
use crate::subject::{Subject, SubjectError};

/// What stands between the harness and our machine. Left alone, it changes nothing.
pub trait Wrap {
    /// Forgets what it has seen; not whether it ever made a difference.
    fn reset(&mut self) {}

    /// The seed of the ids, of the one that is asked for.
    fn seed(&self, asked: u64) -> u64 {
        asked
    }

    /// The given world stands, the sign-ins of its agents included.
    fn begin(&mut self) {}

    /// A request.
    ///
    /// # Errors
    /// As of [`Subject::request`].
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        inner.request(request)
    }

    /// A stimulus.
    ///
    /// # Errors
    /// As of [`Subject::stimulus`].
    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &RemoteParty,
    ) -> Result<Stimulated, SubjectError> {
        inner.stimulus(stimulus)
    }

    /// The clock moves.
    ///
    /// # Errors
    /// As of [`Subject::advance`].
    fn advance(&mut self, inner: &mut InProcess, by_ms: u64) -> Result<(), SubjectError> {
        inner.advance(by_ms)
    }

    /// The events that are about to be handed out.
    fn events(&mut self, _: &InProcess, events: Vec<Value>) -> Vec<Value> {
        events
    }

    /// After everything that happens.
    fn look(&mut self, _: &mut InProcess) {}

    /// Whether it ever made a difference, if it knows.
    fn differed(&self) -> Option<bool> {
        None
    }
}

/// Nothing of its own: the fault, if there is any, lies in the world.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Wrap for Plain {}

impl<W: Wrap + ?Sized> Wrap for Box<W> {
    fn reset(&mut self) {
        (**self).reset();
    }

    fn seed(&self, asked: u64) -> u64 {
        (**self).seed(asked)
    }

    fn begin(&mut self) {
        (**self).begin();
    }

    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        (**self).request(inner, request)
    }

    fn stimulus(
        &mut self,
        inner: &mut InProcess,
        stimulus: &RemoteParty,
    ) -> Result<Stimulated, SubjectError> {
        (**self).stimulus(inner, stimulus)
    }

    fn advance(&mut self, inner: &mut InProcess, by_ms: u64) -> Result<(), SubjectError> {
        (**self).advance(inner, by_ms)
    }

    fn events(&mut self, inner: &InProcess, events: Vec<Value>) -> Vec<Value> {
        (**self).events(inner, events)
    }

    fn look(&mut self, inner: &mut InProcess) {
        (**self).look(inner);
    }

    fn differed(&self) -> Option<bool> {
        (**self).differed()
    }
}

/// Our machine behind a [`Wrap`]. Nobody sees inside: what it is shows in what it says.
#[derive(Clone, Debug, Default)]
pub struct Wrapped<W> {
    /// The machine.
    pub inner: InProcess,
    /// What stands before it.
    pub wrap: W,
}

impl<W> Wrapped<W> {
    /// Our machine behind this.
    pub fn new(wrap: W) -> Self {
        Self { inner: InProcess::new(), wrap }
    }
}

impl<W: Wrap> Subject for Wrapped<W> {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        self.wrap.reset();
        self.inner.reset(scenario, self.wrap.seed(seed))
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        self.wrap.begin();
        self.inner.begin()
    }

    fn request(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        let reply = self.wrap.request(&mut self.inner, request);
        self.wrap.look(&mut self.inner);
        reply
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        let done = self.inner.settle();
        self.wrap.look(&mut self.inner);
        done
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        let done = self.wrap.stimulus(&mut self.inner, stimulus);
        self.wrap.look(&mut self.inner);
        done
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        let done = self.wrap.advance(&mut self.inner, by_ms);
        self.wrap.look(&mut self.inner);
        done
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        let events = self.inner.events()?;
        Ok(self.wrap.events(&self.inner, events))
    }
}
