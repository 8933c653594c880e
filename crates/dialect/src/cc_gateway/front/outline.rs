//! What decides about what a front will say, written down for whoever explores it state by state.

use offhook_machine::{ChannelId, JobId, UserId, World};

use super::Front;
use super::calls::Call;
use super::session::Session;

impl Front {
    /// Writes down what two fronts have in common that will answer alike beside worlds that are alike: sessions, wishes, and
    /// what is known of the calls that live. `place` numbers those calls.
    ///
    /// Left out are tokens, what only a query tells (counts, data, calls of the past) and how long an agent has been silent:
    /// write it down where every agent has just polled.
    pub fn outline(&self, world: &World, place: &dyn Fn(JobId) -> Option<u8>, out: &mut Vec<u8>) {
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
        let flags = [self.off_hook, self.idle, self.linkage, self.at_handset, self.declined];
        out.push(flags.iter().fold(0, |bits, flag| bits << 1 | u8::from(*flag)));
        out.push(self.left_last.and_then(place).unwrap_or(u8::MAX));
        let deferred = self.deferred.as_ref();
        for text in [self.wish, deferred.map(|it| it.told), deferred.map(|it| it.code.as_str())] {
            out.extend(text.unwrap_or_default().bytes());
            out.push(0);
        }
        let rest = deferred.and_then(|it| it.rest_ms);
        let rest_left = self.rest_until.map(|until| until.saturating_sub(world.now()));
        for length in [rest, rest_left] {
            out.extend(length.unwrap_or(u64::MAX).to_le_bytes());
        }
        for waiting in &self.events {
            out.extend(waiting.1.to_string().bytes());
        }
        out.extend(self.proposals.iter().flat_map(|it| it.control.to_le_bytes()));
    }
}

impl Call {
    fn outline(&self, world: &World, out: &mut Vec<u8>) {
        out.push(u8::from(self.preview) | u8::from(self.joined.is_some()) << 1);
        if let Some(help) = self.help {
            let flags = u8::from(help.cancelled) | u8::from(help.gone) << 1 | (help.purpose as u8) << 2;
            out.extend([flags, index(help.by), help.with.map_or(u8::MAX, |leg| leg_place(world, leg))]);
        }
        // Who left, not how often: the last of them is named to who takes over.
        let mut left: Vec<u8> = self.left.iter().copied().map(index).collect();
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

/// The place of a leg among those of its call that live.
fn leg_place(world: &World, leg: ChannelId) -> u8 {
    let legs = world.channel(leg).and_then(|it| world.job(it.job)).map(|job| job.channels.iter());
    let live = legs.into_iter().flatten().filter(|it| world.channel(**it).is_some_and(|it| it.is_live()));
    live.copied().position(|it| it == leg).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX - 1)
}
