/*
 * The lines of cells where an error comes from.
 *
 * A stack has the lines of the compiled code, and below them ten of the kernel and of Node. Here it
 * has those of the reader's cells alone: `at f (line 2)`.
 */

/** The line of a cell, from 1, that a place in its compiled code comes from, counted from 0. */
type LineOf = (line: number, column: number) => number | undefined;

/** All cells, by what the engine calls them, and the one that was compiled last. */
const cells = new Map<string, LineOf>();
let latest = "";

/** Keeps the lines of a compiled cell. Returns the name for its code. */
export function addCell(lineOf: LineOf): string {
  latest = `cell-${cells.size + 1}`;
  cells.set(latest, lineOf);
  return latest;
}

/** A line of a cell, counted from 1, and the function that it is in. */
interface Frame {
  cell: string;
  line: number;
  name: string | null;
}

function frame(cell: string, line: number, column: number, name: string | null): Frame[] {
  const origin = cells.get(cell)?.(line - 2, column - 1); // below one line of tslab's own
  return origin === undefined ? [] : [{ cell, line: origin, name }];
}

/** A frame as Firefox and Safari write it: "name@file:1:2" */
const FRAME = /^(?:\w+\*)?([^/<@]*).*@(.*):(\d+):(\d+)$/gm;

const framesIn = (stack: string) =>
  [...stack.matchAll(FRAME)].flatMap(([, name = "", cell = "", line, column]) =>
    frame(cell, Number(line), Number(column), name),
  );

/** V8's name for a function without one, where the code of cells runs by `eval`: in a page. */
const NAMELESS = "eval";

/** A frame as V8 gives it, which is the engine of Node and Chromium. */
function frameOf(site: NodeJS.CallSite): Frame[] {
  const own = site.getFunctionName();
  const name = own === NAMELESS ? null : own;
  return frame(
    site.getScriptNameOrSourceURL() ?? "",
    site.getLineNumber() ?? 0,
    site.getColumnNumber() ?? 0,
    site.isConstructor() ? `new ${name}` : name,
  );
}

/** The lines of cells that an error has come through, the innermost first. */
const framesOf = new WeakMap<object, Frame[]>();

/** The text of an error's stack. */
function write(error: object, frames: Frame[], otherwise: string[]): string {
  framesOf.set(error, frames);
  const lines = frames.map(({ cell, line, name }) => {
    const place = cell === latest ? `line ${line}` : `line ${line} of an earlier cell`;
    return name ? `${name} (${place})` : place;
  });
  const head = Error.prototype.toString.call(error);
  return [head, ...(lines.length > 0 ? lines : otherwise)].join("\n    at ");
}

/** Makes the stack of each error that has come through a cell have the lines of cells alone. */
export function writeLinesOfCells(): void {
  const { get, set } = Object.getOwnPropertyDescriptor(Error.prototype, "stack") ?? {};
  if (!get || !set) {
    Error.prepareStackTrace = (error, sites) =>
      write(error, sites.flatMap(frameOf), sites.map(String));
    return;
  }
  // Firefox and Safari have the stack as a property of all errors.
  Object.defineProperty(Error.prototype, "stack", {
    configurable: true,
    get() {
      const stack = get.call(this);
      return typeof stack === "string" ? write(this, framesIn(stack), []) : stack;
    },
    set,
  });
}

/** The innermost line of the cell that was compiled last where an error comes from, from 1. */
export function lineInCell(error: object & { stack?: unknown }): number | undefined {
  error.stack; // is written when it is asked for
  return framesOf.get(error)?.find(({ cell }) => cell === latest)?.line;
}
