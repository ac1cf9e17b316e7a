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
        message: `figure: Plotly cannot read a ${array.constructor.name}`,
      });
    }
  });

  const bytes = (length: number) => new ArrayBuffer(length);
});
