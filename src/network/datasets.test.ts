import assert from "node:assert/strict";
import { test } from "node:test";
import { twoSpirals } from "./datasets";
import { random } from "./random";

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

test("twoSpirals(options) with a quarter of a turn and four points, worked out by hand", () => {
  const { inputs, labels } = twoSpirals({ samples: 4, turns: 0.25, noise: 0, seed: 1 });
  // (1/√8, 1/√8) and (0, 1), and both turned by half a turn; the variances are 1/16 and 9/16.
  const [x, y] = [Math.SQRT2, Math.SQRT2 / 3];
  const expected = [x, y, -x, -y, 0, 4 / 3, 0, -4 / 3].map((value) => Math.round(value * 2 ** 20));
  assert.deepEqual(
    Array.from(inputs, (value) => value * 2 ** 20 + 0),
    expected,
  );
  assert.deepEqual(labels, Float64Array.of(0, 1, 0, 1));
});

test("twoSpirals(options) moves a point by up to noise in each direction, not farther", () => {
  const [still, noisy] = [0, 0.01].map((noise) => twoSpirals({ ...options, noise }).inputs);
  for (const coordinate of [0, 1]) {
    // Before it has variance 1, the spiral ends at (1, 0); at three quarters of a turn y is −3/4.
    const unit = Math.abs(
      coordinate ? (still?.[2 * 148 + 1] ?? 0) / 0.75 : (still?.[2 * 198] ?? 0),
    );
    const moves = Array.from(noisy ?? [], (value, i) => (value - (still?.[i] ?? 0)) / unit);
    const column = moves.filter((_, i) => i % 2 === coordinate);
    for (const most of [Math.max(...column), -Math.min(...column)]) {
      assert.ok(0.009 < most && most < 0.012, `${most}`); // mean and variance have moved, too
    }
  }
});

test("twoSpirals(options) moves x, then y, point by point, by the numbers of random(seed)", () => {
  const { inputs } = twoSpirals({ samples: 10, turns: 1, noise: 1e6, seed: 5 }); // noise alone
  const moves = Array.from({ length: 20 }, random(5));
  const ranks = (values: Iterable<number>, coordinate: number) => {
    const column = Array.from(values).filter((_, i) => i % 2 === coordinate);
    return column.map((value) => column.filter((other) => other < value).length);
  };
  for (const coordinate of [0, 1]) {
    assert.deepEqual(ranks(inputs, coordinate), ranks(moves, coordinate));
  }
});

test("twoSpirals(options) takes the ends of its ranges", () => {
  for (const end of [{ samples: 2 }, { samples: 100_000 }, { turns: 0 }, { turns: 10 }]) {
    const { inputs } = twoSpirals({ ...options, ...end });
    assert.equal(inputs.length, 2 * { ...options, ...end }.samples);
    assert.ok(inputs.every(Number.isFinite));
  }
});

test("twoSpirals(options) throws for a nonsense value, and names it", () => {
  for (const [bad, message] of [
    [{ samples: -2 }, /samples is -2/],
    [{ samples: 3 }, /samples is 3/],
    [{ samples: 0 }, /samples is 0/],
    [{ samples: 100_002 }, /samples is 100002/],
    [{ turns: Number.NaN }, /turns is NaN/],
    [{ turns: -1 }, /turns is -1/],
    [{ turns: 10.5 }, /turns is 10\.5/],
    [{ noise: -1 }, /noise is -1/],
    [{ noise: Infinity }, /noise is Infinity/],
    [{ seed: 0.5 }, /random\(0\.5\)/],
  ] as const) {
    assert.throws(() => twoSpirals({ ...options, ...bad }), { name: "RangeError", message });
  }
});
