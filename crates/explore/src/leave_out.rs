//! Delta debugging over any list.

/// Leaves out halves, quarters and so on, down to single items, until none can go or `try_it` will not try any more.
/// `try_it` says whether the shorter list will do; `more` whether another try is allowed.
pub(crate) fn leave_out<T: Clone>(
    mut items: Vec<T>,
    more: &dyn Fn() -> bool,
    try_it: &mut dyn FnMut(&[T]) -> bool,
) -> Vec<T> {
    let mut size = items.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        let mut any = false;
        while from < items.len() && more() {
            let mut shorter = items.clone();
            shorter.drain(from..(from + size).min(shorter.len()));
            if try_it(&shorter) {
                any = true;
                items = shorter;
            } else {
                from += size;
            }
        }
        if size == 1 && !any || !more() {
            return items;
        }
        if !any {
            size = size.div_ceil(2);
        }
    }
}
