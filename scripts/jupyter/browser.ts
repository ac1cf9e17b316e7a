import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Where Chrome and Edge are on macOS and Windows, which do not put them on the PATH. */
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** How long a page may take to do what it should, in milliseconds. */
export const WAIT = 30_000;

/** Chromium's own calls home: what it loads for itself would count as the page's. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/** The path of an installed Chromium or Chrome: CHROME_PATH, or the first that is found. */
export function findBrowser(): string | undefined {
  const { CHROME_PATH, PATH = "" } = process.env;
  if (CHROME_PATH) return CHROME_PATH;
  const onPath = NAMES.flatMap((name) => PATH.split(delimiter).map((dir) => join(dir, name)));
  return [...onPath, ...PLACES].find((file) => existsSync(file));
}

/**
 * Starts the installed Chromium without a window.
 *
 * @throws Error when there is none
 */
export async function launch(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error("no Chromium or Chrome is installed; install one, or set CHROME_PATH to it");
  }
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: root ? [...QUIET, "--no-sandbox"] : QUIET });
}

/**
 * Waits until the open notebook has its kernel. JupyterLab runs nothing before, or asks which kernel
 * it is to be; and it says "idle" before it has any.
 */
export async function seeKernel(page: Page): Promise<void> {
  await page.locator(".jp-KernelName", { hasText: "TypeScript" }).waitFor();
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
}

/** Waits for an assertion to hold. */
export async function assertSoon(assertion: () => Promise<void>, wait = WAIT): Promise<void> {
  for (const end = Date.now() + wait; ; ) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
