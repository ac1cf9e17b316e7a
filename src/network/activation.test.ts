import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import * as index from "../index";
import { ALPHA, withAlpha } from "../leaky-relu";
import reference from "../reference/pytorch.json";
import {
  type Activation,
  activation,
  applyBackward,
  applyForward,
  checkDerivative,
  leaky,
  sigmoid,
  tanh,
} from "./activation";
import { twoSpirals } from "./datasets";
import { network, train } from "./network";

const elu = activation({
  name: "ELU",
  f: (z) => (z > 0 ? z : Math.exp(z) - 1),
  df: (z) => (z > 0 ? 1 : Math.exp(z)),
});

const isActivation = (value: object): value is Activation =>
  ["name", "f", "df", "gain"].every((key) => key in value);

/** Every activation that the package exports, and Leaky ReLU for many slopes. */
const exported = Object.values<unknown>(index).filter(
  (value): value is Activation =>
    typeof value === "object" && value !== null && isActivation(value),
);
const all = [
  ...exported,
  ...[0, 0.01, ALPHA, 1 / 5.5, 0.5, 1, 2, -0.5].map((alpha) => leaky(alpha)),
];
const called = ({ name, df }: Activation) => (name === "Leaky ReLU" ? `leaky(${df(-1)})` : name);

/** Any double, and often one of the odd ones. */
const any = fc.double();

describe("each exported activation", () => {
  test("is among those tested here", () => {
    assert.ok(exported.includes(tanh) && exported.includes(sigmoid));
  });

  for (const each of all) {
    const { name, f, df, gain } = each;

    test(`${called(each)}: f′ is the difference quotient of f`, () => {
      const said = checkDerivative(each);
      assert.ok(said.startsWith("right"), said);
      for (const z of [-30, -4, -0.7, -0.01, 0.01, 0.3, 2, 30]) {
        const h = 2 ** -16;
        const quotient = (f(z + h) - f(z - h)) / (2 * h);
        const wrong = `f′(${z}) is ${df(z)}, but the slope of f there is ${quotient}`;
        assert.ok(Math.abs(quotient - df(z)) < 1e-9, wrong); // h² / 6 + …
      }
    });

    test(`${called(each)}: the gain keeps the size of a signal, or of a small one`, () => {
      const computed = activation({ name, f, df }).gain;
      const keepsAll = Math.abs(gain / computed - 1) < 1e-9;
      assert.ok(
        keepsAll || gain * df(0) === 1,
        `the gain is ${gain}; it must be ${computed}, or 1 / f′(0) = ${1 / df(0)}`,
      );
    });

    test(`${called(each)}: the passes of the network are f and f′, bit for bit`, () => {
      fc.assert(
        fc.property(fc.float64Array({ maxLength: 13 }), any, (z, factor) => {
          const out = new Float64Array(z.length);
          applyForward(each, z, out);
          assert.deepEqual(out, z.map(f));
          const gradient = new Float64Array(z.length).fill(factor);
          applyBackward(each, z, out, gradient);
          assert.deepEqual(
            gradient,
            z.map((z) => factor * df(z)),
          );
        }),
      );
    });
  }
});

describe("PyTorch agrees, at the bend too,", () => {
  const close = (value: number, expected: number) =>
    Math.abs(value - expected) <= 4 * Number.EPSILON * Math.max(Math.abs(expected), 1e-300);
  const curves: [Activation, { f: number[]; df: number[] }][] = [
    [leaky(0), reference.curves.relu],
    [leaky(ALPHA), reference.curves.leakyRelu],
    [sigmoid, reference.curves.sigmoid],
    [tanh, reference.curves.tanh],
    ...Object.entries(reference["leaky curves"]).map(
      ([slope, curve]): [Activation, typeof curve] => [leaky(Number(slope)), curve],
    ),
  ];
  test("on every exported activation", () => {
    for (const each of exported)
      assert.ok(
        curves.some(([known]) => known === each),
        `${each.name} is exported, but not in the list of curves: CONTRIBUTING.md says how`,
      );
  });

  for (const [each, curve] of curves) {
    test(`on f and f′ of ${called(each)}`, () => {
      reference.points.forEach((z, i) => {
        const [f, df] = [curve.f[i] as number, curve.df[i] as number];
        assert.ok(close(each.f(z), f), `f(${z}) is ${each.f(z)}, not ${f}`);
        // 1 − f² and f (1 − f) lose digits where f comes near 1.
        const lost = each === tanh || each === sigmoid ? 4 * Number.EPSILON : 0;
        assert.ok(
          close(each.df(z), df) || Math.abs(each.df(z) - df) <= lost,
          `f′(${z}) is ${each.df(z)}, not ${df}`,
        );
      });
    });
  }
});

