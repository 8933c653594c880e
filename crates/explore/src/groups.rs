//! Groups of cases: the part of an API that an implementation may be about.

use std::fmt;
use std::str::FromStr;

use offhook_dialect::Vendor;
use offhook_scenario::{At, Scenario, Step};

/// A group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// One agent and one call.
    BasicCall,
    /// And hold and mute.
    HoldAndMute,
    /// And transfers, with what goes before.
    Transfer,
    /// And supervision of a call.
    Supervision,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 4] = [Self::BasicCall, Self::HoldAndMute, Self::Transfer, Self::Supervision];

    /// The word used on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BasicCall => "basic-call",
            Self::HoldAndMute => "hold-and-mute",
            Self::Transfer => "transfer",
            Self::Supervision => "supervision",
        }
    }

    /// The requests of a vendor that the group is about.
    pub const fn core(self, vendor: &Vendor) -> &'static [&'static str] {
        let groups = &vendor.tables.groups;
        match self {
            Self::BasicCall => groups.basic,
            Self::HoldAndMute => groups.hold_and_mute,
            Self::Transfer => groups.transfer,
            Self::Supervision => groups.supervision,
        }
    }

    /// Whether a scenario belongs to the group: it asks for something that the group is about, and for nothing beyond it.
    pub fn has(self, scenario: &Scenario) -> bool {
        let vendor = scenario.dialect.value.vendor();
        let (core, groups) = (self.core(vendor), &vendor.tables.groups);
        let mut asked = Vec::new();
        requests(&scenario.steps, &mut asked);
        let may = |name: &&str| {
            groups.basic.contains(name)
                || core.contains(name)
                || self != Self::BasicCall && groups.hold_and_mute.contains(name)
        };
        asked.iter().any(|name| core.contains(name)) && asked.iter().all(may)
    }
}

impl FromStr for Group {
    type Err = NoGroup;

    fn from_str(name: &str) -> Result<Self, NoGroup> {
        Self::ALL.into_iter().find(|it| it.as_str() == name).ok_or_else(|| NoGroup(name.to_owned()))
    }
}

/// A name that no group has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoGroup(String);

impl fmt::Display for NoGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = Group::ALL.map(Group::as_str).join(", ");
        write!(f, "`{}` is not a group: there are {all}", self.0)
    }
}

impl std::error::Error for NoGroup {}

/// The names of the requests that steps make; a poll is one that everybody needs.
fn requests<'a>(steps: &'a [At<Step>], asked: &mut Vec<&'a str>) {
    for step in steps {
        match &step.value {
            Step::Request(request) => asked.push(&request.action),
            Step::Repeat(repeat) => requests(&repeat.steps, asked),
            Step::Poll(_) | Step::Network(_) | Step::Wait(_) | Step::Events(_) => {}
        }
    }
}
