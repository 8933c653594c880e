//! What the subject says in its own words, where the documents leave the words open.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{Vendor, WordKind};
use offhook_scenario::Place;

use crate::profile::{Contradiction, Profile};
use crate::runner::codes::FREEDOM;
use crate::runner::fault;
use crate::runner::play::Failure;

/// What has been heard in a case, beside the words that the subject claims.
#[derive(Clone, Debug, Default)]
pub(super) struct Wordings {
    /// What the subject claims of its words.
    claimed: BTreeMap<String, BTreeSet<String>>,
    heard: Profile,
    case: String,
    /// The rows of fields that say the same in other words, in the step that is being judged.
    pub(super) reworded: BTreeSet<String>,
    contradictions: Vec<Contradiction>,
}

impl Wordings {
    pub(super) fn new(claimed: Option<&Profile>, case: &str) -> Self {
        let claimed = claimed.map(|profile| profile.words.clone()).unwrap_or_default();
        Self { claimed, heard: Profile::open(), case: case.to_owned(), ..Self::default() }
    }

    /// The subject says this where ours says what the id is made of. False, and nothing changes, if it claims other words.
    pub(super) fn hear(&mut self, kind: WordKind, vendor: &Vendor, of: &[&str], word: &str) -> bool {
        let id = kind.id(vendor, of);
        let is_right = self.claimed.get(&id).is_none_or(|words| words.contains(word));
        if is_right {
            self.heard.hear(&id, word);
        }
        is_right
    }

    /// Whether the subject claims what it says here.
    pub(super) fn claims(&self, kind: WordKind, vendor: &Vendor, of: &[&str]) -> bool {
        self.claimed.contains_key(&kind.id(vendor, of))
    }

    /// The subject takes this option, once for all.
    pub(super) fn take(&mut self, kind: WordKind, vendor: &Vendor, of: &[&str], option: &str) {
        let agree = BTreeSet::from([option.to_owned()]);
        if let Err(contradiction) = self.heard.narrow(&kind.id(vendor, of), &agree, &self.case) {
            self.contradictions.push(*contradiction);
        }
    }

    /// Options that contradict each other, and have not been reported.
    pub(super) fn contradictions(&mut self, place: Place) -> Vec<Failure> {
        let found = std::mem::take(&mut self.contradictions);
        let failure = |wrong: &Contradiction| {
            Failure::new(Some(wrong.basis()), fault(FREEDOM, wrong.title(), place).label(wrong.label()))
        };
        found.iter().map(failure).collect()
    }

    /// Adds what has been heard to a profile.
    pub(super) fn settle(&self, profile: &mut Profile, case: &str) {
        for (id, words) in &self.heard.words {
            for word in words {
                profile.hear(id, word);
            }
        }
        for (id, taken) in &self.heard.freedoms {
            // A contradiction to what is claimed is found when the profiles of all cases are put together.
            if profile.narrow(id, &taken.options, case).is_err() {
                profile.freedoms.insert(id.clone(), taken.clone());
            }
        }
    }
}
