import assert from "node:assert/strict";
import { test } from "node:test";
import { sweep } from "./sweep";

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** Runs without a network: depth costs 1, alpha above 0 helps by 2, a seed shifts by less. */
const runs = sweep({ alpha: [0, 0.1], depth: [1, 4], seed: seeds }, ({ alpha, depth, seed }) => ({
  loss: depth - (alpha > 0 ? 2 : 0) + seed / 100,
  share: seed / 10,
  curve: [depth, depth / 2],
}));

test("sweep(grid, run) runs each combination once, the last name changing fastest", async () => {
  const { rows } = await runs;
  assert.equal(rows.length, 44);
  assert.deepEqual(
    rows.slice(0, 2).map(({ alpha, depth, seed }) => [alpha, depth, seed]),
    [
      [0, 1, 1],
      [0, 1, 2],
    ],
  );
  assert.equal(rows[43]?.loss, 4 - 2 + 0.11);
});

test("sweep(grid, run) takes typed arrays, texts and objects as values", async () => {
  const grid = { way: ["a", "b"], seed: Float64Array.of(1, 2) };
  const { rows } = await sweep(grid, ({ way, seed }) => ({ length: way.length + seed }));
  assert.deepEqual(rows[3], { way: "b", seed: 2, length: 3 });
});

test("sweep(grid, run) throws for a grid without seeds, and for a name without values", async () => {
  const none = { message: "sweep: the grid has no seed, as in { seed: [1, 2, 3] }" };
  await assert.rejects(
    sweep({ alpha: [1] }, () => ({ loss: 1 })),
    none,
  );
  await assert.rejects(
    sweep({ alpha: [], seed: [1] }, () => ({ loss: 1 })),
    { message: "sweep: alpha has no values" },
  );
});

test("sweep.where(values) keeps these runs alone", async () => {
  const few = (await runs).where({ alpha: 0.1, depth: 4 });
  assert.equal(few.rows.length, 11);
  const message = "where: depth is never 3; it is 1, 4";
  assert.throws(() => few.where({ depth: 4 }).where({ alpha: 0.1 }).where({ depth: 3 }), {
    message: "where: depth is never 3; it is 4",
  });
  const all = await runs;
  assert.throws(() => all.where({ depth: 3 }), { name: "RangeError", message });
});

test("sweep.table(measure, options) has the medians over the seeds", async () => {
  const it = await runs;
  assert.equal(
    it.table("loss", { rows: "depth", columns: "alpha" }),
    [
      "loss: median of 11 runs",
      "            α = 0     0.1",
      "depth = 1    1.06   −0.94",
      "depth = 4    4.06    2.06",
    ].join("\n"),
  );
  assert.equal(
    it
      .where({ alpha: 0 })
      .table("share", { rows: "depth", show: "sum", unit: "%", label: "right" }),
    "right: sum of 11 runs\ndepth = 1   660 %\ndepth = 4   660 %",
  );
});

test("sweep.table(measures, options) puts several measures side by side", async () => {
  const it = (await runs).where({ alpha: 0 });
  assert.equal(
    it.table(["loss", "share"], { rows: "depth" }),
    "loss, share: median of 11 runs\n            loss   share\ndepth = 1   1.06     0.6\ndepth = 4   4.06     0.6",
  );
  const one = it.where({ depth: 1 });
  assert.equal(one.table(["loss", "share"], { show: "sum" }).split("\n")[2], "   11.7     6.6");
  assert.equal(one.where({ seed: 1 }).table("loss", { rows: "seed" }), "loss\nseed = 1   1.01");
  const never = await sweep({ seed: [1] }, () => ({ epochs: Number.POSITIVE_INFINITY }));
  assert.equal(never.table("epochs"), "epochs: median of 1 runs\n   ∞");
});

test("sweep.best(measure, options) keeps each seed's best run over a name", async () => {
  const rates = await sweep(
    { way: ["a", "b"], rate: [1, 2], seed: [1, 2] },
    ({ way, rate, seed }) => ({
      epochs: way === "a" ? rate * seed : 10 - rate * seed,
      other: 10 * rate,
    }),
  );
  const best = rates.best("epochs", { over: "rate", better: "less" });
  assert.deepEqual(
    best.rows.map(({ way, seed, rate, epochs, other }) => [way, seed, rate, epochs, other]),
    [
      ["a", 1, 1, 1, 10],
      ["a", 2, 1, 2, 10],
      ["b", 1, 2, 8, 20],
      ["b", 2, 2, 6, 20],
    ],
  );
  assert.equal(best.table("epochs", { rows: "way" }), "epochs: median of 2 runs\na   1.5\nb     7");
  assert.equal(rates.best("other", { over: "rate", better: "more" }).rows[0]?.rate, 2);
});

test("sweep.verdict and sweep.best take what is not a number for the worst", async () => {
  const ways = await sweep({ way: ["a", "b", "c"], seed: seeds }, ({ way, seed }) => ({
    loss: way === "a" ? Number.NaN : seed + (way === "b" ? 0.5 : 0),
  }));
  for (const better of ["less", "more"] as const) {
    const text = ways.verdict("loss", { by: "way", better });
    assert.match(text, better === "less" ? /that of c\./ : /that of b\./);
    assert.match(text, /121 against a/);
    const best = ways.best("loss", { over: "way", better });
    assert.deepEqual(
      new Set(best.rows.map(({ way }) => way)),
      new Set([better === "less" ? "c" : "b"]),
    );
  }
});

