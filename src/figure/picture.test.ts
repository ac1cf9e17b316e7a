import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { figure } from "./figure";
import { picture } from "./picture";
import { axis } from "./picture-axis";
import { isDrawable } from "./picture-trace";
import { label, lines, path, plain } from "./svg";
import type { Attributes } from "./types";

/** The picture of one trace between x, y = 0 and 10: in pixels 64 to 680 and 394 to 20. */
function drawn(trace: Attributes, layout: Attributes = {}): string {
  const range = [0, 10];
  return picture(figure([trace], { xaxis: { range }, yaxis: { range }, ...layout }, "")) ?? "";
}

/** The text of every `<text>`. */
function texts(svg: string): string[] {
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text = ""]) => text);
}

describe("picture(figure)", () => {
  const scatter = { type: "scatter", mode: "lines", line: { color: "red" } };

  test("draws a line from its first to its last point, where the axes have them", () => {
    const svg = drawn({ ...scatter, x: Float64Array.of(0, 5, 10), y: [0, 5, 10] });
    assert.match(svg, /<path d="M64 394L680 20" fill="none" stroke="red" stroke-width="2"\/>/);
  });

  test("draws a logarithmic axis in equal steps for equal factors", () => {
    const log = { type: "log", range: [0, 2] };
    const svg = drawn({ ...scatter, x: [1, 10, 100], y: [0, 10, 0] }, { xaxis: log });
    assert.match(svg, /<path d="M64 394L372 20L680 394" /);
  });

  test("draws a band to the line before, and a marker at each point", () => {
    const [x, y] = [
      [0, 10],
      [5, 5],
    ];
    const low = { ...scatter, x, y: [0, 0], line: { width: 0 } };
    const high = { ...low, y, fill: "tonexty", fillcolor: "blue" };
    const markers = {
      type: "scatter",
      mode: "markers",
      x,
      y,
      marker: { symbol: "square", size: 8 },
    };
    const range = [0, 10];
    const svg = picture(figure([low, high, markers], { xaxis: { range }, yaxis: { range } }, ""));
    assert.match(svg ?? "", /<path d="M64 207L680 207L680 394L64 394Z" fill="blue"\/>/);
    assert.match(svg ?? "", /<path d="M-4 -4h8v8h-8z"/);
    assert.match(svg ?? "", /<path d="M64 207L680 207" fill="none" style="marker: url\(#square8/);
  });

  test("draws a box at the quartiles, with whiskers to the last values within 1.5 boxes", () => {
    const svg = drawn({ type: "box", name: "a", y: [1, 2, 3, 4, 5, 6, 7, 10], fillcolor: "none" });
    const y = (value: number) => String(Math.round(10 * (394 - 37.4 * value)) / 10);
    const [, d = ""] = /<path d="(M[^"]*z[^"]*)" fill="none"/.exec(svg) ?? [];
    const heights = Array.from(d.matchAll(/(?:M[\d.]+ |V)([\d.]+)/g), ([, height]) => height);
    // The box, its median, then a line and its end for each whisker.
    assert.deepEqual(heights, [2.5, 6.5, 4.5, 2.5, 1, 1, 6.5, 10, 10].map(y));
    assert.ok(texts(svg).includes("a"));
  });

  test("draws each shade of a heat map as one path of cells, its first row at the bottom", () => {
    const z = { dtype: "u1", bdata: Buffer.of(0, 0, 100, 100).toString("base64"), shape: "2, 2" };
    const colorscale = [
      [0, "#000000"],
      [1, "#ffffff"],
    ];
    const map = {
      type: "heatmap",
      x0: 2.5,
      dx: 5,
      y0: 2.5,
      dy: 5,
      z,
      zmin: 0,
      zmax: 100,
      colorscale,
    };
    const svg = drawn(map);
    assert.match(svg, /matrix\(308\.000,0\.000,0\.000,-187\.000,64\.000,300\.500\)/);
    assert.match(svg, /<path d="M0 0h2" stroke="rgb\(11,11,11\)"\/>/);
    assert.match(svg, /<path d="M0 1h2" stroke="rgb\(244,244,244\)"\/>/);
  });

  test("has the titles, the ticks, the notes and a legend of the names", () => {
    const axes = { xaxis: { title: { text: "across" } }, yaxis: { title: { text: "up" } } };
    const annotations = [{ x: 0, y: 1, text: "<b>one</b><br>two" }];
    const layout = { title: { text: "A title" }, annotations, ...axes };
    const svg = picture(figure([{ ...scatter, name: "named", x: [0, 2], y: [0, 2] }], layout, ""));
    const found = texts(svg ?? "");
    for (const text of ["A title", "across", "up", "one", "two", "named", "0.5"]) {
      assert.ok(found.includes(text), text);
    }
  });

  test("has the lines of a title of the x axis below each other, with room for them", () => {
    const [x, y] = [{ text: "depth<br>thin: one run" }, { text: "up" }];
    const trace = { ...scatter, x: [0, 2], y: [0, 2] };
    const svg = picture(figure([trace], { xaxis: { title: x }, yaxis: { title: y } }, "")) ?? "";
    const rows = Array.from(svg.matchAll(/ y="([\d.]+)"[^>]*>(depth|thin: one run)</g));
    assert.deepEqual(
      rows.map(([, row]) => Number(row)),
      [419, 436],
    );
    assert.match(svg, /^<svg [^>]*height="450"/);
  });

  test("is none for what it cannot draw: other types, dates and names", () => {
    for (const trace of [
      { type: "bar", x: [1], y: [1] },
      { type: "pie", values: [1] },
      { type: "scatter", x: ["2026-01-01"], y: [1] },
      { type: "scatter", x: [1] },
      { type: "heatmap", z: [[1]] },
      {},
    ]) {
      assert.equal(isDrawable(trace), false);
      assert.equal(picture(figure([trace], {}, "")), undefined);
    }
    assert.equal(picture(figure([], {}, "")), undefined);
  });

  test("draws whatever numbers there are: none, one, NaN and infinities", () => {
    for (const values of [[], [1], [Number.NaN], [1, Number.POSITIVE_INFINITY, 3], [-5, -5]]) {
      for (const type of ["linear", "log"]) {
        const layout = { xaxis: { type }, yaxis: { type } };
        const svg = picture(figure([{ ...scatter, x: values, y: values }], layout, "")) ?? "";
        assert.match(svg, /^<svg .*<\/svg>$/);
        assert.doesNotMatch(svg, /NaN|Infinity/);
      }
    }
  });

  test("keeps a text a text, and leaves out what XML forbids", () => {
    const text = "</svg><script>alert(1)</script> a < b & \u0000\u0007 '\"";
    const svg = drawn({ ...scatter, x: [0], y: [0] }, { title: { text } });
    assert.ok(texts(svg).includes("alert(1) a &#60; b &#38;  &#39;&#34;"));
    assert.ok(!svg.includes("script") && !svg.includes("\u0000"));
  });
});

test("axis(…) has round ticks, 1, 2 or 5 times a power of ten, inside its range", () => {
  const ticks = (range: number[], type = "linear") =>
    axis({ range, type }, [], 0, 0, 300).ticks.map(({ text }) => text);
  assert.deepEqual(ticks([-10, 10]), ["−10", "−5", "0", "5", "10"]);
  assert.deepEqual(ticks([0, 1]), ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  assert.deepEqual(ticks([-1, 1], "log"), ["0.1", "1", "10"]);
  assert.deepEqual(ticks([-1, 0.5], "log"), ["0.1", "0.2", "0.5", "1", "2"]);
  assert.deepEqual(ticks([-9, 0], "log"), ["10⁻⁹", "10⁻⁷", "10⁻⁵", "10⁻³", "0.1"]);
});

test("path(points) leaves out points on a straight line, and has a gap at NaN", () => {
  assert.equal(
    path([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 0],
    ]),
    "M0 0L2 2L3 0",
  );
  assert.equal(
    path([
      [0, 0],
      [1, 1],
      [Number.NaN, 2],
      [3, 3],
      [4, 4],
    ]),
    "M0 0L1 1M3 3L4 4",
  );
  assert.equal(path([]), "");
});

test("label(point, text) and lines(text) write Plotly's texts for SVG", () => {
  assert.deepEqual(lines("<b>a</b><br>b"), ["<b>a</b>", "b"]);
  assert.equal(plain("<b>a</b> < b\u0000"), "a < b");
  assert.equal(
    label([1.25, 2], "a<b", { size: 14, anchor: "end" }),
    '<text x="1.3" y="2" font-size="14" text-anchor="end">a&#60;b</text>',
  );
  const coloured = '<b>a</b> <span style="color:red">● b</span>';
  assert.match(label([1, 2], coloured), />a <tspan fill="red">● b<\/tspan><\/text>$/);
  assert.match(label([1, 2], "a", { upright: true }), /transform="translate\(1 2\) rotate\(-90\)"/);
});

test("picture(figure) draws the border of a contour between the cells on its two sides", () => {
  const z = { dtype: "u1", bdata: Buffer.of(0, 0, 99, 99).toString("base64"), shape: "2, 2" };
  const contours = { coloring: "heatmap", start: 50, end: 50, size: 1 };
  const scale = [
    [0, "#000000"],
    [1, "#ffffff"],
  ];
  const svg = drawn({
    type: "contour",
    x0: 2.5,
    dx: 5,
    y0: 2.5,
    dy: 5,
    z,
    zmin: 0,
    zmax: 100,
    colorscale: scale,
    contours,
    line: { color: "red", width: 2 },
  });
  // From the middle of the left cells to that of the right ones, halfway up: y = 5.
  assert.match(svg, /<path d="M526 207L218 207" fill="none" stroke="red"/);
});