describe("leaky(alpha)", () => {
  test("has the f of withAlpha, and the slope α at 0", () => {
    assert.equal(leaky(0.5).df(0), 0.5);
    assert.equal(withAlpha(0.5).derivativeLeakyRelu(0), 1); // JAX's choice
    for (const z of [-3, -0, 0, 2, Infinity]) {
      assert.equal(leaky(-2).f(z), withAlpha(-2).leakyRelu(z));
    }
  });

  test("has He's gain, 1.4014376832652307 for e⁻², and a name for 0 and 1", () => {
    assert.equal(leaky(ALPHA).gain, 1.4014376832652307);
    assert.equal(leaky(0).gain, Math.SQRT2);
    assert.equal(leaky(1).gain, 1);
    assert.deepEqual(
      [leaky(0), leaky(0.1), leaky(1), tanh, sigmoid].map(({ name }) => name),
      ["ReLU", "Leaky ReLU", "identity", "tanh", "sigmoid"],
    );
  });

  test("throws when alpha is not finite, and names it", () => {
    for (const alpha of [Number.NaN, Infinity]) {
      assert.throws(() => leaky(alpha), {
        name: "RangeError",
        message: new RegExp(`leaky\\(${alpha}\\)`),
      });
    }
  });
});

test("sigmoid and tanh are 1/(1 + e⁻ᶻ) and tanh z, with finite ends", () => {
  assert.deepEqual([0, 710, -750].map(sigmoid.f), [0.5, 1, 0]);
  assert.deepEqual([0, 710, -750].map(tanh.f), [0, 1, -1]);
  assert.ok(Math.abs(sigmoid.f(Math.log(3)) - 0.75) < 1e-15);
  assert.ok(Math.abs(tanh.f(Math.log(2)) - 0.6) < 1e-15);
});

describe("activation(options)", () => {
  test("finds the gain that keeps the mean square of a normally distributed signal", () => {
    const gain = (f: (z: number) => number) => activation({ name: "f", f, df: f }).gain;
    for (const alpha of [0, 0.1, 1, 3]) {
      const { f, gain: expected } = leaky(alpha);
      assert.ok(Math.abs(gain(f) / expected - 1) < 1e-12);
    }
    assert.ok(Math.abs(gain((z) => z * z) ** -2 - 3) < 1e-10); // the mean of z⁴
    assert.ok(Math.abs(gain((z) => 2 * z ** 3) ** -2 - 4 * 15) < 1e-9); // 4 times that of z⁶
    assert.equal(activation({ name: "f", f: Math.abs, df: Math.sign, gain: 3 }).gain, 3);
  });

  test("gives a network something to train with: ELU learns two spirals", () => {
    const spirals = twoSpirals({ samples: 100, turns: 0.75, noise: 0.05, seed: 1 });
    const net = network({ widths: [2, 8, 8], activation: elu, seed: 1 });
    const losses = train(net, spirals, { epochs: 200, rate: 0.03 });
    assert.ok((losses[199] as number) < 0.1 * (losses[0] as number));
  });

  test("throws for what is no function from number to number, and for a useless gain", () => {
    const good = { name: "mine", f: (z: number) => z, df: () => 1 };
    for (const [bad, name, message] of [
      [{ f: 3 }, "TypeError", /^activation "mine": f is 3; it must turn a number into a number$/],
      [{ df: undefined }, "TypeError", /df is undefined/],
      [{ df: () => undefined }, "TypeError", /df\(1\) gives undefined/],
      [{ f: async () => 1 }, "TypeError", /f\(1\) gives \[object Promise\]/],
      [{ f: () => "1" }, "TypeError", /f\(1\) gives 1;/],
      [{ f: () => 0 }, "RangeError", /the gain is Infinity/],
      [{ f: () => Number.NaN }, "RangeError", /the gain is NaN/],
      [{ gain: -1 }, "RangeError", /the gain is -1/],
    ] as const) {
      const call = () => activation({ ...good, ...bad } as Parameters<typeof activation>[0]);
      assert.throws(call, { name, message });
    }
  });
});

describe("checkDerivative(activation)", () => {
  test("says right to a derivative, and where it is wrong", () => {
    assert.equal(
      checkDerivative(elu),
      "right: f′ of ELU is the slope of f at 20 points from -5 to 5",
    );
    assert.equal(
      checkDerivative({ ...elu, df: (z) => (z > 0 ? 1 : 0.5) }),
      "not yet: ELU: f′(-4.8) gives 0.5, but f rises there by 0.008230 per step of 1",
    );
    assert.match(checkDerivative({ ...elu, df: (z) => (z > 0 ? 2 : Math.exp(z)) }), /f′\(0\.2\)/);
    assert.match(checkDerivative({ ...elu, df: () => Number.NaN }), /^not yet/);
  });
});