test("sweep.chart(measure, options) draws a line for each seed, by a name", async () => {
  const chart = (await runs).chart("loss", { x: "depth", by: "alpha", log: "y" });
  const { xaxis, yaxis, title } = chart.layout;
  assert.deepEqual(
    [xaxis.title.text.split("<")[0], yaxis.title.text, title.text],
    ["depth", "loss", "Loss"],
  );
  assert.equal(yaxis.type, "log");
  const strong = chart.data.filter(({ line }) => line.width === 3);
  assert.deepEqual(
    strong.map(({ name, x }) => [name, Array.from(x)]),
    [
      ["α = 0", [1, 4]],
      ["α = 0.1", [1, 4]],
    ],
  );
});

test("sweep.chart(measure, options) puts names, or numbers if told so, side by side", async () => {
  const { layout } = (await runs).where({ depth: 1 }).chart("loss", { x: "alpha", axis: "names" });
  const { xaxis } = layout;
  assert.deepEqual([xaxis.ticktext, xaxis.title.text.split("<")[0]], [["0", "0.1"], "α"]);
  const ways = await sweep({ way: [{ name: "tanh" }], seed: [1] }, () => ({ loss: 1 }));
  const { xaxis: byName } = ways.chart("loss", { x: "way" }).layout;
  assert.deepEqual(byName.ticktext, ["tanh"]);
});

test("sweep.chart(measure, options) draws curves from 1 on", async () => {
  const chart = (await runs).where({ alpha: 0 }).chart("curve", { x: "epoch", by: "depth" });
  const [, strong] = chart.data.map(({ x, y }) => [Array.from(x), Array.from(y)]);
  assert.deepEqual(strong, [
    [1, 2],
    [1, 0.5],
  ]);
});

test("chart, table and verdict name what has several values and is not used", async () => {
  const it = await runs;
  const message = (call: string, name: string) => ({
    name: "RangeError",
    message: `${call}: ${name} has 2 values; choose one by where({ ${name}: … })`,
  });
  assert.throws(() => it.chart("loss", { x: "depth" }), message("chart", "alpha"));
  assert.throws(() => it.table("loss", { rows: "alpha" }), message("table", "depth"));
  const verdict = () => it.verdict("loss", { by: "alpha", better: "less" });
  assert.throws(verdict, message("verdict", "depth"));
  const curve = () => it.where({ depth: 1 }).table("curve", { rows: "alpha" });
  assert.throws(curve, { message: 'sweep: "curve" is not a number that each run measures' });
});

test("sweep.verdict(measure, options) says its rule, its numbers and its result", async () => {
  const it = (await runs).where({ depth: 1 });
  assert.equal(
    it.verdict("loss", { by: "alpha", better: "less" }),
    [
      "loss: the lower one wins a pairing, a tie counts half.",
      "→ α = 0.1 is ahead of α = 0: it wins 121 of 121 pairings (needed: 91).",
    ].join("\n"),
  );
  assert.match(
    it.verdict("loss", { by: "alpha", better: "more" }),
    /\n→ α = 0 is ahead of α = 0.1: it wins 121 of 121/,
  );
});

test("sweep.verdict(measure, options) says that runs cannot tell", async () => {
  const it = (await runs).where({ depth: 1 });
  assert.match(
    it.verdict("share", { by: "alpha", better: "more" }),
    /\n→ α = 0 or α = 0.1\? These runs cannot tell: α = 0 wins 60.5 of 121 pairings/,
  );
  const same = await sweep({ way: ["a", "b"], seed: [1, 2] }, () => ({ loss: 1 }));
  assert.match(
    same.verdict("loss", { by: "way", better: "less" }),
    /cannot tell: a wins 2 of 4 pairings \(needed: more than all\)/,
  );
  const one = await sweep({ way: ["a"], seed: [1] }, () => ({ loss: 1 }));
  assert.match(one.verdict("loss", { by: "way", better: "less" }), /nothing to compare it with/);
});

test("sweep.verdict(measure, { of }) compares one with each other", async () => {
  const ways = await sweep({ way: ["slow", "mine", "fast"], seed: seeds }, ({ way, seed }) => ({
    epochs: ({ slow: 50, mine: 30, fast: 10 }[way] as number) + seed,
  }));
  const options = { by: "way", better: "less" } as const;
  assert.match(
    ways.verdict("epochs", { ...options, of: "mine" }),
    /\n→ mine is ahead of slow: .*\n→ fast is ahead of mine: it wins 121 of 121 pairings \(needed: 97\).$/,
  );
  assert.match(
    ways.verdict("epochs", options),
    /best median is that of fast.*\n {2}121 against slow \(needed: 97\)\n.*\n→ fast stands out.$/,
  );
  const message = "verdict: nobody is not among what is compared";
  assert.throws(() => ways.verdict("epochs", { ...options, of: "nobody" }), { message });
});

test("sweep.verdict(measure, options) names no best value where one other keeps up", async () => {
  const ways = await sweep({ way: ["a", "b", "c"], seed: seeds }, ({ way, seed }) => ({
    right: way === "c" ? 0 : seed + (way === "a" ? 0.5 : 0),
  }));
  assert.match(
    ways.verdict("right", { by: "way", better: "more" }),
    /that of a. Of 121 pairings it wins\n {2}66 against b.*\n {2}121 against c.*\n→ None stands out/,
  );
});
