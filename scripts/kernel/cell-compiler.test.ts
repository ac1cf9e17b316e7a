import "./cached-compiler";
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { describe, test } from "node:test";
import * as ts from "@tslab/typescript-for-tslab";
import { createConverter } from "./lazy-types";

describe("forCells(ts)", () => {
  test("gives the libraries of the language as one file, in TypeScript's order", () => {
    const options = { lib: ["lib.es2022.d.ts"], types: [] };
    const files = ts.createProgram(["none.ts"], options).getSourceFiles();
    const statements = (file: ts.SourceFile) =>
      file.statements.map((statement) => statement.getText(file));
    const host = ts.createWatchCompilerHost([], options, ts.sys);
    const folder = dirname(files[0]?.fileName ?? "");
    const read = (name: string) => host.readFile(`${folder}/lib.${name}.d.ts`) ?? "";
    const whole = ts.createSourceFile("whole.d.ts", read("es2022"), ts.ScriptTarget.ES2022);
    assert.ok(files.length > 50);
    assert.deepEqual(statements(whole), files.flatMap(statements));
    assert.equal(read("es5") + read("es2015.core"), "");
    assert.match(read("dom"), /interface Document /);
  });

  test("makes a require of names that a package exports, and of no other import", (t) => {
    const { convert, close } = createConverter({ isJS: false, isBrowser: false });
    t.after(close);
    const output = (cell: string) => convert("", cell).output ?? "";
    const named = output(
      'import { inspect, isDeepStrictEqual as same } from "util"; same(inspect, 1)',
    );
    assert.match(named, /^const \{ inspect, isDeepStrictEqual: same \} = require\("util"\);$/m);
    for (const other of [
      'import path from "path"; path.sep',
      'import { default as path } from "path"; path.sep',
      'import * as path from "path"; path.sep',
      'import path, { sep } from "path"; path.sep + sep',
      'import { root } from "./dist/scripts/setup/paths"; root',
    ])
      assert.match(output(other), /^const \w+ = .*require\(/m, other);
  });

  test("sees each way to wait outside functions, and none inside", (t) => {
    const { convert, close } = createConverter({ isJS: false, isBrowser: false });
    t.after(close);
    const waits = (cell: string) => {
      const { diagnostics, hasToplevelAwait } = convert("", cell);
      assert.deepEqual(diagnostics, [], cell);
      return hasToplevelAwait;
    };
    for (const cell of [
      "await Promise.resolve(1)",
      "console.log(await (await Promise.resolve([1])).at(0))",
      "if (true) { await (Promise.resolve(1)); }",
      "for await (const one of [1]) console.log(one)",
    ])
      assert.equal(waits(cell), true, cell);
    for (const cell of [
      "const f = async () => await (await Promise.resolve(1))",
      "async function f() { for await (const one of [1]) console.log(one) }",
      "class A { async f() { await (Promise.resolve(1)); } }",
      "const text = 'await (x)'",
    ])
      assert.equal(waits(cell), false, cell);
  });
});
