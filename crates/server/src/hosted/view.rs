//! A world as JSON, for those who look at it.

use offhook_machine::{ChannelId, Flag, Job, UserId, World};
use offhook_scenario::Dialect;
use serde_json::{Value, json};

use crate::behaviour::Player;
use crate::limits::MAX_VIEWED;
use crate::pace::{Clock, Pace};

/// A world, and what goes on in it by itself.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) world: &'a World,
    pub(super) dialect: Dialect,
    pub(super) player: &'a Player,
}

impl View<'_> {
    pub(super) fn whole(self, clock: &Clock, pace: Pace, digest: &str) -> Value {
        let world = self.world;
        let users: Vec<Value> = world.users().take(MAX_VIEWED).map(|(id, _)| self.user(id)).collect();
        let jobs: Vec<Value> = world.jobs().take(MAX_VIEWED).map(|(_, it)| self.job(it)).collect();
        json!({
            "clock_ms": world.now(),
            "pace": pace.to_string(),
            "runs": clock.runs(),
            "digest": digest,
            "users_in_all": world.users().len(),
            "users": users,
            "jobs_in_all": world.jobs().count(),
            "jobs": jobs,
        })
    }

    fn user(self, id: UserId) -> Value {
        let world = self.world;
        let Some(user) = world.user(id) else { return Value::Null };
        let job = user.job.and_then(|job| world.job(job)).map(|job| (self.dialect.ids.job)(job));
        json!({
            "id": &*user.name,
            "instance": world.instance(user.instance).map(|it| &*it.name),
            "state": user.state.as_str(),
            "work_mode": user.work_mode.as_str(),
            "break_code": user.break_code.map(|code| world.text(code)),
            "extension": user.extension.map(|it| it.to_string()),
            "skill_groups": world.skill_group_names(id),
            "job": job,
        })
    }

    fn job(self, job: &Job) -> Value {
        let channels: Vec<Value> = job.channels.iter().map(|channel| self.channel(*channel)).collect();
        json!({
            "id": (self.dialect.ids.job)(job),
            "state": job.state.as_str(),
            "call_type": job.call_type.as_str(),
            "begun_ms": job.begun,
            "channels": channels,
        })
    }

    fn channel(self, id: ChannelId) -> Value {
        let world = self.world;
        let Some(channel) = world.channel(id) else { return Value::Null };
        let flags: Vec<&str> =
            Flag::ALL.iter().filter(|flag| channel.flags.has(**flag)).map(|flag| flag.as_str()).collect();
        let plans: Vec<Value> = self
            .player
            .plans(id, channel)
            .map(|(at_ms, signal)| json!({ "at_ms": at_ms, "stimulus": signal.as_str() }))
            .collect();
        json!({
            "id": world.channel_name(id).map(|name| name.to_string()),
            "party": channel.user.and_then(|user| world.user(user)).map_or_else(
                || channel.party().to_string(),
                |user| user.name.to_string(),
            ),
            "state": channel.state.as_str(),
            "flags": flags,
            "since_ms": channel.changed,
            "plans": plans,
        })
    }
}
