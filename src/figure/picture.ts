import { axis } from "./picture-axis";
import { type Axes, drawPoints, drawTrace, isDrawable } from "./picture-trace";
import { FONT_SIZE, label, lines, place, plain } from "./svg";
import { TEMPLATE } from "./template";
import type { Attributes, Figure } from "./types";

/** Width of a picture in pixels; a page scales it down where there is less room. */
export const WIDTH = 700;

/** A rectangle in the picture, in pixels from its left and upper edge. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Draws a still picture of a figure, as SVG, for where no script runs: GitHub, a mail, an untrusted
 * notebook, a page of nbconvert. It is simpler than Plotly's: lines, bands, markers, boxes and heat
 * maps on linear and logarithmic axes, with titles, texts and a legend. It leaves sliders out.
 *
 * @returns undefined for a figure with anything else in it: another type of trace, dates, names
 */
export function picture({ data, layout }: Figure): string | undefined {
  if (data.length === 0 || !data.every(isDrawable)) return undefined;
  const {
    height: most = 450,
    title,
    margin,
    annotations = [],
    sliders,
    showlegend = true,
    xaxis,
  } = layout;
  const heading = title?.text ? lines(title.text) : [];
  const named = data.filter(
    ({ name, showlegend, type }) => name && showlegend !== false && type !== "box",
  );
  const legend = showlegend ? named : [];
  const total = sliders ? most - 60 : most;
  const area = {
    left: 64,
    right: WIDTH - (margin?.r ?? 20),
    top: sliders ? (margin?.t ?? 20) : heading.length > 0 ? 42 + 20 * heading.length : 20,
    bottom:
      total - (legend.length > 0 ? 80 : 56) - 17 * (lines(xaxis?.title?.text ?? "").length - 1),
  };
  const parts = heading.map((text, i) => label([35, 28 + 20 * i], text, { size: 17 }));
  const drawn = new Map<string, Plot>();
  data.forEach((trace, i) => {
    const [name, mates] = matesOf(trace, data);
    let plot = drawn.get(name);
    if (!plot) {
      plot = plotOf(mates, layout, area);
      parts.push(plot.frame, clip(drawn.size, plot.box));
      drawn.set(name, plot);
    }
    const id = Array.from(drawn.keys()).indexOf(name);
    const { mode, type } = trace;
    const shape = drawTrace(trace, plot.axes, data[i - 1]);
    const isCut = mode === "lines" || type === "contour";
    parts.push(isCut ? `<g clip-path="url(#plot${id})">${shape}</g>` : shape);
  });
  parts.push(...annotations.map((note: Attributes) => drawNote(note, area)));
  parts.push(drawLegend(legend, total - 14));
  // Square maps may leave room below them.
  const lowest = Math.max(...Array.from(drawn.values(), ({ box }) => box.bottom));
  const height = Math.round(total - area.bottom + lowest);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" ` +
    `viewBox="0 0 ${WIDTH} ${height}" font-family="Open Sans, verdana, arial, sans-serif" ` +
    `font-size="${FONT_SIZE}" fill="${TEMPLATE.layout.font.color}">` +
    `<rect width="${WIDTH}" height="${height}" fill="${TEMPLATE.layout.paper_bgcolor}"/>` +
    `${parts.join("")}</svg>`
  );
}

/** The traces on the same axes as one of them, and a name for these axes. */
function matesOf(trace: Attributes, data: Attributes[]): [name: string, mates: Attributes[]] {
  const name = ({ xaxis = "x", yaxis = "y" }: Attributes) => `${xaxis} ${yaxis}`;
  return [name(trace), data.filter((other) => name(other) === name(trace))];
}

/** Axes, the rectangle between them, and their frame as SVG: background, grid, ticks, titles. */
interface Plot {
  axes: Axes;
  box: Box;
  frame: string;
}

/** What keeps the lines of plot number `id` within it. */
function clip(id: number, { left, right, top, bottom }: Box): string {
  const [width, height] = [right - left, bottom - top].map(place);
  return (
    `<clipPath id="plot${id}"><rect x="${place(left)}" y="${place(top)}" ` +
    `width="${width}" height="${height}"/></clipPath>`
  );
}

function plotOf(traces: Attributes[], layout: Attributes, area: Box): Plot {
  const [{ type, xaxis = "x", yaxis = "y" } = {}] = traces;
  const [horizontal, vertical] = [xaxis, yaxis].map(
    (name: string) => layout[name.replace(/^[xy]/, "$&axis")] ?? {},
  );
  const box = boxOf(horizontal, vertical, area);
  const numbers = (name: "x" | "y") =>
    traces.flatMap(({ [name]: values = [] }) => Array.from(values, Number));
  const boxes = type === "box"; // side by side, each with its name below it
  const room = traces.some(({ mode }) => mode?.includes("markers")) ? 0.05 : 0;
  const xs = boxes ? [-0.5, traces.length - 0.5] : numbers("x");
  const x = axis(horizontal, xs, room, box.left, box.right);
  if (boxes) x.ticks = traces.map(({ name }, value) => ({ value, text: name }));
  const y = axis(vertical, numbers("y"), 0.06, box.bottom, box.top);
  const axes = { x, y };
  // Of plots above each other that share their x axis, the lowest has its ticks and its title.
  const { anchor = yaxis, title } = horizontal;
  const { showticklabels = true, title: { text: upright = "" } = {} } = vertical;
  const { showgrid = true } = horizontal;
  const parts = [drawGrid(axes, box, { x: showgrid && !boxes, y: showgrid })];
  if (anchor === yaxis) parts.push(...drawNames(x, box, title?.text ?? ""));
  if (showticklabels) {
    for (const { value, text } of y.ticks) {
      parts.push(label([box.left - 5, y.at(value) + 4], text, { anchor: "end" }));
    }
  }
  const middle = [box.left - 46, (box.top + box.bottom) / 2] as const;
  parts.push(
    ...lines(upright).map((text) =>
      label(middle, text, { size: 14, anchor: "middle", upright: true }),
    ),
  );
  return { axes, box, frame: parts.join("") };
}

