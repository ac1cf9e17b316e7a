import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "./format-number";

test("formatNumber(value) has at most four significant digits and a true minus sign", () => {
  const texts: [value: number, text: string][] = [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [0.1, "0.1"],
    [Math.exp(-2), "0.1353"],
    [-1.353352832366127, "−1.353"],
    [123456, "123500"],
    [-3.552713678800501e-14, "−3.553e-14"],
    [1e300, "1e+300"],
    [5e-324, "5e-324"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "−Infinity"],
  ];
  for (const [value, text] of texts) assert.equal(formatNumber(value), text);
});
