//! The limit on everything that a caller can make grow. Beyond each one an input is refused; nothing is lost.

/// A limit as the page of limits shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// The name of the constant.
    pub name: &'static str,
    /// Its value; of a duration, in milliseconds.
    pub value: u64,
    /// The limited quantity and its unit: the documentation of the constant.
    pub about: &'static str,
}

/// Defines limits as documented constants, and lists them in `LIMITS`, so that none is missing where all are printed.
///
/// ```
/// offhook_machine::limits! {
///     /// Bytes of a line.
///     pub const MAX_LINE_BYTES: usize = 80;
/// }
/// assert_eq!((LIMITS[0].name, LIMITS[0].value), ("MAX_LINE_BYTES", 80));
/// ```
#[macro_export]
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ pub const $name:ident: $kind:ident = $value:expr;)+) => {
        $($(#[doc = $doc])+ pub const $name: $kind = $value;)+

        /// Every limit of this file, in its order.
        pub const LIMITS: &[$crate::limits::LimitRow] = &[$($crate::limits::LimitRow {
            name: stringify!($name),
            value: $crate::limits!(@value $kind $name),
            about: concat!($($doc),+),
        }),+];
    };
    (@value Duration $name:ident) => {
        $name.as_millis() as u64
    };
    (@value $kind:ident $name:ident) => {
        $name as u64
    };
}

/// 2020-07-01T00:00:00Z, in milliseconds since the Unix epoch: where the milliseconds of a job number begin.
pub const JOB_EPOCH_MS: u64 = 1_593_561_600_000;

limits! {
    /// Users in one world.
    pub const MAX_USERS: usize = 1_000_000;
    /// Instances in one world.
    pub const MAX_INSTANCES: usize = 1_024;
    /// Skill groups in one world.
    pub const MAX_SKILL_GROUPS: usize = 65_536;
    /// Skill groups that one user signs in to.
    pub const MAX_SKILL_GROUPS_PER_USER: usize = 100;
    /// Jobs that have not ended.
    pub const MAX_LIVE_JOBS: usize = 1_000_000;
    /// Channels of one job, ended ones included.
    pub const MAX_CHANNELS_PER_JOB: usize = 8;
    /// Parties that one request invites to a conference.
    pub const MAX_INVITED: usize = MAX_CHANNELS_PER_JOB - 1;
    /// Ended jobs that can still be read; the oldest makes room for a new job.
    pub const ENDED_JOBS_KEPT: usize = 64;
    /// Distinct break codes, causes and forced ids that one world remembers.
    pub const MAX_NAMES: usize = 65_536;
    /// Distinct break codes that one user may bring in, so that nobody uses up the names of all.
    pub const MAX_NAMES_PER_USER: usize = 1_024;
    /// Bytes of an id, a device id, a break code or a cause.
    pub const MAX_NAME_BYTES: usize = 256;
    /// Bytes of a telephone number or an extension.
    pub const MAX_NUMBER_BYTES: usize = 28;
    /// Events that wait to be polled before inputs are refused.
    pub const MAX_EVENTS_WAITING: usize = 65_536;
    /// Steps of a trace that wait to be taken; what follows is only counted.
    pub const MAX_TRACED: usize = 65_536;
    /// The latest time a world accepts: the end of the 41 bits of a job number's milliseconds.
    pub const MAX_TIME_MS: u64 = JOB_EPOCH_MS + (1 << 41) - 1;
}

/// The limit that an input would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`MAX_USERS`].
    Users,
    /// [`MAX_INSTANCES`].
    Instances,
    /// [`MAX_SKILL_GROUPS`].
    SkillGroups,
    /// [`MAX_SKILL_GROUPS_PER_USER`].
    SkillGroupsPerUser,
    /// [`MAX_LIVE_JOBS`].
    Jobs,
    /// [`MAX_CHANNELS_PER_JOB`].
    Channels,
    /// [`MAX_NAMES`].
    Names,
    /// [`MAX_NAMES_PER_USER`].
    NamesPerUser,
    /// [`MAX_NAME_BYTES`].
    NameBytes,
    /// [`MAX_EVENTS_WAITING`]: poll them first.
    Events,
    /// [`MAX_TIME_MS`].
    Time,
}

impl core::fmt::Display for Limit {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (what, most) = match self {
            Self::Users => ("users", MAX_USERS as u64),
            Self::Instances => ("instances", MAX_INSTANCES as u64),
            Self::SkillGroups => ("skill groups in one world", MAX_SKILL_GROUPS as u64),
            Self::SkillGroupsPerUser => ("skill groups of a user", MAX_SKILL_GROUPS_PER_USER as u64),
            Self::Jobs => ("live jobs", MAX_LIVE_JOBS as u64),
            Self::Channels => ("channels of a job", MAX_CHANNELS_PER_JOB as u64),
            Self::Names => ("distinct names", MAX_NAMES as u64),
            Self::NamesPerUser => ("distinct break codes of a user", MAX_NAMES_PER_USER as u64),
            Self::NameBytes => ("bytes in an id, a code or a cause", MAX_NAME_BYTES as u64),
            Self::Events => ("events waiting to be polled", MAX_EVENTS_WAITING as u64),
            Self::Time => ("milliseconds since 1970", MAX_TIME_MS),
        };
        write!(f, "more than {most} {what}")
    }
}
