import { inspect } from "node:util";

const ONE_LINE = { breakLength: Infinity, compact: true, depth: 4 };

/**
 * Tries a function that a reader wrote, and says "right", or "not yet" and for which input.
 *
 * Only what the function does counts: its result for each input must be that of `oracle`, up to
 * `tolerance` relative to it.
 *
 * @param attempt - the function to try; its name is the one in the answer
 * @param oracle - what is right, found on another way
 * @param inputs - the arguments of each call
 * @returns one line
 * @example
 * const half = (x) => 0.5 * x;
 * check(half, (x) => x / 2, [[0], [3]]); // "right: half does what it should for all 2 inputs"
 */
export function check<Arguments extends unknown[]>(
  attempt: (...input: Arguments) => unknown,
  oracle: (...input: Arguments) => number,
  inputs: readonly Arguments[],
  tolerance = 1e-9,
): string {
  for (const input of inputs) {
    const text = inspect(input, ONE_LINE).replace(/^\[ ?| ?\]$/g, "");
    const call = `not yet: ${attempt.name}(${text})`;
    const expected = oracle(...structuredClone(input));
    const wanted = `expected ${Number(expected.toPrecision(7))}`;
    let actual: unknown;
    try {
      actual = attempt(...structuredClone(input));
    } catch (error) {
      return `${call} throws ${error}, ${wanted}`;
    }
    const close =
      typeof actual === "number" &&
      (Object.is(actual, expected) ||
        (Number.isFinite(expected) &&
          Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), tolerance)));
    if (!close) return `${call} gives ${inspect(actual, ONE_LINE)}, ${wanted}`;
  }
  return `right: ${attempt.name} does what it should for all ${inputs.length} inputs`;
}
