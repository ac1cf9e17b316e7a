import { inspect } from "node:util";
import { show } from "./show";
import { TEMPLATE } from "./template";
import type { Attributes, Figure } from "./types";

/**
 * Builds a figure from Plotly traces, in the look of Plotly Express. It draws nothing:
 * `figure(…).show()` does.
 *
 * @param data - Plotly traces
 * @param layout - Plotly layout; the template of Plotly Express fills in what it leaves open
 * @param summary - what the chart shows, in words
 * @example
 * figure([{ type: "scatter", x: [0, 1], y: [1, 0] }], {}, "A line falls from 1 to 0.").show();
 */
export function figure(data: Attributes[], layout: Attributes, summary: string): Figure {
  const result: Figure = {
    data,
    layout: { template: TEMPLATE, ...layout },
    summary,
    show: () => show(result),
  };
  const line = () => `Figure: ${result.summary}\nIt is built, not drawn: call .show().`;
  Object.defineProperties(result, {
    toJSON: { value: () => encode({ data: result.data, layout: result.layout }) },
    [inspect.custom]: { value: line },
  });
  return result;
}

const DTYPES: { [typedArray: string]: string } = {
  Float64Array: "f8",
  Float32Array: "f4",
  Int32Array: "i4",
  Int16Array: "i2",
  Int8Array: "i1",
  Uint32Array: "u4",
  Uint16Array: "u2",
  Uint8Array: "u1",
  Uint8ClampedArray: "u1",
};

/**
 * A copy of a JSON value in which each typed array stands as Plotly's
 * `{ dtype, bdata }`: its element type and its bytes in base64. A number takes 10.7 bytes of
 * text, and NaN and the infinities survive, which JSON would turn into null.
 *
 * @throws TypeError for a typed array of 64-bit integers, which Plotly cannot read
 */
function encode(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const dtype = DTYPES[value.constructor.name];
    if (dtype === undefined) {
      throw new TypeError(`figure: Plotly cannot read a ${value.constructor.name}`);
    }
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { dtype, bdata: bytes.toString("base64") };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
}
