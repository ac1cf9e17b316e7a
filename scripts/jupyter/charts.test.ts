import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { line } from "../../src";
import { description } from "../../src/figure/description";
import { bundle } from "../../src/figure/mime-bundle";
import {
  type Cell,
  codeCells,
  notebookFiles,
  readNotebook,
  writeNotebook,
} from "../notebook/format";
import { UPNG, withPictures } from "../notebook/pictures";
import { environment, python, root } from "../setup/paths";
import { assertSoon, findBrowser, launch, seeKernel, WAIT } from "./browser";
import { type Server, startServer } from "./server";

/** A committed notebook, and its charts: which code cell, which chart of it, how many pixels high. */
interface Subject {
  name: string;
  file: string;
  charts: { cell: number; nth: number; height: number }[];
}

interface Drawn {
  layout: { height: number };
}

const SUBJECTS: Subject[] = notebookFiles().map((file) => ({
  name: basename(file, ".ipynb"),
  file,
  charts: codeCells(readNotebook(file)).flatMap(({ cell, number }) =>
    (cell.outputs ?? [])
      .map(({ data }) => data?.["application/vnd.plotly.v1+json"] as Drawn | undefined)
      .filter((spec) => spec !== undefined)
      .map(({ layout }, nth) => ({ cell: number - 1, nth, height: layout.height })),
  ),
}));
const WALKTHROUGH = SUBJECTS.find(({ name }) => name === "leaky-relu") as Subject;
const SLIDER = WALKTHROUGH.charts[2] as Subject["charts"][0];

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
    const subjects = app === "notebooks" ? [WALKTHROUGH] : SUBJECTS;

    for (const extension of [true, false]) {
      const how = extension ? "with the extension" : "without the extension";
      const server = () => (extension ? withExtension : withoutExtension);

      test(`${name} ${how} draws the charts of the walkthrough when all cells are run`, () =>
        inPage(`${name} ${how}, run`, async (page) => {
          await open(page, server(), app, WALKTHROUGH, { outputs: false });
          await runAll(page, WALKTHROUGH);
          for (const chart of WALKTHROUGH.charts) await seeLive(page, chart);
          await dragSlider(page);
          await useKeyboard(page);
          assert.ok((await page.locator("mjx-container").count()) >= 8, "formulas are drawn");
        }));

      for (const subject of subjects) {
        test(`${name} ${how} shows the charts of ${subject.name} when it is not trusted`, () =>
          inPage(`${name} ${how}, ${subject.name} untrusted`, async (page) => {
            await open(page, server(), app, subject);
            const see = extension ? seeLive : seePicture;
            for (const chart of subject.charts) await see(page, chart);
            if (extension && subject === WALKTHROUGH) await dragSlider(page);
            const live = await page.locator(".js-plotly-plot").count();
            assert.equal(live, extension ? subject.charts.length : 0);
          }));
      }
    }

    for (const subject of subjects) {
      test(`${name} without the extension draws the charts of ${subject.name} when it is trusted`, () =>
        inPage(`${name} without the extension, ${subject.name} trusted`, async (page) => {
          await open(page, withoutExtension, app, subject, { trusted: true });
          for (const chart of subject.charts) await seeLive(page, chart);
          if (subject !== WALKTHROUGH) return;
          await dragSlider(page);
          await useKeyboard(page);
        }));
    }
  }

  test("beside another kernel, the charts find Plotly in the project, below a learner's home", async () => {
    const folder = dirname(root);
    const home = await startServer({ extension: false, baseUrl: "/user/bob/", folder });
    try {
      for (const app of ["lab", "notebooks"] as const) {
        await inPage(`home, ${app}`, async (page) => {
          await page.route("**/kernelspecs/tslab/plotly.min.js", (route) => route.fulfill());
          await open(page, home, app, WALKTHROUGH, { trusted: true, folder });
          for (const chart of WALKTHROUGH.charts) await seeLive(page, chart);
        });
      }
    } finally {
      await home.close();
    }
  });

  for (const extension of [true, false]) {
    const how = extension ? "with the extension" : "without the extension";

    test(`JupyterLab's dark theme darkens the charts ${how}`, () =>
      inPage(`dark ${how}`, async (page) => {
        const server = extension ? withExtension : withoutExtension;
        for (const subject of SUBJECTS) {
          await open(page, server, "lab", subject, { trusted: true });
          if (subject === SUBJECTS[0]) await turnDark(page, subject);
          for (const chart of subject.charts) {
            const seen = await brightness(await seeLive(page, chart));
            // The colours of a map are data, and stay.
            assert.ok(seen < 90, `${subject.name}, cell ${chart.cell}: ${seen}`);
          }
        }
      }));
  }

  test("hostile text in titles and labels runs nowhere", async () => {
    const subject = await hostileNotebook();
    const [chart] = subject.charts as [Chart];
    for (const [row, see, go] of everyRow(subject)) {
      await inPage(`hostile, ${row}`, async (page) => {
        await go(page);
        await see(page, chart);
        await cellOf(page, chart).locator("summary").click();
        const words = cellOf(page, chart).locator("details p");
        assert.ok((await words.textContent())?.includes(HOSTILE), "the words are whole");
        const run = await page.evaluate(() => (window as Window & { hostile?: unknown }).hostile);
        assert.equal(run, undefined, row);
        assert.equal(await page.locator('[href^="javascript:" i], [onerror], [onload]').count(), 0);
      });
    }
  });

  /** Wherever a notebook is seen: how it is opened there, and what a chart is then. */
  function everyRow(subject: Subject) {
    type Row = [string, typeof seeLive | typeof seePicture, (page: Page) => Promise<unknown>];
    const apps = (["lab", "notebooks"] as const).flatMap((app): Row[] => {
      const how = { trusted: true };
      return [
        [`${app}, extension`, seeLive, (page) => open(page, withExtension, app, subject)],
        [
          `${app}, extension, trusted`,
          seeLive,
          (page) => open(page, withExtension, app, subject, how),
        ],
        [`${app}, trusted`, seeLive, (page) => open(page, withoutExtension, app, subject, how)],
        [`${app}, untrusted`, seePicture, (page) => open(page, withoutExtension, app, subject)],
      ];
    });
    const rows: Row[] = [
      ...apps,
      ["export", seeLive, (page) => page.goto(exported(subject))],
      ["nbconvert", seePicture, (page) => page.goto(convert(subject, "html"))],
    ];
    return rows;
  }

  for (const subject of SUBJECTS) {
    const { name, charts } = subject;

    test(`the exported page of ${name} is live from file://, and axe finds no barrier in it`, () =>
      inPage(`export of ${name}`, async (page) => {
        await page.goto(exported(subject));
        for (const chart of charts) await seeLive(page, chart);
        if (subject === WALKTHROUGH) {
          await dragSlider(page);
          await useKeyboard(page);
        }
        assert.ok((await page.locator("mjx-container svg").count()) >= 5, "formulas are drawn");
        const tex = page.locator(".jp-RenderedMarkdown", { hasText: /\$|\\\w/ });
        assert.deepEqual(await tex.allTextContents(), [], "no formula is left as TeX");
        await page.addScriptTag({ path: require.resolve("axe-core") });
        const { violations } = await page.evaluate(() =>
          (window as unknown as { axe: Axe }).axe.run(),
        );
        const barriers = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
        );
        assert.deepEqual(barriers, []);
        const { size } = statSync(new URL(exported(subject)));
        assert.ok(size < 3e6, `the page has ${size} bytes`);
      }));

    test(`the exported page of ${name} prints with its charts whole`, () =>
      inPage(`print of ${name}`, async (page) => {
        await page.goto(exported(subject));
        for (const chart of charts) await seeLive(page, chart);
        const width = 7.27 * 96; // of A4 within margins of half an inch
        await page.setViewportSize({ width: Math.floor(width), height: 1000 });
        await page.emulateMedia({ media: "print" });
        for (const chart of charts) {
          const box = await live(page, chart).locator(".main-svg").first().boundingBox();
          assert.ok(box && box.x + box.width <= width, `${chart.cell}: ${JSON.stringify(box)}`);
        }
      }));

    test(`a narrow window cuts off no chart of ${name}`, () =>
      inPage(
        `narrow, ${name}`,
        async (page) => {
          await page.goto(exported(subject));
          for (const chart of charts) {
            const box = await (await seeLive(page, chart)).boundingBox();
            const inside = box && box.x >= 0 && box.x + box.width <= 480;
            assert.ok(inside, `${chart.cell}: ${JSON.stringify(box)}`);
          }
        },
        { viewport: { width: 480, height: 800 } },
      ));

    test(`nbconvert's own page of ${name} shows the pictures, and without scripts too`, async () => {
      const page = convert(subject, "html");
      for (const javaScriptEnabled of [true, false]) {
        await inPage(
          `nbconvert of ${name}, scripts ${javaScriptEnabled}`,
          async (tab) => {
            await tab.goto(page);
            for (const chart of charts) await seePicture(tab, chart);
          },
          { javaScriptEnabled },
        );
      }
    });

    test(`nbconvert's Markdown of ${name} has each picture with alternative text`, () =>
      inPage(`Markdown of ${name}`, async (page) => {
        const text = readFileSync(new URL(convert(subject, "markdown")), "utf8");
        const images = text.match(/<img [^>]*>/g) ?? [];
        await page.setContent(images.join("\n"));
        assert.equal(images.length, charts.length);
        for (const image of await page.locator("img").all()) await seeImage(image);
      }));

    test(`${name}.ipynb has at most 400 KB`, () => {
      assert.ok(statSync(subject.file).size <= 400_000);
    });
  }
});

