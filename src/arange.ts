import { received } from "./received";

/** The longest array that `arange` makes: 2²⁷ elements fill 1 GiB. */
const MAX_LENGTH = 2 ** 27;

/**
 * The numbers from `start` (included) to `stop` (excluded), `step` apart.
 *
 * Equal to `numpy.arange` on floats, bit for bit. The length is
 * `ceil((stop - start) / step)`. Element i is `start + i * delta`, where `delta` is
 * `(start + step) - start` after rounding, and so not always `step`: rounding errors grow
 * along the array, 0 can be missed, and the last element can lie at or past `stop`.
 *
 * @param start - first element, 0 unless given
 * @param stop - end of the interval, not included
 * @param step - distance between elements, 1 unless given; a negative one counts down
 * @returns a new array; empty when `step` leads away from `stop`
 * @throws RangeError when `step` is 0, when a value is NaN, and when the array would have
 *   infinitely many elements or more than 2²⁷ (1 GiB)
 * @throws TypeError when a value is not a number; it names the value and its type
 * @example
 * arange(3); // Float64Array(3) [ 0, 1, 2 ]
 * arange(-10, 10, 0.1)[100]; // -3.552713678800501e-14, not 0
 * arange(1, 1.3, 0.1).length; // 4: rounding makes (1.3 - 1) / 0.1 a little more than 3
 * @see https://numpy.org/doc/stable/reference/generated/numpy.arange.html
 */
export function arange(stop: number): Float64Array;
export function arange(start: number, stop: number, step?: number): Float64Array;
export function arange(first: number, second?: number, step = 1): Float64Array {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  for (const [name, value] of Object.entries({ start, stop, step })) {
    if (typeof value !== "number") {
      throw new TypeError(`arange: ${name} is ${received(value)}; it must be a number`);
    }
    if (Number.isNaN(value)) throw new RangeError(`arange: ${name} is NaN; it must be a number`);
  }
  const call = second === undefined ? `arange(${stop})` : `arange(${start}, ${stop}, ${step})`;
  if (step === 0) throw new RangeError(`${call}: step must not be 0`);

  const length = arangeLength(stop - start, step);
  if (!Number.isFinite(length)) {
    throw new RangeError(`${call}: the array would have no finite length`);
  }
  if (length > MAX_LENGTH) {
    throw new RangeError(`${call}: ${length} elements are more than the ${MAX_LENGTH} allowed`);
  }

  const result = new Float64Array(Math.max(length, 0));
  const delta = start + step - start;
  result[0] = start; // not start + 0 * delta, which is NaN for an infinite step, and 0 for −0
  result[1] = start + step;
  for (let i = 2; i < result.length; i++) result[i] = start + i * delta;
  return result;
}

/** How many steps fit into a span: NumPy rounds a quotient that underflows to 0 up to one. */
function arangeLength(span: number, step: number): number {
  const quotient = span / step;
  const underflow = quotient === 0 && span !== 0 && !Object.is(quotient, -0);
  return underflow ? 1 : Math.ceil(quotient);
}
