//! The ways to wrap a subject: one kind of fault a file.

mod answers;
mod channels;
mod events;
mod hidden;
mod ids;
mod requests;
mod timers;

use offhook_dialect::HttpResponse;
pub(super) use offhook_harness::{Plain, Wrap};
use serde_json::Value;

pub(super) use answers::{Code, Exchanged, Field, Mute, Status};
pub(super) use channels::{OtherChannelAsked, OtherChannelInEvent, OtherChannelTold};
pub(super) use events::{Polled, Pushed};
pub(super) use hidden::Hidden;
pub(super) use ids::{Reused, Survives};
pub(super) use requests::{Applied, Ignored, LongParam, Refused, Stale};
pub(super) use timers::{NotCancelled, late};

/// Writes a tree as the body of a reply, and says whether that changes anything.
fn rewrite(reply: &mut HttpResponse, tree: &Value) -> bool {
    let body = tree.to_string();
    let differs = body != reply.body;
    reply.body = body;
    differs
}
