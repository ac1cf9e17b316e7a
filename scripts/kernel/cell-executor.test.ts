import "./cached-compiler";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createExecutor, type Failure } from "./cell-executor";
import { createConverter } from "./lazy-types";

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "cells"));
process.chdir(folder); // before the compiler asks for it
const converter = createConverter({ isJS: false, isBrowser: false });
const converters = { node: converter, browser: converter, close: () => {} };
after(() => {
  converter.close();
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

/**
 * Runs cells one after the other, and compares the value of each, or its error, with these.
 *
 * @returns how the last of them has failed
 */
async function run(...cells: [source: string, value?: unknown][]): Promise<Failure | undefined> {
  let value: unknown;
  const log = (last: unknown) => {
    value = last;
  };
  const executor = createExecutor(folder, converters, { log, error: log });
  for (const [source, expected] of cells) {
    value = undefined;
    await executor.execute(source);
    assert.deepEqual(executor.failure?.traceback.join("\n") ?? value, expected, source);
  }
  return executor.failure;
}

const NOT_A_TEXT = "Type 'number' is not assignable to type 'string'.";

describe("a cell", () => {
  test("takes names from where the language takes them", async () => {
    await run(
      ["let k = 1; const [first, , third] = [1, 2, 3]; let value = 5;"],
      ["const local = (k: number) => ({ k }); local(3)", { k: 3 }],
      ["(function (..._: number[]) { return { arguments }; })(1, 2).arguments.length", 2],
      ["// @ts-expect-error\nconst none = () => ({ nothing }); k", 1],
      ["first + third", 4],
      ["value = 6; value", 6],
      ["function f() { return 1; } const g = () => f();"],
      ["const h = () => f();"],
      ["function f() { return 2; } [g(), h()]", [1, 2]],
    );
  });

  test("imports in each of the language's ways, for all cells", async () => {
    writeFileSync("own.ts", "export let n = 1; export const up = () => { n++; };");
    await run(
      ['import * as os from "os"; import path, { sep } from "path"; import "node:path"; sep', "/"],
      ['import { default as same, join as glue } from "path"; import fs from "fs";'],
      [
        "[path.sep, sep, same === path, glue(sep), typeof os.cpus, typeof fs.statSync]",
        ["/", "/", true, "/", "function", "function"],
      ],
      ['import { n, up } from "./own"; up(); n', 2],
      ["up(); n", 3],
      ['const later = await import("node:path"); later.sep', "/"],
      ["export default function () {}"],
      ["export default 5;"],
      ['const link = "//# sourceMappingURL=a"; link', "//# sourceMappingURL=a"],
      ['"//# sourceMappingURL=a"', "//# sourceMappingURL=a"],
      ["await (async () => 1)()", 1],
    );
  });

  test("may say export before a declaration", async () => {
    await run(
      ["export const a = 1; export let b = 2; export function f() { return a + b; }"],
      ["b = 3; f()", 4],
      ["export class C { n = 5 } export async function g() { return new C().n; }"],
      ["await g()", 5],
      ["export enum E { A = 6 } export interface I { n: E } const i: I = { n: E.A }; i.n", 6],
      ["\n  export const wrong: string = 1;", `line 2, column 16: ${NOT_A_TEXT}`],
      ["const text = `\nexport const x`; text", "\nexport const x"],
    );
  });

  test("fails with one line for each error", async () => {
    const two =
      "line 1, column 1: Cannot find name 'a1'.\nline 2, column 1: Cannot find name 'a2'.";
    writeFileSync("wrong.ts", "export const wrong: number = 'a';");
    const failure = await run(
      [
        "import { wrong } from './wrong'; wrong",
        "wrong.ts line 1, column 14: Type 'string' is not assignable to type 'number'.",
      ],
      [
        "throw { a: { b: { c: {} } }, d: 'd'.repeat(80) };",
        `Thrown: { a: { b: { c: {} } }, d: '${"d".repeat(80)}' }`,
      ],
      ["throw Array.from({ length: 9 }, (_, i) => i);", "Thrown: [ 0, 1, 2, 3, 4, 5, 6, 7, 8 ]"],
      ["throw 1;", "Thrown: 1"],
      ["throw null;", "Thrown: null"],
      ["throw { name: 'a' };", "Thrown: { name: 'a' }"],
      ["throw { message: 'a' };", "Thrown: { message: 'a' }"],
      ["throw { name: 'a', message: 'b' };", "a: b"],
      ["throw { name: 'a', message: 1 };", "a: 1"],
      ["throw new Error();", "line 1: Error"],
      ["throw Object.assign(new Error('a'), { stack: undefined });", "Error: a"],
      ["1;\nrequire('nothing');", "line 2: Error: Cannot find module 'nothing'"],
      ["throw undefined;", "Thrown: undefined"],
      [
        "/** @module other */\nexport const a: number = 'a';",
        "other.ts line 2, column 14: Type 'string' is not assignable to type 'number'.",
      ],
      ["a1;\na2;", two],
    );
    assert.equal(failure?.evalue, two);
  });

  test("that cannot be read has the error of TypeScript at its own end", async () => {
    await run(
      ["if (true) { 1;", "line 1, column 15: '}' expected."],
      ["const a = [1, 2;", "line 1, column 16: ',' expected."],
      [
        "nothing; function (",
        "line 1, column 19: Identifier expected.\nline 1, column 20: ')' expected.",
      ],
      ["const b: string = 1; function f() {\n", "line 2, column 1: '}' expected."],
      ["'a", "line 1, column 3: Unterminated string literal."],
      ["1 + 1", 2],
    );
  });

  test("has the line of an error", async () => {
    mkdirSync("node_modules/broken", { recursive: true });
    writeFileSync("node_modules/broken/index.js", 'throw new Error("broken");');
    writeFileSync("node_modules/broken/index.d.ts", "export declare const none: number;");
    await run(
      ["let i = 0;\nfor (;;) {\n  if (i++ > 3) throw new Error('a');\n}", "line 3: Error: a"],
      [
        "import fs from 'fs';\nconst b = 1;\nfs.statSync(\n  '')",
        "line 3: Error: ENOENT: no such file or directory, stat ''",
      ],
      [
        "import * as o from 'os';\n\nJSON.parse(o.EOL); throw 1;",
        "line 3: SyntaxError: Unexpected end of JSON input",
      ],
      ["const n = 1;\nimport { none } from 'broken'; none + n", "line 2: Error: broken"],
      ["const made = new Error('made');"],
      ["\n\nthrow made", "Error: made"],
      [
        'const stack = new Error().stack?.replace(/(cell-\\d+):\\d+:\\d+/, "$1:1:1");' +
          'throw Object.assign(new Error("before all lines"), { stack });',
        "Error: before all lines",
      ],
    );
  });

  test("prints an error with the lines of cells alone", async () => {
    writeFileSync("calls.ts", "export const call = <T>(f: () => T) => f();");
    await run(
      [
        "class C { constructor() { throw new Error('a'); } }\nfunction f() { new C(); }" +
          "const stack = (f: () => void) => { try { f(); } catch (e) { return (e as Error).stack; } };" +
          "stack(f)",
        "Error: a\n    at new C (line 1)\n    at f (line 2)\n    at stack (line 2)\n    at line 2",
      ],
      [
        "import { call } from './calls';\ncall(() => new RangeError('b').stack)",
        "RangeError: b\n    at line 2\n    at line 2",
      ],
      [
        "stack(() => JSON.parse('{'))?.replace(/:.*/, '')",
        "SyntaxError\n    at line 1\n    at stack (line 2 of an earlier cell)\n    at line 1",
      ],
      ["const made = new Error('c'); made.stack", "Error: c\n    at line 1"],
      ["\nthrow made;", "Error: c"],
      ["await new Promise((f) => setTimeout(f, 1));\nnew Error().stack", "Error\n    at line 2"],
    );
    await run();
    const { stack = "" } = new Error("of the kernel");
    assert.match(stack, /^Error: of the kernel\n {4}at .*cell-executor\.test/);
  });

  test("that ends while it is interrupted leaves the next one alone", async () => {
    const executor = createExecutor(folder, converters, console);
    const globals = globalThis as unknown as { end: () => void };
    const ends = executor.execute(
      "await new Promise((end) => Object.assign(globalThis, { end }));",
    );
    executor.interrupt();
    setImmediate(() => globals.end()); // as a cell that listens itself
    assert.equal(await ends, true);
    const next = "for (let i = 0; i < 9; i++) await new Promise((turn) => setImmediate(turn));";
    assert.equal(await executor.execute(next), true);
  });
});
