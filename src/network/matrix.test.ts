import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Matrix, matrix, multiply } from "./matrix";

const at = (m: Matrix, i: number, j: number) =>
  m.values[i * m.rowStep + j * m.columnStep] as number;

const filled = (rows: number, columns: number, seed: number) =>
  matrix(
    rows,
    columns,
    new Float64Array(rows * columns).map((_, i) => ((i + seed) * 7919) % 31),
  );

test("m.T exchanges rows and columns of the same numbers", () => {
  const m = matrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
  assert.deepEqual(
    [m.T.rows, m.T.columns, m.T.values === m.values, m.T.T === m],
    [3, 2, true, true],
  );
  for (const [i, j] of [
    [0, 0],
    [0, 2],
    [1, 1],
  ] as const)
    assert.equal(at(m.T, j, i), at(m, i, j));
});

test("multiply(a, b, out) is the sum over k of a[i, k] b[k, j], for every shape and transposition", () => {
  const size = fc.integer({ min: 0, max: 11 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (n, m, p, ta, tb, to) => {
        const a = ta ? filled(m, n, 1).T : filled(n, m, 1);
        const b = tb ? filled(p, m, 2).T : filled(m, p, 2);
        const out = to ? matrix(p, n).T : matrix(n, p);
        out.values.fill(Number.NaN);
        multiply(a, b, out);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < p; j++) {
            let sum = 0;
            for (let k = 0; k < m; k++) sum += at(a, i, k) * at(b, k, j);
            assert.equal(at(out, i, j), sum); // whole numbers: exact
          }
        }
      },
    ),
  );
});
