/*
 * What the site adds to JupyterLite's page: the kernel.
 */
import { makeKernel } from "./kernel";
import { offer } from "./lite";

const { src } = document.currentScript as HTMLScriptElement;

offer((Base) => makeKernel(Base, () => new Worker(new URL("worker.js", src))));
