//! The ways to hand a call on: a kind of target (`devicetype`) and a `mode`.

/// The number of a skill.
pub(super) const SKILL: i64 = 1;
/// The number of an agent.
pub(super) const AGENT: i64 = 2;
/// The number of a voice menu.
pub(super) const VOICE_MENU: i64 = 3;
/// The number of an outside number.
pub(super) const OUTSIDE: i64 = 5;

/// What becomes of the parties of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransferKind {
    /// The agent is off the call at once.
    Release,
    /// The call comes back when the voice menu is through.
    Suspend,
    /// The agent stays on the call until the new party answers.
    Success,
    /// The agent talks with the new party while the customer waits.
    Talk,
    /// All three talk.
    ThreeParty,
}

/// One way to hand a call on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferMode {
    /// The number of the kind of target (`devicetype`).
    pub device: i64,
    /// The number of the way (`mode`).
    pub mode: i64,
    /// What it means.
    pub kind: TransferKind,
    /// What it means, in words.
    pub about: &'static str,
}

/// Every way to hand a call on. The same number means one thing inside the call centre and another outside.
pub static TRANSFER_MODES: &[TransferMode] = &[
    transfer(1, 0, TransferKind::Release, "to a skill: the agent is off the call at once"),
    transfer(1, 2, TransferKind::Success, "to a skill: the agent is off the call once somebody answers"),
    transfer(2, 0, TransferKind::Release, "to an agent: the first agent is off the call at once"),
    transfer(
        2,
        2,
        TransferKind::Success,
        "to an agent: the first agent is off the call once that one answers",
    ),
    transfer(3, 0, TransferKind::Release, "to a voice menu: the agent is off the call at once"),
    transfer(3, 1, TransferKind::Suspend, "to a voice menu: the call comes back to the agent afterwards"),
    transfer(4, 0, TransferKind::Release, "to an access code: the agent is off the call at once"),
    transfer(4, 2, TransferKind::Success, "to an access code: the agent is off the call once it is taken"),
    transfer(5, 1, TransferKind::Release, "to an outside number: the agent is off the call at once"),
    transfer(5, 2, TransferKind::Success, "to an outside number: the agent is off the call once it answers"),
    transfer(5, 3, TransferKind::Talk, "to an outside number: the agent talks with it, the customer waits"),
    transfer(5, 4, TransferKind::ThreeParty, "to an outside number: all three talk"),
];

const fn transfer(device: i64, mode: i64, kind: TransferKind, about: &'static str) -> TransferMode {
    TransferMode { device, mode, kind, about }
}

/// What a mode means for a kind of target; nothing if the two do not go together.
///
/// ```
/// use offhook_dialect::cc_gateway::{TransferKind, transfer_kind};
/// assert_eq!(transfer_kind(2, 0), Some(TransferKind::Release));
/// assert_eq!(transfer_kind(5, 1), Some(TransferKind::Release));
/// assert_eq!(transfer_kind(5, 0), None);
/// ```
pub fn transfer_kind(device: i64, mode: i64) -> Option<TransferKind> {
    TRANSFER_MODES.iter().find(|row| row.device == device && row.mode == mode).map(|row| row.kind)
}
