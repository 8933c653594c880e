//! The names that a run has bound: those that exist by themselves, and those of `bind:`.

use std::collections::BTreeMap;

use offhook_centre::Participant;
use offhook_dialect::Vendor;
use serde_json::Value;

/// Names and what they stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Binds {
    values: BTreeMap<String, Value>,
}

impl Binds {
    /// The names of the users that exist from the beginning.
    pub(super) fn new(participants: &[Participant]) -> Self {
        let mut binds = Self::default();
        for who in participants {
            binds.set(format!("{}.user", who.alias), who.id.clone().into());
            binds.set(format!("{}.device", who.alias), who.device.clone().into());
            if let Some(extension) = &who.extension {
                binds.set(format!("{}.extension", who.alias), extension.clone().into());
            }
        }
        binds
    }

    pub(super) fn set(&mut self, name: impl Into<String>, value: Value) {
        self.values.insert(name.into(), value);
    }

    /// What the name stood for is gone.
    pub(super) fn forget(&mut self, name: &str) {
        self.values.remove(name);
    }

    /// Learns the token of a user's session.
    pub(super) fn set_token(&mut self, vendor: &Vendor, alias: &str, token: String) {
        if let Some(name) = token_name(vendor, alias) {
            self.set(name, token.into());
        }
    }

    /// The session of a user has ended.
    pub(super) fn forget_token(&mut self, vendor: &Vendor, alias: &str) {
        if let Some(name) = token_name(vendor, alias) {
            self.forget(&name);
        }
    }

    /// The token of a user's session, where there is one.
    pub(super) fn token(&self, vendor: &Vendor, alias: &str) -> Option<&str> {
        self.text(&token_name(vendor, alias)?)
    }

    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.values.get(name).cloned()
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    /// These names, and those that are known only since.
    pub(super) fn or(mut self, since: &Self) -> Self {
        for (name, value) in &since.values {
            self.values.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }

    /// A name by which a value may be written down instead: of somebody's id, device or extension, or of a job.
    pub(super) fn name_of(&self, value: &Value, may: impl Fn(&str) -> bool) -> Option<&str> {
        let stands = |(name, bound): &(&String, &Value)| *bound == value && may(name);
        self.values.iter().find(stands).map(|(name, _)| name.as_str())
    }

    /// Learns a channel's id: of the user whose channel it is, or of the outside party.
    pub(super) fn learn_channel(&mut self, participants: &[Participant], user: &str, channel: &str) {
        let owner = match participants.iter().find(|who| who.id == user) {
            Some(who) => who.alias.as_str(),
            None if user.is_empty() => "customer",
            None => return,
        };
        self.set(format!("{owner}.channel"), channel.into());
    }
}

/// The name under which a scenario knows the token of a user's session.
fn token_name(vendor: &Vendor, alias: &str) -> Option<String> {
    vendor.ids.token.map(|token| format!("{alias}.{token}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stood_for_something_is_not_taught_anew_by_the_answer_held_against_it() {
        let mut before = Binds::default();
        before.set("job", "job-1".into());
        let mut since = before.clone();
        since.set("job", "job-2".into());
        since.set("customer.channel", "ch:1".into());
        let known = before.or(&since);
        assert_eq!(known.text("job"), Some("job-1"));
        assert_eq!(known.text("customer.channel"), Some("ch:1"));
    }
}
