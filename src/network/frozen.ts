import type { Dataset } from "./datasets";
import { backpropagate, type Network } from "./network";

/**
 * The share of hidden units that learn nothing: for each sample, the derivative of the loss with
 * respect to the unit's sum is exactly 0. 0 is none of them, 1 all.
 *
 * A ReLU unit is frozen when no sample takes its sum above 0, and also when all units are that its
 * answers go to. A step may wake it again, as long as units before it learn.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const net = network({ widths: [2, 8], activation: leaky(0), seed: 1 });
 * frozen(net, twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 })); // 0
 */
export function frozen(net: Network, data: Dataset): number {
  const hidden = backpropagate(net, data).deltas.slice(0, -1);
  const units = hidden.reduce((sum, { columns }) => sum + columns, 0);
  const learning = hidden.reduce((sum, { values, columns }) => {
    const unitsOfNonZero = [...values.keys()]
      .filter((i) => values[i] !== 0)
      .map((i) => i % columns);
    return sum + new Set(unitsOfNonZero).size;
  }, 0);
  return units === 0 ? 0 : (units - learning) / units;
}