/** Text that would set `window.hostile`, if a page took it for more than text. */
const HOSTILE = [
  "</script><script>window.hostile = 1</script>",
  '<img src="x" onerror="window.hostile = 2">',
  '<svg onload="window.hostile = 3">',
  '<a href="javascript:window.hostile = 4">link</a>',
  "<style onload='window.hostile = 5'></style>",
  "\"'--><iframe srcdoc='<script>parent.hostile = 6</script>'>",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant as text
  "{{ hostile }} ${window.hostile = 7} `",
  "\u2028window.hostile = 8\u2029 \u202egnp.exe\u202c",
].join(" ");

/** A notebook whose chart bears the hostile text wherever a caller can put text. */
async function hostileNotebook(): Promise<Subject> {
  const x = [0, 1];
  const labels = { x: HOSTILE, y: HOSTILE };
  const figure = line({ x, y: x, title: HOSTILE, labels });
  const outputs = [bundle(figure), description(figure)].map((data) => ({
    output_type: "display_data",
    data: JSON.parse(JSON.stringify(data)),
    metadata: {},
  }));
  const cell: Cell = {
    id: "hostile",
    cell_type: "code",
    source: ["line(…).show()"],
    metadata: {},
    execution_count: 1,
    outputs,
  };
  const notebook = { ...readNotebook(WALKTHROUGH.file), cells: [cell] };
  const file = join(folder, "hostile.ipynb");
  writeNotebook(file, await withPictures(notebook, notebook));
  return { name: "hostile", file, charts: [{ cell: 0, nth: 0, height: 450 }] };
}

