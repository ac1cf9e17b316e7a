import { figure } from "../figure/figure";
import { formatNumber } from "../figure/format-number";
import type { Attributes, Figure } from "../figure/types";

/** Colours of at least 4.5 : 1 on the template's plot and paper; the dash tells them apart too. */
const STYLES = [
  { rgb: "74, 85, 224", dash: "solid", symbol: "circle" },
  { rgb: "192, 52, 29", dash: "dash", symbol: "square" },
  { rgb: "0, 121, 90", dash: "dot", symbol: "diamond" },
  { rgb: "122, 63, 208", dash: "dashdot", symbol: "triangle-up" },
];

/** The number in the middle: half of the values lie below it. NaN counts as the largest. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Builds a chart of experiments that were run several times: for each series a line through the
 * medians, and a band from the lowest to the highest run. A series of one run has no band.
 *
 * @param options.x - horizontal positions, n numbers
 * @param options.series - up to four; each run is n values, one for each x
 * @param options.labels - the axis titles
 * @param options.log - the axes with a logarithmic scale: "x", "y" or "xy"
 * @throws RangeError for a run that has not n values, and for more than four series
 * @example
 * spread({ title: "Loss", x: [1, 2], labels: { x: "epoch", y: "loss" },
 *   series: [{ name: "ReLU", runs: [[0.7, 0.4], [0.6, 0.2]] }] }).show();
 */
export function spread(options: {
  title: string;
  x: readonly number[];
  series: readonly { name: string; runs: readonly ArrayLike<number>[] }[];
  labels: { x: string; y: string };
  log?: "x" | "y" | "xy";
}): Figure {
  const { title, x, series, labels, log = "" } = options;
  if (series.length > STYLES.length) {
    throw new RangeError(`spread: ${series.length} series; it has styles for ${STYLES.length}`);
  }
  const positions = Float64Array.from(x);
  const data: Attributes[] = [];
  const sentences: string[] = [];
  series.forEach(({ name, runs }, s) => {
    const wrong = runs.find((run) => run.length !== x.length);
    if (wrong) {
      throw new RangeError(`spread: a run of ${name} has ${wrong.length} values for ${x.length} x`);
    }
    const at = (summarise: (values: number[]) => number) =>
      Float32Array.from(x, (_, i) => summarise(runs.map((run) => run[i] ?? Number.NaN)));
    const [low, middle, high] = [at((v) => Math.min(...v)), at(median), at((v) => Math.max(...v))];
    const { rgb, dash, symbol } = STYLES[s] as (typeof STYLES)[0];
    const edge = {
      type: "scatter",
      mode: "lines",
      x: positions,
      line: { width: 0 },
      hoverinfo: "skip",
    };
    const group = { legendgroup: name, showlegend: false };
    const band = [
      { ...edge, ...group, y: low },
      { ...edge, ...group, y: high, fill: "tonexty", fillcolor: `rgba(${rgb}, 0.18)` },
    ];
    data.push(...(runs.length > 1 ? band : []), {
      type: "scatter",
      name,
      legendgroup: name,
      x: positions,
      y: middle,
      mode: x.length > 20 ? "lines" : "lines+markers",
      line: { color: `rgb(${rgb})`, dash },
      marker: { symbol, size: 9 },
      hovertemplate: `${name}<br>${labels.x}=%{x:.3~g}<br>${labels.y}=%{y:.3~g}<extra></extra>`,
    });
    const last = x.length - 1;
    const value = (values: Float32Array, i: number) =>
      formatNumber(Number((values[i] ?? 0).toPrecision(2)));
    const range = `, where the runs lie between ${value(low, last)} and ${value(high, last)}`;
    sentences.push(
      `${name}: from ${value(middle, 0)} to ${value(middle, last)}${runs.length > 1 ? range : ""}.`,
    );
  });
  const axis = (name: "x" | "y") => ({
    title: { text: labels[name] },
    ...(log.includes(name) ? { type: "log", exponentformat: "power" } : {}),
  });
  const layout = {
    height: 390,
    title: { text: title },
    xaxis: axis("x"),
    yaxis: axis("y"),
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0 },
  };
  const [from, to] = [x[0] ?? 0, x.at(-1) ?? 0].map(formatNumber);
  const most = Math.max(...series.map(({ runs }) => runs.length));
  const lines =
    most > 1
      ? ` Each line is the median of ${most} runs, in a band from the lowest to the highest.`
      : "";
  const head = `${title}: ${labels.y} against ${labels.x} from ${from} to ${to}.${lines}`;
  return figure(data, layout, [head, ...sentences].join(" "));
}
