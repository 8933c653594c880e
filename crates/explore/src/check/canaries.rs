//! Broken machines that every check must see through.

use std::sync::Arc;

use offhook_dialect::VENDORS;
use offhook_machine::{
    CHANNEL_RULES, ChannelState, ChannelTrigger, FlagState, FlagTrigger, HOLD_RULES, JOB_RULES, JobState,
    JobTrigger, Rule, Rules, Tables, USER_RULES, UserState, UserTrigger, Word,
};
use offhook_scenario::Dialect;

use super::Check;
use crate::moves::{Families, Family};

/// A machine that is broken on purpose.
#[derive(Clone, Debug)]
pub struct Canary {
    /// What is broken.
    pub about: &'static str,
    /// The check that must find it.
    pub check: Check,
    /// The word of the flaw that must be found.
    pub flaw: &'static str,
    /// How many moves away it is.
    pub depth: usize,
    /// Whether it is that somebody is stuck for ever: no single state shows that.
    pub is_stuck: bool,
}

impl Canary {
    /// Whether the check finds the flaw, and by the shortest way.
    pub fn is_caught(&self) -> bool {
        let checked = self.check.run(|_, _| {}).ok().and_then(|checked| checked.violation);
        checked.is_some_and(|found| found.flaw.word() == self.flaw && found.way.len() == self.depth)
    }
}

/// The tables without one row.
fn without<S: Word, T: Word>(rows: &[Rule<S, T>], from: S, trigger: T) -> Vec<Rule<S, T>> {
    rows.iter().copied().filter(|row| row.from != from || row.trigger != trigger).collect()
}

fn check(tables: &Tables<'_>, from: UserState) -> Check {
    let rules = Rules::compile(tables).unwrap_or_else(|_| Rules::documented());
    Check {
        from,
        families: Families::CHANNELS,
        rules: Arc::new(rules),
        ..Check::new(Dialect::of(VENDORS[0]))
    }
}

/// One for each kind of flaw.
pub fn canaries() -> Vec<Canary> {
    let documented = Tables::DOCUMENTED;
    let channel = without(CHANNEL_RULES, ChannelState::Answered, ChannelTrigger::Release);
    let hold = without(HOLD_RULES, FlagState::Up, FlagTrigger::Release);
    let user = without(USER_RULES, UserState::Ready, UserTrigger::SignOut);
    let job = without(JOB_RULES, JobState::Alerting, JobTrigger::End);
    let race = [Family::Session, Family::Inbound, Family::Call].into_iter().collect();
    vec![
        Canary {
            about: "a channel that was answered never ends",
            check: check(&Tables { channel: &channel, ..documented }, UserState::Ready),
            flaw: "user-has-own-channel+job-lives-by-its-channels+release-has-reason",
            depth: 3,
            is_stuck: false,
        },
        Canary {
            about: "hold survives the end of the channel, seven moves after everybody was offline",
            check: check(&Tables { hold: &hold, ..documented }, UserState::Offline),
            flaw: "flags-need-answer",
            depth: 7,
            is_stuck: false,
        },
        Canary {
            about: "who is ready cannot sign out",
            check: check(&Tables { user: &user, ..documented }, UserState::Offline),
            flaw: "never-offline",
            depth: 2,
            is_stuck: true,
        },
        Canary {
            about: "a call that nobody has answered cannot end",
            check: Check { families: race, ..check(&Tables { job: &job, ..documented }, UserState::Ready) },
            flaw: "calls-never-end",
            depth: 1,
            is_stuck: true,
        },
    ]
}
