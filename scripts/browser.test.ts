import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { findBrowser, launch } from "./browser";
import { codeCells, readNotebook, writeNotebook } from "./notebook";
import { UPNG } from "./picture";
import { type Server, startServer } from "./server";
import { environment, python, root } from "./setup";

const NOTEBOOK = "notebooks/leaky-relu.ipynb";
/** How long a page may take to do what it should, in milliseconds. */
const WAIT = 30_000;

/** A place for what a test writes: copies of the notebook, exported pages, screenshots. */
const folder = join(root, "dist", "browser");

const { CI } = process.env;
const skip = !findBrowser() && CI !== "true" && "no Chromium or Chrome is installed";

describe("in a browser, without a network,", { skip }, () => {
  let browser: Browser;
  let withExtension: Server;
  let withoutExtension: Server;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    [browser, withExtension, withoutExtension] = await Promise.all([
      launch(),
      startServer({ extension: true, baseUrl: "/" }),
      startServer({ extension: false, baseUrl: "/user/ada/" }),
    ]);
  });

  after(async () => {
    await Promise.all([browser?.close(), withExtension?.close(), withoutExtension?.close()]);
  });

  /**
   * Runs a test in a page of its own. It fails, too, when the page asks for anything from elsewhere
   * or meets an error; a test that fails leaves a screenshot.
   */
  async function inPage(
    name: string,
    body: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<void> {
    const context = await browser.newContext({
      viewport: { width: 1200, height: 900 },
      ...options,
    });
    const faults: string[] = [];
    await context.route(
      (url) => url.hostname !== "127.0.0.1" && ["http:", "https:"].includes(url.protocol),
      (route) => {
        faults.push(`asks for ${route.request().url()}`);
        return route.abort();
      },
    );
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      const { url } = message.location();
      if (message.type() === "error") faults.push(`${message.text()} ${url}`);
    });
    try {
      await body(page);
      assert.deepEqual(
        faults.filter((fault) => !ofJupyter(fault)),
        [],
      );
    } catch (error) {
      const file = join(folder, `${name}.png`);
      await page.screenshot({ path: file });
      throw new Error(`${(error as Error).message}\nscreenshot: ${file}`, { cause: error });
    } finally {
      await context.close();
    }
  }

  for (const app of ["lab", "notebooks"] as const) {
    const name = app === "notebooks" ? "Notebook 7" : "JupyterLab";

    test(`${name} with the extension draws the charts of a notebook that is not trusted`, () =>
      inPage(`${name}, extension, untrusted`, async (page) => {
        await open(page, withExtension, app);
        for (const chart of CHARTS) await seeLive(page, chart);
        await dragSlider(page);
      }));

    test(`${name} with the extension draws them when all cells are run`, () =>
      inPage(`${name}, extension, run`, async (page) => {
        await open(page, withExtension, app, { outputs: false });
        await runAll(page);
        for (const chart of CHARTS) await seeLive(page, chart);
        await dragSlider(page);
        await useKeyboard(page);
        assert.ok((await page.locator("mjx-container").count()) >= 8, "formulas are drawn");
      }));

    test(`${name} without the extension shows pictures in a notebook that is not trusted`, () =>
      inPage(`${name}, no extension, untrusted`, async (page) => {
        await open(page, withoutExtension, app);
        for (const chart of CHARTS) await seePicture(page, chart);
        assert.equal(await page.locator(".js-plotly-plot").count(), 0);
      }));

    test(`${name} without the extension draws the charts of a trusted notebook`, () =>
      inPage(`${name}, no extension, trusted`, async (page) => {
        await open(page, withoutExtension, app, { trusted: true });
        for (const chart of CHARTS) await seeLive(page, chart);
        await dragSlider(page);
        await useKeyboard(page);
      }));

    test(`${name} without the extension draws them when all cells are run`, () =>
      inPage(`${name}, no extension, run`, async (page) => {
        await open(page, withoutExtension, app, { outputs: false });
        await runAll(page);
        for (const chart of CHARTS) await seeLive(page, chart);
        await dragSlider(page);
      }));
  }

  test("JupyterLab's dark theme darkens the charts, live ones and pictures", async () => {
    for (const server of [withExtension, withoutExtension]) {
      await inPage(`dark, ${new URL(server.url).pathname.length > 1}`, async (page) => {
        await open(page, server, "lab", { trusted: true });
        assert.ok((await brightness(await seeLive(page, CHARTS[0]))) > 200, "light at first");
        await page.getByRole("menuitem", { name: "Settings", exact: true }).click();
        await page.getByText("Theme", { exact: true }).hover();
        await page.getByText("JupyterLab Dark", { exact: true }).click();
        await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: "attached" });
        for (const chart of CHARTS) {
          assert.ok((await brightness(await seeLive(page, chart))) < 60, `${chart} is dark`);
        }
      });
    }
  });

  test("a narrow window cuts off no chart", () =>
    inPage(
      "narrow",
      async (page) => {
        await page.goto(exported());
        for (const chart of CHARTS) {
          const box = await (await seeLive(page, chart)).boundingBox();
          assert.ok(
            box && box.x >= 0 && box.x + box.width <= 480,
            `${chart}: ${JSON.stringify(box)}`,
          );
        }
      },
      { viewport: { width: 480, height: 800 } },
    ));

  test("the exported page is live from file://, and axe finds no barrier in it", () =>
    inPage("export", async (page) => {
      await page.goto(exported());
      for (const chart of CHARTS) await seeLive(page, chart);
      await dragSlider(page);
      await useKeyboard(page);
      assert.ok((await page.locator("mjx-container svg").count()) >= 20, "formulas are drawn");
      const tex = page.locator(".jp-RenderedMarkdown", { hasText: /\$|\\\w/ });
      assert.deepEqual(await tex.allTextContents(), [], "no formula is left as TeX");
      await page.addScriptTag({ path: require.resolve("axe-core") });
      const { violations } = await page.evaluate(() =>
        (window as unknown as { axe: { run(): Promise<{ violations: object[] }> } }).axe.run(),
      );
      assert.deepEqual(violations, []);
    }));

  test("the exported page prints with its charts and formulas whole", () =>
    inPage("print", async (page) => {
      await page.goto(exported());
      for (const chart of CHARTS) await seeLive(page, chart);
      const width = 7.27 * 96; // of A4 within margins of half an inch
      await page.setViewportSize({ width: Math.floor(width), height: 1000 });
      await page.emulateMedia({ media: "print" });
      for (const chart of CHARTS) {
        const box = await cell(page, chart).locator(".main-svg").first().boundingBox();
        assert.ok(box && box.x + box.width <= width, `${chart}: ${JSON.stringify(box)}`);
      }
    }));

  test("the page of nbconvert without options shows the pictures, and without scripts too", async () => {
    const page = convert("html");
    for (const javaScriptEnabled of [true, false]) {
      await inPage(
        `nbconvert, scripts ${javaScriptEnabled}`,
        async (tab) => {
          await tab.goto(page);
          for (const chart of CHARTS) await seePicture(tab, chart);
        },
        { javaScriptEnabled },
      );
    }
  });

  test("nbconvert's Markdown has each picture with alternative text", () =>
    inPage("markdown", async (page) => {
      const text = readFileSync(new URL(convert("markdown")), "utf8");
      const images = text.match(/<img [^>]*>/g) ?? [];
      await page.setContent(images.join("\n"));
      assert.equal(images.length, CHARTS.length);
      for (const image of await page.locator("img").all()) await seeImage(image);
    }));
});

