//! The input of a random run: owned mirrors of the machine's inputs, with small indices in place of handles. An
//! index that is too large picks a handle of another world.

use offhook_machine::{AfterCall, Millis, Queueing, Signal, Supervision, UserState, WorkMode};

/// Agents of the world; further indices are strangers.
pub(crate) const AGENTS: usize = 4;

/// A random run: the configuration and the steps.
#[derive(Clone, Debug)]
pub(crate) struct RandomRun {
    /// True for the policy of CC-Gateway.
    pub(crate) gateway: bool,
    pub(crate) agents: [Agent; AGENTS],
    /// The number of free extensions.
    pub(crate) pool: usize,
    pub(crate) steps: Vec<Step>,
}

/// One agent of the configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agent {
    pub(crate) state: UserState,
    pub(crate) has_extension: bool,
    /// True if the agent begins at a SIP phone.
    pub(crate) has_sip_phone: bool,
    pub(crate) after_call: Option<AfterCall>,
    pub(crate) auto_answer: bool,
    /// One bit for each skill group.
    pub(crate) groups: u8,
}

/// One input, and what the caller does after it.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) input: Input,
    pub(crate) at: At,
    /// True if the caller advances the world before the next input.
    pub(crate) settle: bool,
    /// True if the caller polls the events before the next input.
    pub(crate) poll: bool,
}

/// The time that an input bears.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    Now,
    Before(Millis),
    After(Millis),
}

#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// Something that fits the agent's state.
    Fitting { agent: u8, choice: u8 },
    /// A signal that may fit an outside party's channel.
    Remote { job: u8, choice: u8 },
    /// Any request.
    Ask { by: u8, ask: Ask },
    /// Any signal at any channel.
    Channel { job: u8, party: u8, signal: Signal, cause: Option<u8> },
    /// A call from outside.
    Inbound { from: u8, to: u8 },
    /// A call from outside to a skill group.
    InboundToGroup { from: u8, to: u8 },
    /// An agent dials on the own SIP phone.
    Dialled { by: u8, to: u8 },
    /// Time passes without an input.
    Wait(Wait),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Wait {
    For(Millis),
    /// To the next deadline, one millisecond before or after it.
    ToDeadline(i8),
}

/// [`Op`](offhook_machine::Op), owned.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    SignIn {
        extension: Option<u8>,
        after_call: Option<AfterCall>,
        auto_answer: bool,
        device: Option<u8>,
        groups: Option<u8>,
    },
    SignOut,
    Ready {
        outbound_only: bool,
    },
    Break {
        code: u8,
    },
    Work,
    MakeCall {
        callee: u8,
        caller: bool,
        timeout_ms: Option<Millis>,
    },
    Answer {
        job: Option<u8>,
    },
    Release {
        job: Option<u8>,
        channel: Option<u8>,
    },
    Hold {
        job: Option<u8>,
        channel: u8,
    },
    Retrieve {
        job: Option<u8>,
        channel: u8,
    },
    Mute {
        job: Option<u8>,
        channel: Option<u8>,
    },
    Unmute {
        job: Option<u8>,
        channel: Option<u8>,
    },
    BlindTransfer {
        job: Option<u8>,
        to: Whom,
        caller: bool,
        timeout_ms: Option<Millis>,
        queueing: Queueing,
    },
    Consult {
        job: Option<u8>,
        to: Whom,
        caller: bool,
        timeout_ms: Option<Millis>,
    },
    CompleteTransfer {
        job: Option<u8>,
    },
    CancelTransfer {
        job: Option<u8>,
    },
    SwitchToConference {
        job: Option<u8>,
    },
    Supervise {
        kind: Supervision,
        job: Option<u8>,
        agent: u8,
        timeout_ms: Option<Millis>,
    },
    Flow {
        job: Option<u8>,
        leave: bool,
    },
    Survey {
        job: Option<u8>,
    },
    Claim {
        job: u8,
        among: u8,
    },
    StartConference {
        invited: u8,
        timeout_ms: Option<Millis>,
    },
    BackToBack {
        second_broker: Option<u8>,
        caller: u8,
        callee: u8,
        timeout_ms: Option<Millis>,
    },
    Predictive {
        callee: u8,
        group: Option<u8>,
        timeout_ms: Option<Millis>,
    },
    EndConference {
        job: Option<u8>,
    },
    Alternate {
        job: Option<u8>,
    },
    Conference {
        job: Option<u8>,
    },
    DirectedPickup {
        agent: u8,
    },
    Dtmf {
        job: Option<u8>,
        channel: u8,
    },
    WorkMode {
        mode: WorkMode,
        mobile: Option<u8>,
    },
    Visibility {
        invisible: bool,
    },
    AfterCall {
        after_call: AfterCall,
    },
    SkillGroups {
        groups: u8,
    },
    Reset,
    Poll,
}

/// [`Target`](offhook_machine::Target), with small indices.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whom {
    User(u8),
    Number(u8),
    Group(u8),
    Ivr,
}
