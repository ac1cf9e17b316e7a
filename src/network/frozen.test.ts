import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { leaky, sigmoid, tanh } from "./activation";
import { twoSpirals } from "./datasets";
import { frozen, frozenUnits, isDead } from "./frozen";
import { network, train, trainer } from "./network";

const spirals = twoSpirals({ samples: 20, turns: 0.75, noise: 0.05, seed: 1 });

test("frozen(net, data) counts the units whose own gradient is 0 for each sample alone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(99), fc.boolean(), (depth, seed, leaks) => {
      const widths = [2, ...new Array(depth).fill(4)];
      const net = network({ widths, activation: leaky(leaks ? 0.1 : 0), seed });
      train(net, spirals, { epochs: 20, rate: 0.1 });
      const gradients = Array.from(spirals.labels, (label, i) => {
        const one = {
          inputs: spirals.inputs.slice(2 * i, 2 * i + 2),
          labels: Float64Array.of(label),
        };
        const { step, pass } = trainer(net, one, { rate: 1e-300, optimizer: "sgd" });
        step();
        return pass.gradients.slice(0, -1).flatMap(({ biases }) => Array.from(biases));
      });
      const none = (gradients[0] ?? []).filter((_, unit) => gradients.every((g) => g[unit] === 0));
      assert.equal(frozen(net, spirals), none.length / (4 * depth));
    }),
    { numRuns: 40 },
  );
});

test("frozen(net, data) is the share of units that no sample wakes", () => {
  const net = network({ widths: [2, 4, 2], activation: leaky(0), seed: 1 });
  net.layers.forEach(({ weights, biases }) => {
    weights.values.fill(0.5);
    biases.fill(1);
  });
  const data = { inputs: Float64Array.of(1, 1, 0, 0), labels: Float64Array.of(0, 1) };
  assert.equal(frozen(net, data), 0);
  net.layers[0]?.biases.set([-1, -1.5]); // sums at most 0, and below
  assert.equal(frozen(net, data), 2 / 6);
  assert.deepEqual(frozenUnits(net, data), [true, true, false, false, false, false]);
  assert.equal(isDead(net, data), false);
  net.layers[1]?.biases.fill(-9); // and then nothing before it learns
  assert.equal(frozen(net, data), 1);
  assert.equal(isDead(net, data), true);
});

test("frozen(net, data) is 0 for leaky, tanh and sigmoid units, and without hidden ones", () => {
  for (const activation of [leaky(0.01), tanh, sigmoid]) {
    const net = network({ widths: [2, 8, 8, 8], activation, seed: 1 });
    assert.equal(frozen(net, spirals), 0);
  }
  assert.equal(frozen(network({ widths: [2], activation: tanh, seed: 1 }), spirals), 0);
});

test("frozen(net, data) leaves the network alone, and throws for data that do not fit", () => {
  const net = network({ widths: [2, 3], activation: leaky(0), seed: 1 });
  const before = net.parameters.slice();
  frozen(net, spirals);
  assert.deepEqual(net.parameters, before);
  assert.throws(() => frozen(net, { ...spirals, labels: new Float64Array(3) }), {
    name: "RangeError",
    message: "3 labels do not fit 20 samples",
  });
});
