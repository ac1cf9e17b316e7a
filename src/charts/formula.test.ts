import assert from "node:assert/strict";
import { test } from "node:test";
import { formula } from "./formula";

/** What stands for x < 0. */
const left = (alpha: number, of?: "derivative") =>
  formula(alpha, of).split("\n")[3]?.replace(String.raw` & \text{if } x < 0`, "");

test("formula(alpha) is the function's, with α to four digits", () => {
  assert.equal(
    formula(Math.exp(-2)),
    String.raw`$$
f(x) = \begin{cases}
x & \text{if } x \ge 0 \\
0.1353 \, x & \text{if } x < 0
\end{cases}
$$`,
  );
});

test("formula(alpha) writes 0, 1 and −1 as one does", () => {
  assert.deepEqual(
    [0, -0, 1, -1, 2].map((alpha) => left(alpha)),
    ["0", "0", "x", "-x", "2 \\, x"],
  );
});

test("formula(alpha) writes very small and very large numbers with a power of ten", () => {
  assert.deepEqual(
    [1e-7, -1e-7, 2.5e-9, 1e21].map((alpha) => left(alpha)),
    ["10^{-7} \\, x", "-10^{-7} \\, x", "2.5 \\cdot 10^{-9} \\, x", "10^{21} \\, x"],
  );
});

test('formula(alpha, "derivative") is that of the derivative', () => {
  assert.match(formula(0.01, "derivative"), /^\$\$\nf'\(x\) = .*\n1 & /);
  assert.deepEqual(
    [0.01, 0, 1].map((alpha) => left(alpha, "derivative")),
    ["0.01", "0", "1"],
  );
});

test("formula(alpha) throws for an α that is no finite number, and names it", () => {
  for (const alpha of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const message = `formula(${alpha}): alpha must be a finite number`;
    assert.throws(() => formula(alpha), { name: "RangeError", message });
  }
});
