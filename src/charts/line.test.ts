import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { TEMPLATE } from "../figure/template";
import type { Numbers } from "../figure/types";
import plotly from "../reference/plotly.json";
import { line } from "./line";

/** The types of the arrays that `line` takes. */
const TYPES = {
  Array,
  Float64Array,
  Float32Array,
  Int32Array,
  Int16Array,
  Int8Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  Uint8ClampedArray,
};

/** An array as scripts/reference/numpy_plotly.py writes it: NaN and ±∞ are strings there. */
type Spec = { type: keyof typeof TYPES; values: (number | string | null)[] };

function numbers({ type, values }: Spec): Numbers {
  const list = values.map((value) => (value === null ? value : Number(value))) as number[];
  return (TYPES[type] as typeof Float64Array).from(list);
}

type Texts = { title?: string; labels?: { x?: string; y?: string } };

const references = plotly.line as unknown as {
  [name: string]: { call: { x: Spec; y: Spec } & Texts; figure: object };
};

describe("line({ x, y, title, labels }) is px.line, JSON for JSON", () => {
  for (const [name, { call, figure }] of Object.entries(references)) {
    test(`with ${name}`, () => {
      const ours = line({ ...call, x: numbers(call.x), y: numbers(call.y) });
      const { data, layout } = JSON.parse(JSON.stringify(ours));
      const { template, ...rest } = layout;
      assert.deepEqual({ data, layout: rest }, figure);
      assert.deepEqual(template, JSON.parse(JSON.stringify(TEMPLATE)));
    });
  }

  test("but plain arrays of whole numbers count as float64, where px takes the smallest type", () => {
    const [trace] = JSON.parse(JSON.stringify(line({ x: [1, 2], y: [3, 4] }))).data;
    assert.deepEqual(trace.x, { dtype: "f8", bdata: "AAAAAAAA8D8AAAAAAAAAQA==" });
    assert.deepEqual(trace.y, { dtype: "f8", bdata: "AAAAAAAACEAAAAAAAAAQQA==" });
  });

  test("but line({ x: [], y: [] }) is an empty chart, where px raises", () => {
    const { data, summary } = line({ x: [], y: [] });
    const { x, y } = data[0] ?? {};
    assert.deepEqual([x, y], [new Float64Array(), new Float64Array()]);
    assert.equal(summary, "Line chart of y against x, 0 points.");
  });
});

