//! The rows of which every request and every answer is made.
//!
//! A table of rows is the only place that knows a field's name, type, place and meaning. The codec executes it, the
//! clause registry is derived from it, and whoever needs a schema reads it.

use offhook_machine::Basis;
use serde::{Deserialize, Serialize};

use crate::source::Source;

/// How the documented form spells "no value" where it spells it at all.
pub const PLACEHOLDER: &str = "无";

/// The declared type of a parameter or field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A whole number of up to 64 bits, such as milliseconds since the epoch.
    Long,
    /// True or false.
    Boolean,
    /// A list of texts.
    StringList,
    /// Names and values that the caller chooses.
    Map,
    /// A container whose fields are rows of the same table.
    Object,
    /// A list of such containers.
    ObjectList,
    /// Whatever another field of the same container calls for.
    Any,
}

impl Type {
    /// The word used in tables and diagnostics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Boolean => "boolean",
            Self::StringList => "list of strings",
            Self::Map => "map",
            Self::Object => "object",
            Self::ObjectList => "list of objects",
            Self::Any => "any type",
        }
    }

    /// Whether the value is made of further rows.
    pub const fn is_container(self) -> bool {
        matches!(self, Self::Object | Self::ObjectList)
    }
}

/// Which generation of a vendor's documents counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
pub enum Edition {
    /// The first: CCC as of 2021, CC-Gateway as of 2023.
    #[default]
    First,
    /// What followed: CCC's published SDK and help pages, CC-Gateway as of 2025.
    Later,
}

/// Whether a request must carry a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Required {
    /// In every edition.
    Always,
    /// Only the first edition demands it.
    FirstEditionOnly,
    /// The first edition does not demand it, later ones do.
    LaterEditionsOnly,
    /// In none.
    Never,
}

impl Required {
    /// Whether this edition demands the parameter.
    pub const fn in_edition(self, edition: Edition) -> bool {
        match self {
            Self::Always => true,
            Self::FirstEditionOnly => matches!(edition, Edition::First),
            Self::LaterEditionsOnly => matches!(edition, Edition::Later),
            Self::Never => false,
        }
    }
}

/// Where in a request a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the query, or in a form body.
    Query,
    /// In the path.
    Path,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// What a parameter's value may be, beyond its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bounds {
    /// Anything of the type.
    None,
    /// A number from `min` to `max`, both included.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number from `min` to `max`, or this one beside them.
    IntegerOr {
        /// The one beside.
        other: i64,
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A text of `min` to `max` characters. A least length of 0 admits the empty text where a value is required.
    Length {
        /// The shortest.
        min: usize,
        /// The longest.
        max: usize,
    },
    /// A text of `min` to `max` characters, each one of `alphabet`.
    Symbols {
        /// The characters allowed.
        alphabet: &'static str,
        /// The shortest.
        min: usize,
        /// The longest.
        max: usize,
    },
    /// A text of at most this many bytes in UTF-8.
    Bytes {
        /// The most.
        max: usize,
    },
    /// One of these texts.
    OneOf(&'static [&'static str]),
}

/// One parameter of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParamRow {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// The declared type.
    pub ty: Type,
    /// Whether a request must carry it.
    pub required: Required,
    /// What its value may be.
    pub bounds: Bounds,
    /// What later editions allow instead, where they differ.
    pub later_bounds: Option<Bounds>,
    /// The value of an absent parameter, in the wire's text.
    pub default: Option<&'static str>,
    /// How we know the row.
    pub basis: Basis,
    /// What it means.
    pub about: &'static str,
}

impl ParamRow {
    /// A documented query parameter with neither bounds nor default.
    pub const fn new(name: &'static str, ty: Type, required: Required, about: &'static str) -> Self {
        Self {
            name,
            place: Place::Query,
            ty,
            required,
            bounds: Bounds::None,
            later_bounds: None,
            default: None,
            basis: Basis::Documented,
            about,
        }
    }

