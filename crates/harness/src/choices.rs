//! Choices: which options of the freedoms of behaviour a call centre takes, where they are not ours.

use std::collections::BTreeMap;
use std::fmt;

use offhook_dialect::{Behaviour, Departure, Vendor, View, Views, behaviours};
use offhook_machine::{Deviation, Rules};

use crate::profile::Profile;

/// The options that a call centre takes, by the id of the freedom. What is not there is our own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choices(BTreeMap<&'static str, &'static str>);

impl Choices {
    /// The options that a profile leaves: our own where it is among them.
    pub fn of(vendor: &Vendor, profile: &Profile) -> Self {
        let mut choices = Self::default();
        for behaviour in behaviours(vendor) {
            let left = profile.freedoms.get(&behaviour.id);
            let possible = |name: &str| left.is_none_or(|taken| taken.options.contains(name));
            if let Some(choice) = behaviour.choices.iter().find(|choice| possible(choice.name)) {
                choices.take(behaviour, choice.name);
            }
        }
        choices
    }

    /// Takes an option.
    pub fn take(&mut self, behaviour: &'static Behaviour, option: &'static str) {
        if behaviour.choices.first().is_some_and(|ours| ours.name == option) {
            self.0.remove(behaviour.id.as_str());
        } else {
            self.0.insert(&behaviour.id, option);
        }
    }

    /// These options, and one more.
    #[must_use]
    pub fn with(&self, behaviour: &'static Behaviour, option: &'static str) -> Self {
        let mut choices = self.clone();
        choices.take(behaviour, option);
        choices
    }

    /// The option that is taken of a freedom.
    pub fn option(&self, behaviour: &Behaviour) -> &'static str {
        let ours = behaviour.choices.first().map_or("", |ours| ours.name);
        self.0.get(behaviour.id.as_str()).copied().unwrap_or(ours)
    }

    /// True if every option is our own.
    pub fn are_ours(&self) -> bool {
        self.0.is_empty()
    }

    /// The ids of the freedoms of which another option than ours is taken.
    pub fn others(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.0.iter().map(|(id, option)| (*id, *option))
    }

    fn departures(&self, vendor: &Vendor) -> impl Iterator<Item = Departure> {
        let chosen = behaviours(vendor).iter().filter_map(|it| it.choice(self.0.get(it.id.as_str())?));
        chosen.flat_map(|choice| choice.departures.iter().copied())
    }

    /// The cells of the rules that are otherwise in such a call centre.
    pub fn cells(&self, vendor: &Vendor) -> Vec<Deviation> {
        let cell = |departure| match departure {
            Departure::Rule(deviation) => Some(deviation),
            Departure::View(_) => None,
        };
        self.departures(vendor).filter_map(cell).collect()
    }

    /// The rules of such a call centre.
    pub fn rules(&self, vendor: &Vendor) -> Rules {
        // A test of the tables takes every option.
        Rules::documented().deviating(&self.cells(vendor)).unwrap_or_else(|_| Rules::documented())
    }

    /// What its answers show otherwise.
    pub fn views(&self, vendor: &Vendor) -> Views {
        let views = self.departures(vendor).filter_map(|departure| match departure {
            Departure::View(view) => Some(view),
            Departure::Rule(_) => None,
        });
        Views(views.collect::<Vec<View>>())
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (id, option)) in self.0.iter().enumerate() {
            write!(f, "{}{id}={option}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}
