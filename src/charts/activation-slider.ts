import { figure } from "../figure/figure";
import { formatNumber } from "../figure/format-number";
import { COLORWAY } from "../figure/template";
import type { Attributes, Figure } from "../figure/types";
import type { Activation } from "../network/activation";
import { annotationTexts } from "./annotation-texts";

/** Where f and f′ are drawn: 65 points from −4 to 4, which are exact in binary. */
const X = Float64Array.from({ length: 65 }, (_, i) => (i - 32) / 8);

/** The chart of f′ takes this share of the drawing area, at its foot; above a gap, f has the rest. */
const [DERIVATIVE_TOP, GAP] = [0.38, 0.09];

/** Where f′ moves by this, and by four times as much as before and after, it jumps: no line joins that. */
const JUMP = 0.1;

/**
 * Builds a figure of an activation (above) and its derivative (below), with a slider for a parameter
 * of it: for functions of your own. Leaky ReLU has its own figure, `alphaSlider`.
 *
 * @param options.title - stands above the figure
 * @param options.parameter - what the parameter is called, for instance "α"
 * @param options.values - the stops of the slider; it begins at the first one
 * @param options.activation - the activation for one value of the parameter
 * @throws RangeError when there are no values
 * @example
 * activationSlider({ title: "ELU", parameter: "α", values: [0.5, 1, 2], activation: elu }).show();
 */
export function activationSlider(options: {
  title: string;
  parameter: string;
  values: readonly number[];
  activation: (value: number) => Activation;
}): Figure {
  const { title, parameter, values, activation } = options;
  if (values.length === 0) throw new RangeError("activationSlider: values is empty");
  const curves = values.map((value) => {
    const { f, df } = activation(value);
    const slopes = X.map((x) => df(x));
    return {
      // seven digits: the last of sixteen are not the same in every browser's Math.exp
      f: Float32Array.from(X, (x) => f(x)),
      df: Float32Array.from(slopes, (slope, i) => (jumps(slopes, i) ? NaN : slope)),
    };
  });
  const heading = (i: number) => [
    {
      xref: "paper",
      yref: "paper",
      x: 0,
      y: 1,
      xanchor: "left",
      yanchor: "bottom",
      yshift: 4,
      showarrow: false,
      text: `<b>${parameter} = ${formatNumber(values[i] as number)}</b>`,
      font: { size: 14 },
    },
  ];
  const steps = curves.map(({ f, df }, i) => ({
    label: formatNumber(values[i] as number),
    method: "update",
    args: [{ y: [f, df] }, annotationTexts(heading(i))],
  }));
  const layout = {
    height: 560,
    margin: { t: 80, b: 110 },
    showlegend: false,
    title: { text: title },
    xaxis: { anchor: "y2", title: { text: "x" } },
    yaxis: {
      domain: [DERIVATIVE_TOP + GAP, 1],
      range: around(curves.map(({ f }) => f)),
      title: { text: "f(x)" },
    },
    yaxis2: {
      domain: [0, DERIVATIVE_TOP],
      range: around([...curves.map(({ df }) => df), Float32Array.of(0)]),
      title: { text: "f′(x)" },
    },
    annotations: heading(0),
    sliders: [
      {
        active: 0,
        steps,
        pad: { t: 50 },
        currentvalue: { visible: false },
        bordercolor: "#5b6b8c", // 3 : 1 and more on the paper
      },
    ],
  };
  const traces = [
    curve(curves[0]?.f, "y", COLORWAY[0], "f"),
    curve(curves[0]?.df, "y2", "#c0341d", "f′"),
  ];
  const ends = curves.map(
    ({ f }, i) =>
      `${formatNumber(f[0] ?? 0)} for ${parameter} = ${formatNumber(values[i] as number)}`,
  );
  const summary =
    `${title}: f above and its derivative f′ below, both against x from −4 to 4, with a slider ` +
    `for ${parameter}. At x = −4, f is ${ends.join(", ")}.`;
  return figure(traces, layout, summary);
}

function curve(
  y: Float32Array | undefined,
  yaxis: string,
  color: string,
  name: string,
): Attributes {
  const hovertemplate = `${name}(%{x}) = %{y:.4~g}<extra></extra>`;
  return {
    type: "scatter",
    mode: "lines",
    x: X,
    y,
    xaxis: "x",
    yaxis,
    line: { color },
    hovertemplate,
  };
}

function jumps(slopes: Float64Array, i: number): boolean {
  const move = (to: number) => Math.abs((slopes[to] ?? 0) - (slopes[to - 1] ?? 0));
  const around = Math.max(i > 1 ? move(i - 1) : 0, i + 1 < slopes.length ? move(i + 1) : 0);
  return i > 0 && move(i) > JUMP && move(i) > 4 * around;
}

/** The range of an axis that shows all of these numbers with a margin. */
function around(lists: readonly Float32Array[]): [number, number] {
  const all = lists.flatMap((list) => Array.from(list)).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = (high - low || 1) * 0.08;
  return [low - margin, high + margin];
}
