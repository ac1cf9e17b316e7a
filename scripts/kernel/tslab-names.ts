import type * as typescript from "@tslab/typescript-for-tslab";
import type * as converter from "tslab/dist/converter";
import type * as executor from "tslab/dist/executor";
import type * as jupyter from "tslab/dist/jupyter";
import type * as main from "tslab/dist/main";

/** The modules of tslab that the kernel changes or calls, as `require` gives them. */
export interface Tslab {
  converter: typeof converter;
  executor: typeof executor;
  jupyter: typeof jupyter;
  main: typeof main;
  typescript: typeof typescript;
}

interface Name {
  /** Where the name is: a module of tslab, and what leads to it from there */
  path: [module: keyof Tslab, ...names: string[]];
  /** The file that needs it, and what for */
  use: string;
  /** What `typeof` says of it; null has the type "object" */
  type?: "object";
}

/** A name of a class, as its path. */
const server = (name: string): Name["path"] => ["jupyter", "ZmqServer", "prototype", name];
const handler = (name: string): Name["path"] => [
  "jupyter",
  "JupyterHandlerImpl",
  "prototype",
  name,
];

const file = (name: string) => `scripts/kernel/${name}.ts`;

/** Each name inside tslab and its TypeScript that the project needs, with the file that needs it. */
export const NAMES: readonly Name[] = [
  { path: ["main", "startKernel"], use: `${file("patch-tslab")} calls it` },
  { path: ["converter", "createConverter"], use: `${file("lazy-types")} wraps it` },
  { path: ["executor", "createExecutor"], use: `${file("cell-executor")} wraps it` },
  { path: server("init"), use: `${file("patch-tslab")} replaces it` },
  { path: server("handleShellMessage"), use: `${file("patch-tslab")} calls it` },
  { path: server("handleExecute"), use: `${file("patch-tslab")} replaces it` },
  { path: server("handleCommInfoRequest"), use: `${file("patch-tslab")} replaces it` },
  { path: server("publishStatus"), use: `${file("patch-tslab")} wraps it` },
  { path: handler("handleExecute"), use: `${file("cell-handler")} replaces it` },
  { path: handler("handleExecuteImpl"), use: `${file("cell-handler")} calls it` },
  { path: handler("handleKernel"), use: `${file("cell-handler")} wraps it` },
  {
    path: ["jupyter", "lastWriteDisplayData"],
    use: `${file("publish-display")} calls it`,
    type: "object",
  },
  {
    path: ["typescript", "sys"],
    use: `${file("lazy-types")} reads files through it`,
    type: "object",
  },
  {
    path: ["typescript", "getPreEmitDiagnosticsOfFiles"],
    use: `${file("cell-compiler")} wraps it`,
  },
  { path: ["typescript", "createWatchCompilerHost"], use: `${file("cell-compiler")} wraps it` },
  {
    path: ["typescript", "getAutomaticTypeDirectiveNames"],
    use: `${file("cell-compiler")} calls it`,
  },
  { path: ["typescript", "createAbstractBuilder"], use: `${file("cell-program")} calls it` },
  { path: ["typescript", "createModuleResolutionCache"], use: `${file("cell-program")} calls it` },
  { path: ["typescript", "bindSourceFile"], use: `${file("cell-program")} calls it` },
  {
    path: ["typescript", "libs"],
    use: `${file("cell-program")} needs their order`,
    type: "object",
  },
  { path: ["typescript", "transpileModule"], use: `${file("cell-compiler")} wraps it` },
  { path: ["typescript", "decodeMappings"], use: `${file("cell-compiler")} calls it` },
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

/** A name as a person says it: without the module of tslab, and without `prototype`. */
export function nameOf([module, ...names]: Name["path"]): string {
  const spoken = names.filter((name) => name !== "prototype").join(".");
  return module === "typescript" ? `TypeScript's ${spoken}` : spoken;
}
