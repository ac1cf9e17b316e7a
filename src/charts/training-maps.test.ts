import assert from "node:assert/strict";
import { test } from "node:test";
import { leaky } from "../network/activation";
import { twoSpirals } from "../network/datasets";
import { accuracy, network, predict, train } from "../network/network";
import { trainingMaps } from "./training-maps";

const data = twoSpirals({ samples: 20, turns: 0.5, noise: 0, seed: 1 });
const build = (alpha: number) => network({ widths: [2, 4, 4], activation: leaky(alpha), seed: 3 });
const options = {
  title: "Spirals",
  data,
  networks: [
    { name: "bent", net: build(0.1) },
    { name: "straight", net: build(1) },
  ],
  epochs: [0, 3, 30],
  rate: 0.05,
};
const { data: traces, layout, summary } = trainingMaps(options);
const { sliders, annotations, xaxis, yaxis, xaxis2, yaxis2 } = layout;
const steps: Step[] = sliders[0].steps;

interface Step {
  label: string;
  args: [Moved, { [key: string]: string }, number[]];
}

interface Moved {
  z: ({ bdata: string; shape: string } | null)[];
  x: (Float32Array | null)[];
  y: (Float32Array | null)[];
}

/** The network after so many epochs, trained on its own. */
function trained(alpha: number, epochs: number) {
  const net = build(alpha);
  if (epochs > 0) train(net, data, { epochs, rate: 0.05 });
  return net;
}

test("trainingMaps(options) shows at each stop what the network says then", () => {
  assert.deepEqual(
    steps.map(({ label }) => label),
    ["0", "3", "30"],
  );
  const edge = 1.05 * Math.max(...data.inputs.map(Math.abs));
  const place = (i: number) => (i / 19) * 2 * edge - edge;
  steps.forEach(({ args: [moved] }, stop) => {
    const net = trained(0.1, options.epochs[stop] as number);
    const z = Buffer.from(moved.z[0]?.bdata ?? "", "base64");
    assert.equal(z.length, 20 * 20);
    for (const [row, column] of [
      [0, 0],
      [7, 18],
      [19, 12],
    ] as const) {
      const [logit = 0] = predict(net, Float64Array.of(place(column), place(row)));
      assert.equal(z[20 * row + column], Math.round(100 / (1 + Math.exp(-logit))));
    }
  });
});

test("trainingMaps(options) draws the bends of the first layer where a unit's sum is 0", () => {
  const [moved] = (steps[2] as Step).args;
  const [first] = trained(0.1, 30).layers;
  const [x, y] = [moved.x[1] as Float32Array, moved.y[1] as Float32Array];
  assert.equal(x.length, 3 * 4);
  for (let unit = 0; unit < 4; unit++) {
    const [w1 = 0, w2 = 0] = first?.weights.values.subarray(2 * unit, 2 * unit + 2) ?? [];
    for (const end of [3 * unit, 3 * unit + 1]) {
      const sum = w1 * (x[end] ?? 0) + w2 * (y[end] ?? 0) + (first?.biases[unit] ?? 0);
      assert.ok(Math.abs(sum) < 1e-3 * Math.hypot(w1, w2), `unit ${unit}: ${sum}`);
    }
    assert.ok(Number.isNaN(x[3 * unit + 2]));
  }
});

test("trainingMaps(options) draws no bends where there are none", () => {
  for (const { args } of steps) assert.equal(args[0].x[3]?.length, 0);
});

test("trainingMaps(options) says how many points each network gets right at each stop", () => {
  const percent = (alpha: number, epochs: number) =>
    `${Math.round(100 * accuracy(trained(alpha, epochs), data))} %`;
  for (const [stop, epochs] of options.epochs.entries()) {
    const texts = Object.values(steps[stop]?.args[1] ?? {});
    assert.equal(texts?.[1], `bent<br>${percent(0.1, epochs)} right`);
    assert.equal(texts?.[2], `straight<br>${percent(1, epochs)} right`);
  }
  assert.equal(annotations[0].text, "<b>before training</b>");
  assert.equal(steps[1]?.args[1]["annotations[0].text"], "<b>after 3 epochs</b>");
  assert.ok(summary.includes(`bent: ${[0, 3, 30].map((e) => percent(0.1, e)).join(", ")}.`));
});

test("trainingMaps(options) moves maps and bends alone, and begins with the first stop", () => {
  for (const { args } of steps) assert.deepEqual(args[2], [0, 1, 4, 5]);
  assert.deepEqual(
    traces.map(({ type }) => type),
    ["contour", "scatter", "scatter", "scatter", "contour", "scatter", "scatter", "scatter"],
  );
  const [{ z }] = traces as [{ z: object }];
  assert.deepEqual(z, steps[0]?.args[0].z[0]);
});

test("trainingMaps(options) keeps the maps square and side by side", () => {
  assert.deepEqual([yaxis.scaleanchor, yaxis2.scaleanchor], ["x", "x2"]);
  assert.deepEqual(xaxis.range, yaxis.range);
  assert.ok(xaxis.domain[1] < xaxis2.domain[0]);
});

test("trainingMaps(options) leaves the networks as they are", () => {
  assert.deepEqual(options.networks[0]?.net.parameters, build(0.1).parameters);
});

test("trainingMaps(options) throws for stops that do not go up, and names them", () => {
  for (const epochs of [[], [3, 3], [-1, 2], [5, 1]]) {
    const message = `trainingMaps: epochs [${epochs}] must go up, from 0 or more`;
    assert.throws(() => trainingMaps({ ...options, epochs }), { name: "RangeError", message });
  }
});