/** What is used of axe-core in a page. */
interface Axe {
  run(): Promise<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>;
}

type Chart = Subject["charts"][0];

function cellOf(page: Page, { cell }: Chart): Locator {
  return page.locator(".jp-CodeCell").nth(cell);
}

function live(page: Page, chart: Chart): Locator {
  return cellOf(page, chart).locator(".js-plotly-plot").nth(chart.nth);
}

let copies = 0;

/** Opens a copy of a notebook, with its committed outputs or none, in JupyterLab or Notebook 7. */
async function open(
  page: Page,
  server: Server,
  app: "lab" | "notebooks",
  { name, file }: Subject,
  { trusted = false, outputs = true, folder = root } = {},
): Promise<void> {
  const path = `dist/browser/${++copies}/${name}.ipynb`;
  mkdirSync(dirname(join(root, path)));
  const notebook = readNotebook(file);
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
  const shown = relative(folder, join(root, path));
  await page.goto(`${server.url}${place}/${shown}?token=${server.token}`);
  await page.locator(".jp-Notebook .jp-CodeCell").last().waitFor({ state: "attached" });
}

/** Runs all cells by the menu, and waits until each has its number. */
async function runAll(page: Page, { file }: Subject): Promise<void> {
  const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
  const numbers = codeCells(readNotebook(file)).map(({ number }) => `[${number}]:`);
  await seeKernel(page);
  await page.locator(".jp-Notebook .jp-Cell").first().click();
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByText("Run All Cells", { exact: true }).click();
  const stderr = page.locator('[data-mime-type="application/vnd.jupyter.stderr"]');
  await assertSoon(async () => {
    const seen = {
      errors: await stderr.allTextContents(),
      numbers: await prompts.allTextContents(),
    };
    assert.deepEqual(seen, { errors: [], numbers });
  });
}

