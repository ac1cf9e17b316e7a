import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { derivativeLeakyRelu, leakyRelu } from "./leaky-relu";
import { derivativeLeakyReluArray, leakyReluArray } from "./leaky-relu-array";

/** Lengths around the groups of four, and around the 64 from which on vectors take over. */
const numbers = fc.oneof(
  fc.float64Array({ maxLength: 13 }),
  fc.float64Array({ minLength: 60, maxLength: 70 }),
);

for (const [scalar, array] of [
  [leakyRelu, leakyReluArray],
  [derivativeLeakyRelu, derivativeLeakyReluArray],
] as const) {
  describe(`${array.name}(x, out)`, () => {
    test(`is x.map(${scalar.name}), sign of 0 and NaN included`, () => {
      const odd = [0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1, -1, -2];
      for (let length = 0; length <= odd.length; length++) {
        const x = Float64Array.from(odd.slice(0, length));
        assert.deepEqual(array(x), x.map(scalar));
      }
      fc.assert(fc.property(numbers, (x) => assert.deepEqual(array(x), x.map(scalar))));
    });

    test("leaves x alone, and makes a new array unless it is given one", () => {
      const x = Float64Array.of(1, -1, 2, -2, -3);
      const out = new Float64Array(5);
      assert.equal(array(x, out), out);
      assert.deepEqual(out, array(x));
      assert.deepEqual(x, Float64Array.of(1, -1, 2, -2, -3));
    });

    test("works in place when out is x", () => {
      const x = Float64Array.of(1, -1, 2, -2, -3);
      const expected = x.map(scalar);
      assert.equal(array(x, x), x);
      assert.deepEqual(x, expected);
    });

    test("throws a RangeError when out and x differ in length", () => {
      for (const length of [0, 1, 3]) {
        assert.throws(() => array(new Float64Array(2), new Float64Array(length)), {
          name: "RangeError",
          message: `${array.name}: x has 2 elements and out has ${length}`,
        });
      }
    });
  });
}
