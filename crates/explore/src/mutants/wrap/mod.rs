//! The ways to wrap a subject: one kind of fault a file.

mod answers;
mod events;
mod hidden;
mod ids;
mod legs;
mod requests;
mod timers;

use offhook_harness::{Ask, FarParty, InProcess, Reply, Stimulated, Subject as _, SubjectError};
use serde_json::Value;

pub(super) use answers::{Code, Exchanged, Field, Mute, Status};
pub(super) use events::{Polled, Pushed};
pub(super) use hidden::Hidden;
pub(super) use ids::{Reused, Survives};
pub(super) use legs::{OtherLegAsked, OtherLegInEvent, OtherLegTold};
pub(super) use requests::{Applied, Ignored, LongParam, Refused, Stale};
pub(super) use timers::{NotCancelled, late};

/// What stands between the harness and the original. Left alone, it changes nothing.
pub(super) trait Wrap {
    /// Forgets what it has seen; not whether it ever made a difference.
    fn reset(&mut self) {}

    fn request(&mut self, inner: &mut InProcess, ask: &Ask) -> Result<Reply, SubjectError> {
        inner.request(ask)
    }

    fn stimulus(&mut self, inner: &mut InProcess, stimulus: &FarParty) -> Result<Stimulated, SubjectError> {
        inner.stimulus(stimulus)
    }

    fn advance(&mut self, inner: &mut InProcess, by_ms: u64) -> Result<(), SubjectError> {
        inner.advance(by_ms)
    }

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

/// Nothing of its own: the fault lies in the world.
pub(super) struct Plain;

impl Wrap for Plain {}

/// Writes a tree as the body of a reply, and says whether that changes anything.
fn rewrite(reply: &mut Reply, tree: &Value) -> bool {
    let body = tree.to_string();
    let differs = body != reply.body;
    reply.body = body;
    differs
}
