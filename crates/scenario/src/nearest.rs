//! The word that was probably meant.

/// The nearest of `words` to `wrong`, if one is near enough to suggest it.
///
/// Case and the difference of `-` and `_` do not count, and a part of a word matches the whole; among equals
/// the first wins.
#[must_use]
pub fn nearest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A long text is no typing error, and the distance needs memory by the product of the lengths.
    const LONGEST: usize = 100;
    if wrong.len() > LONGEST {
        return None;
    }
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    let meant = plain(wrong);
    // A third of the letters may be wrong; beyond that a suggestion is a guess.
    let bound = (meant.chars().count() / 3).max(1);
    words
        .into_iter()
        .map(|word| {
            let part = meant.len() >= 4 && plain(word).contains(&meant);
            (if part { 1 } else { strsim::damerau_levenshtein(&meant, &plain(word)) }, word)
        })
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// A line of help: the nearest word, or all words if they are few.
#[must_use]
pub fn suggest<'a>(wrong: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const FEW: usize = 24;
    let words: Vec<&str> = words.into_iter().collect();
    if let Some(word) = nearest(wrong, words.iter().copied()) {
        return Some(format!("did you mean `{word}`?"));
    }
    (1..=FEW).contains(&words.len()).then(|| format!("known here: `{}`", words.join("`, `")))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_gets_a_suggestion() {
        let words = ["MakeCall", "HoldCall", "RetrieveCall"];
        assert_eq!(nearest("HoldCal", words), Some("HoldCall"));
        assert_eq!(nearest("holdcall", words), Some("HoldCall"));
        assert_eq!(nearest("hang_up", ["hangs_up"]), Some("hangs_up"));
        assert_eq!(nearest("State", ["Id", "ChannelState"]), Some("ChannelState"));
        assert_eq!(nearest("Teleport", words), None);
    }
}
