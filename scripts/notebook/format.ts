import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import { environment, python, root } from "../setup";

/** One output of a cell, as in the notebook format: https://nbformat.readthedocs.io */
export interface Output {
  output_type: string;
  /** "stdout" or "stderr", of a stream */
  name?: string;
  text?: string[];
  data?: { [mimeType: string]: unknown };
}

export interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string[];
  metadata: { tags?: string[]; [key: string]: unknown };
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Notebook {
  cells: Cell[];
  metadata: object;
  nbformat: number;
  nbformat_minor: number;
}

/** Cells with this tag print nothing; all other code cells print something. */
const SILENT = "silent";

/** Cells with this tag print measured values, which differ from run to run. */
const VOLATILE = "volatile";

/** The paths of all committed notebooks. */
export function notebookFiles(): string[] {
  const folder = join(root, "notebooks");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  return names.sort().map((name) => join(folder, name));
}

export function readNotebook(file: string): Notebook {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Writes a notebook as Jupyter writes it: sorted keys, one space of indent. All of it or nothing. */
export function writeNotebook(file: string, notebook: Notebook): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(sortKeys(notebook), null, 1)}\n`);
  renameSync(`${file}.new`, file);
}

/** A copy of a JSON value in which the keys of every object are in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}

/** The code cells of a notebook, with the number that a reader counts: 1, 2, … */
export function codeCells(notebook: Notebook): { cell: Cell; number: number }[] {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  return cells.map((cell, i) => ({ cell, number: i + 1 }));
}

/** What Jupyter says when a kernel ends at its start, as one that lost a port to another, or is mute. */
const STILLBORN = /Kernel (died before replying to kernel_info|didn't respond in)/;

let runs = 0;

/**
 * Runs a notebook from top to bottom with Jupyter's own client on a fresh tslab kernel, and gives
 * it back with the outputs of this run. What a run adds by chance is taken out: times, the
 * kernel's version, and the way in which a stream was cut into pieces.
 *
 * A cell that fails does not stop the run; {@link faults} finds it. A kernel that does not start
 * gets a second chance, as a reader would give it.
 *
 * @param file - names the notebook in messages
 * @throws Error when the kernel dies or a cell takes longer than two minutes
 */
export async function execute(notebook: Notebook, file: string): Promise<Notebook> {
  const folder = join(root, "dist", "run", `${process.pid}-${++runs}`);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(file));
  try {
    writeNotebook(copy, notebook);
    const options = [
      "--inplace",
      "--allow-errors",
      "--timeout=120",
      "--startup_timeout=60",
      "--kernel_name=tslab",
    ];
    const run = () =>
      promisify(execFile)(python, ["-m", "jupyter", "execute", ...options, copy], {
        cwd: folder,
        env: environment(),
        maxBuffer: 2 ** 28,
      });
    await run().catch((error) => (STILLBORN.test(error.stderr) ? run() : Promise.reject(error)));
    const executed = readNotebook(copy);
    return { ...notebook, cells: executed.cells.map(withoutChance) };
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const [fatal = ""] = stderr.split("Exception ignored in"); // what follows comes of tidying up
    const last = fatal.trim().split("\n").at(-1) || message;
    throw new Error(`${basename(file)} could not be run: ${last}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutChance(cell: Cell): Cell {
  if (cell.cell_type !== "code") return cell;
  const { execution, ...metadata } = cell.metadata;
  const outputs: Output[] = [];
  for (const output of cell.outputs ?? []) {
    const last = outputs.at(-1);
    if (output.output_type === "stream" && last?.name === output.name) {
      const text = [...(last?.text ?? []), ...(output.text ?? [])].join("");
      outputs[outputs.length - 1] = { ...output, text: lines(text) };
    } else outputs.push(output);
  }
  return { ...cell, metadata, outputs };
}

/** Text as the notebook format keeps it: a list of lines, each with its line feed. */
export function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []; // a dot would not match U+2028
}

/** What is wrong with a run by itself: one line for each cell that failed or was skipped. */
export function faults(executed: Notebook, file: string): string[] {
  return codeCells(executed).flatMap(({ cell, number }) => {
    const where = `${basename(file)}, code cell ${number} (${cell.id})`;
    const outputs = cell.outputs ?? [];
    const stderr = outputs
      .filter(({ name }) => name === "stderr")
      .flatMap(({ text }) => text ?? []);
    if (stderr.length > 0) return [`${where}: ${stderr.join("").trim()}`];
    if (cell.execution_count !== number)
      return [`${where}: has the number ${cell.execution_count}`];
    const silent = cell.metadata.tags?.includes(SILENT) ?? false;
    if (silent && outputs.length > 0) return [`${where}: prints, though it is tagged "${SILENT}"`];
    if (!silent && outputs.length === 0) return [`${where}: prints nothing; was it skipped?`];
    return [];
  });
}

/** Where a run gave other outputs than those committed: one line for each such cell. */
export function differences(committed: Notebook, executed: Notebook, file: string): string[] {
  return codeCells(executed).flatMap(({ cell, number }) => {
    const before = committed.cells.find(({ id }) => id === cell.id);
    if (cell.metadata.tags?.includes(VOLATILE)) return [];
    if (isDeepStrictEqual(before?.outputs, cell.outputs)) {
      return before?.execution_count === number ? [] : [`${file}: cell ${cell.id} is not numbered`];
    }
    const where = `${basename(file)}, code cell ${number} (${cell.id})`;
    const hint = "to accept the new one: npm run notebooks";
    return [
      `${where}: the committed output is not what the cell gives now; ${hint}\n` +
        `  committed: ${excerpt(before?.outputs)}\n  now:       ${excerpt(cell.outputs)}`,
    ];
  });
}

function excerpt(outputs: Output[] | undefined): string {
  const text = (outputs ?? []).map(({ text, data }) =>
    text ? text.join("") : JSON.stringify(data),
  );
  const all = text.join(" | ").replace(/\s+/g, " ");
  return all.length > 300 ? `${all.slice(0, 300)} …` : all || "nothing";
}
