import assert from "node:assert/strict";
import { test } from "node:test";
import { tower } from "./tower";

test("tower(depth, width) is two inputs and hidden layers of one width", () => {
  assert.deepEqual(tower(3, 8), [2, 8, 8, 8]);
});

test("tower(depth, width) throws for a depth that no network has, and names it", () => {
  for (const depth of [0, 1.5, -8, 101, Number.NaN]) {
    const message = `tower(${depth}, 8): depth must be an integer from 1 to 100`;
    assert.throws(() => tower(depth, 8), { name: "RangeError", message });
  }
});
