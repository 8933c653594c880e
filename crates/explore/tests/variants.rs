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

/// Cases in which ids stand in places of their own (a placeholder where there is none, an object that a row has as a whole), or are
/// expected in the form of the samples.
#[test]
fn ids_may_be_others_wherever_they_stand() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let paths = [
        "ccc/barge-in-call",
        "ccc/change-visibility",
        "ccc/make-call/customer-leg-has-no-user.yaml",
        "ccc/make-call/ids.yaml",
        "ccc/ready-for-service/refused-when-offline.yaml",
        "ccc/start-back2back-call/additional-broker.yaml",
        "cc-gateway/all-agent-event",
    ];
    let scenarios = read_scenarios(&paths.map(|path| root.join(path))).unwrap();
    let field = Field::of(&scenarios, 2, &read_named);
    for dialect in Dialect::all() {
        let others = variants(dialect).into_iter().filter(|it| it.id.ends_with("ids=others"));
        let tried = field.attempt_all(&others.collect::<Vec<_>>(), 2, || ());
        assert_eq!(tried.len(), 1);
        for it in tried {
            assert!(it.cases > 3, "{it:?}");
            assert_eq!((it.alarms.as_slice(), it.warnings.as_slice()), (&[][..], &[][..]), "{}", it.id);
        }
    }
}
