//! Numbers that say what they do. No real number begins with 000: after 00 comes a country, and none begins with 0.

use super::conduct::{Conduct, Parts};

/// What these numbers begin with.
const PREFIX: &str = "000";
/// A verb and two digits of seconds.
const STEP_CHARS: usize = 3;

/// What the number says, if it is such a number: the prefix, then steps of a verb and two digits of seconds.
pub(super) fn spelled(number: &str) -> Option<Conduct> {
    let steps = number.strip_prefix(PREFIX)?.as_bytes();
    let mut parts = Parts::default();
    let mut never = None;
    for step in steps.chunks(STEP_CHARS) {
        let &[verb, tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = step else { return None };
        let part = match verb {
            b'1' => &mut parts.ring,
            b'2' => &mut parts.answer,
            b'3' => &mut parts.hang_up,
            b'4' => &mut parts.busy,
            b'5' => &mut parts.reject,
            b'6' => &mut parts.no_route,
            b'7' => &mut never,
            _ => return None,
        };
        let seconds = u64::from(tens - b'0') * 10 + u64::from(ones - b'0');
        if part.replace(seconds * 1_000).is_some() {
            return None;
        }
    }
    parts.never = never.is_some();
    parts.conduct().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use offhook_machine::Signal;

    #[test]
    fn a_number_says_what_it_does() {
        let conduct = |rings, comes_to: Option<(u64, Signal)>, hangs_up| {
            Some(Conduct { rings, comes_to: comes_to.map(|(ms, signal)| (ms, signal, None)), hangs_up })
        };
        for (number, expected) in [
            ("000203", conduct(None, Some((3_000, Signal::Answered)), None)),
            ("000203310", conduct(None, Some((3_000, Signal::Answered)), Some(10_000))),
            ("000101203310", conduct(Some(1_000), Some((3_000, Signal::Answered)), Some(10_000))),
            ("000402", conduct(None, Some((2_000, Signal::Busy)), None)),
            ("000105599", conduct(Some(5_000), Some((99_000, Signal::Rejected)), None)),
            ("000600", conduct(None, Some((0, Signal::NoRoute)), None)),
            ("000101700", conduct(Some(1_000), None, None)),
        ] {
            assert_eq!(spelled(number), expected, "{number}");
        }
    }

    #[test]
    fn other_numbers_say_nothing() {
        for number in [
            "",
            "000",
            "13188888888",
            "0002",
            "00020",
            "00020x",
            "000203203",
            "000203402",
            "000310",
            "000103",
            "000803",
            "00020331",
            "000105201",
            "0086131",
            "000２０３",
        ] {
            assert_eq!(spelled(number), None, "{number}");
        }
    }
}
