// biome-ignore-all lint/style/noNonNullAssertion: `!` says that the index lies inside the array
import { leaky } from "./activation";
import { type Network, network } from "./network";

/**
 * A Leaky ReLU network that computes the same as a ReLU network, with twice the hidden units.
 *
 * It rests on ReLU(z) = (L(z) + α L(−z)) / (1 − α²), where L is Leaky ReLU: each hidden unit with the
 * sum z becomes two, with z and −z, and whoever reads them takes w / (1 − α²) times the first
 * and αw / (1 − α²) times the second.
 *
 * @param alpha - the slope of the twin, anything but 1 and −1
 * @throws RangeError when the network is no ReLU network, or `alpha` is 1, −1 or not finite
 * @example
 * const net = network({ widths: [2, 8, 8], activation: leaky(0), seed: 1 });
 * leakyTwin(net, 0.1).layers[0].biases.length; // 16
 */
export function leakyTwin(net: Network, alpha: number): Network {
  if (net.activation.name !== "ReLU") {
    throw new RangeError(`leakyTwin: the network's activation is ${net.activation.name}, not ReLU`);
  }
  if (!(Number.isFinite(alpha) && Math.abs(alpha) !== 1)) {
    throw new RangeError(`leakyTwin: alpha is ${alpha}; it must be finite, and neither 1 nor -1`);
  }
  const [first, ...rest] = net.layers;
  const widths = [first!.weights.columns, ...rest.map(({ weights }) => 2 * weights.columns)];
  const twin = network({ widths, activation: leaky(alpha), seed: 1 });
  const pair = [1 / (1 - alpha * alpha), alpha / (1 - alpha * alpha)];
  net.layers.forEach(({ weights, biases }, l) => {
    const mine = twin.layers[l]!;
    const reads = l === 0 ? [1] : pair; // the first layer reads the inputs themselves
    const signs = l === rest.length ? [1] : [1, -1]; // the last layer has one output
    signs.forEach((sign, s) => {
      weights.values.forEach((w, i) => {
        const [row, column] = [Math.floor(i / weights.columns), i % weights.columns];
        reads.forEach((read, r) => {
          const at = (row + s * weights.rows) * mine.weights.columns + column + r * weights.columns;
          mine.weights.values[at] = sign * read * w;
        });
      });
      biases.forEach((b, row) => {
        mine.biases[row + s * biases.length] = sign * b;
      });
    });
  });
  return twin;
}
