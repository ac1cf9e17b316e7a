/*
 * What the kernel changes in the TypeScript that tslab compiles cells with.
 *
 * tslab writes each name of another cell as a property of `exports`, and sets those properties at
 * the end of a declaration and at each assignment. Three kinds of code come out wrong:
 *
 * - `{ x }`, where `x` is from another cell: it stays, and is undefined or a global name
 * - `const { x: y } = p`, where the type of `p` is from another cell: `x` is lost
 * - `let x`, assigned in another cell: functions of its own cell do not see it
 *
 * So the first two are written out before tslab looks for names of other cells, and a cell tells
 * the kernel its own names with `__tslab__.declare({ … })`, a `let` as a pair of functions that
 * read and write the variable itself (cell-executor.ts).
 */
import type * as TypeScript from "@tslab/typescript-for-tslab";
import { CELL, isBroken, withOneLibrary, withOneProgram } from "./cell-program";
import { addCell } from "./error-lines";

type Ts = typeof TypeScript;

/** The source map of a compiled cell. */
const CELL_MAP = /(^|\/)__tslab__\.js\.map$/;

/**
 * A copy of the TypeScript module, for tslab's converter: with it, names that cells share are right,
 * and errors know the lines of cells (error-lines.ts).
 *
 * Needs nothing of Node.
 */
export function forCells(ts: Ts): Ts {
  /** What the compiler gave for the latest cell, before tslab makes a CommonJS module of it. */
  const module = { text: "", map: "" };

  const createWatchCompilerHost = (
    ...[files, options, system, ...more]: Parameters<Ts["createWatchCompilerHost"]>
  ) => {
    // Without a list, TypeScript reads the folders of @types again for each cell.
    const types = ts.getAutomaticTypeDirectiveNames(options ?? {}, system);
    const wanted = { ...options, types, sourceMap: true };
    const host = ts.createWatchCompilerHost(files, wanted, system, ...more);
    const [, library] = /^lib\.(.*)\.d\.ts$/.exec(options?.lib?.[0] ?? "") ?? [];
    if (library) withOneLibrary(ts, host, library);
    withOneProgram(ts, host);
    const { createProgram } = host;
    host.createProgram = (...how) => {
      const builder = createProgram(...how);
      const { emit } = builder;
      builder.emit = (file, write, token, onlyDeclarations, transformers = {}) => {
        const take: typeof write = (name, text, ...rest) => {
          if (CELL_MAP.test(name)) module.map = text;
          const own = CELL.test(name) ? withoutLink(text) : text;
          if (CELL.test(name)) module.text = own;
          write?.(name, own, ...rest);
        };
        return emit(file, take, token, onlyDeclarations, {
          ...transformers,
          before: [writingOut(ts, builder.getProgram().getTypeChecker())],
          after: [...(transformers.after ?? []), declaring(ts)],
        });
      };
      return builder;
    };
    return host;
  };

  const transpileModule: Ts["transpileModule"] = (text, options) => {
    if (text !== module.text) return ts.transpileModule(text, options);
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    // Most cells import nothing, and are what CommonJS needs already: a fifth of the time is saved.
    const result: TypeScript.TranspileOutput = /\b(import|export)\b/.test(text)
      ? ts.transpileModule(text, { ...options, compilerOptions })
      : { outputText: text };
    const code = result.sourceMapText ? withoutLink(result.outputText) : text;
    const maps = [...(result.sourceMapText ? [result.sourceMapText] : []), module.map];
    const length = code.split("\n").length;
    // tslab compiles a cell below one line of its own, so its first line is number 1 there.
    const name = addCell((line, column) =>
      line < length ? origin(ts, maps, { line, column })?.line : undefined,
    );
    // On a line of its own, as tslab writes the head of a function before it.
    const outputText = `\n${code}\n//# sourceURL=${name}`;
    return { ...result, outputText };
  };

  /**
   * As TypeScript's own, and an error for an `await` in no function. A cell that cannot be read has
   * no other errors, as with `tsc`.
   */
  const getPreEmitDiagnosticsOfFiles: Diagnose = (program, files) => {
    const cells = files.filter(({ fileName }) => CELL.test(fileName));
    const broken = cells.filter(isBroken).flatMap((file) => program.getSyntacticDiagnostics(file));
    if (broken.length > 0) return broken;
    const all = (ts as unknown as Diagnoses).getPreEmitDiagnosticsOfFiles(program, files);
    return [...all, ...cells.flatMap((file) => awaits(ts, file))];
  };

  return Object.defineProperties({} as Ts, {
    ...Object.getOwnPropertyDescriptors(ts),
    getPreEmitDiagnosticsOfFiles: { value: getPreEmitDiagnosticsOfFiles, enumerable: true },
    createWatchCompilerHost: { value: createWatchCompilerHost, enumerable: true },
    transpileModule: { value: transpileModule, enumerable: true },
  });
}

