import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attributes } from "../figure/types";
import { leaky } from "../network/activation";
import { network } from "../network/network";
import { decisionMaps } from "./decision-maps";

/** A network that says "class 1" where the second coordinate is above 0. */
function above() {
  const net = network({ widths: [2], activation: leaky(1), seed: 1 });
  net.parameters.set([0, 10, 0]);
  return net;
}

const data = {
  inputs: Float64Array.of(1, 2, -1, -2, 0, 1, 0.5, -1),
  labels: Float64Array.of(1, 0, 1, 1),
};
const options = {
  title: "Halves",
  data,
  networks: [
    { name: "a", net: above() },
    { name: "b", net: above() },
  ],
};

test("decisionMaps(options) colours each cell by what the network says of its centre", () => {
  const net = network({ widths: [2], activation: leaky(1), seed: 1 });
  net.parameters.set([1, -2, 0]); // the logit x − 2y
  const { z, x0, dx, y0, dy } = decisionMaps({ ...options, networks: [{ name: "a", net }] })
    .data[0] as Attributes;
  assert.deepEqual([z.dtype, z.shape], ["u1", "50, 50"]);
  const sure = Buffer.from(z.bdata, "base64");
  assert.equal(sure.length, 50 * 50);
  for (const [row, column] of [
    [0, 0],
    [0, 49],
    [24, 7],
    [25, 7],
    [49, 0],
    [49, 49],
  ] as const) {
    const [x, y] = [x0 + column * dx, y0 + row * dy];
    assert.equal(sure[50 * row + column], Math.round(100 / (1 + Math.exp(2 * y - x))));
  }
  assert.ok(Math.abs(y0 + 49 * dy + y0) < 1e-12, "symmetric");
});

test("decisionMaps(options) puts each class on each map, with a marker of its own", () => {
  const { data: traces, layout } = decisionMaps(options);
  const points = traces.filter(({ type }) => type === "scatter");
  assert.deepEqual(points.map(({ x, y }) => [Array.from(x), Array.from(y)]).slice(0, 2), [
    [[-1], [-2]],
    [
      [1, 0, 0.5],
      [2, 1, -1],
    ],
  ]);
  assert.equal(points.length, 4);
  assert.equal(new Set(points.slice(0, 2).map(({ marker }) => marker.symbol)).size, 2);
  assert.deepEqual(traces.filter(({ showlegend }) => showlegend).length, 2);
  const { annotations, xaxis, xaxis2 } = layout;
  assert.deepEqual(
    annotations.map(({ text }: { text: string }) => text),
    ["a", "b"],
  );
  assert.ok(xaxis.domain[1] < xaxis2.domain[0]);
});

test("decisionMaps(options) looks like this, but for what it shows of the networks", () => {
  const { data: traces, layout } = decisionMaps(options);
  const { template, ...look } = layout;
  const [bottom, top] = [-2.1, 2.1];
  const step = top / 25;
  for (const [i, axes] of [
    { xaxis: "x", yaxis: "y" },
    { xaxis: "x2", yaxis: "y2" },
  ].entries()) {
    const [{ z, ...map } = {}, ...points] = traces.slice(3 * i, 3 * i + 3);
    assert.deepEqual(map, {
      ...{ type: "heatmap", x0: bottom + step / 2, dx: step, y0: bottom + step / 2, dy: step },
      ...{ ...axes, zmin: 0, zmax: 100, showscale: i === 0 },
      colorscale: [
        [0, "#fff4d6"],
        [1, "#27408b"],
      ],
      colorbar: {
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
      },
      hovertemplate: "%{z} % sure of class 1<extra></extra>",
    });
    const line = { width: 1, color: "black" };
    assert.deepEqual(
      points.map(({ x, y, ...rest }) => rest),
      [
        { name: "class 0", marker: { size: 6, line, symbol: "circle", color: "#ffffff" } },
        { name: "class 1", marker: { size: 6, line, symbol: "diamond", color: "#ff9d2e" } },
      ].map((own) => ({ type: "scatter", mode: "markers", showlegend: i === 0, ...axes, ...own })),
    );
  }
  const axis = { range: [bottom, top], constrain: "domain", nticks: 5 };
  const square = (x: string) => ({ anchor: x, scaleanchor: x, constraintoward: "top" });
  const note = { xref: "paper", yref: "paper", xanchor: "center", yanchor: "bottom" };
  assert.deepEqual(look, {
    title: { text: "Halves" },
    height: 430,
    margin: { b: 135 },
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0 },
    xaxis: { ...axis, domain: [0.02, 0.48], anchor: "y", title: { text: "x₁" } },
    yaxis: { ...axis, ...square("x"), showticklabels: true, title: { text: "x₂" } },
    xaxis2: { ...axis, domain: [0.52, 0.98], anchor: "y2", title: { text: "x₁" } },
    yaxis2: { ...axis, ...square("x2"), showticklabels: false, title: { text: "" } },
    annotations: [
      { ...note, x: 0.25, y: 1, text: "a", showarrow: false },
      { ...note, x: 0.75, y: 1, text: "b", showarrow: false },
    ],
  });
});

test("decisionMaps(options) says in words how many points each network gets right", () => {
  assert.equal(
    decisionMaps(options).summary,
    "Halves: 2 maps of the plane from -2.1 to 2.1, coloured by how sure a network is of class 1, " +
      "under the 4 points. a: 75 % of them right. b: 75 % of them right.",
  );
});

test("decisionMaps(options) throws for a network that has not two inputs", () => {
  const net = network({ widths: [3], activation: leaky(1), seed: 1 });
  assert.throws(() => decisionMaps({ ...options, networks: [{ name: "a", net }] }), RangeError);
});
