//! What was said in a case, in order: the ladder that a report draws between agents, subject and remote party.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

offhook_machine::limits! {
    /// The most entries of one ladder. What comes after is only counted.
    pub const MAX_ENTRIES: usize = 400;
    /// The most bytes of one text in a ladder. A longer one is cut, and ends in `…`.
    pub const MAX_TEXT_BYTES: usize = 8 << 10;
    /// The most bytes of all texts of one ladder together. Entries beyond are only counted.
    pub const MAX_LADDER_BYTES: usize = 512 << 10;
    /// The most expectations that are kept with one answer.
    pub const MAX_CHECKS: usize = 100;
}

/// What stands at the end of a text that was cut.
pub(crate) const CUT: char = '…';

/// Of which cases what is said is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ladders {
    /// Of none: nothing is noted.
    #[default]
    None,
    /// Of those that do not pass.
    Failed,
    /// Of every case.
    All,
}

/// What was said, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ladder {
    /// What was said.
    pub entries: Vec<Entry>,
    /// How much more was said than there is room for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_off: usize,
}

/// One thing that was said or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The step of the plan in which it happened, from 1; 0 while the configuration is set.
    pub step: usize,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// What was said or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum What {
    /// An agent asked, and the subject answered.
    Request(Asked),
    /// The network or the remote party did something.
    Stimulus {
        /// What, in the words of the adapter protocol, such as `answered`.
        signal: String,
        /// Whose channel it is about, or who calls.
        party: String,
        /// Whatever else there is to say: a number, a cause.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        detail: String,
        /// Why the subject held it to be impossible, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        impossible: Option<String>,
    },
    /// The subject told of something.
    Event {
        /// The event's name.
        name: String,
        /// Whose event it is.
        party: String,
        /// The vendor's object.
        body: String,
    },
    /// Time passed.
    Wait {
        /// How many milliseconds.
        ms: u64,
    },
    /// Something was not as expected.
    Fault {
        /// What.
        title: String,
        /// What was expected and what was seen, where there is that to say.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        label: String,
    },
}

impl Ladder {
    /// Hands out every text.
    pub(crate) fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        self.entries.iter_mut().for_each(|entry| entry.what.texts(each));
    }
}

impl What {
    /// Hands out every text.
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Request(asked) => {
                for text in [&mut asked.by, &mut asked.action, &mut asked.sent, &mut asked.answer] {
                    each(text);
                }
                for check in &mut asked.checks {
                    for text in [&mut check.path, &mut check.expected, &mut check.observed] {
                        each(text);
                    }
                }
            }
            Self::Stimulus { signal, party, detail, impossible } => {
                for text in [signal, party, detail] {
                    each(text);
                }
                if let Some(text) = impossible {
                    each(text);
                }
            }
            Self::Event { name, party, body } => {
                for text in [name, party, body] {
                    each(text);
                }
            }
            Self::Wait { .. } => {}
            Self::Fault { title, label } => {
                for text in [title, label] {
                    each(text);
                }
            }
        }
    }

    /// The bytes of its texts.
    pub(crate) fn bytes(&mut self) -> usize {
        let mut bytes = 0;
        self.texts(&mut |text| bytes += text.len());
        bytes
    }
}

/// A request and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Asked {
    /// The alias of the user who asked; empty where nobody is named.
    pub by: String,
    /// The action or operation.
    pub action: String,
    /// What was sent, a line a part, secrets left out.
    pub sent: String,
    /// The HTTP status of the answer; none if there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The answer, secrets left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// What was expected of the answer, and what stood there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
}

/// One expectation of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The path into the answer.
    pub path: String,
    /// What was expected there.
    pub expected: String,
    /// What stood there.
    pub observed: String,
    /// Whether that is as expected.
    pub holds: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A text of no more bytes than a ladder keeps of one.
pub(crate) fn cut(mut text: String) -> String {
    if text.len() > MAX_TEXT_BYTES {
        let end = (0..=MAX_TEXT_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push(CUT);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_two_letters() {
        let cut = cut("ü".repeat(MAX_TEXT_BYTES));
        assert!(cut.len() <= MAX_TEXT_BYTES + '…'.len_utf8());
        assert!(cut.ends_with("ü…"));
    }
}
