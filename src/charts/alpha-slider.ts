import { figure } from "../figure/figure";
import { formatNumber } from "../figure/format-number";
import { COLORWAY } from "../figure/template";
import type { Attributes, Figure } from "../figure/types";
import { ALPHA, withAlpha } from "../leaky-relu";
import { annotationTexts } from "./annotation-texts";

/** Where the slider stops: the slope, its text below the slider, and what it is known for. */
const STOPS: (readonly [alpha: number, label: string, name?: string])[] = [
  [0, "0<br>ReLU", "ReLU"],
  [0.01, "0.01<br>Maas", "Maas et al. 2013"],
  [0.05, "0.05"],
  [0.1, "0.1"],
  [ALPHA, "e⁻²<br>here", "this walkthrough"],
  [1 / 5.5, "1/5.5<br>Xu", "Xu et al. 2015"],
  [0.3, "0.3"],
  [0.5, "0.5"],
  [0.75, "0.75"],
  [1, "1<br>line", "a straight line"],
];

/** The chart of f′ takes this share of the drawing area, at its foot; above a gap, f has the rest. */
const DERIVATIVE_TOP = 0.38;
const GAP = 0.09;

/** Where f is drawn: its two ends and its bend, and between them where a hover reads a value. */
const X = [-10, -5, -2, -1, 0, 1, 2, 5, 10];

/**
 * Builds a figure of Leaky ReLU (above) and its derivative (below) over one x axis, with a slider
 * for α. The slider moves the curves, the formulas and the values, and needs no kernel.
 *
 * f′ is two pieces: an open marker where the left piece ends at 0, a filled one where the right
 * piece begins. No line joins them, as f′ takes no value between α and 1.
 *
 * @param alpha - where the slider stands first; a slope that is none of its stops becomes one
 * @throws RangeError when `alpha` is not a finite number
 * @example
 * alphaSlider().show(); // from ReLU over 0.01, e⁻² and 1/5.5 to a straight line
 * alphaSlider(0.3).show(); // the same, and a stop at 0.3
 */
export function alphaSlider(alpha = ALPHA): Figure {
  if (!Number.isFinite(alpha)) {
    throw new RangeError(`alphaSlider(${alpha}): alpha must be a finite number`);
  }
  const stops = STOPS.some(([stop]) => stop === alpha)
    ? STOPS
    : [...STOPS, [alpha, `${formatNumber(alpha)}<br>yours`, "your α"] as const].sort(
        ([a], [b]) => a - b,
      );
  const active = stops.findIndex(([stop]) => stop === alpha);

  const steps = stops.map(([stop, label, name]) => {
    const { traces, annotations } = view(stop, name);
    const data = { x: traces.map(({ x }) => x), y: traces.map(({ y }) => y) };
    return { label, method: "update", args: [data, annotationTexts(annotations)] };
  });
  const { traces, annotations } = view(alpha, stops[active]?.[2]);
  const axis = { range: [-10.5, 10.5], anchor: "y2", title: { text: "x" } };
  const layout = {
    height: 660,
    margin: { t: 64, b: 130 },
    showlegend: false,
    xaxis: axis,
    yaxis: {
      domain: [DERIVATIVE_TOP + GAP, 1],
      range: around(-10, 10, -10 * alpha),
      title: { text: "f(x)" },
    },
    yaxis2: { domain: [0, DERIVATIVE_TOP], range: around(0, 1, alpha), title: { text: "f′(x)" } },
    annotations,
    sliders: [
      {
        active,
        steps,
        pad: { t: 55 },
        currentvalue: { visible: false },
      },
    ],
  };
  const named = stops.flatMap(([, label, name]) =>
    name ? `${label.split("<br>")[0]} (${name})` : [],
  );
  const summary =
    "Leaky ReLU f above and its derivative f′ below, both against x from −10 to 10, with a " +
    `slider for the slope α, whose stops include ${named.join(", ")}. At first it stands at ` +
    `α = ${formatNumber(alpha)}: f goes from ${formatNumber(-10 * alpha)} at x = −10 to 0 at 0, where it bends, ` +
    `and to 10 at 10; f′ is ${formatNumber(alpha)} left of 0 and 1 from 0 on.`;
  return figure(traces, layout, summary);
}

/** The traces and the texts for one slope. */
function view(alpha: number, name?: string): { traces: Attributes[]; annotations: Attributes[] } {
  const { leakyRelu, derivativeLeakyRelu } = withAlpha(alpha);
  const [f, slope] = [{ color: COLORWAY[0] }, { color: "#c0341d" }];
  const hover = (symbol: string) => `${symbol}(%{x}) = %{y:.4~g}<extra></extra>`;
  const piece = (x: number[], y: number[], extra: Attributes) => ({
    type: "scatter",
    x,
    y,
    xaxis: "x",
    yaxis: "y2",
    mode: "lines",
    line: slope,
    hovertemplate: hover("f′"),
    ...extra,
  });
  const end = { mode: "markers", marker: { ...slope, size: 10, line: { ...slope, width: 2 } } };
  const open = { ...end, marker: { ...end.marker, color: "#E5ECF6" }, hoverinfo: "skip" };
  const a = formatNumber(alpha);
  const values = [-10, -1, 0, 1]
    .map((x) => `f(${formatNumber(x)}) = ${formatNumber(leakyRelu(x))}`)
    .join("<br>");
  return {
    traces: [
      piece(X, X.map(leakyRelu), { yaxis: "y", line: f, hovertemplate: hover("f") }),
      piece([-10, 0], [alpha, alpha], {}),
      piece([0, 10], [1, 1], {}),
      piece([0], [alpha], { ...open, hovertemplate: null }),
      piece([0], [derivativeLeakyRelu(0)], end),
    ],
    annotations: [
      note(0, 1, 28, `<b>α = ${a}</b>${name ? `, ${name}` : ""}`),
      note(0, 1, 4, `f(x) = x for x ≥ 0, ${times(a, "x")} for x < 0`),
      note(0, DERIVATIVE_TOP, 4, `f′(x) = 1 for x ≥ 0, ${a} for x < 0`),
      { ...note(0.98, DERIVATIVE_TOP + GAP, 8, values), xanchor: "right" },
    ],
  };
}

/** A text that begins above a point of the drawing area: 0 is its left edge and foot, 1 right and top. */
function note(x: number, y: number, yshift: number, text: string): Attributes {
  const anchor = { xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom" };
  return { x, y, yshift, ...anchor, showarrow: false, align: "left", text, font: { size: 14 } };
}

function times(factor: string, x: string): string {
  return factor === "0" ? "0" : factor === "1" ? x : `${factor} ${x}`;
}

/** The range of an axis that shows three values with a margin. */
function around(...values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low) * 0.08;
  return [low - margin, high + margin];
}
