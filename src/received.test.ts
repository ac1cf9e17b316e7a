import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
    [Array.from({ length: 9 }, () => "long text ".repeat(9)), /^\[ 'long .* \(Array\)$/],
  ] as const) {
    test(String(text), () => {
      if (typeof text === "string") assert.equal(received(value), text);
      else assert.match(received(value), text);
    });
  }
});
