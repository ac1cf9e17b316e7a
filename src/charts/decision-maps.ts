import { figure } from "../figure/figure";
import type { Attributes, Figure } from "../figure/types";
import { sigmoid } from "../network/activation";
import type { Dataset } from "../network/datasets";
import { accuracy, type Network, predict } from "../network/network";

/** Each map has this many cells in both directions. */
const CELLS = 50;

/** From pale to dark, so that the two sides differ without their hue; the points stand out on both. */
const SCALE = [
  [0, "#fff4d6"],
  [1, "#27408b"],
];

/** Below the maps, between their axes and the legend at the chart's foot. */
const COLORBAR = {
  tickvals: [0, 50, 100],
  ticktext: ["class 0", "unsure", "class 1"],
  orientation: "h",
  yref: "container",
  y: 0.07,
  yanchor: "bottom",
  thickness: 12,
  len: 0.7,
  x: 0,
  xanchor: "left",
};

const POINTS = [
  { symbol: "circle", color: "#ffffff" },
  { symbol: "diamond", color: "#ff9d2e" },
];

/**
 * Builds maps of the plane, side by side: the colour says how sure a network is of class 1, and
 * the data lie on top. Where the colour turns, the network draws the line between the classes.
 *
 * @param options.data - the points, which decide what part of the plane is shown
 * @param options.networks - one or more networks of two inputs, and what stands above each map
 * @throws RangeError for a network that has not two inputs
 * @example
 * decisionMaps({ title: "Spirals", data, networks: [{ name: "untrained", net }] }).show();
 */
export function decisionMaps(options: {
  title: string;
  data: Dataset;
  networks: readonly { name: string; net: Network }[];
}): Figure {
  const { title, data, networks } = options;
  const edge = 1.05 * data.inputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const step = (2 * edge) / CELLS;
  const centre = (cell: number) => (cell + 0.5) * step - edge;
  const plane = new Float64Array(2 * CELLS * CELLS).map((_, i) =>
    centre(i % 2 === 0 ? (i / 2) % CELLS : Math.floor(i / 2 / CELLS)),
  );
  const share = 1 / networks.length;
  const traces: Attributes[] = [];
  const layout: Attributes = {
    title: { text: title },
    height: 430,
    margin: { b: 135 },
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0 },
  };
  const annotations = networks.map(({ name, net }, i) => {
    const nth = i === 0 ? "" : i + 1; // Plotly's names of axes: x, x2, x3, …
    const axes = { xaxis: `x${nth}`, yaxis: `y${nth}` };
    const sure = Uint8Array.from(predict(net, plane), (z) => Math.round(100 * sigmoid.f(z)));
    traces.push({
      type: "heatmap",
      x0: centre(0),
      dx: step,
      y0: centre(0),
      dy: step,
      ...axes,
      z: { dtype: "u1", bdata: Buffer.from(sure).toString("base64"), shape: `${CELLS}, ${CELLS}` },
      zmin: 0,
      zmax: 100,
      colorscale: SCALE,
      showscale: i === 0,
      colorbar: COLORBAR,
      hovertemplate: "%{z} % sure of class 1<extra></extra>",
    });
    POINTS.forEach((marker, label) => {
      const members = data.inputs.filter((_, k) => data.labels[Math.floor(k / 2)] === label);
      traces.push({
        type: "scatter",
        mode: "markers",
        name: `class ${label}`,
        showlegend: i === 0,
        ...axes,
        x: Float32Array.from(members.filter((_, k) => k % 2 === 0)),
        y: Float32Array.from(members.filter((_, k) => k % 2 === 1)),
        marker: { size: 6, line: { width: 1, color: "black" }, ...marker },
      });
    });
    const [from, to] = [i * share + 0.02, (i + 1) * share - 0.02];
    // As wide as high, so that round stays round: the map gets smaller where there is less room.
    const axis = { range: [-edge, edge], constrain: "domain", nticks: 5 };
    layout[`xaxis${nth}`] = {
      ...axis,
      domain: [from, to],
      anchor: `y${nth}`,
      title: { text: "x₁" },
    };
    layout[`yaxis${nth}`] = {
      ...axis,
      anchor: `x${nth}`,
      scaleanchor: `x${nth}`,
      showticklabels: i === 0,
      constraintoward: "top",
      title: { text: i === 0 ? "x₂" : "" },
    };
    const at = {
      x: (from + to) / 2,
      xanchor: "center",
      y: 1,
      xref: "paper",
      yref: "paper",
      yanchor: "bottom",
    };
    return { ...at, text: name, showarrow: false };
  });
  const right = networks.map(
    ({ name, net }) => `${name}: ${Math.round(100 * accuracy(net, data))} % of them right.`,
  );
  const head =
    `${title}: ${networks.length} maps of the plane from ${(-edge).toFixed(1)} to ` +
    `${edge.toFixed(1)}, coloured by how sure a network is of class 1, under the ` +
    `${data.labels.length} points.`;
  return figure(traces, { ...layout, annotations }, [head, ...right].join(" "));
}
