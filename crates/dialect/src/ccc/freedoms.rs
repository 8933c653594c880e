//! What the documents of CCC leave open in what happens and in what answers show of it.

use offhook_machine::{Deviation, Table};

use super::action::ShownChannels;
use super::actions::ACTIONS;
use crate::freedom::{BehaviourRow, Departure, OpenBehaviour, View, after_unconnected, channel, user};
use crate::shape::FieldRow;
use crate::source::Source;

/// What is open.
pub(super) const OPEN_BEHAVIOUR: OpenBehaviour =
    OpenBehaviour { rows: ROWS, channels, channels_clause: "ccc.rules.channels-shown" };

const fn flag(table: Table, from: &'static str, trigger: &'static str) -> [Departure; 1] {
    [Departure::Rule(Deviation { table, from, trigger, to: Some(from) })]
}

const ROWS: &[BehaviourRow] = &[
    BehaviourRow {
        id: "after-unconnected-call",
        about: "the state of a user whose call ended before it was connected: whether after-call work follows a call that never was",
        clause: "ccc.rules.unconnected-call",
        ours: "ready",
        others: &[("working", &after_unconnected("WORKING"))],
    },
    BehaviourRow {
        id: "after-caller-gave-up",
        about: "the state of a user at whom a call rang until the caller gave up",
        clause: "ccc.rules.caller-gave-up",
        ours: "ready",
        others: &[("working", &[user("RINGING", "cleared", Some("WORKING"))])],
    },
    BehaviourRow {
        id: "sign-out-from-work",
        about: "whether a user signs out during after-call work",
        clause: "ccc.rules.sign-out-from-work",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "sign-out", None)])],
    },
    BehaviourRow {
        id: "break-from-break",
        about: "whether a break is taken from a break, with a new code",
        clause: "ccc.rules.break-states",
        ours: "allowed",
        others: &[("refused", &[user("BREAK", "break", None)])],
    },
    BehaviourRow {
        id: "break-from-work",
        about: "whether a break is taken from after-call work",
        clause: "ccc.rules.break-states",
        ours: "allowed",
        others: &[("refused", &[user("WORKING", "break", None)])],
    },
    BehaviourRow {
        id: "configure-offline",
        about: "whether work mode and visibility are changed while signed out",
        clause: "ccc.rules.configure",
        ours: "allowed",
        others: &[("refused", &[user("OFFLINE", "configure", None)])],
    },
    BehaviourRow {
        id: "hold-twice",
        about: "what comes of holding a channel that is held",
        clause: "ccc.rules.no-row",
        ours: "refused",
        others: &[("nothing", &flag(Table::Hold, "UP", "raise"))],
    },
    BehaviourRow {
        id: "mute-twice",
        about: "what comes of muting a channel that is muted",
        clause: "ccc.rules.no-row",
        ours: "refused",
        others: &[("nothing", &flag(Table::Mute, "UP", "raise"))],
    },
    BehaviourRow {
        id: "unmute-twice",
        about: "what comes of unmuting a channel that is not muted",
        clause: "ccc.rules.no-row",
        ours: "refused",
        others: &[("nothing", &flag(Table::Mute, "DOWN", "lower"))],
    },
    BehaviourRow {
        id: "ring-again",
        about: "whether the network may report again that an agent's phone rings",
        clause: "ccc.rules.ring-again",
        ours: "possible",
        others: &[("impossible", &[channel("RINGING", "ring-again", None)])],
    },
    BehaviourRow {
        id: "finished-call",
        about: "what a poll shows of a call that is over",
        clause: "ccc.rules.poll-after-call",
        ours: "nothing",
        others: &[("during-work", &[Departure::View(View::FinishedCall)])],
    },
    BehaviourRow {
        id: "ended-channels",
        about: "whether a channel that has ended is shown while its call goes on",
        clause: "ccc.rules.ended-channels",
        ours: "shown",
        others: &[("hidden", &[Departure::View(View::LiveChannelsOnly)])],
    },
    BehaviourRow {
        id: "break-code-after-break",
        about: "whether the code of a break is shown after it",
        clause: "ccc.rules.break-code-kept",
        ours: "kept",
        others: &[("gone", &[Departure::View(View::BreakCodeOfBreakOnly)])],
    },
    BehaviourRow {
        id: "sign-out-forgets",
        about: "what a user who is signed out is shown with: device, mobile number, code of the last break, times",
        clause: "ccc.rules.offline-keeps",
        ours: "kept",
        others: &[("forgotten", &[Departure::View(View::OfflineForgets)])],
    },
    BehaviourRow {
        id: "outbound-skill-group",
        about: "the skill group of the agent's channel in an outbound call",
        clause: "ccc.rules.outbound-skill-group",
        ours: "none",
        others: &[("first", &[Departure::View(View::OutboundSkillGroup)])],
    },
];

fn channels() -> Vec<(&'static str, bool)> {
    let is_of_channel = |row: &FieldRow| matches!(row.source, Source::Channel(_));
    let shows = ACTIONS.iter().filter(|action| action.fields.iter().any(is_of_channel));
    shows.map(|action| (action.name, action.does.channels == ShownChannels::All)).collect()
}
