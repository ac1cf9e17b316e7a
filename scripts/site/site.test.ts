import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext } from "playwright-core";
import { findBrowser, launch } from "../jupyter/browser";
import { differences, faults } from "../notebook/compare";
import { notebookFiles, readNotebook } from "../notebook/format";
import { withoutPictures } from "../notebook/pictures";
import { buildSite } from "./build";
import { open, openFile, runAll } from "./reader";
import { type Served, serve } from "./serve";

const { CI } = process.env;
const skip = !findBrowser() && CI !== "true" && "no Chromium or Chrome is installed";

describe("the site", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "site "));
  let browser: Browser;
  let reader: BrowserContext;
  let site: Served;
  const asked: string[] = [];

  before(async () => {
    await buildSite(folder);
    site = await serve(folder, { path: "/some/sub/path/" });
    browser = await launch();
    reader = await browser.newContext();
    reader.on("request", (request) => asked.push(request.url()));
  });
  after(async () => {
    await browser?.close();
    site?.close();
    rmSync(folder, { recursive: true });
  });

  for (const file of notebookFiles()) {
    test(`${basename(file)} gives the committed outputs when all its cells run`, async () => {
      const page = await open(reader, site.url);
      await openFile(page, basename(file));
      const executed = await runAll(page);
      const { notebook } = withoutPictures(readNotebook(file));
      assert.deepEqual(faults(executed, file), []);
      assert.deepEqual(differences(notebook, executed, file), []);
      await page.close();
    });
  }

  test("asks no other host", () => {
    const { origin } = new URL(site.url);
    const others = asked.filter((url) => /^(http|ws)/.test(url) && new URL(url).origin !== origin);
    assert.ok(asked.length > 50);
    assert.deepEqual(others, []);
  });
});
