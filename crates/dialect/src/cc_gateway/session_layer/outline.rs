//! The state that decides about future answers, written down for an exploration state by state.

use offhook_machine::{ChannelId, JobId, UserId, World};

use super::state::{Call, Deferred, Help, Session, Sessions};

impl Sessions {
    /// Writes down what two session layers have in common that will answer alike over worlds that are alike: sessions, deferred states, and
    /// what is known of the calls that live. `place` numbers those calls.
    ///
    /// Left out are tokens, what only a query shows (counts, data, calls of the past) and how long an agent has been silent:
    /// write it down where every agent has just polled.
    pub(super) fn write_outline(
        &self,
        world: &World,
        place: &dyn Fn(JobId) -> Option<u8>,
        out: &mut Vec<u8>,
    ) {
        for (agent, _) in world.users() {
            out.push(
                u8::from(self.configured.contains_key(&agent))
                    | u8::from(self.farewells.contains_key(&agent)) << 1,
            );
            match self.sessions.get(&agent) {
                Some(session) => session.outline(world, place, out),
                None => out.push(u8::MAX),
            }
        }
        let mut calls: Vec<(u8, &Call)> =
            self.calls.iter().filter_map(|(job, call)| Some((place(*job)?, call))).collect();
        calls.sort_unstable_by_key(|(place, _)| *place);
        for (place, call) in calls {
            out.push(place);
            call.outline(world, out);
        }
    }
}

impl Session {
    fn outline(&self, world: &World, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
        let Self {
            // Tokens are random, and every agent has just polled.
            guid: _,
            issued: _,
            heard: _,
            events,
            off_hook,
            grant,
            deferred,
            idle,
            linkage,
            at_handset,
            declined,
            rest_until,
            left_last,
            proposals,
            // Only queries show them.
            last_call: _,
            counts: _,
        } = self;
        let flags = [off_hook, idle, linkage, at_handset, declined];
        out.push(flags.iter().fold(0, |bits, flag| bits << 1 | u8::from(**flag)));
        out.push(left_last.and_then(place).unwrap_or(u8::MAX));
        let (code, granted, rest) = match deferred {
            Some(Deferred { code, grant, rest_ms }) => (code.as_str(), Some(*grant), *rest_ms),
            None => ("", None, None),
        };
        for text in [grant.unwrap_or_default(), granted.unwrap_or_default(), code] {
            out.extend(text.bytes());
            out.push(0);
        }
        let rest_left = rest_until.map(|until| until.saturating_sub(world.now()));
        for length in [rest, rest_left] {
            out.extend(length.unwrap_or(u64::MAX).to_le_bytes());
        }
        for (_, waiting) in events {
            out.extend(waiting.to_string().bytes());
        }
        out.extend(proposals.iter().flat_map(|it| it.control.to_le_bytes()));
    }
}

impl Call {
    fn outline(&self, world: &World, out: &mut Vec<u8>) {
        // Only queries and events' contents show the data.
        let Self { data: _, help, left, joined, preview } = self;
        out.push(u8::from(*preview) | u8::from(joined.is_some()) << 1);
        if let Some(Help { by, purpose, with, cancelled, gone }) = *help {
            let flags = u8::from(cancelled) | u8::from(gone) << 1 | (purpose as u8) << 2;
            out.extend([flags, index(by), with.map_or(u8::MAX, |channel| channel_place(world, channel))]);
        }
        // The agents who left, not how often: the last of them is named to the agent who takes over.
        let mut left: Vec<u8> = left.iter().copied().map(index).collect();
        let last = left.last().copied().unwrap_or(u8::MAX);
        left.sort_unstable();
        left.dedup();
        out.extend(left);
        out.extend([u8::MAX, last]);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what is explored has a few users")]
fn index(user: UserId) -> u8 {
    user.index() as u8
}

/// The place of a channel among those of its call that live.
fn channel_place(world: &World, channel: ChannelId) -> u8 {
    let all = world.channel(channel).and_then(|it| world.job(it.job)).map(|job| job.channels.iter());
    let live = all.into_iter().flatten().filter(|it| world.channel(**it).is_some_and(|it| it.is_live()));
    live.copied()
        .position(|it| it == channel)
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX - 1)
}
