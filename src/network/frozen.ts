import type { Dataset } from "./datasets";
import { backpropagate, type Network } from "./network";

/**
 * Whether each hidden unit learns nothing, layer by layer: for each sample, the derivative of the
 * loss with respect to the unit's sum is exactly 0.
 *
 * A ReLU unit is frozen when no sample takes its sum above 0, and also when all units are that its
 * answers go to. It may wake again, as long as units before it learn; and Adam, which remembers
 * earlier gradients, moves its weights on for some steps.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const spirals = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });
 * frozenUnits(network({ widths: [2, 3], activation: leaky(0), seed: 1 }), spirals); // [ false, false, false ]
 */
export function frozenUnits(net: Network, data: Dataset): boolean[] {
  return frozenLayers(net, data).flat();
}

/**
 * The share of hidden units that are frozen, as {@link frozenUnits} says: 0 is none of them, 1 all.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const net = network({ widths: [2, 8], activation: leaky(0), seed: 1 });
 * frozen(net, twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 })); // 0
 */
export function frozen(net: Network, data: Dataset): number {
  const units = frozenUnits(net, data);
  return units.length === 0 ? 0 : units.filter(Boolean).length / units.length;
}

/**
 * Whether all units of one hidden layer are frozen. A ReLU network of which that is true while its
 * biases are 0 gives one answer to all samples, and only its last bias learns.
 *
 * @throws RangeError when the data do not fit the network
 * @example
 * const spirals = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });
 * isDead(network({ widths: [2, 8], activation: leaky(0.1), seed: 1 }), spirals); // false
 */
export function isDead(net: Network, data: Dataset): boolean {
  return frozenLayers(net, data).some((layer) => layer.every(Boolean));
}

function frozenLayers(net: Network, data: Dataset): boolean[][] {
  const hidden = backpropagate(net, data).deltas.slice(0, -1);
  return hidden.map(({ values, columns }) => {
    const units = new Array<boolean>(columns).fill(true);
    values.forEach((delta, i) => {
      if (delta !== 0) units[i % columns] = false;
    });
    return units;
  });
}
