import { escapeHtml } from "./escape";
import type { Axis } from "./picture-axis";
import { isFinitePoint, type Point, path, place } from "./svg";
import { COLORWAY } from "./template";
import type { Attributes } from "./types";

/** A line of more points than this is drawn through every second, third, … of them. */
const MOST_POINTS = 2000;

/** A heat map is drawn in this many shades. */
const SHADES = 12;

/** What Plotly calls its dashes, as SVG has them. */
const DASHES: { [name: string]: string } = { dash: "9 6", dot: "3 4", dashdot: "9 4 3 4" };

/** Two axes, x to the right and y upwards. */
export interface Axes {
  x: Axis;
  y: Axis;
}

/** Whether this can draw a trace: its type, and numbers in place of dates and names. */
export function isDrawable({ type, x, y, z }: Attributes): boolean {
  const isNumeric = (values: unknown) =>
    ArrayBuffer.isView(values) ||
    (Array.isArray(values) && values.every((value) => typeof value === "number"));
  if (type === "heatmap" || type === "contour")
    return z?.dtype === "u1" && /^\d+, \d+$/.test(z.shape);
  if (type === "box") return isNumeric(y) && x === undefined;
  return (type === "scatter" || type === "scattergl") && isNumeric(x) && isNumeric(y);
}

/** A trace as SVG. A band reaches to the trace before it. */
export function drawTrace(trace: Attributes, axes: Axes, before?: Attributes): string {
  const { type, fill, fillcolor } = trace;
  if (type === "heatmap") return drawMap(trace, axes);
  if (type === "contour") return drawMap(trace, axes) + drawBorder(trace, axes);
  if (type === "box") return drawBox(trace, axes);
  const points = pointsOf(trace, axes);
  if (fill !== "tonexty" || !before) return drawPoints(trace, points);
  const outline = path([...points, ...pointsOf(before, axes).reverse()]);
  return `<path d="${outline}Z" fill="${escapeHtml(fillcolor)}"/>${drawPoints(trace, points)}`;
}

/** The line and the markers of a trace, through any points. */
export function drawPoints(trace: Attributes, points: readonly Point[]): string {
  const { mode = "lines", line = {}, marker = {} } = trace;
  const { color = COLORWAY[0], dash, width = 2 } = line;
  const dashes = DASHES[dash] ? ` stroke-dasharray="${DASHES[dash]}"` : "";
  const stroke = `stroke="${escapeHtml(color)}" stroke-width="${Number(width)}"${dashes}`;
  return (
    (mode.includes("lines") && width > 0
      ? `<path d="${path(points)}" fill="none" ${stroke}/>`
      : "") + (mode.includes("markers") ? drawMarkers({ color, ...marker }, points) : "")
  );
}

function pointsOf({ x, y }: Attributes, axes: Axes): Point[] {
  const every = Math.ceil(x.length / MOST_POINTS);
  const points: Point[] = [];
  for (let i = 0; i < x.length; i += every) points.push([axes.x.at(x[i]), axes.y.at(y[i])]);
  return points;
}

/** One marker as an SVG `<marker>`, which a path repeats at each of its points. */
function drawMarkers(marker: Attributes, points: readonly Point[]): string {
  const { size = 6, symbol = "circle", color = COLORWAY[0], line } = marker;
  const r = Number(size) / 2;
  const circle = `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
  const shapes: { [symbol: string]: string } = {
    square: `M${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
    diamond: `M${-1.3 * r} 0L0 ${-1.3 * r}L${1.3 * r} 0L0 ${1.3 * r}z`,
    "line-ew": `M${-r} 0h${2 * r}`,
    "triangle-up": `M${-1.2 * r} ${r}L0 ${-r}L${1.2 * r} ${r}z`,
  };
  const edge = line
    ? ` stroke="${escapeHtml(line.color)}" stroke-width="${Number(line.width)}"`
    : "";
  const shape = `<path d="${shapes[symbol] ?? circle}" fill="${escapeHtml(color)}"${edge}/>`;
  const id = `${symbol}${size}${color}`.replace(/\W/g, "");
  const d = points.filter(isFinitePoint).map((point) => point.map(place).join(" "));
  if (d.length === 0) return "";
  return (
    `<marker id="${id}" markerUnits="userSpaceOnUse" overflow="visible">${shape}</marker>` +
    `<path d="M${d.join("L")}" fill="none" style="marker: url(#${id})"/>`
  );
}

