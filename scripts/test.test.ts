import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, describe, test } from "node:test";
import { type Cell, notebookFiles, readNotebook, writeNotebook } from "./notebook/format";
import { root } from "./setup/paths";

const folder = mkdtempSync(join(tmpdir(), "test é "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** `npm test -- …` after its set-up: how it ends, and the lines that it prints. */
function npmTest(...args: string[]) {
  const script = join(root, "dist/scripts/test.js");
  const run = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: "utf8" });
  return { status: run.status, lines: (run.stdout + run.stderr).trim().split("\n") };
}

/** A notebook of one cell, saved with what the cell printed. */
function saved(name: string, source: string, printed: string): void {
  const cell: Cell = {
    id: "only",
    cell_type: "code",
    source: [source],
    metadata: {},
    execution_count: 1,
    outputs: [{ output_type: "stream", name: "stdout", text: [`${printed}\n`] }],
  };
  const [some = ""] = notebookFiles();
  writeNotebook(join(folder, name), { ...readNotebook(some), cells: [cell] });
}

describe("npm test -- --notebook NAME", { concurrency: 2 }, () => {
  test("of a notebook that runs and is saved as it runs says so", () => {
    saved("good.ipynb", "1 + 1", "2");
    assert.deepEqual(npmTest("--notebook", "good.ipynb"), {
      status: 0,
      lines: ["good.ipynb: no type error, no fault, and the outputs are as saved"],
    });
  });

  test("names each fault: a type error, a cell that fails, an output that is not as saved", () => {
    saved("loose.ipynb", "const same = (x) => x; same(2)", "2");
    const loose = npmTest("--notebook", "loose.ipynb");
    assert.equal(loose.status, 1);
    assert.match(loose.lines.join("\n"), /^test: loose.ipynb\nloose.ipynb, code cell 1 .*TS7006/);
    saved("fails.ipynb", 'throw new Error("planted")', "2");
    assert.match(npmTest("--notebook", "fails.ipynb").lines.join("\n"), /\(only\): .*planted/);
    saved("stale.ipynb", "1 + 1", "3");
    const stale = npmTest("--notebook", "stale.ipynb");
    assert.match(stale.lines.join("\n"), /the committed output is not what the cell gives now/);
  });

  test("of a name that is none says which there are", () => {
    const names = notebookFiles()
      .map((file) => basename(file, ".ipynb"))
      .join(", ");
    assert.deepEqual(npmTest("--notebook", "none"), {
      status: 1,
      lines: [`test: --notebook none: there is no such notebook; there are ${names}`],
    });
  });
});

test("npm test -- NAME of no test's path ends with one line", () => {
  const { status, lines } = npmTest("no-such-name");
  assert.deepEqual([status, lines], [1, ["test: no test's path contains no-such-name"]]);
});
