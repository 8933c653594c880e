//! Hold and mute: flags of a channel, not states.

use super::{Table, table};
use crate::state::{Flag, words};

impl Flag {
    /// The table whose rows move it.
    pub const fn table(self) -> Table {
        match self {
            Self::Hold => Table::Hold,
            Self::Muted => Table::Mute,
            Self::Monitoring | Self::Monitored | Self::Coaching | Self::Coached => Table::Supervision,
        }
    }
}

words! {
    /// The states of a flag.
    FlagState {
        /// Not set.
        Down = "DOWN",
        /// Set.
        Up = "UP",
    }
}

words! {
    /// The triggers of a flag.
    FlagTrigger {
        /// Hold, mute, or a supervision that begins.
        Raise = "raise",
        /// Retrieve, unmute, or a supervision that ends.
        Lower = "lower",
        /// The channel ends.
        Release = "release",
    }
}

table! {
    /// The transitions of the flag HOLD.
    HOLD_RULES: FlagState, FlagTrigger {
        Down + Raise => Up: Documented "ccc.events.hold-and-mute";
        Up + Lower => Down: Documented "ccc.rules.retrieve-needs-hold";
        Up + Release => Down: Inferred "ccc.rules.flags-end-with-the-leg";
    }
}

table! {
    /// The transitions of the flag MUTED.
    MUTE_RULES: FlagState, FlagTrigger {
        Down + Raise => Up: Documented "ccc.events.hold-and-mute";
        Up + Lower => Down: Documented "ccc.events.hold-and-mute";
        Up + Release => Down: Inferred "ccc.rules.flags-end-with-the-leg";
    }
}

table! {
    /// The transitions of the flags MONITORING, MONITORED, COACHING and COACHED.
    SUPERVISION_RULES: FlagState, FlagTrigger {
        Down + Raise => Up: Documented "ccc.events.monitor";
        Up + Lower => Down: Documented "ccc.events.monitor";
        Up + Release => Down: Inferred "ccc.rules.flags-end-with-the-leg";
    }
}
