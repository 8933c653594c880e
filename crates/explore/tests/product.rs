//! Two machines side by side.
#![cfg(test)]

use std::sync::{Arc, OnceLock};

use offhook_explore::moves::{Ask, Move, Who};
use offhook_explore::product::{Judge, Judgement, Place, Proof};
use offhook_machine::{Basis, Rule, Rules, Table, Tables, USER_RULES, UserState, UserTrigger, When};
use offhook_scenario::Dialect;

const PLACE: Place = Place { agents: 1, customers: 1, from: UserState::Offline };

fn ask(ask: Ask) -> Move {
    Move::Ask { by: 0, ask }
}

fn user_rules(edit: impl FnOnce(&mut Vec<Rule<UserState, UserTrigger>>)) -> Arc<Rules> {
    let mut rows = USER_RULES.to_vec();
    edit(&mut rows);
    Arc::new(Rules::compile(&Tables { user: &rows, ..Tables::DOCUMENTED }).unwrap())
}

fn judge() -> &'static Judge {
    static JUDGE: OnceLock<Judge> = OnceLock::new();
    JUDGE.get_or_init(|| Judge::bounded(Dialect::named("ccc").unwrap(), 500, Some(5_000), 2).unwrap())
}

#[test]
fn a_missing_transition_is_told_by_the_shortest_way() {
    let mutant = user_rules(|rows| {
        rows.retain(|row| (row.from, row.trigger) != (UserState::Ready, UserTrigger::MakeCall));
    });
    // Any refusal says in which states calls may be made: in none.
    let way = vec![ask(Ask::Call(Who::Customer(0)))];
    let judgement = judge().judge(&mutant, (Table::User, "READY", "make-call"), None).unwrap();
    assert_eq!(judgement, Judgement::Differs { configuration: PLACE, way });
}

#[test]
fn a_wrong_next_state_is_told_as_soon_as_it_shows() {
    let mutant = user_rules(|rows| {
        for row in
            rows.iter_mut().filter(|row| row.trigger == UserTrigger::Break && row.from == UserState::Ready)
        {
            row.to = UserState::Working;
        }
    });
    let judgement = judge().judge(&mutant, (Table::User, "READY", "break"), None).unwrap();
    let Judgement::Differs { configuration, way } = judgement else { panic!("{judgement:?}") };
    assert_eq!(configuration, PLACE);
    assert_eq!(way[..3], [Ask::SignIn, Ask::Ready, Ask::Break].map(ask));
}

#[test]
fn a_row_that_is_never_asked_for_makes_no_difference() {
    let row = Rule {
        from: UserState::Offline,
        trigger: UserTrigger::Connect,
        to: UserState::Talking,
        when: When::Always,
        basis: Basis::Chosen,
        clause: "",
    };
    let mutant = user_rules(|rows| rows.push(row));
    let judgement = judge().judge(&mutant, (Table::User, "OFFLINE", "connect"), None).unwrap();
    assert_eq!(judgement, Judgement::Equivalent(Proof::NeverAsked));
}

#[test]
fn the_original_is_not_told_from_itself() {
    let judgement = judge().judge(&user_rules(|_| {}), (Table::User, "READY", "make-call"), None).unwrap();
    assert!(
        matches!(judgement, Judgement::Undecided { .. } | Judgement::Equivalent(Proof::Product { .. })),
        "{judgement:?}"
    );
}
