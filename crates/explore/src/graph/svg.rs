//! A picture: every state a box with the steps that stay in it, every other step named on its arrow.

use std::fmt::{self, Write as _};

use offhook_machine::Basis;

use super::dot::escape;
use super::drawing::{Drawing, Heat, Step};
use super::layout::{At, Line, Placed, Size, place};
use super::palette::{dark, light};

/// The most states of a graph that is drawn as a picture.
pub const MAX_SVG_STATES: usize = 50;

/// The graph is too large for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// It has so many states.
    pub states: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the graph has {} states, and a picture shows at most {MAX_SVG_STATES}: take `--format dot` and Graphviz",
            self.states
        )
    }
}

impl std::error::Error for TooLarge {}

/// The margin of the page, in pixels.
const MARGIN: f64 = 28.;
/// From one line of small text to the next.
const LEADING: f64 = 16.;
/// The width of a letter of small text.
const LETTER: f64 = 6.65;
/// The width of a letter of a state's name.
const CAPITAL: f64 = 10.6;
/// The height of a state's name with the air around it.
const HEAD: f64 = 32.;
/// Between a box's edge and the text in it.
const PADDING: f64 = 12.;
/// Between the edge of an arrow's label and the text in it.
const AIR: f64 = 5.;
/// From a line's dot to its text.
const BULLET: f64 = 12.;

/// All drawings, one below the other.
///
/// # Errors
/// One has more than [`MAX_SVG_STATES`] states.
pub fn svg(drawings: &[Drawing]) -> Result<String, TooLarge> {
    let states = drawings.iter().map(|drawing| drawing.states.len()).max().unwrap_or_default();
    if states > MAX_SVG_STATES {
        return Err(TooLarge { states });
    }
    let pictures: Vec<Picture<'_>> = drawings.iter().map(Picture::of).collect();
    let legend = legend(drawings.iter().any(|drawing| drawing.heat().is_some()));
    let widest = pictures.iter().map(|picture| picture.placed.size.width).fold(legend.1, f64::max);
    let (width, mut body, mut y) = (widest + 2. * MARGIN, String::new(), MARGIN);
    let _ = write!(body, "<g transform=\"translate({MARGIN:.0} {y:.0})\">\n{}</g>\n", legend.0);
    y += 30.;
    for picture in &pictures {
        let title = escape(&picture.drawing.title);
        let _ = writeln!(body, "<text class=\"title\" x=\"{MARGIN:.0}\" y=\"{:.0}\">{title}</text>", y + 20.);
        y += 44.;
        let x = (width - picture.placed.size.width) / 2.;
        let _ = write!(body, "<g transform=\"translate({x:.1} {y:.1})\">\n{}</g>\n", picture.draw());
        y += picture.placed.size.height + MARGIN;
    }
    let (width, height) = (width.ceil(), y.ceil());
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         {}<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n",
        style(),
    ))
}

/// Colours and type. Everything that a dark screen needs otherwise is said a second time for it.
fn style() -> String {
    let mut text = String::from("<style>\n");
    text.push_str(
        "text { font: 11px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace }\n\
         .title { font: 600 17px system-ui, 'DejaVu Sans', sans-serif }\n\
         .name { font: 600 13px system-ui, 'DejaVu Sans', sans-serif; letter-spacing: .4px }\n\
         .when { font-style: italic; opacity: .75 }\n.line { fill: none; stroke-linecap: round }\n\
         .never { stroke-dasharray: 5 5; opacity: .65 }\n",
    );
    scheme(&mut text, light, ["#ffffff", "#1c2430", "#f4f6f9", "#8a94a3"], HEAT_LIGHT);
    text.push_str("@media (prefers-color-scheme: dark) {\n");
    scheme(&mut text, dark, ["#14181f", "#e6e9ee", "#1f2630", "#7b8696"], HEAT_DARK);
    text.push_str("}\n</style>\n<defs>\n");
    for basis in Basis::ALL {
        let name = basis.as_str();
        let _ = writeln!(
            text,
            "<marker id=\"to-{name}\" viewBox=\"0 0 10 8\" refX=\"9\" refY=\"4\" markerWidth=\"13\" markerHeight=\"11\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\"><path class=\"f-{name}\" d=\"M0 0 10 4 0 8z\"/></marker>"
        );
    }
    text.push_str("</defs>\n");
    text
}

