/*
 * Node's `module` in a page: it loads what the bundle has as text, as Node would load it from a
 * file. A bundler would print functions in its own way, and `draw.toString()` goes into a chart.
 */
import { Buffer } from "node:buffer";
import * as path from "node:path";
import * as util from "./util";
import vm from "./vm";

const { runInThisContext } = vm;

/** A file of the package or of what it needs, and where its imports lead. */
interface Source {
  text: string;
  imports: { [name: string]: string };
}

/** The files by their paths, and the package's own by its name; the bundler puts them in. */
declare const MODULES: { [path: string]: Source };
declare const ENTRIES: { [name: string]: string };

/** What a cell may import of Node. */
const builtin: { [name: string]: unknown } = {
  buffer: { Buffer },
  path,
  perf_hooks: { performance },
  util,
};

/** The names of all that a cell may import. */
export const importable = [
  ...Object.keys(ENTRIES),
  "tslab",
  ...Object.keys(builtin).map((name) => `node:${name}`),
];

type Require = ((name: string) => unknown) & { cache: { [path: string]: Module } };

/** What Node wraps a module in. */
type Run = (
  exports: unknown,
  require: Require,
  module: Module,
  filename: string,
  dirname: string,
) => void;

const cache: Require["cache"] = {};

/** A module that is loaded, or being loaded. */
export class Module {
  exports: unknown = {};
  filename: string;
  paths: string[] = [];
  require: Require;

  constructor(id: string) {
    this.filename = id;
    this.require = requireFrom(MODULES[id]?.imports ?? {});
  }

  /** Runs the text of a module; the name is Node's own, which tslab calls. */
  _compile(text: string, filename: string): void {
    const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
    const run = runInThisContext(`${wrapped}//# sourceURL=${filename}`) as Run;
    run(this.exports, this.require, this, filename, path.dirname(filename));
  }

  static _nodeModulePaths(): string[] {
    return [];
  }

  static createRequire(): Require {
    return requireFrom(ENTRIES);
  }
}

function requireFrom(imports: { [name: string]: string }): Require {
  const require = (name: string) => {
    const bare = name.replace(/^node:/, "");
    if (Object.hasOwn(builtin, bare)) return builtin[bare];
    const found = imports[name];
    if (found === undefined) throw new Error(`Cannot find module '${name}'`);
    return load(found);
  };
  return Object.assign(require, { cache });
}

function load(filename: string): unknown {
  const known = cache[filename];
  if (known) return known.exports;
  const module = new Module(filename);
  cache[filename] = module;
  try {
    module._compile(MODULES[filename]?.text ?? "", filename);
  } catch (error) {
    delete cache[filename];
    throw error;
  }
  return module.exports;
}

export default Module;
