import assert from "node:assert/strict";
import { test } from "node:test";
import { leaky } from "./activation";
import { twoSpirals } from "./datasets";
import { network, predict } from "./network";
import { sparsity } from "./sparsity";

const data = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });

test("sparsity(net, data) is the share of hidden answers that are exactly 0", () => {
  const net = network({ widths: [2, 3], activation: leaky(0), seed: 2 });
  // The same count by another way: of a network that ends after each unit of the hidden layer.
  let zeros = 0;
  for (let unit = 0; unit < 3; unit++) {
    const one = network({ widths: [2], activation: leaky(0), seed: 1 });
    one.layers[0]?.weights.values.set(
      net.layers[0]?.weights.values.subarray(2 * unit, 2 * unit + 2) ?? [],
    );
    zeros += predict(one, data.inputs).filter((z) => z <= 0).length;
  }
  assert.ok(zeros > 0 && zeros < 60);
  assert.equal(sparsity(net, data), zeros / 60);
});

test("sparsity(net, data) is 0 for a slope, and without hidden units", () => {
  assert.equal(sparsity(network({ widths: [2, 8], activation: leaky(0.1), seed: 1 }), data), 0);
  assert.equal(sparsity(network({ widths: [2], activation: leaky(0), seed: 1 }), data), 0);
});
