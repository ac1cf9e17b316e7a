import { inspect } from "node:util";
import { TooLong, whatHappened, withTimeLimit } from "./time-limit";

const ONE_LINE = { breakLength: Infinity, compact: true, depth: 4 };

/** A wrong answer that many give: what it returns, and what helps whoever gave it. */
export interface Mistake<Arguments extends unknown[]> {
  answer: (...input: Arguments) => number | number[];
  hint: string;
}

/** One call of an attempt, and what came of it. */
interface Trial<Arguments extends unknown[]> {
  input: Arguments;
  expected: number | number[];
  /** What it returned; nothing if it threw */
  actual?: unknown;
  /** What it threw */
  error?: unknown;
  right: boolean;
}

/**
 * Tries a function that a reader wrote, and says "right", or "not yet", for which input, and a hint
 * where it knows one.
 *
 * Only what the function does counts: its result for each input must be that of `oracle`, up to
 * `tolerance` relative to it. A call that takes longer than two seconds is ended.
 *
 * @param attempt - the function to try; its name is the one in the answer
 * @param oracle - what is right, found in another way: a number or a list of numbers
 * @param inputs - the arguments of each call
 * @param mistakes - wrong answers that have a hint of their own
 * @returns one line, and a second one with the hint
 * @example
 * const half = (x) => 0.5 * x;
 * check(half, (x) => x / 2, [[0], [3]]); // "right: half does what it should for all 2 inputs"
 */
export function check<Arguments extends unknown[]>(
  attempt: (...input: Arguments) => unknown,
  oracle: (...input: Arguments) => number | number[],
  inputs: readonly Arguments[],
  tolerance = 1e-9,
  mistakes: readonly Mistake<Arguments>[] = [],
): string {
  const trials: Trial<Arguments>[] = [];
  for (const input of inputs) {
    const expected = oracle(...structuredClone(input));
    try {
      const actual: unknown = withTimeLimit(() => attempt(...structuredClone(input)));
      trials.push({ input, expected, actual, right: isClose(actual, expected, tolerance) });
    } catch (error) {
      trials.push({ input, expected, error, right: false });
      if (error instanceof TooLong) break; // the next one would take as long
    }
  }
  const wrong = trials.find(({ right }) => !right);
  if (!wrong) {
    return `right: ${attempt.name} does what it should for all ${inputs.length} inputs`;
  }
  const text = inspect(wrong.input, ONE_LINE).replace(/^\[ ?| ?\]$/g, "");
  const got =
    "error" in wrong ? whatHappened(wrong.error) : `gives ${inspect(wrong.actual, ONE_LINE)}`;
  const line = `not yet: ${attempt.name}(${text}) ${got}, expected ${rounded(wrong.expected)}`;
  const hint = hintFor(wrong, trials, tolerance, mistakes);
  return hint ? `${line}\nHint: ${hint}` : line;
}

/** A number, or a list of them, for a sentence: seven digits. */
function rounded(value: number | number[]): string {
  const digits = (number: number) => Number(number.toPrecision(7));
  return inspect(Array.isArray(value) ? value.map(digits) : digits(value), ONE_LINE);
}

/** Whether a result is the expected one, up to rounding. Beside 0 the tolerance counts twice. */
function isClose(actual: unknown, expected: number | number[], tolerance: number): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((value, i) => isClose(actual[i], value, tolerance))
    );
  }
  if (typeof actual !== "number") return false;
  if (Object.is(actual, expected)) return true;
  const most = tolerance * Math.max(Math.abs(expected), tolerance);
  return Number.isFinite(expected) && Math.abs(actual - expected) <= most;
}

/** What may help, if anything is known: first the kind of result, then the known mistakes. */
function hintFor<Arguments extends unknown[]>(
  { actual, error, expected }: Trial<Arguments>,
  trials: readonly Trial<Arguments>[],
  tolerance: number,
  mistakes: readonly Mistake<Arguments>[],
): string | undefined {
  if (error instanceof TooLong) return "does its loop ever end?";
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return "it calls itself without an end";
  }
  if (error !== undefined) return undefined;
  const wanted = Array.isArray(expected) ? "a list of numbers" : "a number";
  if (actual === undefined) return "it returns nothing; is a return missing?";
  if (actual instanceof Promise) return "it returns a promise; leave out async";
  if (typeof actual === "function") return `it returns a function, not ${wanted}; call it`;
  if (Array.isArray(expected) !== Array.isArray(actual) || typeof actual === "string") {
    const given = Array.isArray(actual) ? "a list" : `a ${typeof actual}`;
    return `it returns ${given}, not ${wanted}`;
  }
  const all = (is: (trial: Trial<Arguments>) => boolean) => trials.every(is);
  if (all((trial) => [trial.actual].flat().every(Number.isNaN))) {
    return "NaN is where your answer goes";
  }
  for (const { answer, hint } of mistakes) {
    if (all(({ input, actual }) => isClose(actual, answer(...input), tolerance))) return hint;
  }
  const negative = (value: number | number[]) =>
    Array.isArray(value) ? value.map((number) => -number) : -value;
  if (all((trial) => isClose(trial.actual, negative(trial.expected), tolerance))) {
    return "the sign is swapped";
  }
  const [below, above] = [true, false].map((is) =>
    trials.filter(({ input: [first] }) => typeof first === "number" && first < 0 === is),
  );
  const isRight = (some: typeof trials = []) => some.length > 0 && some.every(({ right }) => right);
  if (isRight(above)) return "it is right from 0 on, but not below 0";
  if (isRight(below)) return "it is right below 0, but not from 0 on";
  return undefined;
}
