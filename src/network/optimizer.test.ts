import assert from "node:assert/strict";
import { test } from "node:test";
import { type OptimizerName, optimizer } from "./optimizer";

test("optimizer(name, rate, size) finds the lowest point of a bowl", () => {
  for (const name of ["sgd", "momentum", "adam"] as const) {
    const step = optimizer(name, 0.05, 2);
    const p = Float64Array.of(3, -2);
    for (let i = 0; i < 2000; i++)
      step(p, Float64Array.of(2 * (p[0] as number), (p[1] as number) - 1));
    assert.ok(Math.hypot(p[0] as number, (p[1] as number) - 1) < 1e-6, `${name}: ${p}`);
  }
});

test("optimizer(name, rate, size) steps as its formula says, worked out by hand", () => {
  const moved = (name: OptimizerName, ...gradients: number[]) => {
    const step = optimizer(name, 0.5, 1);
    const p = Float64Array.of(0);
    for (const gradient of gradients) step(p, Float64Array.of(gradient));
    return p[0] as number;
  };
  assert.equal(moved("sgd", 2, 4), -0.5 * (2 + 4));
  assert.equal(moved("momentum", 2, 4), -0.5 * (2 + (0.9 * 2 + 4)));
  // Adam divides a weighted mean of the gradients by the root of one of their squares.
  const second = (0.9 * 3 + 1) / 1.9 / Math.sqrt((0.999 * 9 + 1) / 1.999);
  assert.ok(Math.abs(moved("adam", 3, 1) + 0.5 * (1 + second)) < 1e-8);
  assert.ok(Math.abs(moved("adam", 1e-8) + 0.5 * 0.5) < 1e-15, "10⁻⁸ stands beside the root");
});

test("optimizer(name, rate, size) throws for an unknown name and a useless rate, and names it", () => {
  for (const rate of [0, -1, Number.NaN, Infinity]) {
    assert.throws(() => optimizer("sgd", rate, 1), {
      name: "RangeError",
      message: new RegExp(`rate ${rate}`),
    });
  }
  for (const name of ["lbfgs", "toString"]) {
    assert.throws(() => optimizer(name as OptimizerName, 1, 1), {
      name: "RangeError",
      message: new RegExp(name),
    });
  }
});
