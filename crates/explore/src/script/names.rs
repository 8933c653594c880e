//! The names under which a script knows calls and channels.

use std::collections::BTreeMap;

use offhook_dialect::Names;
use offhook_machine::{ChannelId, JobId, UserId, World};
use offhook_scenario::{At, Path, Poll, Step};
use serde_json::Value;

use crate::configuration::Configuration;

/// What a script has bound so far.
pub(super) struct ScriptNames<'a> {
    configuration: &'a Configuration,
    /// The names of the calls, by their numbers.
    calls: BTreeMap<u64, String>,
    /// The channel of each party that was reported last: what `$customer.channel` and `$amy.channel` name.
    reported: BTreeMap<Option<UserId>, ChannelId>,
    /// Names given to channels.
    channels: usize,
}

impl<'a> ScriptNames<'a> {
    pub(super) const fn new(configuration: &'a Configuration) -> Self {
        Self { configuration, calls: BTreeMap::new(), reported: BTreeMap::new(), channels: 0 }
    }

    /// A name for the next call.
    pub(super) fn next_call(&self) -> String {
        format!("call{}", self.calls.len() + 1)
    }

    /// Names the call that began last.
    pub(super) fn name_latest(&mut self, world: &World, name: &str) {
        if let Some(number) = world.jobs().map(|(_, job)| job.number.0).max() {
            self.calls.insert(number, name.to_owned());
        }
    }

    /// The call; of none, the latest.
    pub(super) fn call(&self, world: &World, job: Option<JobId>) -> String {
        let own = job.and_then(|job| world.job(job)).and_then(|job| self.calls.get(&job.number.0));
        let name = own.or_else(|| self.calls.values().next_back());
        name.map_or_else(
            || self.configuration.dialect().ids.unknown_job.to_owned(),
            |name| format!("${name}"),
        )
    }

    /// An event names a party's channel.
    pub(super) fn report(&mut self, party: Option<UserId>, channel: ChannelId) {
        self.reported.insert(party, channel);
    }

    /// An answer may show several channels of outside parties.
    pub(super) fn forget_customer(&mut self) {
        self.reported.remove(&None);
    }

    /// The names of one request; polls that it needs before it are left in [`Asking::polls`].
    pub(super) const fn asking(&mut self, by: u8) -> Asking<'_, 'a> {
        Asking { names: self, by, polls: Vec::new() }
    }
}

/// The names as an agent's request uses them.
pub(super) struct Asking<'n, 'a> {
    names: &'n mut ScriptNames<'a>,
    by: u8,
    /// Polls that read the id of a channel, where several could be meant.
    pub(super) polls: Vec<Step>,
}

impl Asking<'_, '_> {
    fn look_up(&mut self, world: &World, channel: ChannelId) -> String {
        let job = world.channel(channel).and_then(|it| world.job(it.job));
        let place = job.and_then(|job| job.channels.iter().position(|it| *it == channel)).unwrap_or_default();
        self.names.channels += 1;
        self.names.forget_customer();
        let name = format!("channel{}", self.names.channels);
        let mut poll = Poll { user: Configuration::alias(self.by).into(), ..Poll::default() };
        let call = self.names.configuration.dialect().tables.call;
        let path = call.map(|it| format!("{}.{}[{place}].{}", dotted(it.at), it.channels, it.channel));
        if let Some(Ok(path)) = path.as_deref().map(Path::parse) {
            poll.bind.insert(name.clone(), At::from(path));
        }
        self.polls.push(Step::Poll(Box::new(poll)));
        format!("${name}")
    }
}

impl Names for Asking<'_, '_> {
    fn user(&mut self, world: &World, user: UserId) -> Value {
        let configuration = self.names.configuration;
        let mut agents = (0..configuration.agents()).filter(|agent| configuration.agent(*agent) == user);
        match agents.next() {
            Some(agent) => format!("${}.user", Configuration::alias(agent)).into(),
            None => world.user(user).map_or(Value::Null, |user| Value::from(&*user.name)),
        }
    }

    fn job(&mut self, world: &World, job: Option<JobId>) -> Value {
        self.names.call(world, job).into()
    }

    fn channel(&mut self, world: &World, channel: ChannelId) -> Value {
        let configuration = self.names.configuration;
        let Some(it) = world.channel(channel) else {
            return configuration.dialect().ids.unknown_channel.into();
        };
        if self.names.reported.get(&it.user) != Some(&channel) {
            return self.look_up(world, channel).into();
        }
        let agent = it
            .user
            .and_then(|user| (0..configuration.agents()).find(|agent| configuration.agent(*agent) == user));
        agent
            .map_or_else(
                || "$customer.channel".to_owned(),
                |agent| format!("${}.channel", Configuration::alias(agent)),
            )
            .into()
    }
}

/// A JSON pointer as the path of a scenario.
pub(crate) fn dotted(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}
