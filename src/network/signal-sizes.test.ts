import assert from "node:assert/strict";
import { test } from "node:test";
import { leaky } from "./activation";
import { network } from "./network";
import { signalSizes } from "./signal-sizes";

test("signalSizes(net, data) is the mean square of the sums in each hidden layer", () => {
  const net = network({ widths: [2, 1, 1], activation: leaky(0.5), seed: 1 });
  net.layers[0]?.weights.values.set([1, 1]);
  net.layers[1]?.weights.values.set([2]);
  const data = { inputs: Float64Array.of(1, 2, -4, 0), labels: Float64Array.of(0, 1) };
  // sums 3 and −4; answers 3 and −2; sums 6 and −4
  assert.deepEqual(signalSizes(net, data), [(9 + 16) / 2, (36 + 16) / 2]);
});
