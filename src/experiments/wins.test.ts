import assert from "node:assert/strict";
import { test } from "node:test";
import { enough, wins } from "./wins";

const eleven = Array.from({ length: 11 }, (_, i) => 2 * i);
const others = eleven.map((value) => value + 1);

/** All ways to choose `size` of these values. */
function choices(values: number[], size: number): number[][] {
  if (size === 0) return [[]];
  return values.flatMap((value, i) =>
    choices(values.slice(i + 1), size - 1).map((rest) => [value, ...rest]),
  );
}

/** `enough` by the definition: every shuffle is dealt out and counted. */
function byShuffling(a: number[], b: number[], level: number): number {
  const all = [...a, ...b];
  const half = (a.length * b.length) / 2;
  const indices = choices(
    all.map((_, i) => i),
    a.length,
  );
  const counts = indices.map((chosen) => {
    const [mine, theirs] = [true, false].map((own) =>
      all.filter((_, i) => chosen.includes(i) === own),
    ) as [number[], number[]];
    return Math.abs(wins(mine, theirs) - half);
  });
  const reached = Array.from(new Set(counts))
    .filter((off) => off > 0)
    .filter((off) => counts.filter((other) => other >= off).length <= level * counts.length);
  return half + Math.min(...reached);
}

test("wins(a, b) counts pairings, a tie as half", () => {
  assert.equal(wins([3, 5], [1, 4]), 3);
  assert.equal(wins([1], [1]), 0.5);
  assert.equal(wins([], [1]), 0);
  assert.equal(wins(others, eleven) + wins(eleven, others), 121);
  assert.equal(wins([Number.NaN, 1], [Number.NaN, 0]), 2.5 + 0); // ½ + 0 + 1 + 1
});

test("enough(a, b) is 91 of 121, and 100 when one of five is to stand out", () => {
  assert.equal(enough(eleven, others), 91);
  assert.equal(enough(eleven, others, 0.01), 100);
});

test("enough(a, b) is what counting all shuffles gives, also with ties", () => {
  const cases: [number[], number[]][] = [
    [
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9],
    ],
    [
      [1, 1, 2, 2, 3],
      [1, 2, 3, 3, 3],
    ],
    [
      [0, 0, 0, 0, 1],
      [0, 1, 1, 1, 1, 1],
    ],
    [
      [Number.NEGATIVE_INFINITY, 0, 5, 5],
      [5, 7, 7, 9, 9],
    ],
  ];
  for (const [a, b] of cases) {
    for (const level of [0.05, 0.2]) {
      assert.equal(enough(a, b, level), byShuffling(a, b, level), `${a} | ${b}, ${level}`);
    }
  }
});

test("enough(a, b) is Infinity when no count is more than chance", () => {
  assert.equal(enough([1, 2], [3, 4]), Number.POSITIVE_INFINITY);
  assert.equal(enough(new Array(50).fill(1), new Array(50).fill(1)), Number.POSITIVE_INFINITY);
});

test("enough(a, b) is Fisher's exact test where there are two values", () => {
  // Of 5 or 6 failures, all on one side: 2 C(100, k) / C(200, k) = 0.0594 and 0.0289.
  const failures = (count: number) => Array.from({ length: 100 }, (_, i) => Number(i < count));
  for (const [count, more] of [
    [5, false],
    [6, true],
  ] as const) {
    const [a, b] = [failures(count), failures(0)];
    assert.equal(wins(a, b) >= enough(a, b), more);
  }
});