/// The grounds of states by heat, coldest first.
const HEAT_LIGHT: [&str; Heat::LEVELS as usize] = ["#fff4e5", "#ffe4c2", "#ffcf94", "#ffb566", "#ff9838"];
const HEAT_DARK: [&str; Heat::LEVELS as usize] = ["#2d2419", "#45321c", "#5f421e", "#7b5420", "#9a6722"];

fn scheme(text: &mut String, colour: fn(Basis) -> &'static str, tones: [&str; 4], heat: [&str; 5]) {
    let [paper, ink, ground, edge] = tones;
    let _ = writeln!(
        text,
        "text {{ fill: {ink} }}\n.paper {{ fill: {paper} }}\n.label text {{ paint-order: stroke; stroke: {paper}; stroke-width: 4px; stroke-linejoin: round }}\n.state {{ fill: {ground}; stroke: {edge} }}\n\
         .ring {{ fill: none; stroke: {edge} }}\n.ink {{ fill: {ink} }}\n.rule {{ stroke: {edge} }}"
    );
    for basis in Basis::ALL {
        let (name, colour) = (basis.as_str(), colour(basis));
        let _ = writeln!(text, ".f-{name} {{ fill: {colour} }}\n.s-{name} {{ stroke: {colour} }}");
    }
    for (level, ground) in heat.iter().enumerate() {
        let _ = writeln!(text, ".heat-{} {{ fill: {ground} }}", level + 1);
    }
}

/// What the colours mean, on one line, and its width.
fn legend(heat: bool) -> (String, f64) {
    let mut text = String::new();
    let mut x = 0.;
    let mut word = |mark: String, said: &str, text: &mut String| {
        let _ = writeln!(text, "{mark}<text x=\"{:.1}\" y=\"4\">{said}</text>", x + BULLET);
        x += BULLET + LETTER * said.chars().count() as f64 + 24.;
        x
    };
    let mut end = 0.;
    for basis in Basis::ALL {
        let mark = format!("<circle class=\"f-{}\" cx=\"{end:.1}\" cy=\"0\" r=\"4\"/>", basis.as_str());
        end = word(mark, basis.as_str(), &mut text);
    }
    let begin = format!("<circle class=\"ink\" cx=\"{end:.1}\" cy=\"0\" r=\"5\"/>");
    end = word(begin, "begins here", &mut text);
    let rest = format!(
        "<rect class=\"ring\" x=\"{:.1}\" y=\"-6\" width=\"12\" height=\"12\" rx=\"3\"/><rect class=\"ring\" x=\"{:.1}\" y=\"-3\" width=\"6\" height=\"6\" rx=\"1\"/>",
        end - 6.,
        end - 3.
    );
    end = word(rest, "rests here", &mut text);
    if heat {
        let thick = format!("<path class=\"line rule\" stroke-width=\"5\" d=\"M{:.1} 0h12\"/>", end - 6.);
        end = word(thick, "the oftener hit, the thicker and warmer", &mut text);
        let never = format!("<path class=\"line rule never\" d=\"M{:.1} 0h12\"/>", end - 6.);
        end = word(never, "never hit", &mut text);
    }
    (text, end)
}

/// A drawing with everything in its place: the states' boxes first, then the labels of the arrows.
struct Picture<'a> {
    drawing: &'a Drawing,
    arrows: Vec<((usize, usize), Vec<&'a Step>)>,
    sizes: Vec<Size>,
    placed: Placed,
}

