import * as ts from "@tslab/typescript-for-tslab";
import * as tslab from "tslab/dist/converter";

/** All that types Node, but what a cell needs to print and to compare. */
const MOST_OF_NODE = /^\/\/\/ <reference path="(?!(\.\.\/)?(console|util)\.d\.ts").*$/gm;

const create = tslab.createConverter; // the kernel puts the one below in its place

/**
 * As tslab's own, but it reads most types of Node (two megabytes, four fifths of all that it
 * checks a cell with) no sooner than a cell needs them: when one is in error without them, or asks
 * what there is. The cell is then converted again, by a converter that knows all.
 */
export function createConverter(options?: tslab.ConverterOptions): tslab.Converter {
  const { readFile } = ts.sys;
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    const entry = /\/@types\/node\/(ts[\d.]+\/)?index\.d\.ts$/.test(path);
    return entry ? text?.replace(MOST_OF_NODE, "") : text;
  };
  let converter = create(options);
  ts.sys.readFile = readFile;
  let thrifty = true;
  const full = () => {
    if (thrifty) {
      converter.close();
      converter = create(options);
      thrifty = false;
    }
    return converter;
  };
  return {
    convert(previous, source) {
      const result = converter.convert(previous, source);
      return result.diagnostics.length > 0 && thrifty ? full().convert(previous, source) : result;
    },
    inspect(...request) {
      const info = converter.inspect(...request);
      return info?.kind ? info : full().inspect(...request); // of an unknown name it has no kind
    },
    complete: (...request) => full().complete(...request),
    addModule: (...request) => full().addModule(...request),
    close: () => converter.close(),
  };
}
