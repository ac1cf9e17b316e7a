import { readdirSync, readFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, join, relative, sep } from "node:path";
import { build } from "esbuild";
import { at, root } from "../setup/paths";

/** The types of Node that a page is given: of what runs there. Others would pass, and fail when run. */
const NODE_TYPES =
  /^(index|globals(\.\w+)?|buffer(\.\w+)?|console|events|path|perf_hooks|timers|url|util|(web-globals|compatibility)\/\w+)\.d\.ts$/;

/**
 * In place of what Node's types say of `process`, by which a page could end it; and what they say in
 * files that are about more than a page has.
 */
const PROCESS_TYPES = `declare module "process" {
  global {
    /** A deep copy. */
    function structuredClone<T>(value: T, options?: { transfer?: readonly object[] }): T;
    var crypto: {
      /** Fills a typed array with random numbers. */
      getRandomValues<T>(array: T): T;
      /** A random name of 36 characters. */
      randomUUID(): string;
    };
    namespace NodeJS {
      interface Process {
        /** The environment variables: in a page there are none. */
        env: { [name: string]: string | undefined };
        /** The operating system: a page says "browser". */
        platform: string;
        /** The version of Node whose language the cells may use. */
        version: string;
        stdout: { write(text: string): boolean };
        stderr: { write(text: string): boolean };
        /** The folder of the notebook. */
        cwd(): string;
        /** Calls the listener when the reader presses Interrupt. */
        on(event: "SIGINT", listener: () => void): this;
        off(event: "SIGINT", listener: () => void): this;
      }
    }
  }
  export = process;
}
`;

/** Where the project's folder is for the kernel in a page. */
const LAB = "/lab";

interface Source {
  text: string;
  imports: { [name: string]: string };
}

/** The types that a cell is checked with, by the paths where TypeScript looks for them. */
export function typeTexts(): { [path: string]: string } {
  const texts: { [path: string]: string } = {};
  const read = (file: string) => readFileSync(at(file), "utf8");
  const library = "node_modules/@tslab/typescript-for-tslab/lib";
  const wanted = ["es2022"];
  for (const name of wanted) {
    const text = read(`${library}/lib.${name}.d.ts`);
    texts[`/lib/lib.${name}.d.ts`] = text;
    for (const [, other = ""] of text.matchAll(/^\/\/\/ <reference lib="([\w.]+)"/gm)) {
      if (!wanted.includes(other)) wanted.push(other);
    }
  }
  const node = "node_modules/@types/node";
  for (const name of declarations(node).filter((name) => NODE_TYPES.test(name))) {
    texts[`${LAB}/${node}/${name}`] = read(`${node}/${name}`);
  }
  texts[`${LAB}/${node}/process.d.ts`] = PROCESS_TYPES;
  for (const name of declarations("dist/src").filter((name) => !name.includes(".test."))) {
    texts[`${LAB}/node_modules/leaky-relu/dist/src/${name}`] = read(`dist/src/${name}`);
  }
  const tslab = "node_modules/tslab/dist/public.d.ts";
  texts[`${LAB}/${tslab}`] = read(tslab);
  for (const name of ["@types/node", "leaky-relu", "tslab"]) {
    const { version, types } = JSON.parse(read(`node_modules/${name}/package.json`));
    texts[`${LAB}/node_modules/${name}/package.json`] = JSON.stringify({ name, version, types });
  }
  return texts;
}

/** The names of the declarations in a folder and the folders in it. */
function declarations(folder: string): string[] {
  const names = readdirSync(at(folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".d.ts"))
    .map(posix)
    .sort();
}

const posix = (path: string) => path.split(sep).join("/");

