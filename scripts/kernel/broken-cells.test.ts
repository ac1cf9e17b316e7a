import assert from "node:assert/strict";
import { after, test } from "node:test";
import * as ts from "@tslab/typescript-for-tslab";
import { type Converter, createConverter } from "tslab/dist/converter";
import { codeCells, notebookFiles, readNotebook } from "../notebook/format";

/** Ways to break a cell: a change of its text, or a line at its end. */
const CHANGES: [from: RegExp, to: string][] = [
  [/const (\w+) =/, "const $1: string[][] ="],
  [/\bconst\b/, "cosnt"],
  [/number/, "string"],
  [/\)/, ""],
  [/\(/, "(("],
  [/;/, ""],
  [/(\w+)\(/, "$1x("],
  [/\.(\w+)/, ".$1x"],
  [/(\d+)/, '"$1"'],
  [/=>/, "="],
  [/\[/, "[["],
  [/import \{/, "import { nothing, "],
  [/from "([^"]+)"/, 'from "$1-not"'],
  [/^/, "const x: number = 'three';\n"],
  [/^/, "import { nope } from 'leaky-relu';\n"],
  [/^/, "import fs from 'node:fss';\n"],
];
const LINES = [
  "undefinedName;",
  "alpha = 'a';",
  "const a1 = 1; const a1 = 2;",
  "let q: { a: { b: number } } = { a: { b: 'x' } };",
  "function f1(a: number, b: string): boolean { return a; } f1('1');",
  "class C1 implements Missing { }",
  "interface I1 { a: number } const i1: I1 = { b: 1 };",
  "await 1; function g1() { await 2; }",
  "return 1;",
  "for (const a of 5) {}",
  "new Promise<number>((r) => r('a'));",
  "const e1: 'a' | 'b' = 'c';",
  "line(1, 2, 3);",
  "line({ x: 'no', y: 1 });",
  "arange('a');",
  "leakyRelu();",
  "[1, 2].map((a: string) => a);",
  "const r1: Readonly<{ a: 1 }> = { a: 1 }; r1.a = 2;",
  "export default 1; export default 2;",
  "throw;",
  "if (1 {",
  "`${",
  "'unclosed",
  "/* open",
  "type T1 = { [K in keyof Foo]: 1 };",
  "enum E1 { A = 'a'.length }",
  "abstract class A1 { abstract m(): void } new A1();",
  "process.pid = 'a';",
  "Buffer.from(1, 2, 3, 4);",
  "setTimeout();",
  "const { a2, b2 } = 5;",
  "x = 5;",
  "console.lg(1);",
  "Math.exp('1');",
  "const o1 = { a: 1, a: 2 };",
  "this.foo.bar(); undefined.x;",
  "// @ts-expect-error\nconst fine = 1;",
  "let u1: number; u1();",
];
const WAYS = [
  ...CHANGES.map(
    ([from, to]) =>
      (cell: string) =>
        cell.replace(from, to),
  ),
  ...LINES.map((line) => (cell: string) => `${cell}\n${line}`),
];

/** The project's converter as the kernel has it, beside the stock tslab of this file. */
function projectConverter(): Converter {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  require("./cached-compiler");
  const lazy = require("./lazy-types") as typeof import("./lazy-types");
  return lazy.createConverter({ isJS: false, isBrowser: false });
}

/** What TypeScript says of a text that it cannot read. */
function syntaxErrors(text: string): string[] {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { diagnostics = [] } = ts.transpileModule(text, {
    compilerOptions,
    reportDiagnostics: true,
  });
  return diagnostics.map(({ start, messageText }) => `${start} ${messageText}`);
}

test("a broken cell has the errors that it has in a stock tslab, or its syntax errors alone", () => {
  const stock = createConverter({ isJS: false, isBrowser: false });
  const ours = projectConverter();
  after(() => [stock, ours].map((converter) => converter.close()));
  const told: string[] = [];
  let previous = "";
  const [file = ""] = notebookFiles().filter((name) => name.endsWith("leaky-relu.ipynb"));
  const cells = codeCells(readNotebook(file));
  for (const [i, { cell }] of cells.entries()) {
    const source = cell.source.join("");
    for (const [j, way] of WAYS.entries()) {
      const broken = way(source);
      if (broken === source || j % cells.length !== i) continue; // each way breaks one cell
      const { diagnostics } = ours.convert(previous, broken);
      const syntax = syntaxErrors(broken);
      if (syntax.length > 0) {
        const own = diagnostics.map(({ start, messageText }) => {
          return `${start.offset} ${messageText}`;
        });
        assert.deepEqual(own, syntax, broken);
      } else {
        assert.deepEqual(diagnostics, stock.convert(previous, broken).diagnostics, broken);
      }
      told.push(...diagnostics.map(({ messageText }) => messageText));
    }
    const { declOutput = "" } = ours.convert(previous, source);
    assert.equal(declOutput, stock.convert(previous, source).declOutput, source);
    previous = declOutput;
  }
  assert.ok(new Set(told).size > 30, `${new Set(told).size} different errors`);
});
