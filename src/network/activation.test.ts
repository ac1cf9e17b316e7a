import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ALPHA } from "../leaky-relu";
import { type Activation, leaky, sigmoid, tanh } from "./activation";

/** f(z) and f′(z) of one number. */
function both(activation: Activation, z: number): [number, number] {
  const [sum, out, slope] = [Float64Array.of(z), new Float64Array(1), Float64Array.of(1)];
  activation.forward(sum, out);
  activation.backward(sum, out, slope);
  return [out[0] as number, slope[0] as number];
}

test("leaky(α) is z with slope 1 above 0, αz with slope α elsewhere, 0 among them", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (z, a) => {
      assert.deepEqual(both(leaky(a), z), z > 0 ? [z, 1] : [a * z, a]);
    }),
  );
});

test("leaky(α) has the slope α at 0", () => {
  assert.deepEqual(both(leaky(0.5), 0), [0, 0.5]);
});

test("leaky(α) has He's gain, 1.4014376832652307 for e⁻², and a name for 0 and 1", () => {
  assert.equal(leaky(ALPHA).gain, 1.4014376832652307);
  assert.equal(leaky(0).gain, Math.SQRT2);
  assert.equal(leaky(1).gain, 1);
  assert.deepEqual(
    [leaky(0), leaky(0.1), leaky(1), tanh, sigmoid].map(({ name }) => name),
    ["ReLU", "Leaky ReLU", "identity", "tanh", "sigmoid"],
  );
});

test("leaky(α) throws when α is not finite, and names it", () => {
  for (const alpha of [Number.NaN, Infinity]) {
    assert.throws(() => leaky(alpha), {
      name: "RangeError",
      message: new RegExp(`leaky\\(${alpha}\\)`),
    });
  }
});

test("forward and backward leave alone what lies behind the batch in a longer buffer", () => {
  for (const { forward, backward } of [leaky(0.5), tanh, sigmoid]) {
    const [out, gradient] = [Float64Array.of(7, 7), Float64Array.of(7, 7)];
    forward(Float64Array.of(-1), out);
    backward(Float64Array.of(-1), out.subarray(0, 1), gradient);
    assert.deepEqual([out[1], gradient[1]], [7, 7]);
  }
});

describe("sigmoid and tanh", () => {
  test("are 1/(1 + e⁻ᶻ) and tanh z, with finite ends", () => {
    assert.deepEqual(
      [0, 710, -750].map((z) => both(sigmoid, z)[0]),
      [0.5, 1, 0],
    );
    assert.deepEqual(
      [0, 710, -750].map((z) => both(tanh, z)[0]),
      [0, 1, -1],
    );
    assert.ok(Math.abs(both(sigmoid, Math.log(3))[0] - 0.75) < 1e-15);
    assert.ok(Math.abs(both(tanh, Math.log(2))[0] - 0.6) < 1e-15);
  });

  test("have the slope of their difference quotient, and the gain 1/f′(0)", () => {
    for (const activation of [sigmoid, tanh]) {
      assert.equal(activation.gain * both(activation, 0)[1], 1);
      for (const z of [-3, -0.5, 0, 1, 4]) {
        const quotient = (both(activation, z + 1e-5)[0] - both(activation, z - 1e-5)[0]) / 2e-5;
        assert.ok(Math.abs(quotient - both(activation, z)[1]) < 1e-10); // h² / 6 + 1e-16 / h
      }
    }
  });
});