    /// The same row elsewhere in the request.
    #[must_use]
    pub const fn place(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same row with bounds.
    #[must_use]
    pub const fn bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// The same row with other bounds in later editions.
    #[must_use]
    pub const fn later_bounds(mut self, bounds: Bounds) -> Self {
        self.later_bounds = Some(bounds);
        self
    }

    /// The same row with a default.
    #[must_use]
    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    /// The same row, known otherwise.
    #[must_use]
    pub const fn basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// The bounds that hold in an edition.
    pub const fn bounds_in(&self, edition: Edition) -> Bounds {
        match (edition, self.later_bounds) {
            (Edition::Later, Some(bounds)) => bounds,
            _ => self.bounds,
        }
    }
}

/// How an answer says that a field has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoneAs {
    /// It never does: wherever the container stands, the field has a value.
    Never,
    /// The documented form writes [`PLACEHOLDER`], the typed form leaves the field out.
    Placeholder,
    /// The documented form writes an empty text, the typed form leaves the field out.
    Empty,
    /// Both forms write JSON's `null`.
    Null,
    /// Both forms leave the field out.
    Omitted,
}

/// One field of an answer. The order of rows in a table is the order on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Where it stands: names joined by dots, `[]` behind the name of a list of containers.
    pub path: &'static str,
    /// The declared type.
    pub ty: Type,
    /// How "no value" is written.
    pub none: NoneAs,
    /// What stands there.
    pub source: Source,
    /// How we know the row.
    pub basis: Basis,
    /// What it means.
    pub about: &'static str,
}

impl FieldRow {
    /// How well it is known what stands in the field.
    pub fn known(&self) -> Basis {
        self.basis.max(self.source.basis())
    }

    /// A documented field that always has a value.
    pub const fn new(path: &'static str, ty: Type, source: Source, about: &'static str) -> Self {
        Self { path, ty, none: NoneAs::Never, source, basis: Basis::Documented, about }
    }

    /// The same row, for a field that may have no value.
    #[must_use]
    pub const fn none(mut self, none: NoneAs) -> Self {
        self.none = none;
        self
    }

    /// The same row, known otherwise.
    #[must_use]
    pub const fn basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// The last name of the path.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}

/// One way in which an action refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRow {
    /// The HTTP status.
    pub http_status: u16,
    /// The code in the body.
    pub code: &'static str,
    /// The message, with `%s` for each argument.
    pub template: &'static str,
    /// What the arguments are, in order.
    pub args: &'static [&'static str],
    /// How we know that this action refuses so.
    pub basis: Basis,
    /// When it happens.
    pub about: &'static str,
}

impl ErrorRow {
    /// The same row, known otherwise.
    #[must_use]
    pub const fn basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// The message with its arguments put in; an argument too few leaves its `%s`, one too many is ignored.
    ///
    /// ```
    /// use offhook_dialect::ccc::errors::NO_CHANNEL;
    /// assert_eq!(
    ///     NO_CHANNEL.message(&["ch:1", "job-2"]),
    ///     "The specified channel ch:1 does not exist in call job-2."
    /// );
    /// ```
    pub fn message(&self, args: &[&str]) -> String {
        let mut args = args.iter();
        let mut out = String::with_capacity(self.template.len());
        for (index, part) in self.template.split("%s").enumerate() {
            if index > 0 {
                out.push_str(args.next().copied().unwrap_or("%s"));
            }
            out.push_str(part);
        }
        out
    }
}

/// A wire name as the tail of a clause id: `NotExists.ChannelId` becomes `not-exists-channel-id`.
///
/// ```
/// assert_eq!(offhook_dialect::kebab("NotExists.ChannelId"), "not-exists-channel-id");
/// assert_eq!(offhook_dialect::kebab("CancelNotReady_Success"), "cancel-not-ready-success");
/// assert_eq!(offhook_dialect::kebab("EARLY_MEDIA"), "early-media");
/// ```
pub fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for symbol in name.chars() {
        if !symbol.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            after_lower = false;
        } else {
            if symbol.is_ascii_uppercase() && after_lower {
                out.push('-');
            }
            after_lower = symbol.is_ascii_lowercase();
            out.push(symbol.to_ascii_lowercase());
        }
    }
    out
}
