import { inspect } from "node:util";

/**
 * What a function was given, for the message of its error: the value, cut if it is long, and its type.
 *
 * @example
 * received("10"); // "'10' (string)"
 * received(null); // "null"
 * received([1, 2]); // "[ 1, 2 ] (Array)"
 */
export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const text = inspect(value, {
    breakLength: Number.POSITIVE_INFINITY,
    depth: 0,
    maxArrayLength: 3,
    maxStringLength: 40,
  });
  const type = typeof value === "object" ? value.constructor?.name : typeof value;
  return `${text.replaceAll("\n", " ")} (${type ?? "object"})`;
}
