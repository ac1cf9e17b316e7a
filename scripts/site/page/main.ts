/*
 * What the site adds to JupyterLite's page: the kernel, charts that are loaded when one is drawn, and
 * a way back to the original of a notebook. And it keeps the site for a time without a network.
 */
import { makeKernel } from "./kernel";
import { type App, type OpenNotebook, offer } from "./lite";
import { keepForOffline } from "./offline";
import { notebookNames, offerOriginals } from "./originals";

/** Where Plotly's renderer and the kernel are, relative to this script; the bundler puts them in. */
declare const CHARTS: string;
declare const WORKER: string;

/** Up to this width, in pixels, a screen is a phone's. */
const NARROW = 760;

/** The site, relative to this script. */
const ROOT = "../../..";

const { src } = document.currentScript as HTMLScriptElement;
const addressOf = (name: string) => new URL(name, src);

/** The worker that the page started before JupyterLab was loaded, until a kernel takes it. */
const early = globalThis as { leakyReluKernel?: Worker & { failed?: boolean } };

function startWorker(): Worker {
  const { leakyReluKernel } = early;
  delete early.leakyReluKernel;
  const usable = leakyReluKernel && !leakyReluKernel.failed;
  return usable ? leakyReluKernel : new Worker(addressOf(WORKER));
}

/** Keeps the list of files folded, which several plugins open, until the reader touches the page. */
function foldFiles(shell: App["shell"]): void {
  const fold = () => {
    if (!shell.leftCollapsed) shell.collapseLeft();
  };
  shell.layoutModified.connect(fold);
  const stop = () => shell.layoutModified.disconnect(fold);
  addEventListener("pointerdown", stop, { capture: true, once: true });
  addEventListener("keydown", stop, { capture: true, once: true });
}

offer({
  makeKernel: (Base) => makeKernel(Base, startWorker),
  charts: addressOf(CHARTS).href,
  activate: async (app, page, loadCharts) => {
    offerOriginals(app, page);
    if (innerWidth < NARROW) foldFiles(app.shell);
    const shown = await new Promise<OpenNotebook>((resolve) => page.opened(resolve));
    await shown.revealed;
    const root = addressOf(`${ROOT}/`);
    const notebooks = notebookNames().map((name) => new URL(`files/${name}`, root));
    requestIdleCallback(async () => {
      if (innerWidth < NARROW) {
        // beside the list of files it had room for no button; when it is shown, it looks again
        shown.toolbar.hide();
        shown.toolbar.show();
      }
      await loadCharts();
      await keepForOffline(root, [addressOf(WORKER), ...notebooks]);
    });
  },
});
