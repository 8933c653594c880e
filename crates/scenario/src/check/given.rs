//! Names in the world at the beginning.

use std::collections::BTreeMap;

use super::found::Found;
use crate::at::{At, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::given::Given;
use crate::job::{Channel, Side};
use crate::nearest::suggest;
use crate::user::User;
use crate::vocabulary::Vocabulary;

pub(super) fn check(given: &Given, words: &Vocabulary<'_>, found: &mut Found) {
    for (_, user) in given.users.iter() {
        self::user(given, user, words, found);
    }
    for (_, job) in given.jobs.iter() {
        word(job.call_type.as_ref(), "call type", &words.call_types, found);
        for channel in job.channels.iter().flatten() {
            self::channel(given, channel, words, found);
        }
    }
    for waive in &given.waives {
        found.look_up(Code::UnknownInvariant, "invariant", &waive.invariant, &words.invariants);
    }
    twins(given, found);
}

fn word(word: Option<&At<String>>, what: &str, words: &[&str], found: &mut Found) {
    if let Some(word) = word {
        found.look_up(Code::UnknownWord, what, word, words);
    }
}

fn user(given: &Given, user: &User, words: &Vocabulary<'_>, found: &mut Found) {
    word(user.state.as_ref(), "user state", &words.user_states, found);
    word(user.work_mode.as_ref(), "work mode", &words.work_modes, found);
    if let Some(job) = user.job.as_ref().filter(|job| given.jobs.get(job).is_none()) {
        found.unknown(Code::UnknownJob, "job", job, given.jobs.iter().map(|(alias, _)| alias.as_str()));
    }
}

fn channel(given: &Given, channel: &At<Channel>, words: &Vocabulary<'_>, found: &mut Found) {
    word(channel.state.as_ref(), "channel state", &words.channel_states, found);
    word(channel.call_type.as_ref(), "call type", &words.call_types, found);
    for flag in &channel.flags {
        word(Some(flag), "flag", &words.flags, found);
    }
    if let Some(user) = channel.user.as_ref() {
        known_user(given, user, found);
    } else if channel.side.value == Side::User {
        found.push(|| {
            Diagnostic::error(Code::MissingField, "the channel of an agent without the agent")
                .at(channel.side.place)
                .help("add `user:` with the alias of a user")
        });
    }
}

/// Reports a user that the world does not hold.
pub(super) fn known_user(given: &Given, user: &At<String>, found: &mut Found) {
    if given.users.get(user).is_some() {
        return;
    }
    found.push(|| {
        let users = given.users.iter().map(|(alias, _)| alias.as_str());
        let add = || format!("add `{}` under `given: {{ users: … }}`", user.value);
        Diagnostic::error(Code::UnknownUser, format!("unknown user `{}`", user.value))
            .at(user.place)
            .help(suggest(user, users).unwrap_or_else(add))
    });
}

/// Reports two users that share an id, an agent id or an extension.
fn twins(given: &Given, found: &mut Found) {
    let mut seen: BTreeMap<(&str, String), Place> = BTreeMap::new();
    let mut claim = |what: &'static str, value: String, place: Place| {
        let title = format!("two users have the {what} `{value}`");
        let Some(first) = seen.insert((what, value), place) else { return };
        found.push(|| {
            let fault = Diagnostic::error(Code::DuplicateUser, title)
                .at(place)
                .label("the second")
                .help("give each user its own");
            // A diagnostic shows one file.
            if first.source == place.source { fault.related(first, "the first") } else { fault }
        });
    };
    for (alias, user) in given.users.iter() {
        claim("id", given.id_of(alias, user), user.id.as_ref().map_or(alias.place, |id| id.place));
        if let Some(agent) = user.agent_id {
            claim("agent id", agent.to_string(), agent.place);
        }
        // An empty text means that the user has none.
        if let Some(extension) = user.extension.as_ref().filter(|extension| !extension.value.is_empty()) {
            claim("extension", extension.value.clone(), extension.place);
        }
    }
}
