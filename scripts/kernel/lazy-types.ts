import * as ts from "@tslab/typescript-for-tslab";
import * as tslab from "tslab/dist/converter";

/** All that types Node, but what a cell needs to print and to compare. */
const MOST_OF_NODE = /^\/\/\/ <reference path="(?!(\.\.\/)?(console|util)\.d\.ts").*$/gm;

/** Comments in the types of the language and of Node: two thirds of them. */
const COMMENTS = /^\s*\/\*.*?\*\/\s*/gms;

const create = tslab.createConverter; // the kernel puts the one below in its place

/**
 * As tslab's own, but it reads most types of Node (two megabytes, four fifths of all that it
 * checks a cell with), and what their comments say, no sooner than a cell needs them: when one is
 * in error without them, or asks what there is. The cell is then converted again, by a converter
 * that knows all.
 *
 * @param soon - when it may begin to read, before it has to
 */
export function createConverter(
  options?: tslab.ConverterOptions,
  soon?: Promise<void>,
): tslab.Converter {
  let converter: tslab.Converter | undefined;
  let thrifty = true;
  const now = () => {
    converter ??= thrifty ? createThrifty(options) : create(options);
    return converter;
  };
  const renew = () => {
    converter?.close();
    converter = undefined;
    return now();
  };
  const full = () => {
    if (!thrifty) return now();
    thrifty = false;
    return renew();
  };
  soon?.then(now);
  return {
    convert(previous, source) {
      const result = retry(now, renew, (it) => it.convert(previous, source));
      return result.diagnostics.length > 0 && thrifty ? full().convert(previous, source) : result;
    },
    inspect(...request) {
      const info = retry(now, renew, (it) => it.inspect(...request));
      return info?.documentation?.length ? info : full().inspect(...request);
    },
    complete: (...request) => retry(full, renew, (it) => it.complete(...request)),
    addModule: (...request) => retry(full, renew, (it) => it.addModule(...request)),
    close: () => converter?.close(),
  };
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
function createThrifty(options?: tslab.ConverterOptions): tslab.Converter {
  const { readFile } = ts.sys;
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    if (!/\/(@types\/node\/.*|lib\.[\w.]+)\.d\.ts$/.test(path)) return text;
    return text?.replace(COMMENTS, "").replace(MOST_OF_NODE, "");
  };
  const converter = create(options);
  ts.sys.readFile = readFile;
  return converter;
}
