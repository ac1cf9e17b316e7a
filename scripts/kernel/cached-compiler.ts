/*
 * Loads the kernel's TypeScript compiler with machine code that was kept from an earlier run.
 *
 * The compiler is 10 MB of JavaScript. Without the kept code V8 would compile it again at every
 * start of a kernel, which takes a fourth of the walkthrough's time. Import this file before
 * anything that imports the compiler.
 *
 * Run as a program, this file writes the code, for the parts that the walkthrough needs. V8 does not
 * use code of another version of itself; it compiles then.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { codeCells, readNotebook } from "../notebook/format";
import { compiled, root } from "../setup/paths";
import { replaceFile } from "../setup/replace-file";
import { forCells } from "./cell-compiler";

const filename = require.resolve("@tslab/typescript-for-tslab");

const text = Module.wrap(readFileSync(filename, "utf8"));
const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
const script = new Script(text, { filename, cachedData });

/** Whether V8 uses the kept code. */
export const reused = script.cachedDataRejected === false;

const compiler = new Module(filename);
require.cache[filename] = compiler;
const load = script.runInThisContext();
load(compiler.exports, createRequire(filename), compiler, filename, dirname(filename));
compiler.exports = forCells(compiler.exports);

function main(): void {
  const { createConverter } = require("./lazy-types") as typeof import("./lazy-types");
  const converter = createConverter({ isJS: false, isBrowser: false });
  let previous = "";
  for (const { cell } of codeCells(readNotebook(join(root, "notebooks/leaky-relu.ipynb")))) {
    previous = converter.convert(previous, cell.source.join("")).declOutput ?? "";
  }
  converter.close();
  mkdirSync(dirname(compiled), { recursive: true });
  replaceFile(compiled, script.createCachedData());
}

if (require.main === module) main();
