import * as ts from "@tslab/typescript-for-tslab";
import type { Converter, Diagnostic } from "tslab/dist/converter";
import { importable } from "./modules";

/**
 * A converter that says what a page has where a cell imports what it cannot have. TypeScript alone
 * would say of some modules that they are not found, and let others pass whose types it knows.
 */
export function withPageImports(converter: Converter): Converter {
  return {
    ...converter,
    convert(previous, source) {
      const diagnostics = missingImports(source);
      return diagnostics.length > 0 ? { diagnostics } : converter.convert(previous, source);
    },
  };
}

/** An error for each import of a module that a page does not have. */
function missingImports(source: string): Diagnostic[] {
  const { importedFiles } = ts.preProcessFile(source);
  const missing = importedFiles.filter(({ fileName }) => !known(fileName));
  return missing.map(({ fileName, pos, end }) => ({
    start: place(source, pos),
    end: place(source, end),
    messageText:
      `Cannot find module '${fileName}': a notebook in the browser has ` +
      `${importable.slice(0, -1).join(", ")} and ${importable.at(-1)}.`,
    category: ts.DiagnosticCategory.Error,
    code: 2307,
  }));
}

/** Whether a page has this module; a relative one may be a cell that is marked as a module. */
function known(name: string): boolean {
  return /^\.\.?\//.test(name) || importable.includes(name) || importable.includes(`node:${name}`);
}

/** A place in a text, as tslab tells it: lines and characters from 0. */
function place(source: string, offset: number) {
  const before = source.slice(0, offset).split("\n");
  return { offset, line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
