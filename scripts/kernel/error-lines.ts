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
  name?: string | undefined;
}

function frameAt(cell: string, line: number, column: number): Frame | undefined {
  const origin = cells.get(cell)?.(line - 2, column - 1); // below one line of tslab's own
  return origin === undefined ? undefined : { cell, line: origin };
}

function frameOf(site: NodeJS.CallSite): Frame[] {
  const cell = site.getScriptNameOrSourceURL() ?? "";
  const frame = frameAt(cell, site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0);
  const name = site.getFunctionName() ?? undefined;
  return frame ? [{ ...frame, name: site.isConstructor() ? `new ${name}` : name }] : [];
}

function written({ cell, line, name }: Frame): string {
  const place = cell === latest ? `line ${line}` : `line ${line} of an earlier cell`;
  return name ? `${name} (${place})` : place;
}

/** The lines of cells that an error has come through, the innermost first. */
const framesOf = new WeakMap<object, Frame[]>();

/** Makes V8 write the stack of an error that has come through a cell with the lines of cells alone. */
export function writeLinesOfCells(): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.flatMap(frameOf);
    framesOf.set(error, frames);
    const head = Error.prototype.toString.call(error);
    return [head, ...(frames.length > 0 ? frames.map(written) : sites)].join("\n    at ");
  };
}

/** The innermost line of the cell that was compiled last where an error comes from, from 1. */
export function lineInCell(error: object & { stack?: unknown }): number | undefined {
  const { stack } = error; // V8 asks for the text now, or never
  const inLatest = framesOf.get(error)?.find(({ cell }) => cell === latest);
  if (inLatest) return inLatest.line;
  // Firefox does not ask, and has the places in the compiled code.
  const [, line, column] = new RegExp(`\\b${latest}:(\\d+):(\\d+)`).exec(String(stack)) ?? [];
  return frameAt(latest, Number(line), Number(column))?.line;
}
