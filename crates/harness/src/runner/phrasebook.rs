//! A scenario's requests as they go over the wire, for code that drives a subject without a scenario's steps.

use offhook_centre::{Participant, WireChoice};
use offhook_dialect::HttpRequest;
use offhook_scenario::{Diagnostic, Request, Scenario};

use super::binds::Binds;
use super::wire::Asker;

/// The words of a dialect for the users of a scenario. Names such as `$amy.user` stand for what exists from the beginning.
#[derive(Clone, Debug)]
pub struct Phrasebook {
    choice: WireChoice,
    instance: String,
    participants: Vec<Participant>,
    binds: Binds,
}

impl Phrasebook {
    /// The words for a scenario's users.
    pub fn new(scenario: &Scenario) -> Self {
        let participants = Participant::of(scenario);
        let binds = Binds::new(&participants);
        let instance = scenario.given.instance_id().to_owned();
        Self { choice: WireChoice::of(scenario), instance, binds, participants }
    }

    /// The request as it goes over the wire.
    ///
    /// # Errors
    /// The request names what the dialect does not know, or what is not bound.
    pub fn write(&self, request: &Request) -> Result<HttpRequest, Diagnostic> {
        let asker = Asker {
            choice: self.choice,
            instance: &self.instance,
            participants: &self.participants,
            binds: &self.binds,
        };
        asker.compose(request).map(|composed| composed.request)
    }
}
