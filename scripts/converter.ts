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
 */
export function createConverter(options?: tslab.ConverterOptions): tslab.Converter {
  const { readFile } = ts.sys;
  ts.sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    if (!/\/(@types\/node\/.*|lib\.[\w.]+)\.d\.ts$/.test(path)) return text;
    return text?.replace(COMMENTS, "").replace(MOST_OF_NODE, "");
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
      return info?.documentation?.length ? info : full().inspect(...request);
    },
    complete: (...request) => full().complete(...request),
    addModule: (...request) => full().addModule(...request),
    close: () => converter.close(),
  };
}