/** The charts of the walkthrough, by the code of their cells. */
const CHARTS = ["line({ x: x, y: y })", "line({ x: x, y: dy })", "alphaSlider(ALPHA)"] as const;
const SLIDER = CHARTS[2];

function cell(page: Page, code: string): Locator {
  return page.locator(".jp-CodeCell", { hasText: code });
}

let copies = 0;

/** Opens a copy of the walkthrough, with its committed outputs or none, in JupyterLab or Notebook 7. */
async function open(
  page: Page,
  server: Server,
  app: "lab" | "notebooks",
  { trusted = false, outputs = true } = {},
): Promise<void> {
  const path = `dist/browser/${++copies}/leaky-relu.ipynb`;
  mkdirSync(dirname(join(root, path)));
  const notebook = readNotebook(join(root, NOTEBOOK));
  if (!outputs) {
    for (const { cell } of codeCells(notebook)) {
      Object.assign(cell, { outputs: [], execution_count: null });
    }
  }
  // A copy of its own, as JupyterLab trusts every copy of what it has been told to trust.
  writeNotebook(join(root, path), { ...notebook, metadata: { ...notebook.metadata, copies } });
  if (trusted)
    execFileSync(python, ["-m", "jupyter", "trust", join(root, path)], { env: server.env });
  const place = app === "lab" ? `lab/workspaces/${copies}/tree` : app; // an empty JupyterLab
  await page.goto(`${server.url}${place}/${path}?token=${server.token}`);
  await page.locator(".jp-Notebook .jp-CodeCell").last().waitFor({ state: "attached" });
}

