//! Walks a flat table of paths as the tree it describes, without building one.

use crate::shape::{FieldRow, NoneAs, Type};

/// What kind of value a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Leaf,
    Object,
    List,
}

/// One child of a container: a leaf with its row, or a container with the rows inside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The row of the node itself; a container may stand in the paths of its fields only.
    pub(crate) row: Option<&'a FieldRow>,
    /// The rows inside a container.
    pub(crate) inner: &'a [FieldRow],
    /// How many bytes of the inner rows' paths lead to the container.
    pub(crate) prefix: usize,
}

impl Node<'_> {
    /// How the node says that it has no value.
    pub(crate) fn none(&self) -> NoneAs {
        self.row.map_or(NoneAs::Never, |row| row.none)
    }
}

/// The children of the container whose rows these are, in wire order.
pub(crate) fn children(rows: &[FieldRow], prefix: usize) -> Children<'_> {
    Children { rows, prefix }
}

pub(crate) struct Children<'a> {
    rows: &'a [FieldRow],
    prefix: usize,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let first = self.rows.first()?;
        let rest: &'static str = first.path.get(self.prefix..).unwrap_or_default();
        let segment = rest.split('.').next().unwrap_or_default();
        let name = segment.strip_suffix("[]").unwrap_or(segment);
        let stands_alone = !rest.contains('.');
        let own = usize::from(stands_alone);
        let inside = self.rows[own..].iter().take_while(|row| is_inside(row, self.prefix, name)).count();
        let (head, tail) = self.rows.split_at(own + inside);
        self.rows = tail;

        let row = stands_alone.then_some(first);
        let inner = &head[own..];
        let is_list = row.is_some_and(|row| row.ty == Type::ObjectList)
            || inner.first().is_some_and(|row| list_follows(row, self.prefix, name));
        let kind = match row {
            Some(row) if !row.ty.is_container() => Kind::Leaf,
            _ if is_list => Kind::List,
            _ => Kind::Object,
        };
        let separator = if kind == Kind::List { "[]." } else { "." };
        Some(Node { name, kind, row, inner, prefix: self.prefix + name.len() + separator.len() })
    }
}

/// What follows `name` in the row's path, if the row stands in the container of that name.
fn after<'a>(row: &'a FieldRow, prefix: usize, name: &str) -> Option<&'a str> {
    row.path.get(prefix..)?.strip_prefix(name)
}

fn is_inside(row: &FieldRow, prefix: usize, name: &str) -> bool {
    after(row, prefix, name).is_some_and(|rest| rest.starts_with('.') || rest.starts_with("[]."))
}

fn list_follows(row: &FieldRow, prefix: usize, name: &str) -> bool {
    after(row, prefix, name).is_some_and(|rest| rest.starts_with("[]."))
}
