import { figure } from "../figure/figure";
import { formatNumber } from "../figure/format-number";
import type { Attributes, Figure } from "../figure/types";
import { median } from "./median";

/** Colours of at least 4.5 : 1 on the template's plot and paper; the dash tells them apart too. */
const STYLES = [
  { rgb: "74, 85, 224", dash: "solid", symbol: "circle" },
  { rgb: "192, 52, 29", dash: "dash", symbol: "square" },
  { rgb: "0, 121, 90", dash: "dot", symbol: "diamond" },
  { rgb: "122, 63, 208", dash: "dashdot", symbol: "triangle-up" },
];

/** Height of the chart, and of a line of text in it, in pixels. */
const [HEIGHT, TEXT] = [390, 17];

/** Height of the drawing area: what titles and axis leave of {@link HEIGHT}. */
const PLOT = HEIGHT - 130;

/** Experiments that were run several times: what `lines` draws. */
export interface LinesOptions {
  title: string;
  /** Where each value stands: n numbers, or n names that are put side by side */
  x: readonly number[] | readonly string[];
  /** Up to four; each run is n values, one for each x, and NaN leaves a gap */
  series: readonly { name: string; runs: readonly ArrayLike<number>[] }[];
  /** The axis titles */
  labels: { x: string; y: string };
  /** The axes with a logarithmic scale */
  log?: "x" | "y" | "xy";
  /** "%" shows shares from 0 to 1 as per cent */
  unit?: "%";
}

/**
 * Builds a chart of experiments that were run several times: each run is a thin line, and a strong
 * one goes through the medians, with its name at its end. Where x are names, each run is a dot.
 *
 * @throws RangeError for a run that has not n values, and for more than four series
 * @example
 * lines({ title: "Loss", x: [1, 2], labels: { x: "epoch", y: "loss" },
 *   series: [{ name: "ReLU", runs: [[0.7, 0.4], [0.6, 0.2]] }] }).show();
 */
export function lines(options: LinesOptions): Figure {
  const { title, x, series, labels, log = "", unit } = options;
  if (series.length > STYLES.length) {
    throw new RangeError(`lines: ${series.length} series; it has styles for ${STYLES.length}`);
  }
  for (const { name, runs } of series) {
    const wrong = runs.find((run) => run.length !== x.length);
    if (wrong) {
      throw new RangeError(`lines: a run of ${name} has ${wrong.length} values for ${x.length} x`);
    }
  }
  const factor = unit === "%" ? 100 : 1;
  const names = x.every((value) => typeof value === "string") ? (x as string[]) : undefined;
  const positions = names ? names.map((_, i) => i) : (x as number[]);
  const drawn = series.map(({ name, runs }, s) => {
    const scaled = runs.map((run) => Float32Array.from(run, (value) => factor * value));
    const shift = names ? (s - (series.length - 1) / 2) * 0.24 : 0;
    return { name, runs: scaled, medians: mediansOf(scaled, x.length), shift, style: STYLES[s] };
  });
  const data = drawn.flatMap(({ name, runs, medians, shift, style = STYLES[0] }) => {
    const color = `rgb(${style?.rgb})`;
    const at = positions.map((position) => position + shift);
    const hover = `${name}<br>${labels.x} = %{x:.4~g}<br>${labels.y} = %{y:.3~g}<extra></extra>`;
    const line: Attributes = {
      type: "scatter",
      name,
      x: Float32Array.from(at),
      y: medians,
      mode: names ? "markers" : x.length > 20 ? "lines" : "lines+markers",
      line: { color, dash: style?.dash, width: 3 },
      marker: names
        ? { color, symbol: "line-ew", size: 26, line: { color, width: 3 } }
        : { color, symbol: style?.symbol, size: 9 },
      hovertemplate: names ? hover.replace("%{x:.4~g}", "%{text}") : hover,
      ...(names ? { text: names } : {}),
    };
    return runs.length > 1
      ? [thin(at, runs, `rgba(${style?.rgb}, 0.45)`, Boolean(names)), line]
      : [line];
  });
  const range = rangeOf(
    drawn.flatMap(({ runs }) => runs),
    log.includes("y"),
  );
  const ends = drawn.map(({ name, medians, style }) => ({
    text: name,
    color: `rgb(${style?.rgb})`,
    y: height(Array.from(medians).filter(Number.isFinite).at(-1), range, log.includes("y")),
  }));
  const longest = Math.max(...series.map(({ name }) => name.length));
  const several = series.length > 1;
  const repeated = series.some(({ runs }) => runs.length > 1);
  const meaning = names ? "dot: one run, bar: their median" : "thin: one run, thick: their median";
  const marks = repeated ? `<br><span style="font-size:12px">${meaning}</span>` : "";
  const layout = {
    height: HEIGHT,
    showlegend: false,
    title: { text: title },
    xaxis: {
      title: { text: labels.x + marks },
      ...(log.includes("x") ? LOGARITHMIC : {}),
      ...(names ? besideEachOther(names) : {}),
    },
    yaxis: {
      title: { text: labels.y + (unit === "%" ? ", %" : "") },
      range,
      ...(log.includes("y") ? LOGARITHMIC : {}),
      // Over few powers of ten Plotly's own ticks touch each other.
      ...(log.includes("y") && range[1] - range[0] < 3 ? { dtick: "D2" } : {}),
    },
    ...(several ? { annotations: names ? legend(ends) : endLabels(ends) } : {}),
    ...(several && !names ? { margin: { r: 20 + 8 * longest } } : {}),
  };
  return figure(data, layout, describe(options, positions, drawn, names, unit));
}