/** A part of TypeScript that its types leave out, and that the one of tslab has. */
interface Diagnoses {
  getPreEmitDiagnosticsOfFiles: Diagnose;
}

type Diagnose = (
  program: TypeScript.Program,
  files: TypeScript.SourceFile[],
) => readonly TypeScript.Diagnostic[];

/** TypeScript's error for an `await` where none may be, from which tslab learns that a cell waits. */
const AWAIT_ERROR = 1308;

/**
 * That error for the first `await` of a cell that is in no function: TypeScript has none for
 * `await (x)` and `for await`, which it reads once more as parts of a module.
 */
function awaits(ts: Ts, file: TypeScript.SourceFile): TypeScript.Diagnostic[] {
  const find = (node: TypeScript.Node): TypeScript.Node | undefined => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return undefined;
    if (ts.isAwaitExpression(node)) return node;
    if (ts.isForOfStatement(node) && node.awaitModifier) return node.awaitModifier;
    return ts.forEachChild(node, find);
  };
  const first = find(file);
  if (!first) return [];
  const category = ts.DiagnosticCategory.Error;
  const place = { file, start: first.getStart(file), length: "await".length };
  return [{ ...place, code: AWAIT_ERROR, category, messageText: "await" }];
}

/** A place in a text, both counted from 0. */
interface Place {
  line: number;
  column: number;
}

/** Where a place comes from, through source maps from the last to the first. */
function origin(ts: Ts, maps: string[], place: Place): Place | undefined {
  let current: Place | undefined = place;
  for (const map of maps) {
    const mappings = (ts as unknown as Decoder).decodeMappings(JSON.parse(map).mappings);
    let found: Mapping | undefined;
    for (const mapping of mappings) {
      if (mapping.sourceLine === undefined || mapping.generatedLine > current.line) continue;
      if (mapping.generatedLine < current.line || mapping.generatedCharacter <= current.column) {
        found = mapping;
      }
    }
    if (found?.sourceLine === undefined) return undefined;
    current = { line: found.sourceLine, column: found.sourceCharacter ?? 0 };
  }
  return current;
}

/** A part of TypeScript that its types leave out. */
interface Decoder {
  decodeMappings(mappings: string): Iterable<Mapping>;
}

interface Mapping {
  generatedLine: number;
  generatedCharacter: number;
  sourceLine?: number;
  sourceCharacter?: number;
}

/** Text without the comment at its end that says where its source map is. */
const withoutLink = (text: string) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");

type Transformer = TypeScript.TransformerFactory<TypeScript.SourceFile>;

