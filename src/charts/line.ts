import { dtypeOf, figure } from "../figure/figure";
import { formatNumber } from "../figure/format-number";
import { COLORWAY } from "../figure/template";
import type { Figure, Numbers } from "../figure/types";
import { received } from "../received";

/** From this many points on Plotly Express draws with WebGL. */
const WEBGL_FROM = 1001;

/**
 * Builds the line chart that Plotly Express builds with `px.line(x=x, y=y)`: the same traces,
 * the same layout, the same look. It draws nothing: `line({ x, y }).show()` does.
 *
 * Plain arrays of numbers count as float64; null in one is a gap, as NaN is. From 1,001 points on,
 * the trace is drawn with WebGL.
 *
 * @param options.x - horizontal positions, n numbers
 * @param options.y - vertical positions, n numbers
 * @param options.title - title above the chart
 * @param options.labels - axis titles in place of "x" and "y"; the hover text uses them too
 * @throws RangeError when `x` and `y` differ in length
 * @throws TypeError when an element is not a number, with its position, value and type
 * @example
 * line({ x: [0, 1, 2], y: [0, 1, 4], title: "Squares" }).show();
 * @see https://plotly.com/python-api-reference/generated/plotly.express.line.html
 */
export function line(options: {
  x: Numbers;
  y: Numbers;
  title?: string;
  labels?: { x?: string; y?: string };
}): Figure {
  const { title, labels } = options;
  const [x, y] = [floats("x", options.x), floats("y", options.y)];
  if (x.length !== y.length) {
    throw new RangeError(
      `line: x has ${x.length} elements and y has ${y.length}; both need the same`,
    );
  }
  const [xLabel, yLabel] = [labels?.x ?? "x", labels?.y ?? "y"];
  // As px has it: of two axes with one label, only the second is in the hover text.
  const hover = new Map([
    [xLabel, "%{x}"],
    [yLabel, "%{y}"],
  ]);
  const trace = {
    type: x.length < WEBGL_FROM ? "scatter" : "scattergl",
    mode: "lines",
    name: "",
    x,
    y,
    ...(x.length < WEBGL_FROM ? { orientation: "v" } : {}),
    line: { color: COLORWAY[0], dash: "solid" },
    marker: { symbol: "circle" },
    showlegend: false,
    legendgroup: "",
    xaxis: "x",
    yaxis: "y",
    hovertemplate: `${Array.from(hover, (entry) => entry.join("=")).join("<br>")}<extra></extra>`,
  };
  const layout = {
    xaxis: { anchor: "y", domain: [0, 1], title: { text: xLabel } },
    yaxis: { anchor: "x", domain: [0, 1], title: { text: yLabel } },
    legend: { tracegroupgap: 0 },
    ...(title ? { title: { text: title } } : { margin: { t: 60 } }),
  };
  return figure([trace], layout, describe(x, y, xLabel, yLabel, title));
}

type Floats = Exclude<Numbers, readonly (number | null)[]>;

/** Numbers as a typed array: the same one, or a plain array's numbers as float64. */
function floats(name: "x" | "y", values: Numbers): Floats {
  if (ArrayBuffer.isView(values)) {
    if (dtypeOf(values)) return values as Floats;
    throw new TypeError(`line: ${name} is ${received(values)}, which Plotly cannot read`);
  }
  if (!Array.isArray(values)) {
    throw new TypeError(`line: ${name} is ${received(values)}; it must be an array of numbers`);
  }
  const result = new Float64Array(values.length);
  for (let i = 0; i < result.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== "number" && value !== null) {
      const what = `${name}[${i}] is ${received(value)}`;
      throw new TypeError(`line: ${what}; it must be a number, or null for a gap`);
    }
    result[i] = value ?? Number.NaN;
  }
  return result;
}

/** A line chart in words: its range, its ends, and its value nearest to x = 0. */
function describe(x: Floats, y: Floats, xLabel: string, yLabel: string, title?: string): string {
  const name = title ? `${title}: line chart` : "Line chart";
  const head = `${name} of ${yLabel} against ${xLabel}, ${x.length} points.`;
  if (x.length === 0) return head;

  let [nearest, lowest, highest] = [0, Number.NaN, Number.NaN];
  for (let i = 0; i < x.length; i++) {
    const [xi, yi] = [x[i] as number, y[i] as number];
    const best = Math.abs(x[nearest] as number);
    if (Math.abs(xi) < best || Number.isNaN(best)) nearest = i;
    if (yi < lowest || Number.isNaN(lowest)) lowest = yi;
    if (yi > highest || Number.isNaN(highest)) highest = yi;
  }
  const at = (i: number) =>
    `${formatNumber(y[i] as number)} at ${xLabel} = ${formatNumber(x[i] as number)}`;
  return (
    `${head} It goes from ${at(0)} to ${at(x.length - 1)}; nearest to 0 it is ${at(nearest)}. ` +
    `The lowest ${yLabel} is ${formatNumber(lowest)}, the highest ${formatNumber(highest)}.`
  );
}
