//! The users of a case by other names: a case is written for `amy@ccc-test`, and played with whom the pool has.

/// Pairs of a name in the case and the name in the implementation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Translation {
    /// Longer names first, so that no name hides within another.
    pairs: Vec<(String, String)>,
}

impl Translation {
    /// A translation of these names. Names that are the same on both sides, or empty, need none.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut pairs: Vec<_> =
            pairs.into_iter().filter(|(ours, theirs)| !ours.is_empty() && !theirs.is_empty()).collect();
        pairs.sort_by(|one, other| other.cmp(one));
        pairs.dedup();
        Self { pairs }
    }

    /// A text of the case in the implementation's names.
    pub(crate) fn outward(&self, text: &str) -> String {
        replace(text, &self.pairs.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())))
    }

    /// A text of the implementation in the case's names.
    pub(crate) fn inward(&self, text: &str) -> String {
        replace(text, &self.pairs.iter().map(|(ours, theirs)| (theirs.as_str(), ours.as_str())))
    }
}

/// Replaces whole words, in one pass: what has been put in is not looked at again. The longest name that stands there counts.
fn replace<'a>(text: &str, pairs: &(impl Iterator<Item = (&'a str, &'a str)> + Clone)) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let starts_word = before.is_none_or(|it: char| !it.is_alphanumeric()) || !first.is_alphanumeric();
        let here = pairs.clone().filter(|(from, _)| {
            starts_word && rest.starts_with(from) && ends_word(from, &rest[from.len()..])
        });
        let length = match here.max_by_key(|(from, _)| from.len()) {
            Some((from, to)) => {
                written.push_str(to);
                from.len()
            }
            None => {
                written.push(first);
                first.len_utf8()
            }
        };
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    written
}

fn ends_word(name: &str, after: &str) -> bool {
    let is_inner = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    !(is_inner(name.chars().next_back()) && is_inner(after.chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translation() -> Translation {
        let pairs = [
            ("amy@ccc-test", "u1@prod"),
            ("ccc-test", "prod"),
            ("80011474", "7001"),
            ("1001", "1002"),
            ("1002", "1001"),
        ];
        Translation::new(pairs.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())))
    }

    #[test]
    fn whole_names_are_translated_there_and_back() {
        let text = "ch:user:80011474->13188888888:1:job-1 amy@ccc-test skg@ccc-test /agent/1001/1002";
        let outward = translation().outward(text);
        assert_eq!(outward, "ch:user:7001->13188888888:1:job-1 u1@prod skg@prod /agent/1002/1001");
        assert_eq!(translation().inward(&outward), text);
    }

    #[test]
    fn what_only_looks_like_a_name_stays() {
        for text in ["131001", "10015", "xamy@ccc-testx", "ü1001ü", ""] {
            assert_eq!(translation().outward(text), text);
        }
    }
}