/** Sees that charts are light at first, and chooses the dark theme in the menu. */
async function turnDark(page: Page, { charts }: Subject): Promise<void> {
  const [first] = charts;
  assert.ok(first && (await brightness(await seeLive(page, first))) > 190);
  await page.getByRole("menuitem", { name: "Settings", exact: true }).click();
  await page.getByText("Theme", { exact: true }).hover();
  await page.getByText("JupyterLab Dark", { exact: true }).click();
  await page.locator('body[data-jp-theme-light="false"]').waitFor({ state: "attached" });
}

/** Sees that Plotly has drawn a chart, with its traces, in its full height. */
async function seeLive(page: Page, chart: Chart): Promise<Locator> {
  await scrollTo(cellOf(page, chart));
  const plot = live(page, chart);
  await scrollTo(plot);
  await plot.locator(".cartesianlayer .trace, .heatmaplayer image").first().waitFor();
  const box = await plot.boundingBox();
  const whole = box && box.width > 300 && Math.abs(box.height - chart.height) < 1;
  assert.ok(whole, `${chart.cell}: ${JSON.stringify(box)}`);
  return plot;
}

async function seePicture(page: Page, chart: Chart): Promise<void> {
  await scrollTo(cellOf(page, chart));
  await seeImage(cellOf(page, chart).locator("img").nth(chart.nth));
}

/** Sees that an image is a PNG in the page itself that could be read, and says what it shows. */
async function seeImage(image: Locator): Promise<void> {
  await image.waitFor();
  assert.match((await image.getAttribute("src")) ?? "", /^data:image\/png;base64,/);
  assert.ok(((await image.getAttribute("alt")) ?? "").length > 50, "it says what it shows");
  const box = await image.boundingBox();
  assert.ok(box && box.width > 300 && box.height > 200, JSON.stringify(box));
}

/** What the slider's chart shows now: f(−10), the left f′, and its first words. */
async function shown(page: Page): Promise<{ f: number; slope: number; text: string }> {
  return live(page, SLIDER).evaluate((chart) => {
    const { data } = chart as unknown as { data: { y: number[] }[] };
    const text = chart.querySelector(".annotation-text")?.textContent ?? "";
    return { f: data[0]?.y[0] ?? 0, slope: data[1]?.y[0] ?? 0, text };
  });
}

/** Drags the slider with the mouse to its right end, α = 1, and to its left end, α = 0. */
async function dragSlider(page: Page): Promise<void> {
  const chart = live(page, SLIDER);
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
  await cellOf(page, SLIDER).locator("summary").focus();
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

/** Scrolls to an element, though JupyterLab may put another in its place meanwhile. */
async function scrollTo(element: Locator): Promise<void> {
  await assertSoon(() => element.scrollIntoViewIfNeeded());
}

/** The address of a notebook's page as `npm run export` writes it. */
function exported({ name, file }: Subject): string {
  const script = join(root, "dist", "scripts", "export.js");
  const page = join(folder, `${name}.html`);
  if (!existsSync(page)) execFileSync(process.execPath, [script, "--out", folder, file]);
  return pathToFileURL(page).href;
}

/** The address of a notebook as nbconvert writes it without an option of ours. */
function convert({ name, file }: Subject, format: "html" | "markdown"): string {
  const out = join(folder, format);
  const args = ["-m", "nbconvert", "--to", format, "--output-dir", out, file];
  execFileSync(python, args, { env: environment(), stdio: "ignore" });
  return pathToFileURL(join(out, `${name}.${format === "html" ? "html" : "md"}`)).href;
}

/** What JupyterLab, Notebook 7 and nbconvert ask for or complain of by themselves. */
function ofJupyter(fault: string): boolean {
  return [
    /cdnjs\.cloudflare\.com/, // nbconvert's page without options
    /\/static\/notebook\/\w+\.woff/, // Notebook 7.6 refuses its own fonts
    /'filebrowser:open-path' not registered/, // Notebook 7.6 has no file browser beside a notebook
    /\/files\/node_modules\//, // not in the server's root, but in a folder below it
    /reading 'schema'/, // Notebook 7.6, without the settings of JupyterLab
  ].some((own) => own.test(fault));
}
