import assert from "node:assert/strict";
import { test } from "node:test";
import { leaky } from "./activation";
import { twoSpirals } from "./datasets";
import { epochsTo } from "./epochs-to";
import { accuracy, network, train, trainer } from "./network";

const spirals = twoSpirals({ samples: 40, turns: 0.75, noise: 0.05, seed: 1 });
const fresh = () => network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 2 });

test("epochsTo(net, data, options) is the number of steps until accuracy first reaches right", () => {
  const net = fresh();
  const { step } = trainer(net, spirals, { rate: 0.02 });
  const reached = [accuracy(net, spirals)];
  for (let epoch = 1; epoch <= 150; epoch++) {
    step();
    reached.push(accuracy(net, spirals));
  }
  for (const right of [0, 0.6, 0.7, 0.8, 0.9, 1]) {
    const expected = reached.findIndex((share) => share >= right);
    assert.ok(expected >= 0);
    assert.equal(epochsTo(fresh(), spirals, { right, epochs: 150, rate: 0.02 }), expected);
    if (expected > 0) {
      const exactly = { right, epochs: expected, rate: 0.02 };
      assert.equal(epochsTo(fresh(), spirals, exactly), expected);
      if (expected === 1) continue;
      const oneLess = { right, epochs: expected - 1, rate: 0.02 };
      assert.equal(epochsTo(fresh(), spirals, oneLess), Infinity);
    }
  }
});

test("epochsTo(net, data, options) trains for all epochs, with the given optimizer", () => {
  const options = { epochs: 100, rate: 0.1, optimizer: "momentum" } as const;
  const [net, other] = [fresh(), fresh()];
  epochsTo(net, spirals, { right: 0.6, ...options });
  train(other, spirals, options);
  assert.deepEqual(net.parameters, other.parameters);
});

test("epochsTo(net, data, options) throws for a share that is none, and names it", () => {
  for (const right of [95, -0.1, Number.NaN]) {
    assert.throws(() => epochsTo(fresh(), spirals, { right, epochs: 1, rate: 0.1 }), {
      name: "RangeError",
      message: `epochsTo: right is ${right}; it must be from 0 to 1`,
    });
  }
});
