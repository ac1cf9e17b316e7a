import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { assertSoon, launch, WAIT } from "../jupyter/browser";
import { type Cell, lines, type Notebook, type Output } from "../notebook/format";
import { buildSite } from "./build";
import type { Evaluating } from "./firefox";
import { serve } from "./serve";

/** How long a notebook may take to load or to run, in milliseconds. */
const RUN = 240_000;

/** What the tests ask of JupyterLab in the page, which the site's configuration puts there. */
declare const jupyterapp: {
  commands: { execute(command: string, args?: object): Promise<unknown> };
  shell: { currentWidget: NotebookPanel };
};

interface NotebookPanel {
  context: {
    path: string;
    ready: Promise<void>;
    model: {
      toJSON(): Notebook;
      fromJSON(notebook: object): void;
      setMetadata(key: string, value: unknown): void;
    };
    save(): Promise<void>;
  };
  content: {
    activeCellIndex: number;
    activeCell: {
      model: { outputs: { length: number; changed: { connect(listener: () => void): void } } };
    };
    widgets: unknown[];
  };
  sessionContext: {
    ready: Promise<void>;
    session: {
      kernel: {
        info: Promise<object>;
        interrupt(): Promise<void>;
        restart(): Promise<void>;
        requestComplete(content: object): Promise<{ content: object }>;
        requestInspect(content: object): Promise<{ content: object }>;
      } | null;
    } | null;
  };
}

/** A site that is built and served, and a browser. */
export interface OpenSite {
  /** Its address, which is not the root of its host */
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Builds the site, serves it, and starts a browser.
 *
 * @param sent - called with the size of each answer in bytes, as it goes over the line
 */
export async function openSite(sent?: (bytes: number) => void): Promise<OpenSite> {
  const folder = mkdtempSync(join(tmpdir(), "site "));
  await buildSite(folder);
  const site = await serve(folder, { path: "/some/sub/path/", ...(sent && { sent }) });
  const browser = await launch();
  const close = async () => {
    await browser.close();
    site.close();
    rmSync(folder, { recursive: true });
  };
  return { url: site.url, browser, close };
}

/**
 * A reader's tab with one notebook of the site, and its kernel running.
 *
 * @param url - the address of the site, or of one of its pages
 */
export async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT);
  const said: string[] = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  await page.goto(url);
  await ready(page).catch((error) => {
    throw new Error(`${url} does not get ready; it says: ${said.join("\n")}`, { cause: error });
  });
  return page;
}

/** Waits until the notebook that is open can run its cells. */
export async function ready(page: Evaluating): Promise<void> {
  // The page may still go to another address, and has no notebook then.
  await assertSoon(async () => assert.ok(await page.evaluate(hasNotebook)));
  await inTime(page.evaluate(kernelReady));
}

function hasNotebook(): boolean {
  return typeof jupyterapp === "object" && "context" in (jupyterapp.shell.currentWidget ?? {});
}

async function kernelReady(): Promise<void> {
  const { context, sessionContext } = jupyterapp.shell.currentWidget;
  await context.ready;
  await sessionContext.ready;
  await sessionContext.session?.kernel?.info;
}

/** Opens one notebook of the site's folder in the tab. */
export async function openFile(page: Evaluating, path: string): Promise<void> {
  await page.evaluate(async (path) => {
    await jupyterapp.commands.execute("docmanager:open", { path });
  }, path);
  await assertSoon(async () => {
    assert.equal(await page.evaluate(() => jupyterapp.shell.currentWidget.context.path), path);
  });
  await ready(page);
}

/** @throws Error when it takes too long */
async function inTime<Result>(result: Promise<Result>): Promise<Result> {
  let late: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error("this takes longer than four minutes")), RUN);
  });
  return Promise.race([result, limit]).finally(() => clearTimeout(late));
}

/** Runs all cells of the notebook in the tab, and gives it back with its outputs. */
export async function runAll(page: Evaluating): Promise<Notebook> {
  await inTime(
    page.evaluate(async () => {
      await jupyterapp.commands.execute("notebook:run-all-cells");
    }),
  );
  return notebookIn(page);
}

