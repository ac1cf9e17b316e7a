import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import {
  alphaSlider,
  type Figure,
  leaky,
  line,
  lines,
  network,
  trainingMaps,
  twoSpirals,
} from "../../src";
import { description } from "../../src/figure/description";
import { scriptJson } from "../../src/figure/escape";
import { bundle } from "../../src/figure/mime-bundle";
import {
  type Cell,
  codeCells,
  notebookFiles,
  readNotebook,
  writeNotebook,
} from "../notebook/format";
import { environment, python, root } from "../setup/paths";
import { assertSoon, findBrowser, launch, seeKernel, WAIT } from "./browser";
import { collisions, faint, leftEdges } from "./look";
import { type Server, startServer } from "./server";

/** A committed notebook, and its charts: which code cell, which chart of it, how many pixels high. */
interface Subject {
  name: string;
  file: string;
  charts: { cell: number; nth: number; height: number }[];
  /** Code cells that a test puts below those of the file. */
  added?: Cell[];
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
    const walkthrough = withHostileText(WALKTHROUGH);
    const others = SUBJECTS.filter((subject) => subject !== WALKTHROUGH);
    const subjects = app === "notebooks" ? [walkthrough] : [...others, walkthrough];

    for (const extension of [true, false]) {
      const how = extension ? "with the extension" : "without the extension";
      const server = () => (extension ? withExtension : withoutExtension);

      test(`${name} ${how} draws the charts of the walkthrough when all cells are run`, () =>
        inPage(`${name} ${how}, run`, async (page) => {
          await open(page, server(), app, walkthrough, { outputs: false });
          await runAll(page, walkthrough);
          for (const chart of walkthrough.charts) await seeLive(page, chart);
          await seeHarmless(page, walkthrough);
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
            if (subject === walkthrough) await seeHarmless(page, subject);
            if (extension && subject === walkthrough) await dragSlider(page);
            const promises = await page.locator(".leaky-relu-words > summary").allTextContents();
            assert.deepEqual([...new Set(promises)], ["This chart in words"]); // and no slider
            const live = await page.locator(".js-plotly-plot").count();
            assert.equal(live, extension ? subject.charts.length : 0);
            if (app === "lab") await seeUnchanged(page);
          }));
      }
    }

    for (const subject of subjects) {
      test(`${name} without the extension draws the charts of ${subject.name} when it is trusted`, () =>
        inPage(`${name} without the extension, ${subject.name} trusted`, async (page) => {
          await open(page, withoutExtension, app, subject, { trusted: true });
          for (const chart of subject.charts) await seeLive(page, chart);
          if (subject !== walkthrough) return;
          await seeHarmless(page, subject);
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

  test("in JupyterLab, charts that a reader has run and saved", (t) =>
    inPage("saved", async (page) => {
      const subject = savedNotebook();
      await open(page, withExtension, "lab", subject, { trusted: true });

      await t.test("come back live by themselves, each with its name", async () => {
        for (const chart of subject.charts) {
          const plot = await seeLive(page, chart);
          await assertSoon(async () => {
            assert.equal(await plot.getAttribute("role"), "figure");
            assert.equal(await plot.locator(".main-svg:not([aria-hidden])").count(), 0);
            assert.ok(((await plot.getAttribute("aria-label")) ?? "").length > 50);
          });
        }
        assert.equal(await page.locator(".jp-RenderedPlotly > img:visible").count(), 0);
        await seeUnchanged(page);
      });

      await t.test("come back live when their cell is moved", async () => {
        await page.locator(".jp-CodeCell .jp-InputPrompt").first().click();
        await page.keyboard.press("Control+Shift+ArrowDown");
        await page.locator(".jp-CodeCell .js-plotly-plot .slider-group").first().waitFor();
        for (const chart of subject.charts) {
          if (chart.cell > 1) await seeLive(page, chart);
        }
        await page.keyboard.press("Control+Shift+ArrowUp");
        for (const chart of subject.charts) await seeLive(page, chart);
      });

      await t.test("have texts that keep apart at seven widths", () => seeTextsApart(page, true));

      await t.test("have words that begin where prose and output do", async () => {
        const { edges } = await page.evaluate(leftEdges);
        assert.equal(edges.length, 3);
        assert.ok(Math.max(...edges) - Math.min(...edges) <= 2, `${edges}`);
      });

      await t.test("have a dark look of enough contrast", async () => {
        assert.deepEqual(await page.evaluate(faint), []);
        await turnDark(page);
        await seeFitting(page);
        assert.deepEqual(await page.evaluate(faint), []);
      });

      await t.test("have a slider for the keyboard", async () => {
        await cellOf(page, { cell: 1, nth: 0, height: 0 })
          .locator("summary", { hasText: "This chart in words, and its slider for the keyboard" })
          .click();
        const slider = page.getByRole("slider");
        await slider.press("End");
        assert.equal(await slider.getAttribute("aria-valuetext"), "α = 1, a straight line");
      });
    }));

  for (const windowingMode of ["contentVisibility", "full"]) {
    test(`in JupyterLab (${windowingMode}), charts take a width that changed while they were out of view or folded`, () =>
      inPage(`width, ${windowingMode}`, async (page) => {
        const { JUPYTER_CONFIG_DIR = "" } = withExtension.env;
        const settings = join(JUPYTER_CONFIG_DIR, "lab/user-settings/@jupyterlab");
        const file = join(settings, "notebook-extension/tracker.jupyterlab-settings");
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, JSON.stringify({ windowingMode }));
        const subject = savedNotebook();
        await open(page, withExtension, "lab", subject, { trusted: true });
        rmSync(file);
        await page.keyboard.press("Control+b"); // without the side bar
        await seeLive(page, subject.charts[0] as Chart);
        await seeFittingOnTheWay(page, subject);
        for (const width of [700, 1280, 900, 390, 1280, 700, 1200]) {
          await page.setViewportSize({ width, height: 900 });
          await seeFittingOnTheWay(page, subject); // it ends at the other end of the notebook
        }
        for (const cell of [0, 4]) {
          const fold = cellOf(page, { cell, nth: 0, height: 0 }).locator(".jp-OutputCollapser");
          await scrollTo(fold);
          await fold.click();
          await page.setViewportSize({ width: cell === 0 ? 900 : 1200, height: 900 });
          await fold.click();
          await seeFittingOnTheWay(page, subject);
        }
      }));
  }

  test("the exported page of charts that a reader has saved", async (t) => {
    const subject = savedNotebook();
    await inPage("export", async (page) => {
      await page.goto(exported(subject));

      await t.test("has them live, and texts that keep apart at seven widths", async () => {
        for (const chart of subject.charts) await seeLive(page, chart);
        await seeTextsApart(page);
      });

      await t.test("is no wider than the screen, and its left edges agree", async () => {
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await seeFitting(page);
          const { wider, edges } = await page.evaluate(leftEdges);
          assert.equal(wider, 0);
          assert.ok(Math.max(...edges) - Math.min(...edges) <= 1.5, `${width}: ${edges}`);
          const names = await live(page, subject.charts[2] as Chart)
            .locator(".annotation-text")
            .evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().left));
          assert.ok(Math.max(...names) - Math.min(...names) <= 1.5, `${width}: ${names}`);
        }
      });

      await t.test("has enough contrast, also where the system is dark", async () => {
        assert.deepEqual(await page.evaluate(faint), []);
        await page.emulateMedia({ colorScheme: "dark" });
        assert.deepEqual(await page.evaluate(faint), []);
        assert.deepEqual(await barriers(page), []);
        assert.ok(
          await page.evaluate(() => getComputedStyle(document.body).colorScheme !== "light"),
        );
      });

      await t.test("reaches the words with one Tab, and offers no upload to a cloud", async () => {
        await page.emulateMedia({ colorScheme: "light" });
        await page.locator("summary").first().focus();
        await page.mouse.move(0, 0);
        await page.keyboard.press("Tab");
        const focused = page.locator("summary:focus");
        assert.equal(
          await focused.textContent(),
          "This chart in words, and its slider for the keyboard",
        );
        const buttons = page.locator(".modebar").first().locator("[data-title]");
        assert.deepEqual(
          await buttons.evaluateAll((all) =>
            all.map((button) => button.getAttribute("data-title")),
          ),
          ["Zoom in", "Zoom out", "Reset axes", "Download plot as a PNG"],
        );
      });
    });

    const phone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
    await t.test("scrolls where a finger swipes over a chart, and moves the slider by touch", () =>
      inPage(
        "touch",
        async (page) => {
          await page.goto(exported(subject));
          const chart = await seeLive(page, subject.charts[0] as Chart);
          const before = await page.evaluate(() => scrollY);
          const plot = await chart.locator(".nsewdrag").first().boundingBox();
          assert.ok(plot);
          const ranges = () =>
            chart.evaluate((gd) =>
              JSON.stringify((gd as unknown as { layout: { xaxis: object } }).layout.xaxis),
            );
          const range = await ranges();
          const x = plot.x + plot.width / 2;
          await swipe(page, [x, plot.y + 200], [x, plot.y + 40]);
          await assertSoon(async () =>
            assert.ok((await page.evaluate(() => scrollY)) > before + 100),
          );
          assert.equal(await ranges(), range);

          const slider = await seeLive(page, subject.charts[1] as Chart);
          const rail = slider.locator(".slider-rail-touch-rect");
          await rail.scrollIntoViewIfNeeded();
          const [grip, track] = [
            await slider.locator(".slider-grip-rect").boundingBox(),
            await rail.boundingBox(),
          ];
          assert.ok(grip && track);
          const y = grip.y + grip.height / 2;
          await swipe(page, [grip.x + grip.width / 2, y], [track.x + track.width - 1, y]);
          const text = slider.locator(".annotation-text").first();
          await assertSoon(async () =>
            assert.equal(await text.textContent(), "α = 1, a straight line"),
          );
        },
        phone,
      ),
    );

    await t.test(
      "nbconvert's own page shows the picture of each, and so do its slides",
      async () => {
        await inPage("nbconvert", async (page) => {
          await page.goto(convert(subject, "html"));
          for (const chart of subject.charts) await seePicture(page, chart);
        });
        const slides = readFileSync(new URL(convert(subject, "slides")), "utf8");
        assert.equal(
          slides.match(/<img alt="[^"]{50,}" src="data:image\/svg/g)?.length,
          subject.charts.length,
        );
      },
    );
  });

  test("hostile text in titles and labels runs in no exported page", async () => {
    const charts = [{ cell: 0, nth: 0, height: 450 }];
    const subject = { name: "hostile", file: join(folder, "hostile.ipynb"), charts };
    writeNotebook(subject.file, { ...readNotebook(WALKTHROUGH.file), cells: [hostileCell()] });
    for (const [page, see] of [
      [exported(subject), seeLive],
      [convert(subject, "html"), seePicture],
    ] as const) {
      await inPage("hostile", async (tab) => {
        await tab.goto(page);
        await see(tab, charts[0] as Chart);
        await seeHarmless(tab, subject);
      });
    }
  });

  test("an output of 200 lines scrolls in the exported page, by keyboard too, and prints whole", () =>
    inPage("long output", async (page) => {
      await page.goto(exported(WALKTHROUGH));
      const frame = page.locator(".jp-OutputArea-output [tabindex]");
      assert.equal(await frame.count(), 1, "no other output is long");
      const size = () => frame.evaluate((pre) => [pre.clientHeight, pre.scrollHeight]);
      const [shown = 0, whole = 0] = await size();
      assert.ok(shown > 200 && shown < 500 && whole > 2500, `${shown} of ${whole} pixels`);
      assert.equal(await page.getByRole("group", { name: "200 lines of output" }).count(), 1);
      for (let tabs = 0; tabs < 30 && (await page.locator("pre:focus").count()) === 0; tabs++)
        await page.keyboard.press("Tab");
      await page.keyboard.press("End");
      await assertSoon(async () =>
        assert.equal(await frame.evaluate((pre) => pre.scrollTop), whole - shown),
      );
      await page.emulateMedia({ media: "print" });
      const [printed, all] = await size();
      assert.equal(printed, all);
    }));

  test("the page of headless --html has live charts that fit the screen, and axe finds no barrier", () =>
    inPage("headless", async (page) => {
      const script = join(root, "dist", "scripts", "headless.js");
      const file = join(folder, "charts.html");
      execFileSync(process.execPath, [script, "--html", file], { stdio: "ignore" });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(pathToFileURL(file).href);
          await seeFitting(page);
          assert.equal(await page.locator(".js-plotly-plot .trace").count(), 2);
          assert.equal((await page.evaluate(leftEdges)).wider, 0);
          assert.deepEqual(await page.evaluate(collisions), []);
          assert.deepEqual(await page.evaluate(faint), []);
          assert.deepEqual(await barriers(page), []);
        }
        const [title, words] = await Promise.all(
          ["h1", ".leaky-relu-words"].map((part) => page.locator(part).first().boundingBox()),
        );
        assert.ok(title && words && title.x === words.x, "words begin where the title does");
      }
    }));

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
        assert.deepEqual(await barriers(page), []);
        const { size } = statSync(new URL(exported(subject)));
        assert.ok(size < 3e6, `the page has ${size} bytes`);
      }));

    test(`the exported page of ${name} prints with its charts whole, each with its code, on full pages`, () =>
      inPage(`print of ${name}`, async (page) => {
        await page.goto(exported(subject));
        for (const chart of charts) await seeLive(page, chart);
        const { pages, places } = await printed(page);
        const broken = places.filter((place, i) => {
          const next = places[i + 1] ?? place;
          if (next.page === place.page) return false;
          const full = next.page === place.page + 1 && place.down > 0.5;
          assert.ok(full || next.block === place.block, JSON.stringify(place));
          return next.block === place.block;
        });
        assert.equal(broken.length, subject === WALKTHROUGH ? 1 : 0, "the output of 200 lines");
        assert.equal(places.at(-1)?.page, pages, "no page is blank");
        for (const { cell } of charts) {
          const of = places.filter((place) => place.cell === cell);
          assert.ok(of.length >= 4 && of.every(({ page }) => page === of[0]?.page), `${cell}`);
        }
        const width = 7.27 * 96; // of A4 within margins of half an inch
        await page.setViewportSize({ width: Math.floor(width), height: 1000 });
        await page.emulateMedia({ media: "print" });
        const below = await page.evaluate(() => {
          const { bottom } =
            document.querySelector("main")?.getBoundingClientRect() ?? new DOMRect();
          return document.documentElement.getBoundingClientRect().bottom - bottom;
        });
        assert.equal(below, 0, "nothing below the last cell could take a page of its own");
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

    test(`nbconvert's Markdown of ${name} has each picture with alternative text, and no text in it on another`, () =>
      inPage(`Markdown of ${name}`, async (page) => {
        const text = readFileSync(new URL(convert(subject, "markdown")), "utf8");
        const images = text.match(/<img [^>]*>/g) ?? [];
        await page.setContent(images.join("\n"));
        assert.equal(images.length, charts.length);
        for (const image of await page.locator("img").all()) await seeImage(image);
        const sources = images.map(
          (image) => /src="data:image\/svg\+xml;base64,([^"]*)"/.exec(image)?.[1],
        );
        const pictures = sources.map((source = "") => Buffer.from(source, "base64").toString());
        await page.setContent(
          pictures.map((svg) => `<p class="js-plotly-plot" style="width: 700px">${svg}`).join(""),
        );
        assert.equal(await page.locator("p > svg").count(), charts.length);
        assert.deepEqual(await page.evaluate(collisions), []);
      }));

    test(`${name}.ipynb has at most 400 KB`, () => {
      assert.ok(statSync(subject.file).size <= 400_000);
    });
  }
});

