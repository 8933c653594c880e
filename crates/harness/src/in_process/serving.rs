//! What a server asks of the machine that a case does not: when to wake, and in which notation to answer.

use offhook_dialect::{Format, HttpRequest};
use offhook_machine::JobId;

use super::{Front, InProcess};

impl InProcess {
    /// What the clock of the world shows.
    pub fn now(&self) -> Option<u64> {
        self.world().map(offhook_machine::World::now)
    }

    /// When the clock must be moved next for something to happen in time.
    pub fn next_deadline(&self) -> Option<u64> {
        let stage = self.stage.as_ref()?;
        let to_tell = match &stage.front {
            Front::Ccc(_) => None,
            Front::CcGateway(front) => front.next_to_tell().filter(|at| *at > stage.world.now()),
        };
        [stage.next_deadline(), stage.world.next_deadline(), to_tell].into_iter().flatten().min()
    }

    /// Writes down what the front knows beside the world that decides about what it will say; of CCC that is nothing. `place`
    /// numbers the calls that live.
    pub fn outline_front(&self, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        if let Some(stage) = &self.stage
            && let Front::CcGateway(front) = &stage.front
        {
            front.outline(&stage.world, place, out);
        }
    }

    /// Answers from now on in this notation, where the vendor has several.
    pub fn set_format(&mut self, format: Format) {
        if let Some(stage) = &mut self.stage
            && let Front::Ccc(front) = &mut stage.front
        {
            front.format = format;
        }
    }

    /// Whether the request is a poll of CC-Gateway that has nothing to tell yet.
    pub fn would_wait(&self, request: &HttpRequest<'_>) -> bool {
        self.stage.as_ref().is_some_and(|stage| match &stage.front {
            Front::Ccc(_) => false,
            Front::CcGateway(front) => front.would_wait(&stage.world, stage.world.now(), request),
        })
    }
}
