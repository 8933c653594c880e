//! The differences between the two vendors, as values.

use crate::identity::Millis;

/// The state of a user after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AfterCall {
    /// After-call work, until the user asks to be ready.
    Work,
    /// Ready at once.
    Idle,
}

/// The behaviour of a call centre where the vendors differ. Each value cites its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// After a connected call (`ccc.rules.after-call-work`, `cc-gateway.login.auto-enter-idle`).
    /// A user's own setting, given at sign-in, comes first.
    pub after_call: AfterCall,
    /// True if sign-in leads to BREAK with the code Warm-up (`ccc.rules.sign-in-warm-up`), false if straight to READY
    /// (`cc-gateway.login.status`).
    pub warm_up: bool,
    /// True if a call may be placed from BREAK and WORKING (`cc-gateway.callout.from-busy`), false if from READY only
    /// (`ccc.rules.only-ready-calls`).
    pub call_from_break: bool,
    /// True if an agent who has put a call on hold may place a consultation call
    /// (`cc-gateway.callout.prerequisites.not-answering`).
    pub second_call: bool,
    /// The time that an agent's phone rings (`ccc.rules.ringing-timeout`).
    pub ring_timeout_ms: Millis,
    /// The time that a party may wait for an agent (chosen).
    pub queue_timeout_ms: Millis,
    /// The time that a call may stay unconnected where the request sets none (chosen).
    pub call_timeout_ms: Millis,
}

impl Policy {
    /// Alibaba Cloud CCC 2020-07-01.
    pub const CCC: Self = Self {
        after_call: AfterCall::Work,
        warm_up: true,
        call_from_break: false,
        second_call: false,
        ring_timeout_ms: 30_000,
        queue_timeout_ms: 60_000,
        call_timeout_ms: 60_000,
    };

    /// Huawei CC-Gateway.
    pub const CC_GATEWAY: Self = Self {
        after_call: AfterCall::Idle,
        warm_up: false,
        call_from_break: true,
        second_call: true,
        ..Self::CCC
    };

    /// True if the condition holds for a user with this after-call setting.
    pub const fn holds(&self, after_call: AfterCall, when: When) -> bool {
        self.mode(after_call).holds(when)
    }

    /// The guards that hold for a user with this after-call setting.
    pub(crate) const fn mode(&self, after_call: AfterCall) -> Mode {
        Mode(
            (matches!(after_call, AfterCall::Idle) as u8)
                | (self.warm_up as u8) << 1
                | (self.call_from_break as u8) << 2
                | (self.second_call as u8) << 3,
        )
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::CCC
    }
}

/// A condition of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Holds always.
    Always,
    /// The user does after-call work.
    AfterCallWork,
    /// The user is ready at once after a call.
    AutoIdle,
    /// Sign-in leads to the warm-up break.
    WarmUp,
    /// Sign-in leads straight to ready.
    StraightReady,
    /// A call may be placed from a break or after-call work.
    CallFromBreak,
    /// A call may be placed while another is held.
    SecondCall,
}

impl When {
    /// The words that tables print; empty for a rule without condition.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::AfterCallWork => "the user does after-call work",
            Self::AutoIdle => "the user is idle at once after a call",
            Self::WarmUp => "sign-in leads to the warm-up break",
            Self::StraightReady => "sign-in leads straight to ready",
            Self::CallFromBreak => "calls may be placed from break and work",
            Self::SecondCall => "a call may be placed while another is held",
        }
    }
}

/// Which guards hold for one user: an index into the compiled rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Mode(u8);

impl Mode {
    pub(crate) const COUNT: usize = 16;
    /// The mode of tables without conditions.
    pub(crate) const PLAIN: Self = Self(0);

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..16).map(Self)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }

    pub(crate) const fn holds(self, when: When) -> bool {
        match when {
            When::Always => true,
            When::AfterCallWork => self.0 & 1 == 0,
            When::AutoIdle => self.0 & 1 != 0,
            When::WarmUp => self.0 & 2 != 0,
            When::StraightReady => self.0 & 2 == 0,
            When::CallFromBreak => self.0 & 4 != 0,
            When::SecondCall => self.0 & 8 != 0,
        }
    }
}
