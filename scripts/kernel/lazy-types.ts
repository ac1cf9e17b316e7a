import * as ts from "@tslab/typescript-for-tslab";
import * as tslab from "tslab/dist/converter";
import { converting, isBroken } from "./cell-program";

/** Lines that include types of Node, but for those with which a cell prints and compares. */
const MOST_OF_NODE = /^\/\/\/ <reference path="(?!(\.\.\/)?(console|util)\.d\.ts").*$/gm;

/** Comments in the types of the language and of Node: two thirds of them. */
const COMMENTS = /^\s*\/\*.*?\*\/\s*/gms;

/** Names that say whatever they are asked about, also what has not been read: without an error. */
const KNOWS_ALL = /\b(globalThis|global|inspect\s*\.\s*(colors|styles))\b/;

/** Modules whose types need nothing of Node. */
const SELF_CONTAINED = ["leaky-relu", "tslab"];

/** The part of Node's `util` whose types need nothing else of Node. */
const OF_UTIL =
  /\bimport\s*\{\s*((inspect|isDeepStrictEqual)\s*,?\s*)+\}\s*from\s*["'](node:)?util["']/g;

/** A cell like the first of many notebooks: what it needs is read before the reader's own comes. */
const TYPICAL = `import { arange, line } from "leaky-relu";
const x = arange(3).map((value) => Math.exp(value)), f = (value: number): number => value;
console.log(x.length, line({ x, y: x.map(f) }));`;

const create = tslab.createConverter; // the kernel puts the one below in its place

/**
 * As tslab's own, but it reads most types of Node (two megabytes, four fifths of all that it checks
 * a cell with), and what their comments say, no sooner than a cell needs them: when it can be
 * read but has an error without them, asks what there is, or could see `any` where they have a type. The cell is then
 * converted by a converter that knows all, and so are the cells after it.
 *
 * @param soon - when it may begin to read, before it has to; once it has, it compiles a typical
 *   cell, unless it was asked for something meanwhile
 */
export function createConverter(
  options?: tslab.ConverterOptions,
  soon?: Promise<void>,
): tslab.Converter {
  let converter: tslab.Converter | undefined;
  let knowsAll = false;
  let asked = false;
  const read = () => {
    converter ??= knowsAll ? create(options) : createSmall(options);
    return converter;
  };
  const now = () => {
    asked = true;
    return read();
  };
  const renew = () => {
    converter?.close();
    converter = undefined;
    return now();
  };
  const full = () => {
    if (knowsAll) return now();
    knowsAll = true;
    return renew();
  };
  soon?.then(() => {
    if (asked) return;
    read();
    setImmediate(() => {
      if (!asked) converting(() => read().convert("", TYPICAL));
    });
  });
  return {
    convert(previous, source) {
      const first = needsAll(source) ? full : now;
      const convert = (it: tslab.Converter) => converting(() => it.convert(previous, source));
      const result = retry(first, renew, convert);
      if (result.diagnostics.length === 0 || knowsAll) return result;
      if (isBroken(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022))) return result;
      return convert(full());
    },
    inspect(...request) {
      const info = retry(now, renew, (it) => it.inspect(...request));
      return info?.documentation?.length ? info : full().inspect(...request);
    },
    complete: (...request) => retry(full, renew, (it) => it.complete(...request)),
    addModule: (...request) => retry(full, renew, (it) => it.addModule(...request)),
    close() {
      asked = true; // what watches files from now on would keep the kernel alive
      converter?.close();
    },
  };
}

/**
 * Whether a cell could be given `any`, without an error, by a converter that has not read all types
 * of Node: TypeScript does not report what is missing inside the types of a package.
 */
function needsAll(source: string): boolean {
  if (KNOWS_ALL.test(source)) return true;
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(source.replace(OF_UTIL, ""));
  const others = importedFiles.filter(({ fileName }) => !SELF_CONTAINED.includes(fileName));
  return others.length + typeReferenceDirectives.length > 0;
}

/**
 * Asks a converter, and a new one where it throws: tslab's does, from then on, when a package has
 * been installed beside the notebook.
 */
function retry<Answer>(
  now: () => tslab.Converter,
  renew: () => tslab.Converter,
  ask: (converter: tslab.Converter) => Answer,
): Answer {
  const converter = now();
  try {
    return ask(converter);
  } catch {
    return ask(renew());
  }
}

/** A converter that reads no comments, and few types of Node. */
function createSmall(options?: tslab.ConverterOptions): tslab.Converter {
  const { readFile } = ts.sys;
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    if (!/\/(@types\/node\/.*|lib\.[\w.]+)\.d\.ts$/.test(path)) return text;
    return text?.replace(COMMENTS, "").replace(MOST_OF_NODE, "");
  };
  try {
    return create(options);
  } finally {
    ts.sys.readFile = readFile;
  }
}