/** A notebook with a chart of each kind, as a reader saves it: with the extension's own pictures. */
function savedNotebook(): Subject {
  const x = [-2, -1, 0, 1];
  const data = twoSpirals({ samples: 20, turns: 1, noise: 0, seed: 1 });
  const net = network({ widths: [2, 4], activation: leaky(0.1), seed: 1 });
  const series = ["ReLU", "Leaky ReLU", "tanh"].map((name, i) => ({
    name,
    runs: [1, 2].map((run) => [2, 8, 40, 90].map((value) => value / run + i)),
  }));
  const labels = { x: "step h", y: "loss" };
  const title = "Units left of 0 for every sample after 200 epochs, with a title that is long";
  const corner = line({ x, y: [0.1, 0.1, 1, 1], title: "Both axes begin at a tick" });
  const { yaxis } = corner.layout;
  yaxis.rangemode = "tozero";
  const figures = [
    line({ x, y: x }),
    alphaSlider(),
    lines({ title, x: [1e-15, 1e-9, 1e-4, 10], labels, log: "xy", series }),
    trainingMaps({
      title: "Three slopes learn two spirals",
      data,
      networks: ["ReLU", "α = 0.1353", "α = 1"].map((name) => ({ name, net })),
      epochs: [0, 1, 10],
      rate: 0.05,
    }),
    line({ x, y: x, title: "One more" }),
    corner,
  ];
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const file = join(folder, "saved.ipynb");
  const cells = figures.map((figure, i) =>
    cellOfFigure(`chart-${i}`, figure, { "image/png": png }),
  );
  const prose: Cell = {
    id: "prose",
    cell_type: "markdown",
    source: ["# Charts\n", "\n", "Of each kind."],
    metadata: {},
  };
  cells[0]?.outputs?.push({ output_type: "stream", name: "stdout", text: ["printed\n"] });
  writeNotebook(file, { ...readNotebook(WALKTHROUGH.file), cells: [prose, ...cells] });
  const charts = figures.map(({ layout: { height = 450 } }, cell) => ({ cell, nth: 0, height }));
  return { name: "saved", file, charts };
}

