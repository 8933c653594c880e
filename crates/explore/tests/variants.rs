//! Benign variants: none is condemned, each shows in the profile, and the faults of mutants show on them, too.
#![cfg(test)]

use std::path::Path;

use offhook_explore::variants::{Field, combinations, variants};
use offhook_harness::{Verdict, read_scenarios};
use offhook_scenario::Dialect;
use offhook_scenario::files::read_named;

/// A few scenarios of each action: the whole is run by `offhook variants`.
#[test]
fn no_variant_is_condemned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let scenarios = read_scenarios(&[root.join("ccc"), root.join("cc-gateway")]).unwrap();
    let some: Vec<_> = scenarios.into_iter().step_by(19).collect();
    let field = Field::of(&some, 2, &read_named);
    assert!(field.plain().iter().all(|(_, verdict)| *verdict == Verdict::Pass), "{:?}", field.plain());
    for dialect in Dialect::all() {
        let mut all = variants(dialect);
        all.extend(combinations(dialect, 1, 4, 10));
        for tried in field.attempt_all(&all, 2, || ()) {
            assert_eq!(
                (tried.alarms.as_slice(), tried.unseen.as_slice()),
                (&[][..], &[][..]),
                "{}",
                tried.id
            );
        }
    }
}

#[test]
fn the_options_are_many_and_drawn_alike_for_a_seed() {
    let options: usize = Dialect::all().map(|dialect| variants(dialect).len()).sum();
    assert!(options >= 150, "{options} options");
    for dialect in Dialect::all() {
        assert_eq!(combinations(dialect, 7, 5, 10), combinations(dialect, 7, 5, 10));
        assert!(combinations(dialect, 7, 5, 10).iter().all(|it| it.options.len() == 10));
    }
}
