/*
 * The files that TypeScript reads in a page: texts that the bundle has. To be imported before
 * anything that makes a converter.
 */
import * as ts from "@tslab/typescript-for-tslab";

/** The texts by their paths; the bundler puts them in. */
declare const TYPES: { [path: string]: string };

const folders = new Set(["/"]);
for (const path of Object.keys(TYPES)) {
  for (let end = path.indexOf("/", 1); end > 0; end = path.indexOf("/", end + 1)) {
    folders.add(path.slice(0, end));
  }
}

const never = { close: () => {} };

const system: ts.System & { getEnvironmentVariable(): string } = {
  args: [],
  newLine: "\n",
  useCaseSensitiveFileNames: true,
  write: () => {},
  readFile: (path) => TYPES[path],
  writeFile: () => {},
  resolvePath: (path) => path,
  fileExists: (path) => path in TYPES,
  directoryExists: (path) => folders.has(path.replace(/(.)\/$/, "$1")),
  createDirectory: () => {},
  getExecutingFilePath: () => "/lib/typescript.js",
  getCurrentDirectory: () => "/lab",
  getDirectories: (path) => {
    const inside = [...folders].filter((folder) => folder.startsWith(`${path}/`));
    const names = inside.map((folder) => folder.slice(path.length + 1));
    return names.filter((name) => !name.includes("/"));
  },
  readDirectory: () => [],
  watchFile: () => never,
  watchDirectory: () => never,
  exit: () => {},
  realpath: (path) => path,
  getEnvironmentVariable: () => "",
};

(ts as unknown as { setSys(system: ts.System): void }).setSys(system);