/** A cell as it is after it has drawn a figure. */
function cellOfFigure(id: string, figure: Figure, saved = {}): Cell {
  const outputs = [{ ...bundle(figure), ...saved }, description(figure)].map((data) => ({
    output_type: "display_data",
    data: JSON.parse(JSON.stringify(data)),
    metadata: {},
  }));
  const source = ["figure.show();"];
  return { id, cell_type: "code", source, metadata: {}, execution_count: 1, outputs };
}

/** Waits until each chart is as wide as its place. */
async function seeFitting(page: Page): Promise<void> {
  await assertSoon(async () => {
    const widths = await page
      .locator(".js-plotly-plot")
      .evaluateAll((charts) =>
        charts.map((chart) => [
          chart.clientWidth,
          Math.round(chart.querySelector(".main-svg")?.getBoundingClientRect().width ?? 0),
        ]),
      );
    assert.ok(
      widths.length > 0 && widths.every(([place = 0, drawn]) => place > 0 && place === drawn),
      JSON.stringify(widths),
    );
  });
}

/**
 * Scrolls through JupyterLab's open notebook until it has met each chart, and sees it become as wide
 * as its place. It turns round at an end, as JupyterLab itself may scroll after a resize.
 */
async function seeFittingOnTheWay(page: Page, { charts }: Subject): Promise<void> {
  const outer = page.locator(".jp-WindowedPanel-outer");
  let by = (await outer.evaluate((panel) => panel.scrollTop)) > 0 ? -300 : 300;
  const met = new Set<string>();
  for (let step = 0; step < 60 && met.size < charts.length; step++) {
    await assertSoon(async () => {
      const onScreen = await outer.evaluate((panel) => {
        const frame = panel.getBoundingClientRect();
        return Array.from(panel.querySelectorAll(".jp-RenderedPlotly")).flatMap((chart) => {
          const cell = chart.closest(".jp-Cell")?.getAttribute("data-windowed-list-index") ?? "";
          const drawn = chart.querySelector(".main-svg")?.getBoundingClientRect();
          const { width, top, bottom } = chart.getBoundingClientRect();
          const seen = chart.checkVisibility({ visibilityProperty: true });
          if (!seen || bottom < frame.top + 50 || top > frame.bottom - 50) return [];
          return [{ cell, off: Math.round((drawn?.width ?? 0) - width) }];
        });
      });
      assert.deepEqual(
        onScreen.filter(({ off }) => off !== 0),
        [],
      );
      for (const { cell } of onScreen) met.add(cell);
    }, 5_000);
    const moved = await outer.evaluate((panel, by) => {
      const before = panel.scrollTop;
      panel.scrollTop += by;
      return panel.scrollTop !== before;
    }, by);
    if (!moved) by = -by;
  }
  assert.equal(met.size, charts.length);
}

