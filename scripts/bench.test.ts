import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { python, root } from "./setup/paths";

const folder = mkdtempSync(join(tmpdir(), "bench-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: string[]) => {
  const script = join(root, "dist", "scripts", "bench.js");
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
};

describe("npm run bench", () => {
  // The project's own Python has no PyTorch.
  test("measures without a rival, says who is missing and how to get them", () => {
    const file = join(folder, "bench.json");
    const { status, stdout, stderr } = bench("--python", python, "--json", file, "training");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^PyTorch is left out: .* lacks torch\. To have it: pip install .*torch/m);
    const { results } = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(results.length, 1);
    const [{ name, size, theirs, ours }] = results;
    assert.deepEqual([name, size, theirs], ["training, one epoch", 100, null]);
    assert.ok(ours > 0);
    assert.match(stdout, /^training, one epoch +1e2 +\d/m);
  });

  test("ends with one line for a row, a Python or a Deno that is not there", () => {
    const row = bench("--python", python, "nothing");
    assert.deepEqual([row.status, row.stderr], [1, "bench: no row is named nothing\n"]);
    const snake = bench("--python", join(folder, "python"), "training");
    const line = `bench: --python ${join(folder, "python")}: it does not run\n`;
    assert.deepEqual([snake.status, snake.stderr], [1, line]);
    const dino = bench("--python", python, "--deno", join(folder, "deno"), "training");
    const other = `bench: --deno ${join(folder, "deno")}: it does not run\n`;
    assert.deepEqual([dino.status, dino.stderr], [1, other]);
  });
});
