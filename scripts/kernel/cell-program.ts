/*
 * One TypeScript program a cell, where tslab makes two.
 *
 * tslab compiles a cell twice: once to see its names, and again with a line at its end that exports
 * them. Each time TypeScript's builder looks for what has changed, which asks for a type checker.
 * Here the first text has that line already, so that the second is the same and needs no program,
 * and the program comes without a builder.
 *
 * The types of the language are some sixty files, which TypeScript looks through and merges for each
 * program. Here they are one.
 */
import type * as TypeScript from "@tslab/typescript-for-tslab";

type Ts = typeof TypeScript;
type Host = ReturnType<Ts["createWatchCompilerHost"]>;

/** Parts of TypeScript that its types leave out. */
interface Binder {
  bindSourceFile(file: TypeScript.SourceFile, options: TypeScript.CompilerOptions): void;
}
interface Parsed {
  parseDiagnostics: readonly TypeScript.Diagnostic[];
}
interface Libraries {
  /** The names of all libraries of the language, in the order in which they are merged */
  libs: string[];
}

/** The file that tslab compiles each cell as. */
export const CELL = /(^|\/)__tslab__\.[jt]s$/;

/** How often the text of a cell was read since its conversion began; undefined between conversions. */
let reads: number | undefined;

/** Runs the conversion of one cell: only then the names of a cell are exported. */
export function converting<Result>(run: () => Result): Result {
  reads = 0;
  try {
    return run();
  } finally {
    reads = undefined;
  }
}

/** A library of the language, and the lines with which one includes others. */
const LIBRARY = /(?<=\/lib\.)[\w.]+(?=\.d\.ts$)/;
const INCLUDES = /^\/\/\/ <reference lib="([\w.]+)" *\/>.*$/gm;

/**
 * Makes a host give the libraries of the language as one file: `whole` has the text of all that it
 * includes, in the order in which TypeScript merges them, and those are empty.
 *
 * @param whole - a library, as in "es2022"
 */
export function withOneLibrary(ts: Ts, host: Host, whole: string): void {
  const { readFile } = host;
  const { libs } = ts as unknown as Libraries;
  const texts = new Map<string, string>();
  const read = (name: string, path: string) => {
    if (texts.has(name)) return;
    const text = readFile.call(host, path.replace(LIBRARY, name)) ?? "";
    texts.set(name, text.replace(INCLUDES, ""));
    for (const [, other = ""] of text.matchAll(INCLUDES)) read(other, path);
  };
  host.readFile = (path, encoding) => {
    const name = path.match(LIBRARY)?.[0];
    if (name === undefined) return readFile.call(host, path, encoding);
    read(whole, path);
    if (!texts.has(name)) return readFile.call(host, path, encoding);
    if (name !== whole) return "";
    const inOrder = [...texts].sort(([a], [b]) => libs.indexOf(a) - libs.indexOf(b));
    return inOrder.map(([, text]) => text).join("\n");
  };
}

/** Makes a host that gives tslab one program for each cell. */
export function withOneProgram(ts: Ts, host: Host): void {
  const { readFile } = host;
  let builder: TypeScript.BuilderProgram;
  let last: string | undefined;

  host.readFile = (name, encoding) => {
    const source = readFile.call(host, name, encoding);
    if (source === undefined || !CELL.test(name)) return source;
    const text = reads === undefined ? source : withoutExport(ts, name, source);
    const whole = reads === 0 ? text + exportsOf(ts, name, text) : text;
    if (reads !== undefined) reads++;
    // No change makes no new program, but tslab expects a new builder.
    if (whole === last) host.afterProgramCreate?.({ ...builder });
    last = whole;
    return whole;
  };

  let libraries: TypeScript.ModuleResolutionCache | undefined;
  host.createProgram = (...how) => {
    const [, options, compilerHost] = how;
    if (compilerHost) {
      // For each of the language's own libraries TypeScript looks for a package that replaces it,
      // in each program anew, unless it may keep that there is none: a fifth of the time.
      libraries ??= ts.createModuleResolutionCache(
        compilerHost.getCurrentDirectory(),
        compilerHost.getCanonicalFileName,
        options,
      );
      const kept = libraries;
      compilerHost.getModuleResolutionCache = () => kept;
    }
    const plain = ts.createAbstractBuilder(...how);
    const program = plain.getProgram();
    builder = {
      ...plain,
      getSourceFile(name) {
        const file = program.getSourceFile(name);
        // The checker finds the names in a cell, which tslab exports if there are any.
        if (file && CELL.test(name) && !isBroken(file)) program.getTypeChecker();
        return file;
      },
      getAllDependencies(file) {
        const others = program.getSourceFiles().filter((other) => !other.isDeclarationFile);
        if (others.every((other) => other === file)) return [file.fileName];
        const { createHash } = ts.sys;
        const full = ts.createSemanticDiagnosticsBuilderProgram(
          program,
          createHash ? { createHash } : {},
        );
        return full.getAllDependencies(file);
      },
    };
    return builder;
  };
}

/**
 * A cell with blanks in place of `export` before a declaration. Cells share all their names, and
 * TypeScript refuses to export one twice.
 */
function withoutExport(ts: Ts, name: string, text: string): string {
  if (!/^\s*export\s+[a-z]/m.test(text)) return text;
  let blanked = text;
  for (const statement of ts.createSourceFile(name, text, ts.ScriptTarget.ES2022).statements) {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const [first, second] = modifiers.map(({ kind }) => kind);
    if (first !== ts.SyntaxKind.ExportKeyword || second === ts.SyntaxKind.DefaultKeyword) continue;
    const [{ end } = { end: 0 }] = modifiers;
    const begin = end - "export".length;
    blanked = blanked.slice(0, begin) + " ".repeat(end - begin) + blanked.slice(end);
  }
  return blanked;
}

/** Whether a file cannot be read as TypeScript. */
export function isBroken(file: TypeScript.SourceFile): boolean {
  return (file as unknown as Parsed).parseDiagnostics.length > 0;
}

/** The line with which tslab exports the names of a cell; none if the cell cannot be read. */
function exportsOf(ts: Ts, name: string, text: string): string {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  if (isBroken(file)) return "";
  (ts as unknown as Binder).bindSourceFile(file, {});
  const { locals } = file as unknown as { locals?: Map<string, unknown> };
  const names = [...(locals?.keys() ?? [])];
  return names.length > 0 ? `\nexport {${names.join(", ")}}` : "";
}