/** Where the axes are: their domains' share of the area, and square where a map has to be. */
function boxOf(horizontal: Attributes, vertical: Attributes, area: Box): Box {
  const { domain: [x0, x1] = [0, 1] } = horizontal;
  const { domain: [y0, y1] = [0, 1], scaleanchor } = vertical;
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const box = {
    left: area.left + x0 * width,
    right: area.left + x1 * width,
    top: area.bottom - y1 * height,
    bottom: area.bottom - y0 * height,
  };
  if (!scaleanchor) return box;
  const side = Math.min(box.right - box.left, box.bottom - box.top);
  const left = (box.left + box.right - side) / 2;
  return { left, right: left + side, top: box.top, bottom: box.top + side };
}

function drawGrid(
  { x, y }: Axes,
  { left, right, top, bottom }: Box,
  shown: { x: boolean; y: boolean },
): string {
  const { plot_bgcolor, xaxis } = TEMPLATE.layout;
  const [width, height] = [right - left, bottom - top].map(place);
  const grid = [
    ...(shown.x ? x.ticks : []).map(({ value }) => ({
      value,
      d: `M${place(x.at(value))} ${place(top)}v${height}`,
    })),
    ...(shown.y ? y.ticks : []).map(({ value }) => ({
      value,
      d: `M${place(left)} ${place(y.at(value))}h${width}`,
    })),
  ];
  const draw = (thickness: number, drawn: typeof grid) =>
    `<path d="${drawn.map(({ d }) => d).join("")}" stroke="${xaxis.gridcolor}" ` +
    `stroke-width="${thickness}"/>`;
  const zero = grid.filter(({ value }) => value === 0);
  return [
    `<rect x="${place(left)}" y="${place(top)}" width="${width}" height="${height}" `,
    `fill="${plot_bgcolor}"/>`,
    draw(1, grid),
    zero.length > 0 ? draw(2, zero) : "",
  ].join("");
}

/** The texts below an x axis: those of its ticks, and its title. */
function drawNames(x: Axes["x"], { left, right, bottom }: Box, title: string): string[] {
  const middle = { anchor: "middle" } as const;
  return [
    ...x.ticks.flatMap(({ value, text }) =>
      lines(text).map((part, i) => label([x.at(value), bottom + 17 + 15 * i], part, middle)),
    ),
    ...lines(title).map((part, i) =>
      label([(left + right) / 2, bottom + 42 + 17 * i], part, {
        size: i === 0 ? 14 : 12,
        ...middle,
      }),
    ),
  ];
}

/** A text at x and y of the drawing area: 0 is its left edge and foot, 1 right and top. */
function drawNote(note: Attributes, area: Box): string {
  const { x, y, xanchor = "center", yanchor = "middle", xshift = 0, yshift = 0, text, font } = note;
  const { size = 12, color } = font ?? {};
  const rows = lines(text);
  const above: { [yanchor: string]: number } = { bottom: 1, middle: 0.5, top: 0 };
  const height = 1.3 * size;
  const foot = area.bottom - y * (area.bottom - area.top) - yshift;
  const top = foot - rows.length * height * (above[yanchor] ?? 0.5);
  const longest = Math.max(...rows.map((row) => plain(row).length));
  const left = area.left + x * (area.right - area.left) + xshift;
  const start = xanchor === "right" ? left - 0.55 * size * longest : left;
  const anchor = xanchor === "center" ? "middle" : "start";
  return rows
    .map((row, i) => label([start, top + (i + 0.8) * height], row, { size, anchor, color }))
    .join("");
}

/** The names of traces, each after a piece of its line. */
function drawLegend(traces: Attributes[], y: number): string {
  let left = 64;
  return traces
    .map((trace) => {
      const points = [0, 15, 30].map((x) => [left + x, y - 4] as const);
      const markers = [Number.NaN, 15, Number.NaN].map((x) => [left + x, y - 4] as const);
      const { mode = "lines", name } = trace;
      const sample = mode.includes("lines") ? drawPoints({ ...trace, mode: "lines" }, points) : "";
      const marker = mode.includes("markers")
        ? drawPoints({ ...trace, mode: "markers" }, markers)
        : "";
      const text = plain(name);
      const result = sample + marker + label([left + 38, y], text);
      left += 64 + 7 * text.length;
      return result;
    })
    .join("");
}