/** Runs all cells by the menu, and waits until each has its number. */
async function runAll(page: Page): Promise<void> {
  const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
  const numbers = codeCells(readNotebook(join(root, NOTEBOOK))).map(({ number }) => `[${number}]:`);
  const started = async () => (await prompts.allTextContents()).some((text) => text !== "[ ]:");
  // While the kernel is still connecting, JupyterLab takes the command and runs nothing.
  for (const end = Date.now() + WAIT; !(await started()) && Date.now() < end; ) {
    await page.locator(".jp-Notebook .jp-Cell").first().click();
    await page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await page.getByText("Run All Cells", { exact: true }).click();
    await page.waitForTimeout(2000);
  }
  await assertSoon(async () => assert.deepEqual(await prompts.allTextContents(), numbers));
  const errors = page.locator('[data-mime-type="application/vnd.jupyter.stderr"]');
  assert.deepEqual(await errors.allTextContents(), []);
}

/** Sees that a chart is drawn by Plotly, with its lines, in its full height. */
async function seeLive(page: Page, code: string): Promise<Locator> {
  const chart = cell(page, code).locator(".js-plotly-plot");
  await cell(page, code).scrollIntoViewIfNeeded();
  await chart.locator(".scatterlayer path.js-line").first().waitFor();
  const box = await chart.boundingBox();
  assert.ok(box && box.width > 300 && box.height >= 400, `${code}: ${JSON.stringify(box)}`);
  return chart;
}

async function seePicture(page: Page, code: string): Promise<void> {
  await cell(page, code).scrollIntoViewIfNeeded();
  await seeImage(cell(page, code).locator("img"));
}

/** Sees that an image is a PNG in the page itself that could be read, and says what it shows. */
async function seeImage(image: Locator): Promise<void> {
  await image.waitFor();
  assert.match((await image.getAttribute("src")) ?? "", /^data:image\/png;base64,/);
  assert.match((await image.getAttribute("alt")) ?? "", /x = −10/);
  const box = await image.boundingBox();
  assert.ok(box && box.width > 300 && box.height > 200, JSON.stringify(box));
}

/** What the slider's chart shows now: f(−10), the left f′, and its first words. */
async function shown(page: Page): Promise<{ f: number; slope: number; text: string }> {
  return cell(page, SLIDER)
    .locator(".js-plotly-plot")
    .evaluate((chart) => {
      const { data } = chart as unknown as { data: { y: number[] }[] };
      const text = chart.querySelector(".annotation-text")?.textContent ?? "";
      return { f: data[0]?.y[0] ?? 0, slope: data[1]?.y[0] ?? 0, text };
    });
}

