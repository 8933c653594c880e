//! Remembered texts: break codes, causes and forced ids, each stored once.

use alloc::{boxed::Box, sync::Arc, vec::Vec};

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use crate::{
    identity::{NameId, UserId},
    limits::{Limit, MAX_NAME_BYTES, MAX_NAMES, MAX_NAMES_PER_USER},
};

/// The texts that every world knows: each constant is its position.
macro_rules! known {
    ($($(#[$meta:meta])* $name:ident = $text:literal @ $index:literal,)+) => {
        impl NameId {
            $($(#[$meta])* pub const $name: Self = Self($index);)+
        }
        const KNOWN: &[&str] = &[$($text,)+];
    };
}

known! {
    /// The break after signing in.
    WARM_UP = "Warm-up" @ 0,
    /// The break after a call was left to ring.
    RINGING_TIMEOUT = "RingingTimeout" @ 1,
    /// The break after a call was rejected.
    REJECT_CALL = "RejectCall" @ 2,
    /// The cause of an ordinary hang-up.
    OKAY = "200 - Okay" @ 3,
    /// The cause when the network finds no such party.
    NO_DESTINATION = "404 - No destination" @ 4,
    /// The cause when nobody answered in time.
    REQUEST_TIMEOUT = "408 - Request Timeout" @ 5,
    /// The cause when the party is busy.
    USER_BUSY = "486:USER_BUSY" @ 6,
    /// The cause when the caller gave up.
    REQUEST_TERMINATED = "487 - Request Terminated" @ 7,
    /// The cause when the party declined.
    DECLINE = "603 - Decline" @ 8,
}

/// Each text once. Worlds that are clones share them until one learns another text.
#[derive(Clone, Debug)]
pub(crate) struct Names(Arc<Texts>);

/// The maps are only looked into, never iterated.
#[derive(Clone, Debug, Default)]
struct Texts {
    all: Vec<Box<str>>,
    index: HashMap<Box<str>, NameId, FxBuildHasher>,
    /// How many each user has brought in.
    of_user: HashMap<UserId, usize, FxBuildHasher>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self(Arc::default());
        for text in KNOWN {
            names.push(text);
        }
        names
    }

    /// The texts in their order, and how many each user has brought in, by user.
    #[cfg(feature = "serde")]
    pub(crate) fn listed(&self) -> (&[Box<str>], Vec<(UserId, usize)>) {
        let mut of_user: Vec<_> = self.0.of_user.iter().map(|(user, brought)| (*user, *brought)).collect();
        of_user.sort_unstable();
        (&self.0.all, of_user)
    }

    /// The names of these texts; none if the known ones do not come first.
    #[cfg(feature = "serde")]
    pub(crate) fn of_list(all: &[Box<str>], of_user: Vec<(UserId, usize)>) -> Option<Self> {
        let mut names = Self::new();
        let known = all.iter().zip(KNOWN).all(|(text, known)| **text == **known);
        let further = all.get(KNOWN.len()..).filter(|_| known)?;
        for text in further {
            names.intern(text).ok()?;
        }
        Arc::make_mut(&mut names.0).of_user = of_user.into_iter().collect();
        (names.0.all.len() == all.len()).then_some(names)
    }

    pub(crate) fn text(&self, name: NameId) -> &str {
        self.0.all.get(name.0 as usize).map_or("", |text| text)
    }

    /// Fails where [`Self::intern`] would fail; changes nothing.
    pub(crate) fn admits(&self, text: &str) -> Result<(), Limit> {
        if text.len() > MAX_NAME_BYTES {
            return Err(Limit::NameBytes);
        }
        let room = self.0.all.len() < MAX_NAMES;
        if room || self.0.index.contains_key(text) { Ok(()) } else { Err(Limit::Names) }
    }

    pub(crate) fn intern(&mut self, text: &str) -> Result<NameId, Limit> {
        self.admits(text)?;
        Ok(self.0.index.get(text).copied().unwrap_or_else(|| self.push(text)))
    }

    /// Remembers a text that a user has chosen.
    pub(crate) fn intern_of(&mut self, by: UserId, text: &str) -> Result<NameId, Limit> {
        self.admits(text)?;
        if let Some(known) = self.0.index.get(text) {
            return Ok(*known);
        }
        if self.0.of_user.get(&by).is_some_and(|brought| *brought >= MAX_NAMES_PER_USER) {
            return Err(Limit::NamesPerUser);
        }
        let name = self.push(text);
        *Arc::make_mut(&mut self.0).of_user.entry(by).or_default() += 1;
        Ok(name)
    }

    fn push(&mut self, text: &str) -> NameId {
        #[expect(clippy::cast_possible_truncation, reason = "MAX_NAMES fits in 32 bits")]
        let name = NameId(self.0.all.len() as u32);
        let texts = Arc::make_mut(&mut self.0);
        texts.all.push(text.into());
        texts.index.insert(text.into(), name);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_remembers_so_many_names_and_then_only_those() {
        let mut names = Names::new();
        let last = (0..MAX_NAMES).find_map(|nth| names.intern(&alloc::format!("{nth}")).err());
        assert_eq!((last, names.0.all.len()), (Some(Limit::Names), MAX_NAMES));
        assert!(names.intern("0").is_ok());
    }

    #[test]
    fn every_known_name_stands_at_its_constant() {
        let names = Names::new();
        assert_eq!(names.text(NameId::WARM_UP), "Warm-up");
        assert_eq!(names.text(NameId::DECLINE), "603 - Decline");
        for (index, text) in KNOWN.iter().enumerate() {
            assert_eq!(names.0.index[*text].0 as usize, index);
        }
    }
}
