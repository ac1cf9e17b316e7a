import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { assertSoon, findBrowser } from "../jupyter/browser";
import { collisions, faint } from "../jupyter/look";
import { codeCells, type Notebook, notebookFiles, readNotebook } from "../notebook/format";
import {
  type OpenSite,
  open,
  openFile,
  openSite,
  ready,
  runAll,
  runCells,
  save,
  saveAsOlder,
} from "./reader";

/** What a first visit may send, up to the first cell that was run, in bytes. */
const MOST = 5_000_000;

const EDIT = "// my own line\n";

const { CI } = process.env;
const skip = !findBrowser() && CI !== "true" && "no Chromium or Chrome is installed";

describe("a reader of the site", { skip }, () => {
  const asked: string[] = [];
  let bytes = 0;
  let opened: OpenSite;
  let reader: BrowserContext;
  let page: Page;

  before(async () => {
    opened = await openSite((size) => {
      bytes += size;
    });
    reader = await opened.browser.newContext({ acceptDownloads: true });
    reader.on("request", (request) => asked.push(request.url()));
  });
  after(() => opened?.close());

  const editor = () => page.locator(".jp-CodeCell .cm-content").first();
  const notice = () => page.locator(".Toastify__toast", { hasText: "The site has a newer one" });

  /** Agrees to have the original back, and waits until it is there. */
  const agree = async () => {
    await page.getByRole("dialog").getByRole("button", { name: "Bring it back" }).click();
    await editor()
      .filter({ hasText: /^import/ })
      .waitFor();
  };

  test("is told that the notebook is being loaded", async () => {
    const early = await opened.browser.newPage();
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await early.route("**/jlab_core.*", (route) => held.then(() => route.continue()));
    await early.goto(opened.url, { waitUntil: "commit" });
    await early.getByText("Loading the notebook and TypeScript").waitFor();
    goOn();
    await early.locator(".jp-Notebook").waitFor();
    await early.close();
  });

  test("is told by a cell that the kernel could not be loaded", async () => {
    const context = await opened.browser.newContext();
    await context.route("**/kernel-*.js", (route) => route.abort());
    const lonely = await open(context, opened.url);
    const [outputs] = await runCells(lonely, ["1 + 1"]);
    const [failed = ""] = outputs?.[0]?.traceback ?? [];
    assert.match(failed, /^The kernel could not be loaded\. Reload the page to try again\./);
    await context.close();
  });

  test("gets the walkthrough, and at most 5 MB until a cell has run", async (t) => {
    bytes = 0;
    page = await open(reader, opened.url);
    await page.getByRole("heading", { name: "Leaky ReLU", level: 1 }).waitFor();
    await editor().click();
    await page.keyboard.press("Control+Enter");
    await page.locator(".jp-InputPrompt", { hasText: "[1]:" }).first().waitFor();
    t.diagnostic(`${(bytes / 1e6).toFixed(2)} MB`);
    assert.ok(bytes > 1_000_000 && bytes < MOST, `${bytes} bytes`);
  });

  test("has no copy of a notebook that was only opened", async () => {
    const other = await open(await opened.browser.newContext(), opened.url);
    await other.locator(".jp-RenderedPlotly .main-svg").first().waitFor({ state: "attached" });
    assert.equal(await other.locator(".lm-TabBar-tab.jp-mod-dirty").count(), 0);
    await other.close();
  });

  test("has the whole width of a phone, and charts with their style before they are run", async () => {
    const phone = await opened.browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      colorScheme: "dark",
    });
    const small = await open(phone, opened.url);
    await small.locator("#jp-left-stack").waitFor({ state: "hidden" });
    const heading = small.getByRole("heading", { name: "Leaky ReLU", level: 1 });
    assert.ok(((await heading.boundingBox())?.width ?? 0) > 200);
    await small.getByRole("button", { name: "Run this cell and advance" }).waitFor();
    await small.locator('body[data-jp-theme-light="false"]').waitFor({ state: "attached" });
    for (const name of ["leaky-relu.ipynb", "explore.ipynb"]) {
      await openFile(small, name);
      const file = notebookFiles().find((file) => file.endsWith(name)) as string;
      const drawing = codeCells(readNotebook(file)).filter(({ cell }) =>
        cell.outputs?.some(({ data }) => data?.["application/vnd.plotly.v1+json"]),
      );
      assert.ok(drawing.length >= 3);
      for (const { number } of drawing) {
        const cell = small.locator(".jp-Notebook:visible .jp-CodeCell").nth(number - 1);
        await cell.scrollIntoViewIfNeeded();
        await cell.locator(".js-plotly-plot").scrollIntoViewIfNeeded();
        await cell.locator(".js-plotly-plot .modebar-container").waitFor({ state: "attached" });
        await assertSoon(async () => {
          assert.deepEqual(await small.evaluate(collisions), []);
          assert.deepEqual(await small.evaluate(faint), []);
        });
      }
      const slider = "This chart in words, and its slider for the keyboard";
      await small.locator(".jp-Notebook:visible summary", { hasText: slider }).first().waitFor();
    }
    await phone.close();
  });

  test("finds an edit again, and brings the original back", async () => {
    await editor().click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.insertText(EDIT);
    await save(page);
    await page.reload();
    await ready(page);
    await editor()
      .filter({ hasText: /^\/\/ my own line/ })
      .waitFor();
    assert.equal(await notice().count(), 0);

    await page.getByRole("button", { name: "Original", exact: true }).click();
    await agree();
    await page.reload();
    await ready(page);
    await editor()
      .filter({ hasText: /^import/ })
      .waitFor();
  });

  test("is told that there is a newer original than the own copy", async () => {
    await saveAsOlder(page);
    await page.reload();
    await ready(page);
    await notice().getByRole("button", { name: "Show the newer one" }).click();
    await agree();
    await page.reload();
    await ready(page);
    assert.equal(await notice().count(), 0);
  });

  test("downloads the notebook", async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download", exact: true }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "leaky-relu.ipynb");
    const text = readFileSync(await download.path(), "utf8");
    const downloaded: { cells: { source: string }[] } = JSON.parse(text);
    const [file = ""] = notebookFiles().filter((name) => name.endsWith("leaky-relu.ipynb"));
    assert.deepEqual(
      downloaded.cells.map(({ source }) => source),
      readNotebook(file).cells.map(({ source }) => source.join("")),
    );
  });

  test("opens it again without a network, and runs it, with its charts", async () => {
    await page.waitForFunction(async () => {
      for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys();
        if (kept.some(({ url }) => url.includes("explore.ipynb"))) return true; // the last of all
      }
      return false;
    });
    await reader.setOffline(true);
    const later = await open(reader, opened.url);
    const executed = await runAll(later);
    const numbers = codeCells(executed as Notebook).map(({ cell }) => cell.execution_count);
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    );
    await later.locator(".jp-RenderedPlotly .main-svg").first().waitFor();
    await openFile(later, "explore.ipynb");
    await later.close();
    await reader.setOffline(false);
  });

  test("is sent to no other host", () => {
    const { origin } = new URL(opened.url);
    const others = asked.filter((url) => /^(http|ws)/.test(url) && new URL(url).origin !== origin);
    assert.ok(asked.length > 50);
    assert.deepEqual(others, []);
  });
});
