// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array
import { ALPHA } from "./leaky-relu";
import { byVectors } from "./leaky-relu-vectors";

// A table and no branch on the sign, which the processor cannot foresee: a wrong guess costs it more
// than the rest.
const SLOPES = Float64Array.of(ALPHA, 1);

const df = (x: number) => (Number.isNaN(x) ? x : SLOPES[Number(x >= 0)]!);

/**
 * `leakyRelu` of each number of an array, with the same bits: the fast way for long arrays.
 *
 * @param out - takes the results, and may be `x` itself; a new array unless given
 * @returns `out`
 * @throws RangeError when `out` and `x` differ in length
 * @example
 * leakyReluArray(Float64Array.of(3, -10)); // Float64Array(2) [ 3, -1.353352832366127 ]
 */
export function leakyReluArray(
  x: Float64Array,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  requireSameLength("leakyReluArray", x, out);
  return byVectors("leakyRelu", x, out) ? out : scaleSides(x, SLOPES, out);
}

// Multiplies each number by `slopes[1]` where it is 0 or more, by `slopes[0]` elsewhere: Leaky ReLU of
// an array, for any slope. `out` may be `x` itself. Four numbers a turn measured fastest.
export function scaleSides(x: Float64Array, slopes: Float64Array, out: Float64Array): Float64Array {
  const fours = x.length - (x.length % 4);
  for (let i = 0; i < fours; i += 4) {
    out[i] = x[i]! * slopes[Number(x[i]! >= 0)]!;
    out[i + 1] = x[i + 1]! * slopes[Number(x[i + 1]! >= 0)]!;
    out[i + 2] = x[i + 2]! * slopes[Number(x[i + 2]! >= 0)]!;
    out[i + 3] = x[i + 3]! * slopes[Number(x[i + 3]! >= 0)]!;
  }
  for (let i = fours; i < x.length; i++) out[i] = x[i]! * slopes[Number(x[i]! >= 0)]!;
  return out;
}

/**
 * `derivativeLeakyRelu` of each number of an array, in the way of {@link leakyReluArray}.
 *
 * @param out - takes the results, and may be `x` itself; a new array unless given
 * @returns `out`
 * @throws RangeError when `out` and `x` differ in length
 * @example
 * derivativeLeakyReluArray(Float64Array.of(3, -10)); // Float64Array(2) [ 1, 0.1353352832366127 ]
 */
export function derivativeLeakyReluArray(
  x: Float64Array,
  out: Float64Array = new Float64Array(x.length),
): Float64Array {
  requireSameLength("derivativeLeakyReluArray", x, out);
  if (byVectors("derivativeLeakyRelu", x, out)) return out;
  for (let i = 0; i < x.length; i++) out[i] = df(x[i]!);
  return out;
}

function requireSameLength(call: string, x: Float64Array, out: Float64Array): void {
  if (out.length !== x.length) {
    throw new RangeError(`${call}: x has ${x.length} elements and out has ${out.length}`);
  }
}
