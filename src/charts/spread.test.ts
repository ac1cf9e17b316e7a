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

test("spread(options) is this figure: four styles, a band under each line, a legend below", () => {
  const axes = { log: "xy" as const, labels: { x: "epoch", y: "loss" } };
  const series = ["a", "b", "c", "d"].map((name) => ({ name, runs: [[1], [3]] }));
  const { data, layout, summary } = spread({ title: "T", x: [-7], series, ...axes });
  const styles = [
    ["74, 85, 224", "solid", "circle"],
    ["192, 52, 29", "dash", "square"],
    ["0, 121, 90", "dot", "diamond"],
    ["122, 63, 208", "dashdot", "triangle-up"],
  ] as const;
  const x = Float64Array.of(-7);
  const expected = styles.flatMap(([rgb, dash, symbol], i) => {
    const name = series[i]?.name;
    const edge = {
      ...{ type: "scatter", mode: "lines", x, line: { width: 0 }, hoverinfo: "skip" },
      ...{ legendgroup: name, showlegend: false },
    };
    return [
      { ...edge, y: Float32Array.of(1) },
      {
        ...{ ...edge, y: Float32Array.of(3), fill: "tonexty" },
        fillcolor: `rgba(${rgb}, 0.18)`,
      },
      {
        ...{ type: "scatter", name, legendgroup: name, x, y: Float32Array.of(2) },
        ...{ mode: "lines+markers", line: { color: `rgb(${rgb})`, dash } },
        marker: { symbol, size: 9 },
        hovertemplate: `${name}<br>epoch=%{x:.3~g}<br>loss=%{y:.3~g}<extra></extra>`,
      },
    ];
  });
  assert.deepEqual(data, expected);
  const { template, ...own } = layout;
  assert.deepEqual(own, {
    height: 390,
    title: { text: "T" },
    xaxis: { title: { text: "epoch" }, type: "log", exponentformat: "power" },
    yaxis: { title: { text: "loss" }, type: "log", exponentformat: "power" },
    legend: { orientation: "h", yref: "container", y: 0, yanchor: "bottom", x: 0 },
  });
  assert.match(summary, /^T: loss against epoch from −7 to −7\. Each line is the median of 2 runs/);
});

test("spread(options) leaves out the markers from 21 positions on, and the band for one run", () => {
  const of = (length: number) => {
    const x = Array.from({ length }, (_, i) => i);
    return spread({ ...options, x, series: [{ name: "a", runs: [x] }] });
  };
  assert.deepEqual(
    [20, 21].map((length) => of(length).data.map(({ mode }) => mode)),
    [["lines+markers"], ["lines"]],
  );
  assert.equal(of(2).summary, "Loss: loss against epoch from 0 to 1. a: from 0 to 1.");
});
