import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compiled, root, venv } from "../setup/paths";

/** Loads the compiler as the kernel does, with these options of Node. */
function load(...options: string[]) {
  const program = `
    const { reused } = require(${JSON.stringify(join(root, "dist/scripts/kernel/cached-compiler.js"))});
    const ts = require("@tslab/typescript-for-tslab");
    console.log(reused, ts.transpileModule("1 as number", {}).outputText.trim());
  `;
  const args = [...options, "--eval", program];
  return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim();
}

test("with the kernel's options V8 uses the kept code of the compiler", () => {
  const spec = join(venv, "share/jupyter/kernels/tslab/kernel.json");
  const { argv } = JSON.parse(readFileSync(spec, "utf8"));
  const options = argv.slice(
    1,
    argv.findIndex((arg: string) => arg.endsWith("main.js")),
  );
  assert.equal(load(...options), "true 1;");
});

test("code that this V8 cannot use is compiled again", () => {
  assert.ok(readFileSync(compiled).length > 1e6);
  assert.equal(load("--no-flush-bytecode"), "false 1;");
});
