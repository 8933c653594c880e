//! Freedoms: places where the documents leave several options open. An implementation may take any of them, and keeps to it.
//!
//! There are three kinds. In a *behaviour* the options are worlds: what happens, or what an answer shows of it, is otherwise.
//! How a field says that it has *no value* is a matter of spelling, and so is the *wording*: the code of a refusal that no
//! document settles, a word that a document only exemplifies, the order of events of one moment.

mod behaviour;
mod no_value;
mod wording;

pub use behaviour::{Behaviour, BehaviourRow, Choice, Departure, OpenBehaviour, View, Views, behaviours};
pub(crate) use behaviour::{after_unconnected, channel, user};
pub use no_value::{BY_ROW, NoValue, no_value_id, no_values, possible};
pub use wording::{WordKind, Wording, is_of_one_edition, is_open_refusal, wordings};

use crate::vendor::Vendor;

/// One place that the documents leave open, as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freedom {
    /// Its id.
    pub id: String,
    /// What is open.
    pub about: String,
    /// What may be taken, our own option first; none where any value will do.
    pub options: Vec<&'static str>,
}

/// The freedoms of a vendor: of behaviour, of wording, then of fields without a value.
pub fn freedoms(vendor: &'static Vendor) -> Vec<Freedom> {
    let behaviours = behaviours(vendor).iter().map(|it| Freedom {
        id: it.id.clone(),
        about: it.about.clone(),
        options: it.choices.iter().map(|choice| choice.name).collect(),
    });
    let wordings = wordings(vendor).into_iter().map(|it| Freedom {
        id: it.id,
        about: it.about,
        options: it.kind.options().to_vec(),
    });
    let no_values =
        no_values(vendor).into_iter().map(|it| Freedom { id: it.id, about: it.about, options: it.options });
    behaviours.chain(wordings).chain(no_values).collect()
}
