import { check, type Mistake } from "./check";

/** Judges an answer: what it returns begins with "right: " or with "not yet: ". */
export type Judge = (answer: unknown) => string;

/** A judge of functions: their results for some inputs have to be those of an oracle. */
export function results<Arguments extends unknown[]>(options: {
  name: string;
  oracle: (...input: Arguments) => number | number[];
  inputs: readonly Arguments[];
  tolerance?: number;
  mistakes: readonly Mistake<Arguments>[];
}): Judge {
  const { name, oracle, inputs, tolerance, mistakes } = options;
  return (answer) =>
    typeof answer === "function"
      ? check(answer as (...input: Arguments) => unknown, oracle, inputs, tolerance, mistakes)
      : `not yet: the answer to ${name} is a function, and this is ${describe(answer)}`;
}

/** What kind of value an answer is, for a sentence. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The slope of a function of one number, measured. */
export function slopeOf(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}
