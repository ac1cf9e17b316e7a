/*
 * The kernel's TypeScript compiler, with the code that V8 made of it the last time.
 *
 * The compiler is 10 MB of JavaScript, and would be compiled anew at every start of a kernel, piece
 * by piece as it is needed: a fourth of the time that the walkthrough takes. To be imported before
 * anything that imports the compiler. Run as a program, it writes that code, for those pieces that
 * the walkthrough needs; what another version of V8 has written, V8 refuses, and compiles.
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

/** Whether V8 took the code that was kept. */
export const taken = script.cachedDataRejected === false;

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
