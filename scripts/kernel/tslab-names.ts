import type * as converter from "tslab/dist/converter";
import type * as jupyter from "tslab/dist/jupyter";
import type * as main from "tslab/dist/main";

/** The modules of tslab that the kernel changes or calls, as `require` gives them. */
export interface Tslab {
  converter: typeof converter;
  jupyter: typeof jupyter;
  main: typeof main;
}

interface Name {
  /** Where the name is: a module of tslab, and what leads to it from there */
  path: [module: keyof Tslab, ...names: string[]];
  /** The file that needs it, and what for */
  use: string;
  /** What `typeof` says of it; null has the type "object" */
  type?: "object";
}

const PATCH = "scripts/kernel/patch-tslab.ts";

/** Each name inside tslab that the project needs, with the file that needs it. */
export const NAMES: readonly Name[] = [
  { path: ["main", "startKernel"], use: `${PATCH} calls it` },
  { path: ["converter", "createConverter"], use: "scripts/kernel/lazy-types.ts wraps it" },
  { path: ["jupyter", "ZmqServer", "prototype", "init"], use: `${PATCH} replaces it` },
  { path: ["jupyter", "ZmqServer", "prototype", "handleShellMessage"], use: `${PATCH} calls it` },
  {
    path: ["jupyter", "JupyterHandlerImpl", "prototype", "handleExecute"],
    use: `${PATCH} wraps it`,
  },
  {
    path: ["jupyter", "lastWriteDisplayData"],
    use: `${PATCH} sends charts through it`,
    type: "object",
  },
];

/**
 * What an update of tslab has broken: one line for each name that the project needs and that is
 * gone.
 *
 * @param version - tslab's, for the lines
 * @example
 * brokenNames("1.0.23", tslab);
 * // ["tslab 1.0.23: ZmqServer.init is gone; scripts/kernel/patch-tslab.ts replaces it"]
 */
export function brokenNames(version: string, tslab: Tslab): string[] {
  return NAMES.filter(({ path: [module, ...names], type = "function" }) => {
    let value: unknown = tslab[module];
    for (const name of names) value = (value as { [name: string]: unknown } | undefined)?.[name];
    return typeof value !== type;
  }).map(({ path, use }) => `tslab ${version}: ${nameOf(path)} is gone; ${use}`);
}

/** A name as a person says it: without its module, and without `prototype`. */
export function nameOf([, ...names]: Name["path"]): string {
  return names.filter((name) => name !== "prototype").join(".");
}
