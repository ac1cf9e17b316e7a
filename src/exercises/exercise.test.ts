import assert from "node:assert/strict";
import { test } from "node:test";
import { exercise, score } from "./exercise";

/** The JSON of score(). */
const counted = () => JSON.parse(score().split("\n").at(-1) ?? "");

test("score() counts nothing before the first answer", () => {
  const { open, ...rest } = counted();
  assert.deepEqual(rest, { score: 0, of: open.length, right: [], notYet: [] });
  assert.match(score(), /^0 of 12 exercises are right\.\nNot tried: relu, inverse, .*\.\n\{.*\}$/);
});

test("exercise(name, answer) is judged by its last answer, and score() counts that", () => {
  const relu = (x: number) => Math.max(0, x);
  assert.equal(exercise("relu", relu), "right: relu does what it should for all 5 inputs");
  assert.deepEqual([counted().score, counted().right], [1, ["relu"]]);
  assert.match(exercise("relu", Math.abs), /^not yet: /);
  assert.deepEqual([counted().score, counted().notYet], [0, ["relu"]]);
  exercise("relu", relu);
  exercise("keepSize", () => 1);
  const [head, right, notYet] = score().split("\n");
  assert.deepEqual(
    [head, right, notYet],
    ["1 of 12 exercises are right.", "Right: relu.", "Not yet: keepSize."],
  );
});

test("exercise(name, answer) says not yet to what is no answer at all", () => {
  for (const { name, answer } of [
    { name: "relu", answer: undefined },
    { name: "rescue", answer: null },
    { name: "invent", answer: undefined },
    { name: "invent", answer: 3 },
    { name: "collapse", answer: [6, 3] },
  ] as const) {
    assert.match(exercise(name, answer), new RegExp(`^not yet: the answer to ${name} is `));
  }
});

test("exercise(name, answer) throws for a name that is none, and lists the names", () => {
  for (const name of ["Relu", "toString"]) {
    assert.throws(() => exercise(name as "relu", Math.abs), {
      name: "RangeError",
      message: new RegExp(`^exercise "${name}": there is none; there are relu, inverse, `),
    });
  }
});
