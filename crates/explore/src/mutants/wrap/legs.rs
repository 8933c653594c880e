//! The wrong leg of a call: asked about, told of in an answer, or named in an event.

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use offhook_machine::{ChannelId, ChannelState, World};
use serde_json::Value;

use super::super::heard::{Heard, dialect, name_of, of};
use super::super::spot::{channels, containers};
use super::{Wrap, rewrite};

fn text_of(world: &World, leg: ChannelId) -> Option<String> {
    match world.channel(leg)?.forced_id {
        Some(forced) => Some(world.text(forced).to_owned()),
        None => world.channel_name(leg).map(|name| name.to_string()),
    }
}

/// Another leg of the call that this one belongs to: one that has not ended, if there is one.
fn other_leg(inner: &InProcess, id: &str) -> Option<String> {
    let world = inner.world()?;
    let ended = |leg: &ChannelId| {
        world
            .channel(*leg)
            .is_none_or(|it| matches!(it.state, ChannelState::Released | ChannelState::Retired))
    };
    world.jobs().find_map(|(_, job)| {
        let legs: Vec<(ChannelId, String)> =
            job.channels.iter().filter_map(|leg| Some((*leg, text_of(world, *leg)?))).collect();
        legs.iter().find(|(_, text)| text == id)?;
        let mut others: Vec<&(ChannelId, String)> = legs.iter().filter(|(_, text)| text != id).collect();
        others.sort_by_key(|(leg, _)| ended(leg));
        others.first().map(|(_, text)| text.clone())
    })
}

/// A request acts on the other leg.
pub(in super::super) struct OtherLegAsked {
    of: &'static str,
    differed: bool,
}

impl OtherLegAsked {
    pub(in super::super) const fn new(of: &'static str) -> Self {
        Self { of, differed: false }
    }
}

impl Wrap for OtherLegAsked {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let Some(dialect) = dialect(inner).filter(|_| of(inner, request) == Some(self.of)) else {
            return inner.request(request);
        };
        let other = |id: Option<&str>| other_leg(inner, id?);
        match dialect.client.map_param(request, "ChannelId", &other) {
            Some(about_other) => {
                self.differed = true;
                inner.request(&about_other)
            }
            None => inner.request(request),
        }
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// An answer has a field of one leg at the other; a leg told of alone bears the id of the other.
pub(in super::super) struct OtherLegTold {
    of: &'static str,
    field: &'static str,
    differed: bool,
}

impl OtherLegTold {
    pub(in super::super) const fn new(of: &'static str, field: &'static str) -> Self {
        Self { of, field, differed: false }
    }

    fn apply(&self, inner: &InProcess, tree: &mut Value) {
        let Some(channels) = dialect(inner).and_then(channels) else { return };
        let mut legs = containers(tree, &channels);
        let values: Vec<Option<Value>> = legs.iter().map(|leg| leg.get(self.field).cloned()).collect();
        let told = match values.as_slice() {
            [Some(Value::String(id))] if self.field == "ChannelId" => {
                vec![other_leg(inner, id).map(Value::from)]
            }
            [first, second, ..] => vec![second.clone(), first.clone()],
            _ => return,
        };
        for (leg, value) in legs.iter_mut().zip(told) {
            match value {
                Some(value) => leg.insert(self.field.to_owned(), value),
                // Alone in the call, or without such a field.
                None if values.len() > 1 => leg.shift_remove(self.field),
                None => None,
            };
        }
    }
}

impl Wrap for OtherLegTold {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let mut reply = inner.request(request)?;
        let heard = Heard::new(inner, request, &reply).filter(|heard| heard.accepted && heard.of == self.of);
        if let Some(mut heard) = heard {
            self.apply(inner, &mut heard.tree);
            self.differed |= rewrite(&mut reply, &heard.tree);
        }
        Ok(reply)
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}

/// An event names the other leg.
pub(in super::super) struct OtherLegInEvent {
    name: &'static str,
    differed: bool,
}

impl OtherLegInEvent {
    pub(in super::super) const fn new(name: &'static str) -> Self {
        Self { name, differed: false }
    }
}

impl Wrap for OtherLegInEvent {
    fn events(&mut self, inner: &InProcess, mut events: Vec<Value>) -> Vec<Value> {
        for event in events.iter_mut().filter(|event| name_of(event) == self.name) {
            let id = event.get("channelId").and_then(Value::as_str).unwrap_or_default();
            if let (Some(other), Some(map)) = (other_leg(inner, id), event.as_object_mut()) {
                map.insert("channelId".to_owned(), other.into());
                self.differed = true;
            }
        }
        events
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