/** Drags the slider with the mouse to its right end, α = 1, and to its left end, α = 0. */
async function dragSlider(page: Page): Promise<void> {
  const chart = cell(page, SLIDER).locator(".js-plotly-plot");
  const grip = chart.locator(".slider-grip-rect");
  const rail = chart.locator(".slider-rail-touch-rect");
  await rail.scrollIntoViewIfNeeded();
  const { height: before } = (await chart.boundingBox()) ?? { height: 0 };
  for (const [end, f, slope, text] of [
    [1, -10, 1, "α = 1, a straight line"],
    [0, 0, 0, "α = 0, ReLU"],
  ] as const) {
    const [from, track] = [await grip.boundingBox(), await rail.boundingBox()];
    assert.ok(from && track);
    const y = from.y + from.height / 2;
    await page.mouse.move(from.x + from.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(track.x + track.width / 2, y, { steps: 5 });
    await page.mouse.move(track.x + track.width * end, y, { steps: 5 });
    await page.mouse.up();
    await assertSoon(async () => {
      const now = await shown(page);
      assert.deepEqual({ ...now, f: now.f + 0 }, { f, slope, text });
    });
  }
  const { height } = (await chart.boundingBox()) ?? { height: 0 };
  assert.equal(height, before, "the chart keeps its height");
}

/** Opens the chart's words and moves its slider, all by keyboard. */
async function useKeyboard(page: Page): Promise<void> {
  await cell(page, SLIDER).locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await assertSoon(async () => assert.equal((await shown(page)).text, "α = 1, a straight line"));
  await page.keyboard.press("ArrowLeft");
  await assertSoon(async () => assert.equal((await shown(page)).slope, 0.75));
  const focused = page.locator("input:focus");
  assert.equal(await focused.getAttribute("aria-valuetext"), "α = 0.75");
}

/** The mean brightness of what is seen of an element, from 0 (black) to 255 (white). */
async function brightness(element: Locator): Promise<number> {
  const png = UPNG.decode(await element.screenshot());
  const pixels = new Uint8Array(UPNG.toRGBA8(png)[0] as ArrayBuffer);
  const colours = pixels.filter((_, i) => i % 4 < 3);
  return colours.reduce((sum, value) => sum + value, 0) / colours.length;
}

/** Waits for an assertion to hold. */
async function assertSoon(assertion: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + WAIT; ; ) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The address of the walkthrough as `npm run export` writes it. */
function exported(): string {
  const script = join(root, "dist", "scripts", "export.js");
  const file = join(folder, "leaky-relu.html");
  if (!existsSync(file))
    execFileSync(process.execPath, [script, "--out", folder, NOTEBOOK], { cwd: root });
  return pathToFileURL(file).href;
}

/** The address of the walkthrough as nbconvert writes it without an option of ours. */
function convert(format: "html" | "markdown"): string {
  const out = join(folder, format);
  const args = ["-m", "nbconvert", "--to", format, "--output-dir", out, join(root, NOTEBOOK)];
  execFileSync(python, args, { env: environment(), stdio: "ignore" });
  return pathToFileURL(join(out, `leaky-relu.${format === "html" ? "html" : "md"}`)).href;
}

/** What JupyterLab, Notebook 7 and nbconvert ask for or complain of by themselves. */
function ofJupyter(fault: string): boolean {
  return [
    /cdnjs\.cloudflare\.com/, // nbconvert's page without options
    /\/static\/notebook\/\w+\.woff/, // Notebook 7.6 refuses its own fonts
    /'filebrowser:open-path' not registered/, // Notebook 7.6 has no file browser beside a notebook
    /reading 'schema'/, // Notebook 7.6, without the settings of JupyterLab
  ].some((own) => own.test(fault));
}