/** Sees that no text of a chart is on another or leaves its chart, on screens from phone to wall. */
async function seeTextsApart(page: Page, sidebar = false): Promise<void> {
  for (const width of [3440, 1280, 1024, 768, 480, 420, 390]) {
    if (sidebar && width === 768) await page.keyboard.press("Control+b"); // there is no room for it
    await page.setViewportSize({ width, height: 900 });
    await seeFitting(page);
    await assertSoon(async () => assert.deepEqual(await page.evaluate(collisions), [], `${width}`));
  }
}

/** A cell whose chart has the hostile text wherever a caller can put text. */
function hostileCell(): Cell {
  const x = [0, 1];
  const options = { x, y: x, title: HOSTILE, labels: { x: HOSTILE, y: HOSTILE } };
  const cell = cellOfFigure("hostile", line(options));
  return { ...cell, source: [`line(${scriptJson(options)}).show();`] };
}

/** A notebook with the hostile chart below its own. */
function withHostileText(subject: Subject): Subject {
  const last = { cell: codeCells(readNotebook(subject.file)).length, nth: 0, height: 450 };
  return { ...subject, added: [hostileCell()], charts: [...subject.charts, last] };
}

/** Sees that the text of the last chart is whole, and has run nowhere. */
async function seeHarmless(page: Page, { charts }: Subject): Promise<void> {
  const cell = cellOf(page, charts.at(-1) as Chart);
  await cell.locator("summary").click();
  assert.ok((await cell.locator("details p").textContent())?.includes(HOSTILE));
  const run = await page.evaluate(() => (window as Window & { hostile?: unknown }).hostile);
  assert.equal(run, undefined);
  assert.equal(await page.locator('[href^="javascript:" i], [onerror], [onload]').count(), 0);
}

