import { figure } from "../figure/figure";
import type { Attributes, Figure } from "../figure/types";
import type { Dataset } from "../network/datasets";
import { exp } from "../network/elementary";
import { accuracy, type Network, network, predict, train } from "../network/network";
import { annotationTexts } from "./annotation-texts";

/** Each map asks a network at this many places in both directions, from edge to edge. */
const PLACES = 20;

/** Blue is sure of class 0, orange of class 1: hues that the colour-blind tell apart too. */
const SCALE = [
  [0, "#7aa5ee"],
  [0.5, "#f7f7f7"],
  [1, "#f0a04b"],
];

/** The points of a class have the hue of its region, and a shape of their own. */
const POINTS = [
  { name: "class 0", marker: { symbol: "circle", color: "#1b4fa8" } },
  { name: "class 1", marker: { symbol: "diamond", color: "#a34a00" } },
];

/** Colour of the border between the classes, and of the bends. */
const [BORDER, BEND] = ["#1c2b44", "rgba(28, 43, 68, 0.55)"];

/**
 * Trains networks, and builds maps of what each says of the plane, with a slider over the epochs.
 *
 * The colour says how sure a network is of a class, the thick line is its border (50 %), and the
 * thin ones are the bends of its first layer: where the sum of a unit is 0. A unit of a straight
 * activation has no bend. The networks themselves stay as they are: copies of them are trained.
 *
 * @param options.data - the points, which decide what part of the plane is shown
 * @param options.networks - one to three networks of two inputs, and what stands above each map
 * @param options.epochs - the stops of the slider, from 0 up
 * @param options.rate - the learning rate
 * @throws RangeError for stops that do not go up, and what `train` throws
 * @example
 * trainingMaps({ title: "Spirals", data, networks: [{ name: "ReLU", net }],
 *   epochs: [0, 10, 100], rate: 0.02 }).show();
 */
export function trainingMaps(options: {
  title: string;
  data: Dataset;
  networks: readonly { name: string; net: Network }[];
  epochs: readonly number[];
  rate: number;
}): Figure {
  const { title, data, networks, epochs, rate } = options;
  if (
    epochs.length === 0 ||
    epochs.some((epoch, i) => !(epoch >= (i === 0 ? 0 : 1 + (epochs[i - 1] ?? 0))))
  ) {
    throw new RangeError(`trainingMaps: epochs [${epochs}] must go up, from 0 or more`);
  }
  const edge = 1.05 * data.inputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const histories = networks.map(({ net }) => history(net, data, epochs, rate, edge));
  const traces = networks.flatMap((_, i) => {
    const own = i === 0 ? "" : i + 1;
    const axes = { xaxis: `x${own}`, yaxis: `y${own}` };
    const [first] = histories[i] ?? [];
    return [
      mapTrace(first?.z, edge, axes),
      bendTrace(first?.bends, axes),
      ...pointTraces(data, axes),
    ];
  });
  const perMap = 2 + POINTS.length;
  const moving = networks.flatMap((_, i) => [perMap * i, perMap * i + 1]);
  const views = epochs.map((epoch, e) => {
    const now = histories.map((list) => list[e] as Moment);
    return {
      data: {
        z: now.flatMap(({ z }) => [z, null]),
        x: now.flatMap(({ bends }) => [null, bends.x]),
        y: now.flatMap(({ bends }) => [null, bends.y]),
      },
      annotations: [
        heading(epoch),
        ...now.map(({ right }, i) =>
          caption(`${networks[i]?.name}<br>${percent(right)} right`, i, networks.length),
        ),
      ],
      label: String(epoch),
    };
  });
  const layout: Attributes = {
    height: 470,
    margin: { t: 104, b: 110 },
    title: { text: title },
    showlegend: false,
    annotations: views[0]?.annotations,
    sliders: [
      {
        active: 0,
        pad: { t: 50 },
        currentvalue: { visible: false },
        steps: views.map(({ data, annotations, label }) => ({
          label,
          method: "update",
          args: [data, annotationTexts(annotations), moving],
        })),
      },
    ],
  };
  networks.forEach((_, i) => {
    const axis = { range: [-edge, edge], showgrid: false, zeroline: false, constrain: "domain" };
    const [left, right] = domain(i, networks.length);
    const own = i === 0 ? "" : i + 1; // Plotly's first axes are x and y
    layout[`xaxis${own}`] = {
      ...axis,
      domain: [left, right],
      anchor: `y${own}`,
      title: { text: "x₁" },
    };
    layout[`yaxis${own}`] = {
      ...axis,
      anchor: `x${own}`,
      scaleanchor: `x${own}`,
      constraintoward: "top",
      title: { text: i === 0 ? "x₂" : "" },
      showticklabels: i === 0,
    };
  });
  return figure(traces, layout, describe(title, networks, epochs, histories, data));
}

/** What a network says at one moment of its training. */
interface Moment {
  /** How sure it is of class 1 in each cell of the map, in per cent */
  z: object;
  bends: { x: Float32Array; y: Float32Array };
  right: number;
}

function history(
  net: Network,
  data: Dataset,
  epochs: readonly number[],
  rate: number,
  edge: number,
) {
  const own = copyOf(net);
  const [last = 0] = epochs.slice(-1);
  const moments: Moment[] = [];
  const look = () =>
    moments.push({ z: sureness(own, edge), bends: bends(own), right: accuracy(own, data) });
  if (epochs[0] === 0) look();
  if (last > 0) {
    train(own, data, { epochs: last, rate, watch: (epoch) => epochs.includes(epoch) && look() });
  }
  return moments;
}

