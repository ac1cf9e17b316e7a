import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { figure } from "./figure";
import { TEMPLATE } from "./template";

const json = (value: unknown) => JSON.parse(JSON.stringify(value));

/** The first trace of a figure with these numbers, as it goes out. */
const sent = (x: unknown) => json(figure([{ x }], {}, "")).data[0].x;

describe("figure(data, layout, summary)", () => {
  test("keeps its three arguments, and adds the look of Plotly Express", () => {
    const [data, layout] = [[{ type: "scatter", x: [0, 1] }], { title: { text: "t" } }];
    const built = figure(data, layout, "A line.");
    assert.equal(built.data, data);
    assert.deepEqual(built.layout, { template: TEMPLATE, title: { text: "t" } });
    assert.equal(built.summary, "A line.");
    assert.deepEqual(layout, { title: { text: "t" } });
  });

  test("lets a template of the caller's go before", () => {
    assert.deepEqual(figure([], { template: {} }, "").layout, { template: {} });
  });

  test("prints one line that says how to draw it, wherever it stands", () => {
    const built = figure([{ x: new Float64Array(1e6) }], {}, "A line.");
    const text = "Figure: A line.\nIt is built, not drawn: call .show().";
    assert.equal(inspect(built), text);
    assert.ok(inspect({ a: [built] }).includes("Figure: A line."));
  });

  test("sends what it holds now: a change to data and layout counts", () => {
    const built = figure([], {}, "");
    built.data = [{ x: [1] }];
    built.layout = { height: 3 };
    built.summary = "Changed.";
    assert.deepEqual(json(built), { data: [{ x: [1] }], layout: { height: 3 } });
    assert.match(inspect(built), /^Figure: Changed\./);
  });

  test("has only data, layout, summary and show to look at", () => {
    assert.deepEqual(Object.keys(figure([], {}, "")), ["data", "layout", "summary", "show"]);
  });

  test("show() outside a notebook throws an error that says so", () => {
    assert.throws(() => figure([], {}, "").show(), /^Error: show: there is no notebook/);
  });
});

describe("JSON.stringify(figure(…))", () => {
  /** The bytes and types of Plotly, by the views of a DataView: little-endian, as in NumPy's dtypes. */
  const types = {
    f8: [Float64Array, (view: DataView, i: number) => view.getFloat64(8 * i, true)],
    f4: [Float32Array, (view: DataView, i: number) => view.getFloat32(4 * i, true)],
    i4: [Int32Array, (view: DataView, i: number) => view.getInt32(4 * i, true)],
    i2: [Int16Array, (view: DataView, i: number) => view.getInt16(2 * i, true)],
    i1: [Int8Array, (view: DataView, i: number) => view.getInt8(i)],
    u4: [Uint32Array, (view: DataView, i: number) => view.getUint32(4 * i, true)],
    u2: [Uint16Array, (view: DataView, i: number) => view.getUint16(2 * i, true)],
    u1: [Uint8Array, (view: DataView, i: number) => view.getUint8(i)],
  } as const;

  for (const [dtype, [Type, read]] of Object.entries(types)) {
    test(`writes a ${Type.name} as ${dtype} in base64, also the middle of another array`, () => {
      fc.assert(
        fc.property(fc.array(fc.double()), fc.nat(5), (values, skip) => {
          const array = Type.from(values).subarray(skip);
          const { dtype: type, bdata, ...more } = sent(array);
          assert.deepEqual([type, more], [dtype, {}]);
          const bytes = Uint8Array.from(Buffer.from(bdata, "base64"));
          assert.equal(bytes.length, array.byteLength);
          const view = new DataView(bytes.buffer);
          assert.deepEqual(
            Array.from(array, (_, i) => read(view, i)),
            Array.from(array),
          );
        }),
      );
    });
  }

  test("writes a Uint8ClampedArray as u1", () => {
    assert.deepEqual(sent(Uint8ClampedArray.of(0, 300)), { dtype: "u1", bdata: "AP8=" });
  });

  test("writes typed arrays at any depth, and all else as JSON has it", () => {
    const bytes = Uint8Array.of(1);
    const spec = { dtype: "u1", bdata: "AQ==" };
    const trace = { z: [bytes, [bytes]], marker: { size: bytes, a: null }, b: true, c: "</x>" };
    assert.deepEqual(json(figure([trace], { shapes: [{ x: bytes }], template: null }, "")), {
      data: [{ z: [spec, [spec]], marker: { size: spec, a: null }, b: true, c: "</x>" }],
      layout: { shapes: [{ x: spec }], template: null },
    });
  });

  test("throws a TypeError that names an array which Plotly cannot read", () => {
    for (const array of [BigInt64Array.of(1n), BigUint64Array.of(1n), new DataView(bytes(8))]) {
      assert.throws(() => sent(array), {
        name: "TypeError",
        message: `figure: data[0].x is a ${array.constructor.name}, which Plotly cannot read`,
      });
    }
  });

  test("throws a TypeError that names the place of a bigint", () => {
    assert.throws(() => json(figure([{}, { y: [1, [2, 3n]] }], {}, "")), {
      name: "TypeError",
      message: "figure: data[1].y[1][1] is 3n (bigint), which Plotly cannot read",
    });
    assert.throws(() => json(figure([{ type: "scattergl", x: [Infinity, 3n] }], {}, "")), {
      message: "figure: data[0].x[1] is 3n (bigint), which Plotly cannot read",
    });
    assert.throws(() => json(figure([], { xaxis: { dtick: 3n } }, "")), {
      message: "figure: layout.xaxis.dtick is 3n (bigint), which Plotly cannot read",
    });
  });

  test("reads a Buffer, and any other subclass of an array that Plotly reads", () => {
    class Mine extends Float32Array {}
    const floats = Mine.of(1, 2);
    assert.deepEqual(sent(Buffer.of(1, 2)), { dtype: "u1", bdata: "AQI=" });
    assert.deepEqual(sent(floats), sent(Float32Array.of(1, 2)));
  });

  test("sends gaps in place of numbers that Plotly cannot draw, for WebGL only", () => {
    const [limit, nan] = [Number.MAX_VALUE * 1e-4, Number.NaN];
    const [large, gap] = [limit * (1 + 2 ** -52), nan];
    const list = [limit, large, -limit, -large, Number.POSITIVE_INFINITY, nan, 0];
    for (const [Type, values, drawn] of [
      [Float64Array, list, [limit, gap, -limit, gap, gap, nan, 0]],
      [Float32Array, [3e38, -Infinity, 1], [3e38, gap, 1]],
    ] as const) {
      const array = Type.from(values);
      for (const axis of ["x", "y"]) {
        const trace = (type: string, numbers: typeof array) =>
          json(figure([{ type, [axis]: numbers }], {}, "")).data[0][axis];
        assert.deepEqual(trace("scattergl", array), trace("scatter", Type.from(drawn)));
        assert.deepEqual(
          trace("scatter", array).bdata,
          Buffer.from(array.buffer).toString("base64"),
        );
      }
      assert.deepEqual(array, Type.from(values), "the caller's array is as it was");
    }
    const [plain] = json(figure([{ type: "scattergl", x: ["a", 1, large] }], {}, "")).data;
    assert.deepEqual(plain.x, ["a", 1, null]);
    const [sample] = json(figure([{ type: "scattergl", x: [1], y: Int8Array.of(1) }], {}, "")).data;
    assert.deepEqual(sample, { type: "scattergl", x: [1], y: { dtype: "i1", bdata: "AQ==" } });
  });

  const bytes = (length: number) => new ArrayBuffer(length);
});