describe("line({ x, y })", () => {
  const type = fc.constantFrom(...(Object.keys(TYPES) as Spec["type"][]));
  const spec = fc.record({ type, values: fc.array(fc.integer({ min: 0, max: 9 })) });

  test("keeps every number of arrays of every type", () => {
    fc.assert(
      fc.property(spec, type, (x, type) => {
        const { x: ours, y } = line({ x: numbers(x), y: numbers({ ...x, type }) }).data[0] ?? {};
        assert.deepEqual(Array.from(ours), x.values);
        assert.deepEqual(Array.from(y), x.values);
      }),
    );
  });

  test("throws a RangeError that names both lengths when they differ", () => {
    fc.assert(
      fc.property(spec, spec, (x, y) => {
        fc.pre(x.values.length !== y.values.length);
        assert.throws(() => line({ x: numbers(x), y: numbers(y) }), {
          name: "RangeError",
          message: `line: x has ${x.values.length} elements and y has ${y.values.length}; both need the same`,
        });
      }),
    );
  });

  test("throws a TypeError that names the element, its value and its type", () => {
    const any = (text: string) => JSON.parse(text);
    const date = new Date(0);
    for (const [values, what] of [
      [any('["0", 1, 2]'), "x[0] is '0' (string)"],
      [any("[0, true, 2]"), "x[1] is true (boolean)"],
      [[0, 1, date], "x[2] is 1970-01-01T00:00:00.000Z (Date)"],
      [[0, 1n, 2], "x[1] is 1n (bigint)"],
      [[0, [1], 2], "x[1] is [ 1 ] (Array)"],
      [[0, undefined, 2], "x[1] is undefined"],
      [Array(3), "x[0] is undefined"],
      [any('["2020-01-01"]'), "x[0] is '2020-01-01' (string)"],
    ] as const) {
      const message = `line: ${what}; it must be a number, or null for a gap`;
      const other = Float64Array.of(0, 1, 2);
      assert.throws(() => line({ x: values as number[], y: other }), {
        name: "TypeError",
        message,
      });
      assert.throws(() => line({ x: other, y: values as number[] }), {
        name: "TypeError",
        message: message.replace("x[", "y["),
      });
    }
  });

  test("throws a TypeError for what is no array of numbers", () => {
    for (const [values, what] of [
      [undefined, "undefined"],
      [null, "null"],
      ["012", "'012' (string)"],
      [{ length: 3 }, "{ length: 3 } (Object)"],
      [new Set([1, 2]), "Set(2) { 1, 2 } (Set)"],
    ] as const) {
      assert.throws(() => line({ x: [1], y: values as never }), {
        name: "TypeError",
        message: `line: y is ${what}; it must be an array of numbers`,
      });
    }
  });

  test("throws a TypeError for an array of numbers that Plotly cannot read", () => {
    assert.throws(() => line({ x: BigInt64Array.of(1n) as never, y: [1] }), {
      name: "TypeError",
      message: "line: x is BigInt64Array(1) [ 1n ] (BigInt64Array), which Plotly cannot read",
    });
  });

  test("takes a Buffer, whose type is that of a Uint8Array", () => {
    const [trace] = JSON.parse(JSON.stringify(line({ x: Buffer.of(1, 2), y: [1, 2] }))).data;
    assert.deepEqual(trace.x, { dtype: "u1", bdata: "AQI=" });
  });

  test("leaves the caller's arrays as they are, and draws nothing", () => {
    const [x, y] = [Object.freeze([3, 1, 2]), Float64Array.of(1, 2, 3)];
    const options = Object.freeze({ x, y, labels: Object.freeze({}) });
    line(options);
    assert.deepEqual([x, y], [[3, 1, 2], Float64Array.of(1, 2, 3)]);
  });
});

describe("line({ x, y }).summary", () => {
  const summary = (x: number[], y: number[], texts: Texts = {}) => line({ x, y, ...texts }).summary;

  test("tells the ends, the value nearest to 0, the lowest and the highest", () => {
    assert.equal(
      summary([-2, -0.5, 1, 3], [4, -1, 7.5, 2]),
      "Line chart of y against x, 4 points. It goes from 4 at x = −2 to 2 at x = 3; nearest to 0 " +
        "it is −1 at x = −0.5. The lowest y is −1, the highest 7.5.",
    );
  });

  test("tells title and labels", () => {
    assert.equal(
      summary([1], [2], { title: "A title", labels: { x: "time", y: "f(x)" } }),
      "A title: line chart of f(x) against time, 1 points. It goes from 2 at time = 1 to 2 at " +
        "time = 1; nearest to 0 it is 2 at time = 1. The lowest f(x) is 2, the highest 2.",
    );
    assert.match(summary([1], [2], { title: "" }), /^Line chart of y against x, 1 points/);
  });

  test("takes the first of several values that are equally near to 0", () => {
    assert.match(summary([-1, 1, -1], [5, 6, 7]), /nearest to 0 it is 5 at x = −1\./);
    assert.match(summary([1, -1], [5, 6]), /nearest to 0 it is 5 at x = 1\./);
  });

  test("steps over NaN, and says NaN where there is nothing else", () => {
    const nan = Number.NaN;
    assert.match(summary([nan, 2, 1], [1, 2, 3]), /nearest to 0 it is 3 at x = 1\./);
    assert.match(summary([1, nan, 2], [1, 2, 3]), /nearest to 0 it is 1 at x = 1\./);
    assert.match(summary([1, 2, 3], [nan, 5, 4]), /lowest y is 4, the highest 5\.$/);
    assert.match(summary([1, 2, 3], [4, nan, 5]), /lowest y is 4, the highest 5\.$/);
    assert.match(summary([1, 2], [nan, nan]), /lowest y is NaN, the highest NaN\.$/);
    assert.match(summary([nan, nan], [1, 2]), /nearest to 0 it is . at x = NaN\./);
  });
});
