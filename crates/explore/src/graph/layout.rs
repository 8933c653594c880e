//! Where boxes and arrows go on a page: layout-rs places them, in ranks from top to bottom.

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::{Point, Position};
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

/// The room between boxes side by side and one below the other, in pixels.
const ROOM: (f64, f64) = (18., 44.);

/// A box to place, or placed: width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A place in pixels, from the top left corner.
pub(super) type At = (f64, f64);

/// A line from one box down to another.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The place of the upper box.
    pub(super) from: usize,
    /// The place of the lower box.
    pub(super) to: usize,
}

/// Everything placed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// The upper left corners of the boxes.
    pub(super) boxes: Vec<At>,
    /// The lines, each as an SVG path from the upper box to the lower one.
    pub(super) paths: Vec<String>,
    /// Of the whole.
    pub(super) size: Size,
}

/// Places boxes, so that every line goes down and no two boxes touch.
pub(super) fn place(sizes: &[Size], lines: &[Line]) -> Placed {
    let mut graph = VisualGraph::new(Orientation::TopToBottom);
    let nodes: Vec<_> = sizes
        .iter()
        .map(|size| {
            let size = Point::new(size.width, size.height);
            let shape = ShapeKind::new_box("");
            let mut element = Element::create(shape, StyleAttr::simple(), Orientation::TopToBottom, size);
            element.pos = Position::new(Point::zero(), size, Point::zero(), Point::new(ROOM.0, ROOM.1));
            graph.add_node(element)
        })
        .collect();
    for (index, line) in lines.iter().enumerate() {
        let arrow = Arrow::simple_with_properties("", index.to_string());
        graph.add_edge(arrow, nodes[line.from], nodes[line.to]);
    }
    let mut drawn = Drawn { curves: vec![Vec::new(); lines.len()] };
    graph.do_it(false, false, false, &mut drawn);

    let corners: Vec<Point> = nodes.iter().map(|node| graph.pos(*node).bbox(false).0).collect();
    let ends = corners.iter().zip(sizes).map(|(at, size)| (at.x + size.width, at.y + size.height));
    let curves = || drawn.curves.iter().flatten().flat_map(|(one, other)| [*one, *other]);
    let all = || corners.iter().map(|at| (at.x, at.y)).chain(curves());
    let least = |pick: fn(At) -> f64| all().map(pick).fold(f64::MAX, f64::min);
    let (left, top) = (least(|at| at.0), least(|at| at.1));
    let far = ends.chain(curves()).fold((left, top), |far, at| (far.0.max(at.0), far.1.max(at.1)));
    let moved = |at: At| (at.0 - left, at.1 - top);
    Placed {
        boxes: corners.iter().map(|at| moved((at.x, at.y))).collect(),
        paths: drawn.curves.iter().map(|curve| path(curve, moved)).collect(),
        size: Size { width: far.0 - left, height: far.1 - top },
    }
}

/// The first pair is a point and its control point, each other one a control point and its point.
fn path(curve: &[(At, At)], moved: impl Fn(At) -> At) -> String {
    let show = |at: At| {
        let (x, y) = moved(at);
        format!("{x:.1} {y:.1}")
    };
    let [first, second, rest @ ..] = curve else { return String::new() };
    let mut path = format!("M {} C {}, {}, {}", show(first.0), show(first.1), show(second.0), show(second.1));
    for (control, point) in rest {
        path.push_str(&format!(" S {}, {}", show(*control), show(*point)));
    }
    path
}

/// Takes the curves of the lines, by number; everything else is drawn elsewhere.
struct Drawn {
    curves: Vec<Vec<(At, At)>>,
}

impl RenderBackend for Drawn {
    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _dashed: bool,
        _head: (bool, bool),
        _look: &StyleAttr,
        properties: Option<String>,
        _text: &str,
    ) {
        let index = properties.and_then(|index| index.parse::<usize>().ok());
        if let Some(curve) = index.and_then(|index| self.curves.get_mut(index)) {
            *curve = path.iter().map(|(one, other)| ((one.x, one.y), (other.x, other.y))).collect();
        }
    }

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_do_not_overlap_and_lines_are_drawn() {
        let size = Size { width: 120., height: 30. };
        let lines = [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3)].map(|(from, to)| Line { from, to });
        let placed = place(&[size; 4], &lines);
        for (index, one) in placed.boxes.iter().enumerate() {
            for other in &placed.boxes[index + 1..] {
                let apart = (one.0 - other.0).abs() >= size.width || (one.1 - other.1).abs() >= size.height;
                assert!(apart, "{placed:?}");
            }
        }
        assert!(placed.paths.iter().all(|path| path.starts_with("M ")), "{placed:?}");
        assert!(placed.boxes[0].1 < placed.boxes[1].1 && placed.boxes[1].1 < placed.boxes[3].1);
        assert_eq!(place(&[size; 4], &lines), placed);
    }
}
