import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { arange } from "./arange";
import reference from "./reference/numpy.json";

type Call = [start: number, stop: number, step: number];

const LONGEST = 2 ** 27;

describe("arange(start, stop, step) is NumPy's, bit for bit", () => {
  for (const [name, { args, values }] of Object.entries(reference.arange)) {
    test(`arange(${args}): ${name}`, () => {
      const array = arange(...(args.map(Number) as Call));
      assert.deepEqual(array, Float64Array.from(values, Number));
    });
  }

  test("in 100,000 random calls", () => {
    const random = xorshift(20130616);
    reference.arangeChecksums.forEach((expected, block) => {
      assert.equal(checksum(random), expected, `block ${block}`);
    });
  });
});

describe("arange(start, stop, step) throws where NumPy does", () => {
  for (const { args, error } of reference.arangeErrors) {
    const [start, stop, step] = args.map(Number) as Call;
    const length = Math.ceil((stop - start) / step);
    const promise = error.includes("division")
      ? "step must not be 0"
      : args.includes("NaN")
        ? `${["start", "stop", "step"][args.indexOf("NaN")]} is NaN; it must be a number`
        : Number.isFinite(length)
          ? `${length} elements are more than the ${LONGEST} allowed`
          : "the array would have no finite length";
    test(`arange(${args}): ${promise}`, () => {
      assert.throws(() => arange(start, stop, step), {
        name: "RangeError",
        message: `arange${args.includes("NaN") ? "" : `(${start}, ${stop}, ${step})`}: ${promise}`,
      });
    });
  }

  test("arange(2 ** 27) is the longest array; arange(2 ** 27 + 1) is a RangeError", () => {
    const Real = globalThis.Float64Array;
    const asked: number[] = [];
    try {
      // An array that only notes how long it was to be: the real one fills 1 GiB.
      globalThis.Float64Array = class extends Real {
        constructor(length: number) {
          super(0);
          asked.push(length);
        }
      } as never;
      arange(LONGEST);
      assert.throws(() => arange(LONGEST + 1), {
        name: "RangeError",
        message: `arange(${LONGEST + 1}): ${LONGEST + 1} elements are more than the ${LONGEST} allowed`,
      });
    } finally {
      globalThis.Float64Array = Real;
    }
    assert.deepEqual(asked, [LONGEST]);
  });

  test("arange(a value that is no number) is a TypeError that names it, its value and its type", () => {
    const call = arange as (...args: unknown[]) => Float64Array;
    for (const [args, what] of [
      [[JSON.parse('"10"')], "stop is '10' (string)"],
      [[null], "stop is null"],
      [[], "stop is undefined"],
      [[0, "3"], "stop is '3' (string)"],
      [["0", 3], "start is '0' (string)"],
      [[0, 3n], "stop is 3n (bigint)"],
      [[0, 3, "1"], "step is '1' (string)"],
      [[0, 3, true], "step is true (boolean)"],
      [[[0], 3], "start is [ 0 ] (Array)"],
      [[0, 3, null], "step is null"],
      [[new Date(0)], "stop is 1970-01-01T00:00:00.000Z (Date)"],
      [[1, 0, [5, 4, 3, 2, 1]], "step is [ 5, 4, 3, ... 2 more items ] (Array)"],
    ] as const) {
      assert.throws(() => call(...args), {
        name: "TypeError",
        message: `arange: ${what}; it must be a number`,
      });
    }
  });

  test("arange(stop) is named as it was called", () => {
    assert.throws(() => arange(Number.POSITIVE_INFINITY), {
      name: "RangeError",
      message: "arange(Infinity): the array would have no finite length",
    });
  });
});

