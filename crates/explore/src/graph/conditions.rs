//! Which conditions of rows can hold, and which can hold together.

use offhook_machine::{AfterCall, Policy, When};
use offhook_scenario::Dialect;

/// The settings under which rows are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    name: &'static str,
    settings: Vec<(Policy, AfterCall)>,
}

impl Conditions {
    /// Those of a dialect.
    pub fn of(dialect: Dialect) -> Self {
        let settings = dialect.after_calls.iter().map(|after_call| (dialect.policy, *after_call));
        Self { name: dialect.as_str(), settings: settings.collect() }
    }

    /// Those of every dialect, each for itself.
    pub fn of_each() -> Vec<Self> {
        Dialect::all().map(Self::of).collect()
    }

    /// Every setting that the machine can be given.
    pub fn any() -> Self {
        let yes_or_no = [true, false];
        let policies = yes_or_no.into_iter().flat_map(|warm_up| {
            yes_or_no.into_iter().flat_map(move |call_from_break| {
                yes_or_no.map(|second_call| Policy { warm_up, call_from_break, second_call, ..Policy::CCC })
            })
        });
        let settings = policies
            .flat_map(|policy| [AfterCall::Work, AfterCall::Idle].map(|after_call| (policy, after_call)));
        Self { name: "any setting", settings: settings.collect() }
    }

    /// The dialect's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether a row with this condition can fire.
    pub fn may_hold(&self, when: When) -> bool {
        self.hold_together(when, when)
    }

    /// Whether one setting fulfils both.
    pub fn hold_together(&self, one: When, other: When) -> bool {
        let both = |(policy, after_call): &(Policy, AfterCall)| {
            policy.holds(*after_call, one) && policy.holds(*after_call, other)
        };
        self.settings.iter().any(both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_holds_where_the_vendor_says() {
        let (ccc, gateway) = (
            Conditions::of(Dialect::named("ccc").unwrap()),
            Conditions::of(Dialect::named("cc-gateway").unwrap()),
        );
        let held = |conditions: &Conditions| {
            [
                When::Always,
                When::AfterCallWork,
                When::AutoIdle,
                When::WarmUp,
                When::StraightReady,
                When::CallFromBreak,
                When::SecondCall,
            ]
            .map(|when| conditions.may_hold(when))
        };
        assert_eq!(held(&ccc), [true, true, false, true, false, false, false]);
        assert_eq!(held(&gateway), [true, true, true, false, true, true, true]);
        assert_eq!(held(&Conditions::any()), [true; 7]);
        assert!(!Conditions::any().hold_together(When::WarmUp, When::StraightReady));
        assert!(!Conditions::any().hold_together(When::AfterCallWork, When::AutoIdle));
        assert!(Conditions::any().hold_together(When::WarmUp, When::CallFromBreak));
    }
}
