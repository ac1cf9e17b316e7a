import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { received } from "./received";

describe("received(value) is one line with the value and its type", () => {
  for (const [value, text] of [
    ["10", "'10' (string)"],
    ["x".repeat(50), `'${"x".repeat(40)}'... 10 more characters (string)`],
    ["two\nlines", "'two\\nlines' (string)"],
    [-0, "-0 (number)"],
    [3n, "3n (bigint)"],
    [true, "true (boolean)"],
    [null, "null"],
    [undefined, "undefined"],
    [[1, [2], 3, 4], "[ 1, [Array], 3, ... 1 more item ] (Array)"],
    [{ a: 1 }, "{ a: 1 } (Object)"],
    [Object.create(null), "[Object: null prototype] {} (object)"],
    [Math.abs, "[Function: abs] (function)"],
    [{ [inspect.custom]: () => "two\nlines" }, "two lines (Object)"],
  ] as const) {
    test(text, () => assert.equal(received(value), text));
  }
});
