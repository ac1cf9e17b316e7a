import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { leaky, tanh } from "./activation";
import { twoSpirals } from "./datasets";
import { leakyTwin } from "./leaky-twin";
import { network, predict, train } from "./network";

const spirals = twoSpirals({ samples: 20, turns: 1, noise: 0.05, seed: 1 });

test("leakyTwin(net, alpha) answers as the ReLU network does, for any widths and slope", () => {
  const widths = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 });
  const slope = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(widths, slope, fc.nat(99), (hidden, alpha, seed) => {
      fc.pre(Math.abs(1 - alpha * alpha) > 0.1);
      const net = network({ widths: [2, ...hidden], activation: leaky(0), seed });
      train(net, spirals, { epochs: 20, rate: 0.1 }); // biases that are not 0
      const before = net.parameters.slice();
      const twin = leakyTwin(net, alpha);
      const [mine, other] = [predict(twin, spirals.inputs), predict(net, spirals.inputs)];
      const apart = Array.from(mine, (z, i) => Math.abs(z - (other[i] as number)));
      assert.ok(Math.max(...apart) < 1e-9, `${apart}`);
      assert.deepEqual(net.parameters, before);
      assert.deepEqual(
        twin.layers.map(({ biases }) => biases.length),
        [...hidden.map((units) => 2 * units), 1],
      );
    }),
  );
});

test("leakyTwin(net, alpha) throws for what has no twin, and names it", () => {
  const relu = network({ widths: [2, 3], activation: leaky(0), seed: 1 });
  for (const alpha of [1, -1, Number.NaN, Infinity]) {
    assert.throws(() => leakyTwin(relu, alpha), {
      name: "RangeError",
      message: `leakyTwin: alpha is ${alpha}; it must be finite, and neither 1 nor -1`,
    });
  }
  const other = network({ widths: [2, 3], activation: tanh, seed: 1 });
  assert.throws(() => leakyTwin(other, 0.1), { name: "RangeError", message: /tanh, not ReLU/ });
});
