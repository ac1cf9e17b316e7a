import type { Dataset } from "./datasets";
import { backpropagate, type Network } from "./network";

/**
 * The share of answers f(z) of the hidden units, over all samples, that are exactly 0.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const spirals = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });
 * sparsity(network({ widths: [2, 8], activation: leaky(0), seed: 1 }), spirals); // 0.5
 */
export function sparsity(net: Network, data: Dataset): number {
  const answers = backpropagate(net, data).inputs.slice(1);
  const all = answers.reduce((sum, { values }) => sum + values.length, 0);
  const zeros = answers.reduce(
    (sum, { values }) => sum + values.filter((value) => value === 0).length,
    0,
  );
  return all === 0 ? 0 : zeros / all;
}
