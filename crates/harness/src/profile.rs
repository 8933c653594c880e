//! Profiles: which option of each freedom an implementation takes.
//!
//! The first observation that distinguishes options leaves only those possible that agree with it, and each further one
//! narrows them. An observation that agrees with none of them contradicts an earlier one: an implementation takes one option,
//! and keeps to it.

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{BY_ROW, WordKind};
use offhook_machine::Basis;
use serde::{Deserialize, Serialize};

/// The version of the form of profiles.
pub const PROFILE_VERSION: u32 = 1;

offhook_machine::limits! {
    /// The largest file with a profile, in bytes.
    pub const MAX_PROFILE_BYTES: usize = 1 << 20;
    /// The most words that are noted for one freedom of wording; further ones are not.
    pub const MAX_WORDS: usize = 20;
}

/// What has been seen of one freedom.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The options that everything seen so far agrees with.
    pub options: BTreeSet<String>,
    /// The case in which the options were last narrowed; of a claim that nothing has tested, empty.
    #[serde(default)]
    pub seen: String,
}

impl Taken {
    /// The option in a word: the only one, or the one of the rows where that is possible.
    pub fn option(&self) -> &str {
        let by_row = self.options.get(BY_ROW).or_else(|| self.options.first());
        by_row.map_or("none", String::as_str)
    }
}

/// Two observations that no option agrees with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The freedom.
    pub freedom: String,
    /// The options that were possible before.
    pub before: Taken,
    /// The options that agree with the later observation.
    pub then: BTreeSet<String>,
}

/// The options that are still possible, by the id of the freedom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// [`PROFILE_VERSION`].
    #[serde(rename = "offhook_profile")]
    pub version: u32,
    /// What is known of each freedom of which one option is taken.
    #[serde(default)]
    pub freedoms: BTreeMap<String, Taken>,
    /// What was said where any word will do, by the id of the freedom of wording.
    #[serde(default)]
    pub words: BTreeMap<String, BTreeSet<String>>,
}

impl Profile {
    /// Nothing is known: every option is possible.
    pub fn open() -> Self {
        Self { version: PROFILE_VERSION, ..Self::default() }
    }

    /// Reads a profile that [`to_text`](Self::to_text) has written.
    ///
    /// # Errors
    /// The reason in words: not JSON, of another version, too large, or a freedom without an option.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_PROFILE_BYTES {
            return Err(format!("it is larger than {MAX_PROFILE_BYTES} bytes"));
        }
        let profile: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if profile.version != PROFILE_VERSION {
            return Err(format!(
                "it is of version {}; this program reads {PROFILE_VERSION}",
                profile.version
            ));
        }
        match profile.freedoms.iter().find(|(_, taken)| taken.options.is_empty()) {
            Some((id, _)) => Err(format!("`{id}` has no option")),
            None => Ok(profile),
        }
    }

    /// The profile as JSON, for a file.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// Notes a word where any will do.
    pub fn hear(&mut self, freedom: &str, word: &str) {
        let words = self.words.entry(freedom.to_owned()).or_default();
        if words.len() < MAX_WORDS && !words.contains(word) {
            words.insert(word.to_owned());
        }
    }

    /// Leaves only the options that agree with an observation.
    ///
    /// # Errors
    /// No option agrees with it and with what was seen before; then the profile stays as it was.
    pub fn narrow(
        &mut self,
        freedom: &str,
        agree: &BTreeSet<String>,
        seen: &str,
    ) -> Result<(), Box<Contradiction>> {
        let Some(taken) = self.freedoms.get_mut(freedom) else {
            let taken = Taken { options: agree.clone(), seen: seen.to_owned() };
            self.freedoms.insert(freedom.to_owned(), taken);
            return Ok(());
        };
        let left: BTreeSet<String> = taken.options.intersection(agree).cloned().collect();
        if left.is_empty() {
            return Err(Box::new(Contradiction {
                freedom: freedom.to_owned(),
                before: taken.clone(),
                then: agree.clone(),
            }));
        }
        if left != taken.options || taken.seen.is_empty() {
            *taken = Taken { options: left, seen: seen.to_owned() };
        }
        Ok(())
    }
}

impl Contradiction {
    /// How much it counts: an implementation keeps to its options; but the order of events may go by what we do not see.
    pub fn basis(&self) -> Basis {
        let kind = format!(".{}.", WordKind::EventOrder.as_str());
        if self.freedom.contains(&kind) { Basis::Inferred } else { Basis::Documented }
    }

    /// What is wrong, for a diagnostic.
    pub fn title(&self) -> String {
        format!("one option of `{}` is taken here, and another one elsewhere", self.freedom)
    }

    /// Both options, and where the first was seen.
    pub fn label(&self) -> String {
        let list =
            |options: &BTreeSet<String>| options.iter().map(String::as_str).collect::<Vec<_>>().join(" or ");
        let place = match self.before.seen.as_str() {
            "" => "the profile that is claimed".to_owned(),
            seen => format!("as in {seen}"),
        };
        format!("expected {} ({place}), observed {}", list(&self.before.options), list(&self.then))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(options: &[&str]) -> BTreeSet<String> {
        options.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn observations_narrow_the_options_until_they_contradict() {
        let mut profile = Profile::open();
        profile.narrow("f", &set(&["by-row", "absent"]), "one").unwrap();
        assert_eq!(profile.freedoms["f"].option(), "by-row");
        profile.narrow("f", &set(&["absent"]), "two").unwrap();
        assert_eq!(profile.freedoms["f"], Taken { options: set(&["absent"]), seen: "two".to_owned() });
        let wrong = profile.narrow("f", &set(&["null"]), "three").unwrap_err();
        assert_eq!(wrong.label(), "expected absent (as in two), observed null");
        assert_eq!(profile.freedoms["f"].options, set(&["absent"]), "it stays as it was");
    }

    #[test]
    fn a_profile_is_read_as_it_was_written() {
        let mut profile = Profile::open();
        profile.narrow("f", &set(&["null"]), "one").unwrap();
        assert_eq!(Profile::parse(&profile.to_text()), Ok(profile));
        for (text, reason) in [
            ("[]", "expected"),
            (r#"{"offhook_profile": 2}"#, "version 2"),
            (r#"{"offhook_profile": 1, "freedoms": {"f": {"options": []}}}"#, "`f` has no option"),
            (r#"{"offhook_profile": 1, "more": 1}"#, "unknown field `more`"),
        ] {
            let error = Profile::parse(text).unwrap_err();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
