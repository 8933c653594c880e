//! The wrong channel of a call: asked about, told of in an answer, or named in an event.

use offhook_dialect::{HttpRequest, HttpResponse};
use offhook_harness::{InProcess, Subject as _, SubjectError};
use offhook_machine::{ChannelId, ChannelState, World};
use serde_json::Value;

use super::super::heard::{Heard, dialect, of};
use super::super::spot::{channels, containers};
use super::{Wrap, rewrite};

fn text_of(world: &World, channel: ChannelId) -> Option<String> {
    match world.channel(channel)?.forced_id {
        Some(forced) => Some(world.text(forced).to_owned()),
        None => world.channel_name(channel).map(|name| name.to_string()),
    }
}

/// Another channel of the call that this one belongs to: one that has not ended, if there is one.
fn other_channel(inner: &InProcess, id: &str) -> Option<String> {
    let world = inner.world()?;
    let ended = |channel: &ChannelId| {
        world
            .channel(*channel)
            .is_none_or(|it| matches!(it.state, ChannelState::Released | ChannelState::Retired))
    };
    world.jobs().find_map(|(_, job)| {
        let channels: Vec<(ChannelId, String)> =
            job.channels.iter().filter_map(|channel| Some((*channel, text_of(world, *channel)?))).collect();
        channels.iter().find(|(_, text)| text == id)?;
        let mut others: Vec<&(ChannelId, String)> = channels.iter().filter(|(_, text)| text != id).collect();
        others.sort_by_key(|(channel, _)| ended(channel));
        others.first().map(|(_, text)| text.clone())
    })
}

/// A request acts on the other channel.
pub(in super::super) struct OtherChannelAsked {
    of: &'static str,
    differed: bool,
}

impl OtherChannelAsked {
    pub(in super::super) const fn new(of: &'static str) -> Self {
        Self { of, differed: false }
    }
}

impl Wrap for OtherChannelAsked {
    fn request(
        &mut self,
        inner: &mut InProcess,
        request: &HttpRequest,
    ) -> Result<HttpResponse, SubjectError> {
        let Some(dialect) = dialect(inner).filter(|_| of(inner, request) == Some(self.of)) else {
            return inner.request(request);
        };
        let other = |id: Option<&str>| other_channel(inner, id?);
        let name = dialect.vendor().tables.call.map(|call| call.channel);
        match name.and_then(|name| dialect.client.map_param(request, name, &other)) {
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

/// An answer has a field of one channel at the other; a channel told of alone bears the id of the other.
pub(in super::super) struct OtherChannelTold {
    of: &'static str,
    field: &'static str,
    differed: bool,
}

impl OtherChannelTold {
    pub(in super::super) const fn new(of: &'static str, field: &'static str) -> Self {
        Self { of, field, differed: false }
    }

    fn apply(&self, inner: &InProcess, tree: &mut Value) {
        let Some(dialect) = dialect(inner) else { return };
        let (Some(channels), Some(call)) = (channels(dialect), dialect.vendor().tables.call) else { return };
        let mut channels = containers(tree, &channels);
        let values: Vec<Option<Value>> =
            channels.iter().map(|channel| channel.get(self.field).cloned()).collect();
        let events = match values.as_slice() {
            [Some(Value::String(id))] if self.field == call.channel => {
                vec![other_channel(inner, id).map(Value::from)]
            }
            [first, second, ..] => vec![second.clone(), first.clone()],
            _ => return,
        };
        for (channel, value) in channels.iter_mut().zip(events) {
            match value {
                Some(value) => channel.insert(self.field.to_owned(), value),
                // Alone in the call, or without such a field.
                None if values.len() > 1 => channel.shift_remove(self.field),
                None => None,
            };
        }
    }
}

impl Wrap for OtherChannelTold {
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

/// An event names the other channel.
pub(in super::super) struct OtherChannelInEvent {
    name: &'static str,
    differed: bool,
}

impl OtherChannelInEvent {
    pub(in super::super) const fn new(name: &'static str) -> Self {
        Self { name, differed: false }
    }
}

impl Wrap for OtherChannelInEvent {
    fn events(&mut self, inner: &InProcess, mut events: Vec<Value>) -> Vec<Value> {
        let Some(fields) = dialect(inner).map(|dialect| &dialect.vendor().tables.event) else {
            return events;
        };
        let Some(channel) = fields.channel else { return events };
        for event in events.iter_mut().filter(|event| fields.name_in(event) == self.name) {
            let other = other_channel(inner, fields.channel_in(event));
            if let (Some(other), Some(map)) = (other, event.as_object_mut()) {
                map.insert(channel.to_owned(), other.into());
                self.differed = true;
            }
        }
        events
    }

    fn differed(&self) -> Option<bool> {
        Some(self.differed)
    }
}