impl<'a> Picture<'a> {
    fn of(drawing: &'a Drawing) -> Self {
        let arrows: Vec<_> = drawing.arrows().into_iter().collect();
        let states = (0..drawing.states.len()).map(|index| state_size(drawing, index));
        let labels = arrows.iter().map(|(_, steps)| lines_size(&lines(steps), AIR));
        let sizes: Vec<Size> = states.chain(labels).collect();
        let first = drawing.states.len();
        // Lines go down: a step back is drawn from below, and its head stands above.
        let lines = arrows.iter().enumerate().flat_map(|(index, ((from, to), _))| {
            let (upper, lower) = (*from.min(to), *from.max(to));
            [Line { from: upper, to: first + index }, Line { from: first + index, to: lower }]
        });
        let placed = place(&sizes, &lines.collect::<Vec<_>>());
        Self { drawing, arrows, sizes, placed }
    }

    fn draw(&self) -> String {
        let mut text = String::new();
        let heat = self.drawing.heat();
        let first = self.drawing.states.len();
        for (index, (ends, steps)) in self.arrows.iter().enumerate() {
            self.arrow(&mut text, index, *ends, steps, heat);
        }
        for (index, at) in self.placed.boxes.iter().enumerate() {
            match index.checked_sub(first).and_then(|arrow| self.arrows.get(arrow)) {
                None => self.state(&mut text, index, *at, heat),
                Some((_, steps)) => {
                    text.push_str("<g class=\"label\">\n");
                    write_lines(&mut text, &lines(steps), (at.0 + AIR, at.1 + AIR - 2.));
                    text.push_str("</g>\n");
                }
            }
        }
        text
    }

    /// Two lines, to the label and on; the head is at the end at which the step arrives.
    fn arrow(
        &self,
        text: &mut String,
        index: usize,
        (from, to): (usize, usize),
        steps: &[&Step],
        heat: Option<Heat>,
    ) {
        let basis = steps.iter().map(|step| step.basis()).min().unwrap_or(Basis::Chosen).as_str();
        let hits = steps.iter().map(|step| step.hits).max().flatten();
        let level = heat.zip(hits).map(|(heat, hits)| heat.level(hits));
        let width = level.map_or(1.6, |level| 0.8 + f64::from(level.max(1)) * 0.8);
        let never = if level == Some(0) { " never" } else { "" };
        let (upper, lower) = if from < to {
            (String::new(), format!(" marker-end=\"url(#to-{basis})\""))
        } else {
            (format!(" marker-start=\"url(#to-{basis})\""), String::new())
        };
        for (part, head) in [(0, upper), (1, lower)] {
            let path = &self.placed.paths[2 * index + part];
            let _ = writeln!(
                text,
                "<path class=\"line s-{basis}{never}\" stroke-width=\"{width:.1}\"{head} d=\"{path}\"/>"
            );
        }
    }

    fn state(&self, text: &mut String, index: usize, (x, y): At, heat: Option<Heat>) {
        let state = &self.drawing.states[index];
        let Size { width, height } = self.sizes[index];
        let level = heat.zip(state.hits).map_or(0, |(heat, hits)| heat.level(hits));
        let warm = if level > 0 { format!(" heat-{level}") } else { String::new() };
        let never = if state.hits == Some(0) { " never" } else { "" };
        let _ = writeln!(
            text,
            "<rect class=\"state{warm}{never}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"9\" stroke-width=\"1.4\"/>"
        );
        if state.rest {
            let _ = writeln!(
                text,
                "<rect class=\"ring\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"6\"/>",
                x + 3.,
                y + 3.,
                width - 6.,
                height - 6.
            );
        }
        let mut name_at = x + PADDING + 4.;
        if state.initial {
            let _ = writeln!(
                text,
                "<circle class=\"ink\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"5\"/>",
                name_at + 4.,
                y + 17.
            );
            name_at += 18.;
        }
        let name = escape(&state_name(self.drawing, index));
        let _ = writeln!(text, "<text class=\"name\" x=\"{name_at:.1}\" y=\"{:.1}\">{name}</text>", y + 21.5);
        let stays: Vec<&Step> = self.drawing.loops(index).collect();
        if !stays.is_empty() {
            let _ = writeln!(
                text,
                "<path class=\"rule\" stroke-width=\".7\" d=\"M{:.1} {:.1}h{:.1}\"/>",
                x + 8.,
                y + HEAD,
                width - 16.
            );
            write_lines(text, &lines(&stays), (x + PADDING + 4., y + HEAD + 5.));
        }
    }
}

