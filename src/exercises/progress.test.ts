import assert from "node:assert/strict";
import { test } from "node:test";
import { progress } from "./progress";

function recorder() {
  const shown: string[] = [];
  return { shown, text: (message: string) => void shown.push(message) };
}

test("progress(display, items, run) returns each result in order and shows each step", async () => {
  const display = recorder();
  assert.deepEqual(await progress(display, [1, 2, 3], (item) => item * item), [1, 4, 9]);
  assert.deepEqual(display.shown, ["1 of 3", "2 of 3", "3 of 3"]);
});

test("progress(display, items, run) lets other work happen between two items", async () => {
  const order: string[] = [];
  await progress(recorder(), ["a", "b"], (item) => {
    order.push(item);
    setImmediate(() => order.push(`after ${item}`));
  });
  assert.deepEqual(order, ["a", "after a", "b", "after b"]);
});

test("progress(display, items, run) ends on Interrupt and leaves no listener behind", async () => {
  const before = process.listenerCount("SIGINT");
  const display = recorder();
  const run = (item: number) => {
    if (item === 2) process.emit("SIGINT");
    return item;
  };
  await assert.rejects(progress(display, [1, 2, 3], run), {
    name: "Interrupted",
    message: "2 of 3 done",
  });
  assert.deepEqual(display.shown, ["1 of 3", "2 of 3"]);
  assert.equal(process.listenerCount("SIGINT"), before);
});

test("progress(display, items, run) throws what run throws and leaves no listener behind", async () => {
  const before = process.listenerCount("SIGINT");
  const run = () => {
    throw new RangeError("rate NaN");
  };
  await assert.rejects(progress(recorder(), [1], run), { name: "RangeError", message: "rate NaN" });
  assert.equal(process.listenerCount("SIGINT"), before);
});
