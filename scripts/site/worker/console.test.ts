import assert from "node:assert/strict";
import { Console } from "node:console";
import { Writable } from "node:stream";
import { describe, test } from "node:test";
import { printTo } from "./console";

type Call = (console: Console) => void;

/** What Node's own console prints, on each of its two streams. */
function nodePrints(call: Call): { stdout: string; stderr: string } {
  const printed = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") =>
    new Writable({
      write(chunk, _encoding, done) {
        printed[name] += chunk;
        done();
      },
    });
  call(new Console({ stdout: stream("stdout"), stderr: stream("stderr") }));
  return printed;
}

/** What the page's console prints. */
function pagePrints(call: Call): { stdout: string; stderr: string } {
  const printed = { stdout: "", stderr: "" };
  const own = {} as Console;
  printTo(own, (stream, text) => {
    printed[stream] += text;
  });
  call(own);
  return printed;
}

/** Without what differs: times, frames, a table's blanks, and warnings, which Node's process has. */
function alike({ stdout, stderr }: { stdout: string; stderr: string }) {
  const same = (text: string) =>
    text
      .replace(/^Warning: .*\n/gm, "")
      .replace(/: [\d.]+(ms|s)/g, ": some time")
      .replace(/^Trace.*\n( +at .*\n)*/gm, (trace) => `${trace.split("\n")[0]}\n`)
      .replace(/ *│ */g, " │ ");
  return { stdout: same(stdout), stderr: same(stderr) };
}

const rows = [
  { a: 1, b: "x", c: { d: [1, 2, 3, 4] } },
  { a: -0, c: { d: 1, e: 2, f: 3 } },
];

const calls: { [name: string]: Call } = {
  "log, info, debug": (it) => {
    it.log("%s has %d of %o", "a", 1.5, [1], { b: [[[[1]]]] });
    it.info();
    it.debug(new Map([["k", [1, 2]]]), Symbol("s"), "%d");
  },
  "error, warn": (it) => {
    it.error("wrong: %s", 1);
    it.warn([1.5, "x"], null, undefined);
  },
  trace: (it) => {
    it.trace("here %d", 1);
    it.trace();
  },
  "dir, dirxml": (it) => {
    it.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
    it.dir("text");
    it.dirxml({ a: 1 }, 2);
  },
  assert: (it) => {
    it.assert(true, "silent");
    it.assert(false);
    it.assert(false, "because %s", "of 0");
    it.assert(false, "%s and %j", 1, { a: 2 });
  },
  "count, countReset": (it) => {
    it.count();
    it.count();
    it.count("other");
    it.countReset();
    it.count();
    it.countReset("unknown");
  },
  "group, groupCollapsed, groupEnd": (it) => {
    it.group("first", 1);
    it.log("one\ntwo");
    it.groupCollapsed();
    it.error("deep");
    it.dir({ a: 1 });
    it.groupEnd();
    it.log("back");
    it.groupEnd();
    it.groupEnd();
    it.log("outside");
  },
  "time, timeLog, timeEnd": (it) => {
    it.time();
    it.timeLog("default", "more", { a: 1 });
    it.timeEnd();
    it.time("x");
    it.time("x");
    it.timeEnd("x");
    it.timeEnd("x");
    it.timeLog("unknown");
  },
  "table of rows": (it) => it.table(rows),
  "table of some columns": (it) => it.table(rows, ["a", "missing"]),
  "table of values, with holes": (it) => it.table([1, "two", [3, 4], { five: 5 }, null, () => 6]),
  "table of an object": (it) => it.table({ left: { x: 1 }, right: { x: 2, y: "你好" }, none: 0 }),
  "table of a map": (it) =>
    it.table(
      new Map<unknown, unknown>([
        ["k", { v: 1 }],
        [2, "w"],
      ]),
    ),
  "table of a set": (it) => it.table(new Set([1, "x", [1, 2, 3, 4]])),
  "table of typed numbers": (it) => it.table([new Float64Array([1, 2]), new Float64Array([3])]),
  "table of nothing": (it) => {
    it.table([]);
    it.table(null);
    it.table("text");
    it.table(5);
  },
};

describe("printTo(console, write) prints what Node does:", () => {
  for (const [name, call] of Object.entries(calls)) {
    test(name, () => {
      const printed = nodePrints(call);
      assert.ok(printed.stdout + printed.stderr);
      assert.deepEqual(alike(pagePrints(call)), alike(printed));
    });
  }
});
