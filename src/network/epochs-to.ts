import type { Dataset } from "./datasets";
import { accuracy, type Network, shareRight, train } from "./network";
import type { OptimizerName } from "./optimizer";

/**
 * Trains a network, and returns how many epochs it takes until it gets a share of the samples right:
 * 0 if it does before training, Infinity if it does not by the end.
 *
 * It trains for all `epochs`, also after it got there, and the network changes in place.
 *
 * @param options.right - the share of samples to get right, 0 to 1
 * @throws RangeError for another share, and what `train` throws
 * @example
 * const data = twoSpirals({ samples: 100, turns: 0.75, noise: 0.05, seed: 1 });
 * const net = network({ widths: [2, 8, 8], activation: leaky(0.1), seed: 1 });
 * epochsTo(net, data, { right: 0.95, epochs: 300, rate: 0.03 }); // 33
 */
export function epochsTo(
  net: Network,
  data: Dataset,
  options: { right: number; epochs: number; rate: number; optimizer?: OptimizerName },
): number {
  const { right, ...training } = options;
  if (!(right >= 0 && right <= 1)) {
    throw new RangeError(`epochsTo: right is ${right}; it must be from 0 to 1`);
  }
  let first = Infinity;
  train(net, data, {
    ...training,
    watch: (epoch, { sums }) => {
      const logits = sums.at(-1)?.values ?? new Float64Array();
      if (first === Infinity && shareRight(logits, data.labels) >= right) first = epoch - 1;
    },
  });
  return first === Infinity && accuracy(net, data) >= right ? options.epochs : first;
}
