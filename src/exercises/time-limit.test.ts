import assert from "node:assert/strict";
import { test } from "node:test";
import { TooLong, withTimeLimit } from "./time-limit";

test("withTimeLimit(call) returns what the call returns, and throws what it throws", () => {
  const [a, b] = [2, 3];
  assert.equal(
    withTimeLimit(() => a * b),
    6,
  );
  assert.equal(
    withTimeLimit(() => undefined),
    undefined,
  );
  const error = new RangeError("mine");
  const fail = () => {
    throw error;
  };
  assert.throws(
    () => withTimeLimit(fail),
    (thrown) => thrown === error,
  );
});

test("withTimeLimit(call) ends an endless loop, even one that catches all", () => {
  let rounds = 0;
  const endless = () => {
    for (;;) {
      try {
        rounds++;
      } catch {}
    }
  };
  assert.throws(() => withTimeLimit(endless), TooLong);
  assert.ok(rounds > 0);
});

test("withTimeLimit(call) calls without a limit where there is no node:vm", () => {
  const { process } = globalThis;
  for (const instead of [undefined, {}, { getBuiltinModule: () => undefined }]) {
    Reflect.set(globalThis, "process", instead);
    try {
      assert.equal(
        withTimeLimit(() => 6),
        6,
      );
    } finally {
      Reflect.set(globalThis, "process", process);
    }
  }
});

test("withTimeLimit(call) leaves nothing behind", () => {
  const before = Object.getOwnPropertySymbols(globalThis).length;
  withTimeLimit(() => 1);
  assert.equal(Object.getOwnPropertySymbols(globalThis).length, before);
});
