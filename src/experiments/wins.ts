/**
 * How many pairings `a` wins against `b`: each value of `a` meets each value of `b`, the higher one
 * wins, and a tie counts half. Out of `a.length * b.length`; half of them when both are alike.
 *
 * This is the statistic U of Mann and Whitney. What is not a number counts as −∞.
 *
 * @example
 * wins([3, 5], [1, 4]); // 3: only 3 against 4 is lost
 * @see Mann and Whitney, Annals of Mathematical Statistics 18 (1947), p. 50
 */
export function wins(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += score(order(x), order(y));
  return sum;
}

const score = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);

const order = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);

/**
 * The fewest wins in {@link wins} that are more than chance.
 *
 * If it does not matter which of the two groups a run belongs to, the runs can be shuffled and dealt
 * out again. `enough` is the smallest count that either side reaches in at most `level` of all these
 * shuffles. All shuffles are counted, none is drawn at random, and ties are counted as they are.
 *
 * @param level - the share of shuffles, 0.05 unless given
 * @returns a count above half of the pairings; `Infinity` when no count is more than chance
 * @example
 * const eleven = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
 * enough(eleven, eleven.map((value) => value + 0.5)); // 91
 * @see Lehmann, Nonparametrics: Statistical Methods Based on Ranks, 1975, chapter 1
 */
export function enough(a: readonly number[], b: readonly number[], level = 0.05): number {
  const half = (a.length * b.length) / 2;
  const shuffles = shufflesByWins(a, b).map(({ wins, count }) => ({
    off: Math.abs(wins - half),
    count,
  }));
  const all = shuffles.reduce((sum, { count }) => sum + count, 0);
  let least = Number.POSITIVE_INFINITY;
  let seen = 0;
  for (const off of Array.from(new Set(shuffles.map(({ off }) => off))).sort((x, y) => y - x)) {
    for (const shuffle of shuffles) if (shuffle.off === off) seen += shuffle.count;
    if (off === 0 || seen > level * all * (1 + 1e-9)) break;
    least = half + off;
  }
  return least;
}

/** How many shuffles give `a` each number of wins. */
function shufflesByWins(a: readonly number[], b: readonly number[]) {
  const sorted = [...a, ...b].map(order).sort((x, y) => x - y);
  // ways[k].get(s): in how many ways k runs, chosen among those seen so far, have the rank sum s.
  // Ranks count from 1, equal runs share the mean of their ranks; doubled, to stay whole numbers.
  const ways = Array.from({ length: a.length + 1 }, () => new Map<number, number>());
  ways[0]?.set(0, 1);
  for (let first = 0; first < sorted.length; ) {
    let end = first + 1;
    while (end < sorted.length && sorted[end] === sorted[first]) end++;
    const rank = first + 1 + end;
    for (let k = a.length; k > 0; k--) {
      for (let taken = 1; taken <= Math.min(k, end - first); taken++) {
        for (const [sum, count] of ways[k - taken] as Map<number, number>) {
          const to = ways[k] as Map<number, number>;
          const total = sum + taken * rank;
          to.set(total, (to.get(total) ?? 0) + count * choose(end - first, taken));
        }
      }
    }
    first = end;
  }
  const lowest = a.length * (a.length + 1); // the doubled rank sum without a single win
  return Array.from(ways[a.length] ?? [], ([sum, count]) => ({ count, wins: (sum - lowest) / 2 }));
}

/** In how many ways k of n can be chosen. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