fn state_name(drawing: &Drawing, index: usize) -> String {
    let state = &drawing.states[index];
    state.hits.map_or_else(|| state.label.clone(), |hits| format!("{}  ×{hits}", state.label))
}

fn state_size(drawing: &Drawing, index: usize) -> Size {
    let stays: Vec<&Step> = drawing.loops(index).collect();
    let mark = if drawing.states[index].initial { 18. } else { 0. };
    let name = CAPITAL * state_name(drawing, index).chars().count() as f64 + mark + 2. * PADDING + 8.;
    if stays.is_empty() {
        return Size { width: name, height: HEAD + 2. };
    }
    let Size { width, height } = lines_size(&lines(&stays), PADDING);
    Size { width: name.max(width + 8.), height: HEAD + height }
}

/// A line of a label.
struct Said {
    text: String,
    basis: Basis,
    /// What is shown when one points at it.
    more: String,
    /// A condition, which belongs to the line above.
    is_condition: bool,
}

/// The steps of a label, a row a line, each with its condition below.
fn lines(steps: &[&Step]) -> Vec<Said> {
    let mut lines = Vec::new();
    for step in steps {
        for (index, rule) in step.rules.iter().enumerate() {
            let before = match (index, step.agent) {
                (0, Some(agent)) => format!("{agent}: "),
                (0, None) => String::new(),
                _ => "+ ".to_owned(),
            };
            let last = index + 1 == step.rules.len();
            let hits = step.hits.filter(|_| last).map_or_else(String::new, |hits| format!(" ×{hits}"));
            let more = format!(
                "{} + {} leads to {}; {}: {}",
                rule.from,
                rule.trigger,
                rule.to,
                rule.basis.as_str(),
                rule.clause
            );
            let text = format!("{before}{}{hits}", rule.id);
            lines.push(Said { text, basis: rule.basis, more, is_condition: false });
        }
        if !step.condition().is_empty() {
            let (text, basis) = (format!("when {}", step.condition()), step.basis());
            lines.push(Said { text, basis, more: String::new(), is_condition: true });
        }
    }
    lines
}

fn lines_size(lines: &[Said], around: f64) -> Size {
    let longest = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or_default();
    Size {
        width: LETTER * longest as f64 + BULLET + 2. * around,
        height: LEADING * lines.len() as f64 + around.min(12.),
    }
}

fn write_lines(text: &mut String, lines: &[Said], (x, y): At) {
    for (index, line) in lines.iter().enumerate() {
        let y = y + LEADING * index as f64;
        let said = escape(&line.text);
        if line.is_condition {
            let _ = writeln!(
                text,
                "<text class=\"when\" x=\"{:.1}\" y=\"{:.1}\">{said}</text>",
                x + BULLET,
                y + 12.
            );
            continue;
        }
        let (basis, more) = (line.basis.as_str(), escape(&line.more));
        let _ = writeln!(
            text,
            "<circle class=\"f-{basis}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.2\"/><text x=\"{:.1}\" y=\"{:.1}\">{said}<title>{more}</title></text>",
            x + 3.,
            y + 8.2,
            x + BULLET,
            y + 12.
        );
    }
}
