//! Benign variants: our machine with another option of a freedom. A suite that condemns one is wrong.
//!
//! Mutants measure the faults that a suite misses. Variants measure the other error: the correct implementations that it
//! condemns. Each variant is correct by construction, because the documents leave open what it does otherwise. What happens
//! otherwise is a call centre of its own; what is said otherwise is said by a layer before ours.

mod accepted;
mod field;
mod layer;
mod manner;
mod rename;

use std::collections::{BTreeMap, BTreeSet};

use offhook_dialect::{
    BY_ROW, Behaviour, Format, NoValue, Operation, Spelling, Type, Vendor, WordKind, behaviours,
    is_of_one_edition, is_open_refusal, no_values,
};
use offhook_harness::Choices;
use offhook_machine::Basis;
use offhook_scenario::Dialect;

pub use self::field::{Field, Tried};
pub(crate) use self::layer::Layer;
use self::manner::Manner;
use crate::draw::Draw;

/// The option of a field that is not shown.
const NOT_SHOWN: &str = "not-shown";
/// The option of a refusal that is our own choice, where there is none.
const ACCEPTED: &str = "accepted";
/// The option of naming the state of the user first.
const STATE_FIRST: &str = "state-first";

/// Our machine with some options that are not ours.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its id: the freedom and the option, or the number of the combination.
    pub id: String,
    /// The vendor whose answers it varies.
    pub dialect: Dialect,
    /// The options that it takes, by the id of the freedom.
    pub options: BTreeMap<String, &'static str>,
    /// What happens otherwise than on ours.
    pub(crate) choices: Choices,
    /// How fields say that they have no value, by the notation and the row: whether it is one of refusals, and its path.
    spellings: BTreeMap<(Format, bool, &'static str, Type), Spelling>,
    /// The fields that are not shown.
    hidden: BTreeSet<&'static str>,
    /// The codes of refusals that are others, by operation and our own code.
    codes: BTreeMap<(&'static str, &'static str), &'static str>,
    /// The refusals of ours that are none, by operation and code.
    accepted: BTreeSet<(&'static str, &'static str)>,
    /// The refusals of ours in place of which the state of the user is named, where it would refuse, too; by operation and code.
    state_first: BTreeSet<(&'static str, &'static str)>,
    /// What else is said otherwise.
    manners: Vec<Manner>,
}

/// A freedom, and what a variant does to take another option of it.
#[derive(Clone, Debug)]
enum Open {
    Behaviour(&'static Behaviour),
    NoValue(NoValue),
    Code { id: String, of: &'static dyn Operation, code: &'static str, others: Vec<&'static str> },
    FieldShown { id: String, path: &'static str },
    Refused { id: String, of: &'static dyn Operation, code: &'static str },
    StateFirst { id: String, of: &'static dyn Operation, code: &'static str },
    Manner { id: String, manner: Manner },
}

impl Open {
    /// The freedoms of a vendor that a variant can take another option of.
    fn all(dialect: Dialect) -> Vec<Self> {
        let vendor = dialect.vendor();
        let behaviours = behaviours(vendor).iter().map(Self::Behaviour);
        let no_values = no_values(vendor).into_iter().map(Self::NoValue);
        let worded =
            Self::codes(vendor).into_iter().chain(Self::refused(vendor)).chain(Self::state_first(vendor));
        let worded = worded.chain(Self::manners(vendor));
        behaviours.chain(worded).chain(Self::fields_shown(vendor)).chain(no_values).collect()
    }

    fn codes(vendor: &'static Vendor) -> Vec<Self> {
        let mut all = Vec::new();
        for of in vendor.tables.operations {
            let codes: Vec<&'static str> = of.refusals().iter().map(|refusal| refusal.code).collect();
            for code in codes.iter().copied().filter(|code| is_open_refusal(*of, code)) {
                let others: Vec<&'static str> =
                    codes.iter().copied().filter(|other| *other != code).collect();
                if !others.is_empty() {
                    let id = WordKind::RefusalCode.id(vendor, &[of.name(), code]);
                    all.push(Self::Code { id, of: *of, code, others });
                }
            }
        }
        all
    }

    /// The refusals that are our own choice.
    fn refused(vendor: &'static Vendor) -> Vec<Self> {
        let of_one = |of: &'static dyn Operation| {
            let chosen = of.refusals().into_iter().filter(|row| row.basis == Basis::Chosen);
            chosen.map(move |row| {
                let id = WordKind::Refused.id(vendor, &[of.name(), row.code]);
                Self::Refused { id, of, code: row.code }
            })
        };
        vendor.tables.operations.iter().flat_map(|of| of_one(*of)).collect()
    }

    /// The refusals in place of which an implementation may name the state of the user.
    fn state_first(vendor: &'static Vendor) -> Vec<Self> {
        let Some(state) = vendor.tables.state_refusal else { return Vec::new() };
        let of_one = |of: &'static dyn Operation| {
            let others = of.refusals().into_iter().filter(|row| row.code != state);
            let others = others.filter(|_| of.refusal(state).is_some());
            others.map(move |row| {
                let id = WordKind::RefusalOrder.id(vendor, &[of.name(), row.code]);
                Self::StateFirst { id, of, code: row.code }
            })
        };
        vendor.tables.operations.iter().flat_map(|of| of_one(*of).collect::<Vec<Self>>()).collect()
    }

    /// The fields that only some of the vendor's documents have: each is hidden in all answers that may lack it.
    fn fields_shown(vendor: &'static Vendor) -> Vec<Self> {
        let mut paths = BTreeSet::new();
        for of in vendor.tables.operations {
            paths.extend(of.fields().iter().filter(|row| is_of_one_edition(*of, row)).map(|row| row.path));
        }
        let id = |path: &str| WordKind::FieldShown.id(vendor, &["*", path]);
        paths.into_iter().map(|path| Self::FieldShown { id: id(path), path }).collect()
    }

    fn manners(vendor: &'static Vendor) -> Vec<Self> {
        let manners = Manner::ALL.into_iter().filter(|manner| manner.fits(vendor));
        manners.map(|manner| Self::Manner { id: manner.freedom(vendor), manner }).collect()
    }

    fn id(&self) -> &str {
        match self {
            Self::Behaviour(it) => &it.id,
            Self::NoValue(it) => &it.id,
            Self::Code { id, .. }
            | Self::FieldShown { id, .. }
            | Self::Refused { id, .. }
            | Self::StateFirst { id, .. }
            | Self::Manner { id, .. } => id,
        }
    }

    /// The options that are not ours.
    fn others(&self) -> Vec<&'static str> {
        match self {
            Self::Behaviour(it) => it.choices.iter().skip(1).map(|choice| choice.name).collect(),
            Self::NoValue(it) => it.options.iter().copied().filter(|option| *option != BY_ROW).collect(),
            Self::Code { others, .. } => others.clone(),
            Self::FieldShown { .. } => vec![NOT_SHOWN],
            Self::Refused { .. } => vec![ACCEPTED],
            Self::StateFirst { .. } => vec![STATE_FIRST],
            Self::Manner { manner, .. } => vec![manner.option()],
        }
    }
}

