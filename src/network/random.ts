import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** A source of random numbers: each call gives the next one, from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A source of random numbers that gives the same numbers for the same seed, on every machine.
 *
 * @param seed - a 32-bit integer; another seed, other numbers
 * @throws RangeError when `seed` is not a 32-bit integer
 * @example
 * const next = random(1);
 * next(); // 0.68940…
 * @see Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 1998
 */
export function random(seed: number): Random {
  if (seed !== (seed | 0)) {
    throw new RangeError(`random(${seed}): the seed must be a 32-bit integer`);
  }
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}
