import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { codeCells, notebookFiles, readNotebook, writeNotebook } from "../notebook/format";
import { assertSoon, findBrowser, launch, seeKernel, WAIT } from "./browser";
import { type Server, startServer } from "./server";

const NAME = "leaky-relu.ipynb";
const CHECKPOINT = join(".ipynb_checkpoints", "leaky-relu-checkpoint.ipynb");
const committed = readNotebook(notebookFiles().find((file) => file.endsWith(NAME)) as string);
for (const { cell } of codeCells(committed)) cell.outputs = []; // quicker to open

/** How long a click may take that is tried again, in milliseconds. */
const QUICK = { timeout: 5000 };

const { CI } = process.env;
const skip = !findBrowser() && CI !== "true" && "no Chromium or Chrome is installed";

describe("JupyterLab, stopped as by a power cut and started again,", { skip }, () => {
  let browser: Browser;
  let folder: string;
  let server: Server;

  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "unsaved "));
    writeNotebook(join(folder, NAME), committed);
    server = await startServer({ extension: false, baseUrl: "/", folder });
  });
  afterEach(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sets how often JupyterLab saves by itself, in seconds. */
  function autosaveEvery(autosaveInterval: number): void {
    const { JUPYTER_CONFIG_DIR = "" } = server.env;
    const settings = join(JUPYTER_CONFIG_DIR, "lab", "user-settings");
    const plugin = join(settings, "@jupyterlab", "docmanager-extension");
    mkdirSync(plugin, { recursive: true });
    const text = JSON.stringify({ autosave: true, autosaveInterval });
    writeFileSync(join(plugin, "plugin.jupyterlab-settings"), text);
  }

  /** Opens the copy of the notebook, and waits for its kernel. */
  async function open(): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(WAIT);
    await page.goto(`${server.url}lab/tree/${NAME}?reset&token=${server.token}`);
    await seeKernel(page);
    return page;
  }

  /**
   * Waits until a file is the notebook, with nothing but this text before its first code cell. It may
   * take longer than all else: JupyterLab lets ten times as long pass as its last save took.
   */
  async function seeSaved(text: string, name = NAME): Promise<void> {
    const saved = async () => assert.deepEqual(sources(join(folder, name)), expected(text));
    await assertSoon(saved, 4 * WAIT);
  }

  test("has what autosave wrote, and Revert Notebook to Checkpoint brings back the last Save", async () => {
    autosaveEvery(1);
    const page = await open();
    await type(page, "// saved\n");
    await seeSaved("// saved\n");
    await page.locator(".lm-TabBar-tab.jp-mod-dirty").waitFor({ state: "detached" });
    await choose(page, "save");
    await seeSaved("// saved\n", CHECKPOINT);
    await type(page, "// autosaved\n");
    await seeSaved("// autosaved\n// saved\n");
    await server.kill();
    await page.close();

    await server.restart();
    await seeSaved("// autosaved\n// saved\n");
    const reopened = await open();
    await seeEdited(reopened, "// autosaved\n// saved\n");
    await choose(reopened, "restore-checkpoint");
    await reopened.getByRole("dialog").getByRole("button", { name: "Revert" }).click();
    await seeEdited(reopened, "// saved\n");
    await seeSaved("// saved\n");
  });

  test("saves from the open page what was not saved before, and what was typed meanwhile", async () => {
    autosaveEvery(3600);
    const page = await open();
    await type(page, "// before\n");
    await server.kill();
    await seeSaved("");
    await type(page, "// meanwhile\n");
    await seeEdited(page, "// meanwhile\n// before\n");

    await server.restart();
    await choose(page, "save");
    await seeSaved("// meanwhile\n// before\n");
  });

  test("autosaves from the open page what was typed meanwhile, without being asked", async () => {
    autosaveEvery(1);
    const page = await open();
    await server.kill();
    await type(page, "// meanwhile\n");
    await server.restart();
    await seeSaved("// meanwhile\n");
  });
});

/** The text of every cell of a notebook. */
function sources(file: string): string[] {
  return readNotebook(file).cells.map(({ source }) => source.join(""));
}

/** The text of every cell of the committed notebook, with this text before the first code cell. */
function expected(text: string): string[] {
  const [first] = codeCells(committed);
  return committed.cells.map((cell) => (cell === first?.cell ? text : "") + cell.source.join(""));
}

/** The editor of the first code cell. */
function editor(page: Page): Locator {
  return page.locator(".jp-CodeCell .cm-content").first();
}

/** Types a line at the start of the first code cell, though a dialog may come in between. */
async function type(page: Page, line: string): Promise<void> {
  const typed = async () => (await editor(page).innerText()).startsWith(line);
  await assertSoon(async () => {
    await closeDialogs(page);
    if (!(await typed())) {
      await editor(page).click(QUICK);
      await page.keyboard.press("Control+Home");
      await page.keyboard.insertText(line);
    }
    assert.ok(await typed(), line);
  });
}

/** Waits until the first code cell begins with this text, and its own first line. */
async function seeEdited(page: Page, text: string): Promise<void> {
  const start = text + codeCells(committed)[0]?.cell.source[0];
  await assertSoon(async () => assert.ok((await editor(page).innerText()).startsWith(start)));
}

/** Closes what JupyterLab says, once and again, of a server that does not answer. */
async function closeDialogs(page: Page): Promise<void> {
  const buttons = page.locator(".jp-Dialog-footer button");
  while ((await buttons.count()) > 0) await buttons.last().click(QUICK);
}

/** Chooses a command of the menu File, though a dialog may come in between. */
async function choose(page: Page, command: "save" | "restore-checkpoint"): Promise<void> {
  await assertSoon(async () => {
    await closeDialogs(page);
    await page.getByRole("menuitem", { name: "File", exact: true }).click(QUICK);
    await page.locator(`.lm-Menu-item[data-command="docmanager:${command}"]`).click(QUICK);
  });
}
