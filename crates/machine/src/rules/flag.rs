//! Hold and mute: flags of a leg, not states.

use super::table;
use crate::state::words;

words! {
    /// Whether a flag is up.
    FlagState {
        /// Not set.
        Down = "DOWN",
        /// Set.
        Up = "UP",
    }
}

words! {
    /// What moves a flag.
    FlagTrigger {
        /// Request: hold, or mute.
        Raise = "raise",
        /// Request: retrieve, or unmute.
        Lower = "lower",
        /// The leg ends.
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
