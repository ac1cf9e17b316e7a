import { random } from "./random";

/** Points of the plane in two classes. */
export interface Dataset {
  /** Positions, n × 2, row by row: x₀, y₀, x₁, y₁, … */
  inputs: Float64Array;
  /** The class of each point, n: 0 or 1 */
  labels: Float64Array;
}

/**
 * Two spirals that turn around each other: from about half a turn on, no straight line separates them.
 *
 * Each coordinate has mean 0 and variance 1 over the set, and is then rounded to 2⁻²⁰, so that
 * engines whose `Math.sin` differs in the last bit give the same points.
 *
 * @param options.samples - n, an even number from 2 to 100,000; half of them in each class
 * @param options.turns - how often a spiral winds around the centre, 0 to 10
 * @param options.noise - the farthest a point is moved off its spiral in each direction, where
 *   the spiral ends at radius 1; at least 0
 * @param options.seed - another seed, other noise
 * @throws RangeError for a number outside of those ranges
 * @example
 * twoSpirals({ samples: 200, turns: 1, noise: 0.05, seed: 1 }).labels[0]; // 0
 * @see Lang and Witbrock, "Learning to tell two spirals apart", 1988
 */
export function twoSpirals(options: {
  samples: number;
  turns: number;
  noise: number;
  seed: number;
}): Dataset {
  const { samples, turns, noise, seed } = options;
  if (!Number.isInteger(samples / 2) || samples < 2 || samples > 100_000) {
    throw new RangeError(`twoSpirals: samples is ${samples}; it must be even, from 2 to 100000`);
  }
  if (!(turns >= 0 && turns <= 10)) {
    throw new RangeError(`twoSpirals: turns is ${turns}; it must be from 0 to 10`);
  }
  if (!(noise >= 0 && noise < Infinity)) {
    throw new RangeError(`twoSpirals: noise is ${noise}; it must be 0 or more`);
  }
  const next = random(seed);
  const shift = () => noise * (2 * next() - 1);
  const inputs = new Float64Array(2 * samples);
  const labels = Float64Array.from({ length: samples }, (_, i) => i % 2);
  labels.forEach((label, i) => {
    const along = (Math.floor(i / 2) + 1) / (samples / 2);
    const angle = 2 * Math.PI * turns * along + Math.PI * label;
    inputs[2 * i] = along * Math.cos(angle) + shift();
    inputs[2 * i + 1] = along * Math.sin(angle) + shift();
  });
  standardize(inputs, 0);
  standardize(inputs, 1);
  return { inputs, labels };
}

/** Brings one of the two coordinates to mean 0 and variance 1, rounded to 2⁻²⁰. */
function standardize(inputs: Float64Array, coordinate: 0 | 1): void {
  const column = inputs.filter((_, i) => i % 2 === coordinate);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
  column.forEach((value, i) => {
    const standard = (value - mean) / Math.sqrt(variance);
    inputs[2 * i + coordinate] = Math.round(standard * 2 ** 20) / 2 ** 20;
  });
}
