import assert from "node:assert/strict";
import { test } from "node:test";
import { median } from "./median";

test("median(values) is the middle one, or the mean of the two in the middle", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median(Float32Array.of(4, 1, 2, 3)), 2.5);
  assert.equal(median([1, Number.NaN, 2]), 2);
  assert.ok(Number.isNaN(median([])));
});