/** An end of a block of the exported page, on paper. */
interface Place {
  block: number;
  /** The number of its code cell, from 0; -1 for prose */
  cell: number;
  /** From 1 */
  page: number;
  /** How far down the page, as a share of its height */
  down: number;
}

/**
 * Prints an exported page on A4, and says where each block begins and ends. A PDF tells in plain text
 * where its links are: each block gets one at its top and one at its foot.
 */
async function printed(page: Page): Promise<{ pages: number; places: Place[] }> {
  await page.evaluate(() => {
    const cells = Array.from(document.querySelectorAll(".jp-CodeCell"));
    const blocks = document.querySelectorAll<HTMLElement>(
      ".jp-MarkdownCell .jp-RenderedMarkdown > *, .jp-InputArea-editor, .jp-OutputArea-output",
    );
    blocks.forEach((block, i) => {
      block.style.position = "relative";
      for (const edge of ["top", "bottom"]) {
        const link = document.createElement("a");
        link.href = `place:${i}/${cells.findIndex((cell) => cell.contains(block))}`;
        link.style.cssText = `position: absolute; ${edge}: 0; left: 0; width: 5px; height: 5px;`;
        block.append(link);
      }
    });
  });
  const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
  const objects = new Map(
    Array.from(pdf.matchAll(/^(\d+) 0 obj\n(.*?)\nendobj/gms), ([, id, text = ""]) => [id, text]),
  );
  const pages = Array.from(objects.values()).filter((text) => text.startsWith("<</Type /Page\n"));
  const places = pages.flatMap((text, i) => {
    const [, height] = /\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(text) ?? [];
    const [, ids = ""] = /\/Annots \[(.*?)\]/s.exec(text) ?? [];
    return Array.from(ids.matchAll(/(\d+) 0 R/g), ([, id]) => objects.get(id) ?? "").flatMap(
      (link) => {
        const [, block, cell] = /\(place:(\d+)\/(-?\d+)\)/.exec(link) ?? [];
        const [, foot] = /\/Rect \[[\d.]+ ([\d.]+) /.exec(link) ?? [];
        if (!block) return [];
        const down = 1 - Number(foot) / Number(height);
        return [{ block: Number(block), cell: Number(cell), page: i + 1, down }];
      },
    );
  });
  return { pages: pages.length, places };
}

/** What is used of axe-core in a page. */
interface Axe {
  run(): Promise<{
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  }>;
}

/** What axe-core finds wrong with a page, for people who do not see, point or tell colours. */
async function barriers(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve("axe-core") });
  const { violations } = await page.evaluate(() => (window as unknown as { axe: Axe }).axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Moves a finger from one place of the page to another. */
async function swipe(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: string, points: number[][]) =>
    session.send("Input.dispatchTouchEvent", {
      type: type as "touchStart",
      touchPoints: points.map(([x = 0, y = 0]) => ({ x, y })),
    });
  await touch("touchStart", [from]);
  for (let step = 1; step <= 10; step++) {
    await touch("touchMove", [
      from.map((start, i) => start + (((to[i] ?? 0) - start) * step) / 10),
    ]);
  }
  await touch("touchEnd", []);
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
  { name, file, added = [] }: Subject,
  { trusted = false, outputs = true, folder = root } = {},
): Promise<void> {
  const path = `dist/browser/${++copies}/${name}.ipynb`;
  mkdirSync(dirname(join(root, path)));
  const notebook = readNotebook(file);
  notebook.cells.push(...structuredClone(added));
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
async function runAll(page: Page, { file, added = [] }: Subject): Promise<void> {
  const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
  const count = codeCells(readNotebook(file)).length + added.length;
  const numbers = Array.from({ length: count }, (_, i) => `[${i + 1}]:`);
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

/** Sees that JupyterLab takes a notebook that was only opened for saved. */
async function seeUnchanged(page: Page): Promise<void> {
  await seeKernel(page); // it has told its language, and JupyterLab has compared it with the file's
  assert.equal(await page.locator(".lm-TabBar-tab.jp-mod-dirty").count(), 0, "it is unsaved");
}

/** Chooses the dark theme in JupyterLab's menu. */
async function turnDark(page: Page): Promise<void> {
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
  await seeImage(cellOf(page, chart).locator(".jp-OutputArea-output img").nth(chart.nth));
}

/** Sees that an image is an SVG in the page itself, and says what it shows. */
async function seeImage(image: Locator): Promise<void> {
  await image.waitFor();
  assert.match((await image.getAttribute("src")) ?? "", /^data:image\/svg\+xml;base64,/);
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
  const focused = page.locator("input:focus");
  const told = () => focused.getAttribute("aria-valuetext");
  assert.equal(await told(), (await shown(page)).text, "it has followed the mouse");
  await page.keyboard.press("End");
  await assertSoon(async () => assert.equal((await shown(page)).text, "α = 1, a straight line"));
  await page.keyboard.press("ArrowLeft");
  await assertSoon(async () => assert.equal((await shown(page)).slope, 0.75));
  const rail = await live(page, SLIDER).locator(".slider-rail-touch-rect").boundingBox();
  await page.mouse.move(rail?.x ?? 0, rail?.y ?? 0, { steps: 3 });
  assert.equal((await shown(page)).slope, 0.75, "the mouse does not hold the slider");
  assert.equal(await told(), "α = 0.75");
  assert.equal(await page.locator(".leaky-relu-words output").textContent(), "α = 0.75");
  assert.equal(await page.getByRole("slider").count(), 1);
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
function convert({ name, file }: Subject, format: "html" | "markdown" | "slides"): string {
  const out = join(folder, format);
  const args = ["-m", "nbconvert", "--to", format, "--output-dir", out, file];
  execFileSync(python, args, { env: environment(), stdio: "ignore" });
  const ending = { html: "html", markdown: "md", slides: "slides.html" }[format];
  return pathToFileURL(join(out, `${name}.${ending}`)).href;
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