/** The package's compiled files and what they need of other packages, each as it is. */
export function moduleTexts(): { entry: string; modules: { [path: string]: Source } } {
  const modules: { [path: string]: Source } = {};
  const named = (file: string) => posix(join(LAB, relative(root, file)));
  const entry = at("dist/src/index.js");
  const wanted = [entry];
  for (const file of wanted) {
    const text = readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "");
    const { resolve } = createRequire(file);
    const imports: Source["imports"] = {};
    for (const [, name = ""] of text.matchAll(/\brequire\("([^"]+)"\)/g)) {
      if (builtinModules.includes(name.replace(/^node:/, ""))) continue;
      const found = resolve(name);
      imports[name] = named(found);
      if (!wanted.includes(found)) wanted.push(found);
    }
    modules[named(file)] = { text, imports };
  }
  return { entry: named(entry), modules };
}

const COMPILER = "@tslab/typescript-for-tslab";

/** What stands in the page for the modules of Node, and for tslab's TypeScript. */
function standIns(): { [name: string]: string } {
  const own = (name: string) => at(`dist/scripts/site/worker/${name}.js`);
  const both = (name: string, file: string) => [
    [name, file],
    [`node:${name}`, file],
  ];
  const nothing = ["fs", "os", "perf_hooks", "inspector", "child_process", "source-map-support"];
  return Object.fromEntries([
    ...both("buffer", require.resolve("buffer/")),
    ...both("path", require.resolve("path-browserify")),
    ...["crypto", "module", "util", "vm"].flatMap((name) =>
      both(name, own(name === "module" ? "modules" : name)),
    ),
    ...nothing.flatMap((name) => both(name, own("nothing"))),
    ["zeromq", own("nothing")],
    [COMPILER, own("compiler")],
    ["typescript-itself", require.resolve(COMPILER)],
  ]);
}

/** What a bundle is made of. */
interface Parts {
  name: string;
  /** The file that is run first, without ".js" */
  entry: string;
  folder: string;
  /** What stands for names in the code */
  define: { [name: string]: unknown };
  /** Whether the file's name has a hash of what is in it, so that no browser takes an old one */
  hashed: boolean;
}

/** Writes one program with all that it needs, and gives back its name. */
async function program({ name, entry, folder, define, hashed }: Parts): Promise<string> {
  const values = Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)]);
  const { metafile } = await build({
    entryPoints: { [name]: at(`dist/scripts/site/${entry}.js`) },
    entryNames: hashed ? "[name]-[hash]" : "[name]",
    outdir: folder,
    bundle: true,
    metafile: true,
    minify: true,
    format: "iife",
    target: "es2022",
    mainFields: ["main"],
    legalComments: "none",
    logLevel: "error",
    alias: standIns(),
    define: Object.fromEntries(values),
  });
  return basename(Object.keys(metafile.outputs)[0] ?? "");
}

/** Writes the kernel, and gives back its name. */
export function bundleKernel(folder: string): Promise<string> {
  const { entry, modules } = moduleTexts();
  const define = {
    __filename: "/lib/typescript.js",
    __dirname: `${LAB}/node_modules/tslab/dist`,
    ENTRIES: { "leaky-relu": entry },
    MODULES: modules,
    TYPES: typeTexts(),
  };
  return program({ name: "kernel", entry: "worker/main", folder, define, hashed: true });
}

/** What the extension of JupyterLite is told. */
export interface Told {
  /** The name of the kernel's file, beside it */
  WORKER: string;
  /** Plotly's renderer, relative to it */
  CHARTS: string;
  /** The versions of the notebooks, by their names */
  VERSIONS: { [name: string]: string };
  /** The name of what a browser keeps of this version of the site */
  CACHE: string;
}

/** Writes the extension of JupyterLite, which starts the kernel, and gives back its name. */
export function bundleExtension(folder: string, told: Told): Promise<string> {
  return program({
    name: "extension",
    entry: "page/main",
    folder,
    define: { ...told },
    hashed: true,
  });
}

/** Writes what answers without a network; its name stays, as browsers ask for it by name. */
export function bundleServiceWorker(folder: string, { CACHE }: Told): Promise<string> {
  return program({
    name: "service-worker",
    entry: "page/service-worker",
    folder,
    define: { CACHE },
    hashed: false,
  });
}
