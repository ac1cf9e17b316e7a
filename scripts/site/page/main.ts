/*
 * What the site adds to JupyterLite's page: the kernel, charts that are loaded when one is drawn, and
 * a way back to the original of a notebook.
 */
import { makeKernel } from "./kernel";
import { offer } from "./lite";
import { offerOriginals } from "./originals";

/** Where Plotly's renderer is, relative to this script; the bundler puts it in. */
declare const CHARTS: string;

const { src } = document.currentScript as HTMLScriptElement;

/** The worker that the page started before JupyterLab was loaded, until a kernel takes it. */
const early = globalThis as { leakyReluKernel?: Worker };

function startWorker(): Worker {
  const { leakyReluKernel } = early;
  delete early.leakyReluKernel;
  return leakyReluKernel ?? new Worker(new URL("worker.js", src));
}

offer({
  makeKernel: (Base) => makeKernel(Base, startWorker),
  charts: new URL(CHARTS, src).href,
  activate: offerOriginals,
});