/** The notebook that is open in the tab, as it would be saved. */
export async function notebookIn(page: Evaluating): Promise<Notebook> {
  const text = await page.evaluate(() =>
    JSON.stringify(jupyterapp.shell.currentWidget.context.model.toJSON()),
  );
  const notebook: Notebook = JSON.parse(text);
  return { ...notebook, cells: notebook.cells.map(inLines) };
}

/** A notebook of these cells. */
export function notebookOf(sources: string[]): Notebook {
  const cells = sources.map((source, i) => ({
    cell_type: "code" as const,
    id: `cell-${i + 1}`,
    source: lines(source),
    metadata: {},
    execution_count: null,
    outputs: [],
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

async function setCells(page: Evaluating, sources: string[]): Promise<void> {
  const { cells } = notebookOf(sources);
  await page.evaluate((cells) => {
    const { model } = jupyterapp.shell.currentWidget.context;
    const whole = cells.map((cell) => ({ ...cell, source: cell.source.join("") }));
    model.fromJSON({ ...model.toJSON(), cells: whole });
  }, cells);
}

/**
 * Puts these cells in place of those in the tab, runs one after the other, and gives back what came
 * of each. What failed does not stop the others.
 *
 * @param interrupt - the number of a cell, counted from 0: Interrupt is pressed when it has printed
 */
export async function runCells(
  page: Evaluating,
  sources: string[],
  interrupt?: number,
): Promise<Output[][]> {
  await setCells(page, sources);
  const run = page.evaluate(async (interrupt) => {
    const { content, sessionContext } = jupyterapp.shell.currentWidget;
    for (let i = 0; i < content.widgets.length; i++) {
      content.activeCellIndex = i;
      const ended = jupyterapp.commands.execute("notebook:run-cell");
      if (i === interrupt) {
        const { outputs } = content.activeCell.model;
        await new Promise<void>((printed) => {
          const look = () => outputs.length > 0 && printed();
          outputs.changed.connect(look);
          look();
        });
        await sessionContext.session?.kernel?.interrupt();
      }
      await ended;
    }
  }, interrupt);
  await inTime(run);
  return (await notebookIn(page)).cells.map(({ outputs }) => outputs ?? []);
}

/** Asks the kernel what Tab or Shift+Tab ask at the end of the code. */
export async function ask(page: Page, what: "complete" | "inspect", code: string): Promise<object> {
  return page.evaluate(
    async ({ what, code }) => {
      const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session ?? {};
      if (!kernel) throw new Error("no kernel");
      const cursor_pos = code.length;
      const reply =
        what === "complete"
          ? await kernel.requestComplete({ code, cursor_pos })
          : await kernel.requestInspect({ code, cursor_pos, detail_level: 0 });
      return reply.content;
    },
    { what, code },
  );
}

/** Makes the open notebook look like a copy of an earlier version of the site, and saves it. */
export async function saveAsOlder(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { context } = jupyterapp.shell.currentWidget;
    context.model.setMetadata("original", "an earlier version");
    await context.save();
  });
}

/** Saves the notebook that is open, in the browser. */
export async function save(page: Page): Promise<void> {
  await page.evaluate(() => jupyterapp.shell.currentWidget.context.save());
}

/** Restarts the kernel, as the menu does when the reader has agreed. */
export async function restart(page: Evaluating): Promise<void> {
  await page.evaluate(async () => {
    await jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.restart();
  });
}

/** What JupyterLab's renderer of charts adds to an output that it has drawn. */
const PICTURE = "image/png";
const CHART = "application/vnd.plotly.v1+json";

/** What a notebook's file has in lines: all but binary data. */
const TEXT = /^text\/|^image\/svg|javascript$/;

/** A cell with its texts in lines, as in a file, and without the pictures of charts that were drawn. */
function inLines(cell: Cell): Cell {
  const split = (value: unknown, type = "text/plain") =>
    typeof value === "string" && TEXT.test(type) ? lines(value) : value;
  const outputs = cell.outputs?.map(({ text, data, ...others }): Output => {
    const types = Object.entries(data ?? {})
      .filter(([type]) => !(type === PICTURE && CHART in (data ?? {})))
      .map(([type, value]) => [type, split(value, type)]);
    return {
      ...others,
      ...(text && { text: split(text) as string[] }),
      ...(data && { data: Object.fromEntries(types) }),
    };
  });
  return { ...cell, source: lines(String(cell.source)), ...(outputs && { outputs }) };
}
