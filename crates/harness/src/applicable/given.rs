//! Which configurations an implementation can be given.

use offhook_centre::{Participant, policy};
use offhook_machine::UserState;
use offhook_scenario::{At, Given, Scenario, Tokens, User};

use super::{Claim, Claims, Reason};
use crate::given_calls::{GivenCall, given_calls, is_in_given_call};
use crate::spelled::spells;
use crate::statement::Isolation;

impl Claims<'_> {
    /// What every implementation can be given: users who are not in a call.
    pub(super) fn can_be_given(&self, scenario: &Scenario) -> Result<(), Reason> {
        let given = &scenario.given;
        let calls = given_calls(scenario).map_err(cannot_be_given)?;
        for call in &calls {
            self.makes(call)?;
        }
        let numbers = Participant::numbers(scenario);
        let spelled =
            numbers.iter().skip(self.statement.numbers.len()).any(|number| spells(scenario, number));
        if spelled {
            let why = "it cannot be given numbers to show, and does not say its own";
            return Err(Reason::unclaimed(why, Claim::Numbers(numbers.len())));
        }
        let instance = given.instance.as_ref().map(|instance| &instance.value);
        let any = |is_so: fn(&User) -> bool| given.users.iter().any(|(_, user)| is_so(user));
        let signs_in = scenario.dialect.value.sign_in.operation();
        let asked = [
            (!given.ids.is_empty(), "ids to come"),
            (given.outage.as_ref().is_some_and(|outage| outage.value), "an outage"),
            (!given.waives.is_empty(), "broken invariants"),
            (instance.is_some_and(|it| !it.extensions.is_empty()), "free extensions"),
            (has_nobodys_group(given), "skill groups without anybody"),
            (instance.is_some_and(|it| !it.aliases.is_empty()), "other names of the call centre"),
            (any(|user| user.heartbeat.is_some() || user.reserved.is_some()), "times of users"),
            (any(|user| user.outbound_only.is_some()), "users who only call out"),
            (any(|user| user.password.is_some()), "passwords"),
            (
                any(|user| user.extension.as_ref().is_some_and(|it| it.value.is_empty())),
                "users without an extension",
            ),
            // Where users sign in, the sign-in says so.
            (
                signs_in.is_none() && any(|user| user.auto_answer.is_some()),
                "phones that answer by themselves",
            ),
            (
                signs_in.is_none() && any(|user| user.auto_idle.is_some()),
                "users who are ready at once after a call",
            ),
        ];
        if let Some((_, what)) = asked.iter().find(|(asked, _)| *asked) {
            return Err(cannot_be_given(what));
        }
        let own = Given { policy: self.statement.policy.clone(), ..Given::default() };
        let dialect = self.statement.dialect.value;
        let tokens = |given: &Given| given.policy.tokens.as_ref().map_or(Tokens::Lasting, |it| it.value);
        if policy(given, dialect) != policy(&own, dialect) || tokens(given) != tokens(&own) {
            return Err(Reason::unclaimed("the case wants another policy", Claim::Configuration));
        }
        Ok(())
    }

    /// Whether a call that the case is given can be made.
    fn makes(&self, call: &GivenCall) -> Result<(), Reason> {
        let operations = self.statement.dialect.value.given_call;
        let Some(operations) = operations else { return Err(cannot_be_given("calls under way")) };
        self.action(operations.place.0)?;
        if call.held {
            self.action(operations.hold.0)?;
        }
        if call.muted {
            self.action(operations.mute.0)?;
        }
        self.plays("answered", None)
    }

    pub(super) fn users(&self, scenario: &Scenario) -> Result<(), Reason> {
        let participants = Participant::of(scenario);
        let fresh = self.statement.isolation.value == Isolation::FreshUsers;
        let sign_in = scenario.dialect.value.sign_in.operation();
        let sign_in = sign_in.filter(|_| participants.iter().any(|who| who.state != UserState::Offline));
        if let Some(operation) = sign_in {
            self.action(operation.name())?;
        }
        let outage = scenario.given.outage.as_ref().is_some_and(|outage| outage.value);
        if sign_in.is_some() && outage {
            return Err("it cannot be given an outage that begins after agents have signed in".into());
        }
        let settled = [UserState::Offline, UserState::Break, UserState::Ready];
        for who in participants
            .iter()
            .filter(|who| self.whole_configuration() || !is_in_given_call(scenario, &who.alias))
        {
            let by_request =
                settled.contains(&who.state) || (sign_in.is_some() && who.state == UserState::Working);
            let given = settled.contains(&who.state) || who.state == UserState::Working;
            if !(if fresh { by_request } else { given || self.whole_configuration() }) {
                let why = format!("it cannot be given a user who is {}", who.state.as_str());
                return Err(Reason::unclaimed(why, if fresh { Claim::Reset } else { Claim::Configuration }));
            }
        }
        if fresh {
            provisioned(scenario)?;
        }
        let share = self.statement.users.len() / usize::from(self.statement.parallel.value.max(1));
        if fresh && participants.len() > share {
            let needed = participants.len();
            let why = format!("it needs {needed} users, and {share} are provisioned for a case");
            let in_all = needed * usize::from(self.statement.parallel.value.max(1));
            return Err(Reason::unclaimed(why, Claim::Users(in_all)));
        }
        Ok(())
    }
}

/// What only a subject that is given the whole configuration can be given.
fn cannot_be_given(what: &str) -> Reason {
    Reason::unclaimed(format!("it cannot be given {what}"), Claim::Configuration)
}

/// What users of a pool cannot be made to be.
fn provisioned(scenario: &Scenario) -> Result<(), Reason> {
    let given = &scenario.given;
    if given.users.iter().any(|(_, user)| user.work_mode.is_some() || user.mobile.is_some()) {
        return Err(Reason::unclaimed(
            "users of a pool are as they are: the case gives a work mode",
            Claim::Reset,
        ));
    }
    if spells(scenario, "ContextId") {
        return Err(Reason::unclaimed(
            "nothing is counted anew for the case, and it expects a count",
            Claim::Reset,
        ));
    }
    let shared = given.instance.iter().flat_map(|instance| &instance.value.skill_groups);
    let mut groups =
        shared.chain(given.users.iter().flat_map(|(_, user)| user.skill_groups.iter().flatten()));
    if groups.any(|group| spells(scenario, &group.value)) {
        return Err(Reason::unclaimed(
            "users of a pool are in their own skill groups, and the case names some",
            Claim::Reset,
        ));
    }
    Ok(())
}

/// Whether the call centre has a skill group that no user is in.
fn has_nobodys_group(given: &Given) -> bool {
    let mut groups = given.instance.iter().flat_map(|instance| &instance.value.skill_groups);
    // Who has no list of their own is in all of them.
    let is_in = |group: &At<String>| {
        let lists = || given.users.iter().map(|(_, user)| user.skill_groups.as_ref());
        lists().any(|list| list.is_none_or(|list| list.contains(group)))
    };
    groups.any(|group| !is_in(group))
}
