import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
// TypeScript 5.0.4, which compiles the cells: what it cannot read, no notebook can import.
import ts from "@tslab/typescript-for-tslab";
import * as index from ".";

const PROBE = `
import { ALPHA, arange, type Figure, figure, leakyRelu, line, withAlpha } from "leaky-relu";
const x: Float64Array = arange(-10, 10, 0.1);
const y: Float64Array = x.map(leakyRelu).map(withAlpha(ALPHA).derivativeLeakyRelu);
const chart: Figure = line({ x, y, title: "t", labels: { x: "a" } });
export const drawn: void = figure([{ x: [1] }], chart.layout, "s").show();
// @ts-expect-error: a text is no number
arange("3");
// @ts-expect-error: y is missing
line({ x });
`;

const folder = join(__dirname, "..", "..");
const probe = join(folder, "probe.ts");
const program = programOf(probe, PROBE);
const checker = program.getTypeChecker();

function programOf(file: string, text: string): ts.Program {
  const options = {
    strict: true,
    noEmit: true,
    types: [],
    lib: ["lib.es2022.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, target) =>
    name === file ? ts.createSourceFile(name, text, target) : getSourceFile(name, target);
  return ts.createProgram([file], options, host);
}

/** The declaration files of the package that a cell makes TypeScript read. */
const declarations = program
  .getSourceFiles()
  .filter((file) => !program.isSourceFileDefaultLibrary(file) && file.fileName !== probe);

/** What the package exports, types too, with the documentation that an editor shows. */
const exported = declarations
  .filter(({ fileName }) => fileName.endsWith("src/index.d.ts"))
  .flatMap((file) => checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol))
  .map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  )
  .map((symbol) => ({
    name: symbol.name,
    file: symbol.declarations?.[0]?.getSourceFile().fileName ?? "",
    meaning: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    tags: symbol.getJsDocTags(checker).map(({ name, text }) => ({
      name,
      text: ts.displayPartsToString(text),
    })),
  }));

describe("the package, as a notebook's TypeScript 5.0 sees it", () => {
  test("has no type error, even where all checks are strict", () => {
    const errors = ts.getPreEmitDiagnostics(program);
    assert.deepEqual(
      errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
      [],
    );
  });

  test("is light: its own declarations, no package's, and less than 40 KB", () => {
    const files = declarations.map(({ fileName }) => relative(folder, fileName));
    assert.ok(files.length > 5);
    for (const file of files) assert.match(file, /^dist.src.[a-z-]+(.[a-z-]+)?\.d\.ts$/);
    const size = declarations.reduce((sum, { text }) => sum + text.length, 0);
    assert.ok(size < 40000, `${size} characters`);
  });
});

describe("each export", () => {
  test("is among those documented, and none is missing", () => {
    const names = exported.map(({ name }) => name);
    for (const name of Object.keys(index)) assert.ok(names.includes(name), name);
    for (const name of ["Attributes", "Figure", "Numbers"]) assert.ok(names.includes(name), name);
  });

  for (const { name, file, meaning, tags } of exported) {
    test(`${name} has a sentence of meaning`, () => {
      assert.match(meaning, /^\S.{20,}/s);
    });

    test(`${name} says what it throws, if it throws`, () => {
      const throws = tags.filter((tag) => tag.name === "throws").map(({ text }) => text);
      for (const [, error = ""] of body(file, name).matchAll(/throw new (\w+)/g)) {
        assert.ok(
          throws.some((text) => text.startsWith(error)),
          error,
        );
      }
    });

    test(`${name}'s example gives the result that stands beside it`, () => {
      const context = createContext({ ...index });
      for (const { text } of tags.filter((tag) => tag.name === "example")) {
        const lines = text.split("\n").map((line) => line.split("; // "));
        // Those that need a kernel, or something of the reader's, cannot be run here.
        if (text.includes("await") || lines.every(([, result]) => result === undefined)) continue;
        for (const [code = "", result] of lines.filter(([code]) => !code?.includes(".show("))) {
          const given = runInContext(code, context);
          const value = typeof given === "string" ? JSON.stringify(given) : inspect(given);
          const right =
            result === undefined ||
            result === value ||
            [", ", ": "].some((comment) => result.startsWith(value + comment)) ||
            (result.endsWith("…") && value.startsWith(result.slice(0, -1)));
          assert.ok(right, `${code} gives ${value}, not ${result}`);
        }
      }
    });
  }

  test("that stands in for a part of the original has an example; arange and line name theirs", () => {
    for (const { name, tags } of exported) {
      const has = (tag: string) => tags.some((candidate) => candidate.name === tag);
      if (/^(arange|line|figure|leakyRelu|derivativeLeakyRelu|withAlpha|alphaSlider)$/.test(name)) {
        assert.ok(has("example"), name);
      }
      if (/^(arange|line|leakyRelu)$/.test(name)) assert.ok(has("see"), name);
    }
  });
});

/** The source of a function that a declaration file of the build declares. */
function body(declaration: string, name: string): string {
  const path = join(folder, relative(join(folder, "dist"), declaration)).replace(/\.d\.ts$/, ".ts");
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? "", ts.ScriptTarget.ES2022);
  assert.ok(source.statements.length > 0, path);
  return source.statements
    .filter((node) => ts.isFunctionDeclaration(node) && node.name?.text === name)
    .map((node) => node.getText(source))
    .join("\n");
}