impl Variant {
    fn ours(id: String, dialect: Dialect) -> Self {
        Self {
            id,
            dialect,
            options: BTreeMap::new(),
            choices: Choices::default(),
            spellings: BTreeMap::new(),
            hidden: BTreeSet::new(),
            codes: BTreeMap::new(),
            accepted: BTreeSet::new(),
            state_first: BTreeSet::new(),
            manners: Vec::new(),
        }
    }

    /// The same with one more option.
    fn take(&mut self, freedom: &Open, option: &'static str) {
        self.options.insert(freedom.id().to_owned(), option);
        match freedom {
            Open::Behaviour(it) => self.choices.take(it, option),
            Open::NoValue(it) => {
                let place = (it.format, it.is_refusal, it.row.path, it.row.ty);
                self.spellings.extend(Spelling::from_text(option).map(|spelling| (place, spelling)));
            }
            Open::Code { of, code, .. } => {
                self.codes.insert((of.name(), code), option);
            }
            Open::FieldShown { path, .. } => drop(self.hidden.insert(path)),
            Open::Refused { of, code, .. } => drop(self.accepted.insert((of.name(), code))),
            Open::StateFirst { of, code, .. } => drop(self.state_first.insert((of.name(), code))),
            Open::Manner { manner, .. } => self.manners.push(*manner),
        }
    }
}

/// A variant for each freedom and each option of it but our own; of the codes of a refusal, one other.
pub fn variants(dialect: Dialect) -> Vec<Variant> {
    let all = Open::all(dialect);
    let options = |freedom: &Open| {
        let mut options = freedom.others();
        if matches!(freedom, Open::Code { .. }) {
            options.truncate(1);
        }
        options
    };
    let options = all.iter().flat_map(|freedom| options(freedom).into_iter().map(move |it| (freedom, it)));
    let one = |(freedom, option): (&Open, &'static str)| {
        let mut variant = Variant::ours(format!("{}={option}", freedom.id()), dialect);
        variant.take(freedom, option);
        variant
    };
    options.map(one).collect()
}

/// Variants that take an option of each of so many freedoms at once, drawn by a seed: a third each of what happens, of codes and
/// words, and of how fields say that they have no value, as far as there are so many.
pub fn combinations(dialect: Dialect, seed: u64, count: usize, options: usize) -> Vec<Variant> {
    let all = Open::all(dialect);
    let kinds: [fn(&Open) -> bool; 3] = [
        |it| matches!(it, Open::Behaviour(_)),
        |it| {
            matches!(
                it,
                Open::Code { .. }
                    | Open::Refused { .. }
                    | Open::StateFirst { .. }
                    | Open::Manner { .. }
                    | Open::FieldShown { .. }
            )
        },
        |it| matches!(it, Open::NoValue(_)),
    ];
    let kinds = kinds.map(|kind| all.iter().filter(|it| kind(it)).collect::<Vec<&Open>>());
    let mut draw = Draw::new(seed);
    let one = |number: usize| {
        let mut whole = Variant::ours(format!("{}.combination.{seed}-{number}", dialect.name), dialect);
        for (index, from) in kinds.iter().enumerate() {
            let left = options.saturating_sub(whole.options.len());
            let share = left.div_ceil(kinds.len() - index).min(from.len());
            let most = whole.options.len() + share;
            while whole.options.len() < most {
                let Some(freedom) = draw.pick(from) else { break };
                let option = draw.pick(&freedom.others());
                if let Some(option) = option.filter(|_| !whole.options.contains_key(freedom.id())) {
                    whole.take(freedom, option);
                }
            }
        }
        whole
    };
    (0..count).map(one).collect()
}
