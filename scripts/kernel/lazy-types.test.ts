import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import * as ts from "@tslab/typescript-for-tslab";
import * as tslab from "tslab/dist/converter";
import { codeCells, readNotebook } from "../notebook/format";
import { root } from "../setup/paths";
import { createConverter } from "./lazy-types";

/** A new converter, and whether it has read the types of all of Node. */
function converter(t: TestContext, soon?: Promise<void>) {
  const read: string[] = [];
  const { readFile } = ts.sys;
  ts.sys.readFile = (path, encoding) => {
    read.push(path);
    return readFile(path, encoding);
  };
  const converter = createConverter({ isJS: false, isBrowser: false }, soon);
  t.after(() => {
    ts.sys.readFile = readFile;
    converter.close();
  });
  const hasRead = (end: string) => read.some((path) => path.endsWith(end));
  return { ...converter, hasRead, knowsAll: () => hasRead("/fs.d.ts") };
}

const texts = ({ diagnostics }: { diagnostics: { messageText: string }[] }) =>
  diagnostics.map(({ messageText }) => messageText);

describe("createConverter", () => {
  test("the walkthrough needs few of Node's types", (t) => {
    const { convert, knowsAll } = converter(t);
    let previous = "";
    for (const { cell } of codeCells(readNotebook(join(root, "notebooks/leaky-relu.ipynb")))) {
      const result = convert(previous, cell.source.join(""));
      assert.deepEqual(texts(result), []);
      previous = result.declOutput ?? "";
    }
    assert.equal(knowsAll(), false);
  });

  test("a cell that needs more of them gets all, and the cells after it too", (t) => {
    const { convert, knowsAll } = converter(t);
    const { declOutput = "" } = convert("", "const kept = [1, 2];");
    const cell =
      'import { statSync } from "node:fs"; const size: number = statSync(".").size + kept.length;';
    const result = convert(declOutput, cell);
    assert.deepEqual(texts(result), []);
    assert.match(result.declOutput ?? "", /size: number;/);
    assert.match(result.declOutput ?? "", /kept: number\[\];/);
    assert.equal(knowsAll(), true);
    const wrong = "const pid: string = process.pid + kept[0];";
    assert.deepEqual(texts(convert(result.declOutput ?? "", wrong)), [
      "Type 'number' is not assignable to type 'string'.",
    ]);
  });

  const stock = tslab.createConverter({ isJS: false, isBrowser: false });
  after(() => stock.close());

  for (const cell of [
    "const probe = globalThis.process;",
    "const probe = globalThis.Buffer.from('a');",
    "type Keys = keyof typeof globalThis; const probe = {} as Record<Keys, 1>;",
    'import { TextDecoder } from "node:util"; const probe = new TextDecoder().decode("text");',
    'import * as util from "util"; const probe = util.inspect.colors;',
    'import { inspect, isDeepStrictEqual } from "node:util"; const probe = isDeepStrictEqual(1, inspect(2));',
    'import { JupyterHandlerImpl } from "tslab/dist/jupyter"; const probe = new JupyterHandlerImpl(null, 1);',
    "const probe = performance.now();",
    "const probe = [1, 2].map(Math.exp);",
  ]) {
    test(`${cell} has the types that it has in a stock tslab`, (t) => {
      const { convert } = converter(t);
      const types = (result: tslab.ConvertResult) => [texts(result), result.declOutput];
      assert.deepEqual(types(convert("", cell)), types(stock.convert("", cell)));
    });
  }

  test("it has compiled a typical cell before it is asked", async (t) => {
    const { convert, hasRead } = converter(t, Promise.resolve());
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (let turns = 0; turns < 3; turns++) await turn();
    assert.equal(hasRead("/dist/src/index.d.ts"), true);
    assert.deepEqual(texts(convert("", "const x = 'own';")), []);
  });

  test("an error of the reader's own is told as it is", (t) => {
    const { convert } = converter(t);
    assert.deepEqual(texts(convert("", "const x: number = 'three';")), [
      "Type 'string' is not assignable to type 'number'.",
    ]);
  });

  test("a cell that cannot be read needs none of Node's types", (t) => {
    const { convert, knowsAll } = converter(t);
    assert.ok(texts(convert("", "process.pid; if (1 {")).includes("')' expected."));
    assert.equal(knowsAll(), false);
  });

  test("completion and inspection know all of Node, and what is written about it", (t) => {
    const { complete, inspect } = converter(t);
    const exp = inspect("", "Math.exp(1)", 6);
    assert.equal(exp.kind, "method");
    assert.match(exp.documentation?.[0]?.text ?? "", /^Returns e/);
    assert.equal(inspect("", "process.pid", 9).kind, "property");
    assert.deepEqual(complete("", "process.pi", 10).candidates, ["pid", "ppid"]);
  });
});
