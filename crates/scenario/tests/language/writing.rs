//! A written scenario reads back the same.

use offhook_scenario::limits::MAX_CLOCK_MS;
use offhook_scenario::{
    At, Clock, Dialect, EventItem, EventMatch, Format, Given, Instance, Kind, Map, Matcher, Millis, Network,
    Path, Pattern, Poll, Repeat, Request, Scenario, Step, User, Verb, Wire, parse, to_yaml,
};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use crate::support::{SAMPLE, read};

#[test]
fn the_sample_reads_back_the_same() {
    let sample = read(SAMPLE);
    let text = to_yaml(&sample);
    assert_eq!(parse("b.yaml", &text), Ok(sample.clone()));
    assert_eq!(to_yaml(&read(&text)), text);
    insta::with_settings!({
        snapshot_path => crate::support::root().join("snapshots/scenario"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("written-sample", text) });
}

/// Arbitrary texts, and texts that YAML might read as another type.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "",
        "~",
        "null",
        "true",
        "yes",
        "5",
        "0x1F",
        "0o7",
        "1e3",
        "-",
        "- a",
        "a: b",
        "a #b",
        "#",
        "*a",
        "&a",
        "!a",
        "<<",
        "=",
        ".nan",
        ".inf",
        "2020-12-29",
        "12:30:45",
        "1_000",
        "\n",
        "a\nb\n",
        " a ",
        "\t",
        "\"",
        "'",
        "{a}",
        "[a]",
        "|",
        ">",
        "%",
        "@",
        "`",
        "é",
        "\u{1f600}",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{0}",
        "\u{7f}",
        "a\r\nb",
        "---",
        "...",
        "? a",
        ": a",
        ",",
    ]);
    prop_oneof![odd.prop_map(str::to_owned), "\\PC{0,8}", "[ -~\n]{0,12}", "[a-c :#-]{80,200}"]
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_-]{0,5}".prop_filter("reserved", |name| name != "customer")
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        text().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), scalar()].prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..3).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        scalar().prop_map(Matcher::Is),
        prop::collection::vec(scalar(), 0..3).prop_map(|list| Matcher::Is(list.into())),
        Just(Matcher::Any),
        Just(Matcher::Absent),
        Just(Matcher::Type(Kind::List)),
        text().prop_map(|text| Matcher::Pattern(Pattern::parse(&escaped(&text)).unwrap())),
        prop::collection::vec(scalar(), 0..3).prop_map(Matcher::OneOf),
    ]
}

fn escaped(text: &str) -> String {
    let letter = |char: char| {
        if char.is_alphanumeric() { char.to_string() } else { format!("\\x{{{:X}}}", char as u32) }
    };
    text.chars().map(letter).collect()
}

fn path() -> impl Strategy<Value = Path> {
    "[A-Za-z@ -]{1,5}(\\[[0-9]{1,3}\\])?(\\.[A-Za-z]{1,5}){0,2}".prop_map(|text| Path::parse(&text).unwrap())
}

fn expectations() -> impl Strategy<Value = Map<Path, At<Matcher>>> {
    let entry = (path(), matcher()).prop_map(|(path, matcher)| (path, At::from(matcher)));
    prop::collection::vec(entry, 0..3).prop_map(|entries| entries.into_iter().collect())
}

fn binds() -> impl Strategy<Value = Map<String, At<Path>>> {
    let entry = (name(), path()).prop_map(|(name, path)| (name, At::from(path)));
    prop::collection::vec(entry, 0..2).prop_map(|entries| entries.into_iter().collect())
}

fn event() -> impl Strategy<Value = EventMatch> {
    let party = option::of("[^\\s\\PC]{1,6}");
    ("[^\\s\\PC]{1,8}", party, expectations()).prop_map(|(name, party, with)| EventMatch {
        name: name.into(),
        party,
        with,
    })
}

