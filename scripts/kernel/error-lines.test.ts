import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../setup/paths";

test("the stack of an error of Firefox has the lines of cells alone", () => {
  const printed = execFileSync(
    process.execPath,
    [
      "-e",
      `Object.defineProperty(Error.prototype, "stack", {
        configurable: true,
        get() { return "f/<@cell-1:4:2\\nrun@http://host/worker.js:1:2\\nasync*@cell-2:3:1\\n"; },
        set() {},
      });
      const lines = require(${JSON.stringify(join(root, "dist/scripts/kernel/error-lines.js"))});
      lines.writeLinesOfCells();
      for (const cell of [1, 2]) lines.addCell((line) => 10 * cell + line);
      const error = Object.create(TypeError.prototype, { message: { value: "planted" } });
      console.log(error.stack, lines.lineInCell(error));`,
    ],
    { encoding: "utf8" },
  );
  const lines = ["TypeError: planted", "f (line 12 of an earlier cell)", "line 21 21\n"];
  assert.equal(printed, lines.join("\n    at "));
});
