//! The documented states, flags, call types and work modes.

/// Declares a closed enumeration whose values have one documented spelling.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[repr(u8)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The number of values.
            pub const COUNT: usize = Self::ALL.len();

            /// The documented spelling.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The value spelled so, if there is one.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }

            /// The position in [`Self::ALL`]: the index of the rule lookup.
            pub const fn index(self) -> usize {
                self as usize
            }
        }
    };
}

pub(crate) use words;

words! {
    /// The state of an agent or supervisor (`ccc.make-call.response.Data.UserContext.UserState`).
    UserState {
        /// Not signed in.
        Offline = "OFFLINE",
        /// Signed in and taking no calls; a break code says why.
        Break = "BREAK",
        /// Idle: may place and receive calls.
        Ready = "READY",
        /// Placing a call that is not yet connected.
        Dialing = "DIALING",
        /// An incoming call rings at the agent.
        Ringing = "RINGING",
        /// Connected.
        Talking = "TALKING",
        /// After-call work.
        Working = "WORKING",
    }
}

impl UserState {
    /// True if a user in this state has a call.
    pub const fn is_in_call(self) -> bool {
        matches!(self, Self::Dialing | Self::Ringing | Self::Talking)
    }
}

words! {
    /// The state of a job. The documents give a call no state of its own: the words are chosen.
    JobState {
        /// The request was accepted; nothing has happened yet.
        Accepted = "ACCEPTED",
        /// A party is in a dialogue with the IVR.
        Ivr = "IVR",
        /// A party waits for an agent.
        Queued = "QUEUED",
        /// Channels exist; no two parties are connected.
        Alerting = "ALERTING",
        /// At least two parties are connected.
        Connected = "CONNECTED",
        /// Every channel has ended.
        Ended = "ENDED",
    }
}

words! {
    /// The state of a channel. There is no state for hold or mute: those are flags.
    ChannelState {
        /// Initial.
        None = "NONE",
        /// The network knows the channel.
        Created = "CREATED",
        /// The party's phone rings.
        Ringing = "RINGING",
        /// Sound before the answer.
        EarlyMedia = "EARLY_MEDIA",
        /// The party picked up.
        Answered = "ANSWERED",
        /// Hung up.
        Released = "RELEASED",
        /// No longer valid: the job is over.
        Retired = "RETIRED",
    }
}

words! {
    /// The marks of a channel in addition to its state.
    Flag {
        /// The party hears music.
        Hold = "HOLD",
        /// The party is not heard.
        Muted = "MUTED",
        /// A supervisor's, who monitors an agent silently.
        Monitoring = "MONITORING",
        /// An agent's, who is monitored silently.
        Monitored = "MONITORED",
        /// A supervisor's, who coaches an agent.
        Coaching = "COACHING",
        /// An agent's, who is coached.
        Coached = "COACHED",
    }
}

words! {
    /// The kinds of calls.
    CallType {
        /// From the outside.
        Inbound = "INBOUND",
        /// To the outside.
        Outbound = "OUTBOUND",
        /// Between agents.
        Internal = "INTERNAL",
        /// The instance calls two outside parties.
        Back2Back = "BACK2BACK",
        /// The instance dials before an agent is free.
        Predictive = "PREDICTIVE",
        /// An agent consults another during a call.
        Consultant = "CONSULTANT",
        /// Several parties.
        Conference = "CONFERENCE",
        /// A supervisor monitors silently.
        Monitor = "MONITOR",
        /// A supervisor coaches the agent.
        Coach = "COACH",
        /// A supervisor barges in.
        Barge = "BARGE",
        /// A supervisor intercepts the call.
        Intercept = "INTERCEPT",
    }
}

words! {
    /// The procedure that a channel was part of, where its call type does not say it. The words are chosen.
    Part {
        /// A blind transfer.
        BlindTransfer = "blind-transfer",
        /// A transfer to the party consulted.
        AttendedTransfer = "attended-transfer",
        /// A consultation that became a conference.
        Conference = "conference",
        /// An interception by a supervisor.
        Intercepted = "intercepted",
    }
}

words! {
    /// The place where an agent takes calls.
    WorkMode {
        /// In the workbench.
        OnSite = "ON_SITE",
        /// On the agent's mobile.
        OffSite = "OFF_SITE",
        /// On a SIP phone.
        OfficePhone = "OFFICE_PHONE",
    }
}

words! {
    /// The side of a channel; the word stands in the channel's id.
    Side {
        /// An agent's or supervisor's.
        User = "user",
        /// An outside party's.
        Customer = "customer",
    }
}

/// The flags of one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Flags(u8);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);

    /// True if the flag is up.
    pub const fn has(self, flag: Flag) -> bool {
        self.0 & (1 << flag as u8) != 0
    }

    /// The same flags with this one up or down.
    #[must_use]
    pub const fn with(self, flag: Flag, up: bool) -> Self {
        let bit = 1 << flag as u8;
        Self(if up { self.0 | bit } else { self.0 & !bit })
    }

    /// True if no flag is up.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The flags that are up, in the order of [`Flag::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(move |flag| self.has(*flag))
    }

    /// The bits, for digests.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }
}