/** A network of its own with the same weights and biases. */
function copyOf({ layers, activation, parameters }: Network): Network {
  const widths = layers.map(({ weights }) => weights.columns);
  const copy = network({ widths, activation, seed: 1 });
  copy.parameters.set(parameters);
  return copy;
}

/** How sure a network is of class 1 at each place of the map, row by row from below, 0 to 100. */
function sureness(net: Network, edge: number): object {
  const at = (i: number) => (i * 2 * edge) / (PLACES - 1) - edge;
  const plane = new Float64Array(2 * PLACES * PLACES).map((_, i) =>
    at(i % 2 === 0 ? (i / 2) % PLACES : Math.floor(i / 2 / PLACES)),
  );
  const sure = Uint8Array.from(predict(net, plane), (z) => Math.round(100 / (1 + exp(-z))));
  const bdata = Buffer.from(sure).toString("base64");
  return { dtype: "u1", bdata, shape: `${PLACES}, ${PLACES}` };
}

/** Where the sum w₁x + w₂y + b of a unit of the first layer is 0: a line for each, with gaps. */
function bends({ layers, activation }: Network): { x: Float32Array; y: Float32Array } {
  const [x, y]: [number[], number[]] = [[], []];
  const [first] = layers;
  const straight = activation.df(-1) === activation.df(1);
  for (let unit = 0; first && !straight && unit < first.weights.rows; unit++) {
    const [w1 = 0, w2 = 0] = first.weights.values.subarray(2 * unit, 2 * unit + 2);
    const size = w1 * w1 + w2 * w2;
    const offset = (first.biases[unit] ?? 0) / size;
    const reach = 100 / Math.sqrt(size); // far outside of the map on both sides
    x.push(-offset * w1 - reach * w2, -offset * w1 + reach * w2, Number.NaN);
    y.push(-offset * w2 + reach * w1, -offset * w2 - reach * w1, Number.NaN);
  }
  return { x: Float32Array.from(x), y: Float32Array.from(y) };
}

interface Axes {
  xaxis: string;
  yaxis: string;
}

function mapTrace(z: object | undefined, edge: number, axes: Axes): Attributes {
  const step = (2 * edge) / (PLACES - 1);
  return {
    type: "contour",
    ...axes,
    z,
    x0: -edge,
    dx: step,
    y0: -edge,
    dy: step,
    zauto: false,
    zmin: 0,
    zmax: 100,
    colorscale: SCALE,
    showscale: false,
    contours: { coloring: "heatmap", start: 50, end: 50, size: 1 },
    line: { color: BORDER, width: 2.5 },
    hovertemplate: "%{z} % sure of class 1<extra></extra>",
  };
}

function bendTrace(at: Moment["bends"] | undefined, axes: Axes): Attributes {
  const line = { color: BEND, width: 1 };
  return { type: "scatter", mode: "lines", ...axes, ...at, line, hoverinfo: "skip" };
}

function pointTraces({ inputs, labels }: Dataset, axes: Axes): Attributes[] {
  return POINTS.map(({ name, marker }, label) => {
    const members = inputs.filter((_, i) => labels[Math.floor(i / 2)] === label);
    return {
      type: "scatter",
      mode: "markers",
      name,
      ...axes,
      x: Float32Array.from(members.filter((_, i) => i % 2 === 0)),
      y: Float32Array.from(members.filter((_, i) => i % 2 === 1)),
      marker: { size: 7, line: { width: 1, color: "white" }, ...marker },
      hovertemplate: `${name}<extra></extra>`,
    };
  });
}

/** The share of the width that map i of n takes. */
function domain(i: number, n: number): [number, number] {
  const gap = 0.05;
  const width = (1 - gap * (n - 1)) / n;
  return [i * (width + gap), i * (width + gap) + width];
}

/** What stands above all maps, and what the slider's stop is called for the ear. */
function heading(epoch: number): Attributes {
  const text = epoch === 0 ? "before training" : `after ${epoch} epoch${epoch === 1 ? "" : "s"}`;
  const place = { xref: "paper", x: 0, xanchor: "left", yref: "paper", y: 1, yanchor: "bottom" };
  return {
    ...place,
    align: "left",
    yshift: 38,
    text: `<b>${text}</b>`,
    showarrow: false,
    font: { size: 14 },
  };
}

function caption(text: string, i: number, n: number): Attributes {
  const [left, right] = domain(i, n);
  const place = { xref: "paper", x: (left + right) / 2, yref: "paper", y: 1, yanchor: "bottom" };
  return { ...place, xanchor: "center", text, showarrow: false };
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

function describe(
  title: string,
  networks: readonly { name: string }[],
  epochs: readonly number[],
  histories: Moment[][],
  { labels }: Dataset,
): string {
  const ways = networks.map(({ name }, i) => {
    const shares = (histories[i] ?? []).map(({ right }) => percent(right));
    return `${name}: ${shares.join(", ")}.`;
  });
  const maps = networks.length === 1 ? "a map" : `${networks.length} maps`;
  return (
    `${title}: ${maps} of the plane with ${labels.length} points in two classes, ` +
    "each coloured by how sure a network is of a class, with the border between the classes and " +
    "the bends of the network's first layer, and a slider over the epochs. " +
    `Points right after ${epochs.join(", ")} epochs. ${ways.join(" ")}`
  );
}
