import assert from "node:assert/strict";
import { test } from "node:test";
import { progress } from "./progress";

test("progress(items, run) returns each result in order", async () => {
  assert.deepEqual(await progress([1, 2, 3], (item) => item * item), [1, 4, 9]);
});

test("progress(items, run) lets other work happen between two items", async () => {
  const order: string[] = [];
  await progress(["a", "b"], (item) => {
    order.push(item);
    setImmediate(() => order.push(`after ${item}`));
  });
  assert.deepEqual(order, ["a", "after a", "b", "after b"]);
});

test("progress(items, run) ends on Interrupt and leaves no listener behind", async () => {
  const before = process.listenerCount("SIGINT");
  const run = (item: number) => {
    if (item === 2) process.emit("SIGINT");
    return item;
  };
  await assert.rejects(progress([1, 2, 3], run), { name: "Interrupted", message: "2 of 3 done" });
  assert.equal(process.listenerCount("SIGINT"), before);
});

test("progress(items, run) throws what run throws and leaves no listener behind", async () => {
  const before = process.listenerCount("SIGINT");
  const run = () => {
    throw new RangeError("rate NaN");
  };
  await assert.rejects(progress([1], run), { name: "RangeError", message: "rate NaN" });
  assert.equal(process.listenerCount("SIGINT"), before);
});

test("progress(items, run) shows a long list in a hundred steps at most, and its end", async (t) => {
  const display = Symbol.for("leaky-relu:display");
  const kernel = globalThis as { [display]?: unknown };
  t.after(() => delete kernel[display]);
  for (const [count, steps] of [
    [3, 3],
    [100, 100],
    [250, 84],
  ]) {
    const said: string[] = [];
    kernel[display] = ({ data }: { data: { "text/plain": string } }) => {
      said.push(data["text/plain"]);
    };
    await progress(Array.from({ length: count as number }), () => 0);
    assert.equal(said.length, steps);
    assert.equal(said.at(-1), `${count} of ${count} done`);
  }
});