/** An axis of names. They stand at 0, 1, 2, …, and the line at 0 means nothing. */
function besideEachOther(names: string[]): Attributes {
  const tickvals = names.map((_, i) => i);
  return { tickvals, ticktext: names, range: [-0.5, names.length - 0.5], zeroline: false };
}

const LOGARITHMIC = { type: "log", exponentformat: "power" };

/** All runs of a series in one trace: lines with gaps between them, or dots side by side. */
function thin(at: number[], runs: Float32Array[], color: string, dots: boolean): Attributes {
  const x = runs.flatMap((_, run) =>
    dots
      ? at.map((position) => position + (0.14 * (run + 0.5)) / runs.length - 0.07)
      : [...at, Number.NaN],
  );
  const y = runs.flatMap((run) => (dots ? Array.from(run) : [...run, Number.NaN]));
  const common = { type: "scatter", x: Float32Array.from(x), y: Float32Array.from(y) };
  return dots
    ? { ...common, mode: "markers", marker: { color, size: 6 }, hoverinfo: "skip" }
    : { ...common, mode: "lines", line: { color, width: 1 }, hoverinfo: "skip" };
}

function mediansOf(runs: Float32Array[], length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => median(runs.map((run) => run[i] ?? Number.NaN)));
}

/** Twelve digits of the logarithm: browsers differ in the last of sixteen. */
const log10 = (value: number) => Number(Math.log10(value).toPrecision(12));

/** The ends of the y axis: all runs with a margin; of powers of ten on a logarithmic one. */
function rangeOf(runs: Float32Array[], log: boolean): [number, number] {
  const values = runs
    .flatMap((run) => Array.from(run, (value) => (log ? log10(value) : value)))
    .filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return [0, 1];
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

/** Where a value stands between the ends of the y axis: 0 is the lower one, 1 the upper. */
function height(value: number | undefined, [low, high]: [number, number], log: boolean): number {
  if (value === undefined) return 0;
  return ((log ? log10(value) : value) - low) / (high - low);
}

type End = { text: string; color: string; y: number };

/** A name at the right end of each line; names that would touch are moved apart. */
function endLabels(ends: End[]): Attributes[] {
  const gap = TEXT / PLOT;
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  const places = sorted.map(({ y }) => y);
  for (let i = 1; i < places.length; i++) {
    places[i] = Math.max(places[i] as number, (places[i - 1] as number) + gap);
  }
  const excess = Math.max(0, (places.at(-1) ?? 0) - 1);
  return sorted.map(({ text, color }, i) => ({
    xref: "paper",
    x: 1,
    xanchor: "left",
    xshift: 8,
    yref: "paper",
    y: (places[i] as number) - excess,
    yanchor: "middle",
    align: "left", // also where a narrow chart has smaller letters
    text,
    font: { color, size: 14 },
    showarrow: false,
  }));
}

/** The names side by side above the chart, where the lines have no ends. */
function legend(ends: End[]): Attributes[] {
  const text = ends.map(({ text, color }) => `<span style="color:${color}">● ${text}</span>`);
  const anchor = {
    xref: "paper",
    x: 0,
    xanchor: "left",
    align: "left",
    yref: "paper",
    y: 1.01,
    yanchor: "bottom",
  };
  return [{ ...anchor, text: text.join("   "), font: { size: 14 }, showarrow: false }];
}

/** The chart in words: what is drawn how, and the median of each series at each x. */
function describe(
  { title, labels, x }: LinesOptions,
  positions: readonly number[],
  drawn: { name: string; runs: Float32Array[]; medians: Float32Array }[],
  names: string[] | undefined,
  unit = "",
): string {
  const most = Math.max(...drawn.map(({ runs }) => runs.length));
  const how = most > 1 ? ` Each ${names ? "dot" : "thin line"} is one of ${most} runs.` : "";
  const shown = Array.from(
    new Set([0, 1, 2, 3, 4].map((k) => Math.round((k * (x.length - 1)) / 4))),
  );
  const indices = x.length > 6 ? shown : positions.map((_, i) => i);
  const value = (y: number) =>
    Number.isFinite(y) ? formatNumber(Number(y.toPrecision(2))) + (unit && ` ${unit}`) : "nothing";
  const sentences = drawn.map(({ name, medians }) => {
    const points = indices.map((i) => {
      const at = names ? names[i] : `${labels.x} = ${formatNumber(positions[i] as number)}`;
      return `${value(medians[i] as number)} at ${at}`;
    });
    return ` ${name}: ${most > 1 ? "median " : ""}${points.join(", ")}.`;
  });
  return `${title}: ${labels.y} against ${labels.x}.${how}${sentences.join("")}`;
}
