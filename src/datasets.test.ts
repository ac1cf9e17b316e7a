import assert from "node:assert/strict";
import { test } from "node:test";
import { twoSpirals } from "./datasets";

const options = { samples: 200, turns: 1, noise: 0.05, seed: 1 };

test("twoSpirals(options) gives both classes alike, mean 0 and variance 1, for each seed its own", () => {
  const { inputs, labels } = twoSpirals(options);
  assert.equal(labels.filter((label) => label === 1).length, 100);
  assert.equal(labels.filter((label) => label === 0).length, 100);
  for (const coordinate of [0, 1]) {
    const column = inputs.filter((_, i) => i % 2 === coordinate);
    const mean = column.reduce((sum, value) => sum + value) / 200;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200;
    assert.ok(Math.abs(mean) < 1e-6 && Math.abs(variance - 1) < 1e-5, `${mean} ${variance}`); // rounded to 2⁻²⁰
  }
  assert.deepEqual(twoSpirals(options), twoSpirals(options));
  assert.notDeepEqual(twoSpirals({ ...options, seed: 2 }), twoSpirals(options));
});

test("twoSpirals(options) without noise: the second spiral is the first, turned by half a turn", () => {
  const { inputs } = twoSpirals({ ...options, noise: 0 });
  for (let i = 0; i < inputs.length; i += 4) {
    for (const c of [0, 1]) {
      const [first, second] = [inputs[i + c] as number, inputs[i + 2 + c] as number];
      assert.ok(Math.abs(first + second) <= 2 ** -19, `${first} and ${second}`);
    }
  }
});

test("twoSpirals(options) throws for a nonsense value, and names it", () => {
  for (const [bad, message] of [
    [{ samples: -2 }, /samples is -2/],
    [{ samples: 3 }, /samples is 3/],
    [{ samples: 1e9 }, /samples is 1000000000/],
    [{ turns: Number.NaN }, /turns is NaN/],
    [{ noise: -1 }, /noise is -1/],
    [{ seed: 0.5 }, /random\(0\.5\)/],
  ] as const) {
    assert.throws(() => twoSpirals({ ...options, ...bad }), { name: "RangeError", message });
  }
});
