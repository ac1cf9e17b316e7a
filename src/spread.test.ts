import assert from "node:assert/strict";
import { test } from "node:test";
import { median, spread } from "./spread";

const options = {
  title: "Loss",
  x: [1, 2],
  labels: { x: "epoch", y: "loss" },
  series: [
    {
      name: "ReLU",
      runs: [
        [0.5, 0.25],
        [1, 8],
        [2, 0.5],
      ],
    },
    { name: "tanh", runs: [[4, 2]] },
  ],
};

test("median(values) is the middle one, or the mean of the two in the middle", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median(Float32Array.of(4, 1, 2, 3)), 2.5);
  assert.equal(median([1, Number.NaN, 2]), 2);
  assert.ok(Number.isNaN(median([])));
});

test("spread(options) draws lowest, highest and median of the runs of each series", () => {
  const { data, layout } = spread(options);
  assert.equal(data.length, 4); // a band of two edges, and two lines
  assert.deepEqual(
    data.slice(0, 3).map(({ y }) => Array.from(y)),
    [
      [0.5, 0.25],
      [2, 8],
      [1, 0.5],
    ],
  );
  const { fill } = data[1] ?? {};
  assert.equal(fill, "tonexty");
  assert.deepEqual(data.map(({ name }) => name).filter(Boolean), ["ReLU", "tanh"]);
  const { xaxis, yaxis } = layout;
  assert.equal(xaxis.title.text, "epoch");
  assert.equal(yaxis.type, undefined);
  const logarithmic = spread({ ...options, log: "y" }).layout;
  const { xaxis: x, yaxis: y } = logarithmic;
  assert.deepEqual([x.type, y.type], [undefined, "log"]);
});

test("spread(options) gives each series a dash and a marker of its own", () => {
  const lines = spread(options).data.filter(({ name }) => name);
  assert.equal(new Set(lines.map(({ line }) => line.dash)).size, 2);
  assert.equal(new Set(lines.map(({ marker }) => marker.symbol)).size, 2);
});

test("spread(options) says in words what it shows", () => {
  assert.equal(
    spread(options).summary,
    "Loss: loss against epoch from 1 to 2. Each line is the median of 3 runs, in a band from the " +
      "lowest to the highest. ReLU: from 1 to 0.5, where the runs lie between 0.25 and 8. " +
      "tanh: from 4 to 2.",
  );
});

test("spread(options) throws for a run of another length and for a fifth series", () => {
  const series = [{ name: "ReLU", runs: [[1]] }];
  assert.throws(() => spread({ ...options, series }), {
    name: "RangeError",
    message: /ReLU has 1 values for 2 x/,
  });
  const five = Array.from({ length: 5 }, () => ({ name: "a", runs: [[1, 2]] }));
  assert.throws(() => spread({ ...options, series: five }), {
    name: "RangeError",
    message: /5 series/,
  });
});
