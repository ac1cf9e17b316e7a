import type { Dataset } from "./datasets";
import { backpropagate, type Network } from "./network";

/**
 * The size of the signal in each hidden layer: the mean of z² over its units and all samples.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const spirals = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });
 * signalSizes(network({ widths: [2, 8, 8], activation: tanh, seed: 1 }), spirals).length; // 2
 */
export function signalSizes(net: Network, data: Dataset): number[] {
  const hidden = backpropagate(net, data).sums.slice(0, -1);
  return hidden.map(({ values }) => values.reduce((sum, z) => sum + z * z, 0) / values.length);
}
