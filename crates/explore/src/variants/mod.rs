//! Benign variants: our machine with another option of a freedom. A suite that condemns one is wrong.
//!
//! Mutants measure the faults that a suite misses. Variants measure the other error: the correct implementations that it
//! condemns. Each variant is correct by construction, because the documents leave open what it does otherwise. What happens
//! otherwise is a call centre of its own; what is said otherwise is said by a layer before ours.

mod field;
mod layer;

use std::collections::BTreeMap;

use offhook_dialect::{
    BY_ROW, Behaviour, Delivery, Format, NoValue, Operation, Spelling, Type, Vendor, WordKind, behaviours,
    is_open_refusal, no_values,
};
use offhook_harness::Choices;
use offhook_scenario::Dialect;

pub use self::field::{Field, Tried};
pub(crate) use self::layer::Layer;
use crate::draw::Draw;

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
    /// How fields say that they have no value, by the row: whether it is one of refusals, and its path.
    spellings: BTreeMap<(bool, &'static str, Type), Spelling>,
    /// The codes of refusals that are others, by operation and our own code.
    codes: BTreeMap<(&'static str, &'static str), &'static str>,
    /// What else is said otherwise.
    manners: Vec<Manner>,
}

/// What is said otherwise than ours, all over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// The words that the documents only exemplify are others.
    Words,
    /// The events of one moment come in the opposite order.
    EventsTurned,
    /// Times are whole seconds.
    Seconds,
    /// Answers in XML have a root element where ours have none, and none where ours have one.
    OtherRoot,
    /// XML begins with a declaration, escapes what it need not, and is laid out.
    XmlLaidOut,
}

/// A freedom, and what a variant does to take another option of it.
#[derive(Clone, Debug)]
enum Open {
    Behaviour(&'static Behaviour),
    NoValue(NoValue),
    Code { id: String, of: &'static dyn Operation, code: &'static str, others: Vec<&'static str> },
    Manner { id: String, manner: Manner },
}

impl Open {
    /// The freedoms of a vendor that a variant can take another option of; of spelling, those of answers in JSON.
    fn all(dialect: Dialect) -> Vec<Self> {
        let vendor = dialect.vendor();
        let is_json = |it: &NoValue| it.format == Format::Json;
        let no_values = no_values(vendor).into_iter().filter(is_json).map(Self::NoValue);
        let behaviours = behaviours(vendor).iter().map(Self::Behaviour);
        behaviours.chain(Self::codes(vendor)).chain(Self::manners(vendor)).chain(no_values).collect()
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

    fn manners(vendor: &'static Vendor) -> Vec<Self> {
        let one = |kind: WordKind, manner: Manner| Self::Manner { id: kind.id(vendor, &[]), manner };
        let mut all = vec![one(WordKind::Word, Manner::Words), one(WordKind::Clock, Manner::Seconds)];
        if matches!(vendor.delivery, Delivery::Pushed) {
            all.push(one(WordKind::EventOrder, Manner::EventsTurned));
        }
        if vendor.wire.formats.contains(&Format::Xml) {
            all.push(one(WordKind::XmlRoot, Manner::OtherRoot));
            all.push(Self::Manner { id: format!("{}.xml", vendor.name), manner: Manner::XmlLaidOut });
        }
        all
    }

    fn id(&self) -> &str {
        match self {
            Self::Behaviour(it) => &it.id,
            Self::NoValue(it) => &it.id,
            Self::Code { id, .. } | Self::Manner { id, .. } => id,
        }
    }

    /// The options that are not ours.
    fn others(&self) -> Vec<&'static str> {
        match self {
            Self::Behaviour(it) => it.choices.iter().skip(1).map(|choice| choice.name).collect(),
            Self::NoValue(it) => it.options.iter().copied().filter(|option| *option != BY_ROW).collect(),
            Self::Code { others, .. } => others.clone(),
            Self::Manner { manner, .. } => vec![manner.as_str()],
        }
    }
}

impl Manner {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "others",
            Self::EventsTurned => "turned",
            Self::Seconds => "seconds",
            Self::OtherRoot => "other",
            Self::XmlLaidOut => "laid-out",
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
            codes: BTreeMap::new(),
            manners: Vec::new(),
        }
    }

    /// The same with one more option.
    fn take(&mut self, freedom: &Open, option: &'static str) {
        self.options.insert(freedom.id().to_owned(), option);
        match freedom {
            Open::Behaviour(it) => self.choices.take(it, option),
            Open::NoValue(it) => {
                let place = (it.is_refusal, it.row.path, it.row.ty);
                self.spellings.extend(Spelling::from_text(option).map(|spelling| (place, spelling)));
            }
            Open::Code { of, code, .. } => {
                self.codes.insert((of.name(), code), option);
            }
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
        |it| matches!(it, Open::Code { .. } | Open::Manner { .. }),
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