/** Writes `{ x }` as `{ x: exports.x }` where `x` is from another cell, and keeps names of properties. */
function writingOut(ts: Ts, checker: TypeScript.TypeChecker): Transformer {
  const { factory } = ts;
  /** The name of a property as a new node, which tslab does not look up. */
  const plain = <Name extends TypeScript.PropertyName>(name: Name) =>
    ts.isIdentifier(name) ? factory.createIdentifier(name.text) : name;
  return (context) => (file) => {
    if (!CELL.test(file.fileName)) return file;
    const earlier: TypeScript.Node = file.parent; // tslab has put the earlier cells there
    const isEarlier = (symbol: TypeScript.Symbol | undefined) =>
      symbol?.declarations?.some((declaration) => declaration.getSourceFile() === earlier);
    const visit = (original: TypeScript.Node): TypeScript.Node => {
      const node = ts.visitEachChild(original, visit, context);
      if (ts.isShorthandPropertyAssignment(node)) {
        if (!isEarlier(checker.getShorthandAssignmentValueSymbol(original))) return node;
        const { name, objectAssignmentInitializer: otherwise } = node;
        const object = factory.createIdentifier("exports");
        const value = factory.createPropertyAccessExpression(object, plain(name));
        const target = otherwise ? factory.createAssignment(value, otherwise) : value;
        return factory.createPropertyAssignment(plain(name), target);
      }
      if (ts.isPropertyAssignment(node)) {
        return factory.updatePropertyAssignment(node, plain(node.name), node.initializer);
      }
      if (ts.isBindingElement(node) && node.propertyName) {
        const { dotDotDotToken: dots, propertyName, name, initializer } = node;
        return factory.updateBindingElement(node, dots, plain(propertyName), name, initializer);
      }
      return node;
    };
    return ts.visitEachChild(file, visit, context);
  };
}

/** A name that a cell shares with others, and whether its value may change later. */
interface Shared {
  name: string;
  changes: boolean;
}

/** Replaces the list of names at the end of a cell by calls of `__tslab__.declare`. */
function declaring(ts: Ts): Transformer {
  return () => (file) => {
    if (!CELL.test(file.fileName)) return file;
    const names = new Set(file.statements.flatMap((statement) => listed(ts, statement)));
    const take = ({ name }: Shared) => names.delete(name);
    const functions = file.statements
      .filter(ts.isFunctionDeclaration)
      .map(({ name }) => ({ name: name?.text ?? "", changes: false }))
      .filter(take);
    const body = file.statements
      .filter((statement) => !isList(ts, statement))
      .flatMap((statement) => [
        required(ts, assigned(ts, statement)),
        ...call(ts, declared(ts, statement).filter(take)),
      ]);
    return ts.factory.updateSourceFile(file, [...call(ts, functions), ...body]);
  };
}

/** Whether a statement is `export { … }`, also without a name. */
function isList(ts: Ts, statement: TypeScript.Statement): statement is List {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) return false;
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause);
}

type List = TypeScript.ExportDeclaration & { exportClause: TypeScript.NamedExports };

/** The names in `export { … }`. */
function listed(ts: Ts, statement: TypeScript.Statement): string[] {
  return isList(ts, statement) ? statement.exportClause.elements.map(({ name }) => name.text) : [];
}

/** `exports.x = …` in place of `export const x = …`, which is how tslab keeps the last value. */
function assigned(ts: Ts, statement: TypeScript.Statement): TypeScript.Statement {
  const { factory } = ts;
  if (!ts.isVariableStatement(statement)) return statement;
  const [{ kind } = { kind: undefined }] = statement.modifiers ?? [];
  const [{ name, initializer } = { name: undefined }] = statement.declarationList.declarations;
  if (kind !== ts.SyntaxKind.ExportKeyword || !name || !ts.isIdentifier(name) || !initializer) {
    return statement;
  }
  const object = factory.createIdentifier("exports");
  const property = factory.createPropertyAccessExpression(object, name.text);
  return factory.createExpressionStatement(factory.createAssignment(property, initializer));
}

/**
 * `const { a, b: c } = require("m")` in place of `import { a, b as c } from "m"`, where `m` is a
 * package and no file of the reader. Most cells then are what CommonJS needs, and are not compiled a
 * second time.
 */
