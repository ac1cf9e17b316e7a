import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { derivativeLeakyRelu, leakyRelu } from "./leaky-relu";
import { byVectors } from "./leaky-relu-vectors";

/** Where a function bends, where numbers end, and where rounding is coarse. */
const ODD = [0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e-323, -1e-323, 1, 1 + 2 ** -52];

/** So many numbers of all kinds: a short list again and again, as a long one takes its time. */
const numbers = (length: number) =>
  fc
    .array(fc.oneof(fc.double(), fc.constantFrom(...ODD)), { minLength: 1, maxLength: 30 })
    .map((few) => Float64Array.from({ length }, (_, i) => few[i % few.length] as number));

/** Up to three blocks; more often a length at a group of four, or at a block. */
const lengths = fc.oneof(
  fc.integer({ min: 64, max: 6200 }),
  fc.tuple(fc.constantFrom(64, 2048, 4096), fc.nat(9)).map(([at, more]) => at + more),
);

/** An array, and two places in a buffer: for the array, and for the results. */
const placed = fc.tuple(lengths.chain(numbers), fc.nat(9), fc.nat(9));

/** The plain loop. */
function loop(f: (x: number) => number, x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < x.length; i++) out[i] = f(x[i] as number);
}

for (const f of [leakyRelu, derivativeLeakyRelu]) {
  const name = f.name as "leakyRelu" | "derivativeLeakyRelu";
  describe(`byVectors("${name}", x, out)`, () => {
    test("writes the bits that a plain loop writes, and nothing beside them", () => {
      const property = fc.property(placed, ([values, at, outAt]) => {
        const x = new Float64Array(values.length + 20).fill(7).subarray(at, at + values.length);
        x.set(values);
        const all = new Float64Array(values.length + 20).fill(7);
        const expected = all.slice();
        loop(f, values, expected.subarray(outAt));
        assert.equal(byVectors(name, x, all.subarray(outAt, outAt + x.length)), true);
        assert.deepEqual(all, expected);
        assert.deepEqual(x, values);
      });
      fc.assert(property);
    });

    test("does so where x and out overlap, or says no and leaves both alone", () => {
      const property = fc.property(placed, fc.boolean(), ([values, at, outAt], shared) => {
        const bytes = 8 * (values.length + 20);
        const all = new Float64Array(
          shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes),
        );
        const [x, out] = [at, outAt].map((from) => all.subarray(from, from + values.length));
        assert.ok(x && out);
        x.set(values);
        const expected = all.slice();
        const done = byVectors(name, x, out);
        assert.equal(done, !shared && outAt <= at);
        if (done) loop(f, expected.subarray(at, at + x.length), expected.subarray(outAt));
        assert.deepEqual(all.slice(), expected);
      });
      fc.assert(property);
    });

    test("takes two parts of one buffer that do not overlap", () => {
      const all = Float64Array.from({ length: 300 }, (_, i) => 50 - i);
      assert.equal(byVectors(name, all.subarray(0, 100), all.subarray(100, 200)), true);
      assert.equal(byVectors(name, all.subarray(0, 100), all.subarray(99, 199)), false);
    });

    test("says no for a short array, where a plain loop is quicker", () => {
      const out = new Float64Array(63);
      assert.equal(byVectors(name, new Float64Array(63).fill(1), out), false);
      assert.deepEqual(out, new Float64Array(63));
    });
  });
}

/** What a program prints that can use the package, and WebAssembly as the first lines leave it. */
function output(first: string): unknown {
  const program = `const calls = [];
    ${first}
    const { arange, leakyReluArray, derivativeLeakyReluArray } = require("./src");
    const before = calls.length;
    const x = arange(-250, 250);
    const right = [leakyReluArray(x), leakyReluArray(x), derivativeLeakyReluArray(x)].map(
      (y, i) => y.every((value, j) => value === (x[j] >= 0 ? [x[j], x[j], 1] : [
        Math.exp(-2) * x[j], Math.exp(-2) * x[j], Math.exp(-2)])[i]));
    console.log(JSON.stringify({ before, calls, right }));`;
  const cwd = join(__dirname, "..");
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    cwd,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

describe("the WebAssembly module", () => {
  const right = [true, true, true];

  test("is made at the first use and once, of so few bytes that a page may do it at once", () => {
    const watched = `const { Module } = WebAssembly;
      WebAssembly.Module = function (bytes) {
        calls.push(bytes.length < 4096);
        return new Module(bytes);
      };`;
    assert.deepEqual(output(watched), { before: 0, calls: [true], right });
  });

  test("is tried once where vectors are unknown or forbidden, and the plain loop runs", () => {
    const refused = `WebAssembly.Module = function () {
      calls.push("refused");
      throw new WebAssembly.CompileError();
    };`;
    assert.deepEqual(output(refused), { before: 0, calls: ["refused"], right });
  });

  test("is not missed where there is no WebAssembly", () => {
    assert.deepEqual(output("delete globalThis.WebAssembly;"), { before: 0, calls: [], right });
  });
});
