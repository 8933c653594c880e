//! What a search for scenarios finds and does not read.

use std::collections::BTreeMap;
use std::fmt;

use offhook_scenario::terminal::visible;

/// The names that are shown of each reason; of the others only the number.
const SHOWN_NAMES: usize = 3;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $one:literal, $many:literal;)*) => {
        /// Why something is not read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Why {
            $($(#[$doc])* $name,)*
        }

        impl Why {
            /// The reason in words, for one and for several.
            const fn words(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => ($one, $many),)*
                }
            }
        }
    };
}

reasons! {
    /// The name begins with a dot: the lock or the copy of an editor, or what a system keeps beside a file.
    DotName = "name that begins with a dot", "names that begin with a dot";
    /// Another path leads to the same file or directory, which is read already.
    SecondPath = "second path to what is read", "second paths to what is read";
    /// A link leads back to a directory that it is in.
    Cycle = "link to a directory that it is in", "links to a directory that they are in";
    /// A link leads nowhere, or in a circle.
    BrokenLink = "link that leads nowhere", "links that lead nowhere";
    /// A pipe, socket or device.
    NoFile = "pipe, socket or device", "pipes, sockets or devices";
    /// The name of a scenario is in it, and it ends otherwise: a backup.
    OtherEnding = "name that does not end in .yaml or .yml", "names that do not end in .yaml or .yml";
    /// A directory that is named has nothing to read.
    Empty = "directory without scenarios", "directories without scenarios";
}

/// What a search found and does not read, by reason. Shown as one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver(BTreeMap<Why, Vec<String>>);

impl PassedOver {
    /// How many names are passed over.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// The shown names that are passed over for a reason.
    #[must_use]
    pub fn of(&self, why: Why) -> &[String] {
        self.0.get(&why).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add(&mut self, why: Why, name: String) {
        self.0.entry(why).or_default().push(name);
    }

    pub(super) fn sort(&mut self) {
        self.0.values_mut().for_each(|names| names.sort());
    }
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("passed over: ")?;
        for (index, (why, names)) in self.0.iter().enumerate() {
            let (one, many) = why.words();
            let between = if index == 0 { "" } else { "; " };
            let shown =
                names.iter().take(SHOWN_NAMES).map(|name| visible(name)).collect::<Vec<_>>().join(", ");
            let more = if names.len() > SHOWN_NAMES { ", …" } else { "" };
            let words = if names.len() == 1 { one } else { many };
            write!(f, "{between}{} {words} ({shown}{more})", names.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_number_and_some_names() {
        let mut passed_over = PassedOver::default();
        for name in ["a", "b", "c", "d"] {
            passed_over.add(Why::DotName, format!(".{name}.yaml"));
        }
        passed_over.add(Why::BrokenLink, "go\nne.yaml".to_owned());
        assert_eq!(passed_over.count(), 5);
        assert_eq!(
            passed_over.to_string(),
            "passed over: 4 names that begin with a dot (.a.yaml, .b.yaml, .c.yaml, …); 1 link that leads nowhere (go\u{fffd}ne.yaml)"
        );
    }
}
