import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../setup/paths";

/** Runs code in a process of its own, after what rewrites stacks; `before` comes first. */
function run(code: string, before = ""): string {
  const file = JSON.stringify(join(root, "dist/scripts/site/worker/stack.js"));
  return execFileSync(process.execPath, ["-e", `${before}; require(${file}); ${code}`], {
    encoding: "utf8",
  });
}

const CELL =
  "const cell = (0, eval)(`(function f() {\\n  return new TypeError('planted');\\n})\\n//# sourceURL=cell-7`);";

test("an error's stack has the lines of cells, and no others", () => {
  const printed = run(`${CELL} console.log(cell().stack);`);
  assert.equal(printed, "TypeError: planted\n    at f (cell-7:2:10)\n");
});

test("the stack of an error of Firefox is written as Chromium writes it", () => {
  const firefox = `
    delete Error.captureStackTrace;
    Object.defineProperty(Error.prototype, "stack", {
      configurable: true,
      get() { return "f@cell-7:2:10\\nrun@http://127.0.0.1/worker.js:1:2\\n@cell-7:3:1\\n"; },
      set() {},
    });`;
  const planted = "const error = Object.create(TypeError.prototype); error.message = 'planted';";
  const printed = run(`${planted} console.log(error.stack);`, firefox);
  assert.equal(printed, "TypeError: planted\n    at f (cell-7:2:10)\n    at cell-7:3:1\n");
});
