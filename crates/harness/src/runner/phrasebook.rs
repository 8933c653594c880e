//! A scenario's requests as they go over the wire, for whoever drives a subject without a scenario's steps.

use offhook_scenario::{Diagnostic, Request, Scenario};

use super::binds::Binds;
use super::wire::Asker;
use crate::in_process::Cast;
use crate::subject::{Ask, Speech};

/// The words of a dialect for the users of a scenario. Names such as `$amy.user` stand for what exists from the beginning.
#[derive(Clone, Debug)]
pub struct Phrasebook {
    speech: Speech,
    instance: String,
    cast: Vec<Cast>,
    binds: Binds,
}

impl Phrasebook {
    /// The words for a scenario's users.
    pub fn new(scenario: &Scenario) -> Self {
        let cast = Cast::of(scenario);
        let binds = Binds::new(&cast);
        Self { speech: Speech::of(scenario), instance: scenario.given.instance_id().to_owned(), binds, cast }
    }

    /// The request as it goes over the wire.
    ///
    /// # Errors
    /// The request names what the dialect does not know, or what is not bound.
    pub fn ask(&self, request: &Request) -> Result<Ask, Diagnostic> {
        let asker =
            Asker { speech: self.speech, instance: &self.instance, cast: &self.cast, binds: &self.binds };
        asker.compose(request).map(|composed| composed.ask)
    }
}
