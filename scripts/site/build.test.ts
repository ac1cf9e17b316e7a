import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { buildSite } from "./build";

test("buildSite(out) leaves a folder alone that holds something else than a site", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "own "));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "thesis.txt"), "");
  await assert.rejects(buildSite(folder), {
    message: `${folder} is not empty, and no site that was built before: name another folder`,
  });
  assert.deepEqual(readdirSync(folder), ["thesis.txt"]);
});
