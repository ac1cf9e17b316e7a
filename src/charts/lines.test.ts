import assert from "node:assert/strict";
import { test } from "node:test";
import { lines } from "./lines";

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
const gap = Number.NaN;

test("lines(options) draws each run as a thin line, and a strong one through the medians", () => {
  const { data } = lines(options);
  assert.deepEqual(
    data.map(({ x, y, line }) => ({ x: Array.from(x), y: Array.from(y), width: line.width })),
    [
      {
        x: [1, 2, gap, 1, 2, gap, 1, 2, gap],
        y: [0.5, 0.25, gap, 1, 8, gap, 2, 0.5, gap],
        width: 1,
      },
      { x: [1, 2], y: [1, 0.5], width: 3 },
      { x: [1, 2], y: [4, 2], width: 3 },
    ],
  );
});

test("lines(options) says below the chart what is one run, and what the median", () => {
  const below = (changes: object) => {
    const { xaxis } = lines({ ...options, ...changes }).layout;
    return xaxis.title.text.replace(/<[^>]*>/g, "|");
  };
  assert.equal(below({}), "epoch||thin: one run, thick: their median|");
  assert.equal(below({ x: ["left", "right"] }), "epoch||dot: one run, bar: their median|");
  assert.equal(below({ series: options.series.slice(1) }), "epoch");
});

test("lines(options) shows shares as per cent", () => {
  const { data, layout } = lines({ ...options, unit: "%" });
  const [y, { yaxis }] = [data.map(({ y }) => Array.from(y)), layout];
  assert.deepEqual(y[1], [100, 50]);
  assert.equal(yaxis.title.text, "loss, %");
});

test("lines(options) gives each line a dash, a marker and a colour of its own", () => {
  const strong = lines(options).data.filter(({ name }) => name);
  assert.equal(new Set(strong.map(({ line }) => line.dash)).size, 2);
  assert.equal(new Set(strong.map(({ marker }) => marker.symbol)).size, 2);
  assert.equal(new Set(strong.map(({ line }) => line.color)).size, 2);
});

test("lines(options) names each line at its end, at its height", () => {
  const { annotations, yaxis, margin } = lines(options).layout;
  const [low, high] = yaxis.range;
  assert.deepEqual(
    annotations.map(({ text }: { text: string }) => text),
    ["ReLU", "tanh"],
  );
  assert.ok(Math.abs(annotations[0].y - (0.5 - low) / (high - low)) < 1e-9);
  assert.equal(margin.r, 20 + 8 * 4);
});

test("lines(options) moves names apart that would touch, and keeps them inside", () => {
  const series = ["a", "b", "c", "d"].map((name, i) => ({ name, runs: [[0, 10 + i / 100]] }));
  const { annotations } = lines({ ...options, series }).layout;
  const places = annotations.map(({ y }: { y: number }) => y);
  for (let i = 1; i < places.length; i++) assert.ok(places[i] - places[i - 1] >= 0.06);
  assert.ok(places.at(-1) <= 1 + 1e-9);
});

test("lines(options) needs no names where there is one series", () => {
  const { annotations, margin } = lines({ ...options, series: options.series.slice(1) }).layout;
  assert.deepEqual([annotations, margin], [undefined, undefined]);
});

test("lines(options) puts names on the x axis side by side, with a dot for each run", () => {
  const { data, layout } = lines({ ...options, x: ["left", "right"] });
  const { xaxis, annotations } = layout;
  assert.deepEqual(xaxis.ticktext, ["left", "right"]);
  assert.deepEqual(xaxis.tickvals, [0, 1]);
  assert.equal(xaxis.zeroline, false, "the first name is not a zero");
  const [dots, middle] = data.map(({ mode, x, y }) => ({
    mode,
    x: Array.from(x),
    y: Array.from(y),
  }));
  assert.equal(dots?.mode, "markers");
  assert.equal(new Set(dots?.x).size, 6); // none on top of another
  assert.deepEqual(middle?.y, [1, 0.5]);
  assert.match(annotations[0].text, /ReLU.*tanh/);
});

test("lines(options) has logarithmic axes where it is told to, and ends that show all", () => {
  const { xaxis, yaxis } = lines({ ...options, log: "y" }).layout;
  assert.deepEqual([xaxis.type, yaxis.type], [undefined, "log"]);
  assert.ok(yaxis.range[0] < Math.log10(0.25) && yaxis.range[1] > Math.log10(8));
  const empty = lines({ ...options, series: [{ name: "", runs: [[gap, gap]] }] }).layout;
  const { yaxis: any } = empty;
  assert.deepEqual(any.range, [0, 1]);
});

test("lines(options) says in words what it shows", () => {
  assert.equal(
    lines(options).summary,
    "Loss: loss against epoch. Each thin line is one of 3 runs. " +
      "ReLU: median 1 at epoch = 1, 0.5 at epoch = 2. tanh: median 4 at epoch = 1, 2 at epoch = 2.",
  );
  assert.match(
    lines({ ...options, x: ["left", "right"] }).summary,
    /Each dot is.*median 1 at left/,
  );
});

test("lines(options) names five of many points in words, the first and the last among them", () => {
  const x = Array.from({ length: 101 }, (_, i) => i);
  const { summary } = lines({ ...options, x, series: [{ name: "f", runs: [x] }] });
  assert.match(summary, /f: 0 at epoch = 0, 25 at .*, 50 at .*, 75 at .*, 100 at epoch = 100\.$/);
});

test("lines(options) throws for a run of another length, and for more than four series", () => {
  const series = [{ name: "a", runs: [[1, 2, 3]] }];
  const wrong = { name: "RangeError", message: "lines: a run of a has 3 values for 2 x" };
  assert.throws(() => lines({ ...options, series }), wrong);
  const many = { name: "RangeError", message: "lines: 5 series; it has styles for 4" };
  const five = Array.from({ length: 5 }, () => ({ name: "a", runs: [] }));
  assert.throws(() => lines({ ...options, series: five }), many);
});
