import { inspect } from "node:util";
import { received } from "../received";
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
    toJSON: {
      value: () => ({
        data: encode(result.data.map(drawable), "data"),
        layout: encode(result.layout, "layout"),
      }),
    },
    [inspect.custom]: { value: line },
  });
  return result;
}

/** Plotly's names for the types of the numbers in typed arrays. */
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

/** The type of a view's numbers, also if it is a `Buffer` or of another subclass. */
const typeOf = (view: ArrayBufferView) => Object.prototype.toString.call(view).slice(8, -1);

/** Plotly's name for the type of the numbers in a view; nothing if Plotly cannot read them. */
export function dtypeOf(view: ArrayBufferView): string | undefined {
  return DTYPES[typeOf(view)];
}

/** Plotly draws no number that is larger than this; with WebGL, then, it draws nothing at all. */
const LARGEST = Number.MAX_VALUE * 1e-4;

/** A trace that is drawn with WebGL, as it goes out: with gaps where a number is too large. */
function drawable(trace: Attributes): Attributes {
  const { type, x, y } = trace as { type?: string; x?: unknown; y?: unknown };
  return type === "scattergl" ? { ...trace, x: withGaps(x), y: withGaps(y) } : trace;
}

function withGaps(values: unknown): unknown {
  const floats = ArrayBuffer.isView(values) && /^f/.test(dtypeOf(values) ?? "");
  if (!floats && !Array.isArray(values)) return values;
  const list = values as number[] | Float64Array;
  for (let i = 0; i < list.length; i++) {
    if (isTooLarge(list[i])) {
      return list.map((value) => (isTooLarge(value) ? Number.NaN : value));
    }
  }
  return values;
}

function isTooLarge(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) > LARGEST;
}

/**
 * A copy of a JSON value in which each typed array stands as Plotly's
 * `{ dtype, bdata }`: its element type and its bytes in base64. A number takes 10.7 bytes of
 * text, and NaN and the infinities survive, which JSON would turn into null.
 *
 * @param place - where the value is in the figure, for a message: `data[0].x`
 * @throws TypeError for 64-bit integers, which Plotly cannot read
 */
function encode(value: unknown, place: string): unknown {
  if (typeof value === "bigint") {
    throw new TypeError(`figure: ${place} is ${received(value)}, which Plotly cannot read`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const dtype = dtypeOf(value);
    if (dtype === undefined) {
      throw new TypeError(`figure: ${place} is a ${typeOf(value)}, which Plotly cannot read`);
    }
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { dtype, bdata: bytes.toString("base64") };
  }
  if (Array.isArray(value)) {
    const number = (item: unknown) => typeof item === "number";
    return value.map((item, i) => (number(item) ? item : encode(item, `${place}[${i}]`)));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, encode(item, `${place}.${key}`)]),
  );
}
