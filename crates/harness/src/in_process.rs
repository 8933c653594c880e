//! Our own call centre as a subject.

use std::sync::Arc;

use offhook_centre::{CallCentre, Options, RemoteParty, Stimulated};
use offhook_dialect::{HttpRequest, HttpResponse, Vendor, Views};
use offhook_machine::{JobId, Policy, Rules, Trace, World};
use offhook_scenario::Scenario;
use serde_json::Value;

use crate::choices::Choices;
use crate::given_calls::without_calls;
use crate::subject::{Inspection, Subject, SubjectError};

/// Our own call centre, in this process.
#[derive(Clone, Debug, Default)]
pub struct InProcess {
    /// The rules that the world follows where they are not the documented ones.
    rules: Option<Arc<Rules>>,
    /// Changes the policy of the world before it begins.
    tune: Option<fn(&mut Policy)>,
    /// What its answers show otherwise than ours.
    views: Views,
    centre: Option<CallCentre>,
    traces: bool,
    /// Whether the calls that a case is given are made, as on a subject that can only be given users.
    makes_calls: bool,
}

impl InProcess {
    /// A subject without a world; the first reset gives it one.
    pub fn new() -> Self {
        Self::default()
    }

    /// A subject that keeps a trace of what happens, for coverage.
    pub fn tracing() -> Self {
        Self { traces: true, ..Self::default() }
    }

    /// The same, given users only where `makes_calls` says so: then the calls of a case are made.
    pub(crate) fn making_calls(self, makes_calls: bool) -> Self {
        Self { makes_calls, ..self }
    }

    /// A subject whose worlds follow other rules.
    pub fn with_rules(rules: Arc<Rules>) -> Self {
        Self { rules: Some(rules), ..Self::default() }
    }

    /// A subject that takes these options where the documents leave several open.
    pub fn choosing(choices: &Choices, vendor: &Vendor) -> Self {
        Self::under(Arc::new(choices.rules(vendor)), choices.views(vendor))
    }

    /// A subject whose worlds follow these rules, and whose answers show things in these views.
    pub fn under(rules: Arc<Rules>, views: Views) -> Self {
        Self { rules: Some(rules), views, ..Self::default() }
    }

    /// The same, keeping a trace of what happens.
    pub(crate) fn traced(self) -> Self {
        Self { traces: true, ..self }
    }

    /// A subject whose worlds have another policy than their scenarios give them.
    pub fn with_policy(tune: fn(&mut Policy)) -> Self {
        Self { tune: Some(tune), ..Self::default() }
    }

    /// The call centre, once a reset has given one.
    pub const fn centre(&self) -> Option<&CallCentre> {
        self.centre.as_ref()
    }

    /// The world, once a reset has given one.
    pub fn world(&self) -> Option<&World> {
        self.centre.as_ref().map(CallCentre::world)
    }

    /// The world, to make it follow other rules or put it back to an earlier state. For mutants.
    pub fn world_mut(&mut self) -> Option<&mut World> {
        self.centre.as_mut().map(CallCentre::world_mut)
    }

    /// Writes down what the session layer knows beyond the world that decides about future answers; `place` numbers the calls
    /// that live.
    pub fn outline_session(&self, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        if let Some(centre) = &self.centre {
            centre.outline_session(place, out);
        }
    }

    fn open(&mut self) -> Result<&mut CallCentre, SubjectError> {
        self.centre.as_mut().ok_or_else(|| SubjectError::Broken("it has not been reset".to_owned()))
    }
}

impl Subject for InProcess {
    fn reset(&mut self, scenario: &Scenario, seed: u64) -> Result<(), SubjectError> {
        let alone;
        let scenario = if self.makes_calls {
            alone = without_calls(scenario);
            &alone
        } else {
            scenario
        };
        let options = Options {
            seed,
            token_seed: None,
            rules: self.rules.clone(),
            tune: self.tune,
            views: self.views.clone(),
            any_token: false,
        };
        let mut centre = CallCentre::open(scenario, &options)?;
        if self.traces {
            centre.world_mut().start_trace();
        }
        self.centre = Some(centre);
        Ok(())
    }

    fn begin(&mut self) -> Result<(), SubjectError> {
        self.open()?.begin();
        Ok(())
    }

    fn request(&mut self, request: &HttpRequest) -> Result<HttpResponse, SubjectError> {
        Ok(self.open()?.request(request))
    }

    fn settle(&mut self) -> Result<(), SubjectError> {
        Ok(self.open()?.settle()?)
    }

    fn stimulus(&mut self, stimulus: &RemoteParty) -> Result<Stimulated, SubjectError> {
        Ok(self.open()?.stimulus(stimulus)?)
    }

    fn advance(&mut self, by_ms: u64) -> Result<(), SubjectError> {
        Ok(self.open()?.advance(by_ms)?)
    }

    fn events(&mut self) -> Result<Vec<Value>, SubjectError> {
        Ok(self.open()?.take_events())
    }

    fn makes_given_calls(&self) -> bool {
        self.makes_calls
    }

    fn inspect(&self) -> Option<Inspection> {
        let world = self.world()?;
        let mut broken: Vec<_> = world.broken_invariants().iter().map(|it| it.invariant.as_str()).collect();
        broken.sort_unstable();
        broken.dedup();
        Some(Inspection { digest: world.digest(), broken, fired: world.fired() })
    }

    fn waiting(&self, user: &str) -> Vec<u64> {
        self.centre.as_ref().map(|centre| centre.waiting(user)).unwrap_or_default()
    }

    fn refused_for_state(&self, request: &HttpRequest) -> Option<&'static str> {
        self.centre.as_ref()?.refused_for_state(request)
    }

    fn take_trace(&mut self) -> Trace {
        self.world_mut().map(World::take_trace).unwrap_or_default()
    }
}
