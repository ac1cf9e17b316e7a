import assert from "node:assert/strict";
import { test } from "node:test";
import { timePerElement } from "./time-per-element";

test("timePerElement(call, elements) is the time of a call over its elements, in nanoseconds", (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const call = () => {
    now += 0.5; // milliseconds
  };
  assert.equal(timePerElement(call, 1), 500_000);
  assert.equal(timePerElement(call, 1000), 500);
});

test("timePerElement(call, elements) takes the median of five, and leaves out what comes before", (t) => {
  let [now, calls] = [0, 0];
  t.mock.method(performance, "now", () => now);
  const call = () => {
    calls++;
    now += calls === 1 || calls === 3 ? 50 : 4; // slow at first, and in one measurement
  };
  assert.equal(timePerElement(call, 1), 4_000_000);
  assert.equal(calls, 6);
});
