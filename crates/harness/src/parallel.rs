//! One pool of threads: numbered work, done by a few workers, the results in the order of the numbers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Does the work of the numbers below `count`, each once, and returns the results by number.
///
/// Every item of `workers` is a thread; the first is the caller's own. `begin` makes from it what the thread works with, on
/// that thread. A worker that returns none stops: its number has no result. The results do not depend on how many workers
/// there are, as long as the work of a number depends on the number alone.
///
/// ```
/// let squares = offhook_harness::in_parallel(0..3, |worker| worker, 5, |_, number| Some(number * number));
/// assert_eq!(squares.into_values().collect::<Vec<_>>(), [0, 1, 4, 9, 16]);
/// ```
pub fn in_parallel<I: Send, W, R: Send>(
    workers: impl IntoIterator<Item = I>,
    begin: impl Fn(I) -> W + Sync,
    count: u64,
    work: impl Fn(&mut W, u64) -> Option<R> + Sync,
) -> BTreeMap<u64, R> {
    let next = AtomicU64::new(0);
    let results: Mutex<BTreeMap<u64, R>> = Mutex::new(BTreeMap::new());
    let run = |worker: I| {
        let mut worker = begin(worker);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            let Some(result) = work(&mut worker, number) else { break };
            results.lock().unwrap_or_else(PoisonError::into_inner).insert(number, result);
        }
    };
    let most = usize::try_from(count.max(1)).unwrap_or(usize::MAX);
    let mut workers = workers.into_iter().take(most);
    if let Some(first) = workers.next() {
        std::thread::scope(|scope| {
            let run = &run;
            for worker in workers {
                scope.spawn(move || run(worker));
            }
            run(first);
        });
    }
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn the_results_are_the_same_for_any_number_of_workers() {
        let once = |workers: usize| in_parallel(0..workers, |_| 0, 100, |_, number| Some(number * 3));
        assert_eq!(once(1).len(), 100);
        assert_eq!(once(1), once(7));
    }

    #[test]
    fn a_worker_that_stops_leaves_its_number_without_a_result() {
        let results = in_parallel([()], |()| (), 10, |(), number| (number < 4).then_some(number));
        assert_eq!(results.into_keys().collect::<Vec<_>>(), [0, 1, 2, 3]);
    }
}
