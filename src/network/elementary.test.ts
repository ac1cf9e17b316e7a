import assert from "node:assert/strict";
import { test } from "node:test";
import * as index from "../index";
import numpy from "../reference/numpy.json";
import { type Activation, activation, leaky } from "./activation";
import { twoSpirals } from "./datasets";
import { exp, log1p, tanh } from "./elementary";
import { network, predict, train } from "./network";

/** The distance from a number to the next one. */
function unit(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -1022) - 52);
}

for (const [name, f, most] of [
  ["exp", exp, 1],
  ["tanh", tanh, 2],
  ["log1p", log1p, 2],
] as const) {
  test(`${name}(x) is the true value to ${most} in the last place`, () => {
    const { x, values } = numpy.elementary[name];
    x.forEach((x, i) => {
      const [value, expected] = [f(x), values[i] as number];
      const off = value === expected ? 0 : Math.abs(value - expected) / unit(expected);
      assert.ok(off <= most, `${name}(${x}) is ${value}, not ${expected}: off by ${off}`);
    });
  });
}

test("exp(x), tanh(x) and log1p(x) keep 0, −0, NaN and the infinities", () => {
  assert.deepEqual([0, -0, Infinity, -Infinity, 710, -746, NaN].map(exp), [
    ...[1, 1, Infinity, 0, Infinity, 0],
    NaN,
  ]);
  assert.deepEqual([0, -0, Infinity, -Infinity, NaN].map(tanh), [0, -0, 1, -1, NaN]);
  assert.deepEqual([0, NaN].map(log1p), [0, NaN]);
});

test("exp(-2) is ALPHA, as Math.exp has it", () => assert.equal(exp(-2), Math.exp(-2)));

test("exp(x) and tanh(x) never fall where x rises", () => {
  for (const f of [exp, tanh]) {
    for (let i = -20000; i < 20000; i++) {
      assert.ok(f(i / 1000) <= f((i + 1) / 1000), `${f.name} from ${i / 1000}`);
    }
  }
});

/** Every activation that the package exports. */
const exported = Object.values<unknown>(index).filter(
  (value): value is Activation => typeof value === "object" && value !== null && "df" in value,
);

test("a network trains and predicts without the engine's exp, tanh, log1p and their like", () => {
  const data = twoSpirals({ samples: 20, turns: 1, noise: 0.05, seed: 1 });
  const exact = ["abs", "floor", "imul", "max", "min", "round", "sign", "sqrt"]; // the same everywhere
  const before = new Map(
    Object.getOwnPropertyNames(Math)
      .filter((name) => typeof Reflect.get(Math, name) === "function" && !exact.includes(name))
      .map((name) => [name, Reflect.get(Math, name)]),
  );
  assert.ok(before.has("exp") && before.has("pow") && exported.length >= 2);
  for (const name of before.keys()) {
    Reflect.set(Math, name, () => {
      throw new Error(`Math.${name} was called`);
    });
  }
  try {
    const softsign = activation({
      name: "softsign",
      f: (z) => z / (1 + Math.abs(z)),
      df: (z) => 1 / (1 + Math.abs(z)) / (1 + Math.abs(z)),
    });
    for (const kind of [...exported, leaky(0.1), softsign]) {
      for (const optimizer of ["adam", "sgd", "momentum"] as const) {
        const net = network({ widths: [2, 4], activation: kind, seed: 1 });
        train(net, data, { epochs: 3, rate: 0.1, optimizer });
        assert.ok(predict(net, data.inputs).every(Number.isFinite));
      }
    }
  } finally {
    for (const [name, f] of before) Reflect.set(Math, name, f);
  }
});
