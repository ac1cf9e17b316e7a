import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ALPHA, derivativeLeakyRelu, leakyRelu, withAlpha } from "./leaky-relu";
import numpy from "./reference/numpy.json";

const { walkthrough } = numpy;
const { EPSILON, MAX_VALUE, MIN_VALUE, NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Any double: the odd ones come often. */
const any = fc.double({ noNaN: true });
const slope = fc.double({ min: -3, max: 3, noNaN: true });

/** Leaky ReLU and its derivative, for ALPHA and for any slope: the same promises hold for all. */
const variants = fc.oneof(
  fc.constant({ alpha: ALPHA, f: leakyRelu, df: derivativeLeakyRelu }),
  slope.map((alpha) => {
    const { leakyRelu: f, derivativeLeakyRelu: df } = withAlpha(alpha);
    return { alpha, f, df };
  }),
);

describe("the original walkthrough", () => {
  test("ALPHA is np.exp(-2)", () => assert.equal(ALPHA, walkthrough.ALPHA));

  for (const [name, functions] of Object.entries({
    "": { leakyRelu, derivativeLeakyRelu },
    "withAlpha(ALPHA).": withAlpha(ALPHA),
  })) {
    test(`x.map(${name}leakyRelu) is its y, bit for bit`, () => {
      assert.deepEqual(walkthrough.x.map(functions.leakyRelu), walkthrough.y);
      const x = Float64Array.from(walkthrough.x);
      assert.deepEqual(x.map(functions.leakyRelu), Float64Array.from(walkthrough.y));
      assert.deepEqual(Array.from(x, functions.leakyRelu), walkthrough.y);
    });

    test(`x.map(${name}derivativeLeakyRelu) is its dy, bit for bit`, () => {
      assert.deepEqual(walkthrough.x.map(functions.derivativeLeakyRelu), walkthrough.dy);
      const x = Float64Array.from(walkthrough.x);
      assert.deepEqual(x.map(functions.derivativeLeakyRelu), Float64Array.from(walkthrough.dy));
      assert.deepEqual(Array.from(x, functions.derivativeLeakyRelu), walkthrough.dy);
    });
  }
});

describe("leakyRelu(x)", () => {
  test("is x where x >= 0, and alpha * x where x < 0", () => {
    fc.assert(
      fc.property(variants, any, ({ alpha, f }, x) => {
        const size = Math.abs(x);
        assert.equal(f(size), size);
        if (size > 0 && alpha !== 0) assert.equal(f(-size), -(size * alpha));
      }),
    );
  });

  test("is max(alpha * x, x) for 0 <= alpha <= 1, and min(alpha * x, x) above", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4, noNaN: true }), finite, (alpha, x) => {
        fc.pre(x !== 0);
        const pick = alpha <= 1 ? Math.max : Math.min;
        assert.equal(withAlpha(alpha).leakyRelu(x) + 0, pick(alpha * x, x) + 0);
      }),
    );
  });

  test("grows with x when alpha >= 0", () => {
    fc.assert(
      fc.property(variants, any, any, ({ alpha, f }, a, b) => {
        fc.pre(alpha > 0 && a <= b);
        assert.ok(f(a) <= f(b));
      }),
    );
  });

  test("builds ReLU: (f(x) + alpha * f(-x)) / (1 - alpha ** 2) is max(0, x)", () => {
    const middle = fc.double({ min: -1e100, max: 1e100, noNaN: true });
    fc.assert(
      fc.property(variants, middle, ({ alpha, f }, x) => {
        fc.pre(Math.abs(1 - alpha ** 2) > 0.01);
        const relu = (f(x) + alpha * f(-x)) / (1 - alpha ** 2);
        // A few roundings of terms as large as alpha² x, magnified by up to 1 / 0.01.
        const tolerance = 10 * EPSILON * (1 + alpha ** 2) * 100 * Math.abs(x) + MIN_VALUE * 1000;
        assert.ok(Math.abs(relu - Math.max(0, x)) <= tolerance, `${relu}`);
      }),
    );
  });

  test("keeps 0, −0, NaN and +∞; scales −∞ and denormals by alpha", () => {
    for (const f of [leakyRelu, withAlpha(0.25).leakyRelu, withAlpha(1).leakyRelu]) {
      for (const x of [0, -0, nan, infinity, MIN_VALUE, MAX_VALUE]) assert.equal(f(x), x);
      assert.equal(f(-infinity), -infinity);
    }
    assert.equal(withAlpha(0.25).leakyRelu(-8 * MIN_VALUE), -2 * MIN_VALUE);
    assert.equal(leakyRelu(-MIN_VALUE), -0);
    assert.equal(leakyRelu(-MAX_VALUE), -ALPHA * MAX_VALUE);
    assert.equal(withAlpha(0).leakyRelu(-3), -0);
    assert.equal(withAlpha(-2).leakyRelu(-3), 6);
    assert.equal(withAlpha(-2).leakyRelu(0), 0);
    assert.equal(withAlpha(0.01).leakyRelu(-10), -0.1);
  });
});

describe("derivativeLeakyRelu(x)", () => {
  test("is the difference quotient of leakyRelu, away from 0", () => {
    const x = fc.double({ min: 2 ** -10, max: 2 ** 10, noNaN: true });
    fc.assert(
      fc.property(variants, x, fc.boolean(), ({ alpha, f, df }, size, negative) => {
        const x = negative ? -size : size;
        const h = 2 ** -12; // smaller than |x|, so that both ends lie on one side of 0
        const quotient = (f(x + h) - f(x - h)) / (x + h - (x - h));
        // Both values of f are rounded, and divided by 2h.
        const tolerance = (2 * EPSILON * (1 + Math.abs(alpha)) * (size + h)) / (2 * h);
        assert.ok(Math.abs(df(x) - quotient) <= tolerance, `${df(x)} and ${quotient}`);
      }),
    );
  });

  test("is exactly 1 where x >= 0, and exactly alpha where x < 0", () => {
    fc.assert(
      fc.property(variants, any, ({ alpha, df }, x) => {
        assert.equal(df(Math.abs(x)), 1);
        if (x !== 0) assert.equal(df(-Math.abs(x)), alpha);
      }),
    );
  });

  test("is 1 at 0 and −0, NaN at NaN, alpha just left of 0", () => {
    for (const { alpha, df } of [
      { alpha: ALPHA, df: derivativeLeakyRelu },
      { alpha: 0.25, df: withAlpha(0.25).derivativeLeakyRelu },
    ]) {
      assert.deepEqual([0, -0, MIN_VALUE, infinity].map(df), [1, 1, 1, 1]);
      assert.deepEqual([-MIN_VALUE, -1e-14, -infinity].map(df), [alpha, alpha, alpha]);
      assert.equal(df(nan), nan);
    }
  });
});

describe("withAlpha(alpha)", () => {
  test("throws a RangeError that shows an alpha which is not a finite number", () => {
    for (const alpha of [nan, infinity, -infinity, "0.1", undefined, null, 1n]) {
      assert.throws(() => withAlpha(alpha as number), {
        name: "RangeError",
        message: `withAlpha(${alpha}): alpha must be a finite number`,
      });
    }
  });
});
