import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { root } from "./setup/paths";

const folder = mkdtempSync(join(tmpdir(), "export é "));
after(() => rmSync(folder, { recursive: true, force: true }));

/** `npm run export -- …` after its set-up. */
function run(...args: string[]) {
  const script = join(root, "dist/scripts/export.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run export", { concurrency: 2 }, () => {
  test("-- --out FOLDER FILE writes one page into the folder, with its formulas drawn", () => {
    const file = join(root, "notebooks/leaky-relu.ipynb");
    const { status, stdout, stderr } = run("--out", "new/pages", file);
    const page = join(folder, "new/pages/leaky-relu.html");
    assert.deepEqual([status, stdout, stderr], [0, `wrote ${page}\n`, ""]);
    assert.deepEqual(readdirSync(join(folder, "new/pages")), ["leaky-relu.html"]);
    assert.match(readFileSync(page, "utf8"), /<mjx-container[^>]*><svg/);
  });

  writeFileSync(join(folder, "text.ipynb"), "not JSON");
  writeFileSync(join(folder, "list.ipynb"), "[1]");
  writeFileSync(join(folder, "odd.ipynb"), '{"cells": [{}], "nbformat": 4, "nbformat_minor": 5}');
  for (const [args, line] of [
    [
      ["none.ipynb"],
      /none\.ipynb could not be read as a notebook: ENOENT: no such file or directory/,
    ],
    [["text.ipynb"], /text\.ipynb could not be read as a notebook: Unexpected token/],
    [["list.ipynb"], /list\.ipynb could not be read as a notebook: it has no cells/],
    [["odd.ipynb"], /odd\.ipynb could not be converted: /],
    [["--out", "text.ipynb"], /--out text\.ipynb: the folder could not be made: EEXIST: file/],
  ] as const) {
    test(`-- ${args.join(" ")} ends with one line`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, new RegExp(`^export: .*${line.source}[^\\n]*\\n$`));
    });
  }
});
