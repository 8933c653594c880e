//! The registry against everything that cites it.

use offhook_dialect::{Kind, Operation as _, cc_gateway, ccc, registry};
use offhook_machine::Table;

#[test]
fn every_rule_of_the_machine_cites_a_clause() {
    for rule in Table::ALL.into_iter().flat_map(Table::rows) {
        assert!(registry().get(rule.clause).is_some(), "{} is not registered", rule.clause);
    }
}

#[test]
fn no_rule_of_the_machine_claims_more_than_its_clause() {
    let rules = Table::ALL.into_iter().flat_map(Table::rows);
    let stronger = rules.filter(|rule| registry().get(rule.clause).is_some_and(|it| it.basis > rule.basis));
    assert_eq!(stronger.map(|rule| rule.id).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn every_row_of_every_table_has_its_clause() {
    let has = |id: String, kind: Kind| {
        assert_eq!(registry().get(&id).map(|clause| clause.kind), Some(kind), "{id}");
    };
    for action in ccc::ACTIONS {
        let of = action.name;
        action
            .params
            .iter()
            .for_each(|row| has(action.param_clause(row.name), Kind::Param { of, name: row.name }));
        action
            .fields
            .iter()
            .for_each(|row| has(action.field_clause(row.path), Kind::Field { of, path: row.path }));
        action
            .errors
            .iter()
            .for_each(|row| has(action.refusal_clause(row.code), Kind::Refusal { of, code: row.code }));
    }
    for operation in cc_gateway::OPERATIONS {
        let of = operation.id;
        for row in operation.params {
            has(operation.param_clause(row.name), Kind::Param { of, name: row.name });
        }
        for row in operation.fields {
            has(operation.field_clause(row.path), Kind::Field { of, path: row.path });
        }
        for row in operation.events {
            has(operation.trigger_clause(row.name), Kind::Trigger { of, event: row.name });
        }
        for row in operation.retcodes {
            has(operation.refusal_clause(row.retcode.code), Kind::Refusal { of, code: row.retcode.code });
        }
    }
}

#[test]
fn every_event_and_code_that_an_operation_names_has_a_row() {
    for operation in cc_gateway::OPERATIONS {
        for row in operation.events {
            assert!(cc_gateway::event_shape(row.name).is_some(), "{}: {}", operation.id, row.name);
        }
        for row in operation.retcodes {
            assert_eq!(cc_gateway::retcode(row.retcode.code), Some(&row.retcode), "{}", operation.id);
        }
    }
}