function required(ts: Ts, statement: TypeScript.Statement): TypeScript.Statement {
  const { factory } = ts;
  if (!ts.isImportDeclaration(statement)) return statement;
  const { moduleSpecifier: module, importClause } = statement;
  const { name: whole, namedBindings: names } = importClause ?? {};
  if (whole || !names || !ts.isNamedImports(names)) return statement;
  if (isOwnFile(ts, statement)) return statement;
  if (names.elements.some(({ propertyName }) => propertyName?.text === "default")) return statement;
  const elements = names.elements.map(({ propertyName, name }) =>
    factory.createBindingElement(undefined, propertyName, name),
  );
  const require = factory.createIdentifier("require");
  const value = factory.createCallExpression(require, undefined, [module]);
  const pattern = factory.createObjectBindingPattern(elements);
  const declaration = factory.createVariableDeclaration(pattern, undefined, undefined, value);
  const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
  return ts.setTextRange(factory.createVariableStatement(undefined, list), statement);
}

/** The names that have their values after a statement. */
function declared(ts: Ts, statement: TypeScript.Statement): Shared[] {
  const named = (name: TypeScript.Identifier | undefined, changes = false) =>
    name ? [{ name: name.text, changes }] : [];
  if (ts.isVariableStatement(statement)) return variables(ts, statement.declarationList);
  if (ts.isClassDeclaration(statement)) return named(statement.name);
  if (ts.isImportEqualsDeclaration(statement)) return named(statement.name);
  if (!ts.isImportDeclaration(statement)) return [];
  const { name, namedBindings } = statement.importClause ?? {};
  const own = isOwnFile(ts, statement);
  if (!namedBindings) return named(name, own);
  const several = ts.isNamedImports(namedBindings) ? namedBindings.elements : [namedBindings];
  return [...named(name, own), ...several.flatMap((each) => named(each.name, own))];
}

/** Whether an import is of a file of the reader, which may change what it exports. */
function isOwnFile(ts: Ts, { moduleSpecifier }: TypeScript.ImportDeclaration): boolean {
  return ts.isStringLiteral(moduleSpecifier) && /^[./]/.test(moduleSpecifier.text);
}

function variables(ts: Ts, list: TypeScript.VariableDeclarationList): Shared[] {
  const changes = (list.flags & ts.NodeFlags.Const) === 0;
  const namesOf = ({ name }: { name: TypeScript.BindingName }): Shared[] =>
    ts.isIdentifier(name)
      ? [{ name: name.text, changes }]
      : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesOf(element) : []));
  return list.declarations.flatMap(namesOf);
}

/** `__tslab__.declare({ x: x, get y() { return y; }, set y(value) { y = value; } })`, or nothing. */
function call(ts: Ts, names: Shared[]): TypeScript.Statement[] {
  const { factory } = ts;
  if (names.length === 0) return [];
  const properties = names.flatMap(({ name, changes }): TypeScript.ObjectLiteralElementLike[] => {
    const own = factory.createIdentifier(name);
    if (!changes) return [factory.createPropertyAssignment(name, own)];
    const read = factory.createBlock([factory.createReturnStatement(own)]);
    const value = factory.createUniqueName("value");
    const parameter = factory.createParameterDeclaration(undefined, undefined, value);
    const assignment = factory.createAssignment(own, value);
    const write = factory.createBlock([factory.createExpressionStatement(assignment)]);
    return [
      factory.createGetAccessorDeclaration(undefined, name, [], undefined, read),
      factory.createSetAccessorDeclaration(undefined, name, [parameter], write),
    ];
  });
  const kernel = factory.createIdentifier("__tslab__");
  const declare = factory.createPropertyAccessExpression(kernel, "declare");
  const object = factory.createObjectLiteralExpression(properties);
  return [factory.createExpressionStatement(factory.createCallExpression(declare, [], [object]))];
}
