import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "./check";

const inputs: [number][] = [[0], [3], [-0.5]];
const twice = (x: number) => 2 * x;

test("check(attempt, oracle, inputs) says right when every result is the oracle's", () => {
  assert.equal(
    check(twice, (x) => x + x, inputs),
    "right: twice does what it should for all 3 inputs",
  );
});

test("check(attempt, oracle, inputs) names the first input that goes wrong, and both results", () => {
  const square = (x: number) => x * x;
  assert.equal(check(square, twice, inputs), "not yet: square(3) gives 9, expected 6");
  const list = ([first]: number[]) => first;
  assert.equal(
    check(list, () => 2, [[[1, 2]]]),
    "not yet: list([ 1, 2 ]) gives 1, expected 2",
  );
});

test("check(attempt, oracle, inputs) writes a call as one would type it, long or empty", () => {
  const call = (...input: unknown[]) => {
    const answer = check(
      (..._: unknown[]) => 0,
      () => 1 / 3,
      [input],
    );
    return answer.replace(" gives 0, expected 0.3333333", "");
  };
  assert.equal(call(), "not yet: ()");
  assert.equal(call(1, { a: [2] }), "not yet: (1, { a: [ 2 ] })");
  assert.equal(call([]), "not yet: ([])");
  const long = "x".repeat(50);
  assert.equal(call(long, [long]), `not yet: ('${long}', [ '${long}' ])`);
});

test("check(attempt, oracle, inputs) says not yet to NaN, undefined, text and what throws", () => {
  const answers: [() => unknown, string][] = [
    [() => Number.NaN, "NaN"],
    [() => undefined, "undefined"],
    [() => "0", "'0'"],
  ];
  for (const [attempt, got] of answers) {
    assert.match(
      check(attempt, twice, inputs),
      new RegExp(`^not yet: .*\\(0\\) gives ${got}, expected 0\\nHint: `),
    );
  }
  const broken = () => {
    throw new TypeError("oh");
  };
  assert.equal(check(broken, twice, inputs), "not yet: broken(0) throws TypeError: oh, expected 0");
});

test("check(attempt, oracle, inputs) allows for rounding, and for a given tolerance", () => {
  const off = (factor: number) => (x: number) => 2 * x * (1 + factor);
  assert.match(check(off(1e-12), twice, inputs), /^right/);
  assert.match(check(off(1e-6), twice, inputs), /^not yet/);
  assert.match(check(off(1e-6), twice, inputs, 1e-5), /^right/);
  const near = (error: number, tolerance?: number) =>
    check(
      () => error,
      () => 0,
      [[]],
      tolerance,
    );
  assert.match(near(1e-18), /^right/); // beside 0 it is the tolerance squared
  assert.match(near(1e-17), /^not yet/);
  assert.match(near(0.25, 0.5), /^right/);
});

test("check(attempt, oracle, inputs) says right to NaN and infinities where the oracle has them", () => {
  assert.match(check(twice, twice, [[Number.NaN], [Infinity], [-Infinity]]), /^right/);
});

test("check(attempt, oracle, inputs) takes no number for an infinity", () => {
  const five = (_: number) => 5;
  assert.equal(
    check(five, twice, [[Infinity]]),
    "not yet: five(Infinity) gives 5, expected Infinity",
  );
});

test("check(attempt, oracle, inputs) says so in one line and the hint, however long its input and its result", () => {
  const long = Array.from({ length: 9 }, (_, i) => [i, [i]]);
  const itself = (list: unknown) => list;
  const row = "[ 0, [ 0 ] ], [ 1,";
  const says = check(itself, () => 0, [[long]]);
  assert.ok(says.startsWith(`not yet: itself([ ${row}`), says);
  assert.ok(says.includes(`gives [ ${row}`), says);
  assert.match(says, /^[^\n]*\nHint: it returns a list, not a number$/);
});

test("check(attempt, oracle, inputs) keeps its inputs when an attempt changes them", () => {
  const empty = (list: number[]) => list.splice(0).length;
  assert.match(
    check(empty, (list) => list.length, [[[1, 2]]]),
    /^right/,
  );
});

test("check(attempt, oracle, inputs) takes lists of numbers, and rounds each in what it says", () => {
  const both = (x: number) => [x / 3, -x];
  assert.match(
    check((x: number) => [(x / 3) * (1 + 1e-12), -x], both, inputs),
    /^right/,
  );
  const swapped = (x: number) => [-x, x / 3];
  assert.equal(
    check(swapped, both, [[1]]),
    "not yet: swapped(1) gives [ -1, 0.3333333333333333 ], expected [ 0.3333333, -1 ]",
  );
  const one = (x: number) => [x / 3];
  assert.match(check(one, both, inputs), /^not yet: one\(0\) gives \[ 0 \], expected \[ 0, 0 \]/);
});

test("check(attempt, oracle, inputs) hints at the kind of result that is wrong", () => {
  const recursive = (x: number): number => recursive(x);
  const hints: [(x: number) => unknown, string][] = [
    [() => undefined, "it returns nothing; is a return missing?"],
    [async (x) => 2 * x, "it returns a promise; leave out async"],
    [(x) => () => 2 * x, "it returns a function, not a number; call it"],
    [String, "it returns a string, not a number"],
    [(x) => [2 * x], "it returns a list, not a number"],
    [() => Number.NaN, "NaN is where your answer goes"],
    [recursive, "it calls itself without an end"],
    [(x) => -2 * x, "the sign is swapped"],
    [(x) => (x >= 0 ? 2 * x : 5), "it is right from 0 on, but not below 0"],
    [(x) => (x < 0 ? 2 * x : 5), "it is right below 0, but not from 0 on"],
  ];
  for (const [attempt, hint] of hints) {
    assert.equal(check(attempt, twice, inputs).split("\nHint: ")[1], hint);
  }
  for (const attempt of [(x: number) => x + 7, () => null, () => true, () => ({})]) {
    assert.doesNotMatch(check(attempt, twice, inputs), /Hint/);
  }
});

test("check(…, mistakes) gives the hint of the mistake that an attempt makes for all inputs", () => {
  const mistakes = [{ answer: (x: number) => x * x, hint: "that is the square" }];
  const says = (attempt: (x: number) => number) => check(attempt, twice, inputs, 1e-9, mistakes);
  assert.match(
    says((x) => x ** 2),
    /^not yet: .*\nHint: that is the square$/,
  );
  assert.doesNotMatch(
    says((x) => (x === 3 ? 9 : 7)),
    /Hint/,
  );
});

test("check(attempt, oracle, inputs) ends an endless loop with a line, and tries no further", () => {
  let calls = 0;
  const endless = (_: number) => {
    calls++;
    for (;;);
  };
  assert.equal(
    check(endless, twice, inputs),
    "not yet: endless(0) takes more than 2 seconds, expected 0\nHint: does its loop ever end?",
  );
  assert.equal(calls, 1);
});
