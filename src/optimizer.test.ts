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
