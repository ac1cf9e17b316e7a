import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "./random";

test("random(seed) gives the same numbers for the same seed, others for another", () => {
  const take = (seed: number) => Array.from({ length: 5 }, random(seed));
  assert.deepEqual(take(1), take(1));
  assert.notDeepEqual(take(1), take(2));
  assert.notEqual(take(0)[0], take(-1)[0]);
});

test("random(1) starts as recorded: a change of the generator would change every result", () => {
  const next = random(1);
  assert.deepEqual(
    [next(), next(), next()],
    [0.6894079135345498, 0.10076732697837887, 0.007320390641425978],
  );
});

test("random(seed) is uniform on [0, 1): ten bins within five standard deviations", () => {
  const bins = new Array(10).fill(0);
  const next = random(7);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(next() * 10)]++;
  assert.equal(bins.length, 10);
  const deviation = Math.sqrt(100_000 * 0.1 * 0.9);
  for (const count of bins) assert.ok(Math.abs(count - 10_000) < 5 * deviation, `${bins}`);
});

test("random(seed) throws for what is no 32-bit integer, and names it", () => {
  for (const seed of [0.5, Number.NaN, Infinity, 2 ** 31]) {
    assert.throws(() => random(seed), {
      name: "RangeError",
      message: new RegExp(`random\\(${seed}\\)`),
    });
  }
});