/** A heat map as rows of cells; neighbours of one shade are one thick line, and a shade is one path. */
function drawMap(trace: Attributes, { x, y }: Axes): string {
  const { x0, dx, y0, dy, z, zmin, zmax, colorscale } = trace;
  const [rows = 0, columns = 0] = String(z.shape).split(", ").map(Number);
  const values = Buffer.from(z.bdata, "base64");
  const shade = (i: number) =>
    Math.min(SHADES - 1, Math.floor((((values[i] ?? 0) - zmin) / (zmax - zmin)) * SHADES));
  const cells = Array.from({ length: SHADES }, () => "");
  for (let row = 0; row < rows; row++) {
    for (let start = 0, end = 0; start < columns; start = end) {
      const level = shade(row * columns + start);
      while (end < columns && shade(row * columns + end) === level) end++;
      cells[level] += `M${start} ${row}h${end - start}`;
    }
  }
  const paths = cells.map(
    (d, level) => d && `<path d="${d}" stroke="${colourAt(colorscale, (level + 0.5) / SHADES)}"/>`,
  );
  // One unit is one cell. The lines are a little thicker, so that no gap shows between them.
  const [left, bottom] = [x.at(x0 - dx / 2), y.at(y0)];
  const [width, height] = [x.at(x0 + dx / 2) - left, y.at(y0 + dy) - bottom];
  const scale = [width, 0, 0, height, left, bottom].map((number) => number.toFixed(3));
  return `<g transform="matrix(${scale})" stroke-width="1.05">${paths.join("")}</g>`;
}

/** The colour at a share of a scale, whose stops are pairs of a share and a colour #rrggbb. */
function colourAt(scale: [share: number, colour: string][], share: number): string {
  const next = Math.max(
    1,
    scale.findIndex(([stop]) => stop >= share),
  );
  const [[start, from], [end, to]] = [scale[next - 1], scale[next]] as [
    (typeof scale)[0],
    (typeof scale)[0],
  ];
  const channels = [1, 3, 5].map((i) => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(i, i + 2), 16));
    return Math.round((a ?? 0) + (((b ?? 0) - (a ?? 0)) * (share - start)) / (end - start));
  });
  return `rgb(${channels})`;
}

/**
 * The line along which a map has the value of its one contour: in each square of four neighbours,
 * it joins the places on the sides where the value is passed.
 */
function drawBorder({ x0, dx, y0, dy, z, contours, line }: Attributes, { x, y }: Axes): string {
  const [rows = 0, columns = 0] = String(z.shape).split(", ").map(Number);
  const values = Buffer.from(z.bdata, "base64");
  const level = contours.start - 0.5; // between whole numbers, so that no corner is on it
  const corners = [
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 0],
  ] as const;
  let d = "";
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const crossings = corners.flatMap(([r, c], i): Point[] => {
        const [r2, c2] = corners[(i + 1) % 4] ?? corners[0];
        const from = (values[(row + r) * columns + column + c] ?? 0) - level;
        const to = (values[(row + r2) * columns + column + c2] ?? 0) - level;
        if (from > 0 === to > 0) return [];
        const share = from / (from - to);
        return [
          [
            x.at(x0 + dx * (column + c + share * (c2 - c))),
            y.at(y0 + dy * (row + r + share * (r2 - r))),
          ],
        ];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) d += path(crossings.slice(i, i + 2));
    }
  }
  return `<path d="${d}" fill="none" stroke="${line.color}" stroke-width="${line.width}" stroke-linecap="round"/>`;
}

/** All values, a box from quartile to quartile, and whiskers to the last values within 1.5 boxes. */
function drawBox(trace: Attributes, { x, y }: Axes): string {
  const { name, y: values, line = {}, fillcolor = "none", marker = {} } = trace;
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number) => {
    const position = Math.max(0, Math.min(sorted.length - 1, sorted.length * share - 0.5));
    const low = sorted[Math.floor(position)] ?? Number.NaN;
    return low + ((sorted[Math.ceil(position)] ?? low) - low) * (position % 1);
  };
  const [first, middle, third] = [quantile(0.25), quantile(0.5), quantile(0.75)];
  const reach = 1.5 * (third - first);
  const within = sorted.filter((value) => value >= first - reach && value <= third + reach);
  const [low = first, high = third] = [within[0], within.at(-1)];
  const centre = x.at(x.ticks.findIndex(({ text }) => text === name));
  const half = Math.abs(x.at(1) - x.at(0)) / 4;
  const across = (value: number, reach = half) =>
    `M${place(centre - reach)} ${place(y.at(value))}h${place(2 * reach)}`;
  const upTo = (value: number) => `V${place(y.at(value))}`;
  const whisker = (from: number, to: number) =>
    `M${place(centre)} ${place(y.at(from))}${upTo(to)}${across(to, half / 2)}`;
  const d =
    `${across(first)}${upTo(third)}h${place(-2 * half)}z${across(middle)}` +
    `${whisker(first, low)}${whisker(third, high)}`;
  const points = Array.from(values as number[], (value) => [centre, y.at(value)] as const);
  const stroke = escapeHtml(line.color ?? COLORWAY[0]);
  return (
    `<path d="${d}" fill="${escapeHtml(fillcolor)}" stroke="${stroke}" stroke-width="2"/>` +
    drawMarkers(marker, points)
  );
}