fn request() -> impl Strategy<Value = Request> {
    let with = prop::collection::vec((text(), value()), 0..3);
    let headers = prop::collection::vec((text(), option::of(text())), 0..2);
    let said = (with, headers, option::of(text()));
    (option::of(name()), text(), said, option::of(100..600_u16), expectations(), binds()).prop_map(
        |(by, action, (with, headers, body), status, expect, bind)| Request {
            by: by.map(At::from),
            action: action.into(),
            with: with.into_iter().map(|(name, value)| (name, At::from(value))).collect(),
            headers: headers.into_iter().map(|(name, value)| (name, value.map(At::from))).collect(),
            body: body.map(At::from),
            status: status.map(At::from),
            expect,
            bind,
            ..Request::default()
        },
    )
}

fn network() -> impl Strategy<Value = Network> {
    let channel = (prop::sample::select(Verb::ALL.to_vec()), text())
        .prop_map(|(verb, party)| Network::channel(verb, &party));
    let inbound = (text(), text()).prop_map(|(from, to)| Network::inbound(&from, &to));
    (prop_oneof![channel, inbound], option::of(text()), any::<bool>()).prop_map(
        |(network, cause, impossible)| Network { cause: cause.map(At::from), impossible, ..network },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let item = prop_oneof![
        event().prop_map(EventItem::One),
        prop::collection::vec(event().prop_map(At::from), 0..3).prop_map(EventItem::AnyOrder),
    ];
    let poll = (name(), expectations(), binds()).prop_map(|(user, expect, bind)| Poll {
        user: user.into(),
        expect,
        bind,
    });
    let leaf = prop_oneof![
        request().prop_map(|request| Step::Request(Box::new(request))),
        network().prop_map(|network| Step::Network(Box::new(network))),
        (0..=31_622_400_000_u64).prop_map(|ms| Step::Wait(Millis { ms }.into())),
        poll.prop_map(|poll| Step::Poll(Box::new(poll))),
        prop::collection::vec(item.prop_map(At::from), 0..3).prop_map(Step::Events),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        (1..5_u32, prop::collection::vec(inner.prop_map(At::from), 1..3))
            .prop_map(|(times, steps)| Step::Repeat(Repeat { times: times.into(), steps }))
    })
}

fn given() -> impl Strategy<Value = Given> {
    let id = text().prop_filter("an id is not empty", |id| !id.trim().is_empty());
    let user = (option::of(id), option::of(any::<u32>()), option::of(prop::collection::vec(text(), 0..2)));
    let user = user.prop_map(|(id, agent_id, groups)| User {
        id: id.map(At::from),
        agent_id: agent_id.map(At::from),
        skill_groups: groups.map(|groups| groups.into_iter().map(At::from).collect()),
        ..User::default()
    });
    let users = prop::collection::vec((name(), user), 0..3);
    let clock = option::of((0..=MAX_CLOCK_MS).prop_map(|ms| At::from(Clock { ms })));
    (clock, option::of(text()), users).prop_map(|(clock, instance, users)| Given {
        clock,
        instance: instance.map(|id| At::from(Instance::from(id.as_str()))),
        users: users.into_iter().collect(),
        ..Given::default()
    })
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let wire = prop::sample::select(vec![Wire::Typed, Wire::Documented]);
    let format = prop::sample::select(vec![Format::Json, Format::Xml]);
    (option::of(text()), wire, format, given(), prop::collection::vec(step(), 1..4)).prop_map(
        |(title, wire, format, given, steps)| Scenario {
            title: title.map(At::from),
            wire,
            format,
            given,
            ..Scenario::new("generated.a-1", Dialect::named("ccc").unwrap(), steps)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(5),
        ..Default::default()
    })]

    #[test]
    fn every_written_scenario_reads_back_the_same(scenario in scenario()) {
        let text = to_yaml(&scenario);
        let one: Value = serde_saphyr::from_str(&text).unwrap();
        let other: Value = serde_yaml::from_str(&text).unwrap();
        prop_assert_eq!(one, other, "both readers\n{}", text);
        match parse("a.yaml", &text) {
            Ok(read) => prop_assert_eq!(read, scenario, "\n{}", text),
            Err(problems) => {
                let shown: String = problems.iter().map(|problem| problem.render(false)).collect();
                prop_assert!(false, "{}\n{:?}", shown, text);
            }
        }
    }
}