describe("arange, in general", () => {
  const small = fc.integer({ min: -1000, max: 1000 });

  test("arange(stop) is arange(0, stop, 1); arange(start, stop) has step 1", () => {
    fc.assert(
      fc.property(small, small, (start, stop) => {
        assert.deepEqual(arange(stop), arange(0, stop, 1));
        assert.deepEqual(arange(start, stop), arange(start, stop, 1));
      }),
    );
    assert.deepEqual(arange(2.5), Float64Array.of(0, 1, 2));
    assert.deepEqual(arange(-1, 2), Float64Array.of(-1, 0, 1));
  });

  test("arange of whole numbers is exact, and ends before stop", () => {
    fc.assert(
      fc.property(small, small, fc.integer({ min: 1, max: 50 }), (start, stop, step) => {
        const expected: number[] = [];
        for (let value = start; value < stop; value += step) expected.push(value);
        assert.deepEqual(Array.from(arange(start, stop, step)), expected);
        const down = arange(-start, -stop, -step).map((value) => 0 - value);
        assert.deepEqual(Array.from(down), expected);
      }),
    );
  });

  test("arange(start, stop, step) has ceil((stop - start) / step) elements", () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const step = fc.double({ min: 0.5, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(value, value, step, fc.constantFrom(1, -1), (start, stop, size, sign) => {
        const step = sign * size;
        const quotient = (stop - start) / step;
        fc.pre(Math.abs(quotient) > 1e-300);
        assert.equal(arange(start, stop, step).length, Math.max(0, Math.ceil(quotient)));
      }),
    );
  });

  test("arange(start, stop, step) is empty when step leads away from stop", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, value, value, (start, stop, step) => {
        fc.pre(step !== 0 && Number.isFinite((stop - start) / step));
        fc.pre(Math.sign(stop - start) !== Math.sign(step));
        assert.equal(arange(start, stop, step).length, 0);
      }),
    );
  });
});

/** Random numbers of 32 bits, as in scripts/reference/numpy_plotly.py. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** The checksum of a block of calls: the length and the bytes of each array. */
function checksum(random: () => number): string {
  const hash = createHash("sha256");
  for (let i = 0; i < 1000; i++) {
    const array = arange(...randomCall(random));
    hash.update(Uint32Array.of(array.length)).update(array);
  }
  return hash.digest("hex").slice(0, 16);
}

/** `random_case` of scripts/reference/numpy_plotly.py, draw by draw. */
function randomCall(random: () => number): Call {
  const below = (n: number) => random() % n;
  const sign = () => 1 - 2 * below(2);
  const double = (low: number, high: number) => {
    const head = below(2) * 2 ** 31 + (low + below(high - low)) * 2 ** 20 + below(2 ** 20);
    return new Float64Array(Uint32Array.of(random(), head).buffer)[0] as number;
  };
  let [start, stop, step] = [0, 0, 0];
  const kind = below(8);
  if (kind === 0) {
    const scale = [1, 10, 100, 1000, 8][below(5)] as number;
    start = (sign() * below(2000)) / scale;
    step = (sign() * (1 + below(100))) / scale;
    stop = start + ((below(2400) - 40) * step) / 10;
  } else if (kind === 1) {
    [start, step] = [double(1003, 1033), double(1013, 1025)];
    stop = start + ((below(2400) - 40) / 8) * step;
  } else if (kind === 2) {
    [start, step] = [double(0, 2047), double(0, 2047)];
    stop = start + below(300) * step;
  } else if (kind === 3) {
    const exponent = 20 + below(2000);
    start = double(exponent, exponent + 20);
    step = double(exponent - 10, exponent + 10);
    stop = start + below(300) * step;
  } else if (kind === 4) {
    const exponent = 100 + below(1900);
    start = double(exponent, exponent + 1);
    step = double(exponent - 54, exponent - 46);
    stop = start + below(300) * step;
  } else if (kind === 5) {
    [start, step] = [double(0, 3), double(0, 3)];
    stop = start + below(300) * step;
  } else if (kind === 6) {
    start = sign() * 0;
    [stop, step] = [double(0, 40), double(1000, 2047)];
  } else {
    [start, stop, step] = [double(1020, 1027), double(1020, 1027), double(1020, 1027)];
  }
  if (!((stop - start) / step <= 300)) stop = start;
  return [start, stop, step];
}
