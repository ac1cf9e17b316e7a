import { inspect } from "node:util";
import * as executor from "tslab/dist/executor";
import { lineInCell, writeLinesOfCells } from "./error-lines";

/** How a cell failed, as Jupyter's messages say it. */
export interface Failure {
  /** The kind of error */
  ename: string;
  /** What it says */
  evalue: string;
  /** What a reader sees: a line for each error, with the line of the cell where it was */
  traceback: string[];
}

/** tslab's executor, and how the cell that ran last has failed. */
export interface CellExecutor extends executor.Executor {
  failure?: Failure | undefined;
}

/** What tslab keeps for the code of cells, under the global name `__tslab__`. */
interface Cells {
  /** The values of all cells by name, as their code sees them */
  exports: object;
  /** Called by each cell with its own names (cell-compiler.ts) */
  declare?: (names: object) => void;
}

/**
 * As tslab's own, with four differences.
 *
 * - What cells share are the variables themselves: a `let` that another cell assigns has its new
 *   value in the functions of its own cell too.
 * - How a cell failed is kept as `failure`, and not printed.
 * - The stack of an error has the lines of cells alone.
 * - A cell that listens to SIGINT itself, as `progress` does, ends with an error of its own.
 *
 * Needs nothing of Node but `inspect`.
 */
export function createExecutor(
  folder: string,
  converters: executor.ConverterSet,
  console: executor.ConsoleInterface,
): CellExecutor {
  writeLinesOfCells();
  const problems: Problem[] = [];
  const error = (...args: unknown[]) => void problems.push(problemOf(args));
  const created = create(folder, converters, { log: console.log, error });

  // tslab makes a value of each pair of functions, so cells have an object of their own. There it
  // looks for the last value of a cell too.
  const shared = {};
  Object.setPrototypeOf(created.locals, shared);
  const cells = (globalThis as unknown as { __tslab__: Cells }).__tslab__;
  cells.exports = shared;
  cells.declare = (names) => {
    Object.defineProperties(shared, Object.getOwnPropertyDescriptors(names));
  };

  let running: symbol | undefined;
  const own: CellExecutor = {
    ...created,
    async execute(source) {
      problems.length = 0;
      own.failure = undefined;
      running = Symbol();
      const succeeded = await created.execute(source).finally(() => {
        running = undefined;
      });
      own.failure = succeeded ? undefined : failureOf(problems);
      if (succeeded) for (const { text } of problems) console.error(text); // of a module
      return succeeded;
    },
    interrupt() {
      const interrupted = running;
      // Two turns later: by then a cell that listens itself has ended.
      setImmediate(() =>
        setImmediate(() => {
          if (interrupted === running) created.interrupt();
        }),
      );
    },
  };
  return own;
}

const create = executor.createExecutor; // the kernel puts the one above in its place

interface Problem {
  ename: string;
  evalue: string;
  /** The line that a reader sees */
  text: string;
}

/** What tslab was about to print: an error that a cell has thrown, or one that TypeScript found. */
function problemOf(args: unknown[]): Problem {
  const [first, file, line, column, what] = args;
  if (first === DIAGNOSTIC) {
    const text = `${file}line ${line}, column ${column}: ${what}`;
    return { ename: "TypeScript", evalue: text, text };
  }
  if (isInterrupt(first)) return thrown("Interrupted", "the cell was stopped");
  if (!isError(first)) return thrown("Thrown", inspect(first, INLINE));
  const { name, message, cause } = first;
  const says = String(message).replace(REQUIRED_HERE, "");
  const reason = cause === undefined ? "" : ` (${cause})`;
  return thrown(name, says + reason, name === "Interrupted" ? undefined : lineInCell(first));
}

/** The line that a reader sees of what was thrown after its cell had ended. */
export const lateLineOf = (error: unknown) =>
  `${problemOf([error]).text} (no cell has waited for it)`;

function thrown(ename: string, evalue: string, line?: number): Problem {
  const what = evalue ? `${ename}: ${evalue}` : ename;
  return { ename, evalue, text: line === undefined ? what : `line ${line}: ${what}` };
}

/** How tslab's executor prints an error that TypeScript has found. */
const DIAGNOSTIC = "%s%d:%d - %s";

/** Where Node says that a module was missed, if that is a cell: tslab names a file that is not there. */
const REQUIRED_HERE = /\nRequire stack:\n- .*[\\/]src\.js$/;

const INLINE = { breakLength: Number.POSITIVE_INFINITY, compact: true };

/** Errors of other contexts and of libraries need not be instances of this Error. */
const isError = (value: unknown): value is Error =>
  typeof value === "object" && value !== null && "message" in value && "name" in value;

const isInterrupt = (value: unknown) =>
  isError(value) &&
  ((value as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ||
    value.message === "Interrupted asynchronously");

function failureOf(problems: Problem[]): Failure {
  const [{ ename = "Error", evalue = "" } = {}] = problems;
  const all =
    ename === "TypeScript" ? problems.map((problem) => problem.evalue).join("\n") : evalue;
  return { ename, evalue: all, traceback: problems.map(({ text }) => text) };
}
